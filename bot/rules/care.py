"""The kinds of care the shop gives by itself, each with rules of its own that the owner edits in chat."""

from enum import StrEnum

from bot.rules.refusals import Refusal


class Care(StrEnum):
    """What the bot does for members unasked; the rules of each are a dataclass in the file of its noun."""

    CONTACT = "contact"
    BIRTHDAY = "birthday"
    REFILL = "refill"
    SURVEY = "survey"
    THANKS = "thanks"
    WIN_BACK = "win_back"
    BROADCAST = "broadcast"
    HOLDOUT = "holdout"  # who is left out of the others, to see what they do


def not_between(least: int, most: int) -> Refusal:
    """For a number of the rules that is too small or too large, or none: `number_between` (`least`, `most`)."""
    return Refusal("number_between", {"least": least, "most": most})
