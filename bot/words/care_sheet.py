"""The rules of a kind of care that may bring a present, as their owner reads and edits them: a sheet for each kind."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar

from bot.rules.care import Care
from bot.words import care as shared
from bot.words import presents
from bot.words.catalogs import Words
from bot.words.message import Html, Message, Row, lines

P = TypeVar("P", bound=StrEnum)
R = TypeVar("R")


class Asked(NamedTuple):
    """A part that is a whole number: the question for it, what it may be, and a unit that may stand behind it."""

    question: str
    bounds: tuple[int, int]
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Sheet(Generic[P, R]):
    """What is said of such rules.

    Args:
        care: the kind.
        told: the rules in words, given what the present is called; that is empty where there is none.
        labels: the button of each part, in order.
        switch: the part that is yes or no, and its question.
        present: the part that is the present.
        numbers: every other part.
        below: one more row of buttons.
    """

    care: Care
    told: Callable[[Words, R, str], Html]
    labels: Mapping[P, str]
    switch: tuple[P, str]
    present: P
    numbers: Mapping[P, Asked]
    below: Callable[[Words], Row] = lambda _: ()

    def show(self, words: Words, rules: R, present: str) -> Message:
        """The rules as they are."""
        return shared.rules(words, self.care, self.told(words, rules, present), self.labels, self.below(words))

    def ask(self, words: Words, part: P, choices: Sequence[tuple[int, Mapping[str, str]]] = ()) -> Message:
        """For a part of the rules; `choices` are the rewards that can be the present, by number with their names."""
        switch, whether = self.switch
        if part is switch:
            return shared.question(words, self.care, words.say(whether), shared.yes_or_no(words, self.care, part))
        if part is self.present:
            return presents.ask(words, self.care, part, choices)
        asked = self.numbers[part]
        return shared.question(words, self.care, lines(words.say(asked.question), shared.between(words, *asked.bounds)))

    def preview(self, words: Words, rules: R, present: str, key: str) -> Message:
        """The rules as they would be; `key` finds them again."""
        return shared.preview(words, self.care, self.told(words, rules, present), key)

    def applied(self, words: Words, rules: R, present: str) -> Message:
        """After it."""
        return shared.applied(words, self.care, self.told(words, rules, present))


def with_voucher(words: Words, present: str, days: int) -> Html:
    """The line that names the present, good for so many days."""
    return words.count(
        "• With a voucher for “{reward}”, good for {n} day.",
        "• With a voucher for “{reward}”, good for {n} days.",
        days,
        reward=present,
    )
