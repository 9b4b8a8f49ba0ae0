"""`regulars export`: the shop's lists as CSV files that no spreadsheet runs."""

import asyncio
import csv
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TextIO

from bot.actions.export_pages import Cell, Sheet
from bot.actions.exports import export
from bot.rules.roles import OPERATOR
from bot.rules.sheets import to_cell
from commands.settings import quiet_settings
from commands.shop import open_shop


def export_to(folder: Path | None) -> None:
    """Write every list to a folder, for the owner's eyes only; what was there under the same names is replaced.

    Args:
        folder: by default a new one in REGULARS_DATA.
    """
    asyncio.run(_export(folder))


async def _export(folder: Path | None) -> None:
    settings = quiet_settings()
    async with open_shop(settings, upgrade=False) as shop:
        place = folder or Path(settings.data) / "exports" / f"{shop.clock.now():%Y%m%dT%H%M%SZ}"
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        for sheet in await export(shop, OPERATOR):
            rows = await _write(place / f"{sheet.name}.csv", sheet)
            print(f"{rows:>10,} {sheet.name}")
    print(f"Written to {place}; names and phones are readable there: keep it safe, and delete it when it is used.")


async def _write(path: Path, sheet: Sheet) -> int:
    rows = 0
    with _private(path) as file:
        # Everything is quoted, or a spreadsheet that splits at semicolons could find a formula inside a cell.
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(sheet.columns)
        async for row in sheet.rows:
            writer.writerow(cells(row))
            rows += 1
    return rows


def cells(row: Sequence[Cell]) -> list[str]:
    """A row as text: instants in ISO 8601, nothing as nothing, and no text that could be taken for a formula."""
    return [_text(value) for value in row]


def _text(value: Cell) -> str:
    match value:
        case None:
            return ""
        case datetime():
            return value.astimezone(UTC).isoformat()
        case Decimal():
            return f"{value:f}"
        case int():
            return str(value)
    return to_cell(value)


@contextmanager
def _private(path: Path) -> Iterator[TextIO]:
    """A file only its owner may read, in place only when it is whole."""
    part = path.with_suffix(".part")
    handle = os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    # The mark at the beginning is what makes Excel read it as UTF-8.
    with open(handle, "w", encoding="utf-8-sig", errors="backslashreplace", newline="") as file:
        yield file
    part.replace(path)
