"""Every screen about what runs out, and about what staff are asked to do."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from bot.rules.backtest import Bought, backtest
from bot.rules.refills import Answer, Expected, RefillRules, Stand
from bot.rules.tasks import Outcome, TaskState
from bot.words import products, refill_rules, refills, tasks
from bot.words.message import Message
from bot.words.presents import Offered
from bot.words.refills import Detail, Listed, Nudge
from bot.words.tasks import Shown

S = TypeVar("S")
NOW = datetime(2026, 5, 14, 15, 30, tzinfo=UTC)
ID = 2**31
KEY = "0123456789abcdefghijkl"
DAY = date(2026, 5, 17)
ONE = timedelta(days=1)
EXPECTED = Expected(DAY, DAY - timedelta(days=5), DAY + timedelta(days=12), 0.45)


def refill_screens(shown: Callable[..., S], name: str) -> Iterator[S]:
    """Each of them, made by `shown`; `name` stands wherever people's own text can."""
    offered = Offered({"en": name}, NOW, "refill", f"{ID}:260517")
    for due, late in ((NOW + 4 * ONE, False), (NOW - ONE, False), (NOW - 9 * ONE, True)):
        yield shown(refills.nudge, name, [Nudge(ID, name, due, late)], offered, NOW)
        yield shown(refills.nudge, name, [Nudge(ID, name, due, late)], None, NOW)
    several = [Nudge(ID, name, NOW + n * ONE, n < -5) for n in (-9, -1, 2, 3, 4)]
    yield shown(refills.nudge, name, several, offered, NOW)
    listed = [Listed(ID, name, stand, EXPECTED) for stand in Stand]
    listed.append(Listed(ID, name, Stand.UNKNOWN, None))
    for agreed in (False, True):
        yield shown(refills.reminders, listed, NOW, agreed=agreed)
        yield shown(refills.reminders, [], NOW, agreed=agreed)
    said = [*((answer, None, NOW) for answer in Answer), (Answer.EVERY, 1, NOW), (Answer.EVERY, 12, NOW)]
    for one in listed:
        yield shown(refills.detail, Detail(one, NOW, True, None, False, said), NOW, noted=True)
        yield shown(refills.detail, Detail(one, NOW, False, 21, False, ()), NOW)
        yield shown(refills.detail, Detail(one, NOW, True, None, True, ()), NOW)
        for answer in Answer:
            yield shown(refills.answered, name, answer, one, NOW)
    yield shown(refills.ask_words, name, ID)
    yield shown(refills.ordered, name)
    for known in (False, True):
        yield shown(refills.ask_every, name, ID, known=known)
    yield shown(refills.choose, [(ID, name)])
    yield shown(refills.choose, [])
    yield shown(products.same, ID, [(ID, name)])
    yield from _tasks(shown, name)
    yield from _rules(shown, name)


def _tasks(shown: Callable[..., S], name: str) -> Iterator[S]:
    found = [Shown(ID, state, name, name, "7K3F9Q2MX", name, NOW, name) for state in TaskState]
    yield shown(tasks.tasks, found, 1, 3, NOW)
    yield shown(tasks.tasks, [], 0, 1, NOW)
    for one in found:
        yield shown(tasks.task, one, NOW)
    yield shown(tasks.opened, ID, name)
    for outcome in Outcome:
        yield shown(tasks.done, name, name, outcome)


def _rules(shown: Callable[..., S], name: str) -> Iterator[S]:
    rules = RefillRules()
    for one in (rules, RefillRules(on=False)):
        yield shown(lambda words, rules: Message(refill_rules.care_line(words, rules)), one)
    yield shown(refill_rules.SHEET.show, rules, name)
    yield shown(refill_rules.SHEET.show, RefillRules(on=False), "")
    for part in refill_rules.Part:
        yield shown(refill_rules.SHEET.ask, part)
    yield shown(refill_rules.SHEET.preview, rules, name, KEY)
    yield shown(refill_rules.SHEET.applied, rules, name)
    results = backtest([Bought(day, "1", name) for day in (0, 21, 40, 63)])
    yield shown(refill_rules.backtest, results, 3, None)
    yield shown(refill_rules.backtest, {}, 1, None)
