"""The door of a group: requests decided by the rule of the moment, with the seats counted in the same transaction; and
who came in or left."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.actions.group_links import revoke_leaked
from bot.actions.group_tags import settle_tag
from bot.actions.groups import group_of_chat, hold_group, read_group, seats_taken
from bot.actions.members import member_by_telegram
from bot.actions.outbox import Posting, post, post_all, post_to_owners
from bot.actions.people import find_person
from bot.actions.segments import matches
from bot.database import Command, Query, Transaction
from bot.rules.groups import (
    ANSWERABLE,
    ON_THE_WAY,
    SILENT,
    WAITS,
    WELCOME_LASTS,
    Answer,
    Asking,
    AtDoor,
    Group,
    Newcomers,
    Request,
    Says,
    Stand,
    Standing,
    State,
    Told,
    Why,
    decide,
)
from bot.rules.refusals import Refusal
from bot.rules.segments import parse
from bot.shop import Work
from bot.tables.groups import groups, places
from bot.tables.people import people

_DAY = timedelta(days=1)
_TOLD_BY_TELEGRAM = frozenset({Stand.INSIDE, Stand.LEFT, Stand.REMOVED, Stand.BANNED})
"""Standings whose instant is Telegram's own, and not that of a decision of ours."""
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


class _Came(NamedTuple):
    name: bytes | None


_PLACE = select(*(places.c[name] for name in Place._fields))
_BY_ID = Query(Place, _PLACE.where(places.c.id == bindparam("number")))
_OF = Query(Place, _PLACE.where(places.c.group_id == bindparam("group"), places.c.telegram_id == bindparam("person")))
_OF_PERSON = Query(Place, _PLACE.where(places.c.telegram_id == bindparam("person")).order_by(places.c.id))
_ADD = Query(int, insert(places).on_conflict_do_nothing().returning(places.c.id))
_THIS = places.c.id == bindparam("number")
_ASKS = Command(
    update(places)
    .where(_THIS)
    .values(state=bindparam("stand"), asked_at=bindparam("at"), asks=bindparam("n"), changed_at=bindparam("at"))
)
_STANDS = Command(update(places).where(_THIS).values(state=bindparam("stand"), changed_at=bindparam("at")))
_COMES_IN = Command(
    update(places)
    .where(_THIS)
    .values(
        state=Stand.INSIDE.value,
        changed_at=bindparam("at"),
        joined_at=bindparam("at"),
        left_at=None,
        ends_at=None,
        by_hand=bindparam("hand"),
        tag="",
    )
)
_BY_HAND = Command(update(places).where(_THIS).values(by_hand=True))
_LEAVES = Command(
    update(places)
    .where(_THIS)
    .values(state=bindparam("stand"), changed_at=bindparam("at"), left_at=bindparam("at"), ends_at=None, asks=0, tag="")
)
_FORGET = Command(delete(places).where(_THIS))
_NEW = Query(
    _Came,
    select(people.c.name)
    .select_from(places)
    .outerjoin(people, people.c.telegram_id == places.c.telegram_id)
    .where(
        places.c.group_id == bindparam("group"),
        places.c.state == Stand.INSIDE.value,
        places.c.joined_at >= bindparam("since"),
    )
    .order_by(places.c.joined_at, places.c.id),
)
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
_WELCOME = Command(update(groups).where(groups.c.id == bindparam("number")).values(welcome_since=bindparam("since")))


async def place_of(work: Transaction, group_id: int, person: int) -> Place | None:
    """Where somebody stands with a group; None if they have never been near it."""
    return await work.one(_OF, group=group_id, person=person)


async def places_of(work: Transaction, person: int) -> list[Place]:
    """Where somebody stands with every group."""
    return await work.all(_OF_PERSON, person=person)


async def at_door(work: Transaction, number: int) -> AtDoor | None:
    """A place with its group, for a delivery that names it by number; None once either is forgotten."""
    place = await work.one(_BY_ID, number=number)
    group = await read_group(work, place.group_id) if place else None
    if place is None or group is None:
        return None
    return AtDoor(place.id, group, place.telegram_id, Stand(place.state), place.ends_at, place.tag)


async def newcomers(work: Work, number: int) -> Newcomers | None:
    """Who came into a group since its newest welcome began, for the delivery that says it."""
    group = await read_group(work, number)
    if group is None:
        return None
    came = await work.all(_NEW, group=number, since=group.welcome_since or work.now - WELCOME_LASTS)
    names = [work.vault.open(one.name) for one in came if one.name is not None]
    return Newcomers(group, tuple(name for name in names if name), len(came))


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
    place = await _place(work, group.id, news.person, Stand.WAITING)
    if place.state == Stand.INSIDE and place.changed_at > news.at:
        return  # they came in another way meanwhile
    asks = place.asks + 1 if place.asked_at is not None and news.at - place.asked_at < _DAY else 1
    await revoke_leaked(work, group, news)
    banned = place.state == Stand.BANNED
    await work.run(_ASKS, number=place.id, stand=place.state if banned else Stand.WAITING.value, at=news.at, n=asks)
    await _decide(work, group, place._replace(asks=asks, asked_at=news.at), again=False)


async def decide_again(work: Work, number: int) -> None:
    """Decide about a request that was left open, by what is so now; one that waits too long is turned away."""
    seen = await at_door(work, number)
    group = await hold_group(work, seen.group.chat_id) if seen is not None else None
    place = await work.one(_BY_ID, number=number)
    if group is None or place is None:
        return
    if place.state == Stand.LET_IN and work.now - (place.asked_at or place.changed_at) > WAITS:
        await work.run(_STANDS, number=place.id, stand=Stand.LEFT.value, at=work.now)  # they took it back, it seems
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
    seated = await seats_taken(work, group.id) - (place.state == Stand.LET_IN) if group.most is not None else 0
    asking = Asking(member_id is not None, await named(work, group, member_id), seated, stand, place.asks)
    answer = decide(group, asking)
    asked_at = place.asked_at or work.now
    if answer.says is Says.WAIT and work.now - asked_at > WAITS and group.keeps_door:
        answer = Answer(Says.NO, answer.why)
    if not again or (place.state == Stand.WAITING and answer.says is not Says.WAIT and answer.why not in _TOLD):
        await _greet(work, place, answer, asked_at, known=member_id is not None)
    if answer.says is Says.WAIT:
        return
    comes = answer.says is Says.COME_IN
    if place.state != Stand.BANNED:
        stands = Stand.LET_IN if comes else Stand.DECLINED
        await work.run(_STANDS, number=place.id, stand=stands.value, at=work.now)
    # After the greeting: once a request is decided, whoever never spoke to the bot can't be written to.
    key = f"group_entry:{place.id}:{work.now.isoformat()}"
    await post(work, "group_entry", place.telegram_id, key, {"place": place.id, "comes": comes})


async def _greet(work: Work, place: Place, answer: Answer, asked_at: datetime, *, known: bool) -> None:
    if answer.why in SILENT:
        return
    data = {"place": place.id, "why": answer.why.value if answer.why else ""}
    key = f"group_greeting:{place.id}:{work.now.isoformat()}"
    before = None if known else max(asked_at + ANSWERABLE, work.now)
    await post_all(work, "group_greeting", [Posting(place.telegram_id, key, data, best_before=before)])


async def _place(work: Work, group_id: int, person: int, stand: Stand) -> Place:
    await work.one(_ADD, group_id=group_id, telegram_id=person, state=stand.value, changed_at=work.now)
    return await work.the(_OF, group=group_id, person=person)


async def stood(work: Work, news: Standing) -> None:
    """Somebody came in, left or was thrown out: keep it, whoever did it, and welcome newcomers."""
    group = await group_of_chat(work, news.chat.id)
    if group is None:
        return
    place = await work.one(_OF, group=group.id, person=news.person)
    if place is not None and news.at < place.changed_at and place.state in _TOLD_BY_TELEGRAM:
        return  # of two that came in the wrong order the later holds
    if not news.present:
        if place is not None and await find_person(work, news.person) is None:
            await work.run(_FORGET, number=place.id)
        elif place is not None:
            await work.run(_LEAVES, number=place.id, stand=_gone(news, place).value, at=news.at)
        return
    if place is not None and place.state == Stand.INSIDE:
        if news.admin:
            await work.run(_BY_HAND, number=place.id)
        return
    await _arrive(work, group, place or await _place(work, group.id, news.person, Stand.WAITING), news)


def _gone(news: Standing, place: Place) -> Stand:
    if news.by_bot:
        return Stand.REMOVED if place.state in (Stand.INSIDE, Stand.LET_IN) else Stand(place.state)
    return Stand.BANNED if news.banned else Stand.LEFT


async def _arrive(work: Work, group: Group, place: Place, news: Standing) -> None:
    let_in = place.state == Stand.LET_IN
    by_hand = news.admin or not (let_in or news.by_bot or news.by == news.person)
    await work.run(_COMES_IN, number=place.id, at=news.at, hand=by_hand)
    await settle_tag(work, group, place.id)
    await _welcome(work, group, news.at)
    if not let_in and not by_hand and group.who is not None and group.state in (State.OPEN, State.CLOSED):
        day = news.at.date().isoformat()
        await post_to_owners(
            work, "group_told", f"group_past:{group.id}:{day}", {"group": group.id, "what": Told.PAST.value}
        )


async def _welcome(work: Work, group: Group, at: datetime) -> None:
    """Welcome whoever came: in a rush, all in the message of the first of them, edited twice a minute at most."""
    since = group.welcome_since
    fresh = since is None or at - since > WELCOME_LASTS
    first = at if fresh or since is None else since
    if fresh:
        await work.run(_WELCOME, number=group.id, since=first)
    key, data = f"group_welcome:{group.id}:{first.isoformat()}", {"welcome": group.id}
    if fresh:
        await post(work, "group_welcome", group.chat_id, key, data)
        return
    minute = at.replace(second=0, microsecond=0)
    if not await post(work, "group_welcome", group.chat_id, f"{key}:{minute:%H%M}", data, edits=key):
        # Whoever else comes in this minute is added when it is over, all at once.
        after, again = minute + timedelta(minutes=1), f"{key}:{minute:%H%M}+"
        await post(work, "group_welcome", group.chat_id, again, data, due=max(after, work.now), edits=key)
