"""What makes a reward that can be offered, who may have it, and in which order people find them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.languages import in_language
from bot.rules.refusals import Refusal
from bot.rules.rewards import (
    MOST_ABOUT,
    MOST_NAME,
    MOST_PRICE,
    Offer,
    Part,
    Reward,
    RewardKind,
    RewardState,
    Standing,
    Times,
    catalogue,
    tidy_about,
    tidy_name,
    units,
    why_not,
)
from bot.rules.store import LANGUAGES
from bot.rules.tiers import Measure, Span, Tier, TierTable

NOW = datetime(2026, 5, 14, 15, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)
SHANGHAI = ZoneInfo("Asia/Shanghai")
TIERS = TierTable(
    Measure.SPENT,
    Span.ROLLING,
    30,
    (Tier(4, {"en": "Silver"}, "🥈", 1000, 800), Tier(2, {"en": "Gold", "ru": "Золото"}, "🥇", 2000, 1500)),
)
GIFT = Reward(7, RewardKind.GIFT, {"en": "Coffee"}, {}, 500, state=RewardState.ACTIVE)
RICH = Standing(1000)


def no(reward: Reward, standing: Standing = RICH, *, now: datetime = NOW, language: str = "en") -> str:
    """The key of why not, or nothing."""
    refusal = why_not(reward, standing, now=now, language=language, tiers=TIERS)
    return refusal.key if refusal else ""


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
        (Part.HOURS, {"from_minute": 601, "to_minute": 600}, "reward_hours"),
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


def test_who_can_have_it_can_have_it() -> None:
    assert no(GIFT) == ""
    assert no(GIFT, Standing(500)) == ""


def test_only_what_is_offered_can_be_had() -> None:
    assert no(GIFT._replace(state=RewardState.PAUSED)) == "reward_off"
    assert no(GIFT._replace(state=RewardState.DRAFT)) == "reward_off"
    assert no(GIFT._replace(languages=("ru", "zh_Hans"))) == "reward_off"
    assert no(GIFT._replace(languages=("ru", "zh_Hans")), language="ru") == ""


def test_it_can_be_had_from_its_first_instant_to_its_last() -> None:
    reward = GIFT._replace(from_at=NOW, until_at=NOW + SECOND)

    assert [no(reward, now=NOW + n * SECOND) for n in (-1, 0, 1, 2)] == ["reward_early", "", "", "reward_over"]
    assert why_not(reward, RICH, now=NOW - SECOND, language="en", tiers=None) == Refusal("reward_early", {"at": NOW})


def test_what_is_gone_is_gone_and_no_end_of_it_never_is() -> None:
    assert no(GIFT._replace(stock=0)) == "reward_gone"
    assert no(GIFT._replace(stock=1)) == ""


def test_each_member_can_have_so_many() -> None:
    reward = GIFT._replace(each=2)

    assert [no(reward, Standing(1000, None, {7: had})) for had in (0, 1, 2, 3)] == ["", "", "reward_had", "reward_had"]
    assert no(reward._replace(each=1), Standing(1000, None, {8: 9})) == ""
    assert why_not(reward, Standing(1000, None, {7: 2}), now=NOW, language="en", tiers=None) == Refusal(
        "reward_had", {"most": 2}
    )


def test_a_tier_is_needed_by_its_rank_and_named_in_the_readers_language() -> None:
    silver, gold = GIFT._replace(min_tier=4), GIFT._replace(min_tier=2)

    assert [no(silver, Standing(1000, tier)) for tier in (None, 4, 2)] == ["reward_tier", "", ""]
    assert [no(gold, Standing(1000, tier)) for tier in (None, 4, 2)] == ["reward_tier", "reward_tier", ""]
    assert why_not(gold, RICH, now=NOW, language="ru", tiers=TIERS) == Refusal("reward_tier", {"tier": "Золото"})


def test_a_reward_of_a_tier_that_was_abolished_is_nobodys() -> None:
    assert no(GIFT._replace(min_tier=9), Standing(1000, 2)) == "reward_off"
    assert why_not(GIFT._replace(min_tier=2), Standing(1000, 2), now=NOW, language="en", tiers=None) == Refusal(
        "reward_off"
    )


def test_points_are_asked_for_last() -> None:
    short = why_not(GIFT, Standing(499), now=NOW, language="en", tiers=None)

    assert short == Refusal("points_short", {"wanted": 500, "have": 499})
    assert Offer(GIFT, short).short == 1
    assert Offer(GIFT, None).short == 0
    assert no(GIFT._replace(stock=0), Standing(0)) == "reward_gone"
    assert Offer(GIFT, Refusal("reward_gone")).short == 0


def test_the_catalogue_has_what_can_be_had_first_then_the_nearest_then_the_rest() -> None:
    give = GIFT._replace(id=1, kind=RewardKind.DONATION, price=300)
    cheap, dear, far, gone, off, over = (
        GIFT._replace(id=2, price=100),
        GIFT._replace(id=3, price=900),
        GIFT._replace(id=4, price=1500),
        GIFT._replace(id=5, price=50, stock=0),
        GIFT._replace(id=6, state=RewardState.PAUSED),
        GIFT._replace(id=7, until_at=NOW - SECOND),
    )
    near, twin = far._replace(id=8, price=1200), cheap._replace(id=9)

    found = catalogue([far, gone, dear, off, near, over, twin, give, cheap], RICH, now=NOW, language="en", tiers=None)

    assert [offer.reward.id for offer in found] == [2, 9, 1, 3, 8, 4, 5]
    assert [offer.short for offer in found] == [0, 0, 0, 0, 200, 500, 0]


REWARDS = st.builds(
    GIFT._replace,
    id=st.integers(1, 99),
    price=st.integers(1, 20),
    stock=st.none() | st.integers(0, 2),
    each=st.none() | st.integers(1, 2),
    min_tier=st.sampled_from([None, 4, 2, 9]),
    state=st.sampled_from(RewardState),
    from_at=st.none() | st.just(NOW + SECOND),
    languages=st.sampled_from([None, ("ru",), ("en", "ru")]),
)


@given(
    rewards=st.lists(REWARDS, max_size=12),
    points=st.integers(0, 25),
    tier=st.sampled_from([None, 4, 2]),
    had=st.dictionaries(st.integers(1, 99), st.integers(0, 3)),
)
def test_whatever_is_offered_first_can_really_be_had(
    rewards: list[Reward], points: int, tier: int | None, had: dict[int, int]
) -> None:
    found = catalogue(rewards, Standing(points, tier, had), now=NOW, language="en", tiers=TIERS)

    groups = [0 if offer.why_not is None else 1 if offer.short else 2 for offer in found]
    assert groups == sorted(groups)
    for offer in found:
        one = offer.reward
        may = (
            one.price <= points
            and one.stock != 0
            and (one.each is None or had.get(one.id or 0, 0) < one.each)
            and {None: 0, 4: 1, 2: 2}[tier] >= {None: 0, 4: 1, 2: 2}[one.min_tier]
            and one.from_at is None
        )
        assert may == (offer.why_not is None)
        assert one.state is RewardState.ACTIVE
        assert one.languages != ("ru",)
        assert one.min_tier != 9
        if offer.short:
            assert points + offer.short == one.price


def test_the_till_takes_vouchers_by_the_clock_on_its_wall() -> None:
    weekdays_nine_to_five = Times(0b0011111, 540, 1020)
    friday = datetime(2026, 5, 15, 1, 0, tzinfo=UTC)  # nine in the morning in Shanghai

    assert weekdays_nine_to_five.hold(friday, SHANGHAI)
    assert not weekdays_nine_to_five.hold(friday - SECOND, SHANGHAI)
    assert weekdays_nine_to_five.hold(friday + timedelta(hours=8) - SECOND, SHANGHAI)
    assert not weekdays_nine_to_five.hold(friday + timedelta(hours=8), SHANGHAI)
    assert not weekdays_nine_to_five.hold(friday + timedelta(days=1), SHANGHAI)
    assert Times().always
    assert not weekdays_nine_to_five.always
    assert all(Times().hold(friday + timedelta(hours=n), SHANGHAI) for n in range(24 * 7))
    assert [day for day in range(7) if Times(64).hold(friday + timedelta(days=day), SHANGHAI)] == [2]


def test_a_text_is_shown_in_the_readers_language_else_the_nearest_else_the_stores_else_any() -> None:
    texts = {"ru": "Кофе", "zh_Hans": "咖啡", "en": "Coffee"}

    assert in_language(texts, "ru", "en") == "Кофе"
    assert in_language(texts, "zh_Hant", "en") == "咖啡"
    assert in_language({"ru": "Кофе", "en": "Coffee"}, "zh_Hant", "en") == "Coffee"
    assert in_language({"ru": "Кофе"}, "zh_Hant", "en") == "Кофе"
    assert in_language({"ru": "Кофе", "en": ""}, "en") == "Кофе"
    assert in_language({"ru": "Кофе", "zh_Hant": "咖啡"}, "en", "zh_Hans") == "咖啡"
    assert in_language({}, "en") == ""
