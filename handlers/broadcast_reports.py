"""What came of a broadcast: its figures, and the list of who got it, both looked up beside whoever sells meanwhile."""

import csv
from io import StringIO

from bot.actions.broadcast_report import recipients, report
from bot.actions.broadcasts import find_broadcast
from bot.rules.sheets import to_cell
from bot.shop import Shop
from bot.words import broadcast_report as words
from bot.words.message import Message
from handlers.broadcast_runs import leave
from handlers.drafts import left
from handlers.visit import Reply, Visit

MOST_LINES = 100_000
"""Lines of a list that goes into one message: some megabytes."""


async def show(visit: Visit) -> Message | Reply:
    """What came of it so far."""
    found = await find_broadcast(visit.work, int(visit.args[0]))
    if found is None:
        return left(visit)
    await leave(visit)

    async def count(shop: Shop) -> Message:
        async with shop.reading() as reading:
            return words.report(visit.words, await report(reading, found, visit.now), visit.now)

    return Reply(then=count)


async def people(visit: Visit) -> Message | Reply:
    """Who got it, who did not, and why, as a file that any spreadsheet opens."""
    found = await find_broadcast(visit.work, int(visit.args[0]))
    if found is None:
        return left(visit)

    async def gather(shop: Shop) -> Message:
        columns, lines = words.columns(visit.words), 0
        sheet = StringIO()
        writer = csv.writer(sheet, quoting=csv.QUOTE_ALL)
        writer.writerow(columns.values())
        async with shop.reading() as reading:
            async for one in recipients(reading, found.id, shop.vault):
                lines += 1
                if lines > MOST_LINES:
                    return words.too_many(visit.words, found.id)
                said = words.line(visit.words, one)
                writer.writerow([to_cell(said[name]) for name in columns])
        name = f"broadcast-{found.id}.csv"
        return words.people(visit.words, name, sheet.getvalue().encode("utf-8-sig"), lines)

    return Reply(then=gather, fresh=True)
