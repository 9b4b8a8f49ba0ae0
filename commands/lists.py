"""`regulars import list`: a file of cards, phones or customer numbers, one in a line, becomes a list of members."""

import asyncio
import csv
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from bot.actions.member_lists import add_to_list, begin_list
from bot.rules.refusals import Refusal
from bot.rules.roles import OPERATOR
from bot.shop import Shop
from bot.words.catalogs import words_for
from bot.words.refusals import explain
from commands.desk import patiently
from commands.settings import quiet_settings
from commands.shop import open_shop
from commands.stop import StopError
from commands.table import TYPED_WRONG

LINES_AT_ONCE = 500
"""Lines in one transaction: the running bot waits for none of them longer than a blink."""
SHOWN = 20


def import_list(path: Path, name: str) -> None:
    """Let a list hold whom the file names.

    Raises:
        StopError: the name or the file makes no sense (2, 1), or the bot held the database too long (75).
    """
    asyncio.run(_import(path, name))


async def _import(path: Path, name: str) -> None:
    lines, named, unknown = _lines(path), 0, list[str]()
    some = list(islice(lines, LINES_AT_ONCE))  # a file that can't be read empties no list
    async with open_shop(quiet_settings(), upgrade=False) as shop:
        async with shop.work() as work:
            number = await begin_list(work, OPERATOR, name)
        if isinstance(number, Refusal):
            words = words_for("en", None, shop.store)
            raise StopError(explain(words, number, shop.clock.now()), TYPED_WRONG)
        while some:
            missing = await patiently(_add(shop, number, some), print)
            named += len(some) - len(missing)
            unknown += missing
            some = list(islice(lines, LINES_AT_ONCE))
    print(f"{named:,} lines name a member, who is on the list “{name}” now.")
    if unknown:
        print(f"{len(unknown):,} lines name nobody, such as: {', '.join(unknown[:SHOWN])}")


async def _add(shop: Shop, number: int, some: Sequence[str]) -> list[str]:
    async with shop.work() as work:
        return [some[place] for place in await add_to_list(work, OPERATOR, number, some)]


def _lines(path: Path) -> Iterator[str]:
    """The first cell of each line that has one."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from (row[0].strip() for row in csv.reader(file) if row and row[0].strip())
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise StopError(f"{path} can't be read: {error}") from None
