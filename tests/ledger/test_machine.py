"""Random lives of two members, told to the ledger and to the oracle: after every step both say the same."""

import asyncio
import shutil
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
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
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from bot.actions.adjust import adjust_points
from bot.actions.asked import Payment
from bot.actions.ending import expire_vouchers
from bot.actions.expiry import Kept, expire_points, keep_points
from bot.actions.payments import Ringing, ask_payment, pay
from bot.actions.points import Posted, return_points
from bot.actions.refunds import Parked, Returned, receive_refund, refund_purchase
from bot.actions.reversals import Reversed
from bot.actions.rewards import make_reward
from bot.actions.sales import UNDO_WITHIN, Rung, record_sale, undo_sale
from bot.actions.spending import Code, Shown, Taken, make_code, take_by_secret
from bot.actions.standing import place_of
from bot.actions.taking import take_voucher
from bot.actions.tiers import apply_tiers
from bot.actions.vouchers import Redeemed, redeem, return_voucher
from bot.actions.vouchers import Returned as Brought
from bot.rules.points import expiry
from bot.rules.refusals import Refusal
from bot.rules.rewards import Reward, RewardKind, RewardState
from bot.rules.roles import OPERATOR, SYSTEM, Actor, Role
from bot.rules.spending import Purpose
from bot.rules.tiers import Measure, Span, Tier, TierTable
from bot.rules.vouchers import Voucher
from tests.ledger.books import CARL, MAX, OLGA, STORE, Books, open_books
from tests.oracle import Oracle
from tests.postgres import Standing
from tests.spending import spend_points

T = TypeVar("T")
ZONE = ZoneInfo(STORE.zone)
SOURCE = "till:1"

amounts = st.integers(1, 40).map(lambda n: n * 150)  # one and a half points for each: rounding matters
members = st.sampled_from([0, 1])

MONTHS, EXTENSIONS, ADJUSTED_ALONE, SHARE = 2, 2, 10**6, 50
STOCK, VOUCHER_DAYS, RETURN_DAYS = 3, 30, 14
TIERS = (
    Tier(1, {"en": "Silver"}, "\N{LARGE BLUE CIRCLE}", enter=90, keep=20, multiplier=150, pay_share=70),
    Tier(2, {"en": "Gold"}, "\N{LARGE YELLOW CIRCLE}", enter=180, keep=60, multiplier=233, pay_share=100),
)
REWARDS = {
    RewardKind.GIFT: Reward(None, RewardKind.GIFT, {"en": "Mug"}, {}, 20, stock=STOCK, state=RewardState.ACTIVE),
    RewardKind.DONATION: Reward(
        None, RewardKind.DONATION, {"en": "A tree"}, {}, 9, worth=100, charity="Woods", state=RewardState.ACTIVE
    ),
}


def days_on(at: datetime, days: int) -> datetime:
    """The last instant of the local day so many days on, as one would reckon with a calendar."""
    day = at.astimezone(ZONE).date() + timedelta(days=days + 1)
    return datetime.combine(day, time(0), ZONE).astimezone(UTC) - timedelta(microseconds=1)


@dataclass
class Bought:
    """A purchase as the test remembers it."""

    member: int
    receipt: str
    amount: int
    number: int
    at: datetime
    earned: int
    tier_before: int = 0
    paid: int = 0
    worth: int = 0
    refunded: int = 0
    back: int = 0
    paid_back: int = 0
    undone: bool = False

    def take_back(self, amount: int) -> tuple[int, int]:
        """The points that a refund of so much gives back and takes, as one would reckon on paper."""
        self.refunded += amount
        given = self.paid * self.refunded // self.amount - self.paid_back
        taken = self.earned * self.refunded // self.amount - self.back
        self.paid_back += given
        self.back += taken
        return given, taken


@dataclass
class InHand:
    """A voucher as the test remembers it."""

    member: int
    name: str
    voucher: Voucher
    over: str = ""


@dataclass
class Buyer:
    """A member: their account told again, their tier, and when they last kept points alive."""

    oracle: Oracle = field(default_factory=Oracle)
    bought: list[Bought] = field(default_factory=list)
    tier: int = 0
    since: datetime | None = None
    kept: list[datetime] = field(default_factory=list)

    @property
    def multiplier(self) -> int:
        return (100, 150, 233)[self.tier]

    @property
    def share(self) -> int:
        return (SHARE, 70, 100)[self.tier]

    def reached(self, now: datetime) -> int:
        """The tier that what they have earned in twelve months comes to."""
        day = now.astimezone(ZONE).date()
        year_ago = day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == 2 else day.day)
        since = datetime.combine(year_ago + timedelta(days=1), time(0), ZONE)
        counted = sum(one.earned - one.back for one in self.bought if one.at >= since and not one.undone)
        return 2 if counted >= 180 else 1 if counted >= 90 else 0

    def rise(self, now: datetime) -> None:
        """What they have bought may lift them; nothing lets them down before a review."""
        if self.reached(now) > self.tier:
            self.tier, self.since = self.reached(now), now

    def take_back(self, bought: Bought, now: datetime) -> None:
        """A sale that was taken back lifted nobody."""
        reached = self.reached(now)
        if self.tier and self.since == bought.at and reached < self.tier:
            before = bought.tier_before if bought.tier_before < self.tier else 0
            self.tier, self.since = max(before, reached), now


class Ledger(RuleBasedStateMachine):
    """The shop's books beside two members' lives told again."""

    purchases: Bundle[Bought] = Bundle("purchases")
    spendings: Bundle[tuple[int, str, int]] = Bundle("spendings")
    vouchers: Bundle[InHand] = Bundle("vouchers")

    def __init__(self, url: str) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.stack = AsyncExitStack()
        self.books: Books = self.run(self.stack.enter_async_context(open_books(url)))
        self.run(self.books.rule(months=MONTHS))
        self.run(
            self.books.terms(
                pays=True,
                pay_share=SHARE,
                extend_months=EXTENSIONS,
                adjust_alone=ADJUSTED_ALONE,
                return_days=RETURN_DAYS,
            )
        )
        self.act(apply_tiers, OLGA, TierTable(Measure.POINTS, Span.ROLLING, 30, TIERS, version=0))
        self.rewards = {kind: self.act(make_reward, MAX, reward) for kind, reward in REWARDS.items()}
        self.stock = STOCK
        self.members = [self.run(self.books.member()) for _ in range(2)]
        self.actors = [Actor(Role.MEMBER, 500 + one, member_id=one) for one in self.members]
        self.buyers = [Buyer(), Buyer()]
        self.numbers = count(1)
        self.parked: dict[str, list[int]] = {}

    @property
    def now(self) -> datetime:
        return self.books.clock.now()

    @property
    def grace(self) -> datetime:
        """Until when points last that come back after their own day."""
        return days_on(self.now, 7)

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

    def has_bought(self, member: int, receipt: str, amount: int, rung: Rung, paid: int = 0) -> Bought:
        """Tell a new purchase to the member's other life: it earns, it lifts, and refunds waited for it."""
        buyer, now = self.buyers[member], self.now
        earned = (amount - paid) * buyer.multiplier // 100 // 100
        bought = Bought(member, receipt, amount, rung.purchase_id, now, earned, buyer.tier, paid, paid)
        assert rung.earned == earned
        buyer.bought.append(bought)
        if earned:
            buyer.oracle.earn(receipt, earned, expiry(now, MONTHS, ZONE))
        for waited in self.parked.pop(receipt, []):
            self.goes_back(bought, min(waited, amount - bought.refunded))
        buyer.rise(now)
        return bought

    def goes_back(self, bought: Bought, amount: int) -> tuple[int, int]:
        """Tell a refund to the member's other life: what was paid with points comes back, then the earned ones go."""
        given, taken = bought.take_back(amount)
        oracle = self.buyers[bought.member].oracle
        if given:
            oracle.pay_back(bought.receipt, given, self.now, self.grace)
        oracle.refund(bought.receipt, taken)
        return given, taken

    @initialize(target=purchases, amount=amounts)
    def both_have_bought_before(self, amount: int) -> MultipleResults[Bought]:
        return multiple(*(self.ring_up(member, amount) for member in (0, 1) for _ in range(3)))

    @rule(target=purchases, member=members, amount=amounts)
    def buys(self, member: int, amount: int) -> Bought:
        return self.ring_up(member, amount)

    def ring_up(self, member: int, amount: int) -> Bought:
        receipt = next(iter(self.parked), None) or f"receipt {next(self.numbers)}"
        done = self.act(record_sale, CARL, self.members[member], amount, receipt, anyway=True)
        assert isinstance(done, Rung), done
        return self.has_bought(member, receipt, amount, done)

    @rule(target=purchases, member=members, amount=amounts, part=st.integers(1, 100))
    def pays_with_points(self, member: int, amount: int, part: int) -> Bought | MultipleResults[Bought]:
        buyer, actor = self.buyers[member], self.actors[member]
        code = self.act(make_code, actor, Purpose.PAY, Shown(500 + member, 1))
        if not buyer.oracle.points:
            assert code == Refusal("pay_no_points")
            return multiple()
        assert isinstance(code, Code)
        taken = self.act(take_by_secret, CARL, code.secret)
        assert isinstance(taken, Taken)
        receipt = f"receipt {next(self.numbers)}"
        ringing = Ringing(taken.id, self.members[member], amount, receipt)
        points = max(min(buyer.oracle.points, amount * buyer.share // 100) * part // 100, 1)  # one is worth a cent
        asked = self.act(ask_payment, CARL, ringing, points, Shown(901, 1))
        assert isinstance(asked, Payment), asked
        paid = self.act(pay, actor, asked.id)
        if not buyer.oracle.redeem(receipt, points, self.now):
            assert isinstance(paid, Refusal)
            assert paid.key == "points_short"
            return multiple()
        assert isinstance(paid, Payment)
        again = self.act(pay, actor, asked.id)
        assert isinstance(again, Payment)
        assert (again.id, again.state) == (asked.id, "paid")
        rung = self.act(record_sale, CARL, self.members[member], amount, receipt, anyway=True)
        assert isinstance(rung, Rung)
        assert rung.again
        return self.has_bought(member, receipt, amount, rung, points)

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
            assert isinstance(answer, Reversed)
            given, taken = self.goes_back(bought, amount)
            assert (answer.paid.points, answer.points) == (given, taken)

    @rule(amount=amounts)
    def a_refund_comes_too_early(self, amount: int) -> None:
        receipt = next(iter(self.parked), None) or f"receipt {next(self.numbers)}"
        returned = Returned(SOURCE, receipt, f"ref {next(self.numbers)}", amount, self.now)
        assert isinstance(self.act(receive_refund, OPERATOR, returned), Parked)
        self.parked.setdefault(receipt, []).append(amount)

    @rule(bought=purchases)
    def is_undone(self, bought: Bought) -> None:
        answer = self.act(undo_sale, CARL, bought.number)
        if bought.undone:
            assert answer == Refusal("purchase_undone")
        elif self.now - bought.at > UNDO_WITHIN:
            assert answer == Refusal("undo_too_late", {"minutes": 15})
        elif bought.refunded == bought.amount:
            assert answer == Refusal("refund_complete")
        else:
            assert isinstance(answer, Reversed)
            given, taken = self.goes_back(bought, bought.amount - bought.refunded)
            assert (answer.paid.points, answer.points) == (given, taken)
            bought.undone = True
            self.buyers[bought.member].take_back(bought, self.now)

    @rule(target=spendings, member=members, points=st.integers(1, 60))
    def spends(self, member: int, points: int) -> tuple[int, str, int] | MultipleResults[tuple[int, str, int]]:
        name = f"spending {next(self.numbers)}"
        answer = self.act(spend_points, SYSTEM, self.members[member], points, name)
        if self.buyers[member].oracle.redeem(name, points, self.now):
            assert isinstance(answer, Posted)
            return member, name, answer.entry_id
        assert isinstance(answer, Refusal)
        assert answer.key == "points_short"
        return multiple()

    @rule(spending=consumes(spendings))
    def gets_them_back(self, spending: tuple[int, str, int]) -> None:
        member, name, entry_id = spending
        assert isinstance(self.act(return_points, SYSTEM, entry_id), Posted)
        assert self.act(return_points, SYSTEM, entry_id) == Refusal("already_returned")
        self.buyers[member].oracle.give_back(name, self.now, self.grace)

    @rule(target=vouchers, member=members, kind=st.sampled_from(list(REWARDS)))
    def redeems(self, member: int, kind: RewardKind) -> InHand | MultipleResults[InHand]:
        reward, name = self.rewards[kind], f"voucher {next(self.numbers)}"
        assert isinstance(reward, Reward)
        known = {"version": reward.version, "language": "en"}
        answer = self.act(redeem, self.actors[member], reward.id, name, **known)
        if kind is RewardKind.GIFT and not self.stock:
            assert isinstance(answer, Refusal)
            return multiple()
        if not self.buyers[member].oracle.redeem(name, reward.price, self.now):
            assert isinstance(answer, Refusal), answer
            return multiple()
        assert isinstance(answer, Redeemed)
        again = self.act(redeem, self.actors[member], reward.id, name, **known)
        assert isinstance(again, Redeemed)
        assert (again.again, again.voucher) == (True, answer.voucher)
        self.stock -= kind is RewardKind.GIFT
        return InHand(member, name, answer.voucher, "voucher_used" if kind is RewardKind.DONATION else "")

    @rule(hand=vouchers)
    def brings_it_back(self, hand: InHand) -> None:
        answer = self.act(return_voucher, self.actors[hand.member], hand.voucher.id)
        bought = hand.voucher.made_at
        if not hand.over and self.now <= days_on(bought, RETURN_DAYS):
            assert isinstance(answer, Brought), answer
            self.buyers[hand.member].oracle.give_back(hand.name, self.now, self.grace)
            self.stock += 1
            hand.over = "voucher_returned"
        else:
            late = "voucher_expired" if self.now > days_on(bought, VOUCHER_DAYS) else "voucher_kept"
            assert isinstance(answer, Refusal)
            assert answer.key == (hand.over or late)

    @rule(hand=vouchers)
    def uses_it(self, hand: InHand) -> None:
        answer = self.act(take_voucher, CARL, hand.voucher.id)
        if not hand.over and self.now <= days_on(hand.voucher.made_at, VOUCHER_DAYS):
            assert isinstance(answer, Voucher), answer
            hand.over = "voucher_used"
        else:
            assert isinstance(answer, Refusal)
            assert answer.key == (hand.over or "voucher_expired")

    @rule()
    def vouchers_end(self) -> None:
        self.act(expire_vouchers, 1000)

    @rule(member=members, points=st.integers(-60, 60).filter(bool))
    def is_put_right(self, member: int, points: int) -> None:
        name = f"adjustment {next(self.numbers)}"
        answer = self.act(adjust_points, MAX, self.members[member], points, "a slip at the till", name)
        oracle = self.buyers[member].oracle
        if points > 0:
            oracle.earn(name, points, expiry(self.now, MONTHS, ZONE))
        elif not oracle.redeem(name, -points, self.now):
            assert isinstance(answer, Refusal)
            assert answer.key == "points_short"
            return
        assert isinstance(answer, Posted)
        assert self.act(adjust_points, MAX, self.members[member], points, "a slip at the till", name) == answer

    @rule(member=members)
    def keeps_points_alive(self, member: int) -> None:
        buyer = self.buyers[member]
        soonest = min((pile.until for pile in buyer.oracle.piles if pile.left), default=self.now)
        self.books.clock.at = max(self.now, soonest - timedelta(days=3))
        now = self.now
        answer = self.act(keep_points, self.actors[member], self.members[member])
        if any(at > now - timedelta(days=365) for at in buyer.kept):
            assert isinstance(answer, Refusal)
            assert answer.key == "keep_used"
        elif buyer.oracle.keep(now, days_on(now, 7), lambda until: days_on(until, 7)):
            assert isinstance(answer, Kept)
            buyer.kept.append(now)
        else:
            assert answer == Refusal("keep_nothing")

    @rule(member=members)
    def is_warned(self, member: int) -> None:
        self.run(
            self.books.sql(
                f"UPDATE lot SET warned_at = '{self.now.isoformat(sep=' ', timespec='microseconds')}' "
                f'WHERE member_id = {self.members[member]} AND "left" > 0 AND warned_at IS NULL'
            )
        )
        self.buyers[member].oracle.warn(self.now)

    @rule(days=st.sampled_from((8, 31, 63)), warned=st.booleans())
    def weeks_pass(self, days: int, warned: bool) -> None:
        for member in (0, 1) if warned else ():
            self.is_warned(member)
        self.books.clock.move(days=days)
        self.points_expire()

    @rule()
    def points_expire(self) -> None:
        self.act(expire_points, 1000)
        yesterday = self.now - timedelta(days=1)
        for buyer in self.buyers:
            buyer.oracle.expire(self.now, EXTENSIONS, lambda until: days_on(max(until, yesterday), 30))

    @rule(hours=st.sampled_from((0, -2, 2, 24, 9 * 24)))
    def time_passes(self, hours: int) -> None:
        self.books.clock.move(hours=hours, minutes=7)

    @invariant()
    def the_books_agree(self) -> None:
        assert self.run(self.books.agree())
        for member, buyer in zip(self.members, self.buyers, strict=True):
            account = self.run(self.books.account(member))
            assert (account.points, account.debt) == (buyer.oracle.points, buyer.oracle.debt)
            lots = self.run(self.books.lots(member))
            piles = buyer.oracle.piles
            assert [(lot.left, lot.expires_at) for lot in lots] == [(pile.left, pile.until) for pile in piles]
            assert self.act(place_of, member).tier == (buyer.tier or None)


def live(fresh: Callable[[], str], lives: int) -> None:
    """So many random lives, each in a shop of its own."""
    settings = hypothesis.settings(deadline=None, max_examples=lives)
    run_state_machine_as_test(lambda: Ledger(fresh()), settings=settings)  # type: ignore[arg-type] # any maker will do


@pytest.mark.promise(50)
@pytest.mark.promise(51)
def test_the_ledger_agrees_with_the_oracle_after_every_step(
    sqlite_url: str, tmp_path: Path, size: Callable[[int, int], int]
) -> None:
    empty, last = Path(sqlite_url.removeprefix("sqlite:///")), tmp_path / "life.sqlite3"

    live(lambda: f"sqlite:///{shutil.copy(empty, last)}", size(25, 2000))


@pytest.mark.promise(50)
@pytest.mark.promise(51)
@pytest.mark.postgres
def test_the_ledger_agrees_with_the_oracle_on_postgres_too(
    standing_postgres: Standing, size: Callable[[int, int], int]
) -> None:
    live(standing_postgres.emptied, size(8, 2000))
