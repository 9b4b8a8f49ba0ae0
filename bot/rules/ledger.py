"""What makes the list of entries trustworthy: each is bound to the one before it, and four sums always agree."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple

BEGINNING = bytes(32)
"""What the first entry of an account is bound to."""


class EntryKind(StrEnum):
    """What happened to the points."""

    STARTER = "starter"  # given for joining
    EARN = "earn"  # a purchase
    REDEEM = "redeem"  # spent on a reward
    GIVE_BACK = "give_back"  # the reward was returned
    REFUND = "refund"  # the purchase, or a part of it, was returned
    UNDO = "undo"  # the cashier took a sale back
    PAY = "pay"  # a part of a purchase was paid with them
    PAY_BACK = "pay_back"  # and that purchase, or a part of it, was returned
    GIFT = "gift"  # for a birthday, say
    ADJUST = "adjust"  # the staff put something right, with a reason
    EXPIRE = "expire"
    EXTEND = "extend"  # nobody could be warned, so a lot lasts thirty days longer
    KEEP = "keep"  # the member asked for a week more
    MOVE_OUT = "move_out"  # to the account that the same person has now
    MOVE_IN = "move_in"


class Entry(NamedTuple):
    """One line of the ledger, as it is bound into the chain.

    `kind` is an EntryKind's value, or whatever else is found where somebody wrote into the ledger by hand; `points` is
    signed; `debt` is the change of what is owed. The key says which happening it is, once and for ever.
    """

    member_id: int
    kind: str
    points: int
    debt: int
    at: datetime
    recorded_at: datetime
    key: str
    purchase_id: int | None
    reverses: int | None
    rule_version: int | None
    actor: str


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def bound(entry: Entry, previous: bytes) -> bytes:
    """The entry's hash: SHA-256 over the hash before it and the entry's fields, one to a line.

    No field holds free text or a person's name, so that lines can't be forged and forgetting somebody changes none.
    """
    fields = (
        entry.member_id,
        entry.kind,
        entry.points,
        entry.debt,
        _instant(entry.at),
        _instant(entry.recorded_at),
        entry.key,
        entry.purchase_id,
        entry.reverses,
        entry.rule_version,
        entry.actor,
    )
    return sha256(previous + "\n".join(map(str, fields)).encode()).digest()


class Fault(StrEnum):
    """What the audit can find wrong."""

    ENTRIES = "entries"  # the entries' sum is not points minus debt
    LOTS = "lots"  # what the lots hold is not the account's points
    TAKES = "takes"  # what a lot holds is not what came less what was taken
    CHAIN = "chain"  # an entry is not what it was when it was written
    HEAD = "head"  # the newest entries are missing


@dataclass(frozen=True, slots=True)
class AccountSums:
    """One account beside the sums over its entries and lots."""

    points: int
    debt: int
    entries: int
    lots: int


def sums_fault(account: AccountSums) -> Fault | None:
    """Whether an account agrees with its entries and its lots."""
    if account.entries != account.points - account.debt:
        return Fault.ENTRIES
    return Fault.LOTS if account.lots != account.points else None


def lot_fault(points: int, left: int, taken: int) -> Fault | None:
    """Whether a lot holds what came less what was taken (points given back count as taken the other way)."""
    return Fault.TAKES if left != points - taken else None


class Bound(NamedTuple):
    """An entry as it is kept: its number, its fields, what it is bound to and its hash."""

    id: int
    entry: Entry
    previous: bytes
    hash: bytes


class Broken(NamedTuple):
    """The first entry that is not right; `entry_id` None where it is missing."""

    fault: Fault
    entry_id: int | None


def first_broken(chain: Iterable[Bound], head: bytes) -> Broken | None:
    """The first entry of an account that is not what it was, by its hash.

    Args:
        chain: the account's entries, oldest first.
        head: the hash that the account remembers as its newest.
    """
    previous = BEGINNING
    for kept in chain:
        if kept.previous != previous or kept.hash != bound(kept.entry, previous):
            return Broken(Fault.CHAIN, kept.id)
        previous = kept.hash
    return None if previous == head else Broken(Fault.HEAD, None)
