"""What can be delivered: one row for each kind, with all that the sender and the contact policy go by."""

from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum, StrEnum

from bot.rules.care import Care


class Lane(StrEnum):
    """Who waits for whom: live answers for nobody, service for live answers, broadcasts for both."""

    LIVE = "live"
    SERVICE = "service"
    BROADCAST = "broadcast"


class Class(StrEnum):
    """What happens when it is unknown whether a message arrived: `once` is never sent again, `sure` once more."""

    ONCE = "once"
    SURE = "sure"


class Topic(StrEnum):
    """What a member can let us write about; each is off until they choose it."""

    BIRTHDAY = "birthday"
    REFILL = "refill"
    OFFERS = "offers"
    SURVEYS = "surveys"


class Priority(IntEnum):
    """Which of two messages goes when only one may; the lower goes first."""

    SERVICE = 0
    BIRTHDAY = 1
    REFILL = 2
    RECOVERY = 3
    SURVEY = 4
    THANKS = 5
    WIN_BACK = 6
    BROADCAST = 7


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of delivery. Without a topic it is service, which needs nobody's consent and tells nothing but facts.

    Args:
        best_before: after its due instant; later than that it is not sent at all.
        by_day: it keeps the recipient's sending hours.
        open_days: it waits for a day on which the shop is open.
        about_work: it goes to somebody because they work here, so that it stays when they end their membership.
        topic: it needs the member's consent to this, and is held back while something between them and us is open.
        capped: it counts towards the messages a member wants in a week, and is not sent beyond them.
        amid: it speaks of what is open between them and us, so that this does not hold it back.
        care: what it is part of, for the holdout and its effect.
        only_edits: it changes a message, and where that is gone it is not said at all.
        deed: it is done in a group and not said, so that it is no matter whether somebody can be reached.
    """

    name: str
    lane: Lane
    klass: Class
    best_before: timedelta | None = None
    by_day: bool = False
    open_days: bool = False
    about_work: bool = False
    topic: Topic | None = None
    capped: bool = False
    amid: bool = False
    priority: Priority = Priority.SERVICE
    care: Care | None = None
    only_edits: bool = False
    deed: bool = False


def _unasked(
    name: str, topic: Topic, priority: Priority, care: Care, best_before: timedelta, *, amid: bool = False
) -> Kind:
    """What nobody asked for: sent once, behind everything else, by day, and counted in the member's week."""
    return Kind(
        name,
        Lane.BROADCAST,
        Class.ONCE,
        best_before,
        by_day=True,
        # A birthday is on its day whether the shop is open or not, and its gift can be used for days.
        open_days=topic is not Topic.BIRTHDAY,
        topic=topic,
        capped=True,
        amid=amid,
        priority=priority,
        care=care,
    )


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
        Kind("tier_kept", Lane.SERVICE, Class.SURE, by_day=True),
        Kind("tier_notice", Lane.SERVICE, Class.SURE, by_day=True),
        Kind("tier_down", Lane.SERVICE, Class.SURE, by_day=True),
        Kind("watch_alarm", Lane.SERVICE, Class.SURE, timedelta(days=7), about_work=True),
        Kind("watch_line", Lane.SERVICE, Class.SURE, timedelta(hours=12), about_work=True),
        Kind("staff_joined", Lane.SERVICE, Class.SURE, about_work=True),
        Kind("staff_dismissed", Lane.SERVICE, Class.SURE, about_work=True),
        Kind("update_dead", Lane.SERVICE, Class.SURE, timedelta(days=7), about_work=True),
        Kind("books_wrong", Lane.SERVICE, Class.SURE, about_work=True),
        Kind("clock_jumped", Lane.SERVICE, Class.SURE, about_work=True),
        Kind("points_expiring", Lane.SERVICE, Class.SURE, timedelta(days=1), by_day=True),
        Kind("thanks", Lane.SERVICE, Class.SURE, timedelta(days=3), by_day=True, care=Care.THANKS),
        _unasked("thanks_present", Topic.OFFERS, Priority.THANKS, Care.THANKS, timedelta(days=7)),
        _unasked("win_back", Topic.OFFERS, Priority.WIN_BACK, Care.WIN_BACK, timedelta(days=2)),
        Kind("expiry_stopped", Lane.SERVICE, Class.SURE, about_work=True),
        _unasked("broadcast", Topic.OFFERS, Priority.BROADCAST, Care.BROADCAST, timedelta(days=2)),
        Kind("broadcast_in_group", Lane.BROADCAST, Class.ONCE, timedelta(days=2), by_day=True, open_days=True),
        Kind("broadcast_recalled", Lane.BROADCAST, Class.SURE, timedelta(days=2)),
        Kind("broadcast_corrected", Lane.BROADCAST, Class.SURE, timedelta(days=2), only_edits=True),
        Kind("broadcast_corrected_in_group", Lane.BROADCAST, Class.SURE, timedelta(days=2), only_edits=True),
        Kind("broadcast_tried", Lane.LIVE, Class.SURE, timedelta(hours=1), about_work=True),
        Kind("broadcast_shown", Lane.LIVE, Class.SURE, timedelta(days=1), about_work=True),
        Kind("broadcast_card", Lane.SERVICE, Class.SURE, timedelta(minutes=1), about_work=True),
        Kind("broadcast_paused", Lane.SERVICE, Class.SURE, timedelta(days=7), about_work=True),
        _unasked("birthday", Topic.BIRTHDAY, Priority.BIRTHDAY, Care.BIRTHDAY, timedelta(days=3)),
        _unasked("birthday_ahead", Topic.BIRTHDAY, Priority.BIRTHDAY, Care.BIRTHDAY, timedelta(days=1)),
        Kind("nothing_to_give", Lane.SERVICE, Class.SURE, timedelta(days=7), about_work=True),
        Kind("birthday_line", Lane.SERVICE, Class.SURE, timedelta(hours=1), about_work=True),
        _unasked("survey", Topic.SURVEYS, Priority.SURVEY, Care.SURVEY, timedelta(days=1)),
        _unasked("survey_reminder", Topic.SURVEYS, Priority.SURVEY, Care.SURVEY, timedelta(days=1)),
        _unasked("put_right", Topic.SURVEYS, Priority.RECOVERY, Care.SURVEY, timedelta(days=3), amid=True),
        Kind("staff_said", Lane.LIVE, Class.SURE),
        Kind("conversation_over", Lane.LIVE, Class.SURE),
        Kind("member_said", Lane.LIVE, Class.SURE, about_work=True),
        Kind("low_score", Lane.SERVICE, Class.SURE, timedelta(days=7), about_work=True),
        Kind("unanswered", Lane.SERVICE, Class.SURE, timedelta(days=2), by_day=True, about_work=True),
        _unasked("refill", Topic.REFILL, Priority.REFILL, Care.REFILL, timedelta(days=2)),
        Kind("task_opened", Lane.SERVICE, Class.SURE, timedelta(days=1), about_work=True),
        Kind("task_done", Lane.LIVE, Class.SURE),
        Kind("disk_full", Lane.SERVICE, Class.SURE, timedelta(days=1), about_work=True),
        Kind("group_greeting", Lane.LIVE, Class.SURE, timedelta(days=1)),
        Kind("group_entry", Lane.LIVE, Class.SURE, deed=True),
        Kind("group_exit", Lane.SERVICE, Class.SURE, deed=True),
        Kind("group_tag", Lane.SERVICE, Class.SURE, deed=True),
        Kind("group_link", Lane.SERVICE, Class.SURE, deed=True),
        Kind("group_leave", Lane.SERVICE, Class.SURE, deed=True),
        Kind("group_notice", Lane.SERVICE, Class.SURE, by_day=True),
        Kind("group_over", Lane.SERVICE, Class.SURE, timedelta(days=7), by_day=True),
        Kind("group_welcome", Lane.SERVICE, Class.SURE, timedelta(hours=1)),
        Kind("group_hello", Lane.SERVICE, Class.ONCE, timedelta(hours=12), by_day=True),
        Kind("event_moved_up", Lane.SERVICE, Class.SURE),
        Kind("event_changed", Lane.SERVICE, Class.SURE),
        Kind("event_renamed", Lane.SERVICE, Class.SURE),
        Kind("event_cancelled", Lane.SERVICE, Class.SURE),
        Kind("event_reminder", Lane.SERVICE, Class.SURE, timedelta(days=1), by_day=True),
        Kind("event_no_seat_yet", Lane.SERVICE, Class.SURE, timedelta(days=1), by_day=True),
        Kind("event_no_seat", Lane.SERVICE, Class.SURE, timedelta(days=1), by_day=True),
        Kind("group_told", Lane.SERVICE, Class.SURE, about_work=True),
        Kind("group_not_yours", Lane.SERVICE, Class.SURE, timedelta(days=1), about_work=True),
    )
}
