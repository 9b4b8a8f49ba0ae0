"""What is asked about each part of a reward: in writing, by buttons, or with a picture."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from bot.rules.rewards import Part, Reward, RewardKind
from bot.rules.store import LANGUAGES
from bot.rules.tiers import TierTable
from bot.words import formats
from bot.words.catalogs import Language, Words, sentence
from bot.words.common import back, cancel, own_text, yes
from bot.words.message import Button, Go, Message, Row, plain, rows


class Asked(NamedTuple):
    """A question about a part of a reward.

    `key` names the field, `language` is the one that a name or a text is asked for in; `empty` says whether it can be
    left out, `complete` whether everything that is needed was answered, so that the rest can be.
    """

    reward: Reward
    part: Part
    key: str
    language: str = ""
    empty: bool = False
    complete: bool = False
    tiers: TierTable | None = None


KINDS = {
    RewardKind.MONEY_OFF: sentence("Money off"),
    RewardKind.PERCENT_OFF: sentence("A percentage off"),
    RewardKind.PRODUCT: sentence("A product"),
    RewardKind.GIFT: sentence("A gift with a purchase"),
    RewardKind.EXPERIENCE: sentence("An experience"),
    RewardKind.DONATION: sentence("A donation"),
}
_QUESTIONS = {
    Part.KIND: sentence("What do members get?"),
    Part.NAME: sentence("What is the reward called in {language}? It stands on a button, so keep it short."),
    Part.ABOUT: sentence("What should members know about it, in {language}? A sentence or two."),
    Part.PICTURE: sentence("Send a picture of it."),
    Part.PRICE: sentence("How many points does it cost?"),
    Part.WORTH: sentence("How much money is it?"),
    Part.PRODUCT: sentence("Which product is it? Write its code, as in /products."),
    Part.CHARITY: sentence("Who gets the donation?"),
    Part.STOCK: sentence("How many are there?"),
    Part.EACH: sentence("How many can each member have?"),
    Part.TIER: sentence("From which tier on can members have it?"),
    Part.FROM: sentence("From which day on is it offered? For example: 2026-12-01"),
    Part.UNTIL: sentence("What is the last day it is offered? For example: 2026-12-24"),
    Part.LANGUAGES: sentence("Readers of which languages are shown it?"),
    Part.WEEKDAYS: sentence("On which days does the till take its voucher?"),
    Part.HOURS: sentence(
        "From when to when does the till take its voucher? For example: 09:00-17:30. Hours past midnight, such as "
        "22:00-02:00, belong to the day they begin on."
    ),
    Part.DAYS: sentence("For how many days is a voucher good?"),
}
_PERCENT = sentence("How many percent is it?")
_EMPTY = {
    Part.NAME: sentence("Without a name in it"),
    Part.ABOUT: sentence("Without a description"),
    Part.PICTURE: sentence("Without a picture"),
    Part.STOCK: sentence("As many as are wanted"),
    Part.EACH: sentence("As many as they like"),
    Part.TIER: sentence("Everybody"),
    Part.FROM: sentence("From now on"),
    Part.UNTIL: sentence("Without an end"),
    Part.LANGUAGES: sentence("All languages"),
    Part.WEEKDAYS: sentence("Every day"),
    Part.HOURS: sentence("All day"),
    Part.DAYS: sentence("30 days"),
}
"""What leaving a part out means, on the button that does it."""


def language_name(language: str) -> str:
    """What its speakers call a language."""
    return Language(language).own_name


def which_language(words: Words, reward: Reward, part: Part) -> Message:
    """In which language a name or a text is to change."""
    change = (
        Button(language_name(language), Go("rewards.change", str(reward.id), f"{part}.{language}"))
        for language in LANGUAGES
    )
    return Message(
        words.say("In which language?"),
        (*((one,) for one in change), (back(words, Go("rewards.sheet", str(reward.id))),)),
    )


def ask(words: Words, asked: Asked) -> Message:
    """For one part of a reward, in writing, by buttons or with a picture."""
    part, new = asked.part, asked.reward.id is None
    question = _PERCENT if part is Part.WORTH and asked.reward.kind is RewardKind.PERCENT_OFF else _QUESTIONS[part]
    empty = words.label(_EMPTY[part]) if part in _EMPTY else ""
    return Message(
        words.say(question, language=language_name(asked.language)) if asked.language else words.say(question),
        rows(
            *(_CHOICES[part](words, asked) if part in _CHOICES else ()),
            (yes(words.label("Done"), Go("rewards.done", asked.key)),) if part in _SEVERAL else (),
            (Button(empty, Go("rewards.empty", asked.key)),) if asked.empty and empty else (),
            (Button(words.label("That's all: show it to me"), Go("rewards.preview")),)
            if new and asked.complete
            else (),
            (back(words, Go("rewards.back")), cancel(words)),
        ),
    )


_SEVERAL = {Part.LANGUAGES, Part.WEEKDAYS}


def _kinds(words: Words, asked: Asked) -> Sequence[Row]:
    return [(Button(words.label(name), Go("rewards.pick", asked.key, kind.value)),) for kind, name in KINDS.items()]


def _tiers(words: Words, asked: Asked) -> Sequence[Row]:
    tiers = asked.tiers.tiers if asked.tiers else ()
    return [
        (Button(f"{tier.mark} {plain(own_text(words, tier.names))}", Go("rewards.pick", asked.key, str(tier.id))),)
        for tier in tiers
    ]


def _languages(_: Words, asked: Asked) -> Sequence[Row]:
    chosen = LANGUAGES if asked.reward.languages is None else asked.reward.languages
    return [(_toggle(asked, language, language_name(language), language in chosen),) for language in LANGUAGES]


def _weekdays(words: Words, asked: Asked) -> Sequence[Row]:
    days = [
        _toggle(asked, str(day), formats.weekdays(words, 1 << day), bool(asked.reward.weekdays >> day & 1))
        for day in range(7)
    ]
    return [tuple(days[:3]), tuple(days[3:5]), tuple(days[5:])]


def _toggle(asked: Asked, value: str, label: str, on: bool) -> Button:
    return Button(f"{'☑' if on else '☐'} {label}", Go("rewards.pick", asked.key, value))


_CHOICES: dict[Part, Callable[[Words, Asked], Sequence[Row]]] = {
    Part.KIND: _kinds,
    Part.TIER: _tiers,
    Part.LANGUAGES: _languages,
    Part.WEEKDAYS: _weekdays,
}
