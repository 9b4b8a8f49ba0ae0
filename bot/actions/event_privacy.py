"""What is kept of a member's events: given to them, forgotten with them, and after a year by itself."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, delete, select

from bot.actions.event_guests import move_up
from bot.actions.events import hold_event
from bot.database import Command, Query
from bot.rules.events import KEPT
from bot.shop import Work
from bot.tables.events import event_guests, events


class Attended(NamedTuple):
    """An event that a member said something to; `came_at`: they were seen at its door."""

    names: Mapping[str, str]
    at: datetime
    stand: str
    came_at: datetime | None


_THEIRS = event_guests.c.member_id == bindparam("member")
_EVENTS_OF = Query(
    Attended,
    select(events.c.names, events.c.at, event_guests.c.state.label("stand"), event_guests.c.came_at)
    .join(event_guests, event_guests.c.event_id == events.c.id)
    .where(_THEIRS)
    .order_by(events.c.at.desc()),
)
_NUMBERS = Query(int, select(event_guests.c.event_id).where(_THEIRS).order_by(event_guests.c.event_id))
_FORGET = Command(delete(event_guests).where(_THEIRS))
_OVER_BEFORE = select(events.c.id).where(events.c.ends_at < bindparam("before"))
_SWEEP = Command(delete(event_guests).where(event_guests.c.event_id.in_(_OVER_BEFORE)))


async def events_of(work: Work, member_id: int) -> list[Attended]:
    """The events of a member, the latest first."""
    return await work.all(_EVENTS_OF, member=member_id)


async def forget_events(work: Work, member_id: int) -> None:
    """Erase it; a seat of theirs is the next one's."""
    held = [await hold_event(work, number) for number in await work.all(_NUMBERS, member=member_id)]
    await work.run(_FORGET, member=member_id)
    for event in held:
        if event is not None and event.is_open(work.now):
            await move_up(work, event)


async def sweep_events(work: Work) -> None:
    """Forget who came to events of long ago."""
    await work.run(_SWEEP, before=work.now - KEPT)
