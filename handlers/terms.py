"""The terms of points: as they are, a part of them changed, what that means, and only then applied."""

from collections.abc import Callable
from dataclasses import astuple, replace
from typing import NamedTuple

from bot.actions.terms import apply_terms, read_terms
from bot.rules.codes import new_secret
from bot.rules.money import Money, Unsure
from bot.rules.points import MOST_POINTS
from bot.rules.refusals import Refusal
from bot.rules.terms import MOST_EXTENSION, MOST_RETURN_DAYS, Terms
from bot.words import common, refusals
from bot.words import terms as words
from bot.words.message import Message
from bot.words.terms import Part
from handlers import typed
from handlers.drafts import Flow, left
from handlers.visit import Reply, Visit


class Draft(NamedTuple):
    """The terms as they would be, and the part of them that is asked for; a `key` once they are ready to apply."""

    part: Part
    values: tuple[int, int, bool, int, bool, int, int, int, int]
    key: str = ""

    @property
    def terms(self) -> Terms:
        """The terms as they would be; their version is the one that they were edited from."""
        return Terms(*self.values)


TERMS = Flow("terms", Draft)


async def show(visit: Visit) -> Message:
    """The terms that hold; whatever was asked about them is not asked any more."""
    if visit.known.step is not None and visit.known.step.startswith("terms."):
        await visit.asked()
    return words.show(visit.words, await read_terms(visit.work))


async def edit(visit: Visit) -> Message:
    """A part of the terms is to change."""
    return await _ask(visit, Part(visit.args[0]), await read_terms(visit.work))


async def take(visit: Visit) -> Message | Reply:
    """The part was answered."""
    draft = TERMS.draft(visit)
    if draft is None:
        return left(visit)
    if draft.key:
        return await _preview(visit, draft.part, draft.terms)
    read = _READ.get(draft.part)
    found = Refusal("terms_switch") if read is None else read(visit, draft.terms)
    match found:
        case Terms():
            return await _preview(visit, draft.part, found)
        case Refusal():
            return await _ask(visit, draft.part, draft.terms, found)
        case points, Unsure(readings):
            await visit.ask("terms.part", Draft(draft.part, astuple(replace(draft.terms, worth_points=points))))
            return common.which_amount(visit.words, [reading.amount for reading in readings], "terms.amount")


async def choose_amount(visit: Visit) -> Message | Reply:
    """One reading of an amount that had two."""
    draft = TERMS.draft(visit)
    if draft is None or draft.part is not Part.WORTH:
        return left(visit)
    return await _preview(visit, draft.part, replace(draft.terms, worth_amount=int(visit.args[0])))


async def switch(visit: Visit) -> Message | Reply:
    """Yes or no."""
    draft = TERMS.draft(visit)
    on = visit.args[0] == "1"
    if draft is None or draft.part not in (Part.PAYS, Part.KEEPS):
        return left(visit)
    changed = replace(draft.terms, pays=on) if draft.part is Part.PAYS else replace(draft.terms, keeps=on)
    return await _preview(visit, draft.part, changed)


async def apply(visit: Visit) -> Message | Reply:
    """The new terms hold from now on."""
    draft = TERMS.draft(visit)
    if draft is None or draft.key != visit.args[0]:
        return left(visit)
    await visit.asked()
    applied = await apply_terms(visit.work, visit.actor, draft.terms)
    if isinstance(applied, Refusal):
        return refusals.refused(visit.words, applied, visit.now)
    return words.applied(visit.words, applied)


async def _ask(visit: Visit, part: Part, terms: Terms, why: Refusal | None = None) -> Message:
    await visit.ask("terms.part", Draft(part, astuple(terms)))
    return refusals.and_again(visit.words, why, words.ask(visit.words, part), visit.now)


async def _preview(visit: Visit, part: Part, terms: Terms) -> Message:
    if refusal := terms.refused():
        return await _ask(visit, part, await read_terms(visit.work), refusal)
    key = new_secret(visit.work.chance)
    await visit.ask("terms.apply", Draft(part, astuple(terms), key))
    return words.preview(visit.words, part, terms, key)


Read = Terms | Refusal | tuple[int, Unsure]


def _read_worth(visit: Visit, terms: Terms) -> Read:
    first, _, rest = visit.text.strip().partition(" ")
    points, amount = typed.whole(first), typed.amount(visit, rest)
    if points is None:
        return Refusal("terms_unreadable")
    match amount:
        case Money(worth):
            return replace(terms, worth_points=points, worth_amount=worth)
        case Refusal("amount_zero"):
            return replace(terms, worth_points=points, worth_amount=0)
        case Refusal("amount_missing"):
            return Refusal("terms_unreadable")
        case Unsure():
            return points, amount
    return amount


def _read_share(visit: Visit, terms: Terms) -> Read:
    share = typed.whole(visit.text.strip().removesuffix("%"))
    return Refusal("terms_share") if share is None else replace(terms, pay_share=share)


def _read_extension(visit: Visit, terms: Terms) -> Read:
    months = typed.whole(visit.text)
    if months is None:
        return Refusal("terms_extension", {"most": MOST_EXTENSION})
    return replace(terms, extend_months=months)


def _read_adjust(visit: Visit, terms: Terms) -> Read:
    points = typed.whole(visit.text)
    return Refusal("terms_adjust", {"most": MOST_POINTS}) if points is None else replace(terms, adjust_alone=points)


def _read_return(visit: Visit, terms: Terms) -> Read:
    days = typed.whole(visit.text)
    return Refusal("terms_return", {"most": MOST_RETURN_DAYS}) if days is None else replace(terms, return_days=days)


_READ: dict[Part, Callable[[Visit, Terms], Read]] = {
    Part.WORTH: _read_worth,
    Part.SHARE: _read_share,
    Part.EXTEND: _read_extension,
    Part.ADJUST: _read_adjust,
    Part.RETURN: _read_return,
}
