"""Reminders before something runs out: their rules, a part of them changed, and the back-test."""

import asyncio
from dataclasses import replace

from bot.actions.backtest import try_history
from bot.actions.care import read_care
from bot.charts.replenishment import Bar, Chart, draw
from bot.rules.care import Care, not_between
from bot.rules.refills import AHEAD_DAYS, HOURS, PRESENT_DAYS, SURE, RefillRules
from bot.rules.refusals import Refusal
from bot.shop import Shop
from bot.words import refill_rules as words
from bot.words.message import Message
from bot.words.refill_rules import Labels, Part
from handlers.care import held, hold_now
from handlers.editing import Answer, Draft, Editing, Screens, number, with_buttons
from handlers.presents import ask_which, name_of
from handlers.visit import Reply, Visit


async def show(visit: Visit) -> Message:
    """The rules that hold; whatever was asked about them is not asked any more."""
    await REFILL.leave(visit)
    rules = await read_care(visit.work, Care.REFILL, RefillRules)
    return words.show(visit.words, rules, await name_of(visit, rules.reward))


async def edit(visit: Visit) -> Message | Reply:
    """A part of the rules is to change; for the voucher the rewards are shown."""
    asked = await REFILL.edit(visit)
    return await ask_which(visit, Care.REFILL, Part.REWARD) if visit.args[0] == Part.REWARD else asked


async def test(visit: Visit) -> Reply:
    """*How good would it have been?*: looked up beside whoever writes, and drawn beside the loop."""

    async def try_it(shop: Shop) -> Message:
        tested = await try_history(shop, visit.actor)
        said = words.labels(visit.words, tested.results) if tested.results else None
        picture = await asyncio.to_thread(draw, _chart(visit, said)) if said else None
        return words.backtest(visit.words, tested.results, tested.one_in, picture)

    return Reply(then=try_it, fresh=True)


def _chart(visit: Visit, said: Labels) -> Chart:
    bars = [Bar(*one) for one in said.bars]
    return Chart(visit.words.language.value, said.title, said.subtitle, said.methods, bars)


async def _preview(visit: Visit, _: Part, rules: RefillRules, key: str) -> Message:
    return words.preview(visit.words, rules, await name_of(visit, rules.reward), key)


_BY_BUTTON = Refusal("care_choice")
REFILL = Editing(
    "refill",
    Draft[Part, RefillRules],
    {
        Part.ON: Answer(with_buttons(_BY_BUTTON), lambda rules, said: replace(rules, on=said == "1")),
        Part.AHEAD: Answer(number(not_between(*AHEAD_DAYS), lambda rules, n: replace(rules, days_ahead=n))),
        Part.HOUR: Answer(number(not_between(*HOURS), lambda rules, n: replace(rules, hour=n))),
        Part.SURE: Answer(number(not_between(*SURE), lambda rules, n: replace(rules, sure=n), unit="%")),
        Part.REWARD: Answer(with_buttons(_BY_BUTTON), lambda rules, said: replace(rules, reward=int(said) or None)),
        Part.PRESENT: Answer(number(not_between(*PRESENT_DAYS), lambda rules, n: replace(rules, present_days=n))),
    },
    held(Care.REFILL, RefillRules),
    hold_now(Care.REFILL),
    Screens(words.ask, _preview, words.applied),
)
