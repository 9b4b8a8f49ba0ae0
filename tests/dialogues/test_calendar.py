"""The owner's calendar, and what is planned for one member: what they show is what comes."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, insert, select, update

from bot.actions.care import apply_care
from bot.actions.forecast import STRETCH, STRETCHES, Forecast, forecast, one_in, questions_at_most, stretches
from bot.actions.members import consent
from bot.actions.people import find_person
from bot.actions.products import add_product
from bot.database import Command, Query
from bot.rules.birthdays import BirthdayRules, Gift, GiftKind, plain
from bot.rules.care import Care
from bot.rules.contact import What
from bot.rules.deliveries import KINDS, Topic
from bot.rules.products import Product
from bot.rules.roles import Actor, Role
from bot.rules.times import instant, local_day
from bot.tables.contact import contact_choices
from bot.tables.outbox import deliveries
from bot.tables.points import lots
from bot.tables.refills import refills
from tests.world import Guest, World

BERLIN = ZoneInfo("Europe/Berlin")
OWNER = Actor(Role.OWNER, staff_id=0)
GOES = (What.SEND, What.SILENT, What.DEFER)


class Came(NamedTuple):
    kind: str
    verdict: str | None
    settled_at: datetime


_CAME = Query(
    Came,
    select(*(deliveries.c[name] for name in Came._fields)).where(
        deliveries.c.settled_at > bindparam("since"), deliveries.c.verdict.is_not(None)
    ),
)
_RUNS = Command(insert(refills))
_ENDS = Command(update(lots).values(expires_at=bindparam("at")))
_CHOOSE = Command(insert(contact_choices))


def on(day: int, hour: int = 0) -> datetime:
    """An hour of a day of March 2026 in the shop."""
    return instant(date(2026, 3, day), time(hour), BERLIN)


async def agrees(world: World, guest: Guest, *topics: Topic) -> int:
    """Somebody agrees to topics; their number."""
    async with world.shop.work() as work:
        known = await find_person(work, guest.id)
        assert known is not None
        assert known.member_id is not None
        for topic in topics:
            await consent(work, known.actor, topic, True, "en:1", "test")
    return known.member_id


async def runs_out(world: World, member_id: int, due_at: Iterable[datetime]) -> None:
    """Things of theirs are due on days that nobody would have guessed."""
    async with world.shop.work() as work:
        for n, at in enumerate(due_at, 1):
            product = await add_product(work, OWNER, Product(None, f"{member_id}-{n}", f"Thing {n}", "", 1999, 21))
            assert isinstance(product, Product)
            row = {"member_id": member_id, "product_id": product.id, "quantity": 1.0, "every_days": 21, "chance": 1.0}
            bought = at - timedelta(days=21)
            await work.run(_RUNS, **row, bought_at=bought, due_at=at, late_at=at + timedelta(days=9))


async def seen(world: World) -> Forecast:
    return await forecast(world.shop, OWNER, world.clock.now())


async def test_what_the_calendar_shows_is_what_comes(world: World) -> None:
    olga, carl = await world.owner(), await world.cashier()
    mei, lena = await world.member("Mei"), await world.member("Lena")
    async with world.shop.work() as work:
        rules = BirthdayRules(gifts={0: Gift(GiftKind.POINTS, 50)})
        await apply_care(work, OWNER, Care.BIRTHDAY, plain(rules))
        await apply_care(work, OWNER, Care.HOLDOUT, {"refill": 0, "survey": 0})
    await world.later(minutes=1)  # this day's looks are over
    topics = (Topic.BIRTHDAY, Topic.REFILL, Topic.SURVEYS)
    mei_id, lena_id = [await agrees(world, guest, *topics) for guest in (mei, lena)]
    # Mei wants two messages a week. Her birthday is on the second Sunday, with a word on the Thursday before, and what
    # she is to be reminded of on Tuesday has to leave the week's places to them.
    async with world.shop.work() as work:
        await work.run(_CHOOSE, member_id=mei_id, cap=2, opens=None, closes=None, paused_until=None)
    await mei.says("/birthday 03-15")
    await runs_out(world, mei_id, [on(14)])
    await runs_out(world, lena_id, [on(9), on(11), on(17)])
    # Lena has bought twice, is thanked, asked, reminded of two things at once, and told that her points end.
    for paid in (20, 30):
        await carl.says(f"/sale {await lena.card()} {paid}")
        await carl.taps("Record")
    async with world.shop.work() as work:
        await work.run(_ENDS, at=on(13) - timedelta(microseconds=1))
    begun, before = world.clock.now(), await seen(world)

    shown = await calendar_of(olga)
    later = await olga.taps("The second week ›")
    planned = await mei.says("/why")
    await world.later(days=13, hours=12)

    assert "5 March, Thu\n• Points that expire soon: ✅ 1\n• Refill reminders: ✅ 1\n• Surveys: 🔇 1" in shown
    assert "10 March, Tue\n• Refill reminders: 🚫 1" in later
    assert "Refill reminders, 10 March, 10:00: will be dropped, the week's last place is kept" in planned
    assert "Birthdays, 15 March, 10:00: goes" in planned
    assert "A word before the birthday, 12 March, 10:00: goes" in planned
    async with world.shop.work() as work:
        came = [one for one in await work.all(_CAME, since=begun) if KINDS[one.kind].by_day]
    days = Counter((one.kind, local_day(one.settled_at, BERLIN)) for one in came if one.verdict in ("send", "silent"))
    foreseen = Counter(
        {(one.kind, one.day): sum(one.verdicts.get(what, 0) for what in GOES) for one in before.expected}
    )
    assert days - foreseen == {("survey_reminder", date(2026, 3, 8)): 1}  # nobody knew that she wouldn't answer
    assert not foreseen - days
    assert [one.kind for one in before.expected if What.DROP in one.verdicts] == ["refill"]
    assert [one.kind for one in came if one.verdict == "drop"] == ["refill"]


async def calendar_of(olga: Guest) -> str:
    await olga.says("/care")
    return await olga.taps("The next 14 days")


def test_of_a_large_shop_fifty_stretches_stand_for_all_and_of_a_small_one_everybody_is_looked_at() -> None:
    assert list(stretches(600, one_in(600))) == [range(1, 251), range(251, 501), range(501, 751)]
    large = list(stretches(1_000_000, one_in(1_000_000)))
    assert (len(large), one_in(1_000_000)) == (STRETCHES, 80)
    assert {len(one) for one in large} == {STRETCH}
    assert large[1].start - large[0].start == 80 * STRETCH
    assert one_in(STRETCH * STRETCHES) == 1


def test_questions_for_which_a_day_has_no_room_may_be_put_on_the_next_and_then_no_more() -> None:
    days = [date(2026, 3, n) for n in (3, 4, 5, 6)]
    found = {day: Counter({What.SEND: n}) for day, n in zip(days, (100, 20, 0, 50), strict=True) if n}

    kept = questions_at_most(60, found)

    assert [kept[day][What.SEND] for day in (days[0], days[1], days[3])] == [60, 60, 50]
