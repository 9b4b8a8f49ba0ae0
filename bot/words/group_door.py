"""What is done and said at the door of a group: to whoever asks, to whoever has to leave, and the calls behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.rules.conditions import Everybody
from bot.rules.groups import AtDoor, Group, Stand, Why
from bot.rules.refusals import Refusal
from bot.rules.segments import parse
from bot.words import formats
from bot.words.catalogs import Words
from bot.words.message import Button, Deed, Does, Go, Html, Link, Message, lines, paragraphs, safe
from bot.words.whom import whom


def entry(at: AtDoor, *, comes: bool) -> Deed | None:
    """Let somebody in, or turn them away; None where that isn't so any more."""
    if comes:
        return _done(at, Does.APPROVE) if at.stand is Stand.LET_IN else None
    return _done(at, Does.DECLINE) if at.stand in (Stand.DECLINED, Stand.BANNED) else None


def let_out(at: AtDoor) -> Deed | None:
    """Have somebody leave whose time is over; None where they left, or may stay."""
    return _done(at, Does.LET_OUT) if at.stand is Stand.INSIDE and at.ends_at is not None else None


def tag(at: AtDoor) -> Deed | None:
    """Put somebody's tag on them, or take it off."""
    return _done(at, Does.TAG, at.tag) if at.stand is Stand.INSIDE else None


def _done(at: AtDoor, does: Does, text: str = "") -> Deed:
    return Deed(does, at.group.chat_id, at.person, text)


def revoke(chat_id: int, url: str) -> Deed:
    """Have a link lead nowhere any more."""
    return Deed(Does.REVOKE, chat_id, text=url)


def leave(chat_id: int) -> Deed:
    """Leave a group that is none of the shop's."""
    return Deed(Does.LEAVE, chat_id)


def greeting(words: Words, at: AtDoor, why: Why | None, store: str, bot: str) -> Message | None:
    """To whoever asked to join: they are in, or why not, and what would change that."""
    title = at.group.title
    match why:
        case None:
            return Message(
                paragraphs(
                    words.say("Welcome to “{group}”! The door is open for you.", group=title),
                    words.say("What holds there: /rules") if at.group.house_rules else None,
                )
            )
        case Why.NOT_MEMBER:
            link = f"https://t.me/{bot}?start=g_{at.group.id}"
            return Message(
                paragraphs(
                    _for_members(words, at.group, store),
                    words.say(
                        "Becoming a member takes one tap and is free. Your request stays open for a day; once you are "
                        "a member, I look at it again."
                    ),
                ),
                ((Button(words.label("Become a member"), Link(link)),),),
            )
        case Why.NOT_NAMED:
            return Message(
                paragraphs(
                    words.say("I can't let you into “{group}” yet.", group=title),
                    for_whom(words, at.group, at.tiers),
                    words.say("What is open to you: /groups"),
                ),
                ((Button(words.label("Groups"), Go("groups.list")),),),
            )
        case Why.FULL:
            return Message(
                words.say(
                    "“{group}” is full at the moment: {n} people are all it takes. Please ask again later.",
                    group=title,
                    n=at.group.most or 0,
                )
            )
        case Why.CLOSED:
            return Message(words.say("“{group}” takes nobody new at the moment.", group=title))
    return None


def for_guest(words: Words, group: Group, store: str, greeting: Message) -> Message:
    """To whoever follows that button: what the group is, and the greeting of the store, which lets them join."""
    about = safe(group.about) if group.about else None
    return replace(greeting, text=paragraphs(_for_members(words, group, store), about, greeting.text))


def _for_members(words: Words, group: Group, store: str) -> Html:
    return words.say(
        "Nice that you want to join “{group}”. It is for members of {store}.", group=group.title, store=store
    )


def for_whom(words: Words, group: Group, tiers: Sequence[Mapping[str, str]]) -> Html | None:
    """The rule of a group, for whoever it doesn't name; None where it names everybody."""
    if group.who is None:
        return None
    rule = parse(group.who)
    if isinstance(rule, Refusal):
        return None
    if isinstance(rule, Everybody):
        return words.say("It is for members.")
    return words.say("It is for: {whom}", whom=whom(words, group.who, tiers))


def notice(words: Words, at: AtDoor) -> Message | None:
    """The word before somebody has to leave."""
    if at.stand is not Stand.INSIDE or at.ends_at is None:
        return None
    return Message(
        paragraphs(
            words.say("A word about “{group}”", group=at.group.title),
            for_whom(words, at.group, at.tiers),
            words.say(
                "That isn't so for you any more, so your place there ends on {day}. If it is so again by then, you "
                "simply stay.",
                day=formats.day(words, at.ends_at, at.ends_at),
            ),
        ),
        ((Button(words.label("Groups"), Go("groups.list")),),),
    )


def over(words: Words, at: AtDoor) -> Message:
    """After it."""
    return Message(
        lines(
            words.say("Your place in “{group}” has ended. Thank you for having been there.", group=at.group.title),
            words.say("Once it is open to you again, /groups lets you back in."),
        ),
        ((Button(words.label("Groups"), Go("groups.list")),),),
    )
