"""What other terms would mean in money, on purchases of which points paid a part or could have."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.rules.spending import Paid
from bot.rules.terms import Terms
from bot.rules.terms_trial import Buyer, Tried, try_on
from bot.rules.tiers import Measure, Span, Tier, TierTable

NONE, HALF = Terms(100, 100), Terms(100, 100, pays=True, pay_share=50)
GOLD = TierTable(Measure.POINTS, Span.ROLLING, 30, (Tier(2, {"en": "Gold"}, "🥇", 100, 80, pay_share=100),))
MEI = Buyer(1, 10_000, None, purchases=2, bought=1000, paid_points=0, paid_worth=0)


def most(buyer: Buyer, terms: Terms = HALF, tiers: TierTable | None = None) -> int:
    """What they could have paid at most, in minor units."""
    return try_on([buyer], NONE, terms, tiers).after


def test_members_could_have_paid_their_share_as_far_as_their_points_go() -> None:
    assert most(MEI) == 500
    assert most(MEI._replace(bought=999)) == 499
    assert most(MEI._replace(points=120)) == 120
    assert most(MEI._replace(points=120, paid_points=30, paid_worth=30)) == 150
    assert most(MEI._replace(points=120), replace(HALF, worth_amount=200)) == 240
    assert [most(MEI._replace(tier=tier), HALF, GOLD) for tier in (None, 2, 9)] == [500, 1000, 500]
    assert most(MEI, replace(HALF, worth_amount=0)) == most(MEI, NONE) == 0


def test_buyers_are_added_up() -> None:
    tom = MEI._replace(points=0, paid_points=30, paid_worth=60)

    assert try_on([MEI, tom], NONE, HALF, None) == Tried(4, Paid(30, 60), 0, 530)
    assert try_on([], NONE, HALF, None) == Tried()


@given(
    terms=st.builds(Terms, st.integers(1, 500), st.integers(0, 500), st.booleans(), st.integers(0, 100)),
    bought=st.integers(0, 10**6),
    points=st.integers(0, 10**6),
)
def test_nobody_could_have_paid_more_than_their_share_or_than_their_points_are_worth(
    terms: Terms, bought: int, points: int
) -> None:
    paid = most(MEI._replace(bought=bought, points=points), terms)

    assert 0 <= paid <= min(bought * terms.pay_share // 100, terms.worth(points))
