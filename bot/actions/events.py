"""Events as they are: one by its number, those to come, and all that whoever runs the shop looks after."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import bindparam, case, func, select

from bot.database import Query, Transaction
from bot.rules.events import Event, State
from bot.shop import Work
from bot.tables.events import events

MOST_SHOWN = 20
"""Events in a list: more are not read."""


def as_event(
    id: int,
    names: Mapping[str, str],
    abouts: Mapping[str, str],
    place: str,
    at: datetime,
    ends_at: datetime,
    seats: int | None,
    who: str,
    state: str,
    version: int,
) -> Event:
    """A row of the columns as an event."""
    return Event(id, names, abouts, place, at, ends_at, seats, who, State(state), version)


_EVENT = select(*(events.c[name] for name in Event._fields))
_THIS = events.c.id == bindparam("number")
_BY_ID = Query(as_event, _EVENT.where(_THIS))
_HELD = Query(as_event, _EVENT.where(_THIS).with_for_update())
_UPCOMING = Query(
    as_event,
    _EVENT.where(events.c.ends_at > bindparam("now"), events.c.state == State.ON.value)
    .order_by(events.c.at, events.c.id)
    .limit(MOST_SHOWN),
)
_AHEAD = events.c.ends_at > bindparam("now")
_LOOKED_AFTER = Query(
    as_event,
    _EVENT.order_by(case((_AHEAD, 0), else_=1), case((_AHEAD, events.c.at)), events.c.at.desc(), events.c.id)
    .limit(bindparam("most"))
    .offset(bindparam("skip")),
)
_COUNT = Query(int, select(func.count()).select_from(events))


async def find_event(work: Transaction, number: int) -> Event | None:
    """An event by its number, in whatever state."""
    return await work.one(_BY_ID, number=number)


async def hold_event(work: Work, number: int) -> Event | None:
    """The same, held until the act is over: nobody else counts its seats meanwhile."""
    return await work.one(_HELD, number=number)


async def upcoming(work: Transaction, at: datetime) -> list[Event]:
    """The events that are on and not over by an instant, the soonest first."""
    return await work.all(_UPCOMING, now=at)


async def looked_after(work: Transaction, at: datetime, most: int, skip: int = 0) -> tuple[list[Event], int]:
    """Some of the events in whatever state, and how many there are: the next one first, those over after all others."""
    return await work.all(_LOOKED_AFTER, now=at, most=most, skip=skip), await work.the(_COUNT)
