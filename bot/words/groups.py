"""Groups as members find them, and what is said in a group about private matters: only the way to the private chat."""

from collections.abc import Sequence

from bot.rules.groups import Group, Seen
from bot.rules.roles import ABOUT_ONESELF, MAY, Action, Role
from bot.words.catalogs import Words
from bot.words.common import back, yes
from bot.words.group_door import for_whom
from bot.words.message import Button, Go, Html, Link, Message, Row, lines, paragraphs, plain, rows, safe
from bot.words.whom import whom

_CUT = 100
"""Characters of whom a group is for, in the list: a dozen long rules would be more than a message holds."""


def in_private(words: Words, action: Action, link: str) -> Message:
    """The answer in a group to a command; `link` opens the private chat at the same command."""
    return Message(_why(words, action), ((Button(words.label("Open our private chat"), Link(link)),),), silent=True)


def _why(words: Words, action: Action) -> Html:
    if action in ABOUT_ONESELF:
        return words.say("Your points and your card are nobody else's business: I'll show them to you in private.")
    if Role.MEMBER not in MAY[action]:
        return words.say("That is work for our private chat, where no customer reads along.")
    return words.say("Let's talk about that in private, so that the group keeps its quiet.")


def groups(words: Words, found: Sequence[Seen], *, owns: bool) -> Message:
    """`/groups`: those that are open to a member, and those that could be; an owner is led to the desk as well."""
    return Message(
        paragraphs(
            words.say("<b>Groups</b>"),
            lines(*(_line(words, one) for one in found))
            or words.say("There is no group yet. As soon as there is one for you, you find it here."),
        ),
        rows(
            *((Button(plain(one.group.title), Go("groups.show", str(one.group.id))),) for one in found),
            (Button(words.label("Look after the groups"), Go("groups.desk")),) if owns else (),
        ),
    )


def _line(words: Words, one: Seen) -> Html:
    if one.inside:
        return words.say("✅ <b>{group}</b>: you are in it", group=one.group.title)
    if one.named:
        return words.say("🔓 <b>{group}</b>: open to you", group=one.group.title)
    them = plain(whom(words, one.group.who, one.tiers), _CUT)
    return words.say("🔒 <b>{group}</b>: {whom}", group=one.group.title, whom=them)


def group(words: Words, one: Seen) -> Message:
    """One, with the way in."""
    return Message(
        paragraphs(
            words.say("<b>{group}</b>", group=one.group.title),
            safe(one.group.about) if one.group.about else None,
            words.count("{n} person is in it.", "{n} people are in it.", one.n) if one.n else None,
            _stands(words, one),
        ),
        rows(_way_in(words, one), (back(words, Go("groups.list")),)),
    )


def _stands(words: Words, one: Seen) -> Html | None:
    if one.inside:
        return words.say("You are in it.")
    if not one.named:
        return for_whom(words, one.group, one.tiers)
    if is_full(one):
        return words.say("It is full at the moment.")
    return words.say("It is open to you.")


def is_full(one: Seen) -> bool:
    """Whether there is no seat left."""
    return one.group.most is not None and one.n >= one.group.most


def _way_in(words: Words, one: Seen) -> Row:
    if one.inside or not one.named or is_full(one):
        return ()
    return (yes(words.label("Let me in"), Go("groups.link", str(one.group.id))),)


def link(words: Words, group: Group, url: str) -> Message:
    """A member's own link."""
    return Message(
        paragraphs(
            words.say("This is your own way into “{group}”.", group=group.title),
            words.say(
                "Press it and ask to join: I let you in at once. The link is yours alone and good for a day; passed on "
                "to others, it ends."
            ),
        ),
        ((Button(words.label("Ask to join"), Link(url)),), (back(words, Go("groups.show", str(group.id))),)),
    )


def no_link(words: Words, group: Group) -> Message:
    """Where Telegram gave none."""
    return Message(
        words.say(
            "The door of “{group}” can't be opened at the moment; the shop knows. Please try again later.",
            group=group.title,
        ),
        ((back(words, Go("groups.show", str(group.id))),),),
    )


def gone(words: Words) -> Message:
    """For a group that is no more."""
    return Message(words.say("This group isn't there any more."), ((back(words, Go("groups.list")),),))
