"""Rules that their owner edits part by part: one is asked for, shown with what it would mean, and only then applied."""

from collections.abc import Awaitable, Callable, Mapping
from enum import StrEnum
from typing import Generic, NamedTuple, Protocol, TypeVar

from bot.rules.codes import new_secret
from bot.rules.money import Money, Unsure
from bot.rules.refusals import Refusal
from bot.rules.roles import Actor
from bot.shop import Work
from bot.words import common, refusals
from bot.words.catalogs import Words
from bot.words.message import Message
from handlers import typed
from handlers.drafts import Flow, left
from handlers.visit import Reply, Visit


class Rules(Protocol):
    """What is edited: a frozen dataclass that knows what it can't be."""

    def refused(self) -> Refusal | None:
        """Why a shop can't have these rules; None if it can."""


P = TypeVar("P", bound=StrEnum)
R = TypeVar("R", bound=Rules)

Typed = Callable[[Visit, R], R | Refusal | tuple[R, Unsure]]
"""Reads an answer into the rules. With Unsure they lack the amount that has two readings."""


class Answer(NamedTuple, Generic[R]):
    """How a part is answered: in writing, and perhaps with buttons, each of which says one word."""

    typed: Typed[R]
    chosen: Callable[[R, str], R] | None = None


class Draft(NamedTuple, Generic[P, R]):
    """The rules as they would be, and the part of them that is asked for; a `key` once they are ready to apply."""

    part: P
    rules: R
    key: str = ""


class Screens(NamedTuple, Generic[P, R]):
    """What is said: a question for a part, what a change would mean (`key` finds it again), and that it holds."""

    ask: Callable[[Visit, P], Awaitable[Message]]
    preview: Callable[[Visit, P, R, str], Awaitable[Message | Reply]]
    applied: Callable[[Visit, R], Awaitable[Message]]


class Editing(Generic[P, R]):
    """The dialogue; its routes are `<name>.edit`, `.choose` and `.apply`, its steps `.part` and `.apply`.

    Args:
        draft: the class of its drafts.
        answers: how each part is answered.
        held: reads the rules that hold.
        apply: lets others hold.
    """

    def __init__(
        self,
        name: str,
        draft: type[Draft[P, R]],
        answers: Mapping[P, Answer[R]],
        held: Callable[[Work], Awaitable[R]],
        apply: Callable[[Work, Actor, R], Awaitable[R | Refusal]],
        screens: Screens[P, R],
    ) -> None:
        self._name = name
        self._flow = Flow(name, draft)
        self._answers = answers
        self._held = held
        self._apply = apply
        self._screens = screens

    async def leave(self, visit: Visit) -> None:
        """Whatever was asked about the rules is not asked any more."""
        if visit.known.step is not None and visit.known.step.startswith(f"{self._name}."):
            await visit.asked()

    async def edit(self, visit: Visit) -> Message | Reply:
        """A part of the rules is to change."""
        part = next((part for part in self._answers if part == visit.args[0]), None)
        return left(visit) if part is None else await self._ask(visit, Draft(part, await self._held(visit.work)))

    async def take(self, visit: Visit) -> Message | Reply:
        """The part was answered in writing; at a preview, that is shown once more."""
        draft = self._flow.draft(visit)
        if draft is None:
            return left(visit)
        if draft.key:
            return await self._preview(visit, draft)
        found = self._answers[draft.part].typed(visit, draft.rules)
        if isinstance(found, Refusal):
            return await self._ask(visit, draft, found)
        if isinstance(found, tuple):
            rules, unsure = found
            await self._keep(visit, "part", draft._replace(rules=rules))
            readings = [reading.amount for reading in unsure.readings]
            return common.which_amount(visit.words, readings, f"{self._name}.choose", draft.part)
        return await self._preview(visit, draft._replace(rules=found))

    async def choose(self, visit: Visit) -> Message | Reply:
        """The part was answered with a button."""
        draft, (part, said) = self._flow.draft(visit), visit.args
        if draft is None or draft.part != part or (chosen := self._answers[draft.part].chosen) is None:
            return left(visit)
        return await self._preview(visit, draft._replace(rules=chosen(draft.rules, said)))

    async def apply(self, visit: Visit) -> Message | Reply:
        """The new rules hold from now on."""
        draft = self._flow.draft(visit)
        if draft is None or draft.key != visit.args[0]:
            return left(visit)
        await visit.asked()
        applied = await self._apply(visit.work, visit.actor, draft.rules)
        if isinstance(applied, Refusal):
            return refusals.refused(visit.words, applied, visit.now)
        return await self._screens.applied(visit, applied)

    async def _ask(self, visit: Visit, draft: Draft[P, R], why: Refusal | None = None) -> Message:
        await self._keep(visit, "part", draft)
        return refusals.and_again(visit.words, why, await self._screens.ask(visit, draft.part), visit.now)

    async def _preview(self, visit: Visit, draft: Draft[P, R]) -> Message | Reply:
        if refusal := draft.rules.refused():
            return await self._ask(visit, Draft(draft.part, await self._held(visit.work)), refusal)
        key = new_secret(visit.work.chance)
        await self._keep(visit, "apply", draft._replace(key=key))
        return await self._screens.preview(visit, draft.part, draft.rules, key)

    async def _keep(self, visit: Visit, step: str, draft: Draft[P, R]) -> None:
        await visit.ask(f"{self._name}.{step}", self._flow.plain(draft))


def in_words(
    ask: Callable[[Words, P], Message],
    preview: Callable[[Visit, P, R, str], Awaitable[Message | Reply]],
    applied: Callable[[Words, R], Message],
) -> Screens[P, R]:
    """Screens of which only the preview may have to look something up."""

    async def ask_for(visit: Visit, part: P) -> Message:
        return ask(visit.words, part)

    async def it_holds(visit: Visit, rules: R) -> Message:
        return applied(visit.words, rules)

    return Screens(ask_for, preview, it_holds)


def told(preview: Callable[[Words, R, str], Message]) -> Callable[[Visit, P, R, str], Awaitable[Message | Reply]]:
    """A preview that is the same for every part, and looks nothing up."""

    async def as_it_would_be(visit: Visit, _: P, rules: R, key: str) -> Message:
        return preview(visit.words, rules, key)

    return as_it_would_be


def number(unreadable: Refusal, changed: Callable[[R, int], R], unit: str = "") -> Typed[R]:
    """Reads a whole number, with or without its unit."""

    def read(visit: Visit, rules: R) -> R | Refusal:
        found = typed.whole(visit.text.strip().removesuffix(unit))
        return unreadable if found is None else changed(rules, found)

    return read


def points_and_amount(unreadable: Refusal, changed: Callable[[R, int, int], R]) -> Typed[R]:
    """Reads how many points are for how much money: `1 10`."""

    def read(visit: Visit, rules: R) -> R | Refusal | tuple[R, Unsure]:
        first, _, rest = visit.text.strip().partition(" ")
        points, amount = typed.whole(first), typed.amount(visit, rest)
        if points is None:
            return unreadable
        match amount:
            case Money(minor):
                return changed(rules, points, minor)
            case Unsure():
                return changed(rules, points, 0), amount
            case Refusal("amount_zero"):
                return changed(rules, points, 0)
            case Refusal("amount_missing"):
                return unreadable
        return amount

    return read


def with_buttons(unchosen: Refusal) -> Typed[R]:
    """What is answered with a button can't be written."""
    return lambda _, __: unchosen
