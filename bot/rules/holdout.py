"""Who is left out of a kind of care on purpose, so that it can be seen whether the care does any good."""

from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b

from bot.rules.care import Care
from bot.rules.refusals import Refusal

MOST_SHARE = 50
"""Percent of the members that may be left out: with half of them a difference is told soonest."""


class Part(StrEnum):
    """The kinds of care that members can be left out of."""

    REFILL = "refill"
    WIN_BACK = "win_back"
    BIRTHDAY = "birthday"
    SURVEY = "survey"
    THANKS = "thanks"
    BROADCAST = "broadcast"

    @property
    def care(self) -> Care:
        """The kind itself."""
        return Care(self.value)


@dataclass(frozen=True, slots=True)
class Shares:
    """Percent of the members who are left out of each kind of care; a birthday is nobody's experiment."""

    birthday: int = 0
    broadcast: int = 5
    refill: int = 10
    survey: int = 0
    thanks: int = 0
    win_back: int = 10

    def of(self, care: Care) -> int:
        """Percent left out of one kind; LookupError for what nobody can be left out of."""
        share: int | None = getattr(self, care.value, None)
        if share is None:
            raise LookupError(f"nobody is left out of {care}")
        return share

    def refused(self) -> Refusal | None:
        """`share_most` (`most`) where so many can't be left out."""
        if all(0 <= self.of(part.care) <= MOST_SHARE for part in Part):
            return None
        return Refusal("share_most", {"most": MOST_SHARE})


def held_out(member_id: int, care: Care, salt: bytes, share: int) -> bool:
    """Whether a member is left out of a kind of care.

    It is the same each time; a larger share leaves out the same members and others besides.

    Args:
        member_id: whose number.
        care: being left out of one kind says nothing of another.
        salt: the store's own, up to 64 bytes, so that two stores leave out different members.
        share: percent.
    """
    mark = blake2b(f"{care}:{member_id}".encode(), digest_size=8, key=salt).digest()
    return int.from_bytes(mark) * 100 < share << 64
