"""The picture of what points cost the shop: twelve months of points and when they expire."""

from collections.abc import Sequence
from io import BytesIO
from typing import NamedTuple

from bot.charts.fonts import USUAL, font_for
from bot.rules.colours import ACCENT, GRID, INK, PAPER, QUIET

_FAINT = "#a9d2cb"
_INCHES = 6.4, 4.2
_DOTS = 200

_ROOM = 6
"""So many characters stand over a bar without touching those over the next."""


class Bar(NamedTuple):
    """A month: what stands under it and, in figures alone, where the machine has no font for that; and its points."""

    label: str
    plain: str
    points: int
    value: str
    """What stands over it; empty for nothing."""


class Chart(NamedTuple):
    """All that is in the picture, in the reader's language.

    `share` of each bar is drawn strong, as what is likely to be redeemed; None where that can't be told. `redeemed`
    and `rest` say what the two colours are.
    """

    language: str
    title: str
    subtitle: str
    bars: Sequence[Bar]
    share: float | None = None
    redeemed: str = ""
    rest: str = ""


def draw(chart: Chart) -> bytes:
    """A PNG of 1280 by 840 dots. It takes the better part of a second, so it is drawn beside the loop."""
    # Half a second and forty megabytes: whoever never asks for a picture never pays for it.
    from matplotlib.figure import Figure
    from matplotlib.patches import Patch

    worded = font_for(chart.language)
    family = worded or USUAL

    figure = Figure(figsize=_INCHES, dpi=_DOTS, facecolor=PAPER)
    axes = figure.add_axes((0.05, 0.17, 0.92, 0.61))
    places = range(len(chart.bars))
    heights = [bar.points for bar in chart.bars]
    axes.bar(places, heights, width=0.68, color=ACCENT if chart.share is None else _FAINT, zorder=2)
    if chart.share is not None:
        axes.bar(places, [height * chart.share for height in heights], width=0.68, color=ACCENT, zorder=3)
    size = 8 if max((len(bar.value) for bar in chart.bars), default=0) <= _ROOM else 6
    for place, bar in zip(places, chart.bars, strict=True):
        if bar.value and bar.points:
            axes.annotate(
                bar.value,
                (place, bar.points),
                (0, 4),
                textcoords="offset points",
                ha="center",
                color=INK,
                fontsize=size,
                family=family,
            )
    axes.set_ylim(0, max([*heights, 1]) * 1.15)
    axes.set_xlim(-0.6, len(chart.bars) - 0.4)
    labels = [bar.label if worded else bar.plain for bar in chart.bars]
    axes.set_xticks(list(places), labels, color=QUIET, family=family)
    axes.tick_params(length=0, labelsize=8.5)
    axes.set_yticks([])
    for side in ("top", "left", "right"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(GRID)
    if worded:
        figure.text(0.05, 0.91, chart.title, color=INK, fontsize=15, weight="bold", family=family)
        figure.text(0.05, 0.84, chart.subtitle, color=QUIET, fontsize=10, family=family)
        if chart.share is not None:
            figure.legend(
                handles=[Patch(color=ACCENT, label=chart.redeemed), Patch(color=_FAINT, label=chart.rest)],
                loc="lower left",
                bbox_to_anchor=(0.035, 0.0),
                ncols=2,
                frameon=False,
                labelcolor=QUIET,
                prop={"family": family, "size": 9},
                handlelength=1.0,
                handleheight=1.0,
            )
    made = BytesIO()
    figure.savefig(made, format="png", metadata={"Software": None})
    return made.getvalue()
