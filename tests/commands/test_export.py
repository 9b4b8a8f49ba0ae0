"""Everything the shop keeps can be taken elsewhere, and no name in it does anything to whoever opens it."""

import asyncio
import csv
import stat
import tracemalloc
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.actions.members import member_by_telegram
from bot.actions.purchases import Line, Sold, record_purchases
from bot.actions.rewards import make_reward
from bot.actions.vouchers import Redeemed, redeem
from bot.database import Command
from bot.rules.rewards import Reward, RewardKind, RewardState
from bot.rules.roles import OPERATOR, Actor, Role
from bot.rules.sheets import from_cell
from bot.tables.members import members
from commands.export import export_to
from tests.world import OPENING, World

YESTERDAY = OPENING - timedelta(days=1)


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [{name: from_cell(cell) for name, cell in row.items()} for row in csv.DictReader(file)]


async def member_of(world: World, name: str) -> int:
    guest = await world.member(name)
    async with world.shop.work() as work:
        member = await member_by_telegram(work, guest.id)
    assert member is not None
    return member.id


async def test_every_list_is_written_and_adds_up(shop: World, tmp_path: Path) -> None:
    mei, tom = await member_of(shop, "Mei"), await member_of(shop, "Tom")
    async with shop.shop.work() as work:
        goods = (Line("formula-1", 1500, 1_200, "Formula 1"), Line("-7", 1000, 50, "=1+1"))
        sold = [
            Sold("web", "R-1", mei, YESTERDAY, 1_250, goods),
            Sold("web", "=cmd|'/c calc'!A1", tom, YESTERDAY, 999),
        ]
        await record_purchases(work, OPERATOR, sold)

    await asyncio.to_thread(export_to, tmp_path / "out")

    lists = {path.stem: read(path) for path in (tmp_path / "out").iterdir()}
    assert sorted(lists) == ["ledger", "lines", "members", "purchases", "rewards", "vouchers"]
    assert [(row["id"], row["name"], row["spent"]) for row in lists["members"]] == [
        (str(mei), "Mei", "12.50"),
        (str(tom), "Tom", "9.99"),
    ]
    assert [(row["receipt"], row["amount"], row["at"]) for row in lists["purchases"]] == [
        ("R-1", "12.50", "2026-03-01T09:00:00+00:00"),
        ("=cmd|'/c calc'!A1", "9.99", "2026-03-01T09:00:00+00:00"),
    ]
    assert [(row["sku"], row["quantity"], row["amount"]) for row in lists["lines"]] == [
        ("formula-1", "1.500", "12.00"),
        ("-7", "1.000", "0.50"),
    ]
    for row in lists["members"]:
        entries = [int(entry["points"]) for entry in lists["ledger"] if entry["member_id"] == row["id"]]
        assert sum(entries) == int(row["points"]) - int(row["debt"])
    for path in (tmp_path / "out").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o700


async def test_rewards_and_vouchers_are_written_without_the_codes_that_would_be_taken(
    shop: World, tmp_path: Path
) -> None:
    mei, names = await member_of(shop, "Mei"), {"en": "=Five off", "zh_Hans": "减五欧元"}
    off = Reward(None, RewardKind.MONEY_OFF, names, {"en": "@any till"}, 10, worth=500, languages=("en", "ru"), stock=3)
    half = Reward(None, RewardKind.PERCENT_OFF, {"ru": "Половина"}, {}, 20, worth=50)
    async with shop.shop.work() as work:
        await record_purchases(work, OPERATOR, [Sold("web", "R-1", mei, YESTERDAY, 3_000)])
        for draft in (off, half):
            made = await make_reward(work, Actor(Role.MANAGER), draft._replace(state=RewardState.ACTIVE))
            assert isinstance(made, Reward)
            got = await redeem(
                work, Actor(Role.MEMBER, mei, mei), made.id or 0, f"press {made.id}", version=1, language="en"
            )
            assert isinstance(got, Redeemed)

    await asyncio.to_thread(export_to, tmp_path / "out")

    rewards, vouchers = read(tmp_path / "out" / "rewards.csv"), read(tmp_path / "out" / "vouchers.csv")
    wanted = ("state", "name_en", "name_zh_Hans", "about_en", "price", "worth", "percent", "stock", "languages")
    assert [[row[name] for name in wanted] for row in rewards] == [
        ["active", "=Five off", "减五欧元", "@any till", "10", "5.00", "", "2", "en ru"],
        ["active", "", "", "", "20", "", "50", "", ""],
    ]
    assert [[row[name] for name in ("state", "name", "points", "worth", "percent")] for row in vouchers] == [
        ["open", "=Five off", "10", "5.00", ""],
        ["open", "Половина", "20", "", "50"],
    ]
    assert [row["member_id"] for row in vouchers] == [str(mei)] * 2
    assert not {"code", "code_index", "picture"} & (vouchers[0].keys() | rewards[0].keys())
    shown = "".join(path.read_text("utf-8") for path in (tmp_path / "out").iterdir())
    assert '"=Five' not in shown
    assert '"@any' not in shown


@pytest.mark.promise(41)
async def test_no_name_is_a_formula(shop_on_sqlite: World, tmp_path: Path) -> None:
    names = ["=2+5", "+1 800", "-lee", "@mei", "＝1", 'a "quoted" one', "two\nlines", "semi;=1+1", "O'Hara", "'s-Graaf"]
    numbers = [await member_of(shop_on_sqlite, f"Mei {number}") for number in range(len(names))]
    async with shop_on_sqlite.shop.work() as work:
        for number, name in zip(numbers, names, strict=True):
            await work.run(Command(update(members).where(members.c.id == number).values(name=work.vault.seal(name))))

    await asyncio.to_thread(export_to, tmp_path / "out")

    with (tmp_path / "out" / "members.csv").open(encoding="utf-8-sig", newline="") as file:
        shown = [row["name"] for row in csv.DictReader(file)]
    assert [name for name in shown if name.strip().startswith(tuple("=+-@＝"))] == []
    assert [row["name"] for row in read(tmp_path / "out" / "members.csv")] == names


async def test_memory_does_not_grow_with_the_shop(
    shop_on_sqlite: World, tmp_path: Path, size: Callable[[int, int], int]
) -> None:
    """A page is read, written and forgotten."""
    member, many = await member_of(shop_on_sqlite, "Mei"), size(4_000, 200_000)

    async def grow(first: int, last: int) -> None:
        for start in range(first, last, 1_000):
            async with shop_on_sqlite.shop.work() as work:
                sold = [Sold("web", f"R-{number}", member, work.now, 100) for number in range(start, start + 1_000)]
                await record_purchases(work, OPERATOR, sold)

    async def peak() -> int:
        tracemalloc.start()
        await asyncio.to_thread(export_to, tmp_path / "out")
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    await grow(0, many // 2)
    await peak()
    half = await peak()
    await grow(many // 2, many)
    whole = await peak()

    assert len(read(tmp_path / "out" / "purchases.csv")) == many
    assert whole < half * 1.2 + 1_000_000
