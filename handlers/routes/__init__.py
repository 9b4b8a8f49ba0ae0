"""The whole bot: where each command, button, answer and deep link leads, and who may go there, area by area."""

from collections.abc import Iterable

from handlers.routes import broadcasts, care, events, groups, people, points, program, segments, talk, till
from handlers.visit import Route, Routes


def _together(tables: Iterable[dict[str, Route]]) -> dict[str, Route]:
    """The tables as one.

    Raises:
        ValueError: two of them lead to different places by the same name.
    """
    every: dict[str, Route] = {}
    for table in tables:
        if twice := every.keys() & table.keys():
            raise ValueError(f"routes that stand in two areas: {', '.join(sorted(twice))}")
        every |= table
    return every


_AREAS = [area.ROUTES for area in (people, points, till, talk, care, broadcasts, segments, groups, events, program)]

ROUTES = Routes(
    commands=_together(area.commands for area in _AREAS),
    buttons=_together(area.buttons for area in _AREAS),
    answers=_together(area.answers for area in _AREAS),
    links=_together(area.links for area in _AREAS),
)
