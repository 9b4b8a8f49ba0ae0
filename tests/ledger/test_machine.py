"""Random lives of two members, told to the ledger and to the oracle: after every step both say the same."""

import asyncio
import shutil
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import hypothesis
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from bot.actions.expiry import expire_points
from bot.actions.points import Posted, return_points, spend_points
from bot.actions.refunds import Parked, Returned, Reversed, receive_refund, refund_purchase
from bot.actions.sales import UNDO_WITHIN, Rung, record_sale, undo_sale
from bot.rules.lots import GRACE_DAYS
from bot.rules.points import expiry
from bot.rules.refusals import Refusal
from bot.rules.roles import OPERATOR, SYSTEM
from bot.rules.times import end_of, local_day
from tests.ledger.books import CARL, MAX, STORE, Books, open_books
from tests.oracle import Oracle

T = TypeVar("T")
ZONE = ZoneInfo(STORE.zone)
SOURCE = "till:1"

amounts = st.integers(1, 40).map(lambda n: n * 150)  # one and a half points for each: rounding matters
members = st.sampled_from([0, 1])


@dataclass
class Bought:
    """A purchase as the test remembers it."""

    member: int
    receipt: str
    amount: int
    number: int
    at: datetime
    refunded: int = 0
    back: int = 0
    undone: bool = False

    @property
    def earned(self) -> int:
        return self.amount // 100

    def take_back(self, amount: int) -> int:
        """The points that a refund of so much takes, as one would reckon on paper."""
        self.refunded += amount
        points = self.earned * self.refunded // self.amount - self.back
        self.back += points
        return points


class Ledger(RuleBasedStateMachine):
    """The shop's books beside two oracles."""

    purchases: Bundle[Bought] = Bundle("purchases")
    rewards: Bundle[tuple[int, str, int]] = Bundle("rewards")

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.runner = asyncio.Runner()
        self.stack = AsyncExitStack()
        self.books: Books = self.run(self.stack.enter_async_context(open_books(f"sqlite:///{path}")))
        self.run(self.books.rule(months=1))
        self.run(self.books.terms(extend_months=0))
        self.members = [self.run(self.books.member()) for _ in range(2)]
        self.oracles = [Oracle(), Oracle()]
        self.numbers = count(1)
        self.parked: dict[str, list[int]] = {}

    def run(self, work: Coroutine[object, object, T]) -> T:
        return self.runner.run(work)

    def act(self, act: Callable[..., Coroutine[object, object, T]], *given: object, **named: object) -> T:
        async def one() -> T:
            async with self.books.shop.work() as work:
                return await act(work, *given, **named)

        return self.run(one())

    def teardown(self) -> None:
        self.run(self.stack.aclose())
        self.runner.close()
        self.path.unlink()

    @rule(target=purchases, member=members, amount=amounts)
    def buys(self, member: int, amount: int) -> Bought:
        receipt = next(iter(self.parked), None) or f"receipt {next(self.numbers)}"
        done = self.act(record_sale, CARL, self.members[member], amount, receipt, anyway=True)
        assert isinstance(done, Rung), done
        now = self.books.clock.now()
        bought = Bought(member, receipt, amount, done.purchase_id, now)
        assert done.earned == bought.earned
        if bought.earned:
            self.oracles[member].earn(receipt, bought.earned, expiry(now, 1, ZONE))
        for waited in self.parked.pop(receipt, []):
            points = bought.take_back(min(waited, amount - bought.refunded))
            self.oracles[member].refund(receipt, points)
        return bought

    @rule(bought=purchases, more=st.integers(0, 1))
    def is_told_again(self, bought: Bought, more: int) -> None:
        answer = self.act(
            record_sale, CARL, self.members[bought.member], bought.amount + more, bought.receipt, anyway=True
        )
        if more:
            assert answer == Refusal("receipt_taken", {"receipt": bought.receipt, "amount": bought.amount})
        else:
            assert isinstance(answer, Rung)
            assert (answer.again, answer.purchase_id) == (True, bought.number)

    @rule(bought=purchases, amount=amounts)
    def is_refunded(self, bought: Bought, amount: int) -> None:
        answer = self.act(refund_purchase, MAX, bought.number, amount, f"ref {next(self.numbers)}")
        if bought.undone:
            assert answer == Refusal("purchase_undone")
        elif amount > bought.amount - bought.refunded:
            assert answer == Refusal("refund_too_large", {"left": bought.amount - bought.refunded})
        else:
            points = bought.take_back(amount)
            assert isinstance(answer, Reversed)
            assert answer.points == points
            self.oracles[bought.member].refund(bought.receipt, points)

    @rule(amount=amounts)
    def a_refund_comes_too_early(self, amount: int) -> None:
        receipt = next(iter(self.parked), None) or f"receipt {next(self.numbers)}"
        returned = Returned(SOURCE, receipt, f"ref {next(self.numbers)}", amount, self.books.clock.now())
        assert isinstance(self.act(receive_refund, OPERATOR, returned), Parked)
        self.parked.setdefault(receipt, []).append(amount)

    @rule(bought=purchases)
    def is_undone(self, bought: Bought) -> None:
        answer = self.act(undo_sale, CARL, bought.number)
        if bought.undone:
            assert answer == Refusal("purchase_undone")
        elif self.books.clock.now() - bought.at > UNDO_WITHIN:
            assert answer == Refusal("undo_too_late", {"minutes": 15})
        elif bought.refunded == bought.amount:
            assert answer == Refusal("refund_complete")
        else:
            points = bought.take_back(bought.amount - bought.refunded)
            assert isinstance(answer, Reversed)
            assert answer.points == points
            bought.undone = True
            self.oracles[bought.member].refund(bought.receipt, points)

    @rule(target=rewards, member=members, points=st.integers(1, 60))
    def redeems(self, member: int, points: int) -> tuple[int, str, int] | MultipleResults[tuple[int, str, int]]:
        name = f"reward {next(self.numbers)}"
        answer = self.act(spend_points, SYSTEM, self.members[member], points, name)
        if self.oracles[member].redeem(name, points, self.books.clock.now()):
            assert isinstance(answer, Posted)
            assert self.act(spend_points, SYSTEM, self.members[member], points, name) == answer
            return member, name, answer.entry_id
        assert isinstance(answer, Refusal)
        assert answer.key == "points_short"
        return multiple()

    @rule(reward=consumes(rewards))
    def returns(self, reward: tuple[int, str, int]) -> None:
        member, name, entry_id = reward
        now = self.books.clock.now()
        assert isinstance(self.act(return_points, SYSTEM, entry_id), Posted)
        assert self.act(return_points, SYSTEM, entry_id) == Refusal("already_returned")
        day = local_day(now, ZONE)
        self.oracles[member].give_back(name, now, end_of(day.fromordinal(day.toordinal() + GRACE_DAYS), ZONE))

    @rule()
    def points_expire(self) -> None:
        self.act(expire_points, 1000)
        for oracle in self.oracles:
            oracle.expire(self.books.clock.now())

    @rule(hours=st.one_of(st.just(0), st.integers(-2, 2), st.integers(0, 40 * 24)))
    def time_passes(self, hours: int) -> None:
        self.books.clock.move(hours=hours, minutes=7)

    @invariant()
    def the_books_agree(self) -> None:
        assert self.run(self.books.agree())
        for member, oracle in zip(self.members, self.oracles, strict=True):
            account = self.run(self.books.account(member))
            assert (account.points, account.debt) == (oracle.points, oracle.debt)
            lots = self.run(self.books.lots(member))
            assert [(lot.left, lot.expires_at) for lot in lots] == [(pile.left, pile.until) for pile in oracle.piles]


@pytest.mark.promise(50)
@pytest.mark.promise(51)
def test_the_ledger_agrees_with_the_oracle_after_every_step(sqlite_url: str, tmp_path: Path) -> None:
    path, numbers = Path(sqlite_url.removeprefix("sqlite:///")), count(1)

    def fresh() -> Ledger:
        copy = tmp_path / f"{next(numbers)}.sqlite3"
        shutil.copy(path, copy)
        return Ledger(copy)

    run_state_machine_as_test(fresh, settings=hypothesis.settings(deadline=None))  # type: ignore[arg-type] # any maker will do
