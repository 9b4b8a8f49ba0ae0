"""The list at the door of an event: who comes, who waits, who can't, and who is here."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, case, func, select, update

from bot.actions.log import authorise
from bot.database import Command, Query, Transaction
from bot.rules.events import Stand
from bot.rules.refusals import Refusal
from bot.rules.roles import Action, Actor
from bot.shop import Work
from bot.tables.events import event_guests
from bot.tables.members import members
from bot.tables.people import people


class Listed(NamedTuple):
    """Somebody on the list of an event; `name` is sealed."""

    member_id: int
    name: bytes | None
    card: str
    stand: str
    since: datetime
    came_at: datetime | None


_OF_EVENT = event_guests.c.event_id == bindparam("event")
_LISTED = Query(
    Listed,
    select(
        event_guests.c.member_id,
        func.coalesce(people.c.name, members.c.name).label("name"),
        members.c.card,
        event_guests.c.state.label("stand"),
        event_guests.c.since,
        event_guests.c.came_at,
    )
    .join(members, members.c.id == event_guests.c.member_id)
    .outerjoin(people, people.c.telegram_id == members.c.telegram_id)
    .where(_OF_EVENT)
    .order_by(case({"coming": 0, "waiting": 1}, value=event_guests.c.state, else_=2), event_guests.c.turn),
)
_HERE = Command(
    update(event_guests)
    .where(_OF_EVENT, event_guests.c.member_id == bindparam("member"), event_guests.c.state == Stand.COMING.value)
    .values(came_at=func.coalesce(event_guests.c.came_at, bindparam("at")))
)


async def guests(work: Transaction, number: int) -> list[Listed]:
    """Everybody on the list of an event: those who come, who wait, and who can't, each in the order of asking."""
    return await work.all(_LISTED, event=number)


async def check_in(work: Work, actor: Actor, number: int, member_id: int) -> Refusal | None:
    """Somebody who comes to an event is here; `event_not_coming` for whoever has no seat."""
    authorise(actor, Action.EDIT_EVENTS)
    if not await work.run(_HERE, event=number, member=member_id, at=work.now):
        return Refusal("event_not_coming")
    return None
