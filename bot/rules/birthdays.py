"""Birthdays: on which day each is kept, what belongs to it, and when it is too late, too soon or too often."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.rules.lunar import solar_day
from bot.rules.refusals import Refusal
from bot.rules.times import end_of, instant
from bot.rules.vouchers import Voucher

LATE_DAYS = 3
"""How many local days after it, at most, a birthday is still wished a happy one; promises.md, "Time"."""
APART = timedelta(days=304)
"""Ten months: how far apart two greetings of a member are at least; a lunar day comes again after 353 or more."""
NEW_DAYS = 7
"""Whoever gives their date so few days before it is greeted from the next year on."""
MOST_AHEAD = 14
LEAST_AFTER, MOST_AFTER = 7, 60
"""Days after the day until which a gift can be used: who is told of points a week before their end is told in time."""
MOST_GIFT = 100_000
EARLIEST, LATEST = 8 * 60, 19 * 60
"""Between these minutes of their day members are greeted, so that an hour's wait for a line ends before the evening."""
LINE_WAITS = timedelta(hours=1)
"""How long a greeting waits for a line of the staff."""
MOST_LINE = 500
NO_TIER = 0
"""The tier of who has none, where gifts are by tier."""
_DAY = timedelta(days=1)


class Part(StrEnum):
    """What of the rules is edited by itself; gifts and lines are edited tier by tier."""

    ON = "on"
    HOUR = "hour"
    AHEAD = "ahead"
    AFTER = "after"
    LEAP_DAY = "leap_day"
    NEW = "new"


class Calendar(StrEnum):
    """By which calendar somebody keeps their birthday."""

    SOLAR = "solar"
    LUNAR = "lunar"


class Birthday(NamedTuple):
    """A birthday as its owner told it; of a lunar one `year` is the lunar year, by the one of ours it begins in."""

    calendar: Calendar
    month: int
    day: int
    leap: bool = False
    year: int | None = None

    def same_day(self, other: "Birthday") -> bool:
        """Whether it is kept on the same day each year."""
        return self._replace(year=None) == other._replace(year=None)


class LeapDay(StrEnum):
    """When a birthday on 29 February is kept in a year without one."""

    BEFORE = "before"  # 28 February
    AFTER = "after"  # 1 March


class GiftKind(StrEnum):
    """What a gift is."""

    NOTHING = "nothing"
    POINTS = "points"
    VOUCHER = "voucher"


class Gift(NamedTuple):
    """What the members of a tier are given: so many points, or a voucher of the reward of this number."""

    kind: GiftKind = GiftKind.NOTHING
    number: int = 0


@dataclass(frozen=True, slots=True)
class BirthdayRules:
    """How the shop keeps its members' birthdays.

    Args:
        on: it does at all.
        minute: of the member's own day, at which they are greeted.
        ahead: days before the day on which the gift is given with a word of its own; 0: it comes with the greeting.
        after: days after it until which the gift can be used.
        gifts: by the number of a tier; a tier without one of its own has the one of the tiers below.
        leap_day: when 29 February is kept in other years.
        new: also those are greeted who gave their date within the last seven days.
        lines: the numbers of the tiers for whose members the staff are asked for a line.
    """

    on: bool = True
    minute: int = 600
    ahead: int = 3
    after: int = 7
    gifts: Mapping[int, Gift] = field(default_factory=dict)
    leap_day: LeapDay = LeapDay.BEFORE
    new: bool = False
    lines: Sequence[int] = ()

    @property
    def hour(self) -> time:
        """The time of day at which they are greeted."""
        return time(self.minute // 60, self.minute % 60)

    @property
    def lead(self) -> int:
        """Days before the day on which something begins."""
        return self.ahead if self.gives else 0

    @property
    def gives(self) -> bool:
        """Whether anybody is given anything."""
        return any(gift.kind is not GiftKind.NOTHING for gift in self.gifts.values())

    def gift_for(self, tier: int | None, tiers: Sequence[int]) -> Gift:
        """What a member is given.

        Args:
            tier: the number of theirs.
            tiers: the numbers of all tiers, the lowest first.
        """
        reached = tiers[: tiers.index(tier) + 1] if tier in tiers else ()
        for number in (*reversed(reached), NO_TIER):
            if number in self.gifts:
                return self.gifts[number]
        return Gift()

    def asks_line(self, tier: int | None) -> bool:
        """Whether the staff are asked for a line for a member of a tier."""
        return (tier or NO_TIER) in self.lines

    def with_gift(self, tier: int, gift: Gift) -> "BirthdayRules":
        """The rules with another gift for a tier."""
        return replace(self, gifts={**self.gifts, tier: gift})

    def with_line(self, tier: int, asked: bool) -> "BirthdayRules":
        """The rules with the staff asked for a line for a tier's members, or not."""
        others = [one for one in self.lines if one != tier]
        return replace(self, lines=sorted([*others, tier]) if asked else others)

    def refused(self) -> Refusal | None:
        """Why a shop can't keep birthdays like this; None if it can."""
        if not EARLIEST <= self.minute <= LATEST:
            return Refusal("birthday_hour")
        if not 0 <= self.ahead <= MOST_AHEAD:
            return Refusal("birthday_ahead", {"most": MOST_AHEAD})
        if not LEAST_AFTER <= self.after <= MOST_AFTER:
            return Refusal("birthday_after", {"least": LEAST_AFTER, "most": MOST_AFTER})
        points = (gift.number for gift in self.gifts.values() if gift.kind is GiftKind.POINTS)
        if not all(0 < number <= MOST_GIFT for number in points):
            return Refusal("birthday_points", {"most": MOST_GIFT})
        return None


class Greeted(NamedTuple):
    """A birthday as its member is told of it.

    Args:
        on: the day.
        late: how many local days ago it was; below 0 it is still to come.
        points: given for it.
        voucher: given for it, where it is still in their hand.
        until: how long the gift is good; None where it isn't any more, or there is none.
        line: what somebody of the staff added, `signed` by name.
        voice: what they said, by Telegram's id of the recording.
    """

    name: str
    on: date
    late: int = 0
    points: int = 0
    voucher: Voucher | None = None
    until: datetime | None = None
    line: str = ""
    voice: str | None = None
    signed: str = ""


def plain(rules: BirthdayRules) -> dict[str, object]:
    """Rules as they are kept."""
    told: dict[str, object] = {name: getattr(rules, name) for name in ("on", "minute", "ahead", "after", "new")}
    gifts = [[tier, gift.kind.value, gift.number] for tier, gift in sorted(rules.gifts.items())]
    return {**told, "gifts": gifts, "leap_day": rules.leap_day.value, "lines": list(rules.lines)}


def from_plain(
    gifts: Sequence[tuple[int, str, int]] = (), leap_day: str = LeapDay.BEFORE.value, **told: object
) -> BirthdayRules:
    """Rules from what is kept of them; what was never set is what the shop opens with."""
    by_tier = {tier: Gift(GiftKind(kind), number) for tier, kind, number in gifts}
    return BirthdayRules(gifts=by_tier, leap_day=LeapDay(leap_day), **told)  # type: ignore[arg-type]  # plain fields, by their own names


def kept_on(birthday: Birthday, year: int, leap_day: LeapDay) -> date:
    """The day on which a birthday is kept in a year of its own calendar.

    Args:
        year: of ours, or the one in which the lunar year begins.
    """
    if birthday.calendar is Calendar.LUNAR:
        return solar_day(year, birthday.month, birthday.day, leap=birthday.leap)
    try:
        return date(year, birthday.month, birthday.day)
    except ValueError:  # 29 February
        return date(year, 2, 28) if leap_day is LeapDay.BEFORE else date(year, 3, 1)


def next_kept(birthday: Birthday, day: date, leap_day: LeapDay) -> date:
    """The first day, from one on, on which a birthday is kept."""
    # A lunar year begins in January or February and ends as late as in the February after it.
    days = (kept_on(birthday, year, leap_day) for year in range(day.year - 1, day.year + 3))
    return min(one for one in days if one >= day)


def first_kept(birthday: Birthday, told_on: date, rules: BirthdayRules, greeted_on: date | None = None) -> date:
    """The day of the first greeting of somebody who tells their birthday, or another than before, on a day.

    Args:
        greeted_on: the day of the last greeting they had: none is within ten months of it.
    """
    first = next_kept(birthday, told_on, rules.leap_day)
    if first - told_on <= timedelta(days=NEW_DAYS) and not rules.new:
        first = next_kept(birthday, first + _DAY, rules.leap_day)
    return next_kept(birthday, first + _DAY, rules.leap_day) if is_too_soon(first, greeted_on) else first


def is_too_soon(day: date, last: date | None) -> bool:
    """Whether a greeting would come too soon after the last one, as where a date was changed in between."""
    return last is not None and day - last < APART


def is_too_late(day: date, today: date) -> bool:
    """Whether nobody wishes a happy birthday any more; both days are the member's own."""
    return today > day + timedelta(days=LATE_DAYS)


def greeting_at(day: date, rules: BirthdayRules, zone: ZoneInfo) -> datetime:
    """When a member in a zone is greeted on a day."""
    return instant(day, rules.hour, zone)


def begins_at(day: date, rules: BirthdayRules, zone: ZoneInfo) -> datetime:
    """When the first of what belongs to a birthday happens: the gift comes with its own word, or the day itself."""
    return instant(day - timedelta(days=rules.lead), rules.hour, zone)


def worth_until(day: date, zone: ZoneInfo) -> datetime:
    """The last instant at which somebody in a zone is still wished a happy birthday."""
    return end_of(day + timedelta(days=LATE_DAYS), zone)


def gift_until(day: date, today: date, rules: BirthdayRules, zone: ZoneInfo) -> datetime:
    """The last instant at which a gift can be used; one that comes late can be as long as one in time."""
    return end_of(max(day, today) + timedelta(days=rules.after), zone)
