"""What the staff may call a segment, a tag or a list."""

from bot.rules.names import clean
from bot.rules.refusals import Refusal

MOST_LABEL = 32
"""Characters as a reader counts them: it stands on a button."""
MOST_TAGS = 10
"""On one member."""


def tidy_label(text: str) -> str | Refusal:
    """A name on one line, without what is invisible or marks it off in a segment's line; it is never cut.

    Returns:
        `label_missing` or `label_long` (`most`).
    """
    label = clean(text.replace('"', "'"), MOST_LABEL + 1)
    if clean(label, MOST_LABEL) != label:
        return Refusal("label_long", {"most": MOST_LABEL})
    return label or Refusal("label_missing")
