"""Recording purchases: one path for the till, a file and HTTP, in batches of any size, each receipt once for ever."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy.dialects.postgresql import insert

from bot.actions.ledger import Account, Book, Bringing, hold
from bot.actions.log import authorise
from bot.actions.points import spendable
from bot.actions.products import know_products
from bot.actions.program import read_rule
from bot.actions.receipts import BY_SOURCE, Purchase
from bot.actions.refills import Basket, follow
from bot.actions.refunds import apply_parked
from bot.actions.tiers import read_tiers
from bot.database import Command, Query
from bot.rules.ledger import EntryKind
from bot.rules.lots import Movement, pay_debt
from bot.rules.points import PLAIN, EarningRule, earned, expiry
from bot.rules.refusals import Refusal
from bot.rules.roles import Action, Actor
from bot.rules.spending import NOTHING, Paid
from bot.rules.tiers import TierTable
from bot.shop import Work
from bot.tables.purchases import purchase_lines, purchases

CLOCKS_DIFFER = timedelta(minutes=5)
"""A till's clock may be ahead of ours by so much; a later purchase has not happened."""


class Line(NamedTuple):
    """One kind of goods: thousandths of it, and what was paid for it in minor units (None where not told).

    A `name` makes a product that the shop does not know yet; without one the sku has to be known.
    """

    sku: str
    quantity: int = 1000
    amount: int | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Sold:
    """A purchase as its source tells it.

    `at` is when it happened; `amount` in minor units is what was paid in all, and nothing or less earns nothing. What
    was `paid` with points, with the member's yes, earns nothing either.
    """

    source: str
    receipt: str
    member_id: int
    at: datetime
    amount: int
    lines: Sequence[Line] = ()
    branch_id: int | None = None
    paid: Paid = NOTHING


class Recorded(NamedTuple):
    """A purchase in the books: what it earned, and what of that paid a debt. `again` if it was there already.

    `nth` is the how manyth of its member's it is; 0 where it was there already.
    """

    purchase_id: int
    earned: int
    paid_debt: int
    again: bool
    nth: int = 0


class _Gain(NamedTuple):
    """The points that a purchase earns, and the multiplier of its buyer's tier, with the table that it is from."""

    points: int
    multiplier: int = PLAIN
    tier_version: int | None = None


_NO_GAIN = _Gain(0)

_ADD = Query(
    int,
    insert(purchases)
    .on_conflict_do_nothing(index_elements=[purchases.c.receipt, purchases.c.source])
    .returning(purchases.c.id),
)
_ADD_LINE = Command(insert(purchase_lines))


async def record_purchases(
    work: Work, actor: Actor, sold: Sequence[Sold], *, earn: bool = True, lasts_from: datetime | None = None
) -> list[Recorded | Refusal]:
    """Record purchases, their lines and the points that they earn; refused ones leave no trace.

    A receipt counts once per source: told again with the same member and amount it is only answered again.

    Args:
        sold: any number of them; a file comes in batches.
        earn: whether they earn points.
        lasts_from: when the points' lives begin; with each purchase if None.

    Returns:
        For each, in order, what was recorded, or a Refusal: `purchase_future`, `purchase_own` (staff selling to
        themselves), `sku_unknown` (`sku`), or `receipt_taken` (`receipt`, `amount`) where the receipt was another
        purchase's; those of `spendable` where points pay a part. Of such purchases a member has one at a time.
    """
    for branch_id in {one.branch_id for one in sold}:
        authorise(actor, Action.RECORD_SALE, branch_id)
    goods = await know_products(work, _names(sold))
    answers: list[Recorded | Refusal | None] = [_refused(work, actor, one, goods) for one in sold]
    fit = [place for place, answer in enumerate(answers) if answer is None]
    rule = await read_rule(work)
    book = await hold(work, actor, {sold[place].member_id for place in fit})
    pays: dict[int, Movement] = {}
    for place in [place for place in fit if sold[place].paid.points]:
        movement = await spendable(work, book, sold[place].member_id, sold[place].paid.points)
        if isinstance(movement, Refusal):
            answers[place] = movement
            fit.remove(place)
        else:
            pays[place] = movement

    gains = await _gains(work, book, sold, rule) if earn else [_NO_GAIN] * len(sold)
    added = await work.each(_ADD, [_row(work, actor, sold[place], rule, gains[place]) for place in fit])
    new = {place: found[0] for place, found in zip(fit, added, strict=True) if found}
    for place, purchase_id in new.items():
        if place in pays:
            _pay(book, sold[place], purchase_id, pays[place])
        points, paid_debt = _earn(book, sold[place], purchase_id, rule, gains[place].points, lasts_from)
        nth = book.accounts[sold[place].member_id].purchases
        answers[place] = Recorded(purchase_id, points, paid_debt, again=False, nth=nth)
    await work.many(_ADD_LINE, [row for place, number in new.items() for row in _lines(number, sold[place], goods)])
    await book.write()
    await apply_parked(work, actor, {number: _key(sold[place]) for place, number in new.items()})
    await follow(work, [_basket(sold[place], goods) for place in new if sold[place].lines])

    known = [place for place in fit if place not in new]
    for place, found in zip(known, await work.each(BY_SOURCE, [_key(sold[place]) for place in known]), strict=True):
        answers[place] = _again(sold[place], found[0])
    return [answer for answer in answers if answer is not None]


def _basket(one: Sold, goods: dict[str, int]) -> Basket:
    return Basket(one.member_id, one.at, [(goods[line.sku], line.quantity) for line in one.lines])


def _key(one: Sold) -> dict[str, str]:
    return {"receipt": one.receipt, "source": one.source}


def _names(sold: Sequence[Sold]) -> dict[str, str | None]:
    """Every sku with the first name that it is sold under, if any."""
    names: dict[str, str | None] = {}
    for one in sold:
        for line in one.lines:
            names[line.sku] = names.get(line.sku) or line.name
    return names


def _refused(work: Work, actor: Actor, one: Sold, goods: dict[str, int]) -> Refusal | None:
    if one.at > work.now + CLOCKS_DIFFER:
        return Refusal("purchase_future", {"at": one.at})
    if actor.staff_id is not None and actor.member_id == one.member_id:
        return Refusal("purchase_own")
    unknown = next((line.sku for line in one.lines if line.sku not in goods), None)
    return None if unknown is None else Refusal("sku_unknown", {"sku": unknown})


def _again(one: Sold, known: Purchase) -> Recorded | Refusal:
    if (known.member_id, known.amount) == (one.member_id, one.amount):
        return Recorded(known.id, known.earned, 0, again=True)
    return Refusal("receipt_taken", {"receipt": known.receipt, "amount": known.amount})


async def _gains(work: Work, book: Book, sold: Sequence[Sold], rule: EarningRule) -> list[_Gain]:
    """What each purchase earns. Where nobody has a tier, the table of tiers isn't even read."""
    ranked = any(account.tier is not None for account in book.accounts.values())
    table = await read_tiers(work) if ranked else None
    return [_gain(book.accounts.get(one.member_id), one, rule, table) for one in sold]


def _gain(account: Account | None, one: Sold, rule: EarningRule, table: TierTable | None) -> _Gain:
    amount = one.amount - one.paid.worth
    tier = table.tier(account.tier) if table and account else None
    if table is None or tier is None:
        return _Gain(earned(rule, amount))
    return _Gain(earned(rule, amount, tier.multiplier), tier.multiplier, table.version)


def _row(work: Work, actor: Actor, one: Sold, rule: EarningRule, gain: _Gain) -> dict[str, object]:
    return {
        "source": one.source,
        "receipt": one.receipt,
        "branch_id": one.branch_id,
        "member_id": one.member_id,
        "staff_id": actor.staff_id,
        "at": one.at,
        "recorded_at": work.now,
        "amount": one.amount,
        "earned": gain.points,
        "rule_version": rule.version,
        "multiplier": gain.multiplier,
        "tier_version": gain.tier_version,
        "paid_points": one.paid.points,
        "paid_worth": one.paid.worth,
        "refunded": 0,
    }


def _pay(book: Book, one: Sold, purchase_id: int, movement: Movement) -> None:
    key = f"pay:{purchase_id}"
    book.add(one.member_id, EntryKind.PAY, key, movement, at=one.at, purchase_id=purchase_id)


def _earn(
    book: Book, one: Sold, purchase_id: int, rule: EarningRule, points: int, lasts_from: datetime | None
) -> tuple[int, int]:
    """Add a new purchase to its account: the points that it earned, and how many of them paid a debt."""
    account = book.accounts[one.member_id]
    account.count(1, one.amount, one.at, one.at)
    if not points:
        return 0, 0
    until = expiry(lasts_from or one.at, rule.months, book.work.store.zone_info)
    movement = pay_debt(points, account.debt)
    book.add(
        one.member_id,
        EntryKind.EARN,
        f"earn:{purchase_id}",
        movement,
        at=one.at,
        brings=Bringing(points, until, purchase_id),
        purchase_id=purchase_id,
        rule_version=rule.version,
    )
    return points, -movement.debt


def _lines(purchase_id: int, one: Sold, goods: dict[str, int]) -> Iterable[dict[str, object]]:
    for n, line in enumerate(one.lines, 1):
        yield {
            "purchase_id": purchase_id,
            "n": n,
            "product_id": goods[line.sku],
            "quantity": line.quantity,
            "amount": line.amount,
        }
