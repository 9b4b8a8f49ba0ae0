"""What the staff may call a segment, a tag or a list."""

from bot.rules.names import clean
from bot.rules.refusals import Refusal

MOST_LABEL = 32
"""Characters as a reader counts them: it stands on a button."""
MOST_TAGS = 10
"""On one member."""


def tidy_label(text: str, most: int = MOST_LABEL) -> str | Refusal:
    """A name on one line, without what is invisible or marks it off in a segment's line; it is never cut.

    Args:
        most: characters as a reader counts them.

    Returns:
        `label_missing` or `label_long` (`most`).
    """
    label = clean(text.replace('"', "'"), most + 1)
    if clean(label, most) != label:
        return Refusal("label_long", {"most": most})
    return label or Refusal("label_missing")
