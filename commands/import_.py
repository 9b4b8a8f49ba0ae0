"""`regulars import purchases` and `regulars import members`: a file goes in a batch at a time, while the bot runs."""

import asyncio
from collections.abc import Coroutine, Iterator
from pathlib import Path

from bot.actions.customers import Taken, take_customers
from bot.actions.imports import Fate, Import
from bot.actions.seen import open_seen
from bot.rules.columns import MEMBER, PURCHASE
from bot.rules.gathering import Gathered, gather
from bot.rules.imports import Bought, Customer, MemberReader, PurchaseReader
from bot.rules.names import clean
from bot.rules.records import Record
from bot.rules.refusals import Refusal
from bot.rules.roles import OPERATOR
from bot.rules.times import local_day
from commands.desk import Desk, Options, close_desk, open_desk, patiently, sum_up_rejects
from commands.stop import StopError
from commands.table import TYPED_WRONG

STOPPED = 130
LINES_AT_ONCE = 1_000
"""Lines of purchases in one transaction: the running bot waits for none of them longer than a blink."""
MEMBERS_AT_ONCE = 500
SHOW_EVERY = 500

_PURCHASES: dict[str, str] = {
    Fate.NEW: "purchases recorded",
    "points": "points earned",
    "members": "members made, who have not joined",
    Fate.KNOWN: "purchases that were there already",
    Fate.NOBODY: "purchases without a member, left out",
    Fate.FORGOTTEN: "purchases of people who asked to be forgotten, left out",
}
_MEMBERS: dict[str, str] = {
    Taken.NEW: "members made, who have not joined",
    Taken.COMPLETED: "members completed",
    Taken.JOINED: "members joined to whom they are here, by their phone",
    Taken.SAME: "members who stay as they are",
    Taken.FORGOTTEN: "people who asked to be forgotten, left out",
}


def import_purchases(path: Path, options: Options) -> None:
    """Take in purchases.

    Raises:
        StopError: the file or an option is wrong (1, 2), the bot held the database too long (75), it was told to stop
            (130), or lines were rejected (1).
    """
    if not 0 < len(options.source) <= 32 or clean(options.source) != options.source:
        raise StopError("--source is a name of up to 32 characters, such as till-2 or webshop.", TYPED_WRONG)
    _run(_purchases(path, options))


def import_members(path: Path, options: Options) -> None:
    """Take in customers; the errors are those of `import_purchases`."""
    _run(_members(path, options))


def _run(job: Coroutine[None, None, None]) -> None:
    try:
        asyncio.run(job)
    except KeyboardInterrupt:
        raise StopError(
            "Stopped. What was recorded stays; run this again, and it goes on from there.", STOPPED
        ) from None


async def _purchases(path: Path, options: Options) -> None:
    async with open_desk(path, PURCHASE, options) as desk:
        with open_seen() as seen:
            job = Import(desk.shop, OPERATOR, options.source, seen, options.points, options.dry_run)
            batch: list[Gathered] = []
            lines = 0
            for receipt in gather(_read(desk)):
                batch.append(receipt)
                lines += len(receipt.records)
                if lines >= LINES_AT_ONCE:
                    await _take(desk, job, batch)
                    batch, lines = [], 0
            await _take(desk, job, batch)
        await close_desk(desk, options, "purchases", _PURCHASES, (Fate.NEW, "points", "members"))
    sum_up_rejects(desk.rejects, options)


def _read(desk: Desk) -> Iterator[tuple[Record, str, Bought | Refusal]]:
    reader = PurchaseReader(desk.table.columns, desk.style)
    for record in desk.table.records:
        desk.lines += 1
        if desk.lines % SHOW_EVERY == 0:
            desk.show()
        yield record, reader.receipt(record.cells), record.why or reader.read(record.cells)


async def _take(desk: Desk, job: Import, batch: list[Gathered]) -> None:
    if not batch:
        return
    if not job.only_look:
        desk.look_for_room()
    done = await patiently(job.take(batch), desk.say)
    desk.count("members", done.new_members)
    for told in done.told:
        if isinstance(told.fate, Refusal):
            for record, why in told.receipt.rejected(told.fate):
                desk.reject(record, why)
        else:
            desk.count(told.fate)
            desk.count("points", told.points)


async def _members(path: Path, options: Options) -> None:
    async with open_desk(path, MEMBER, options) as desk:
        reader = MemberReader(desk.table.columns, desk.style, local_day(desk.shop.clock.now(), desk.style.zone))
        batch: list[tuple[Record, Customer]] = []
        met: set[str] = set()
        for record in desk.table.records:
            desk.lines += 1
            if desk.lines % SHOW_EVERY == 0:
                desk.show()
            read = record.why or reader.read(record.cells)
            if isinstance(read, Refusal):
                desk.reject(record, read)
                continue
            marks = {read.number, read.phone} - {""}
            if len(batch) >= MEMBERS_AT_ONCE or not met.isdisjoint(marks):
                await _take_members(desk, batch, options)
                batch, met = [], set()
            batch.append((record, read))
            met |= marks
        await _take_members(desk, batch, options)
        await close_desk(desk, options, "members", _MEMBERS, (Taken.NEW, Taken.COMPLETED, Taken.JOINED))
    sum_up_rejects(desk.rejects, options)


async def _take_members(desk: Desk, batch: list[tuple[Record, Customer]], options: Options) -> None:
    if not batch:
        return
    if not options.dry_run:
        desk.look_for_room()
    customers = [one for _, one in batch]
    taking = take_customers(desk.shop, OPERATOR, customers, only_look=options.dry_run)
    fates = await patiently(taking, desk.say)
    for (record, _), fate in zip(batch, fates, strict=True):
        if isinstance(fate, Refusal):
            desk.reject(record, fate)
        else:
            desk.count(fate)
