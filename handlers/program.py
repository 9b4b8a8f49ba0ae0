"""The earning rule: as it is, a part of it changed, what that would have meant so far, and only then applied."""

from dataclasses import replace

from bot.actions.program import apply_rule, read_rule, try_rule
from bot.actions.terms import read_terms
from bot.actions.tiers import read_tiers
from bot.rules.points import MOST_MONTHS, MOST_POINTS, EarningRule, Rounding
from bot.rules.refusals import Refusal
from bot.shop import Shop
from bot.words import program as words
from bot.words.message import Message
from bot.words.program import Part
from handlers.editing import Answer, Draft, Editing, in_words, number, points_and_amount, with_buttons
from handlers.visit import Reply, Visit


async def show(visit: Visit) -> Message:
    """`/program`: the rule that holds; whatever was asked about it is not asked any more."""
    await RULE.leave(visit)
    rule, terms = await read_rule(visit.work), await read_terms(visit.work)
    return words.program(visit.words, rule, terms, await read_tiers(visit.work))


async def _preview(visit: Visit, _: Part, rule: EarningRule, key: str) -> Reply:
    terms = await read_terms(visit.work)

    async def try_it(shop: Shop) -> Message:
        return words.preview(visit.words, await try_rule(shop, visit.actor, rule, terms, visit.now), key)

    return Reply(then=try_it)


_ANSWERS: dict[Part, Answer[EarningRule]] = {
    Part.RATE: Answer(
        points_and_amount(
            Refusal("rule_unreadable"), lambda rule, points, amount: replace(rule, points=points, per=amount)
        ),
        lambda rule, amount: replace(rule, per=int(amount)),
    ),
    Part.ROUNDING: Answer(
        with_buttons(Refusal("rule_rounding")), lambda rule, way: replace(rule, rounding=Rounding(way))
    ),
    Part.MONTHS: Answer(number(Refusal("rule_months", {"most": MOST_MONTHS}), lambda rule, n: replace(rule, months=n))),
    Part.STARTER: Answer(
        number(Refusal("rule_starter", {"most": MOST_POINTS}), lambda rule, n: replace(rule, starter=n))
    ),
}
RULE = Editing(
    "program", Draft[Part, EarningRule], _ANSWERS, read_rule, apply_rule, in_words(words.ask, _preview, words.applied)
)
