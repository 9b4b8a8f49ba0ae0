"""Which tables of tiers a shop can have, and which tier an amount reaches."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.points import EarningRule
from bot.rules.refusals import Refusal
from bot.rules.tiers import MOST_TIERS, Measure, Span, Tier, TierTable, is_mark, tenths_to

BRONZE = Tier(1, {"en": "Bronze"}, "🥉", 100, 80)
SILVER = Tier(2, {"en": "Silver", "zh_Hans": "银卡"}, "🥈", 500, 400, 125)
GOLD = Tier(5, {"en": "Gold"}, "🥇", 1000, 800, 150, 80, {"en": "A coffee on Mondays"})
TABLE = TierTable(Measure.POINTS, Span.ROLLING, 30, (BRONZE, SILVER, GOLD))


def with_tier(**changes: object) -> TierTable:
    return replace(TABLE, tiers=(BRONZE, replace(SILVER, **changes), GOLD))  # type: ignore[arg-type] # a test's table


def test_a_sensible_table_is_not_refused() -> None:
    assert TABLE.refused() is None
    assert replace(TABLE, tiers=()).refused() is None
    assert with_tier(keep=80, multiplier=1000, pay_share=0).refused() is None
    assert replace(TABLE, grace_days=365).refused() is None
    assert replace(TABLE, grace_days=0).refused() is None
    steps = tuple(Tier(n, {"en": f"Step {n}"}, "⭐", 10 * n, 5 * n) for n in range(1, MOST_TIERS + 1))
    assert replace(TABLE, tiers=steps).refused() is None
    assert with_tier(names={"en": "S" * 24}, perks={"en": "x" * 500}).refused() is None
    assert replace(TABLE, tiers=(replace(BRONZE, enter=1, keep=0, multiplier=100, pay_share=100),)).refused() is None


@pytest.mark.parametrize(
    ("table", "refusal"),
    [
        (with_tier(enter=100, keep=80), Refusal("tier_overlap", {"lower": "🥉 Bronze", "higher": "🥈 Silver"})),
        (with_tier(enter=99, keep=80), Refusal("tier_order", {"lower": "🥉 Bronze", "higher": "🥈 Silver"})),
        (with_tier(enter=1001), Refusal("tier_order", {"lower": "🥈 Silver", "higher": "🥇 Gold"})),
        (with_tier(keep=501), Refusal("tier_keep", {"tier": "🥈 Silver"})),
        (with_tier(keep=-1), Refusal("tier_keep", {"tier": "🥈 Silver"})),
        (with_tier(keep=79), Refusal("tier_keep_order", {"lower": "🥉 Bronze", "higher": "🥈 Silver"})),
        (with_tier(names={}), Refusal("tier_nameless")),
        (with_tier(names={"en": "Silver", "ru": ""}), Refusal("tier_nameless")),
        (with_tier(names={"en": "S" * 25}), Refusal("tier_name_long", {"most": 24})),
        (with_tier(names={"en": "S", "ru": "С" * 25}), Refusal("tier_name_long", {"most": 24})),
        (with_tier(names={"en": "gold"}), Refusal("tier_twice", {"tier": "🥇 Gold"})),
        (with_tier(perks={"ru": "x" * 501}), Refusal("tier_perks_long", {"most": 500})),
        (with_tier(mark=""), Refusal("tier_mark")),
        (with_tier(multiplier=99), Refusal("tier_multiplier")),
        (with_tier(multiplier=1001), Refusal("tier_multiplier")),
        (with_tier(pay_share=101), Refusal("terms_share")),
        (with_tier(pay_share=-1), Refusal("terms_share")),
        (replace(TABLE, tiers=(replace(BRONZE, enter=0, keep=0),)), Refusal("tier_enter")),
        (replace(TABLE, tiers=(replace(BRONZE, enter=10**12 + 1),)), Refusal("tier_enter")),
        (replace(TABLE, grace_days=-1), Refusal("tier_grace", {"most": 365})),
        (replace(TABLE, grace_days=366), Refusal("tier_grace", {"most": 365})),
        (
            replace(TABLE, tiers=tuple(replace(BRONZE, enter=100 + n, names={"en": f"{n}"}) for n in range(9))),
            Refusal("tiers_many", {"most": MOST_TIERS}),
        ),
    ],
)
def test_a_table_that_makes_no_sense_is_refused_with_what_is_wrong(table: TierTable, refusal: Refusal) -> None:
    assert table.refused() == refusal


def test_names_of_24_characters_fit_and_each_language_has_its_own() -> None:
    assert with_tier(names={"en": "S" * 24, "ru": "Ж" * 24, "zh_Hans": "银" * 24}).refused() is None
    assert with_tier(names={"en": "Silver", "zh_Hans": "Gold"}).refused() is None


@pytest.mark.parametrize("mark", ["🥈", "⭐", "🏳️", "👨‍👩‍👧", "🇨🇳", "●"])
def test_an_emoji_is_a_mark(mark: str) -> None:
    assert is_mark(mark)


@pytest.mark.parametrize("mark", ["", " ", "A", "7", "银", "🥈🥈", "🥈 ", "…", "<", "\u200d", "\u202e"])
def test_anything_else_is_none(mark: str) -> None:
    assert not is_mark(mark)


@pytest.mark.parametrize(
    ("counted", "tier"),
    [(-5, None), (0, None), (99, None), (100, BRONZE), (499, BRONZE), (500, SILVER), (1000, GOLD), (10**9, GOLD)],
)
def test_an_amount_reaches_the_highest_tier_that_it_enters(counted: int, tier: Tier | None) -> None:
    assert TABLE.reached(counted) == tier


@pytest.mark.parametrize(
    ("counted", "tier"), [(79, None), (80, BRONZE), (399, BRONZE), (400, SILVER), (799, SILVER), (5000, SILVER)]
)
def test_whoever_loses_gold_keeps_the_lower_tier_that_they_keep(counted: int, tier: Tier | None) -> None:
    assert TABLE.left_with(counted, GOLD.id) == tier
    assert TABLE.left_with(counted, BRONZE.id) is None
    assert TABLE.left_with(counted, None) is None


def test_tiers_have_ranks_and_next_ones() -> None:
    assert [TABLE.rank(number) for number in (None, 1, 2, 5, 3)] == [0, 1, 2, 3, 0]
    assert [TABLE.after(number) for number in (None, 1, 2, 5)] == [BRONZE, SILVER, GOLD, None]
    assert [TABLE.multiplier(number) for number in (None, 1, 2, 5, 3)] == [100, 100, 125, 150, 100]
    assert TABLE.tier(3) is None
    assert TABLE.tier(2) == SILVER


def test_the_members_of_a_tier_that_is_gone_fall_to_the_next_lower_one_that_is_left() -> None:
    without_gold = replace(TABLE, tiers=(BRONZE, SILVER))

    assert without_gold.heir(GOLD.id, TABLE) == SILVER
    assert replace(TABLE, tiers=(BRONZE,)).heir(GOLD.id, TABLE) == BRONZE
    assert replace(TABLE, tiers=(SILVER, GOLD)).heir(BRONZE.id, TABLE) is None
    assert replace(TABLE, tiers=()).heir(GOLD.id, TABLE) is None
    assert TABLE.heir(9, TABLE) is None


def test_a_table_counted_in_money_asks_for_what_earned_the_points() -> None:
    rule = EarningRule(points=1, per=30)

    spent = TABLE.measured(Measure.SPENT, rule)

    assert [(tier.enter, tier.keep) for tier in spent.tiers] == [(3000, 2400), (15_000, 12_000), (30_000, 24_000)]
    assert spent.measured(Measure.POINTS, rule) == TABLE
    assert TABLE.measured(Measure.POINTS, rule) is TABLE
    assert spent.measured(Measure.POINTS, EarningRule(1, 10**9)).tiers[0].enter == 1
    by_sevens = TABLE.measured(Measure.SPENT, EarningRule(points=7, per=30))
    assert [(tier.enter, tier.keep) for tier in by_sevens.tiers] == [(429, 343), (2143, 1715), (4286, 3429)]
    assert by_sevens.measured(Measure.POINTS, EarningRule(points=7, per=30)) == TABLE


def test_the_way_to_a_tier_in_tenths() -> None:
    assert [tenths_to(SILVER, counted) for counted in (-10, 0, 49, 50, 499, 500, 9000)] == [0, 0, 0, 1, 9, 10, 10]


@given(
    st.lists(st.integers(1, 1000), min_size=1, max_size=6, unique=True).map(sorted),
    st.integers(0, 1200),
    st.integers(0, 1200),
)
def test_more_never_takes_somebody_lower(enters: list[int], less: int, more: int) -> None:
    less, more = sorted((less, more))
    tiers = tuple(Tier(n, {"en": str(n)}, "⭐", enter, enter // 2) for n, enter in enumerate(enters, 1))
    table = replace(TABLE, tiers=tiers)

    assert table.refused() is None
    low, high = table.reached(less), table.reached(more)
    assert table.rank(low.id if low else None) <= table.rank(high.id if high else None)
    assert all(tier.keep <= tier.enter for tier in table.tiers)
    if high is not None:
        assert high.enter <= more
