"""Everybody among the tiers, a page at a time beside the till: settled by the table that holds, counted by another."""

from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, func, select

from bot.actions.leases import last_mark, note_mark
from bot.actions.standing import Standing, read_standings
from bot.actions.tier_moves import carry_out, place_quietly
from bot.actions.tiers import all_tiers, read_tiers
from bot.database import Query
from bot.rules.standing import Judge, Move, Outlook, Verdict, outlook
from bot.rules.tiers import Span, TierTable
from bot.shop import Shop
from bot.tables.members import members
from bot.tables.points import accounts
from bot.tables.purchases import purchases

NEW_TABLE = "tier_table"
"""The job that settles everybody by a table that is new, and remembers the version that it settled last."""
EVERY_NIGHT = "tiers"
"""The job that settles everybody each night, and remembers the newest purchase that it has seen."""
PAGE = 500
"""Accounts read in one snapshot: few enough that nobody waits while they are judged."""
TOLD, UNTOLD = 20, 300
"""Members in one act, where they are told and where nobody is: some milliseconds either way."""

_AFTER = (
    select(accounts.c.member_id)
    .where(accounts.c.member_id > bindparam("after"))
    .order_by(accounts.c.member_id)
    .limit(PAGE)
    .subquery()
)


def _end(last: int | None) -> int | None:
    return last


_PAGE_ENDS = Query(_end, select(func.max(_AFTER.c.member_id)))
_MEMBERS = Query(
    int,
    select(func.count()).select_from(members).where(members.c.merged_into.is_(None), members.c.forgotten_at.is_(None)),
)
_NEWEST = Query(int, select(func.coalesce(func.max(purchases.c.id), 0)))
_DUE = Query(int, select(accounts.c.member_id).where(accounts.c.tier_until < bindparam("by")).limit(1))


class Settled(NamedTuple):
    """The version of the table that everybody was settled by, and how many members were moved how."""

    version: int
    moves: Counter[Move]


async def anybody_due(shop: Shop, by: datetime) -> bool:
    """Whether somebody's tier is to be looked at by an instant, or anything was bought since everybody's was."""
    async with shop.reading() as reading:
        table = await read_tiers(reading)
        if table is None or not table.tiers:
            return False
        newest, settled = await reading.the(_NEWEST), await last_mark(reading, EVERY_NIGHT)
        return newest != settled or await reading.one(_DUE, by=by) is not None


async def table_is_new(shop: Shop) -> bool:
    """Whether the table that holds is one that not everybody was settled by yet."""
    async with shop.reading() as reading:
        table = await read_tiers(reading)
        return table is not None and await last_mark(reading, NEW_TABLE) != table.version


async def settle_new_table(shop: Shop) -> Settled | None:
    """Settle everybody by a table that is new: rises are told, falls wait for their review and its notice."""
    settled = await settle_everybody(shop)
    if settled is not None:
        await _note(shop, NEW_TABLE, settled.version)
    return settled


async def settle_by_night(shop: Shop) -> Settled | None:
    """Review those whose day has come, and lift without a word whom an import has brought to a higher tier."""
    async with shop.reading() as reading:
        newest = await reading.the(_NEWEST)
    settled = await settle_everybody(shop, silent=True)
    await _note(shop, EVERY_NIGHT, newest)
    return settled


async def _note(shop: Shop, job: str, mark: int) -> None:
    async with shop.work() as work:
        await note_mark(work, job, mark)


async def settle_everybody(shop: Shop, *, silent: bool = False) -> Settled | None:
    """Lift whoever has come to a higher tier, and review those whose day has come; None in a store without a table.

    It judges by snapshots and changes a few members at a time, none whose account has changed since, so that it may be
    broken off anywhere and run again.

    Args:
        silent: nobody is told of a rise. At night imports bring them, and nobody is written to because of an import.
    """
    async with shop.reading() as reading:
        tables = await all_tiers(reading)
    if not tables:
        return None
    moves = Counter[Move]()
    judge = _judge(shop, tables[0], tables)
    async for page in _pages(shop, judge, only_due=True):
        verdicts = [(one, judge.verdict(one.place, one.counted, one.missed)) for one in page]
        judged = [(one, verdict) for one, verdict in verdicts if verdict is not None]
        moves.update(verdict.move for _, verdict in judged)
        quiet = [one for one in judged if _is_quiet(*one, silent=silent)]
        for few in _few(quiet, UNTOLD):
            async with shop.work() as work:
                await place_quietly(work, few)
        for few in _few([one for one in judged if not _is_quiet(*one, silent=silent)], TOLD):
            async with shop.work() as work:
                await carry_out(work, judge.table, few)
    return Settled(tables[0].version, moves)


async def outlook_of(shop: Shop, table: TierTable) -> Outlook:
    """What a table would mean for all members; nothing is changed.

    Args:
        table: sensible, and perhaps not applied.
    """
    async with shop.reading() as reading:
        tables = await all_tiers(reading)
        everybody = await reading.the(_MEMBERS)
    judge = _judge(shop, table, tables)
    counted = Counter[Move | None]()
    year = replace(judge, table=replace(table, span=Span.ROLLING))
    async for page in _pages(shop, judge, only_due=False):
        bought = {one.member_id: one.counted.now for one in page}
        if table.span is Span.YEAR and page:
            ids = range(page[0].member_id, page[-1].member_id + 1)
            async with shop.reading() as reading:
                lately = await read_standings(reading, year.table, year.now, year.zone, ids, only_due=False)
            bought |= {one.member_id: one.counted.now for one in lately}
        for one in page:
            counted[outlook(judge, one.place, one.counted.now, bought[one.member_id])] += 1
    up, down = counted[Move.UP], counted[Move.DOWN]
    return Outlook(up, down, everybody - up - down)


def _judge(shop: Shop, table: TierTable, tables: list[TierTable]) -> Judge:
    return Judge(table, shop.clock.now(), shop.store.zone_info, {one.version: one for one in tables})


async def _pages(shop: Shop, judge: Judge, *, only_due: bool) -> AsyncIterator[list[Standing]]:
    """Members in the order of their numbers; each page is a snapshot of its own."""
    after = 0
    while True:
        async with shop.reading() as reading:
            last = await reading.the(_PAGE_ENDS, after=after)
            if last is None:
                return
            ids = range(after + 1, last + 1)
            page = await read_standings(reading, judge.table, judge.now, judge.zone, ids, only_due=only_due)
        after = last
        yield page


def _is_quiet(standing: Standing, verdict: Verdict, *, silent: bool) -> bool:
    """Whether nothing follows from a verdict but the place."""
    if verdict.move is Move.WAIT:
        return verdict.missed is None or verdict.missed.warned_at is None
    return verdict.move is Move.STAY or (silent and verdict.move is Move.UP and standing.missed is None)


def _few(judged: Sequence[tuple[Standing, Verdict]], most: int) -> Iterator[Sequence[tuple[Standing, Verdict]]]:
    for start in range(0, len(judged), most):
        yield judged[start : start + most]
