"""What a shop's people write for others to read, as it is kept: nothing invisible in it, and never cut."""

import re

from bot.rules.names import clean
from bot.rules.refusals import Refusal

_GAP = re.compile(r"\n{3,}")


def tidied(text: str, most: int, *, in_lines: bool = False) -> str | Refusal:
    """A text as it may be kept, perhaps empty.

    Args:
        text: as it came.
        most: characters.
        in_lines: it keeps its lines and paragraphs; else it is one line.

    Returns:
        The text, or `text_long` (`most`).
    """
    lines = text.splitlines() if in_lines else [text]
    kept = _GAP.sub("\n\n", "\n".join(clean(line, len(line) + 1) for line in lines)).strip()
    return Refusal("text_long", {"most": most}) if len(kept) > most else kept
