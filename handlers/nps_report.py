"""Who recommends the shop: counted beside whoever writes, and drawn beside the loop."""

import asyncio

from bot.actions.nps_report import reasons, who_recommends
from bot.charts.nps import Bar, Chart, Month, draw
from bot.rules.nps import Report
from bot.rules.surveys import HIGHEST
from bot.shop import Shop
from bot.words import nps_report as words
from bot.words.message import Message
from handlers.visit import Reply, Visit


async def show(visit: Visit) -> Reply:
    """`/nps`."""

    async def count(shop: Shop) -> Message:
        report = await who_recommends(shop, visit.actor, visit.now)
        picture = await asyncio.to_thread(draw, _chart(visit, report)) if report.counts else None
        return words.show(visit.words, report, picture)

    return Reply(then=count, fresh=True)


async def why(visit: Visit) -> Message:
    """A page of what they said."""
    page = int(visit.args[0])
    found, pages = await reasons(visit.work, visit.actor, page)
    return words.why(visit.words, found, min(page, pages - 1), pages)


def _chart(visit: Visit, report: Report) -> Chart:
    said = words.labels(visit.words, report, visit.work.store.name)
    lowest = min(report.lowest, default=0)
    return Chart(
        visit.words.language.value,
        said.title,
        said.subtitle,
        said.given,
        [Bar(score, report.counts.get(score, 0)) for score in range(lowest, HIGHEST + 1)],
        said.by_month,
        [Month(*one) for one in said.months],
    )
