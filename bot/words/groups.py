"""What we say in a group: nothing about anybody, only the way to the private chat."""

from bot.words.catalogs import Words
from bot.words.message import Button, Link, Message


def in_private(words: Words, link: str) -> Message:
    """The answer in a group to a personal command; `link` opens the private chat at the same command."""
    return Message(
        words.say("Your points and your card are nobody else's business: I'll show them to you in private."),
        ((Button(words.label("Open our private chat"), Link(link)),),),
        silent=True,
    )
