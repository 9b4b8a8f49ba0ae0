"""The screens of coming back and of what care does, with made-up people in them."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from bot.rules.care import Care
from bot.rules.effect import Came
from bot.rules.effect import effect as what_it_does
from bot.rules.holdout import Part, Shares
from bot.words import care, effect, holdout
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
    yield shown(effect.show, {})
    counted = (Came(450, 900), Came(30, 100)), (Came(3, 900), Came(30, 100)), (Came(2700, 9000), Came(300, 1000))
    for treated, held in (*counted, (Came(20, 90), Came(2, 10)), (Came(1, 2), Came(0, 1)), (Came(0, 0), Came(1, 2))):
        yield shown(effect.show, {part.care: what_it_does(treated, held, 10) for part in Part})
    yield shown(effect.show, {Care.BIRTHDAY: what_it_does(Came(1, 2), Came(0, 0), 0)})
    for part in Part:
        yield shown(holdout.ask, part)
