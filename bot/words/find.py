"""Members as the staff look them up."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from bot.rules.codes import spaced
from bot.words import formats
from bot.words.catalogs import Words
from bot.words.common import back, cancel, danger, yes
from bot.words.message import Button, Go, Html, Message, Toast, lines, paragraphs, plain, rows
from bot.words.sale import person
from bot.words.tiers import InProfile, in_profile


class Found(NamedTuple):
    """A member in a list of found ones."""

    id: int
    name: str
    card: str
    points: int


class Bought(NamedTuple):
    """A purchase in a profile: minor units, and what of them was refunded."""

    at: datetime
    receipt: str
    amount: int
    refunded: int


class Profile(NamedTuple):
    """A member as the staff see one, with their last purchases.

    `spent` is in minor units; `joined` is None for one known only from an import; `frozen` is since when nothing is
    spent from their card.
    """

    id: int
    name: str
    card: str
    points: int
    debt: int
    joined: datetime | None
    purchases: int
    spent: int
    last: Sequence[Bought] = ()
    frozen: datetime | None = None
    tier: InProfile | None = None
    tags: Sequence[str] = ()


def ask(words: Words) -> Message:
    """Whom to look for."""
    return Message(words.say("Whom are you looking for? Card number, phone number or name."), ((cancel(words),),))


def found(words: Words, members: Sequence[Found], more: bool) -> Message:
    """Several members fit; `more` when the list was cut."""
    return Message(
        lines(
            words.count("Found {n} member.", "Found {n} members.", len(members))
            if not more
            else words.say("There are more of them; here are the first. Add a letter or two of the name."),
        ),
        tuple(
            (
                Button(
                    f"{plain(member.name) or spaced(member.card)} · {formats.points(words, member.points)}",
                    Go("find.show", str(member.id)),
                ),
            )
            for member in members
        ),
    )


def nobody(words: Words, query: str) -> Message:
    """Nobody fits."""
    return Message(
        words.say(
            "Nobody found for “{query}”. Try the card number, the phone number with its country code, or a whole "
            "word of the name.",
            query=query,
        ),
        ((Button(words.label("Search again"), Go("find.start")),),),
    )


def profile(
    words: Words, member: Profile, now: datetime, may_sell: bool, may_join: bool, *, may_free: bool = False
) -> Message:
    """One member, with what the reader may do: record a sale, add an earlier history, let points be spent again."""
    return Message(
        paragraphs(
            person(words, member.name, member.card),
            lines(
                words.say("Points: <b>{n}</b>", n=member.points),
                words.say("Owed from returns: {n}", n=member.debt) if member.debt else None,
                in_profile(words, member.tier, now) if member.tier else None,
                words.say("Tags: {tags}", tags=", ".join(member.tags)) if member.tags else None,
                words.say(
                    "🔒 No points are spent from this card since {moment}: the member said that it wasn't them.",
                    moment=formats.moment(words, member.frozen, now),
                )
                if member.frozen
                else None,
                words.say("Member since {day}", day=formats.day(words, member.joined, now))
                if member.joined
                else words.say("Known from an import, hasn't joined yet"),
                words.count(
                    "{n} purchase, {spent} in all",
                    "{n} purchases, {spent} in all",
                    member.purchases,
                    spent=formats.money(words, member.spent),
                )
                if member.purchases
                else words.say("No purchases yet"),
            ),
            lines(*(_bought(words, one, now) for one in member.last)),
        ),
        rows(
            (yes(words.label("Record a sale"), Go("sale.member", str(member.id))),) if may_sell else (),
            (
                Button(words.label("Points, and why"), Go("entries.page", str(member.id), "0")),
                Button(words.label("Tags"), Go("tags.show", str(member.id))),
            ),
            (Button(words.label("Add earlier purchases"), Go("find.join", str(member.id))),) if may_join else (),
            (danger(words.label("Let points be spent again"), Go("find.unfreeze", str(member.id))),)
            if may_free and member.frozen
            else (),
        ),
    )


def freed(words: Words) -> Toast:
    """After the stop was lifted; the member is told in their own chat."""
    return Toast(words.label("Points of this card can be spent again, and the member was told."))


def _bought(words: Words, one: Bought, now: datetime) -> Html:
    places = {
        "moment": formats.moment(words, one.at, now),
        "amount": formats.money(words, one.amount),
        "receipt": one.receipt,
    }
    if not one.refunded:
        return words.say("{moment}: {amount}, receipt <code>{receipt}</code>", **places)
    return words.say(
        "{moment}: {amount}, receipt <code>{receipt}</code>, {refunded} refunded",
        **places,
        refunded=formats.money(words, one.refunded),
    )


def ask_external(words: Words, name: str, card: str, member_id: int) -> Message:
    """For the number under which the till knew the member before."""
    return Message(
        lines(
            person(words, name, card),
            words.say(
                "Under which customer number did the till know this person? Check that it is really theirs: their "
                "points will move here, and it stays on the record that you did it."
            ),
        ),
        ((back(words, Go("find.show", str(member_id))), cancel(words)),),
    )


def confirm_join(
    words: Words, name: str, card: str, external_id: str, purchases: int, points: int, old_id: int, member_id: int
) -> Message:
    """What would move to the member."""
    return Message(
        lines(
            person(words, name, card),
            words.count(
                "Customer number <code>{number}</code>: {n} purchase, {points}.",
                "Customer number <code>{number}</code>: {n} purchases, {points}.",
                purchases,
                number=external_id,
                points=formats.points(words, points),
            ),
            words.say("Add them to this card?"),
        ),
        (
            (yes(words.label("Add them"), Go("find.join_now", str(old_id), str(member_id))),),
            (back(words, Go("find.show", str(member_id))),),
        ),
    )


def history_joined(words: Words, name: str, card: str, points: int, balance: int, member_id: int) -> Message:
    """After it; the member is told in their own chat."""
    return Message(
        lines(
            person(words, name, card),
            words.say(
                "Added: {change}, now has {balance}.",
                change=formats.signed(words, points),
                balance=formats.points(words, balance),
            ),
        ),
        ((back(words, Go("find.show", str(member_id))),),),
    )
