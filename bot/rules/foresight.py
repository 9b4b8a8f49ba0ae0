"""What becomes of all that comes to one member: each message judged at its own time, after those that went before it.

`bot/actions/forecast.py` adds these up over the members, and `/why` shows them for one.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from heapq import heapify, heappop, heappush
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.rules.contact import Case, ContactRules, Recipient, Verdict, What, judge
from bot.rules.deliveries import Kind, Topic
from bot.rules.times import local_day, week_of


class Coming(NamedTuple):
    """A message that is known to come, in the outbox or not yet; later than `best_before` it is not worth sending."""

    kind: Kind
    due: datetime
    best_before: datetime | None

    @classmethod
    def of(cls, kind: Kind, due: datetime) -> "Coming":
        """Worth sending for as long as its kind is."""
        return cls(kind, due, due + kind.best_before if kind.best_before else None)


class Foreseen(NamedTuple):
    """What becomes of it: as it will be when it is judged first, and what comes of that in the end.

    One that is put off and goes is deferred; one that is put off until nobody wants it any more is dropped.
    """

    coming: Coming
    case: Case
    verdict: Verdict


def places_kept(coming: Iterable[Coming], kind: Kind, now: datetime, zone: ZoneInfo) -> int:
    """How many places of somebody's week a message has to leave to those that are more urgent and still to come."""
    urgent = [one for one in coming if one.kind.capped and one.kind.priority < kind.priority]
    if not urgent:
        return 0
    next_week = week_of(now, zone)[1]
    return sum(one.due < next_week and (one.best_before is None or one.best_before >= now) for one in urgent)


def foresee(
    whom: Recipient,
    topics: Collection[Topic],
    coming: Sequence[Coming],
    rules: ContactRules,
    shop_zone: ZoneInfo,
    now: datetime,
) -> list[Foreseen]:
    """What becomes of each message, in the order in which they are due, if nothing happens but what is known.

    Args:
        whom: to whom, as they are now; what they agreed to and what is more urgent is seen for each message.
        topics: what they agreed to.
        coming: all that is known to come to them.
        shop_zone: in which the shop's closed days are counted.
    """
    ordered = sorted(coming, key=lambda one: (max(one.due, now), one.kind.priority))
    line = [(max(one.due, now), one.kind.priority, n) for n, one in enumerate(ordered)]
    heapify(line)
    first: dict[int, Foreseen] = {}
    went: list[datetime] = []
    while line:
        at, priority, n = heappop(line)
        one = ordered[n]
        waiting = [ordered[other]._replace(due=due) for due, _, other in line] if one.kind.capped else ()
        seen = replace(
            whom,
            agreed=one.kind.topic in topics,
            ahead=places_kept(waiting, one.kind, at, whom.zone),
            used=_in_week(at, whom, went, now),
            today=_on_day(at, whom, went, now),
            # What somebody has to settle keeps a message for a night, and may be settled by then.
            matters=[matter for matter in whom.matters if matter.until] if n in first else whom.matters,
        )
        case = Case(one.kind, one.best_before, seen, rules, shop_zone, at, at)
        verdict = judge(case)
        known = first.setdefault(n, Foreseen(one, case, verdict))
        if verdict.what is What.DEFER and verdict.until is not None:
            heappush(line, (verdict.until, priority, n))
        elif verdict.what is What.DROP:
            first[n] = known._replace(verdict=verdict)
        elif one.kind.capped:
            went.append(at)
    return [first[n] for n in range(len(ordered))]


def _in_week(at: datetime, whom: Recipient, went: Sequence[datetime], now: datetime) -> int:
    """How many will have gone to somebody in the week of an instant."""
    if not (went or whom.used):
        return 0
    week = week_of(at, whom.zone)[0]
    return sum(week <= one for one in went) + (whom.used if week <= now else 0)


def _on_day(at: datetime, whom: Recipient, went: Sequence[datetime], now: datetime) -> int:
    """And on its day."""
    if not (went or whom.today):
        return 0
    day, today = local_day(at, whom.zone), local_day(now, whom.zone)
    return sum(local_day(one, whom.zone) == day for one in went) + (whom.today if day == today else 0)
