"""A till that is killed in the middle of things: what it said was done is done, once, and the books agree."""

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import bindparam, func, select

from bot.database import Query
from bot.tables.points import entries
from bot.tables.purchases import purchases, refunds
from tests.killer import wait_until
from tests.ledger.books import Books
from tests.ledger.till import MEMBERS, ring
from tests.warm import Warm

SALES = Query(int, select(func.count()).select_from(purchases))
SALE = Query(int, select(purchases.c.earned).where(purchases.c.receipt == bindparam("name")))
SPENT = Query(int, select(-entries.c.points).where(entries.c.key == bindparam("name")))
REFUND = Query(int, select(refunds.c.points).where(refunds.c.reference == bindparam("name")))
UNDONE = Query(int, select(purchases.c.id).where(purchases.c.undone_at.is_not(None)))


def ring_until_killed(url: str, seed: int, acts: int, folder: Path) -> list[list[str]]:
    """Let a till work until it has said `acts` lines, and kill it; every line that it said."""
    out, err = folder / f"till-{seed}.log", folder / "till.err"
    till = Warm(ring, [url, seed], {}, folder, out, err)
    wait_until(lambda: out.read_text().count("\n") >= acts or till.poll() is not None)
    assert till.poll() is None, err.read_text()
    till.kill()
    till.wait()
    return [line.split() for line in out.read_text().splitlines(keepends=True) if line.endswith("\n")]


@pytest.mark.promise(62)
async def test_what_was_acknowledged_is_there_after_any_kill(
    books: Books, database_url: str, tmp_path: Path, seed: int, size: Callable[[int, int], int]
) -> None:
    chance, kills = Random(seed), size(3, 200)
    for _ in MEMBERS:
        await books.member()

    said = []
    for run in range(kills):
        said += ring_until_killed(database_url, run, chance.randint(1, 100), tmp_path)

    assert await books.agree()
    async with books.shop.reading() as work:
        undone = await work.all(UNDONE)
        for what, name, points in said:
            if what == "undo":
                assert int(name) in undone
            else:
                query, key = {"sale": (SALE, name), "spend": (SPENT, f"redeem:{name}"), "refund": (REFUND, name)}[what]
                assert await work.all(query, name=key) == [int(points)]
        sales = sum(what == "sale" for what, _, _ in said)
        assert sales <= await work.the(SALES) <= sales + kills
