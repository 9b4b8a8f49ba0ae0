"""What the audit log can be looked through by: who did it, what kind of act, which member, which day."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from bot.rules.roles import Action

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class Topic(StrEnum):
    """A kind of acts; REFUSED is what somebody tried and may not do, whatever it was."""

    POINTS = "p"
    TILL = "t"
    OFFER = "o"
    MEMBERS = "m"
    TEAM = "s"
    MACHINE = "x"
    REFUSED = "r"


TOPICS: Mapping[Topic, frozenset[Action]] = {
    Topic.POINTS: frozenset(
        {Action.ADJUST, Action.APPROVE, Action.STOP_SPENDING, Action.UNFREEZE, Action.JOIN_HISTORY}
    ),
    Topic.TILL: frozenset({Action.REFUND, Action.UNDO_SALE, Action.TAKE_VOUCHER, Action.SPEND}),
    Topic.OFFER: frozenset(
        {
            Action.EDIT_PROGRAM,
            Action.EDIT_TIERS,
            Action.EDIT_CARE,
            Action.EDIT_GROUPS,
            Action.EDIT_EVENTS,
            Action.EDIT_REWARDS,
            Action.EDIT_PRODUCTS,
            Action.EDIT_STORE,
        }
    ),
    Topic.MEMBERS: frozenset(
        {Action.JOIN, Action.SHARE_PHONE, Action.FORGET_ME, Action.ANSWER_MEMBERS, Action.DO_TASKS}
    ),
    Topic.TEAM: frozenset(
        {Action.INVITE_STAFF, Action.ACCEPT_INVITATION, Action.CLAIM_SHOP, Action.DISMISS_STAFF, Action.MAKE_OWNER_CODE}
    ),
    Topic.MACHINE: frozenset(
        {
            Action.IMPORT,
            Action.EXPORT,
            Action.AUDIT,
            Action.BACK_UP,
            Action.RESTORE,
            Action.RESUME,
            Action.ROTATE_KEY,
        }
    ),
}


class Sieve(NamedTuple):
    """What is left of the log: of somebody of the staff, a kind of acts, a member, a local day; None is everything."""

    staff_id: int | None = None
    topic: Topic | None = None
    member_id: int | None = None
    day: date | None = None

    def packed(self) -> str:
        """As short as a button has room for."""
        numbers = self.staff_id, self.member_id, self.day.toordinal() if self.day else None
        staff, member, day = ("" if number is None else _short(number) for number in numbers)
        return f"{staff}.{self.topic or ''}.{member}.{day}"


def unpack(text: str) -> Sieve:
    """What `packed` told."""
    staff, topic, member, day = text.split(".")
    return Sieve(
        int(staff, 36) if staff else None,
        Topic(topic) if topic else None,
        int(member, 36) if member else None,
        date.fromordinal(int(day, 36)) if day else None,
    )


def _short(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits or "0"
