"""What the bot says in a group, in the group's language: a welcome, the house rules, a hello each week."""

from collections.abc import Mapping, Sequence

from bot.rules.events import Event
from bot.rules.group_parts import MOST_HOUSE_RULES
from bot.rules.groups import Group, Newcomers
from bot.words import formats
from bot.words.catalogs import Words
from bot.words.common import own_text
from bot.words.events import facts, name
from bot.words.message import Button, Html, Link, Message, lines, paragraphs, plain, safe

_NAMED = 8
"""Names in one welcome; the others are counted."""


def welcome(words: Words, came: Newcomers) -> Message | None:
    """For whoever came in lately, all in one; None where nobody of them is left."""
    if not came.n:
        return None
    return Message(
        lines(
            _to_whom(words, came),
            safe(came.group.about) if came.group.about else None,
            words.say("What holds here: /rules") if came.group.house_rules else None,
        ),
        silent=True,
    )


def _to_whom(words: Words, came: Newcomers) -> Html:
    names = [*came.names[:_NAMED]]
    others = came.n - len(names)
    if not names:
        return words.say("👋 Welcome to everybody who is new here!")
    if others:
        names.append(words.count_label("{n} more", "{n} more", others))
    return words.say("👋 Welcome, {names}!", names=formats.listing(words, names))


def house_rules(words: Words, group: Group) -> Message:
    """`/rules`."""
    if not group.house_rules:
        return Message(words.say("This group has no rules of its own. Be kind to each other."), silent=True)
    return Message(
        paragraphs(words.say("<b>What holds here</b>"), safe(group.house_rules, MOST_HOUSE_RULES)), silent=True
    )


def hello(
    words: Words,
    group: Group,
    came: int,
    on: Sequence[Event],
    rewards: Sequence[tuple[Mapping[str, str], int]],
    bot: str,
) -> Message:
    """A word each week, with what is on; a button leads to each event in private."""
    return Message(
        paragraphs(
            words.say("Good morning, {group}!", group=group.title),
            words.count("{n} new face joined us this week.", "{n} new faces joined us this week.", came)
            if came
            else None,
            paragraphs(words.say("What is on:"), *(facts(words, one) for one in on)) if on else None,
            lines(words.say("What points are good for now:"), *(_reward(words, *one) for one in rewards))
            if rewards
            else None,
        ),
        (
            *((Button(plain(name(words, one)), Link(f"https://t.me/{bot}?start=e_{one.id}")),) for one in on),
            (Button(words.label("My points"), Link(f"https://t.me/{bot}?start=points")),),
        ),
        silent=True,
    )


def _reward(words: Words, names: Mapping[str, str], price: int) -> Html:
    return words.say("• {reward}: {points}", reward=own_text(words, names), points=formats.points(words, price))
