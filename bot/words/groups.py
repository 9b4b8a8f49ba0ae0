"""What we say in a group: nothing about anybody, only the way to the private chat."""

from bot.rules.roles import ABOUT_ONESELF, MAY, Action, Role
from bot.words.catalogs import Words
from bot.words.message import Button, Html, Link, Message


def in_private(words: Words, action: Action, link: str) -> Message:
    """The answer in a group to a command; `link` opens the private chat at the same command."""
    return Message(_why(words, action), ((Button(words.label("Open our private chat"), Link(link)),),), silent=True)


def _why(words: Words, action: Action) -> Html:
    if action in ABOUT_ONESELF:
        return words.say("Your points and your card are nobody else's business: I'll show them to you in private.")
    if Role.MEMBER not in MAY[action]:
        return words.say("That is work for our private chat, where no customer reads along.")
    return words.say("Let's talk about that in private, so that the group keeps its quiet.")
