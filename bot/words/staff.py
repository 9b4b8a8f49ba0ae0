"""The people who work here: who they are, how they come and how they go."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from bot.rules.roles import Role
from bot.words import formats
from bot.words.catalogs import Words, sentence
from bot.words.common import back, danger, yes
from bot.words.message import Button, Copy, Go, Html, Message, lines, paragraphs, plain, rows, safe

ROLES = {
    Role.CASHIER: sentence("cashier"),
    Role.AGENT: sentence("agent"),
    Role.MANAGER: sentence("manager"),
    Role.OWNER: sentence("owner"),
}
_DUTIES = {
    Role.CASHIER: sentence("Cashier: finds members, records sales and takes back their own within minutes."),
    Role.AGENT: sentence("Agent: answers members' questions and looks members up."),
    Role.MANAGER: sentence("Manager: what cashiers do, and refunds, products and earlier purchases."),
}


class Colleague(NamedTuple):
    """Somebody who works here; `branch` None is every branch."""

    id: int
    name: str
    role: Role
    branch: str | None
    since: datetime


def staff(words: Words, people: Sequence[Colleague]) -> Message:
    """Everybody who works here, each a button."""
    return Message(
        paragraphs(
            words.say("<b>Your team</b>"),
            words.count("{n} person works here.", "{n} people work here.", len(people)),
        ),
        (
            *((Button(f"{plain(one.name)} · {_work(words, one)}", Go("staff.show", str(one.id))),) for one in people),
            (yes(words.label("Invite somebody"), Go("staff.invite")),),
        ),
    )


def _work(words: Words, one: Colleague) -> str:
    role = words.label(ROLES[one.role])
    return words.label("{role}, {branch}", role=role, branch=one.branch) if one.branch else role


def colleague(words: Words, one: Colleague, now: datetime, dismissable: bool) -> Message:
    """One of the team."""
    return Message(
        lines(
            words.say("<b>{name}</b>: {work}", name=one.name, work=_work(words, one)),
            words.say("Since {day}", day=formats.day(words, one.since, now)),
        ),
        rows(
            (danger(words.label("Dismiss"), Go("staff.dismiss", str(one.id))),) if dismissable else (),
            (back(words, Go("staff.list")),),
        ),
    )


def confirm_dismissal(words: Words, one: Colleague) -> Message:
    """The question before somebody loses their access."""
    return Message(
        words.say(
            "Dismiss <b>{name}</b>? Their access ends at once, on old buttons too. What they recorded stays.",
            name=one.name,
        ),
        (
            (danger(words.label("Dismiss {name}", name=one.name), Go("staff.dismiss_now", str(one.id))),),
            (back(words, Go("staff.show", str(one.id))),),
        ),
    )


def dismissed(words: Words, name: str) -> Message:
    """To the owner, after it."""
    return Message(
        words.say("<b>{name}</b> no longer works here.", name=name),
        ((back(words, Go("staff.list")),),),
    )


def you_were_dismissed(words: Words, store: str) -> Message:
    """To the one who was dismissed."""
    return Message(
        words.say(
            "Your work access at {store} has ended. Thank you for your help! If you are a member, your points are "
            "still yours.",
            store=store,
        )
    )


def ask_role(words: Words) -> Message:
    """The first step of an invitation."""
    return Message(
        paragraphs(words.say("<b>As what do you invite them?</b>"), lines(*map(words.say, _DUTIES.values()))),
        (
            *((Button(_first_upper(words.label(ROLES[role])), Go("staff.role", role)),) for role in _DUTIES),
            (back(words, Go("staff.list")),),
        ),
    )


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def ask_branch(words: Words, role: Role, branches: Sequence[tuple[int, str]]) -> Message:
    """The second step, where the store has several branches: their ids and names."""
    return Message(
        words.say("At which branch?"),
        (
            *((Button(plain(name), Go("staff.branch", role, str(branch_id))),) for branch_id, name in branches),
            (Button(words.label("All branches"), Go("staff.branch", role, "")),),
            (back(words, Go("staff.invite")),),
        ),
    )


def invitation(words: Words, role: Role, branch: str | None, link: str, until: datetime, now: datetime) -> Message:
    """The link to hand on, which works once and until an instant."""
    work = words.label(ROLES[role])
    if branch:
        work = words.label("{role}, {branch}", role=work, branch=branch)
    return Message(
        paragraphs(
            words.say("Send this link to your new colleague ({work}):", work=work),
            safe(link),
            words.say(
                "It works once, until {moment}. Whoever opens it first gets the access.",
                moment=formats.moment(words, until, now),
            ),
        ),
        ((Button(words.label("Copy the link"), Copy(link)),), (back(words, Go("staff.list")),)),
    )


def you_joined(words: Words, store: str, role: Role) -> Message:
    """To the one who opened the invitation."""
    return Message(
        paragraphs(
            words.say("Welcome to the team of {store}! Your role: {role}.", store=store, role=words.label(ROLES[role])),
            words.say("Here is what you can do: /help"),
        )
    )


def somebody_joined(words: Words, name: str, role: Role) -> Message:
    """To the owner, when an invitation was used."""
    return Message(
        words.say(
            "<b>{name}</b> opened your invitation and works here now. Role: {role}.",
            name=name,
            role=words.label(ROLES[role]),
        ),
        ((Button(words.label("My team"), Go("staff.list")),),),
    )


def you_own(words: Words, store: str) -> Message:
    """To the first owner, after the code from the console."""
    return Message(
        paragraphs(
            words.say("🔑 <b>{store}</b> is yours. Welcome!", store=store),
            words.say("<b>The first steps</b>"),
            first_steps(words),
        ),
        (
            (Button(words.label("The points rule"), Go("program.show")),),
            (Button(words.label("Products"), Go("products.list")), Button(words.label("My team"), Go("staff.list"))),
        ),
    )


def first_steps(words: Words) -> Html:
    """What an owner does first."""
    return lines(
        words.say("1. /program: how many points a purchase earns"),
        words.say("2. /staff: invite your cashiers"),
        words.say("3. /sale: record the first sale"),
    )
