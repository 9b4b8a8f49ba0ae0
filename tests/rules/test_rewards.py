"""What makes a reward that can be offered, and when its vouchers are taken."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.languages import in_language
from bot.rules.refusals import Refusal
from bot.rules.rewards import (
    EVERY_DAY,
    MINUTES,
    MOST_ABOUT,
    MOST_NAME,
    MOST_PRICE,
    Part,
    Reward,
    RewardKind,
    RewardState,
    Times,
    tidy_about,
    tidy_name,
    units,
)
from bot.rules.store import LANGUAGES

NOW = datetime(2026, 5, 14, 15, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)
SHANGHAI = ZoneInfo("Asia/Shanghai")
GIFT = Reward(7, RewardKind.GIFT, {"en": "Coffee"}, {}, 500, state=RewardState.ACTIVE)


def test_a_reward_with_a_name_and_a_price_can_be_offered() -> None:
    assert GIFT.refused() is None
    assert GIFT._replace(kind=RewardKind.EXPERIENCE).refused() is None


@pytest.mark.parametrize(
    ("part", "wrong", "key"),
    [
        (Part.NAME, {"names": {}}, "reward_nameless"),
        (Part.NAME, {"names": {"en": ""}}, "reward_nameless"),
        (Part.NAME, {"names": {"en": "Coffee", "ru": "\u200b"}}, "reward_nameless"),
        (Part.NAME, {"names": {"en": "x" * (MOST_NAME + 1)}}, "reward_name_long"),
        (Part.NAME, {"names": {"de": "Kaffee"}}, "language_unknown"),
        (Part.ABOUT, {"abouts": {"en": "x" * (MOST_ABOUT + 1)}}, "reward_about_long"),
        (Part.ABOUT, {"abouts": {"en": "🎉" * (MOST_ABOUT // 2 + 1)}}, "reward_about_long"),
        (Part.ABOUT, {"abouts": {"en": "\u200b"}}, "reward_about_empty"),
        (Part.PRICE, {"price": 0}, "reward_price"),
        (Part.PRICE, {"price": -5}, "reward_price"),
        (Part.PRICE, {"price": MOST_PRICE + 1}, "reward_price"),
        (Part.WORTH, {"kind": RewardKind.MONEY_OFF}, "reward_worth"),
        (Part.WORTH, {"kind": RewardKind.MONEY_OFF, "worth": 0}, "reward_worth"),
        (Part.WORTH, {"kind": RewardKind.MONEY_OFF, "worth": -100}, "reward_worth"),
        (Part.WORTH, {"kind": RewardKind.MONEY_OFF, "worth": 1_000_000_001}, "reward_worth"),
        (Part.WORTH, {"kind": RewardKind.PERCENT_OFF, "worth": 0}, "reward_percent"),
        (Part.WORTH, {"kind": RewardKind.PERCENT_OFF, "worth": 101}, "reward_percent"),
        (Part.WORTH, {"kind": RewardKind.DONATION, "charity": "Sea Rescue"}, "reward_worth"),
        (Part.CHARITY, {"kind": RewardKind.DONATION, "worth": 500}, "reward_charity"),
        (Part.CHARITY, {"kind": RewardKind.DONATION, "worth": 500, "charity": "x" * 49}, "reward_charity"),
        (Part.PRODUCT, {"kind": RewardKind.PRODUCT}, "reward_product_missing"),
        (Part.STOCK, {"stock": -1}, "reward_stock"),
        (Part.STOCK, {"stock": 1_000_001}, "reward_stock"),
        (Part.EACH, {"each": 0}, "reward_each"),
        (Part.EACH, {"each": 1001}, "reward_each"),
        (Part.UNTIL, {"from_at": NOW, "until_at": NOW}, "reward_ends_first"),
        (Part.UNTIL, {"from_at": NOW, "until_at": NOW - SECOND}, "reward_ends_first"),
        (Part.LANGUAGES, {"languages": ()}, "reward_languages"),
        (Part.LANGUAGES, {"languages": ("en", "de")}, "reward_languages"),
        (Part.WEEKDAYS, {"weekdays": 0}, "reward_weekdays"),
        (Part.WEEKDAYS, {"weekdays": 128}, "reward_weekdays"),
        (Part.HOURS, {"from_minute": 600, "to_minute": 600}, "reward_hours"),
        (Part.HOURS, {"from_minute": 601, "to_minute": 0}, "reward_hours"),
        (Part.HOURS, {"from_minute": 1440, "to_minute": 600}, "reward_hours"),
        (Part.HOURS, {"to_minute": 1441}, "reward_hours"),
        (Part.HOURS, {"from_minute": -1}, "reward_hours"),
        (Part.DAYS, {"voucher_days": 0}, "reward_days"),
        (Part.DAYS, {"voucher_days": 731}, "reward_days"),
    ],
)
def test_what_makes_no_reward_is_refused_at_its_part(part: Part, wrong: dict[str, object], key: str) -> None:
    reward = Reward(**{**GIFT._asdict(), **wrong})

    assert {at: why.key for at, why in reward.faults().items()} == {part: key}
    assert reward.refused() == reward.faults()[part]


@pytest.mark.parametrize(
    "right",
    [
        {"names": {"en": "x" * MOST_NAME}, "abouts": {"ru": "x" * MOST_ABOUT}},
        {"price": 1},
        {"price": MOST_PRICE, "stock": 1_000_000, "each": 1000, "voucher_days": 730},
        {"stock": 0, "each": 1, "voucher_days": 1},
        {"kind": RewardKind.MONEY_OFF, "worth": 1},
        {"kind": RewardKind.MONEY_OFF, "worth": 1_000_000_000},
        {"kind": RewardKind.PERCENT_OFF, "worth": 1},
        {"kind": RewardKind.PERCENT_OFF, "worth": 100},
        {"kind": RewardKind.PRODUCT, "product_id": 1},
        {"kind": RewardKind.DONATION, "worth": 500, "charity": "x" * 48, "weekdays": 0, "voucher_days": 0},
        {"kind": RewardKind.DONATION, "worth": 500, "charity": "x"},
        {"from_at": NOW, "until_at": NOW + SECOND},
        {"until_at": NOW},
        {"languages": ("ru",), "weekdays": 64, "from_minute": 1439},
        {"from_minute": 1439, "to_minute": 1},
        {"languages": LANGUAGES, "names": dict.fromkeys(LANGUAGES, "x"), "weekdays": 1},
    ],
)
def test_what_is_just_within_the_bounds_can_be_offered(right: dict[str, object]) -> None:
    assert Reward(**{**GIFT._asdict(), **right}).refused() is None


def test_only_some_kinds_have_a_worth_a_product_or_a_charity() -> None:
    only = (Part.WORTH, Part.PRODUCT, Part.CHARITY, Part.HOURS)
    parts = {kind: [part for part in GIFT._replace(kind=kind).parts() if part in only] for kind in RewardKind}

    assert parts == {
        RewardKind.MONEY_OFF: [Part.WORTH, Part.HOURS],
        RewardKind.PERCENT_OFF: [Part.WORTH, Part.HOURS],
        RewardKind.PRODUCT: [Part.PRODUCT, Part.HOURS],
        RewardKind.GIFT: [Part.HOURS],
        RewardKind.EXPERIENCE: [Part.HOURS],
        RewardKind.DONATION: [Part.WORTH, Part.CHARITY],
    }


def test_texts_are_tidied_and_never_cut() -> None:
    assert tidy_name("  Free\u202e   coffee \n") == "Free coffee"
    assert tidy_name("x" * 33) == Refusal("reward_name_long", {"most": 32})
    assert tidy_about(" Any size.\n\n\u200b\n  Not on Sundays. ") == "Any size.\nNot on Sundays."
    assert tidy_about(" \n ") == Refusal("reward_about_empty")
    assert tidy_about("x\n" * 251) == Refusal("reward_about_long", {"most": 500})
    assert units("a🎉") == 3
    assert tidy_name("x" * 40) == tidy_name("x" * 33)
    assert tidy_about("x" * 499 + "🎉") == Refusal("reward_about_long", {"most": 500})


def test_the_till_takes_vouchers_by_the_clock_on_its_wall() -> None:
    weekdays_nine_to_five = Times(0b0011111, 540, 1020)
    friday = datetime(2026, 5, 15, 1, 0, tzinfo=UTC)  # nine in the morning in Shanghai

    assert weekdays_nine_to_five.hold(friday, SHANGHAI)
    assert not weekdays_nine_to_five.hold(friday - SECOND, SHANGHAI)
    assert weekdays_nine_to_five.hold(friday + timedelta(hours=8) - SECOND, SHANGHAI)
    assert not weekdays_nine_to_five.hold(friday + timedelta(hours=8), SHANGHAI)
    assert not weekdays_nine_to_five.hold(friday + timedelta(days=1), SHANGHAI)
    half_past = Times(127, 570, 1050)
    assert half_past.hold(friday + timedelta(minutes=30), SHANGHAI)
    assert not half_past.hold(friday + timedelta(minutes=29), SHANGHAI)
    assert Times().always
    assert not weekdays_nine_to_five.always
    assert all(Times().hold(friday + timedelta(hours=n), SHANGHAI) for n in range(24 * 7))
    assert [day for day in range(7) if Times(64).hold(friday + timedelta(days=day), SHANGHAI)] == [2]


def test_hours_past_midnight_belong_to_the_day_they_begin_on() -> None:
    friday_night = Times(0b0010000, 22 * 60, 2 * 60)
    ten = datetime(2026, 5, 15, 14, 0, tzinfo=UTC)  # in the evening in Shanghai

    taken = [friday_night.hold(ten + timedelta(hours=n), SHANGHAI) for n in (-24, -21, 0, 2, 3, 4, 24, 27)]

    assert taken == [False, False, True, True, True, False, False, False]
    assert not friday_night.hold(ten - SECOND, SHANGHAI)
    assert friday_night.hold(ten + timedelta(hours=4) - SECOND, SHANGHAI)
    sunday_night = friday_night._replace(weekdays=64)
    assert sunday_night.hold(ten + timedelta(days=2, hours=3), SHANGHAI)
    assert not friday_night.always


@given(
    times=st.builds(Times, st.integers(1, EVERY_DAY), st.integers(0, MINUTES - 1), st.integers(1, MINUTES)),
    at=st.integers(0, 366 * 24 * 3600).map(lambda n: NOW + n * SECOND),
    zone=st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Asia/Kathmandu"]),
)
def test_a_voucher_is_taken_in_the_hours_that_began_today_or_yesterday_on_one_of_its_days(
    times: Times, at: datetime, zone: str
) -> None:
    wall = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    lasts = (times.to_minute - times.from_minute - 1) % MINUTES + 1

    begun = [wall.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=n) for n in (0, 1)]
    taken = any(
        times.weekdays >> day.weekday() & 1
        and timedelta() <= wall - day - timedelta(minutes=times.from_minute) < timedelta(minutes=lasts)
        for day in begun
    )

    assert times.from_minute == times.to_minute or times.hold(at, ZoneInfo(zone)) == taken


def test_a_text_is_shown_in_the_readers_language_else_the_nearest_else_the_stores_else_any() -> None:
    texts = {"ru": "Кофе", "zh_Hans": "咖啡", "en": "Coffee"}

    assert in_language(texts, "ru", "en") == "Кофе"
    assert in_language(texts, "zh_Hant", "en") == "咖啡"
    assert in_language({"ru": "Кофе", "en": "Coffee"}, "zh_Hant", "en") == "Coffee"
    assert in_language({"ru": "Кофе"}, "zh_Hant", "en") == "Кофе"
    assert in_language({"ru": "Кофе", "en": ""}, "en") == "Кофе"
    assert in_language({"ru": "Кофе", "zh_Hant": "咖啡"}, "en", "zh_Hans") == "咖啡"
    assert in_language({}, "en") == ""
