"""Which lots points come from and go back to: soonest to expire first, and a debt is paid before anything is kept.

An account's points are what its lots hold; its debt is what refunds wanted back of points already spent. A debt stands
only while no points do.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.rules.refusals import Refusal
from bot.rules.times import end_of, local_day

GRACE_DAYS = 7
"""How long points given back last when their own day is past."""


class Lot(NamedTuple):
    """Points earned together: how many came, how many are left, the last instant they are good for, and what for."""

    id: int
    points: int
    left: int
    expires_at: datetime
    purchase_id: int | None = None


class Take(NamedTuple):
    """Points moved out of a lot, or back into it where `points` is negative."""

    lot_id: int
    points: int


@dataclass(frozen=True, slots=True)
class Movement:
    """What one entry does to an account: the change of its debt, and the points each lot gives (or gets back).

    The entry's own points are `owed - sum of takes`, and always so.
    """

    takes: tuple[Take, ...] = ()
    debt: int = 0


def soonest_first(lot: Lot) -> tuple[datetime, int]:
    """The order in which lots are used."""
    return lot.expires_at, lot.id


def _gather(lots: Iterable[Lot], wanted: int) -> tuple[tuple[Take, ...], int]:
    """Take up to `wanted` points from lots in the order given: the takes, and what was not found."""
    takes = []
    for lot in lots:
        if not wanted:
            break
        if part := min(lot.left, wanted):
            takes.append(Take(lot.id, part))
            wanted -= part
    return tuple(takes), wanted


def spend(lots: Iterable[Lot], points: int, now: datetime) -> Movement | Refusal:
    """Take points for a reward from lots that have not expired, soonest first.

    Returns:
        Refusal: `points_not_positive`, or `points_short` (`wanted`, `have`).
    """
    if points <= 0:
        return Refusal("points_not_positive", {"points": points})
    good = sorted((lot for lot in lots if lot.expires_at >= now), key=soonest_first)
    takes, missing = _gather(good, points)
    if missing:
        return Refusal("points_short", {"wanted": points, "have": points - missing})
    return Movement(takes)


OWN = 0
"""In a movement: the lot that its own entry brings, which has no number before it is written."""


def pay_debt(points: int, debt: int) -> Movement:
    """What new points do: as many as are owed leave their lot at once."""
    paid = min(points, debt)
    return Movement((Take(OWN, paid),), -paid) if paid else Movement()


def owed_back(earned: int, amount: int, before: int, now: int) -> int:
    """The points that a refund takes back, in proportion to the money.

    Rounded down on the running total, so that parts never come to more than was earned and the whole comes to all.

    Args:
        earned: points that the purchase's own entry earned.
        amount: what was paid, in minor units.
        before: what was refunded already.
        now: what is refunded this time.
    """
    return earned * (before + now) // amount - earned * before // amount


def take_back(lots: Iterable[Lot], points: int, purchase_id: int | None = None) -> Movement:
    """Take points back: from the purchase's own lot, then soonest first (expired or not), and the rest is owed."""
    order = sorted(lots, key=lambda lot: (purchase_id is None or lot.purchase_id != purchase_id, *soonest_first(lot)))
    takes, missing = _gather(order, points)
    return Movement(takes, missing)


def give_back(takes: Iterable[Take], debt: int) -> Movement:
    """Give points of a returned reward back to the lots that they came from, less what is owed.

    Args:
        takes: how the points were taken.
        debt: what the account owes now.
    """
    back = []
    owed = debt
    for take in takes:
        paid = min(take.points, owed)
        owed -= paid
        if take.points > paid:
            back.append(Take(take.lot_id, paid - take.points))
    return Movement(tuple(back), owed - debt)


def good_again_until(expires_at: datetime, now: datetime, zone: ZoneInfo) -> datetime:
    """The expiry of a lot that got points back: its own, or some days' grace where that is past."""
    if expires_at >= now:
        return expires_at
    return end_of(local_day(now, zone) + timedelta(days=GRACE_DAYS), zone)
