"""Taking purchases from a file: what is there already is left alone, what is new takes the till's own path."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import bindparam, select

from bot.actions.customers import Known, find_customers, make_customers
from bot.actions.log import authorise, note
from bot.actions.privacy import forgotten_among
from bot.actions.program import read_rule
from bot.actions.purchases import CLOCKS_DIFFER, Line, Recorded, Sold, record_purchases
from bot.actions.receipts import BY_SOURCE, Purchase
from bot.actions.seen import Seen
from bot.actions.tiers import read_tiers
from bot.database import Query, Transaction
from bot.rules.gathering import Gathered
from bot.rules.imports import Customer
from bot.rules.points import PLAIN, earned
from bot.rules.refusals import Refusal
from bot.rules.roles import Action, Actor
from bot.shop import Shop
from bot.tables.points import accounts

_TIER = Query(
    int, select(accounts.c.tier).where(accounts.c.member_id == bindparam("member"), accounts.c.tier.is_not(None))
)


class Fate(StrEnum):
    """What became of a receipt that a file told of."""

    NEW = "new"
    KNOWN = "known"  # recorded before, alike
    NOBODY = "nobody"  # without a member, whom points and care would belong to
    FORGOTTEN = "forgotten"  # of somebody who asked to be forgotten


class Told(NamedTuple):
    """A receipt, what became of it, and the points that it earned."""

    receipt: Gathered
    fate: Fate | Refusal
    points: int = 0


class Batch(NamedTuple):
    """What became of some receipts, and how many members were made for them."""

    told: list[Told]
    new_members: int


@dataclass(frozen=True, slots=True)
class Import:
    """How a file's purchases are taken.

    `source` is who numbered the receipts: a number counts once there, for ever. With `only_look` nothing is changed.
    """

    shop: Shop
    actor: Actor
    source: str
    seen: Seen
    earn: bool = True
    only_look: bool = False

    async def take(self, receipts: Sequence[Gathered]) -> Batch:
        """Record a batch of receipts, in one short transaction if any of them is new.

        Their points last from now. A receipt told again is left alone if member and amount are the same.

        Args:
            receipts: in the file's order; each file's first batch to its last with the same `seen`.

        Returns:
            For each, in order, its Fate, or a Refusal: those of `Gathered.refused`, `receipt_scattered` (`line`: where
            the file had it before), `receipt_taken` (`receipt`, `amount`), `purchase_future` (`at`).
        """
        authorise(self.actor, Action.IMPORT)
        fates: dict[int, Fate | Refusal] = {}
        for place, one in enumerate(receipts):
            before = self.seen.meet("receipt", one.number, one.line) if one.number else None
            why = one.refused() if before is None else Refusal("receipt_scattered", {"line": before})
            if why is not None or not one.member:
                fates[place] = why or Fate.NOBODY
        rest = {place: one for place, one in enumerate(receipts) if place not in fates}
        async with self.shop.reading() as reading:
            known = await find_customers(reading, {one.member for one in rest.values()})
            fates |= await self._judge(reading, rest, known)
            rule, percent = await read_rule(reading), await _multipliers(reading, known) if self.only_look else {}
        new = {place: one for place, one in rest.items() if place not in fates}
        points: dict[int, int] = {}
        if self.only_look:
            strangers = {one.member: one for one in new.values() if one.member not in known}
            new_members = sum(self.seen.meet("member", number, one.line) is None for number, one in strangers.items())
            if self.earn:
                points = {n: earned(rule, one.amount, percent.get(one.member, PLAIN)) for n, one in new.items()}
            fates |= dict.fromkeys(new, Fate.NEW)
        else:
            new_members = await self._record(new, fates, points)
        return Batch([Told(one, fates[place], points.get(place, 0)) for place, one in enumerate(receipts)], new_members)

    async def _judge(
        self, reading: Transaction, receipts: Mapping[int, Gathered], known: Mapping[str, Known]
    ) -> dict[int, Fate | Refusal]:
        """What can be said of receipts without recording them; of those that are new, nothing."""
        strangers = sorted({one.member for one in receipts.values()} - known.keys())
        forgotten = await forgotten_among(reading, self.shop.vault, "external", strangers)
        keys = [{"receipt": one.number, "source": self.source} for one in receipts.values()]
        recorded = await reading.each(BY_SOURCE, keys)
        latest = self.shop.clock.now() + CLOCKS_DIFFER
        fates: dict[int, Fate | Refusal] = {}
        for (place, one), rows in zip(receipts.items(), recorded, strict=True):
            if one.member in forgotten:
                fates[place] = Fate.FORGOTTEN
            elif rows:
                fates[place] = _again(one, rows[0], known.get(one.member))
            elif one.at > latest:
                fates[place] = Refusal("purchase_future", {"at": one.at})
        return fates

    async def _record(
        self, new: Mapping[int, Gathered], fates: dict[int, Fate | Refusal], points: dict[int, int]
    ) -> int:
        """Record new receipts; how many members were made for them."""
        if not new:
            return 0
        async with self.shop.work() as work:
            # Once more, now that nobody else writes.
            known = await find_customers(work, {one.member for one in new.values()})
            strangers = sorted({one.member for one in new.values()} - known.keys())
            made = await make_customers(work, self.actor, [Customer(number, "", "", None) for number in strangers])
            members = {number: one.id for number, one in known.items()} | made
            sold = list(_sold(self.source, new.values(), members))
            answers = await record_purchases(work, self.actor, sold, earn=self.earn, lasts_from=work.now)
        for place, answer in zip(new, answers, strict=True):
            if isinstance(answer, Recorded):
                fates[place] = Fate.KNOWN if answer.again else Fate.NEW
                points[place] = 0 if answer.again else answer.earned
            else:
                fates[place] = answer
        return len(strangers)


async def _multipliers(reading: Transaction, known: Mapping[str, Known]) -> dict[str, int]:
    """Percent of the rule's points that customers earn by their tiers, by their numbers at the till."""
    tiers = await read_tiers(reading)
    if tiers is None:
        return {}
    found = await reading.each(_TIER, [{"member": one.id} for one in known.values()])
    return {number: tiers.multiplier(rows[0]) for number, rows in zip(known, found, strict=True) if rows}


async def close_import(shop: Shop, actor: Actor, subject: str, figures: Mapping[str, int]) -> None:
    """Write down what an import changed."""
    async with shop.work() as work:
        await note(work, actor, Action.IMPORT, subject, after=dict(figures))


def _again(one: Gathered, recorded: Purchase, member: Known | None) -> Fate | Refusal:
    if member is not None and (recorded.member_id, recorded.amount) == (member.id, one.amount):
        return Fate.KNOWN
    return Refusal("receipt_taken", {"receipt": one.number, "amount": recorded.amount})


def _sold(source: str, receipts: Collection[Gathered], members: Mapping[str, int]) -> Iterator[Sold]:
    """The purchases, whose unknown goods are called as the file does it, or by their number."""
    names = {line.sku: line.product for one in receipts for line in one.bought if line.sku and line.product}
    for one in receipts:
        lines = tuple(
            Line(line.sku, line.quantity, line.amount, names.get(line.sku, line.sku)) for line in one.bought if line.sku
        )
        yield Sold(source, one.number, members[one.member], one.at, one.amount, lines)
