"""Every screen about birthdays, by both calendars, early, in time and late."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TypeVar

from bot.rules.birthdays import Birthday, BirthdayRules, Calendar, Gift, GiftKind, Greeted, LeapDay, Part
from bot.rules.rewards import Reward, RewardKind
from bot.words import birthday_rules, birthdays
from bot.words.birthday_rules import Shelf
from tests.words.tier_gallery import table_of
from tests.words.voucher_gallery import in_hand

S = TypeVar("S")
NOW = datetime(2026, 5, 14, 15, 30, tzinfo=UTC)
DAY = date(2026, 5, 17)
ID = 2**31
KEY = "0123456789abcdefghijkl"
BIRTHDAYS = (
    Birthday(Calendar.SOLAR, 2, 29),
    Birthday(Calendar.SOLAR, 12, 31, year=1990),
    *(Birthday(Calendar.LUNAR, 12, day, leap=True, year=2000) for day in (1, 10, 15, 20, 23, 30)),
    Birthday(Calendar.LUNAR, 8, 15),
)


def greeted(name: str, late: int = 0) -> Greeted:
    """Somebody with a voucher in hand and a line from the staff."""
    return Greeted(name, DAY, late, 0, in_hand(name).voucher, NOW, name, None, name)


def birthday_screens(shown: Callable[..., S], name: str) -> Iterator[S]:
    """Each of them, made by `shown`; `name` stands wherever people's own text can."""
    for one in BIRTHDAYS:
        yield shown(birthdays.show, one, DAY, NOW, agreed=True)
        yield shown(birthdays.show, one, DAY, NOW, agreed=False, kept=True)
    for profile in (None, *BIRTHDAYS[:2]):
        yield shown(birthdays.ask, profile)
    yield shown(birthdays.which, [Birthday(calendar, 12, 30, year=1990) for calendar in Calendar])
    for calendar in Calendar:
        for leap in (False, True):
            yield shown(birthdays.months, calendar, leap=leap)
            yield shown(birthdays.days, calendar, 12, leap=leap)
    yield shown(birthdays.erased)
    for late in (0, 1, 2, 3):
        yield shown(birthdays.greeting, name, greeted(name, late))
    yield shown(birthdays.greeting, name, replace_gift(greeted(name)))
    for late in (-1, -2, -14):
        yield shown(birthdays.ahead, greeted(name, late))
    yield shown(birthdays.line_asked, name, ID, NOW)
    yield shown(birthdays.ask_line, name)
    yield shown(birthdays.line_added, name)
    yield shown(birthdays.sent_plain)
    yield from _rules(shown, name)


def replace_gift(told: Greeted) -> Greeted:
    """The same with points and a voice note."""
    return told._replace(points=1240, voucher=None, line="", voice="AwACAgIAAxkBAAI")


def _rules(shown: Callable[..., S], name: str) -> Iterator[S]:
    table = table_of(name)
    cake = Reward(ID, RewardKind.GIFT, {"en": name}, {}, 100)
    gifts = {0: Gift(), table.tiers[0].id: Gift(GiftKind.POINTS, 1240), table.tiers[1].id: Gift(GiftKind.VOUCHER, ID)}
    full = BirthdayRules(ahead=14, after=60, gifts=gifts, leap_day=LeapDay.AFTER, new=True, lines=[0, 1])
    for rules in (BirthdayRules(), full, replace(full, on=False, ahead=0)):
        for shelf in (Shelf(), Shelf(table.tiers, [cake]), Shelf(table.tiers)):
            yield shown(birthday_rules.show, rules, shelf)
            yield shown(birthday_rules.gifts, rules, shelf)
            yield shown(birthday_rules.ask_gift, rules, shelf, 0)
            yield shown(birthday_rules.preview_gift, rules, shelf, 0, KEY)
        yield shown(birthday_rules.preview, rules, KEY)
        yield shown(birthday_rules.applied, rules)
    for part in Part:
        yield shown(birthday_rules.ask, part)
