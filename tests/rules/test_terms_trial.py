"""What other terms would mean in money, on purchases of which points paid a part or could have."""

from hypothesis import given
from hypothesis import strategies as st

from bot.rules.spending import Paid
from bot.rules.terms import Terms
from bot.rules.terms_trial import Alike, most_payable, paid_with
from bot.rules.tiers import Measure, Span, Tier, TierTable

HALF = Terms(100, 100, pays=True, pay_share=50)
GOLD = TierTable(Measure.POINTS, Span.ROLLING, 30, (Tier(2, {"en": "Gold"}, "🥇", 100, 80, pay_share=100),))
TEN = Alike(1000, 0, 0, 0, None, 1)


def test_what_points_paid_is_counted_less_what_refunds_gave_back() -> None:
    paid = TEN._replace(paid_points=300, paid_worth=300, times=2)

    assert paid_with([TEN, paid]) == Paid(600, 600)
    assert paid_with([paid._replace(refunded=500, times=1)]) == Paid(150, 150)
    assert paid_with([paid._replace(refunded=1000)]) == Paid(0, 0)
    assert paid_with([]) == Paid(0, 0)


def test_points_could_have_paid_the_share_of_each_purchase_that_its_buyer_may_pay() -> None:
    assert most_payable(HALF, None, [TEN, TEN._replace(amount=999, times=3)]) == 500 + 3 * 499
    assert most_payable(HALF, GOLD, [TEN, TEN._replace(tier=2), TEN._replace(tier=9)]) == 500 + 1000 + 500
    assert most_payable(HALF, None, [TEN._replace(refunded=400)]) == 300
    assert most_payable(Terms(100, 100, pay_share=50), None, [TEN]) == 0
    assert most_payable(Terms(100, 0, pays=True), None, [TEN]) == 0


@given(
    terms=st.builds(Terms, st.integers(1, 500), st.integers(0, 500), st.just(True), st.integers(0, 100)),
    amount=st.integers(1, 10**6),
    refunded=st.integers(0, 10**6),
    times=st.integers(1, 50),
)
def test_points_never_pay_more_than_their_share(terms: Terms, amount: int, refunded: int, times: int) -> None:
    left = amount - min(refunded, amount)

    most = most_payable(terms, None, [TEN._replace(amount=amount, refunded=amount - left, times=times)])

    assert 0 <= most <= left * terms.pay_share // 100 * times
