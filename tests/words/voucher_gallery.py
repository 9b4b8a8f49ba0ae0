"""Every screen about vouchers, with made-up ones in every state."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from bot.rules.rewards import Reward, RewardKind
from bot.rules.vouchers import InHand, Voucher, VoucherState
from bot.words import alarms, redeeming, taking, vouchers

S = TypeVar("S")
NOW = datetime(2026, 5, 14, 15, 30, tzinfo=UTC)
LATER = NOW + timedelta(days=400)
CODE = "7K3F9Q2MX4T8"
ID = 2**31


def voucher(name: str, kind: RewardKind = RewardKind.GIFT, state: VoucherState = VoucherState.OPEN) -> Voucher:
    """One that may be taken on weekdays only, and returned for two weeks."""
    return Voucher(
        id=ID,
        member_id=1,
        reward_id=ID,
        entry_id=1,
        kind=kind,
        names={"en": name},
        product=name if kind is RewardKind.PRODUCT else None,
        charity=name if kind is RewardKind.DONATION else None,
        worth=10,
        points=1240,
        weekdays=0b001_1111,
        from_minute=540,
        to_minute=1020,
        made_at=NOW,
        returnable_until=NOW + timedelta(days=14),
        expires_at=LATER,
        warned=state is VoucherState.EXPIRED,
        state=state,
        settled_at=None if state is VoucherState.OPEN else NOW,
    )


def in_hand(name: str, kind: RewardKind = RewardKind.GIFT, state: VoucherState = VoucherState.OPEN) -> InHand:
    """As its member sees it."""
    code = None if kind is RewardKind.DONATION else CODE
    return InHand(voucher(name, kind, state), code, state, state is VoucherState.OPEN)


def reward(name: str, kind: RewardKind) -> Reward:
    """What it was bought from."""
    return Reward(ID, kind, {"en": name}, {"en": name}, 1240, worth=10, charity=name, weekdays=0b001_1111)


def voucher_screens(shown: Callable[..., S], name: str) -> Iterator[S]:
    """Each function of words about vouchers, called; `name` stands wherever people's own text can."""
    for kind in RewardKind:
        yield shown(redeeming.ask, reward(name, kind), 1300, name, "7K3F9Q2M")
        yield shown(redeeming.redeemed, voucher(name, kind), 60)
    every = [in_hand(name, kind, state) for kind in RewardKind for state in VoucherState]
    for held in every:
        yield shown(vouchers.own, held, "regulars_bot")
        yield shown(vouchers.used, held.voucher, name)
        yield shown(vouchers.ask_return, held.voucher)
        yield shown(vouchers.returned, held.voucher, 1240)
        for holder in (taking.Holder(name, "7K3F9Q2MX"), taking.Holder("", "")):
            yield shown(taking.taken, held.voucher, holder)
            yield shown(taking.at_till, held.voucher, holder, None)
            yield shown(taking.at_till, held.voucher, holder, name)
            yield shown(taking.let_see, holder, [held.voucher] * 21)
            yield shown(taking.let_see, holder, [])
    yield shown(vouchers.ending, in_hand(name))
    yield shown(redeeming.thanks, voucher(name, RewardKind.DONATION), name)
    yield shown(vouchers.listed, vouchers.Listed([one.voucher for one in every[:8]], every[:5], 1, 3))
    yield shown(vouchers.listed, vouchers.Listed([], [], 0, 1))
    yield shown(taking.ask_code)
    for member in (True, False):
        yield shown(taking.for_the_till, member)
    yield shown(alarms.codes_guessed, 200)
