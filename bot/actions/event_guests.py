"""Who comes to an event: seats are counted in the transaction that gives one, and one that frees goes to whoever has
waited longest."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.actions.event_news import TELLABLE, Told, remind, remind_no_more, tell
from bot.actions.events import find_event, hold_event
from bot.actions.log import authorise
from bot.actions.segments import matches
from bot.actions.tiers import names_of_tiers
from bot.database import Command, Query, Transaction
from bot.rules.conditions import Everybody
from bot.rules.events import Event, Going, Seen, Stand
from bot.rules.refusals import Refusal
from bot.rules.roles import Action, Actor
from bot.rules.segments import parse
from bot.shop import Work
from bot.tables.events import event_guests
from bot.tables.people import people


class _Guest(NamedTuple):
    id: int
    event_id: int
    state: str
    turn: int


class _Counted(NamedTuple):
    state: str
    n: int


_OF_EVENT = event_guests.c.event_id == bindparam("event")
_GUEST = select(*(event_guests.c[name] for name in _Guest._fields))
_BY_ID = Query(_Guest, _GUEST.where(event_guests.c.id == bindparam("number")))
_OF = Query(_Guest, _GUEST.where(_OF_EVENT, event_guests.c.member_id == bindparam("member")))
_COUNTED = Query(
    _Counted,
    select(event_guests.c.state, func.count().label("n")).where(_OF_EVENT).group_by(event_guests.c.state),
)
_NEXT_TURN = Query(int, select(func.coalesce(func.max(event_guests.c.turn), 0) + 1).where(_OF_EVENT))
_AHEAD = Query(
    int,
    select(func.count()).where(
        _OF_EVENT, event_guests.c.state == Stand.WAITING.value, event_guests.c.turn < bindparam("before")
    ),
)
_NEW = insert(event_guests)
_STAND = Query(
    int,
    _NEW.on_conflict_do_update(
        index_elements=[event_guests.c.event_id, event_guests.c.member_id],
        set_={name: _NEW.excluded[name] for name in ("state", "turn", "since")},
    ).returning(event_guests.c.id),
)
_LINE = TELLABLE.where(people.c.unreachable_at.is_(None))
"""Of whoever has blocked the bot nobody would know that a seat is theirs."""
_WHOLE_LINE = Query(Told, _LINE)
_NEXT = Query(Told, _LINE.limit(bindparam("most")))
_SET = Command(
    update(event_guests)
    .where(event_guests.c.id == bindparam("number"))
    .values(state=bindparam("stand"), since=bindparam("at"))
)


async def named(work: Work, event: Event, member_id: int | None) -> bool:
    """Whether an event is for a member, or whoever may become one; not where nobody can be sure whom its line means."""
    rule = parse(event.who)
    if isinstance(rule, Everybody):
        return True
    if isinstance(rule, Refusal) or member_id is None:
        return False
    return await matches(work, rule, member_id, work.now, work.store) is True


async def seen(work: Work, event: Event, member_id: int | None) -> Seen:
    """An event as a member finds it, or somebody who is none."""
    counted = await count_guests(work, event.id)
    guest = await _guest(work, event.id, member_id or 0)
    return Seen(
        event,
        Stand(guest.state) if guest is not None else None,
        await named(work, event, member_id),
        counted.get(Stand.COMING, 0),
        counted.get(Stand.WAITING, 0),
        await _ahead(work, guest) if guest is not None else 0,
        event.has_begun(work.now),
        () if isinstance(parse(event.who), Everybody) else await names_of_tiers(work),
    )


async def _guest(work: Work, number: int, member_id: int) -> _Guest | None:
    return await work.one(_OF, event=number, member=member_id)


async def count_guests(work: Transaction, number: int) -> Mapping[Stand, int]:
    """How many come to an event, wait for a seat, and can't come after all."""
    return {Stand(one.state): one.n for one in await work.all(_COUNTED, event=number)}


async def _ahead(work: Work, guest: _Guest) -> int:
    return await work.the(_AHEAD, event=guest.event_id, before=guest.turn) if guest.state == Stand.WAITING else 0


async def going(work: Work, number: int) -> Going | None:
    """Somebody's place in an event, for a delivery that names it by number; None once it is forgotten."""
    guest = await work.one(_BY_ID, number=number)
    event = await find_event(work, guest.event_id) if guest is not None else None
    return Going(event, Stand(guest.state)) if guest is not None and event is not None else None


async def come(work: Work, actor: Actor, number: int) -> Stand | Refusal:
    """The actor comes to an event: they get a seat, or a place in the line for one; said twice, it changes nothing.

    Returns:
        Where they stand; `event_over` where it is over, called off or was never on, `event_not_named` where it isn't
        for them, `event_begun` where it has begun and no seat is left.
    """
    authorise(actor, Action.COME)
    member_id = actor.member_id or 0
    event = await hold_event(work, number)
    if event is None or not event.is_open(work.now):
        return Refusal("event_over")
    guest = await _guest(work, number, member_id)
    if guest is not None and guest.state != Stand.AWAY:
        return Stand(guest.state)
    if not await named(work, event, member_id):
        return Refusal("event_not_named")
    stand = Stand.WAITING if await _free(work, event) == 0 else Stand.COMING
    if stand is Stand.WAITING and event.has_begun(work.now):
        return Refusal("event_begun")
    turn = await work.the(_NEXT_TURN, event=number)
    guest_id = await work.the(
        _STAND, event_id=number, member_id=member_id, state=stand.value, turn=turn, since=work.now
    )
    if actor.telegram_id is not None:
        await remind(work, event, stand, [Told(guest_id, turn, actor.telegram_id)])
    return stand


async def stay_away(work: Work, actor: Actor, number: int) -> Refusal | None:
    """The actor can't come after all: their seat is the next one's; `event_over` where it is over or called off."""
    authorise(actor, Action.COME)
    event = await hold_event(work, number)
    if event is None or not event.is_open(work.now):
        return Refusal("event_over")
    guest = await _guest(work, number, actor.member_id or 0)
    if guest is not None and guest.state != Stand.AWAY:
        await _give_up(work, event, guest)
    return None


async def _give_up(work: Work, event: Event, guest: _Guest) -> None:
    await work.run(_SET, number=guest.id, stand=Stand.AWAY.value, at=work.now)
    await remind_no_more(work, event, Stand(guest.state), [Told(guest.id, guest.turn, 0)])
    if guest.state == Stand.COMING:
        await move_up(work, event)


async def _free(work: Work, event: Event) -> int | None:
    """How many seats are left; None: as many as come."""
    if event.seats is None:
        return None
    return max(event.seats - (await count_guests(work, event.id)).get(Stand.COMING, 0), 0)


async def move_up(work: Work, event: Event) -> None:
    """Give the seats that are free to those who wait, in their order, and tell them; the event is held."""
    if event.has_begun(work.now):
        return
    free = await _free(work, event)
    if free == 0:
        return
    line = {"event": event.id, "stand": Stand.WAITING.value}
    found = await (work.all(_WHOLE_LINE, **line) if free is None else work.all(_NEXT, most=free, **line))
    await work.many(_SET, [{"number": one.id, "stand": Stand.COMING.value, "at": work.now} for one in found])
    await tell(work, event, "event_moved_up", found)
    await remind_no_more(work, event, Stand.WAITING, found)
    await remind(work, event, Stand.COMING, found)
