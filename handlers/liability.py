"""What points cost the shop: counted beside whoever writes, and drawn beside the loop."""

import asyncio

from bot.actions.liability import what_points_cost
from bot.actions.terms import read_terms
from bot.charts.liability import Bar, Chart, draw
from bot.rules.liability import Liability
from bot.shop import Shop
from bot.words import liability as words
from bot.words.message import Message
from handlers.visit import Reply, Visit


async def show(visit: Visit) -> Reply:
    """`/liability`."""
    terms = await read_terms(visit.work)

    async def count(shop: Shop) -> Message:
        cost = await what_points_cost(shop, visit.actor, terms, visit.now)
        picture = await asyncio.to_thread(draw, _chart(visit, cost)) if cost.points else None
        return words.liability(visit.words, cost, picture)

    return Reply(then=count, fresh=True)


def _chart(visit: Visit, cost: Liability) -> Chart:
    said = words.labels(visit.words, cost, visit.work.store.name)
    return Chart(
        visit.words.language.value,
        said.title,
        said.subtitle,
        [Bar(*one) for one in said.bars],
        cost.share.share if cost.share else None,
        said.redeemed,
        said.rest,
    )
