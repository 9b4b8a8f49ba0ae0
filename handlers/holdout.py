"""Who is left out of each kind of care: as it is, and a share of it changed."""

from dataclasses import replace

from bot.actions.care import read_care
from bot.rules.care import Care
from bot.rules.holdout import MOST_SHARE, Part, Shares
from bot.rules.refusals import Refusal
from bot.words import holdout as words
from bot.words.message import Message
from handlers.care import held, hold_now
from handlers.editing import Answer, Draft, Editing, in_words, number, told
from handlers.visit import Visit


async def show(visit: Visit) -> Message:
    """The shares that hold; whatever was asked about them is not asked any more."""
    await HOLDOUT.leave(visit)
    return words.show(visit.words, await read_care(visit.work, Care.HOLDOUT, Shares))


def _answer(part: Part) -> Answer[Shares]:
    too_many = Refusal("share_most", {"most": MOST_SHARE})
    return Answer(number(too_many, lambda shares, n: replace(shares, **{part.value: n}), unit="%"))


HOLDOUT = Editing(
    "holdout",
    Draft[Part, Shares],
    {part: _answer(part) for part in Part},
    held(Care.HOLDOUT, Shares),
    hold_now(Care.HOLDOUT),
    in_words(words.ask, told(words.preview), words.applied),
)
