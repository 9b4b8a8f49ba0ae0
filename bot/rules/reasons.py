"""What explains an entry of the ledger: everything that led to it, and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from bot.rules.ledger import EntryKind
from bot.rules.points import EarningRule
from bot.rules.roles import Role


class Line(NamedTuple):
    """An entry as it is listed: its signed points, the change of what is owed, and when it happened."""

    id: int
    kind: EntryKind
    points: int
    debt: int
    at: datetime


class Bought(NamedTuple):
    """The purchase an entry belongs to; money in minor units, `amount` all of it, also what was paid with points."""

    receipt: str
    amount: int
    branch: str | None = None
    paid_points: int = 0
    paid_worth: int = 0
    refunded: int = 0


class Tiered(NamedTuple):
    """The multiplier of the tier that the buyer had, in percent, and the version of the table that it is from.

    `names` are the tier's there, by language; None where several of its tiers multiply alike.
    """

    multiplier: int
    version: int
    names: Mapping[str, str] | None = None


class Moved(NamedTuple):
    """Points that an entry took out of a lot, or put back where negative; of a lot, what had brought it and when."""

    kind: EntryKind
    points: int
    at: datetime


class More(NamedTuple):
    """The moves that a list has no room for: how many, and their points together."""

    times: int
    points: int


class Brought(NamedTuple):
    """The lot an entry brought: what is left of it, its last instant, and what became of the rest, oldest first."""

    points: int
    left: int
    expires_at: datetime
    moves: Sequence[Moved] = ()
    more: More | None = None


class Spent(NamedTuple):
    """The voucher that an entry paid for, or gave back: its names as they were then, by language."""

    names: Mapping[str, str]
    donation: bool = False


class Doer(NamedTuple):
    """Who did it; of the staff also the name, which is for their colleagues."""

    role: Role
    name: str = ""


@dataclass(frozen=True, slots=True)
class Reasons:
    """Everything behind an entry; what doesn't belong to its kind is None or empty.

    `after` is what there was once it was written, less what was owed. `taken` are the lots that it took from, gave
    back to, or let last longer, and `more` those beside them. `reason` is what staff wrote for it. `tried_since` is
    when it was first tried to tell their owner. `unwarned` says that these points expired though no word of it had
    reached their owner for as long as the shop's terms wait.
    """

    line: Line
    after: int
    done_by: Doer
    approved_by: Doer | None = None
    bought: Bought | None = None
    rule: EarningRule | None = None
    tier: Tiered | None = None
    brought: Brought | None = None
    taken: Sequence[Moved] = ()
    spent: Spent | None = None
    reason: str = ""
    unwarned: bool = False
    tried_since: datetime | None = None
    more: More | None = None
