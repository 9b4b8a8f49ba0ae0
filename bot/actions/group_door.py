"""The door of a group: requests are decided by the rule of the moment, and seats counted in the same transaction."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.actions.group_links import revoke_leaked
from bot.actions.groups import hold_group, read_group, seats_taken
from bot.actions.members import member_by_telegram
from bot.actions.outbox import Posting, post, post_all
from bot.actions.segments import matches
from bot.actions.tiers import names_of_tiers
from bot.database import Command, Query, Transaction
from bot.rules.group_news import Request
from bot.rules.groups import (
    ANSWERABLE,
    ON_THE_WAY,
    SILENT,
    WAITS,
    Answer,
    Asking,
    AtDoor,
    Group,
    Says,
    Stand,
    State,
    Why,
    decide,
)
from bot.rules.refusals import Refusal
from bot.rules.segments import parse
from bot.shop import Work
from bot.tables.groups import places

_DAY = timedelta(days=1)
_TOLD = frozenset({Why.NOT_MEMBER})
"""What they were told when they asked, and is no news when their time is over."""


class Place(NamedTuple):
    """Where somebody stands with a group."""

    id: int
    group_id: int
    telegram_id: int
    state: str
    changed_at: datetime
    asked_at: datetime | None
    asks: int
    by_hand: bool
    joined_at: datetime | None
    ends_at: datetime | None
    tag: str


_PLACE = select(*(places.c[name] for name in Place._fields))
_BY_ID = Query(Place, _PLACE.where(places.c.id == bindparam("number")))
_OF = Query(Place, _PLACE.where(places.c.group_id == bindparam("group"), places.c.telegram_id == bindparam("person")))
_OF_PERSON = Query(Place, _PLACE.where(places.c.telegram_id == bindparam("person")).order_by(places.c.group_id))
_ADD = Query(int, insert(places).on_conflict_do_nothing().returning(places.c.id))
_THIS = places.c.id == bindparam("number")
_ASKS = Command(
    update(places)
    .where(_THIS)
    .values(state=bindparam("stand"), asked_at=bindparam("at"), asks=bindparam("n"), changed_at=bindparam("at"))
)
_STANDS = Command(update(places).where(_THIS).values(state=bindparam("stand"), changed_at=bindparam("at")))
_UNDECIDED = Query(
    int,
    select(places.c.id)
    .where(
        or_(
            places.c.state == Stand.WAITING.value,
            (places.c.state == Stand.LET_IN.value) & (places.c.changed_at < bindparam("lost")),
        ),
        places.c.id > bindparam("after"),
    )
    .order_by(places.c.id)
    .limit(bindparam("most")),
)


async def place_of(work: Transaction, group_id: int, person: int) -> Place | None:
    """Where somebody stands with a group; None if they have never been near it."""
    return await work.one(_OF, group=group_id, person=person)


async def open_place(work: Work, group_id: int, person: int) -> Place:
    """The same, made known where they have never been near it."""
    await work.one(_ADD, group_id=group_id, telegram_id=person, state=Stand.WAITING.value, changed_at=work.now)
    return await work.the(_OF, group=group_id, person=person)


async def places_of(work: Transaction, person: int) -> list[Place]:
    """Where somebody stands with every group, in the groups' order: everybody who holds several, holds them in that."""
    return await work.all(_OF_PERSON, person=person)


async def at_door(work: Transaction, number: int) -> AtDoor | None:
    """A place with its group, for a delivery that names it by number; None once either is forgotten."""
    place = await work.one(_BY_ID, number=number)
    group = await read_group(work, place.group_id) if place else None
    if place is None or group is None:
        return None
    tiers = await names_of_tiers(work)
    return AtDoor(place.id, group, place.telegram_id, Stand(place.state), place.ends_at, place.tag, tiers)


async def named(work: Work, group: Group, member_id: int | None) -> bool | None:
    """Whether a group's rule names somebody, now; None where nobody can be sure of the rule."""
    if group.who is None:
        return True
    if member_id is None:
        return False
    rule = parse(group.who)
    if isinstance(rule, Refusal):
        return None
    found = await matches(work, rule, member_id, work.now, work.store)
    return None if isinstance(found, Refusal) else found


async def knock(work: Work, news: Request) -> None:
    """Somebody asks to be let in: decide, by what is so now, and have them told in their language."""
    group = await hold_group(work, news.chat.id)
    if group is None or group.state is State.GONE:
        return
    place = await open_place(work, group.id, news.person)
    if place.state == Stand.INSIDE and place.changed_at > news.at:
        return  # they came in another way meanwhile
    asks = place.asks + 1 if place.asked_at is not None and news.at - place.asked_at < _DAY else 1
    await revoke_leaked(work, group, news)
    stand = Stand.BANNED if place.state == Stand.BANNED else Stand.WAITING
    await work.run(_ASKS, number=place.id, stand=stand.value, at=news.at, n=asks)
    await _decide(work, group, place._replace(state=stand.value, asks=asks, asked_at=news.at), again=False)


async def decide_again(work: Work, number: int) -> None:
    """Decide about a request that was left open, by what is so now; one that waits too long is turned away."""
    seen = await at_door(work, number)
    group = await hold_group(work, seen.group.chat_id) if seen is not None else None
    place = await work.one(_BY_ID, number=number)
    if group is None or place is None:
        return
    late = work.now - (place.asked_at or place.changed_at) > WAITS
    if place.state == Stand.LET_IN and late and group.decides:
        # They took it back, it seems; or it is still there, and they could never ask again.
        await _settle(work, place, comes=False)
    elif place.state in (Stand.WAITING, Stand.LET_IN):
        await _decide(work, group, place, again=True)


async def ask_again(work: Work, person: int) -> None:
    """Decide about what somebody has asked for everywhere: they may be more to the shop than they were."""
    for place in await places_of(work, person):
        if place.state == Stand.WAITING:
            await decide_again(work, place.id)


async def undecided(work: Transaction, now: datetime, after: int, most: int) -> list[int]:
    """Places that wait for a decision, or for somebody who was let in and never came; in order, after a number."""
    return await work.all(_UNDECIDED, lost=now - ON_THE_WAY, after=after, most=most)


async def _decide(work: Work, group: Group, place: Place, *, again: bool) -> None:
    member = await member_by_telegram(work, place.telegram_id)
    member_id = member.id if member is not None and member.joined else None
    stand = Stand(place.state) if place.state == Stand.BANNED else None
    seated = await seats_taken(work, group) - (place.state == Stand.LET_IN) if group.most is not None else 0
    asking = Asking(member_id is not None, await named(work, group, member_id), seated, stand, place.asks)
    answer = decide(group, asking)
    asked_at = place.asked_at or work.now
    if answer.says is Says.WAIT and work.now - asked_at > WAITS and group.decides:
        answer = Answer(Says.NO, answer.why)
    if not again or (place.state == Stand.WAITING and answer.says is not Says.WAIT and answer.why not in _TOLD):
        await _greet(work, place, answer, asked_at, known=member_id is not None)
    if answer.says is Says.WAIT:
        return
    # After the greeting: once a request is decided, whoever never spoke to the bot can't be written to.
    await _settle(work, place, comes=answer.says is Says.COME_IN)


async def _settle(work: Work, place: Place, *, comes: bool) -> None:
    if place.state != Stand.BANNED:
        stands = Stand.LET_IN if comes else Stand.DECLINED
        await work.run(_STANDS, number=place.id, stand=stands.value, at=work.now)
    key = f"group_entry:{place.id}:{work.now.isoformat()}"
    await post(work, "group_entry", place.telegram_id, key, {"place": place.id, "comes": comes})


async def _greet(work: Work, place: Place, answer: Answer, asked_at: datetime, *, known: bool) -> None:
    if answer.why in SILENT:
        return
    data = {"place": place.id, "why": answer.why.value if answer.why else ""}
    key = f"group_greeting:{place.id}:{work.now.isoformat()}"
    before = None if known else max(asked_at + ANSWERABLE, work.now)
    await post_all(work, "group_greeting", [Posting(place.telegram_id, key, data, best_before=before)])
