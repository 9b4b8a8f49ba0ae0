"""What a broadcast will come to before it goes: who has it, why the others do not, how long it takes, what it costs."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from bot.rules.contact import Verdict, What, Why

WORTH_PAYING = 600.0
"""Seconds that the paid pace has to save before it is spoken of."""
STARS = 0.1
"""What Telegram takes for a message at the paid pace, in Stars."""


class Paid(NamedTuple):
    """What it would be at the paid pace: seconds, and Stars."""

    seconds: float
    stars: int


class Forecast(NamedTuple):
    """What a broadcast will come to, in recipients; but for `groups` all are members, and add up to `chosen`.

    Args:
        chosen: whom the segment names.
        elsewhere: of them those without Telegram.
        blocked: who can't be reached.
        opted_out: who want no offers.
        capped: who have had enough this week, or a place of whose week is kept.
        silenced: with whom something else is open, or for whom it would be too late.
        held: left out by lot.
        gets: who will have it.
        later: of them those who have it later, as their hours or the shop's closed days have it; from `first_later` on.
        seconds: how long it takes at the usual pace, for those who don't wait.
        paid: what it would be at the paid pace; None where there is none, or nothing to gain by it.
        of: one in so many members was looked at, 1 where it was everybody.
    """

    chosen: int
    elsewhere: int
    blocked: int
    opted_out: int
    capped: int
    silenced: int
    held: int
    gets: int
    later: int
    first_later: datetime | None
    groups: int
    seconds: float
    paid: Paid | None
    of: int


def add_up(
    verdicts: Mapping[tuple[Verdict, bool], int], chosen: int, looked_at: int, groups: int, pace: float, paid_pace: int
) -> Forecast:
    """A forecast from what the policy says of the members who were looked at.

    Args:
        verdicts: how many of them, by what is said of them and whether they are left out by lot.
        chosen: how many there are in all.
        looked_at: how many were looked at; those without Telegram have no verdict.
        pace: messages a second that are usual.
        paid_pace: that are paid for; 0: none.
    """
    scale = chosen / looked_at if looked_at else 1.0
    counts: Counter[str] = Counter()
    first_later: datetime | None = None
    for (verdict, held), n in verdicts.items():
        counts[_becomes(verdict, held=held)] += n
        if verdict.what is What.DEFER and verdict.until is not None and not held:
            counts["later"] += n
            first_later = min(first_later or verdict.until, verdict.until)
    found = {name: round(n * scale) for name, n in counts.items()}
    lost = sum(found.get(name, 0) for name in ("blocked", "opted_out", "capped", "silenced", "held"))
    elsewhere = round((looked_at - sum(verdicts.values())) * scale)
    gets = max(0, chosen - elsewhere - lost)
    at_once = gets - found.get("later", 0) + groups
    return Forecast(
        chosen,
        elsewhere,
        blocked=found.get("blocked", 0),
        opted_out=found.get("opted_out", 0),
        capped=found.get("capped", 0),
        silenced=found.get("silenced", 0),
        held=found.get("held", 0),
        gets=gets,
        later=found.get("later", 0),
        first_later=first_later,
        groups=groups,
        seconds=at_once / pace,
        paid=_paid(at_once, pace, paid_pace),
        of=max(1, round(scale)),
    )


_LOST = {
    Why.UNREACHABLE: "blocked",
    Why.NO_CONSENT: "opted_out",
    Why.CAP: "capped",
    Why.KEPT: "capped",
}


def _becomes(verdict: Verdict, *, held: bool) -> str:
    if verdict.what is What.DROP:
        return _LOST.get(verdict.why, "silenced")
    return "held" if held else "gets"


def _paid(n: int, pace: float, paid_pace: int) -> Paid | None:
    if not paid_pace or n / pace - n / paid_pace <= WORTH_PAYING:
        return None
    return Paid(n / paid_pace, -(-n // round(1 / STARS)))
