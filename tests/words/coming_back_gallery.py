"""The screens of coming back and of what care does, with made-up people in them."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TypeVar

from bot.rules.care import Care
from bot.rules.effect import Came
from bot.rules.effect import effect as what_it_does
from bot.rules.holdout import Part, Shares
from bot.rules.thanks import Thanks
from bot.rules.win_back import WinBack
from bot.words import care, effect, holdout, presents, thanks, win_back
from bot.words.message import Html, Message
from handlers.care import LINES

S = TypeVar("S")
Shown = Callable[..., S]

NOW = datetime(2026, 5, 14, 15, 30, tzinfo=UTC)
KEY = "0123456789abcdefghij"
LINE = Html("A line about it.")


def coming_back_screens(shown: Shown[S], name: str) -> Iterator[S]:
    """Every screen of them, made by `shown`."""
    yield shown(care.every, [(kind, LINE) for kind in LINES])
    yield shown(care.rules, Care.HOLDOUT, LINE, {part: care.NAMES[part.care] for part in Part})
    yield shown(care.question, Care.HOLDOUT, LINE)
    yield shown(care.preview, Care.HOLDOUT, LINE, KEY)
    yield shown(care.applied, Care.HOLDOUT, LINE)
    for shares in (Shares(), Shares(refill=0, win_back=0)):
        yield shown(holdout.show, shares)
        yield shown(holdout.preview, shares, KEY)
        yield shown(holdout.applied, shares)
    yield from _win_back(shown, name)
    yield from _thanks(shown, name)
    yield shown(effect.show, {})
    counted = (Came(450, 900), Came(30, 100)), (Came(3, 900), Came(30, 100)), (Came(2700, 9000), Came(300, 1000))
    for treated, held in (*counted, (Came(20, 90), Came(2, 10)), (Came(1, 2), Came(0, 1)), (Came(0, 0), Came(1, 2))):
        yield shown(effect.show, {part.care: what_it_does(treated, held, 10) for part in Part})
    yield shown(effect.show, {Care.BIRTHDAY: what_it_does(Came(1, 2), Came(0, 0), 0)})
    for part in Part:
        yield shown(holdout.ask, part)


def _win_back(shown: Shown[S], name: str) -> Iterator[S]:
    offered = presents.Offered({"en": name}, NOW, "win_back", "20260514")
    for present, points in ((offered, 0), (None, 1), (None, 0)):
        yield shown(win_back.nudge, name, NOW, points, present)
    for rules, reward in (
        (WinBack(), ""),
        (WinBack(reward=4), name),
        (WinBack(reward=4, least_days=1, rest_days=1, present_days=1), ""),
        (WinBack(on=False), ""),
    ):
        yield shown(lambda words, rules: Message(win_back.care_line(words, rules)), rules)
        yield shown(win_back.SHEET.show, rules, reward)
        yield shown(win_back.SHEET.preview, rules, reward, KEY)
        yield shown(win_back.SHEET.applied, rules, reward)
    for part in win_back.Part:
        yield shown(win_back.SHEET.ask, part)
    yield shown(presents.ask, Care.WIN_BACK, win_back.Part.REWARD, [(2**31, {"en": name[:32] or "Coffee"})])


def _thanks(shown: Shown[S], name: str) -> Iterator[S]:
    offered = presents.Offered({"en": name}, NOW, "thanks", f"{2**31}")
    for nth in (1, 2, 3):
        yield shown(thanks.thanks, name, nth)
    yield shown(thanks.thanks, name, 3, offered)
    for rules, reward in (
        (Thanks(), ""),
        (Thanks(hours=1, reward=4, present_days=1), name),
        (Thanks(reward=4), ""),
        (Thanks(on=False), ""),
    ):
        yield shown(lambda words, rules: Message(thanks.care_line(words, rules)), rules)
        yield shown(thanks.SHEET.show, rules, reward)
        yield shown(thanks.SHEET.preview, rules, reward, KEY)
        yield shown(thanks.SHEET.applied, rules, reward)
    for part in thanks.Part:
        yield shown(thanks.SHEET.ask, part)
