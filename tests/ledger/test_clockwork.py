"""Daily jobs: once on each local day on which there is something to do, whatever the clocks and the machines do."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.actions.leases import note_day
from bot.actions.watch import LOOKS_BACK, anything_since
from bot.rules.times import instant, local_day
from bot.shop import Shop
from jobs.job import DAY, Job, PutOffError
from jobs.leader import Leader
from jobs.runner import LOOK, Clockwork
from tests.ledger.books import Books

BERLIN = ZoneInfo("Europe/Berlin")
SOON = time(0, 5)


class Care:
    """A job that remembers when it ran; it is wanted from some instant on, and may fail."""

    def __init__(self, wanted_from: datetime = datetime(2000, 1, 1, tzinfo=UTC)) -> None:
        self.ran: list[datetime] = []
        self.asked = 0
        self.wanted_from = wanted_from
        self.trouble: Exception | None = None

    async def run(self, shop: Shop) -> None:
        if self.trouble is not None:
            raise self.trouble
        self.ran.append(shop.clock.now())

    async def wanted(self, _: Shop, by: datetime) -> bool:
        self.asked += 1
        return by >= self.wanted_from

    @property
    def days(self) -> list[date]:
        return [local_day(at, BERLIN) for at in self.ran]

    @property
    def job(self) -> Job:
        return Job("care", DAY, self.run, at=SOON, wanted=self.wanted)


async def clockwork(books: Books, care: Care) -> Clockwork:
    """A process that leads, in Berlin."""
    books.shop.store = books.shop.store._replace(zone="Europe/Berlin")
    leader = Leader(books.shop, timedelta(seconds=60), alone=True)
    await leader.look()
    return Clockwork(books.shop, leader, (care.job,))


async def tick(works: list[Clockwork], books: Books, until: datetime, every: timedelta = LOOK) -> None:
    while books.clock.now() < until:
        for work in works:
            await work._tick("care")
        books.clock.at += every


@pytest.mark.either
@pytest.mark.promise(30)
@pytest.mark.parametrize("change", [date(2026, 3, 29), date(2026, 10, 25)])
async def test_a_daily_job_runs_once_a_day_where_two_processes_tick_and_the_clocks_change(
    books: Books, change: date
) -> None:
    care = Care()
    works = [await clockwork(books, care) for _ in range(2)]
    books.clock.at = instant(change - DAY, time(12), BERLIN)
    await tick(works[:1], books, instant(change, time(4), BERLIN), timedelta(minutes=30))
    await tick(works[1:], books, instant(change, time(12), BERLIN), timedelta(minutes=30))

    await tick(works, books, instant(change + 2 * DAY, time(1), BERLIN), timedelta(minutes=30))

    assert care.days == [change + DAY * number for number in (-1, 0, 1, 2)]


async def test_a_job_that_was_put_off_or_failed_is_tried_at_the_next_look(books: Books) -> None:
    care = Care()
    work = await clockwork(books, care)
    for care.trouble in (PutOffError("not now"), ValueError("broken")):
        await work._tick("care")
        assert not await work.run("care")

    care.trouble = None
    await work._tick("care")
    await work._tick("care")

    assert len(care.ran) == 1


async def test_what_a_clock_far_ahead_had_noted_stops_no_job(books: Books) -> None:
    care = Care()
    work = await clockwork(books, care)
    true = books.clock.now()
    books.clock.at = true + timedelta(days=3650)
    await work._tick("care")

    books.clock.at = true
    await work._tick("care")
    await work._tick("care")
    books.clock.at = true - timedelta(hours=12)
    await work._tick("care")

    assert len(care.ran) == 2


async def test_a_day_on_which_nothing_is_to_do_passes_without_a_run(books: Books) -> None:
    care = Care(wanted_from=instant(date(2026, 3, 10), SOON, BERLIN))
    work = await clockwork(books, care)

    await tick([work], books, instant(date(2026, 3, 11), time(12), BERLIN), timedelta(hours=3))

    assert care.days == [date(2026, 3, 10), date(2026, 3, 11)]


async def test_walking_ahead_finds_the_first_day_with_something_to_do_in_a_few_looks(books: Books) -> None:
    care = Care(wanted_from=datetime(2026, 11, 20, 12, tzinfo=UTC))
    work = await clockwork(books, care)
    year = books.clock.now() + timedelta(days=365)

    assert await work.next_busy(year) == instant(date(2026, 11, 21), SOON, BERLIN)
    assert care.asked < 12
    assert await work.next_busy(instant(date(2026, 11, 21), time(0, 4), BERLIN)) is None
    assert await work.next_busy(books.clock.now()) is None


async def test_yesterday_is_looked_back_on_where_anything_happened(books: Books) -> None:
    mei = await books.member()
    now = books.clock.now()
    async with books.shop.work() as work:
        await note_day(work, LOOKS_BACK, local_day(now, books.shop.store.zone_info))
    assert not await anything_since(books.shop, now + timedelta(days=9))

    await books.bought(mei, 1000)

    assert await anything_since(books.shop, now + timedelta(days=1))
    async with books.shop.work() as work:
        await note_day(work, LOOKS_BACK, local_day(now, books.shop.store.zone_info) + DAY)
    assert not await anything_since(books.shop, now + timedelta(days=9))
