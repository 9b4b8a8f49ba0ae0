"""`regulars backtest replenishment`: how well it would have been told when members buy a thing again."""

import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from bot.actions.backtest import try_history
from bot.charts.replenishment import Bar, Chart, draw
from bot.rules.backtest import FIXED, NEAR, NEARER, Bought, Method, Result, all_together, backtest
from bot.rules.columns import PURCHASE
from bot.rules.figures import Dates, read_at, read_quantity
from bot.rules.refusals import Refusal
from bot.rules.replenishment import INSIDE
from bot.rules.roles import OPERATOR
from bot.words.catalogs import Language, Words
from bot.words.refusals import explain
from commands.settings import quiet_settings
from commands.shop import open_shop
from commands.stop import StopError
from commands.table import TYPED_WRONG, open_table

ROWS, BARS = 20, 6
"""Products in the table and in the picture, those with the most predictions; all of them have a row of their own."""
_FIELDS = tuple(
    one._replace(needed=one.name in ("at", "member"))
    for one in PURCHASE
    if one.name in ("at", "time", "member", "sku", "product", "quantity")
)
_ANYWHERE = ZoneInfo("UTC")  # days are counted, and a file's are local days already
_TITLES = {
    Method.OURS: "ours",
    Method.FIXED: f"{FIXED} days",
    Method.TYPICAL: "median",
    Method.OWN: "own median",
}


class Wanted(NamedTuple):
    """What was said on the command line; `products` are parts of the names of those that count, all if none."""

    products: Sequence[str] = ()
    columns: Sequence[str] = ()
    encoding: str = "utf-8"
    dates: str = Dates.ISO.value
    as_json: bool = False
    picture: Path | None = None


def try_replenishment(file: Path | None, wanted: Wanted) -> None:
    """Tell a history once more and print how it fared.

    Args:
        file: of purchases; the shop's own history if None.

    Raises:
        StopError: the file or an option is wrong, or there is nothing to tell.
    """
    results = _of_file(file, wanted) if file else asyncio.run(_of_shop())
    if not results:
        raise StopError("Nobody has bought such a thing twice, so there is nothing to tell.")
    if wanted.picture:
        wanted.picture.write_bytes(draw(_chart(results)))
    if wanted.as_json:
        print(json.dumps(_plain(results), ensure_ascii=False, indent=1))
    else:
        _print(results)


async def _of_shop() -> dict[str, Result]:
    async with open_shop(quiet_settings(), upgrade=False) as shop:
        return (await try_history(shop, OPERATOR)).results


def _of_file(path: Path, wanted: Wanted) -> dict[str, Result]:
    said = dict(one.split("=", 1) for one in wanted.columns if "=" in one)
    words, now = Words(Language.EN), datetime.now(UTC)
    try:
        dates = Dates(wanted.dates)
    except ValueError:
        raise StopError("--dates is iso, dmy, mdy or ymd.", TYPED_WRONG) from None
    with open_table(path, wanted.encoding, _FIELDS, said, lambda why: explain(words, why, now)) as table:
        if "product" not in table.columns and "sku" not in table.columns:
            raise StopError(f"{path} says nothing of products; name its column with --column product=HEADER.")
        lines = (one.cells for one in table.records if one.why is None)
        history = sorted(_bought(lines, table.columns, wanted.products, dates), key=lambda one: one.day)
    return backtest(history)


def _bought(
    lines: Iterator[Sequence[str]], columns: Mapping[str, int], products: Sequence[str], dates: Dates
) -> Iterator[Bought]:
    """What members bought; lines without a member, a day or a product are left out."""
    parts = [part.casefold() for part in products]

    def cell(cells: Sequence[str], name: str) -> str:
        place = columns.get(name, len(cells))
        return cells[place].strip() if place < len(cells) else ""

    for cells in lines:
        member, thing = cell(cells, "member"), cell(cells, "product") or cell(cells, "sku")
        if not member or not thing or (parts and not any(part in thing.casefold() for part in parts)):
            continue
        at = read_at(f"{cell(cells, 'at')} {cell(cells, 'time')}".strip(), dates, _ANYWHERE)
        if isinstance(at, Refusal):
            continue
        quantity = read_quantity(cell(cells, "quantity"))
        yield Bought(at.date().toordinal(), member, thing, 1 if isinstance(quantity, Refusal) else quantity / 1000)


def _print(results: Mapping[str, Result]) -> None:
    table = Table(title=f"Told right within {NEAR} days, in percent of n", box=SIMPLE)
    table.add_column("product", overflow="ellipsis", no_wrap=True, max_width=28)
    table.add_column("n", justify="right")
    for method in Method:
        table.add_column(_TITLES[method], justify="right")
    table.add_column(f"in {INSIDE:.0%}", justify="right")
    for name, one in _by_size(results)[:ROWS]:
        table.add_row(name, *_cells(one))
    whole = all_together(results.values())
    table.add_section()
    table.add_row(f"all {len(results)} products", *_cells(whole))
    Console(highlight=False, width=max(Console().width, 88)).print(table)
    nearer = ", ".join(f"{_TITLES[method]} {whole.scores[method].nearer / whole.n:.1%}" for method in Method)
    print(f"Within {NEARER} days: {nearer}.")
    n, right = whole.after_five
    if n:
        print(f"Within {NEAR} days after five gaps or more: {right / n:.1%} of {n:,}.")
    print(f"A day was told in {whole.told / whole.n:.1%}; where none was, it counts as a miss.")
    print(f"“in {INSIDE:.0%}” is how often a purchase fell into the interval that was to hold {INSIDE:.0%} of them.")


def _cells(one: Result) -> list[str]:
    shares = [f"{100 * one.scores[method].near / one.n:.1f}" for method in Method]
    return [f"{one.n:,}", *shares, f"{100 * one.inside / one.told:.1f}" if one.told else ""]


def _by_size(results: Mapping[str, Result]) -> list[tuple[str, Result]]:
    return sorted(results.items(), key=lambda one: (-one[1].n, one[0]))


def _plain(results: Mapping[str, Result]) -> dict[str, object]:
    def of(one: Result) -> dict[str, object]:
        return {
            "n": one.n,
            "within_7": {method.value: one.scores[method].near for method in Method},
            "within_3": {method.value: one.scores[method].nearer for method in Method},
            "told": one.told,
            "inside_interval": one.inside,
            "after_five_gaps": {"n": one.after_five[0], "within_7": one.after_five[1]},
        }

    return {
        "interval": INSIDE,
        "all": of(all_together(results.values())),
        "products": {name: of(one) for name, one in _by_size(results)},
    }


def _chart(results: Mapping[str, Result]) -> Chart:
    whole = all_together(results.values())

    def bar(name: str, one: Result) -> Bar:
        return Bar(name, one.n, [one.scores[method].near / one.n for method in Method])

    return Chart(
        Language.EN.value,
        f"Within {NEAR} days: {whole.scores[Method.OURS].near / whole.n:.0%}",
        f"of {whole.n:,} predictions",
        [_TITLES[method] for method in Method],
        [bar("all", whole), *(bar(name, one) for name, one in _by_size(results)[:BARS])],
    )
