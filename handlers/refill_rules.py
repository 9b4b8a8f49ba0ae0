"""How good the reminders of what runs out would have been, tried on the shop's own purchases."""

import asyncio

from bot.actions.backtest import try_history
from bot.charts.replenishment import Bar, Chart, draw
from bot.shop import Shop
from bot.words import refill_rules as words
from bot.words.message import Message
from bot.words.refill_rules import Labels
from handlers.visit import Reply, Visit


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
