"""`regulars broadcast`: a draft is foreseen, let go, watched and stopped from here."""

import asyncio
import csv
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from bot.actions.broadcast_cards import standing
from bot.actions.broadcast_forecast import foresee_broadcast
from bot.actions.broadcast_moves import cancel_broadcast, pause_broadcast, resume_broadcast
from bot.actions.broadcast_release import release
from bot.actions.broadcast_report import recipients
from bot.actions.broadcasts import Broadcast, change_broadcast, find_broadcast, list_broadcasts
from bot.rules.broadcast_cards import Standing
from bot.rules.broadcast_runs import State
from bot.rules.broadcasts import Plan
from bot.rules.refusals import Refusal
from bot.rules.roles import OPERATOR, Actor
from bot.rules.segments import parse, written
from bot.rules.sheets import to_cell
from bot.shop import Shop, Work
from bot.words import broadcast_report as report_words
from bot.words.broadcast_forecast import said
from bot.words.broadcast_runs import counted
from bot.words.catalogs import words_for
from bot.words.message import unmarked
from bot.words.refusals import explain
from commands.settings import quiet_settings
from commands.shop import open_shop
from commands.stop import StopError

LOOK = 1.0
"""Seconds between two looks at one that goes out."""
_TURNS: Mapping[str, Callable[[Work, Actor, int], Awaitable[Refusal | None]]] = {
    "pause": pause_broadcast,
    "resume": resume_broadcast,
    "cancel": cancel_broadcast,
}


def show_list() -> None:
    """Print the newest broadcasts: number, state, recipients, what they begin with."""
    asyncio.run(_list())


def send(number: int, to: str, *, dry_run: bool, watch: bool) -> None:
    """Foresee a draft, and let it go; what the running bot sends is watched until it is over.

    Args:
        to: a segment's line in place of the draft's own; "" for that.
        dry_run: only foresee it.
        watch: stay until it is over.

    Raises:
        StopError: there is no such draft, or it can't go like that (1).
    """
    asyncio.run(_send(number, to, dry_run=dry_run, watch=watch))


def watch_it(number: int) -> None:
    """Watch one that goes out until it is over; StopError where there is none (1)."""
    asyncio.run(_watch_it(number))


def turn(number: int, what: str) -> None:
    """Pause one, let it go on, or end it.

    Args:
        what: `pause`, `resume` or `cancel`.

    Raises:
        StopError: it can't be done with it (1).
    """
    asyncio.run(_turn(number, what))


def write_people(number: int, to: Path | None) -> None:
    """Write who got it, who did not, and why, as CSV.

    Args:
        to: a file; None for standard output.

    Raises:
        StopError: there is no such broadcast (1).
    """
    asyncio.run(_people(number, to))


@asynccontextmanager
async def opened() -> AsyncIterator[Shop]:
    """The shop as it stands beside the bot that runs."""
    async with open_shop(quiet_settings(), upgrade=False) as shop:
        yield shop


async def _list() -> None:
    async with opened() as shop, shop.reading() as reading:
        found = await list_broadcasts(reading)
    for one in found:
        print(f"{one.id:>6}  {one.state:<9}  {one.act:<7}  {one.queued:>9,}  {one.plan.title}")
    if not found:
        print("Nothing was written to many yet.")


async def _send(number: int, to: str, *, dry_run: bool, watch: bool) -> None:
    async with opened() as shop:
        found = await _draft(shop, number)
        plan = audience_of(shop, found.plan, to)
        recipients = await foretell(shop, plan)
        if dry_run:
            print("A dry run: nothing was changed, and nobody is written to.")
            return
        async with shop.work() as work:
            changed = await change_broadcast(work, OPERATOR, number, plan)
            done = changed or await release(work, OPERATOR, number, recipients)
        if isinstance(done, Refusal):
            raise stop_for(shop, done)
        print(f"Broadcast {number} is let go; the running bot sends it.")
        if watch:
            await _watch(shop, number)


async def _draft(shop: Shop, number: int) -> Broadcast:
    async with shop.reading() as reading:
        found = await find_broadcast(reading, number)
    if found is None:
        raise stop_for(shop, Refusal("broadcast_none"))
    if found.state is not State.DRAFT:
        raise stop_for(shop, Refusal("broadcast_state", {"state": found.state.value}))
    return found


def audience_of(shop: Shop, plan: Plan, to: str) -> Plan:
    """A plan for those whom a segment's line names; as it was without one, StopError where it can't be read (1)."""
    expression = parse(to) if to else None
    if isinstance(expression, Refusal):
        raise stop_for(shop, expression)
    return plan if expression is None else replace(plan, audience=written(expression))


async def foretell(shop: Shop, plan: Plan) -> int:
    """Print what a broadcast will come to; how many recipients it has.

    Raises:
        StopError: it can't go like that (1).
    """
    now = shop.clock.now()
    foreseen = plan.refused(now) or await foresee_broadcast(shop, OPERATOR, plan, now, *shop.paces)
    if isinstance(foreseen, Refusal):
        raise stop_for(shop, foreseen)
    print(f"{plan.title}\n{unmarked(said(words_for(None, None, shop.store), plan, foreseen, now))}")
    return foreseen.gets + foreseen.groups


async def _watch_it(number: int) -> None:
    async with opened() as shop:
        await _watch(shop, number)


async def _watch(shop: Shop, number: int) -> None:
    """Move a bar on until it is over, or paused; then say what became of it."""
    console = Console(stderr=True, highlight=False, markup=False)
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(None),
        TaskProgressColumn(),
        TextColumn("{task.fields[told]}"),
        TimeRemainingColumn(),
        console=console,
        disable=not console.is_terminal,
        transient=True,
    ) as progress:
        task = progress.add_task("", total=None, told="")
        stands = await _look(shop, number)
        while stands.state in (State.SCHEDULED, State.RUNNING, State.AWAITING):
            tally = stands.tally
            told = f"{tally.settled:,} of {tally.queued:,}" if tally.queued else ""
            progress.update(
                task, description=stands.state, total=tally.queued or None, completed=tally.settled, told=told
            )
            await asyncio.sleep(LOOK)
            stands = await _look(shop, number)
    why = f" ({stands.why})" if stands.why else ""
    became = counted(words_for(None, None, shop.store), stands.act, stands.tally)
    print(f"Broadcast {number}: {stands.state}{why}\n{unmarked(became)}")


async def _look(shop: Shop, number: int) -> Standing:
    async with shop.reading() as reading:
        found = await find_broadcast(reading, number)
        if found is None:
            raise stop_for(shop, Refusal("broadcast_none"))
        return await standing(reading, found, shop.clock.now())


async def _turn(number: int, what: str) -> None:
    async with opened() as shop:
        async with shop.work() as work:
            why = await _TURNS[what](work, OPERATOR, number)
        if why is not None:
            raise stop_for(shop, why)
        print(f"Broadcast {number}: {(await _look(shop, number)).state}")


async def _people(number: int, to: Path | None) -> None:
    async with opened() as shop:
        await _look(shop, number)
        if to is None:
            await _write(shop, number, sys.stdout)
            return
        to.touch(mode=0o600)
        with to.open("w", encoding="utf-8-sig", newline="") as file:
            lines = await _write(shop, number, file)
        print(f"{lines:,} lines in {to}; names are readable there: keep it safe, and delete it when it is used.")


async def _write(shop: Shop, number: int, file: TextIO) -> int:
    words, lines = words_for(None, None, shop.store), 0
    columns = report_words.columns(words)
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    writer.writerow(columns.values())
    async with shop.reading() as reading:
        async for one in recipients(reading, number, shop.vault):
            line = report_words.line(words, one)
            writer.writerow([to_cell(line[name]) for name in columns])
            lines += 1
    return lines


def stop_for(shop: Shop, why: Refusal) -> StopError:
    """A refusal as the end of a command."""
    return StopError(explain(words_for(None, None, shop.store), why, shop.clock.now()))
