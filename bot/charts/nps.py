"""The picture of who recommends the shop: what was given, and the score of each month with its interval."""

from collections.abc import Sequence
from io import BytesIO
from typing import NamedTuple

from bot.charts.fonts import USUAL, font_for
from bot.rules.colours import ACCENT, GRID, INK, PAPER, QUIET
from bot.rules.nps import Band, Score, band

_COLOURS = {Band.PROMOTER: ACCENT, Band.PASSIVE: "#e0b64f", Band.DETRACTOR: "#d9654f"}
_INCHES = 6.4, 4.2
_DOTS = 200
_SMALL = 8.5
"""Points: still read where the picture is as wide as a telephone."""


class Bar(NamedTuple):
    """How often a score was given."""

    score: int
    n: int


class Month(NamedTuple):
    """A month: what stands under it and, in figures alone, where the machine has no font for that; and its score."""

    label: str
    plain: str
    score: Score | None


class Chart(NamedTuple):
    """All that is in the picture, in the reader's language; `given` and `by_month` stand over its two halves."""

    language: str
    title: str
    subtitle: str
    given: str
    bars: Sequence[Bar]
    by_month: str
    months: Sequence[Month]


def draw(chart: Chart) -> bytes:
    """A PNG of 1280 by 840 dots. It takes the better part of a second, so it is drawn beside the loop."""
    # Half a second and forty megabytes: whoever never asks for a picture never pays for it.
    from matplotlib.figure import Figure

    worded = font_for(chart.language)
    family = worded or USUAL

    figure = Figure(figsize=_INCHES, dpi=_DOTS, facecolor=PAPER)
    given = figure.add_axes((0.05, 0.12, 0.38, 0.55))
    given.bar(
        [bar.score for bar in chart.bars],
        [bar.n for bar in chart.bars],
        width=0.72,
        color=[_COLOURS[band(bar.score)] for bar in chart.bars],
    )
    for bar in chart.bars:
        if bar.n:
            given.annotate(
                str(bar.n),
                (bar.score, bar.n),
                (0, 3),
                textcoords="offset points",
                ha="center",
                color=INK,
                fontsize=_SMALL,
            )
    given.set_ylim(0, max([*(bar.n for bar in chart.bars), 1]) * 1.15)
    given.set_xticks([bar.score for bar in chart.bars])
    given.set_yticks([])

    by_month = figure.add_axes((0.53, 0.12, 0.44, 0.55))
    by_month.axhline(0, color=GRID, linewidth=1, zorder=1)
    for told in _stretches(chart.months):
        by_month.errorbar(
            list(told),
            [score.score for score in told.values()],
            # A corrected interval may leave out the very figure, which a whisker can't.
            yerr=[
                [max(score.score - score.low, 0.0) for score in told.values()],
                [max(score.high - score.score, 0.0) for score in told.values()],
            ],
            color=ACCENT,
            ecolor="#a9d2cb",
            elinewidth=3,
            marker="o",
            markersize=4,
            linewidth=1.5,
            zorder=3,
        )
    by_month.set_ylim(-105, 105)
    by_month.set_xlim(-0.6, len(chart.months) - 0.4)
    by_month.set_xticks(
        range(len(chart.months)), [month.label if worded else month.plain for month in chart.months], family=family
    )
    by_month.set_yticks([-100, -50, 0, 50, 100])
    for axes in (given, by_month):
        axes.tick_params(length=0, labelsize=_SMALL, labelcolor=QUIET)
        for side in ("top", "left", "right"):
            axes.spines[side].set_visible(False)
        axes.spines["bottom"].set_color(GRID)
    if worded:
        figure.text(0.05, 0.91, chart.title, color=INK, fontsize=15, weight="bold", family=family)
        figure.text(0.05, 0.845, chart.subtitle, color=QUIET, fontsize=10, family=family)
        figure.text(0.05, 0.73, chart.given, color=QUIET, fontsize=9.5, family=family)
        figure.text(0.53, 0.73, chart.by_month, color=QUIET, fontsize=9.5, family=family)
    made = BytesIO()
    figure.savefig(made, format="png", metadata={"Software": None})
    return made.getvalue()


def _stretches(months: Sequence[Month]) -> list[dict[int, Score]]:
    """Months in a row that have a score, by their places: no line leads through a month of which nobody can tell."""
    found: list[dict[int, Score]] = [{}]
    for place, month in enumerate(months):
        if month.score is not None:
            found[-1][place] = month.score
        elif found[-1]:
            found.append({})
    return [stretch for stretch in found if stretch]
