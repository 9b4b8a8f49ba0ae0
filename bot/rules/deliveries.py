"""What can be delivered: for each kind its lane, whether it may be sent twice, and how long it stays worth sending."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Lane(StrEnum):
    """Who waits for whom: live answers for nobody, service for live answers, broadcasts for both."""

    LIVE = "live"
    SERVICE = "service"
    BROADCAST = "broadcast"


class Class(StrEnum):
    """What happens when it is unknown whether a message arrived: `once` is never sent again, `sure` once more."""

    ONCE = "once"
    SURE = "sure"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of delivery."""

    name: str
    lane: Lane
    klass: Class
    best_before: timedelta | None = None
    by_day: bool = False
    """It is sent between nine and eight of the recipient's own day."""
    about_work: bool = False
    """It goes to somebody because they work here, so that it stays when they end their membership."""


KINDS = {
    kind.name: kind
    for kind in (
        Kind("receipt", Lane.LIVE, Class.SURE),
        Kind("sale_undone", Lane.LIVE, Class.SURE),
        Kind("refunded", Lane.LIVE, Class.SURE),
        Kind("history_joined", Lane.LIVE, Class.SURE),
        Kind("code_over", Lane.LIVE, Class.SURE),
        Kind("payment_asked", Lane.LIVE, Class.SURE, timedelta(seconds=60)),
        Kind("payment_over", Lane.LIVE, Class.SURE),
        Kind("payment_paid", Lane.LIVE, Class.SURE, about_work=True),
        Kind("payment_unpaid", Lane.LIVE, Class.SURE, about_work=True),
        Kind("spending_stopped", Lane.LIVE, Class.SURE, about_work=True),
        Kind("spending_freed", Lane.LIVE, Class.SURE),
        Kind("adjusted", Lane.LIVE, Class.SURE),
        Kind("approval_asked", Lane.LIVE, Class.SURE, timedelta(days=1), about_work=True),
        Kind("approval_settled", Lane.LIVE, Class.SURE, about_work=True),
        Kind("approval_answered", Lane.LIVE, Class.SURE, about_work=True),
        Kind("voucher", Lane.LIVE, Class.SURE),
        Kind("voucher_used", Lane.LIVE, Class.SURE),
        Kind("voucher_changed", Lane.SERVICE, Class.SURE),
        Kind("voucher_ending", Lane.SERVICE, Class.SURE, timedelta(days=2), by_day=True),
        Kind("donation", Lane.LIVE, Class.SURE),
        Kind("codes_guessed", Lane.SERVICE, Class.SURE, timedelta(days=1), about_work=True),
        Kind("tier_up", Lane.SERVICE, Class.SURE),
        Kind("tier_kept", Lane.SERVICE, Class.SURE),
        Kind("tier_notice", Lane.SERVICE, Class.SURE),
        Kind("tier_down", Lane.SERVICE, Class.SURE),
        Kind("watch_alarm", Lane.SERVICE, Class.SURE, timedelta(days=7), about_work=True),
        Kind("watch_line", Lane.SERVICE, Class.SURE, timedelta(hours=12), about_work=True),
        Kind("staff_joined", Lane.SERVICE, Class.SURE, about_work=True),
        Kind("staff_dismissed", Lane.SERVICE, Class.SURE, about_work=True),
        Kind("update_dead", Lane.SERVICE, Class.SURE, timedelta(days=7), about_work=True),
        Kind("books_wrong", Lane.SERVICE, Class.SURE, about_work=True),
        Kind("clock_jumped", Lane.SERVICE, Class.SURE, about_work=True),
        Kind("points_expiring", Lane.SERVICE, Class.SURE, timedelta(days=1), by_day=True),
        Kind("expiry_stopped", Lane.SERVICE, Class.SURE, about_work=True),
        Kind("disk_full", Lane.SERVICE, Class.SURE, timedelta(days=1), about_work=True),
    )
}
