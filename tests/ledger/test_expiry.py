"""Nights of a shop: who is told, whose points last longer because nobody could tell them, and whose go."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import bindparam, delete, insert, select, update

from bot.actions import warnings
from bot.actions.expiry import Kept, expire_points, keep_points, schedule, who_may_keep
from bot.actions.points import Posted
from bot.actions.reasons import reasons_for
from bot.database import Command, Query
from bot.database.sqlite_connection import SQLITE
from bot.migrations import migrate
from bot.rules.expiry import EARLY, Batch
from bot.rules.ledger import EntryKind
from bot.rules.refusals import Refusal
from bot.rules.roles import SYSTEM, Actor, Role
from bot.tables.outbox import deliveries
from bot.tables.people import people
from bot.tables.points import entries
from jobs.expiry import sweep_points, wanted
from jobs.job import PutOffError
from jobs.leader import Leader
from jobs.runner import Clockwork
from jobs.timetable import TIMETABLE
from tests.ledger.books import MAX, Books
from tests.spending import spend_points

_MEET = Command(insert(people))
_GONE = Command(
    update(people).where(people.c.telegram_id == bindparam("person")).values(unreachable_at=bindparam("since"))
)
_BACK = Command(update(people).values(unreachable_at=None))


class Told(NamedTuple):
    """A warning in the outbox."""

    id: int
    key: str
    state: str
    due: datetime
    data: object

    @property
    def batches(self) -> list[int]:
        """The points of each batch that it names."""
        assert isinstance(self.data, dict)
        return [points for points, _ in self.data["batches"]]

    @property
    def keeps(self) -> bool:
        assert isinstance(self.data, dict)
        return bool(self.data["keeps"])


class Line(NamedTuple):
    kind: str
    points: int
    key: str
    id: int


_TOLD = Query(
    Told,
    select(*(deliveries.c[name] for name in Told._fields))
    .where(deliveries.c.kind == "points_expiring")
    .order_by(deliveries.c.id),
)
_SETTLE = Command(
    update(deliveries)
    .where(deliveries.c.kind == "points_expiring", deliveries.c.state == "queued")
    .values(state=bindparam("became"), settled_at=bindparam("at"))
)
_PURGE = Command(delete(deliveries).where(deliveries.c.state != "queued"))
_LINES = Query(
    Line,
    select(entries.c.kind, entries.c.points, entries.c.key, entries.c.id)
    .where(entries.c.member_id == bindparam("member"))
    .order_by(entries.c.id),
)
_ALARMS = Query(int, select(deliveries.c.id).where(deliveries.c.kind == "expiry_stopped"))


async def on_telegram(books: Books, telegram_id: int = 501) -> int:
    """A member who can be written to."""
    async with books.shop.work() as work:
        await work.run(_MEET, telegram_id=telegram_id, name=b"", first_seen=work.now)
    return await books.member(telegram_id=telegram_id)


async def night(books: Books, to: datetime | None = None) -> list[Told]:
    """It is five past midnight in Shanghai, some day later; the warnings that are in the outbox then."""
    if to is not None:
        books.clock.at = to
    books.shop.telegram_time = books.clock.now
    await sweep_points(books.shop)
    async with books.shop.reading() as work:
        return await work.all(_TOLD)


async def nights(books: Books, last: datetime, became: str = "delivered") -> None:
    """Every night up to one; by day what was posted gets where it goes, or fails."""
    late = books.clock.now() - midnight(2026, 1, 1)
    books.clock.at += -late % timedelta(days=1)
    while books.clock.now() <= last:
        await night(books)
        books.clock.move(hours=10)
        await by_day(books, became)
        books.clock.move(hours=14)


async def by_day(books: Books, became: str = "delivered") -> None:
    """What waits is sent."""
    async with books.shop.work() as work:
        await work.run(_SETTLE, became=became, at=work.now)


async def lines(books: Books, member_id: int) -> list[tuple[str, int]]:
    async with books.shop.reading() as work:
        return [(line.kind, line.points) for line in await work.all(_LINES, member=member_id)]


def midnight(*parts: int) -> datetime:
    """Five past midnight of a day in Shanghai, as an instant."""
    return datetime(*parts, tzinfo=UTC) - timedelta(hours=8) + timedelta(minutes=5)  # type: ignore[arg-type,misc] # year, month, day


async def keep(books: Books, member_id: int) -> Kept | Refusal:
    async with books.shop.work() as work:
        return await keep_points(work, Actor(Role.MEMBER, 501, member_id), member_id)


async def test_who_is_told_twice_loses_the_points_on_the_day_that_was_said(books: Books) -> None:
    mei = await on_telegram(books)
    await books.bought(mei, 1000)  # on 2 March 2026; good to the end of 2 March 2027

    assert await night(books, midnight(2027, 1, 30)) == []
    assert not await wanted(books.shop, books.clock.now())
    [early] = await night(books, midnight(2027, 1, 31))
    assert (early.batches, early.keeps) == ([10], False)
    assert early.due == datetime(2027, 1, 31, 1, tzinfo=UTC)  # nine in the morning
    await by_day(books)
    _, late = await night(books, midnight(2027, 2, 23))
    assert late.keeps
    await by_day(books)
    await night(books, midnight(2027, 3, 2))
    assert (await books.account(mei)).points == 10
    await night(books, midnight(2027, 3, 3))

    assert await lines(books, mei) == [("earn", 10), ("expire", -10)]
    assert len(await night(books)) == 2
    assert await books.agree()


async def test_a_warning_that_did_not_arrive_is_tried_again_the_next_day_and_one_on_its_way_is_not(
    books: Books,
) -> None:
    mei = await on_telegram(books)
    await books.bought(mei, 1000)

    [first] = await night(books, midnight(2027, 1, 31))
    assert await night(books) == [first]
    assert await night(books, midnight(2027, 2, 1)) == [first]
    for number, became in enumerate(("failed", "uncertain", "dropped"), 2):
        await by_day(books, became)
        told = await night(books, books.clock.now() + timedelta(days=1))
        assert (len(told), len({one.key for one in told})) == (number, number)


@pytest.mark.either
@pytest.mark.promise(36)
@pytest.mark.parametrize("many", [0, 1, warnings.MANY])
async def test_whether_a_look_or_only_the_night_goes_through_what_is_in_sight_the_same_is_told_and_tried_again(
    books: Books, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    monkeypatch.setattr(warnings, "MANY", many)
    mei = await on_telegram(books)
    await books.bought(mei, 1000)
    leader = Leader(books.shop, timedelta(seconds=60), alone=True)
    await leader.look()
    work = Clockwork(books.shop, leader, [job for job in TIMETABLE if job.name == "expiry"])
    nights_run, became = [], iter(("failed", "delivered", "failed"))

    books.clock.at = midnight(2027, 1, 20)
    books.shop.telegram_time = books.clock.now
    while books.clock.now() <= midnight(2027, 3, 3):
        for name in await work.due():
            assert await work.run(name)
            nights_run.append(books.clock.now())
        async with books.shop.reading() as reading:
            waits = "queued" in [one.state for one in await reading.all(_TOLD)]
        books.clock.move(hours=10)
        if waits:
            await by_day(books, next(became, "delivered"))
        books.clock.move(hours=14)

    async with books.shop.reading() as reading:
        told = [one.due for one in await reading.all(_TOLD)]
    days = [(1, 31), (2, 1), (2, 23), (2, 24)]
    assert told == [datetime(2027, month, day, 1, tzinfo=UTC) for month, day in days]
    assert await lines(books, mei) == [("earn", 10), ("expire", -10)]
    quiet = {midnight(2027, 1, 30), midnight(2027, 2, 10)} & set(nights_run)
    assert quiet == ({midnight(2027, 1, 30), midnight(2027, 2, 10)} if not many else set())


def test_each_night_only_ends_that_nothing_was_said_of_are_looked_for_a_month_ahead(tmp_path: Path) -> None:
    migrate(f"sqlite:///{tmp_path / 'shop.sqlite3'}")
    with closing(sqlite3.connect(tmp_path / "shop.sqlite3")) as database:
        week = {"after": datetime(2026, 1, 1, tzinfo=UTC), "until": datetime(2026, 1, 8, tzinfo=UTC), "most": 1}
        compiled = warnings._BETWEEN[EARLY].compiled(SQLITE, week)

        first, *_ = database.execute(f"EXPLAIN QUERY PLAN {compiled.sql}", list(compiled.values(week)))

    assert "ix_lot_unwarned" in str(first)


async def test_what_arrived_is_known_when_its_delivery_is_long_gone(books: Books) -> None:
    mei = await on_telegram(books)
    await books.bought(mei, 1000)
    await night(books, midnight(2027, 1, 31))
    await by_day(books)
    await night(books, midnight(2027, 2, 1))

    async with books.shop.work() as work:
        await work.run(_PURGE)
    assert await night(books, midnight(2027, 2, 2)) == []
    await night(books, midnight(2027, 3, 3))

    assert await lines(books, mei) == [("earn", 10), ("expire", -10)]


async def test_points_of_somebody_who_is_not_on_telegram_last_longer_and_then_go_and_the_ledger_says_why(
    books: Books,
) -> None:
    await books.terms(extend_months=2)
    mei = await books.member()
    await books.bought(mei, 1000)
    await books.bought(mei, 500)

    await nights(books, midnight(2027, 3, 3))
    assert await lines(books, mei) == [("earn", 10), ("earn", 5), ("extend", 0)]
    assert {lot.expires_at for lot in await books.lots(mei)} == {datetime(2027, 4, 1, 15, 59, 59, 999999, tzinfo=UTC)}
    await nights(books, midnight(2027, 5, 1))
    assert (await books.account(mei)).points == 15
    await nights(books, midnight(2027, 5, 2))

    assert (await lines(books, mei))[2:] == [("extend", 0), ("extend", 0), ("expire", -15)]
    async with books.shop.work() as work:
        last = (await work.all(_LINES, member=mei))[-1]
        assert last.key.startswith("expire_unwarned:")
        reasons = await reasons_for(work, MAX, mei, last.id)
    assert reasons is not None
    assert (reasons.unwarned, reasons.tried_since) == (True, midnight(2027, 1, 31) - timedelta(minutes=5))
    assert await books.agree()


async def test_where_the_shop_extends_nothing_points_go_on_their_day_told_or_not(books: Books) -> None:
    await books.terms(extend_months=0)
    mei = await books.member()
    await books.bought(mei, 1000)

    await night(books, midnight(2027, 3, 3))

    assert await lines(books, mei) == [("earn", 10), ("expire", -10)]


@pytest.mark.either
async def test_whoever_comes_back_is_told_the_new_day_and_loses_the_points_then(books: Books) -> None:
    mei = await on_telegram(books)
    await books.bought(mei, 1000)
    async with books.shop.work() as work:
        await work.run(_GONE, person=501, since=work.now)
    await nights(books, midnight(2027, 3, 5))
    assert await lines(books, mei) == [("earn", 10), ("extend", 0)]
    assert await night(books) == []
    assert not await wanted(books.shop, books.clock.now())

    async with books.shop.work() as work:
        await work.run(_BACK)
    assert await wanted(books.shop, books.clock.now())
    [told] = await night(books, midnight(2027, 3, 10))
    assert told.batches == [10]
    await by_day(books)
    await nights(books, midnight(2027, 4, 2))

    assert await lines(books, mei) == [("earn", 10), ("extend", 0), ("expire", -10)]


@pytest.mark.either
async def test_a_word_that_came_less_than_a_week_before_does_not_count(books: Books) -> None:
    mei = await on_telegram(books)
    await books.bought(mei, 1000)
    await nights(books, midnight(2027, 2, 23), "failed")

    await nights(books, midnight(2027, 3, 2))
    assert await lines(books, mei) == [("earn", 10)]
    [*_, late] = await night(books, midnight(2027, 3, 3))

    assert await lines(books, mei) == [("earn", 10), ("extend", 0)]
    assert late.due > midnight(2027, 3, 3)  # told of the new day
    await by_day(books)
    await nights(books, midnight(2027, 4, 2))
    assert (await books.account(mei)).points == 0


@pytest.mark.either
async def test_a_message_names_everything_in_sight_and_who_buys_daily_is_not_written_to_daily(books: Books) -> None:
    mei = await on_telegram(books)
    await books.rule(months=2)
    for _ in range(30):
        await books.bought(mei, 100)
        await nights(books, books.clock.now() + timedelta(hours=23))

    await nights(books, midnight(2026, 6, 10))

    async with books.shop.reading() as work:
        told = await work.all(_TOLD)
    assert told[0].batches == [1] * 7
    gaps = [later.due - before.due for before, later in pairwise(told)]
    assert min(gaps) >= timedelta(days=7)
    kinds = {kind for kind, _ in await lines(books, mei)}
    assert kinds == {"earn", "expire"}
    assert await books.agree()


async def test_what_was_spent_before_its_day_is_not_spoken_of(books: Books) -> None:
    mei = await on_telegram(books)
    await books.bought(mei, 1000)
    async with books.shop.work() as work:
        assert isinstance(await spend_points(work, SYSTEM, mei, 10, "mug"), Posted)

    assert await night(books, midnight(2027, 2, 25)) == []
    assert not await wanted(books.shop, books.clock.now())


@pytest.mark.either
async def test_the_week_more_is_for_all_that_ends_within_a_week_and_once_a_year(books: Books) -> None:
    mei = await on_telegram(books)
    await books.rule(months=1)
    await books.bought(mei, 1000)  # to 2 April
    books.clock.move(days=5)
    await books.bought(mei, 500)  # to 7 April
    books.clock.move(days=10)
    await books.bought(mei, 200)  # to 17 April
    assert await keep(books, mei) == Refusal("keep_nothing")
    await nights(books, midnight(2026, 4, 1))

    books.clock.at = midnight(2026, 4, 1)
    kept = await keep(books, mei)
    assert isinstance(kept, Kept)
    assert (kept.points, [one.points for one in kept.batches]) == (15, [10, 5])
    ends = [datetime(2026, 4, day, 15, 59, 59, 999999, tzinfo=UTC) for day in (9, 14, 17)]
    assert [lot.expires_at for lot in await books.lots(mei)] == ends
    assert await keep(books, mei) == Refusal(
        "keep_used", {"at": midnight(2026, 4, 1), "again": midnight(2026, 4, 1) + timedelta(days=365)}
    )
    assert (await lines(books, mei)).count(("keep", 0)) == 1
    async with books.shop.work() as work:
        assert await who_may_keep(work, [mei]) == set()

    before = len(await night(books))
    assert len(await night(books, midnight(2026, 4, 2))) == before + 1  # the new day is told as well
    await by_day(books)
    await nights(books, midnight(2026, 4, 18))
    assert (await books.account(mei)).points == 0
    books.clock.at = midnight(2027, 3, 20)
    await books.bought(mei, 1000)
    books.clock.at = midnight(2027, 4, 15)
    async with books.shop.work() as work:
        assert await who_may_keep(work, [mei]) == {mei}
    assert isinstance(await keep(books, mei), Kept)
    assert await books.agree()


@pytest.mark.either
async def test_a_night_says_how_many_lots_went_and_how_many_last_longer(books: Books) -> None:
    mei, ben = await on_telegram(books), await books.member()
    for member_id in (mei, mei, ben):
        await books.bought(member_id, 1000)
    await nights(books, midnight(2027, 3, 1))
    books.clock.at = midnight(2027, 3, 3)

    async with books.shop.work() as work:
        ended = await expire_points(work, 100)

    assert ended == (2, 1)


async def test_pressed_twice_at_once_it_keeps_once(books: Books) -> None:
    mei = await on_telegram(books)
    await books.bought(mei, 1000)
    books.clock.at = midnight(2027, 2, 28)

    done = await asyncio.gather(*(keep(books, mei) for _ in range(5)))

    assert sum(isinstance(one, Kept) for one in done) == 1
    assert (await lines(books, mei)).count(("keep", 0)) == 1
    assert [lot.expires_at.day for lot in await books.lots(mei)] == [9]


async def test_a_shop_that_does_not_offer_it_keeps_nothing(books: Books) -> None:
    await books.terms(keeps=False)
    mei = await on_telegram(books)
    await books.bought(mei, 1000)
    [told] = await night(books, midnight(2027, 2, 28))

    assert not told.keeps
    assert await keep(books, mei) == Refusal("keep_off")


async def test_a_member_sees_what_expires_when(books: Books) -> None:
    mei = await books.member()
    await books.bought(mei, 1000)
    await books.bought(mei, 500)
    books.clock.move(days=1)
    await books.bought(mei, 200)

    async with books.shop.work() as work:
        found = await schedule(work, mei, 365)

    ends = [datetime(2027, 3, day, 15, 59, 59, 999999, tzinfo=UTC) for day in (2, 3)]
    assert found == [Batch(15, ends[0]), Batch(2, ends[1])]
    assert {type(one.points) for one in found} == {int}


@pytest.mark.promise(32)
@pytest.mark.parametrize("by", [timedelta(hours=-2), timedelta(hours=2), timedelta(days=3650)])
async def test_a_clock_that_is_wrong_makes_no_points_go_and_says_nothing_twice(books: Books, by: timedelta) -> None:
    member_ids = [await on_telegram(books, 501 + number) for number in range(3)]
    for member_id in member_ids:
        await books.bought(member_id, 1000)
        books.clock.move(days=10)
    there = books.clock.at = midnight(2027, 2, 5)
    told = await night(books)
    assert told != []
    books.shop.telegram_time = lambda: there

    books.clock.at = there + by
    for _ in range(3):
        if by > timedelta(days=1):
            with pytest.raises(PutOffError):
                await sweep_points(books.shop)
        else:
            await sweep_points(books.shop)

    assert [(await books.account(member_id)).points for member_id in member_ids] == [10, 10, 10]
    async with books.shop.reading() as work:
        assert await work.all(_TOLD) == told
        assert len(await work.all(_ALARMS)) == (1 if by > timedelta(days=1) else 0)


@pytest.mark.promise(32)
async def test_nothing_expires_before_telegram_has_said_what_time_it_is(books: Books) -> None:
    mei = await books.member()
    await books.terms(extend_months=0)
    await books.bought(mei, 1000)
    books.clock.move(days=400)

    with pytest.raises(PutOffError):
        await sweep_points(books.shop)

    assert (await books.account(mei)).points == 10


@pytest.mark.promise(56)
@pytest.mark.parametrize("first", ["redemption", "expiry"])
async def test_at_the_last_second_the_points_go_to_whoever_began_first(books: Books, first: str) -> None:
    """Both hold the account; the one that began first has the points, and the other finds what is left."""
    await books.terms(extend_months=0)
    mei = await books.member()
    await books.bought(mei, 1000)
    [lot] = await books.lots(mei)
    began, over = asyncio.Event(), asyncio.Event()

    async def redeem() -> Posted | Refusal:
        books.clock.at = lot.expires_at
        async with books.shop.work() as work:
            done = await spend_points(work, SYSTEM, mei, 4, "mug")
            began.set()
            await over.wait()
            return done

    async def expire() -> int:
        books.clock.at = lot.expires_at + timedelta(microseconds=1)
        async with books.shop.work() as work:
            done = await expire_points(work, 10)
            began.set()
            await over.wait()
            return done.expired

    order = [redeem, expire] if first == "redemption" else [expire, redeem]
    one = asyncio.ensure_future(order[0]())
    await began.wait()
    other = asyncio.ensure_future(order[1]())
    await asyncio.sleep(0)
    over.set()
    done = dict(zip(order, [await one, await other], strict=True))

    if first == "redemption":
        assert isinstance(done[redeem], Posted)
        assert (await lines(books, mei))[1:] == [("redeem", -4), ("expire", -6)]
    else:
        assert done[redeem] == Refusal("points_short", {"wanted": 4, "have": 0})
        assert (await lines(books, mei))[1:] == [("expire", -10)]
    assert await books.agree()


@pytest.mark.promise(56)
async def test_redemptions_and_expiry_in_the_same_second_never_both_take_a_point(books: Books) -> None:
    await books.terms(extend_months=0)
    member_ids = [await books.member() for _ in range(10)]
    for member_id in member_ids:
        await books.bought(member_id, 1000)
    [lot] = await books.lots(member_ids[0])

    async def redeem(member_id: int) -> bool:
        books.clock.at = lot.expires_at
        async with books.shop.work() as work:
            return isinstance(await spend_points(work, SYSTEM, member_id, 7, "mug"), Posted)

    async def expire() -> None:
        books.clock.at = lot.expires_at + timedelta(microseconds=1)
        async with books.shop.work() as work:
            await expire_points(work, 3)

    await asyncio.gather(*(act for member_id in member_ids for act in (redeem(member_id), expire())))
    while True:
        async with books.shop.work() as work:
            if not (await expire_points(work, 100)).expired:
                break

    for member_id in member_ids:
        taken = [points for kind, points in await lines(books, member_id) if kind != EntryKind.EARN]
        assert taken in ([-10], [-7, -3])
    assert await books.agree()
