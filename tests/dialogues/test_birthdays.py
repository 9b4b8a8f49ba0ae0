"""Birthdays in the chat: told in any form, greeted once a year on the day, with the gift and the staff's line."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from bot.actions.birthday_rules import apply_birthday_rules, read_birthday_rules
from bot.actions.contact_choices import choose_zone
from bot.actions.members import consent
from bot.actions.mydata import everything_about
from bot.actions.people import find_person
from bot.actions.presents import present_of
from bot.actions.privacy import forget
from bot.actions.rewards import make_reward
from bot.actions.tiers import apply_tiers
from bot.database import Query
from bot.rules.birthdays import BirthdayRules, Gift, GiftKind, LeapDay
from bot.rules.care import Care
from bot.rules.rewards import Reward, RewardKind
from bot.rules.roles import Actor, Role
from bot.rules.tiers import Measure, Span, Tier, TierTable
from bot.tables.birthdays import birthdays, greetings
from tests.world import Guest, World

OLGA = Actor(Role.OWNER, staff_id=0)
BERLIN = ZoneInfo("Europe/Berlin")
_COUNTS = [Query(int, select(func.count()).select_from(table)) for table in (birthdays, greetings)]


async def keeps(world: World, rules: BirthdayRules) -> None:
    """The shop keeps birthdays like this."""
    async with world.shop.work() as work:
        assert await apply_birthday_rules(work, OLGA, rules) == rules


async def agrees(guest: Guest) -> None:
    """They want to be written to on their birthday."""
    async with guest.world.shop.work() as work:
        known = await find_person(work, guest.id)
        assert known is not None
        await consent(work, known.actor, "birthday", given=True, wording="en:test", source="settings")


def greeted(guest: Guest, zone: ZoneInfo = BERLIN, saying: str = "🎂") -> list[str]:
    """When they were written to about their birthday, in their zone, to the minute."""
    found: list[Mapping[str, object]] = [
        one
        for one in guest.messages
        if any(
            f"🎂 {words}" in str(one.get("text", one.get("caption")))
            for words in ("Happy", "Tomorrow", "Your birthday is")
        )
        and saying in str(one.get("text", one.get("caption")))
    ]
    return [f"{datetime.fromtimestamp(int(str(one['date'])), zone):%Y-%m-%d %H:%M}" for one in found]


@pytest.mark.either
async def test_a_member_tells_their_birthday_and_is_greeted_once_a_year_at_the_shops_hour(world: World) -> None:
    mei = await world.member("Mei")

    await mei.says("/birthday 1990-05-17")
    assert "Your birthday: 17 May 1990" in mei.sees
    assert "I don't write to you on it unless you want me to" in mei.sees
    await mei.taps("Yes, write to me on my birthday")
    assert "I write to you next on 17 May (in 76 days)." in mei.sees
    await world.later(days=800)

    assert greeted(mei) == ["2026-05-17 10:00", "2027-05-17 10:00"]
    assert "Happy birthday, Mei!" in mei.sees
    assert mei.buttons == ["Why this?", "Fewer of these"]


@pytest.mark.either
async def test_nobody_is_greeted_who_did_not_agree_or_took_it_back(world: World) -> None:
    mei, ben = await world.member("Mei"), await world.member("Ben")
    await mei.says("/birthday 05-17")
    await ben.says("/birthday 05-17")
    await agrees(ben)
    await ben.says("/birthday")
    await ben.taps("Erase it")
    assert "erased" in ben.sees

    await world.later(days=100)

    assert greeted(mei) == greeted(ben) == []


@pytest.mark.either
async def test_the_day_is_chosen_by_buttons_by_the_lunar_calendar_too(world: World) -> None:
    li = await world.member("Li", "zh-hans")
    await agrees(li)

    await li.says("/birthday")
    await li.taps("农历")
    await li.taps("八")
    await li.taps("十五")
    assert "农历八月十五" in li.sees
    await world.later(days=600)

    assert greeted_in_chinese(li) == ["2026-09-25 10:00", "2027-09-15 10:00"]


def greeted_in_chinese(guest: Guest) -> list[str]:
    return [
        f"{datetime.fromtimestamp(int(str(one['date'])), BERLIN):%Y-%m-%d %H:%M}"
        for one in guest.messages
        if "生日快乐" in str(one.get("text"))
    ]


async def test_what_the_telegram_profile_says_is_offered_and_kept_only_with_a_yes(world: World) -> None:
    mei, ben = await world.member("Mei"), await world.member("Ben")
    mei.person.birthdate = (2, 29, 1996)

    await mei.says("/birthday")
    assert "Your Telegram profile says 29 February 1996. Shall I keep that?" in mei.sees
    await mei.says("/birthday")
    assert "When is your birthday?" in mei.sees
    await mei.taps("Yes, 29 February 1996")
    assert "✅ Noted." in mei.sees

    await ben.says("/birthday")
    assert "profile" not in ben.sees
    await ben.says("5/6")
    assert ben.buttons == ["5 June", "6 May", "‹ Back"]
    await ben.taps("6 May")
    assert "Your birthday: 6 May" in ben.sees
    await ben.says("/birthday yesterday")
    assert "That isn't a day I can read." in ben.sees
    await ben.says("02-30")
    assert "There is no such day." in ben.sees
    await ben.says("17 June")
    assert "Your birthday: 17 June" in ben.sees


@pytest.mark.either
async def test_a_gift_can_be_used_before_the_day_and_after_it_and_a_word_says_so(world: World) -> None:
    carl, mei = await world.cashier(), await world.member("Mei")
    await keeps(world, BirthdayRules(ahead=3, after=7, gifts={0: Gift(GiftKind.POINTS, 50)}))
    await mei.says("/birthday 05-17")
    await mei.taps("Yes, write to me")

    await world.later(days=74)
    assert greeted(mei) == ["2026-05-14 10:00"]
    assert "Your birthday is in 3 days, Mei!" in mei.sees
    assert "Our gift to you: 50 points, good until 24 May 2026." in mei.sees
    await mei.says("/points")
    assert "You have 50 points" in mei.sees
    assert any("+50 · Gift" in label for label in mei.buttons)
    await world.later(days=3)
    assert greeted(mei) == ["2026-05-14 10:00", "2026-05-17 10:00"]
    assert "Our gift to you: 50 points" in mei.sees
    await world.later(days=9)
    await mei.says("/points")

    assert "You have 50 points" not in mei.sees
    await world.later(days=355)
    assert greeted(mei, saying="Happy")[-1] == "2027-05-17 10:00"
    await carl.says(f"/find {await mei.card()}")
    assert "50" in carl.sees


@pytest.mark.either
async def test_nobody_is_greeted_or_given_anything_twice_when_the_date_is_changed(world: World) -> None:
    mei, ben = await world.member("Mei"), await world.member("Ben")
    await keeps(world, BirthdayRules(ahead=3, gifts={0: Gift(GiftKind.POINTS, 50)}, new=True))
    for guest in (mei, ben):
        await agrees(guest)
        await guest.says("/birthday 05-17")

    await world.later(days=75)  # 15 May: both had the word and the gift
    await ben.says("/birthday 06-20")
    await world.later(days=5)
    await mei.says("/birthday 06-20")
    assert "20 June 2027" in mei.sees
    await world.later(days=60)

    assert greeted(mei) == ["2026-05-14 10:00", "2026-05-17 10:00"]
    assert greeted(ben) == ["2026-05-14 10:00", "2026-06-20 10:00"]
    for guest in (mei, ben):
        await guest.says("/points")
        assert sum("+50 · Gift" in label for label in guest.buttons) == 1
    await world.later(days=340)
    assert greeted(mei, saying="Happy") == ["2026-05-17 10:00", "2027-06-20 10:00"]


@pytest.mark.either
@pytest.mark.promise(34)
async def test_a_member_who_moves_on_the_day_is_greeted_once_and_never_early(world: World) -> None:
    east, west, far = [await world.member(name) for name in ("Eve", "Will", "Fay")]
    for guest in (east, west, far):
        await agrees(guest)
        await guest.says("/birthday 05-17")
    await world.later(days=75, hours=20)  # 17 May, 07:00 in Berlin
    await moves(east, "Asia/Shanghai")
    await moves(west, "America/Los_Angeles")
    await moves(far, "Pacific/Kiritimati")

    await world.later(days=3)
    await moves(far, "Pacific/Pago_Pago")
    await world.later(days=3)

    assert greeted(east, ZoneInfo("Asia/Shanghai")) == ["2026-05-17 13:00"]
    assert greeted(west, ZoneInfo("America/Los_Angeles")) == ["2026-05-17 10:00"]
    assert len(greeted(far)) == 1


async def moves(guest: Guest, zone: str) -> None:
    """They live in another zone from now on."""
    async with guest.world.shop.work() as work:
        known = await find_person(work, guest.id)
        assert known is not None
        await choose_zone(work, known.actor, zone)
    await guest.world.settle()


@pytest.mark.either
@pytest.mark.promise(31)
@pytest.mark.promise(36)
async def test_a_shop_that_was_down_greets_late_in_words_that_fit_and_after_three_days_not_at_all(world: World) -> None:
    days = {"Mei": 1, "Ben": 3, "Lena": 6}
    guests = {name: await world.member(name) for name in days}
    for name, late in days.items():
        await agrees(guests[name])
        await guests[name].says(f"/birthday {date(2026, 5, 17) - timedelta(days=late):%m-%d}")
    same_day = await world.member("Sam")
    await agrees(same_day)
    await same_day.says("/birthday 05-17")

    world.clock.set(datetime(2026, 5, 17, 14, 0, tzinfo=UTC))
    await asyncio.gather(*(world.app.clockwork.run("birthdays") for _ in range(3)))
    await world.later(minutes=20)

    assert len(greeted(same_day)) == len(greeted(guests["Mei"])) == len(greeted(guests["Ben"])) == 1
    assert greeted(same_day)[0].startswith("2026-05-17 16:")
    assert "Happy birthday, Sam!" in same_day.sees
    assert "Happy birthday for yesterday, Mei!" in guests["Mei"].sees
    assert "Happy birthday, Ben, 3 days late!" in guests["Ben"].sees
    assert greeted(guests["Lena"]) == []
    await world.later(days=360)
    assert len(greeted(guests["Lena"])) == 1


async def test_the_staff_may_add_a_line_or_a_voice_note_and_the_greeting_waits_an_hour_for_them(world: World) -> None:
    ada, mei, ben, lena = await world.agent(), *[await world.member(name) for name in ("Mei", "Ben", "Lena")]
    await keeps(world, BirthdayRules(lines=[0]))
    for guest, day in ((mei, "05-17"), (ben, "05-18"), (lena, "05-19")):
        await agrees(guest)
        await guest.says(f"/birthday {day}")

    await world.later(days=76, hours=0.2)  # 17 May, 11:12 in Berlin
    assert greeted(mei) == ["2026-05-17 11:00"]
    assert "“" not in mei.sees
    await world.later(hours=23)  # 18 May, 10:12
    assert "Ben has their birthday today." in ada.sees
    assert greeted(ben) == []
    await ada.taps("Add a line")
    await ada.says("Your table by the window is kept. <3")
    assert "goes out with what you added" in ada.sees
    assert "Your table by the window is kept. <3\n— Ada" in ben.sees
    assert greeted(ben) == ["2026-05-18 10:12"]
    await world.later(days=1)  # 19 May, 10:12
    await ada.taps("Add a line")
    world.telegram.send_file(ada.person, b"OggS", "voice.ogg", kind="voice", mime="audio/ogg")
    await world.hear()

    assert "With a voice note from Ada." in lena.sees
    assert "voice" in lena.messages[-1]
    asked = [one for one in ada.messages if "Lena has their birthday" in str(one.get("text"))]
    world.telegram.tap(ada.person, int(str(asked[0]["message_id"])), "Send it plain")
    await world.hear()
    assert "has gone out already" in ada.toast


async def test_the_owner_edits_how_birthdays_are_kept(world: World) -> None:
    olga = await world.owner()
    await olga.says("/care")
    assert "Members are greeted on their birthday at 10:00. No gift is set yet." in olga.sees
    await olga.taps("Birthdays")
    await olga.taps("The hour")
    await olga.says("25:00")
    assert "between 08:00 and 19:00" in olga.sees
    await olga.says("9:30")
    assert "Members are greeted at 09:30 of their own day." in olga.sees
    await olga.taps("Apply")
    await olga.taps("Back")
    await olga.taps("29 February")
    await olga.taps("1 March")
    await olga.taps("Apply")
    await olga.taps("Back")
    await olga.taps("Gifts and lines")
    await olga.taps("Everybody")
    await olga.says("0")
    assert "from 1 to 100,000" in olga.sees
    await olga.says("200")
    await olga.taps("Apply")
    assert "• Everybody: 200 points" in olga.sees
    await olga.taps("Everybody")
    await olga.taps("Ask the staff for a line")
    await olga.taps("Apply")

    assert "• Everybody: 200 points; the staff are asked for a line" in olga.sees
    async with world.shop.work() as work:
        rules = await read_birthday_rules(work)
    assert rules == BirthdayRules(minute=570, leap_day=LeapDay.AFTER, gifts={0: Gift(GiftKind.POINTS, 200)}, lines=[0])
    await olga.says("/care")
    assert "at 09:30, with a gift" in olga.sees


async def test_a_birthday_is_given_back_to_its_owner_and_forgotten_with_them(world: World) -> None:
    mei = await world.member("Mei")
    await mei.says("/birthday 1990-05-17")
    async with world.shop.work() as work:
        known = await find_person(work, mei.id)
        assert known is not None
        held = await everything_about(work, known.actor)
        assert held.birthday is not None
        assert (held.birthday.month, held.birthday.day) == (5, 17)

        await forget(work, known.actor)

    assert await rows(world) == 0


async def rows(world: World) -> int:
    """How many birthdays and greetings are kept."""
    async with world.shop.work() as work:
        return sum([await work.the(query) for query in _COUNTS])


@pytest.mark.either
async def test_a_voucher_is_taken_before_the_day_and_another_tier_has_another_gift(world: World) -> None:
    olga, carl = await world.owner(), await world.cashier()
    mei, ben, tom = [await world.member(name) for name in ("Mei", "Ben", "Tom")]
    async with world.shop.work() as work:
        cake = await make_reward(work, OLGA, Reward(None, RewardKind.GIFT, {"en": "Cake"}, {}, 100, stock=1))
        assert isinstance(cake, Reward)
        assert cake.id is not None
        tier = Tier(1, {"en": "Silver"}, "🥈", enter=100, keep=80)
        await apply_tiers(work, OLGA, TierTable(Measure.POINTS, Span.ROLLING, 30, (tier,), version=0))
    gifts = {0: Gift(GiftKind.VOUCHER, cake.id), 1: Gift(GiftKind.POINTS, 70)}
    await keeps(world, BirthdayRules(gifts=gifts))
    await carl.says(f"/sale {await ben.card()} 150")
    await carl.taps("Record")
    for guest in (mei, ben, tom):
        await agrees(guest)
        await guest.says("/birthday 05-17")

    await world.later(days=74)
    assert "Our gift to you: 70 points" in ben.sees
    assert "Our gift to you: Cake" in mei.sees
    assert "Birthdays: members are given “Cake”, and there is none left." in olga.sees
    async with world.shop.work() as work:
        for _ in range(2):
            assert await present_of(work, Care.THANKS, cake.id, 7) is None
    await world.settle()
    assert [text.count("members are given") for text in olga.heard].count(1) == 2  # once for each kind of care
    await olga.taps("The reward")
    assert "Cake" in olga.sees
    await mei.taps("Show my gift")
    code = mei.sees.partition("till: ")[2].partition("\n")[0]
    await carl.says("/redeem")
    await carl.says(code)
    await carl.taps("Take it")
    await world.later(days=3)

    assert "Happy birthday, Mei!" in mei.sees
    assert "Our gift" not in mei.sees
    assert "Happy birthday, Tom!" in tom.sees
