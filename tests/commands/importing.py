"""An operator with files from a till, in a shop that is open."""

import asyncio
import csv
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.actions.audit import audit
from bot.database import Query
from bot.shop import Shop
from commands.desk import Options
from commands.import_ import import_members, import_purchases
from commands.stop import StopError
from tests.world import World

_BOOKS = (
    "SELECT p.receipt, m.external_id, p.amount, p.earned, l.n, g.sku, g.name, l.quantity, l.amount"
    " FROM purchase p JOIN member m ON m.id = p.member_id LEFT JOIN purchase_line l ON l.purchase_id = p.id"
    " LEFT JOIN product g ON g.id = l.product_id ORDER BY p.source, p.receipt, l.n"
)
Rows = list[tuple[object, ...]]


async def ask(shop: Shop, sql: str) -> Rows:
    """What the database answers."""
    async with shop.reading() as reading:
        return await reading.all(Query(lambda *row: row, text(sql)))


async def books(shop: Shop) -> Rows:
    """Every purchase as it stands with what was bought; that every sum is right is looked at on the way."""
    assert (await audit(shop)).findings == []
    return await ask(shop, _BOOKS)


def rejected(path: Path) -> list[dict[str, str]]:
    """The rejected lines that lie beside a file."""
    with path.with_name(f"{path.name}.rejected.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@dataclass
class Operator:
    """Whoever has the machine; `said` is what they saw last."""

    world: World
    folder: Path
    screen: "pytest.CaptureFixture[str]"
    said: str = ""

    def file(self, content: str | bytes, name: str = "till.csv") -> Path:
        """Put a file into their folder."""
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    async def imports(self, path: Path, options: Options | None = None, *, members: bool = False) -> int:
        """Import a file while the bot runs; the exit code."""
        self.screen.readouterr()
        code = 0
        try:
            job = import_members if members else import_purchases
            await asyncio.to_thread(job, path, options or Options())
        except StopError as stop:
            print(stop)
            code = stop.code
        seen = self.screen.readouterr()
        self.said = " ".join((seen.out + seen.err).split())
        return code

    async def books(self) -> Rows:
        """Every purchase as it stands."""
        return await books(self.world.shop)

    async def ask(self, sql: str) -> Rows:
        """What the database answers."""
        return await ask(self.world.shop, sql)
