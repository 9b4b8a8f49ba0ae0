"""Purchases are recorded once, earn by the rule, and pay debts first."""

from datetime import UTC, datetime

from bot.actions.purchases import Recorded
from tests.ledger.books import Books


async def test_a_purchase_earns_a_lot_that_lasts_a_year(books: Books) -> None:
    mei = await books.member()

    done = await books.buy(mei, 1250)

    assert isinstance(done, Recorded)
    assert (done.earned, done.paid_debt, done.again) == (12, 0, False)
    account = await books.account(mei)
    assert (account.points, account.debt, account.purchases, account.spent) == (12, 0, 1, 1250)
    [lot] = await books.lots(mei)
    assert lot.expires_at == datetime(2027, 3, 2, 15, 59, 59, 999999, tzinfo=UTC)  # the end of that day in Shanghai
    assert await books.agree()
