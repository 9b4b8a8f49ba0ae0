"""The kinds of care the shop gives by itself, each with rules of its own that the owner edits in chat."""

from enum import StrEnum


class Care(StrEnum):
    """What the bot does for members unasked; the rules of each are a dataclass in the file of its noun."""

    CONTACT = "contact"
    BIRTHDAY = "birthday"
    REFILL = "refill"
    SURVEY = "survey"
    THANKS = "thanks"
    WIN_BACK = "win_back"
    HOLDOUT = "holdout"  # who is left out of the others, to see what they do
