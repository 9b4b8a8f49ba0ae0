"""Where a file is taken in: the shop, the open file, the rejected lines, and what is said on the screen meanwhile."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, TypeVar

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from bot.actions.imports import close_import
from bot.rules.columns import Field
from bot.rules.figures import Dates
from bot.rules.imports import Style
from bot.rules.names import clean
from bot.rules.phones import region_of
from bot.rules.records import Record
from bot.rules.refusals import Refusal
from bot.rules.roles import OPERATOR, Action
from bot.rules.room import has_room
from bot.shop import Shop
from bot.words.catalogs import Words, words_for
from bot.words.refusals import explain
from commands.rejected import Rejects, keep_rejects
from commands.settings import quiet_settings
from commands.shop import open_shop
from commands.stop import BUSY, StopError
from commands.table import TYPED_WRONG, Table, open_table
from jobs.disk import look_at_disk

T = TypeVar("T")

PATIENCE = 2.0
"""Seconds after which it is said that the import waits for the running bot."""


class Options(NamedTuple):
    """What was said on the command line.

    Of purchases only: `source`, who numbered the receipts, and `points`, whether they earn.
    """

    column: Sequence[str] = ()
    encoding: str = "utf-8"
    dates: str = Dates.ISO.value
    decimal: str = ""
    dry_run: bool = False
    rejected: Path | None = None
    allow_rejected: bool = False
    source: str = "import"
    points: bool = True


@dataclass
class Desk:
    """One file being taken in."""

    shop: Shop
    style: Style
    table: Table
    rejects: Rejects
    words: Words
    now: datetime
    console: Console
    progress: Progress
    counts: dict[str, int] = field(default_factory=dict)
    lines: int = 0
    began: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self._task = self.progress.add_task("", total=self.table.size, pace="")

    def count(self, what: str, many: int = 1) -> None:
        """Add to a figure of the summary."""
        self.counts[what] = self.counts.get(what, 0) + many

    def reject(self, record: Record, why: Refusal) -> None:
        """Keep a line that can't be taken."""
        self.rejects.add(record, clean(explain(self.words, why, self.now), 300))

    def say(self, sentence: str) -> None:
        """Tell the operator something while the bar moves."""
        self.console.print(sentence)

    def look_for_room(self) -> None:
        """Stop while there is still room for the shop to answer people.

        Raises:
            StopError: next to nothing is left on the disk (1).
        """
        megabytes = look_at_disk(self.shop)
        if not has_room(self.shop.room, Action.IMPORT):
            raise StopError(
                f"The disk is nearly full ({megabytes} MB left). What was recorded stays; make room and run this "
                "again, and it goes on."
            )

    def show(self) -> None:
        """Move the bar on."""
        pace = self.lines / max(time.monotonic() - self.began, 0.001)
        self.progress.update(
            self._task, completed=self.table.position(), pace=f"{self.lines:,} lines, {pace:,.0f} a second"
        )


async def patiently(job: Awaitable[T], say: Callable[[str], None], patience: float = PATIENCE) -> T:
    """Do what may have to wait for the running bot, and say so if it does.

    Args:
        say: tells the operator.
        patience: seconds after which that is done.

    Raises:
        StopError: it waited in vain (75).
    """
    task = asyncio.ensure_future(job)
    try:
        done, _ = await asyncio.wait({task}, timeout=patience)
        if not done:
            say("The running bot holds the database; waiting for it…")
        return await task
    except sqlite3.OperationalError as error:
        if "locked" not in str(error):
            raise
        raise StopError(
            "The running bot held the database too long. What was recorded stays; run this again, and it goes on.",
            BUSY,
        ) from None
    finally:
        if not task.done():  # stopped by Ctrl-C: what is in hand ends before the database is closed
            task.cancel()
            await asyncio.wait({task})


@asynccontextmanager
async def open_desk(path: Path, fields: tuple[Field, ...], options: Options) -> AsyncIterator[Desk]:
    """Open everything that an import needs.

    Raises:
        StopError: an option makes no sense (2), the file can't be taken (1), or the shop can't be opened.
    """
    said, dates = _columns(options.column, fields), _dates(options.dates)
    if options.decimal not in ("", ".", ","):
        raise StopError("--decimal is the mark before the decimals: . or ,", TYPED_WRONG)
    settings = quiet_settings()
    async with open_shop(settings, upgrade=False) as shop:
        store = shop.store
        words = words_for(None, None, store)
        now = shop.clock.now()
        style = Style(store.currency_info, store.zone_info, region_of(store.zone), dates, options.decimal or None)
        console = Console(stderr=True, highlight=False, markup=False)
        kept = options.rejected or path.with_name(f"{path.name}.rejected.csv")
        with (
            open_table(path, options.encoding, fields, said, lambda why: explain(words, why, now)) as table,
            keep_rejects(kept, table.header.cells) as rejects,
            _bar(console) as progress,
        ):
            yield Desk(shop, style, table, rejects, words, now, console, progress)


def _columns(said: Sequence[str], fields: tuple[Field, ...]) -> dict[str, str]:
    names = [one.name for one in fields]
    columns = {name: header for name, _, header in (one.partition("=") for one in said)}
    if not set(columns) <= set(names) or not all(columns.values()):
        raise StopError(f"--column is NAME=HEADER, such as at=Datum; the names are: {', '.join(names)}.", TYPED_WRONG)
    return columns


def _dates(said: str) -> Dates:
    try:
        return Dates(said)
    except ValueError:
        raise StopError(
            "--dates is iso (2026-05-14), dmy (14.05.2026), mdy (05/14/2026) or ymd (2026/5/14).", TYPED_WRONG
        ) from None


def _bar(console: Console) -> Progress:
    return Progress(
        BarColumn(None),
        TaskProgressColumn(),
        TextColumn("{task.fields[pace]}"),
        TimeRemainingColumn(),
        console=console,
        disable=not console.is_terminal,
        transient=True,
    )


async def close_desk(
    desk: Desk, options: Options, kind: str, labels: Mapping[str, str], changes: Sequence[str]
) -> None:
    """Sum up, on the screen and in the audit log.

    Args:
        kind: what the file holds.
        labels: each figure's name in `Desk.counts`, and what it is called.
        changes: the figures that are changes.
    """
    desk.progress.stop()
    changed = {name: desk.counts.get(name, 0) for name in changes}
    if any(changed.values()) and not options.dry_run:
        await patiently(close_import(desk.shop, OPERATOR, f"import:{kind}", changed), desk.say)
    seconds = time.monotonic() - desk.began
    if options.dry_run:
        print("A dry run: nothing was changed. It would be:")
    figures = {"lines read": desk.lines} | {label: desk.counts.get(name, 0) for name, label in labels.items()}
    figures["lines rejected"] = desk.rejects.count
    for label, number in figures.items():
        if number:
            print(f"{label:<{max(map(len, figures))}} {number:>12,}")
    print(f"({seconds:.1f} s, {desk.lines / max(seconds, 0.001):,.0f} lines a second)")
    for line, reason in desk.rejects.first:
        print(f"line {line}: {reason}")
    if desk.rejects.count > len(desk.rejects.first):
        print("…")
    if not any(changed.values()) and not desk.rejects.count:
        print("This file changes nothing: all of it was there already." if desk.lines else "No lines in it.")


def sum_up_rejects(rejects: Rejects, options: Options) -> None:
    """End with an error where lines were rejected, unless that is allowed.

    Raises:
        StopError: some were (1).
    """
    if rejects.count:
        sentence = f"Lines were rejected: {rejects.count:,}. They are in {rejects.path} with the reasons."
        if not options.allow_rejected:
            raise StopError(sentence)
        print(sentence)
