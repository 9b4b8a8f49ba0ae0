"""The picture of a back-test: for all products and the biggest of them, how often each way of telling was right."""

from collections.abc import Sequence
from io import BytesIO
from typing import NamedTuple

from bot.charts.fonts import FONTS, USUAL, has_font
from bot.rules.colours import ACCENT, GRID, INK, PAPER, QUIET

_OTHERS = ("#c9d3dc", "#9fb3c4", "#a9d2cb")
_INCHES = 6.4, 4.6
_DOTS = 200
_LONGEST = 17


class Bar(NamedTuple):
    """A product: what it is called, how many predictions there were, and what share of each way's was right."""

    label: str
    n: int
    shares: Sequence[float]


class Chart(NamedTuple):
    """All that is in the picture, in the reader's language; `methods` are in the order of each bar's shares."""

    language: str
    title: str
    subtitle: str
    methods: Sequence[str]
    bars: Sequence[Bar]


def draw(chart: Chart) -> bytes:
    """A PNG of 1280 by 920 dots. It takes the better part of a second, so it is drawn beside the loop."""
    # Half a second and forty megabytes: whoever never asks for a picture never pays for it.
    from matplotlib.figure import Figure
    from matplotlib.patches import Patch

    chinese = FONTS.get(chart.language, FONTS["zh_Hans"])
    families = [USUAL, chinese] if has_font(chinese) else [USUAL]
    colours = (ACCENT, *_OTHERS)
    figure = Figure(figsize=_INCHES, dpi=_DOTS, facecolor=PAPER)
    axes = figure.add_axes((0.38, 0.16, 0.56, 0.64))
    high = 0.8 / len(chart.methods)
    for place, bar in enumerate(chart.bars):
        for n, (share, colour) in enumerate(zip(bar.shares, colours, strict=True)):
            axes.barh(place - 0.4 + high * (n + 0.5), 100 * share, height=high * 0.9, color=colour, zorder=2)
        axes.annotate(
            f"{100 * bar.shares[0]:.0f}",
            (100 * bar.shares[0], place - 0.4 + high * 0.5),
            (3, 0),
            textcoords="offset points",
            va="center",
            color=INK,
            fontsize=9,
        )
    labels = [f"{_short(bar.label)}  ({bar.n:,})" for bar in chart.bars]
    axes.set_yticks(range(len(labels)), labels, color=QUIET, family=families)
    axes.invert_yaxis()
    axes.set_xlim(0, 100)
    axes.set_xticks([0, 25, 50, 75, 100], ["0", "25", "50", "75", "100%"], color=QUIET)
    axes.tick_params(length=0, labelsize=9)
    axes.grid(axis="x", color=GRID, zorder=0)
    for side in axes.spines.values():
        side.set_visible(False)
    figure.text(0.04, 0.92, chart.title, color=INK, fontsize=14, weight="bold", family=families)
    figure.text(0.04, 0.86, chart.subtitle, color=QUIET, fontsize=9.5, family=families)
    figure.legend(
        handles=[Patch(color=colour, label=name) for name, colour in zip(chart.methods, colours, strict=True)],
        loc="lower left",
        bbox_to_anchor=(0.03, 0.0),
        ncols=4,
        frameon=False,
        labelcolor=QUIET,
        prop={"family": families, "size": 8.5},
        handlelength=1.0,
        handleheight=1.0,
        columnspacing=1.2,
    )
    made = BytesIO()
    figure.savefig(made, format="png", metadata={"Software": None})
    return made.getvalue()


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST else label[: _LONGEST - 1] + "…"
