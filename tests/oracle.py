"""The ledger told again in a hundred lines of plain lists, to compare the real one with (promise 51).

It knows nothing of entries, allocations or databases, and shares no code with bot/rules.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

WEEK = timedelta(days=7)


@dataclass
class Pile:
    """A lot: its own number, what it is from, what is left, until when; when it was warned of, how often extended."""

    number: int
    source: str
    left: int
    until: datetime
    warned: datetime | None = None
    extended: int = 0


@dataclass
class Oracle:
    """One member's account."""

    piles: list[Pile] = field(default_factory=list)
    debt: int = 0
    taken: dict[str, list[tuple[Pile, int]]] = field(default_factory=dict)
    counted: int = 0

    @property
    def points(self) -> int:
        return sum(pile.left for pile in self.piles)

    def earn(self, source: str, points: int, until: datetime) -> None:
        self.counted += 1
        self.piles.append(Pile(self.counted, source, points, until))
        while self.debt and self.piles[-1].left:  # a point at a time: slow, and hard to get wrong
            self.debt -= 1
            self.piles[-1].left -= 1

    def redeem(self, name: str, points: int, now: datetime) -> bool:
        usable = [pile for pile in self._in_order() if pile.until >= now]
        if sum(pile.left for pile in usable) < points:
            return False
        self.taken[name] = self._take(usable, points)
        return True

    def give_back(self, name: str, now: datetime, grace: datetime) -> None:
        self._put_back(self.taken.pop(name), now, grace)

    def pay_back(self, name: str, points: int, now: datetime, grace: datetime) -> None:
        """A part of what was taken goes back, to what lasts longest first; what is owed is taken of the rest."""
        parts = self.taken[name]
        back: list[tuple[Pile, int]] = []
        for place in sorted(range(len(parts)), key=lambda one: (parts[one][0].until, parts[one][0].number))[::-1]:
            pile, out = parts[place]
            part = min(out, points)
            points -= part
            parts[place] = pile, out - part
            back.insert(0, (pile, part))
        self._put_back(back, now, grace)

    def _put_back(self, parts: list[tuple[Pile, int]], now: datetime, grace: datetime) -> None:
        for pile, points in parts:
            for _ in range(points):
                if self.debt:
                    self.debt -= 1
                else:
                    pile.left += 1
                    if pile.until < now:
                        pile.until = grace

    def refund(self, source: str, points: int) -> None:
        own = [pile for pile in self.piles if pile.source == source]
        found = self._take(own + [pile for pile in self._in_order() if pile not in own], points)
        self.debt += points - sum(part for _, part in found)

    def warn(self, now: datetime) -> None:
        for pile in self.piles:
            if pile.left and pile.warned is None:
                pile.warned = now

    def expire(self, now: datetime, most: int, longer: Callable[[datetime], datetime]) -> None:
        for pile in self.piles:
            if not pile.left or pile.until >= now:
                continue
            told = pile.warned is not None and pile.warned + WEEK <= pile.until
            if told or pile.extended == most:
                pile.left = 0
            else:
                pile.until, pile.warned, pile.extended = longer(pile.until), None, pile.extended + 1

    def keep(self, now: datetime, last: datetime, longer: Callable[[datetime], datetime]) -> bool:
        soon = [pile for pile in self.piles if pile.left and now <= pile.until <= last]
        for pile in soon:
            pile.until = longer(pile.until)
        return bool(soon)

    def _in_order(self) -> list[Pile]:
        return sorted(self.piles, key=lambda pile: (pile.until, pile.number))

    def _take(self, piles: list[Pile], points: int) -> list[tuple[Pile, int]]:
        taken = []
        for pile in piles:
            part = min(pile.left, points)
            pile.left -= part
            points -= part
            taken.append((pile, part))
        return taken
