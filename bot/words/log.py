"""The audit log as whoever runs the shop reads it: who did what, when, before and after, sieved and paged."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from bot.rules.log import Sieve, Topic
from bot.rules.roles import Action, Role
from bot.words import formats
from bot.words.act_changes import changes
from bot.words.acts import ACTS, subject_name
from bot.words.catalogs import Words, sentence
from bot.words.common import back, cancel, pager
from bot.words.message import Button, Go, Html, Message, Row, lines, paragraphs, plain, rows
from bot.words.staff import ROLES

DAYS = 6
"""Days that are offered as buttons; any other can be written."""


class Act(NamedTuple):
    """A line of the log.

    `who` is the name of a colleague, empty where it isn't one; `member_id` of a member who did it. `about` is what the
    subject's number stands for, where that is known.
    """

    at: datetime
    role: Role
    who: str
    member_id: int | None
    action: str
    subject: str
    about: str
    before: object
    after: object
    refused: bool


class Person(NamedTuple):
    """Somebody whose acts can be looked at."""

    id: int
    name: str
    role: Role
    at_work: bool


class Page(NamedTuple):
    """A page of the log as a sieve lets it through; `person` is the name of whoever it is sieved by."""

    acts: Sequence[Act]
    sieve: Sieve
    person: str
    page: int
    pages: int


_REQUEST = "approval:"

_TOPICS = {
    Topic.POINTS: sentence("Points and approvals"),
    Topic.TILL: sentence("Refunds and vouchers"),
    Topic.OFFER: sentence("Program, rewards, store"),
    Topic.MEMBERS: sentence("Members"),
    Topic.TEAM: sentence("The team"),
    Topic.MACHINE: sentence("The machine"),
    Topic.REFUSED: sentence("Refused attempts"),
}


def log(words: Words, shown: Page, now: datetime) -> Message:
    """A page of it, and what to sieve it by."""
    sieved = shown.sieve != Sieve()
    packed = shown.sieve.packed()
    return Message(
        paragraphs(
            words.say("<b>Who did what</b>"),
            _sieve(words, shown, now) if sieved else None,
            *(_act(words, act, now) for act in shown.acts),
            None if shown.acts else words.say("Nothing there."),
        ),
        rows(
            pager(words, "log.page", shown.page, shown.pages, packed),
            (
                Button(words.label("Person"), Go("log.people", packed)),
                Button(words.label("Kind"), Go("log.topics", packed)),
                Button(words.label("Day or member"), Go("log.ask", packed)),
            ),
            (Button(words.label("Show everything"), Go("log.page", Sieve().packed(), "0")),) if sieved else (),
        ),
    )


def _sieve(words: Words, shown: Page, now: datetime) -> Html:
    sieve = shown.sieve
    found = [
        shown.person or words.label("a colleague") if sieve.staff_id is not None else "",
        words.label(_TOPICS[sieve.topic]) if sieve.topic else "",
        subject_name(words, f"member:{sieve.member_id}") if sieve.member_id is not None else "",
        formats.day(words, sieve.day, now) if sieve.day else "",
    ]
    return words.say("Only: {what}", what=", ".join(one for one in found if one))


def _act(words: Words, act: Act, now: datetime) -> Html:
    known = _known(act.action)
    return lines(
        words.say("{moment} · <b>{who}</b>", moment=formats.moment(words, act.at, now), who=_who(words, act)),
        _done(words, act),
        _request(words, act),
        changes(words, known, act.subject, act.before, act.after) if known else None,
    )


def _known(action: str) -> Action | None:
    return Action(action) if action in set(Action) else None


def _named(words: Words, action: str) -> str:
    known = _known(action)
    return words.label(ACTS[known]) if known else action


def _done(words: Words, act: Act) -> Html:
    what = _named(words, act.action)
    if act.refused:
        return words.say("🚫 Not allowed: {what}", what=what)
    if act.subject.startswith(_REQUEST) and act.action != Action.APPROVE:
        what = words.label("Asked for a second yes")
    about = subject_name(words, act.subject, act.about)
    return words.say("{what}: {about}", what=what, about=about) if about else words.say("{what}", what=what)


def _request(words: Words, act: Act) -> Html | None:
    """What was asked for, where the line is about a request."""
    if not (act.subject.startswith(_REQUEST) and isinstance(act.after, dict)):
        return None
    what = _named(words, str(act.after.get("action", act.action)))
    about = subject_name(words, str(act.after.get("about", "")))
    return words.say("{what}: {about}", what=what, about=about) if about else words.say("{what}", what=what)


def _who(words: Words, act: Act) -> str:
    match act.role:
        case Role.MEMBER if act.member_id is not None:
            return subject_name(words, f"member:{act.member_id}")
        case Role.GUEST | Role.MEMBER:
            return words.label("somebody who hasn't joined")
        case Role.SYSTEM:
            return words.label("the shop, by itself")
        case Role.OPERATOR:
            return words.label("whoever looks after the machine")
    role = words.label(ROLES[act.role])
    return words.label("{name}, {role}", name=act.who, role=role) if act.who else role


def people(words: Words, found: Sequence[Person], sieve: Sieve) -> Message:
    """Whose acts to look at."""
    return Message(
        words.say("Whose acts?"),
        (
            *(
                (Button(_called(words, one), Go("log.page", sieve._replace(staff_id=one.id).packed(), "0")),)
                for one in found
            ),
            _everybody(words, sieve, "staff_id"),
        ),
    )


def _called(words: Words, one: Person) -> str:
    role = words.label(ROLES[one.role])
    name = words.label("{name}, {role}", name=one.name, role=role) if one.name else role
    return plain(name) if one.at_work else words.label("{name} (not here any more)", name=name)


def topics(words: Words, sieve: Sieve) -> Message:
    """Which kind of acts to look at."""
    return Message(
        words.say("Which kind of acts?"),
        (
            *(
                (Button(words.label(name), Go("log.page", sieve._replace(topic=topic).packed(), "0")),)
                for topic, name in _TOPICS.items()
            ),
            _everybody(words, sieve, "topic"),
        ),
    )


def ask(words: Words, sieve: Sieve, today: date, now: datetime) -> Message:
    """Which day, or which member."""
    days = [today - timedelta(days=n) for n in range(DAYS)]
    buttons = [
        Button(formats.day(words, day, now), Go("log.page", sieve._replace(day=day).packed(), "0")) for day in days
    ]
    return Message(
        words.say("Which day, or which member? Choose a day, or write one (2026-05-14), or a card or phone number."),
        (
            *(tuple(buttons[n : n + 3]) for n in range(0, DAYS, 3)),
            (back(words, Go("log.page", sieve._replace(day=None, member_id=None).packed(), "0")), cancel(words)),
        ),
    )


def _everybody(words: Words, sieve: Sieve, part: str) -> Row:
    return (Button(words.label("All of them"), Go("log.page", sieve._replace(**{part: None}).packed(), "0")),)
