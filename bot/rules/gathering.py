"""The lines of a file gathered into receipts, also where the lines of several receipts take turns."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.rules.imports import Bought
from bot.rules.money import MOST_MINOR
from bot.rules.records import Record
from bot.rules.refusals import Refusal

WINDOW = 5_000
"""Lines after which a receipt is taken to be complete: memory has an end, and a file sorted by time needs far fewer."""
MOST_LINES = 2_000
"""Lines of one receipt; more means that the column holds something else."""
LONGEST_SHOPPING = timedelta(days=1)
"""Between the first line and the last; further apart, a till has used the number again."""


@dataclass(slots=True)
class Gathered:
    """The lines of one receipt: as they stand in the file, as they were read, and what is wrong with which of them."""

    number: str
    records: list[Record] = field(default_factory=list)
    bought: list[Bought] = field(default_factory=list)
    bad: dict[int, Refusal] = field(default_factory=dict)

    @property
    def line(self) -> int:
        """The number of its first line."""
        return self.records[0].line

    @property
    def member(self) -> str:
        """Whose it is: the number on the first line that has one; empty where none has."""
        return next((one.member for one in self.bought if one.member), "")

    @property
    def amount(self) -> int:
        """What was paid in all, in minor units."""
        return sum(one.amount for one in self.bought)

    @property
    def at(self) -> datetime:
        """When it happened: the first line's instant."""
        return self.bought[0].at

    def refused(self) -> Refusal | None:
        """Why the whole receipt can't be taken: with a line missing it would be another purchase.

        Returns:
            Refusal: `receipt_partner` (`line`), `receipt_lines` (`most`), `receipt_members`, `receipt_days` or
                `amount_large` (`most`).
        """
        if self.bad:
            return Refusal("receipt_partner", {"line": min(self.bad)})
        if len(self.records) >= MOST_LINES:
            return Refusal("receipt_lines", {"most": MOST_LINES})
        if len({one.member for one in self.bought if one.member}) > 1:
            return Refusal("receipt_members")
        times = [one.at for one in self.bought]
        if max(times) - min(times) > LONGEST_SHOPPING:
            return Refusal("receipt_days")
        return Refusal("amount_large", {"most": MOST_MINOR}) if self.amount > MOST_MINOR else None

    def rejected(self, why: Refusal) -> Iterator[tuple[Record, Refusal]]:
        """Each line with the reason: its own where it has one, the receipt's otherwise."""
        return ((record, self.bad.get(record.line, why)) for record in self.records)


def gather(lines: Iterable[tuple[Record, str, Bought | Refusal]], window: int = WINDOW) -> Iterator[Gathered]:
    """Gather lines by receipt, each receipt given out when none of its lines came for a while, or too many did.

    A line without a receipt's number stands alone.

    Args:
        lines: each with its receipt's number, if it has one, and what was read of it.
        window: lines of the file after which a receipt is complete.
    """
    open_: OrderedDict[str, Gathered] = OrderedDict()
    for record, number, read in lines:
        group = (open_.pop(number, None) if number else None) or Gathered(number)
        group.records.append(record)
        if isinstance(read, Refusal):
            group.bad[record.line] = read
        else:
            group.bought.append(read)
        if not number or len(group.records) >= MOST_LINES:
            yield group
        else:
            open_[number] = group  # last again: the one that has waited longest is first
        while open_ and (first := next(iter(open_.values()))).records[-1].line <= record.line - window:
            yield open_.pop(first.number)
    yield from open_.values()
