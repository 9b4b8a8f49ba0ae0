"""What those who come to an event, or wait for a seat, are told: what becomes of it, and what is near."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, func, select

from bot.actions.outbox import Posting, call_off_all, post_all
from bot.database import Query, Transaction
from bot.rules.events import NEAR, Event, Stand, Word, no_seat, reminders
from bot.rules.times import next_sending
from bot.shop import Work
from bot.tables.events import event_guests
from bot.tables.members import members
from bot.tables.people import people


class Told(NamedTuple):
    """Somebody who is told something: their place, and where."""

    id: int
    turn: int
    chat_id: int


class Readers(NamedTuple):
    """So many who come or wait and have chosen this language, and whose Telegram speaks that one."""

    language: str | None
    client_language: str | None
    n: int


TELLABLE = (
    select(event_guests.c.id, event_guests.c.turn, members.c.telegram_id.label("chat_id"))
    .join(members, members.c.id == event_guests.c.member_id)
    .outerjoin(people, people.c.telegram_id == members.c.telegram_id)
    .where(
        event_guests.c.event_id == bindparam("event"),
        event_guests.c.state == bindparam("stand"),
        members.c.telegram_id.is_not(None),
    )
    .order_by(event_guests.c.turn)
)
"""Those of an event who stand there as asked, and are on Telegram, in the order of asking."""
_STANDING = Query(Told, TELLABLE)
_READERS = Query(
    Readers,
    select(people.c.language, people.c.client_language, func.count().label("n"))
    .select_from(event_guests)
    .join(members, members.c.id == event_guests.c.member_id)
    .join(people, people.c.telegram_id == members.c.telegram_id)
    .where(event_guests.c.event_id == bindparam("event"), event_guests.c.state != Stand.AWAY.value)
    .group_by(people.c.language, people.c.client_language),
)


async def standing(work: Work, event: Event, stand: Stand) -> list[Told]:
    """Those who come to an event, or wait, and can be told."""
    return await work.all(_STANDING, event=event.id, stand=stand.value)


async def tell_guests(work: Work, event: Event, kind: str) -> None:
    """Tell whoever comes, or waits, what has become of an event; what was to be told of it before is out of date."""
    for stand in (Stand.COMING, Stand.WAITING):
        await tell(work, event, kind, await standing(work, event, stand))


async def tell(work: Work, event: Event, kind: str, found: Sequence[Told]) -> None:
    """Tell some of them by the shop's day, or at once when the event is near."""
    due = _by_day(work, event)
    postings = [
        Posting(one.chat_id, _about(kind, event, one), _data(event, one), due, best_before=event.ends_at)
        for one in found
    ]
    await post_all(work, kind, postings)


async def tell_new_name(work: Work, before: Event) -> None:
    """Tell whoever comes, or waits, that an event isn't called as before; of several names in a night only the last."""
    due = _by_day(work, before)
    for stand in (Stand.COMING, Stand.WAITING):
        postings = [
            Posting(
                one.chat_id,
                f"event_renamed:{one.id}:{one.turn}:{due.isoformat()}",
                {"guest": one.id, "names": before.names},
                due,
                best_before=before.ends_at,
            )
            for one in await standing(work, before, stand)
        ]
        await post_all(work, "event_renamed", postings)


def _by_day(work: Work, event: Event) -> datetime:
    return work.now if event.at - work.now < NEAR else next_sending(work.now, work.store.zone_info)


async def readers(work: Transaction, number: int) -> list[Readers]:
    """In which languages those who come to an event, or wait, read."""
    return await work.all(_READERS, event=number)


async def remind(work: Work, event: Event, stand: Stand, found: Sequence[Told]) -> None:
    """Have those who come reminded in time, or those who wait told in time that they have no seat."""
    for kind, word in _words_ahead(work, event, stand):
        postings = [
            Posting(
                one.chat_id,
                _about(word.name, event, one),
                _data(event, one),
                word.due,
                best_before=word.best_before,
            )
            for one in found
        ]
        await post_all(work, kind, postings)


async def remind_no_more(work: Work, event: Event, stand: Stand, found: Sequence[Told]) -> None:
    """They don't come or wait any more, or it isn't then."""
    words = list(_words_ahead(work, event, stand))
    await call_off_all(work, [_about(word.name, event, one) for one in found for _, word in words])


def _words_ahead(work: Work, event: Event, stand: Stand) -> Iterator[tuple[str, Word]]:
    """What is still to be said by itself, each with the kind of delivery that it is."""
    zone = work.store.zone_info
    if stand is Stand.COMING:
        yield from (("event_reminder", word) for word in reminders(event.at, zone, work.now))
    if stand is Stand.WAITING:
        yield from ((word.name, word) for word in no_seat(event.at, event.ends_at, zone, work.now))


def _about(what: str, event: Event, one: Told) -> str:
    """By what a message is known: somebody may come again, and an event be at another time."""
    return f"{what}:{one.id}:{one.turn}:{event.version}"


def _data(event: Event, one: Told) -> dict[str, object]:
    return {"guest": one.id, "version": event.version}
