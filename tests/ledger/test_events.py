"""Seats of events: counted in the transaction that gives one, and passed on in the order of asking."""

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.actions.event_desk import cancel_event, edit_event, make_event
from bot.actions.event_guests import come, count_guests, stay_away
from bot.actions.events import hold_event, upcoming
from bot.database import Query
from bot.rules.events import Event, Stand, State
from bot.rules.refusals import Refusal
from bot.rules.roles import Actor, Role
from bot.tables.outbox import deliveries
from tests.ledger.books import MAX, Books

Size = Callable[[int, int], int]
_WAITING = Query(str, select(deliveries.c.key).where(deliveries.c.state == "queued").order_by(deliveries.c.due))


async def invite(books: Books, seats: int | None, *, days: float = 10) -> Event:
    """An event that is on, some days from now."""
    at = books.clock.now() + timedelta(days=days)
    async with books.shop.work() as work:
        made = await make_event(work, MAX, {"en": "Tasting"}, at, at + timedelta(hours=2))
        assert isinstance(made, Event)
        on = await edit_event(work, MAX, made._replace(seats=seats, state=State.ON))
        assert isinstance(on, Event)
        return on


async def people(books: Books, n: int) -> list[Actor]:
    """Members who are on Telegram."""
    numbers = [await books.member(telegram_id=1000 + n) for n in range(n)]
    return [Actor(Role.MEMBER, 1000 + n, member_id=number) for n, number in enumerate(numbers)]


async def says(books: Books, who: Actor, event: Event) -> Stand | Refusal:
    """They come."""
    async with books.shop.work() as work:
        return await come(work, who, event.id)


async def change(books: Books, event: Event, **parts: object) -> Event | Refusal:
    """The event is otherwise."""
    async with books.shop.work() as work:
        held = await hold_event(work, event.id)
        assert held is not None
        return await edit_event(work, MAX, held._replace(**parts))  # type: ignore[arg-type]  # parts of it by name


async def counted(books: Books, event: Event) -> dict[Stand, int]:
    """How many come, wait and don't."""
    async with books.shop.reading() as reading:
        return dict(await count_guests(reading, event.id))


async def to_be_said(books: Books) -> list[str]:
    """What waits to be said, by the first part of its key."""
    async with books.shop.reading() as reading:
        return [key.partition(":")[0] for key in await reading.all(_WAITING)]


async def test_one_seat_goes_to_one_of_all_who_want_it_at_once(books: Books, size: Size) -> None:
    n = size(40, 1000)
    event, cast = await invite(books, 1), await people(books, n)

    stands = await asyncio.gather(*(says(books, one, event) for one in cast))

    assert Counter(stands) == {Stand.COMING: 1, Stand.WAITING: n - 1}
    assert await counted(books, event) == {Stand.COMING: 1, Stand.WAITING: n - 1}


async def test_a_seat_that_frees_is_the_next_ones_however_many_leave_at_once(books: Books) -> None:
    event, cast = await invite(books, 3), await people(books, 8)
    for one in cast:
        await says(books, one, event)

    async def leaves(one: Actor) -> None:
        async with books.shop.work() as work:
            assert await stay_away(work, one, event.id) is None

    await asyncio.gather(*(leaves(one) for one in [*cast[:2], *cast[:2], cast[4]]))

    stands = [await says(books, one, event) for one in (cast[2], cast[3], cast[5], cast[6], cast[7])]
    assert stands == [Stand.COMING] * 3 + [Stand.WAITING] * 2
    assert await counted(books, event) == {Stand.COMING: 3, Stand.WAITING: 2, Stand.AWAY: 3}
    assert await says(books, cast[0], event) is Stand.WAITING  # and the last in the line


@pytest.mark.either
async def test_more_seats_are_given_at_once_and_fewer_than_come_can_not_be(books: Books) -> None:
    event, cast = await invite(books, 2), await people(books, 5)
    for one in cast:
        await says(books, one, event)

    assert await change(books, event, seats=1) == Refusal("event_seats_taken", {"n": 2})
    await change(books, event, seats=4)
    assert await counted(books, event) == {Stand.COMING: 4, Stand.WAITING: 1}
    await change(books, event, seats=None)
    assert await counted(books, event) == {Stand.COMING: 5}


@pytest.mark.either
async def test_whoever_comes_is_reminded_at_the_time_that_holds_and_of_nothing_they_left(books: Books) -> None:
    event, (mei, ben) = await invite(books, None), await people(books, 2)
    await says(books, mei, event)
    await says(books, mei, event)
    assert await to_be_said(books) == ["event_eve", "event_soon"]

    await change(books, event, at=event.at - timedelta(days=1))
    assert sorted(await to_be_said(books)) == ["event_changed", "event_eve", "event_soon"]
    await change(books, event, at=event.at)
    assert sorted(await to_be_said(books)) == ["event_changed", "event_changed", "event_eve", "event_soon"]
    async with books.shop.work() as work:
        await stay_away(work, mei, event.id)
    assert await to_be_said(books) == ["event_changed"] * 2

    await says(books, mei, event)
    await says(books, ben, event)
    async with books.shop.work() as work:
        await cancel_event(work, MAX, event.id)
        assert await upcoming(work, work.now) == []
    assert Counter(await to_be_said(books)) == {"event_changed": 2, "event_cancelled": 2}
    assert await says(books, ben, event) == Refusal("event_over")


@pytest.mark.either
async def test_whoever_waits_has_one_word_coming_and_whoever_does_not_wait_any_more_has_none(books: Books) -> None:
    event, (mei, ben, ada) = await invite(books, 1), await people(books, 3)
    for one in (mei, ben, ada):
        await says(books, one, event)
    assert Counter(await to_be_said(books)) == {"event_eve": 1, "event_soon": 1, "event_no_seat_yet": 2}

    await change(books, event, at=event.at - timedelta(days=1))
    assert Counter(await to_be_said(books))["event_no_seat_yet"] == 2
    async with books.shop.work() as work:
        await stay_away(work, ada, event.id)
    await change(books, event, seats=2)
    assert Counter(await to_be_said(books))["event_no_seat_yet"] == 0

    await says(books, ada, event)
    async with books.shop.work() as work:
        await cancel_event(work, MAX, event.id)
    assert {"event_changed", "event_moved_up", "event_cancelled"} == set(await to_be_said(books))


@pytest.mark.either
async def test_nobody_comes_to_what_is_over_or_isnt_on_yet_or_not_for_them(books: Books) -> None:
    event, (mei,) = await invite(books, 5, days=1), await people(books, 1)
    for unclear in ("tier:gold and", "tier:gold"):  # the shop has no tiers
        assert isinstance(await change(books, event, who=unclear), Refusal)
    await change(books, event, who="points>=100")

    assert await says(books, mei, event) == Refusal("event_not_named")
    await change(books, event, who="everybody")
    books.clock.move(days=2)
    assert await says(books, mei, event) == Refusal("event_over")
    assert await change(books, event, seats=7) == Refusal("event_over")
