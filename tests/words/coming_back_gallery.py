"""The screens of coming back and of what care does, with made-up people in them."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from bot.rules.care import Care
from bot.rules.holdout import Part, Shares
from bot.words import care, holdout
from bot.words.message import Html

S = TypeVar("S")
Shown = Callable[..., S]

KEY = "0123456789abcdefghij"
LINE = Html("A line about it.")


def coming_back_screens(shown: Shown[S]) -> Iterator[S]:
    """Every screen of them, made by `shown`."""
    yield shown(care.every, [(kind, LINE) for kind in (Care.HOLDOUT,)])
    yield shown(care.rules, Care.HOLDOUT, LINE, {part: care.NAMES[part.care] for part in Part})
    yield shown(care.question, Care.HOLDOUT, LINE)
    yield shown(care.preview, Care.HOLDOUT, LINE, KEY)
    yield shown(care.applied, Care.HOLDOUT, LINE)
    for shares in (Shares(), Shares(refill=0, win_back=0)):
        yield shown(holdout.show, shares)
        yield shown(holdout.preview, shares, KEY)
        yield shown(holdout.applied, shares)
    for part in Part:
        yield shown(holdout.ask, part)
