"""Tags on a member, as the staff put them on and take them off."""

from collections.abc import Sequence

from bot.words.catalogs import Words
from bot.words.common import back
from bot.words.message import Button, Go, Message, lines, plain
from bot.words.sale import person

Tag = tuple[int, str]
"""A tag's number and name."""


def tags(words: Words, member_id: int, name: str, card: str, theirs: Sequence[Tag], others: Sequence[Tag]) -> Message:
    """What a member is called, what else is in use, and how another is put on."""
    member = str(member_id)
    shown = [
        *(Button(f"✕ {plain(tag)}", Go("tags.off", member, str(number))) for number, tag in theirs),
        *(Button(f"+ {plain(tag)}", Go("tags.on", member, str(number))) for number, tag in others),
    ]
    return Message(
        lines(
            person(words, name, card),
            words.say("Tags: {tags}", tags=", ".join(tag for _, tag in theirs))
            if theirs
            else words.say("No tags yet."),
            words.say("Tap one to take it off or put it on, or write a new one. The member sees them in /mydata."),
        ),
        (*(tuple(shown[at : at + 2]) for at in range(0, len(shown), 2)), (back(words, Go("find.show", member)),)),
    )
