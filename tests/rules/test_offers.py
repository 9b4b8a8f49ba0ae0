"""Who may have a reward, and in which order people find them."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.rules.offers import Offer, Standing, catalogue, why_not
from bot.rules.refusals import Refusal
from bot.rules.rewards import Reward, RewardKind, RewardState
from bot.rules.tiers import Measure, Span, Tier, TierTable

NOW = datetime(2026, 5, 14, 15, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)
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


def test_who_can_have_it_can_have_it() -> None:
    assert no(GIFT) == ""
    assert no(GIFT, Standing(500)) == ""


def test_only_what_is_offered_can_be_had() -> None:
    assert no(GIFT._replace(state=RewardState.PAUSED)) == "reward_off"
    assert no(GIFT._replace(state=RewardState.DRAFT)) == "reward_off"
    assert no(GIFT._replace(languages=("ru", "zh_Hans"))) == "reward_off"
    assert no(GIFT._replace(languages=("ru", "zh_Hans")), language="ru") == ""


def test_nobody_is_shown_as_theirs_what_they_cannot_spend_points_on() -> None:
    assert no(GIFT, Standing(500, frozen=True)) == "spending_frozen"
    assert no(GIFT, Standing(499, frozen=True)) == "points_short", "what is missing is said first"


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

    found = catalogue([far, gone, dear, off, near, over, cheap, give, twin], RICH, now=NOW, language="en", tiers=None)

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
