"""Putting somebody's points right by hand: how many, for what reason, and what becomes of the lots."""

import re
from collections.abc import Iterable
from datetime import datetime
from unicodedata import east_asian_width

from bot.rules.lots import Lot, Movement, pay_debt, spend
from bot.rules.names import clean
from bot.rules.points import MOST_POINTS
from bot.rules.refusals import Refusal

LEAST_REASON = 3
MOST_REASON = 200

_MINUS = str.maketrans("＋−–－", "+---")
_CHANGE = re.compile(r"([+-])(\d{1,12})")


def read_change(text: str) -> int | Refusal:
    """Read `+500` or `-200`; the sign has to be written, since points are given and taken by it.

    Returns:
        Refusal: `adjust_unreadable`, `points_not_positive` for nothing, or `adjust_large` (`most`).
    """
    found = _CHANGE.fullmatch(text.strip().translate(_MINUS).replace(" ", "").replace("\u00a0", ""))
    if found is None:
        return Refusal("adjust_unreadable")
    points = int(found[2])
    if not points:
        return Refusal("points_not_positive")
    if points > MOST_POINTS:
        return Refusal("adjust_large", {"most": MOST_POINTS})
    return points if found[1] == "+" else -points


def read_reason(text: str) -> str | Refusal:
    """A reason on one line, of 3 to 200 characters, where a Chinese one counts as two for the least.

    Returns:
        Refusal: `reason_short` (`least`) or `reason_long` (`most`).
    """
    reason = clean(text, MOST_REASON + 1)
    if len(reason) > MOST_REASON:
        return Refusal("reason_long", {"most": MOST_REASON})
    wide = sum(east_asian_width(letter) in "WF" for letter in reason)
    return reason if len(reason) + wide >= LEAST_REASON else Refusal("reason_short", {"least": LEAST_REASON})


def adjusted(lots: Iterable[Lot], debt: int, points: int, now: datetime) -> Movement | Refusal:
    """What putting points right does to an account.

    Points given pay what is owed first, out of the lot that they bring; points taken leave the lots that end soonest.

    Args:
        lots: the account's.
        debt: what it owes.
        points: given, or taken where negative; not zero.

    Returns:
        Refusal: `points_short` (`wanted`, `have`): a balance never goes below zero.
    """
    return pay_debt(points, debt) if points > 0 else spend(lots, -points, now)
