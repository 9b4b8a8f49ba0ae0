"""A broadcast before it goes out, as those who run the shop read it: the post, its sheet with every part, the list."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from bot.rules.broadcast_runs import Act, State
from bot.rules.broadcast_sheet import Sheet
from bot.rules.broadcast_when import How, When
from bot.rules.broadcasts import IN_GROUPS, Does, Plan, PostKind
from bot.rules.broadcasts import Button as Hanging
from bot.rules.refusals import Refusal
from bot.rules.segments import parse
from bot.rules.tiers import TierTable
from bot.words import formats
from bot.words.catalogs import Language, Words, sentence
from bot.words.common import back, cancel, danger, own_text, yes
from bot.words.message import Button, Go, Html, Message, Row, lines, paragraphs, plain, rows
from bot.words.segments import said

BRIEF = 40
"""Characters of a name, where there may be many."""
MOST_GROUPS = 10
"""Groups that are named."""


class Line(NamedTuple):
    """A broadcast in the list; `at` is when it was made, or begins, or began."""

    id: int
    title: str
    act: Act
    state: State
    at: datetime


_POSTS = {
    PostKind.TEXT: sentence("A text"),
    PostKind.PHOTO: sentence("A picture"),
    PostKind.VIDEO: sentence("A video"),
    PostKind.ANIMATION: sentence("An animation"),
    PostKind.ALBUM: sentence("An album"),
    PostKind.VOICE: sentence("A voice message"),
    PostKind.AUDIO: sentence("A piece of music"),
    PostKind.VIDEO_NOTE: sentence("A round video"),
    PostKind.DOCUMENT: sentence("A file"),
    PostKind.STICKER: sentence("A sticker"),
    PostKind.POLL: sentence("A poll"),
}
MARKS = {
    State.DRAFT: "✏️",
    State.AWAITING: "🖐",
    State.SCHEDULED: "🕗",
    State.RUNNING: "▶️",
    State.PAUSED: "⏸",
    State.DONE: "✅",
    State.CANCELLED: "✖️",
}
_ABOUT = {
    Act.AGAIN: sentence("{title}, once more to those it failed"),
    Act.RECALL: sentence("{title}, taken back"),
    Act.CORRECT: sentence("{title}, put right"),
}
_HANGING = {
    Does.LINK: sentence("🔗 {label}: {value}"),
    Does.REWARD: sentence("{label}: shows {value}"),
    Does.GROUP: sentence("{label}: leads to {value}"),
    Does.VOUCHER: sentence("{label}: gives {value} to whoever presses it, once each"),
    Does.EVENT: sentence("{label}: shows {value}"),
    Does.NOT_INTERESTED: sentence("{label}: ends offers"),
}


def post_name(words: Words, kind: PostKind) -> str:
    """What was shown: `A picture`."""
    return words.label(_POSTS[kind])


def title(words: Words, act: Act, named: str) -> str:
    """A broadcast's name in lists, with what it does to an earlier one."""
    return words.label(_ABOUT[act], title=named) if act in _ABOUT else named


def ask_post(words: Words, language: Language | None = None) -> Message:
    """What is to be said, to everybody or in one language."""
    question = (
        words.say("Show me the post: write it here, or forward it.")
        if language is None
        else words.say("Show me the post for those who read {language}.", language=language.own_name)
    )
    return Message(
        paragraphs(
            words.say("📣 <b>Writing to many</b>"),
            question,
            words.say(
                "A text, picture, video, album, voice message, file or poll: everybody gets a copy of it, just as it "
                "looks here. Please leave it here until all have it."
            ),
        ),
        ((cancel(words),),),
    )


def not_copied(words: Words) -> Message:
    """For what Telegram lets nobody copy; the question stays open."""
    return Message(
        words.say(
            "Telegram doesn't let me copy this, so I can't pass it on. Please show me a text, picture, video, album, "
            "voice message, file or poll."
        ),
        ((cancel(words),),),
    )


def sheet(words: Words, shown: Sheet, now: datetime) -> Message:
    """A draft with all its parts, each a button."""
    number = str(shown.id)
    return Message(
        paragraphs(words.say("📣 <b>{title}</b>", title=shown.plan.title), described(words, shown, now)),
        rows(
            (
                Button(words.label("Post"), Go("broadcast.post", number)),
                Button(words.label("In a language"), Go("broadcast.languages", number)),
            ),
            (Button(words.label("Name"), Go("broadcast.title", number)), *_switches(words, shown)),
            (
                Button(words.label("To whom"), Go("broadcast.audience", number)),
                Button(words.label("When"), Go("broadcast.when", number)),
            ),
            (
                Button(words.label("Buttons"), Go("broadcast.buttons", number)),
                Button(words.label("Good until"), Go("broadcast.expires", number)),
            ),
            (
                Button(words.label("👁 Show me"), Go("broadcast.test", number)),
                Button(words.label("Show colleagues"), Go("broadcast.testers", number)),
            ),
            (yes(words.label("Check and send"), Go("broadcast.check", number)),),
            (
                danger(words.label("Throw away"), Go("broadcast.drop", number)),
                back(words, Go("broadcast.list")),
            ),
        ),
    )


def _switches(words: Words, shown: Sheet) -> Row:
    plan, number = shown.plan, str(shown.id)
    closed = words.label("✅ Closed days too") if plan.closed_too else words.label("▫️ Closed days too")
    paid = words.label("✅ Paid pace") if plan.paid else words.label("▫️ Paid pace")
    switch = Button(closed, Go("broadcast.turn", number, "closed"))
    return (switch, Button(paid, Go("broadcast.turn", number, "paid"))) if shown.pays else (switch,)


def described(words: Words, shown: Sheet, now: datetime) -> Html:
    """Every part of a broadcast, in lines."""
    plan = shown.plan
    audience = _audience(words, plan.audience, shown.tiers)
    expires = formats.moment(words, plan.expires_at, now) if plan.expires_at else None
    return lines(
        *_posts(words, plan),
        words.say("To: {audience}", audience=audience) if audience else None,
        words.say("Into groups: {groups}", groups=_groups(words, shown.groups)) if shown.groups else None,
        None if audience or shown.groups else words.say("To: nobody yet"),
        words.say("When: {when}", when=when_said(words, plan.when, shown.tiers, now)),
        words.say("Good until: {moment}", moment=expires) if expires else None,
        words.say("On the shop's closed days too") if plan.closed_too else None,
        *(_hanging(words, one, shown.names) for one in plan.buttons),
        _not_in_groups(words, plan) if shown.groups else None,
        words.say(
            "⚠️ The same poll went out in “{title}”. Telegram doesn't say to which of the two a vote belongs: whoever "
            "votes from then on is counted here. With another word in the question, each counts for its own.",
            title=shown.asked_in,
        )
        if shown.asked_in
        else None,
    )


def _audience(words: Words, audience: str, table: TierTable | None) -> Html | None:
    expression = parse(audience) if audience else None
    if expression is None or isinstance(expression, Refusal):
        return None
    return said(words, expression, [tier.names for tier in table.tiers] if table else ())


def _not_in_groups(words: Words, plan: Plan) -> Html | None:
    """The buttons that a group does not get."""
    without = [plain(one.label_for(words.language), BRIEF) for one in plan.buttons if one.does not in IN_GROUPS]
    if not without:
        return None
    return words.say(
        "⚠️ In groups it goes out without {buttons}: that is for each member by themselves, in private.",
        buttons=formats.listing(words, without),
    )


def _groups(words: Words, names: Sequence[str]) -> Html:
    told = [plain(name, BRIEF) for name in names[:MOST_GROUPS]]
    if more := len(names) - len(told):
        told.append(words.count_label("{n} more", "{n} more", more))
    return formats.listing(words, told)


def _posts(words: Words, plan: Plan) -> list[Html]:
    said = []
    for language, post in plan.posts.items():
        places = {"what": post_name(words, post.kind)}
        if not language:
            said.append(words.say("What: {what}", **places))
        else:
            said.append(words.say("In {language}: {what}", language=Language(language).own_name, **places))
    return said


def _hanging(words: Words, one: Hanging, names: Mapping[tuple[Does, str], Mapping[str, str]]) -> Html:
    value = own_text(words, names.get((one.does, one.value), {}))
    return words.say(
        _HANGING[one.does], label=plain(one.label_for(words.language), BRIEF), value=plain(value, 2 * BRIEF)
    )


def when_said(words: Words, when: When, tiers: TierTable | None, now: datetime) -> str:
    """When a broadcast goes out, as plain text."""
    match when.how:
        case How.AT if when.at is not None:
            return formats.moment(words, when.at, now)
        case How.THEIR_ZONE if when.local is not None:
            day, time = formats.day(words, when.local.date(), now), f"{when.local:%H:%M}"
            return words.label("{day}, {time} by each member's own clock", day=day, time=time)
        case How.WAVES:
            return _waves_said(words, when, tiers, now)
    return words.label("as soon as you let it go")


def _waves_said(words: Words, when: When, tiers: TierTable | None, now: datetime) -> str:
    parts = [formats.moment(words, when.at, now)] if when.at is not None else []
    for wave in when.waves:
        found = [tiers.tier(number) if tiers else None for number in wave.tiers]
        names = ", ".join(own_text(words, tier.names) for tier in found if tier is not None)
        parts.append(_after(words, names or words.label("a tier that is gone"), wave.hours))
    return "; ".join([*parts, _after(words, words.label("everybody else"), when.rest_hours)])


def _after(words: Words, who: str, hours: int) -> str:
    if not hours:
        return words.label("{who} at once", who=who)
    return words.count_label("{who} after {n} hour", "{who} after {n} hours", hours, who=who)


def ask_title(words: Words, number: int, title: str) -> Message:
    """How those who run the shop tell it from others."""
    return Message(
        paragraphs(
            words.say("<b>What shall it be called?</b>"),
            words.say("Only those who run the shop read it, in the list. Now it is “{title}”.", title=title),
        ),
        ((back(words, Go("broadcast.sheet", str(number))),),),
    )


def listed(words: Words, shown: Sequence[Line], now: datetime, *, older: bool, newer: bool) -> Message:
    """`/broadcasts`: newest first, and the way to a new one.

    Args:
        older: there are more.
        newer: these aren't the newest.
    """
    pages: Row = (Button(words.label("‹ Newest"), Go("broadcast.list")),) if newer else ()
    if older:
        pages += (Button(words.label("Older ›"), Go("broadcast.list", str(shown[-1].id))),)
    return Message(
        paragraphs(
            words.say("📣 <b>Written to many</b>"),
            words.say("Tap one to see how it stands.") if shown else words.say("Nothing yet."),
        ),
        rows(
            (Button(words.label("New broadcast"), Go("broadcast.new")),),
            *((Button(_line(words, one, now), Go("broadcast.show", str(one.id))),) for one in shown),
            pages,
        ),
    )


def _line(words: Words, one: Line, now: datetime) -> str:
    named = title(words, one.act, plain(one.title, 40))
    return words.label(
        "{mark} {title} · {day}", mark=MARKS[one.state], title=named, day=formats.day(words, one.at, now)
    )


def thrown_away(words: Words) -> Message:
    """A draft is no more."""
    return Message(
        words.say("Thrown away. Nobody was written to."), ((Button(words.label("‹ Back"), Go("broadcast.list")),),)
    )


def reposted(words: Words, number: int) -> Message:
    """Another post in the place of one that is gone, for those who have none yet."""
    return Message(
        words.say("I have it. Whoever has got nothing yet gets this one, once you let it go on."),
        ((Button(words.label("See how it stands"), Go("broadcast.show", str(number))),),),
    )
