"""Vouchers, which are rewards in hand: when the till takes one, until when it can go back, and when it ends."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.rules.refusals import Refusal
from bot.rules.rewards import RewardKind, Times
from bot.rules.times import end_of, local_day

WEEK, TWO_DAYS, DAY = timedelta(days=7), timedelta(days=2), timedelta(days=1)
WORD_BEFORE = ((WEEK, WEEK), (TWO_DAYS, DAY))
"""When the one word comes that a voucher is about to expire: so long before its end, if it is so old by then.

A month's voucher is spoken of a week before its end, a week's two days before; of one that lasts a day there is nothing
to say that wasn't said when it was made.
"""


class VoucherState(StrEnum):
    """What has become of a voucher. Whatever becomes of an open one is its end."""

    OPEN = "open"
    USED = "used"
    RETURNED = "returned"
    EXPIRED = "expired"


class Voucher(NamedTuple):
    """A voucher, as it was bought and as it stands; a donation is one that was used at once and has no code.

    `worth` is minor units of money off, or percent, or what a donation gives; `points` what it cost.
    """

    id: int
    member_id: int
    reward_id: int
    entry_id: int | None
    kind: RewardKind
    names: Mapping[str, str]
    product: str | None
    charity: str | None
    worth: int | None
    points: int
    weekdays: int
    from_minute: int
    to_minute: int
    made_at: datetime
    returnable_until: datetime | None
    expires_at: datetime
    warned: bool
    state: VoucherState
    settled_at: datetime | None

    @property
    def times(self) -> Times:
        """When the till takes it."""
        return Times(self.weekdays, self.from_minute, self.to_minute)

    def stands(self, now: datetime) -> VoucherState:
        """What it is at an instant: past its end it is expired, whether the clockwork has come by or not."""
        over = self.state is VoucherState.OPEN and self.expires_at < now
        return VoucherState.EXPIRED if over else self.state

    def may_go_back(self, now: datetime) -> bool:
        """Whether the member may return it."""
        until = self.returnable_until
        return self.stands(now) is VoucherState.OPEN and until is not None and now <= until

    def why_over(self, now: datetime) -> Refusal | None:
        """What it has become, as a refusal: `voucher_used`, `voucher_returned`, `voucher_expired` (`at`)."""
        at = self.settled_at or self.made_at
        match self.stands(now):
            case VoucherState.USED:
                return Refusal("voucher_used", {"at": at})
            case VoucherState.RETURNED:
                return Refusal("voucher_returned", {"at": at})
            case VoucherState.EXPIRED:
                return Refusal("voucher_expired", {"at": self.expires_at})
        return None

    def why_not_taken(self, now: datetime, zone: ZoneInfo) -> Refusal | None:
        """Why the till doesn't take it: as `why_over`, or `voucher_hours` outside of its hours; None if it does."""
        return self.why_over(now) or (None if self.times.hold(now, zone) else Refusal("voucher_hours"))

    def why_kept(self, now: datetime) -> Refusal | None:
        """Why a member can't return it: as `why_over`, or `voucher_kept` where it is too late; None if they can."""
        return self.why_over(now) or (None if self.may_go_back(now) else Refusal("voucher_kept"))


class InHand(NamedTuple):
    """A voucher as its member sees it: its code (a donation has none), what it is now, and whether it may go back."""

    voucher: Voucher
    code: str | None
    state: VoucherState
    may_go_back: bool


def good_until(now: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The last instant of a voucher bought now: the end, in UTC, of the local day so many days on."""
    return end_of(local_day(now, zone) + timedelta(days=days), zone)


def returnable_until(now: datetime, days: int, expires_at: datetime, zone: ZoneInfo) -> datetime | None:
    """Until when a voucher bought now can be returned: the end of a local day, and not past its own; None: never.

    Args:
        days: the shop's terms; 0 is never.
        expires_at: the last instant that the voucher is good for.
    """
    return min(good_until(now, days, zone), expires_at) if days else None
