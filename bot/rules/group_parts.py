"""What of a group its owner decides, part by part, and what each part can be."""

from enum import StrEnum

from bot.rules.care import not_between
from bot.rules.refusals import Refusal
from bot.rules.texts import tidied

MOST_ABOUT = 300
MOST_HOUSE_RULES = 2000
MOST_PEOPLE = 200_000
"""As many as a supergroup holds."""
MOST_GRACE = 60


class Part(StrEnum):
    """What of a group can be changed, called as its row calls it."""

    ABOUT = "about"
    LANGUAGE = "language"
    WHO = "who"
    MOST = "most"
    GRACE = "grace_days"
    RULES = "house_rules"
    HELLO = "hello"
    EARLIER = "earlier_stay"


FIRST = (Part.ABOUT, Part.LANGUAGE, Part.WHO, Part.MOST)
"""What is asked when a group is set up, in order."""


def fit(part: Part, given: str | int | bool | None) -> str | int | bool | Refusal | None:
    """What a part is to be, as it may be kept; or why it can't: as `tidied` for a text, `number_between`."""
    if isinstance(given, str) and part in _TEXTS:
        return tidied(given, _TEXTS[part], in_lines=True)
    if given is not None and part in _NUMBERS and given not in (between := _NUMBERS[part]):
        return not_between(between[0], between[-1])
    return given


_TEXTS = {Part.ABOUT: MOST_ABOUT, Part.RULES: MOST_HOUSE_RULES}
_NUMBERS = {Part.MOST: range(1, MOST_PEOPLE + 1), Part.GRACE: range(MOST_GRACE + 1)}
