"""The earning rule: as it is, a part of it changed, what that would have meant last month, and only then applied."""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from bot.actions.program import apply_rule, read_rule, try_rule
from bot.actions.terms import read_terms
from bot.actions.tiers import read_tiers
from bot.rules.codes import new_secret
from bot.rules.money import Money, Unsure
from bot.rules.points import MOST_MONTHS, MOST_POINTS, EarningRule, Rounding
from bot.rules.refusals import Refusal
from bot.shop import Shop
from bot.words import common, refusals
from bot.words import program as words
from bot.words.catalogs import Words
from bot.words.message import Message
from handlers import typed
from handlers.drafts import Flow, left
from handlers.visit import Reply, Visit


class Draft(NamedTuple):
    """The rule as it would be, and the part of it that is asked for; a `key` once it is ready to apply."""

    part: str
    values: tuple[int, int, Rounding, int, int, int]
    key: str = ""

    @property
    def rule(self) -> EarningRule:
        """The rule as it would be; its version is the one that it was edited from."""
        return EarningRule(*self.values)


RULE = Flow("program", Draft)


async def show(visit: Visit) -> Message:
    """`/program`: the rule that holds; whatever was asked about it is not asked any more."""
    if visit.known.step is not None and visit.known.step.startswith("program."):
        await visit.asked()
    rule, terms = await read_rule(visit.work), await read_terms(visit.work)
    return words.program(visit.words, rule, terms, await read_tiers(visit.work))


async def edit(visit: Visit) -> Message:
    """A part of the rule is to change."""
    return await _ask(visit, visit.args[0], await read_rule(visit.work))


async def take(visit: Visit) -> Message | Reply:
    """The part was answered."""
    draft = RULE.draft(visit)
    if draft is None:
        return left(visit)
    if draft.key:
        return await _preview(visit, draft.part, draft.rule)
    read = _READ.get(draft.part)
    found = Refusal("rule_rounding") if read is None else read(visit, draft.rule)
    match found:
        case EarningRule():
            return await _preview(visit, draft.part, found)
        case Refusal():
            return await _ask(visit, draft.part, draft.rule, found)
        case points, Unsure(readings):
            await visit.ask("program.part", Draft(draft.part, _values(replace(draft.rule, points=points))))
            return common.which_amount(visit.words, [reading.amount for reading in readings], "program.per")


async def choose_per(visit: Visit) -> Message | Reply:
    """One reading of an amount that had two."""
    draft = RULE.draft(visit)
    if draft is None or draft.part != "rate":
        return left(visit)
    return await _preview(visit, draft.part, replace(draft.rule, per=int(visit.args[0])))


async def choose_rounding(visit: Visit) -> Message | Reply:
    """Up, down or to the nearest."""
    draft = RULE.draft(visit)
    if draft is None:
        return left(visit)
    return await _preview(visit, draft.part, replace(draft.rule, rounding=Rounding(visit.args[0])))


async def apply(visit: Visit) -> Message | Reply:
    """The new rule holds from now on."""
    draft = RULE.draft(visit)
    if draft is None or draft.key != visit.args[0]:
        return left(visit)
    await visit.asked()
    applied = await apply_rule(visit.work, visit.actor, draft.rule)
    if isinstance(applied, Refusal):
        return refusals.refused(visit.words, applied, visit.now)
    return words.applied(visit.words, applied)


async def _ask(visit: Visit, part: str, rule: EarningRule, why: Refusal | None = None) -> Message:
    await visit.ask("program.part", Draft(part, _values(rule)))
    return refusals.and_again(visit.words, why, _QUESTIONS[part](visit.words), visit.now)


async def _preview(visit: Visit, part: str, rule: EarningRule) -> Message | Reply:
    if refusal := rule.refused():
        return await _ask(visit, part, await read_rule(visit.work), refusal)
    key = new_secret(visit.work.chance)
    await visit.ask("program.apply", Draft(part, _values(rule), key))
    terms = await read_terms(visit.work)

    async def try_it(shop: Shop) -> Message:
        return words.preview(visit.words, await try_rule(shop, visit.actor, rule, terms, visit.now), key)

    return Reply(then=try_it)


def _values(rule: EarningRule) -> tuple[int, int, Rounding, int, int, int]:
    return rule.points, rule.per, rule.rounding, rule.months, rule.starter, rule.version


Read = EarningRule | Refusal | tuple[int, Unsure]


def _read_rate(visit: Visit, rule: EarningRule) -> Read:
    first, _, rest = visit.text.strip().partition(" ")
    points, amount = typed.whole(first), typed.amount(visit, rest)
    if points is None:
        return Refusal("rule_unreadable")
    match amount:
        case Money(per):
            return replace(rule, points=points, per=per)
        case Unsure():
            return points, amount
        case Refusal("amount_missing"):
            return Refusal("rule_unreadable")
    return amount


def _read_months(visit: Visit, rule: EarningRule) -> Read:
    months = typed.whole(visit.text)
    return Refusal("rule_months", {"most": MOST_MONTHS}) if months is None else replace(rule, months=months)


def _read_starter(visit: Visit, rule: EarningRule) -> Read:
    starter = typed.whole(visit.text)
    return Refusal("rule_starter", {"most": MOST_POINTS}) if starter is None else replace(rule, starter=starter)


_READ: dict[str, Callable[[Visit, EarningRule], Read]] = {
    "rate": _read_rate,
    "months": _read_months,
    "starter": _read_starter,
}
_QUESTIONS: dict[str, Callable[[Words], Message]] = {
    "rate": words.ask_rate,
    "rounding": words.ask_rounding,
    "months": lambda spoken: words.ask_months(spoken, MOST_MONTHS),
    "starter": words.ask_starter,
}
