"""Time zones by place: whose clocks are likely to hold where somebody is."""

import re
from functools import cache
from importlib.resources import files
from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple

_PLACE = re.compile(r"([+-]\d{4,7})([+-]\d{5,7})")


class _Zone(NamedTuple):
    name: str
    latitude: float
    longitude: float


def nearest_zones(latitude: float, longitude: float, most: int) -> list[str]:
    """The zones whose principal places are nearest, the nearest first.

    Borders are no part of the table (`zone.tab` of the tz database), so that close to one the second may be right:
    whoever is there chooses.

    Args:
        latitude, longitude: degrees, north and east.
    """
    by_distance = sorted(_zones(), key=lambda zone: _distance(zone, latitude, longitude))
    return [zone.name for zone in by_distance[:most]]


def _distance(zone: _Zone, latitude: float, longitude: float) -> float:
    """The angle between two places as seen from the earth's middle, by the haversine formula."""
    north, there = radians(latitude), radians(zone.latitude)
    half_up, half_across = (there - north) / 2, radians(zone.longitude - longitude) / 2
    return asin(sqrt(min(1.0, sin(half_up) ** 2 + cos(north) * cos(there) * sin(half_across) ** 2)))


@cache
def _zones() -> tuple[_Zone, ...]:
    table = (files("tzdata") / "zoneinfo" / "zone.tab").read_text("ascii")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return tuple(_zone(place, name.strip()) for _, place, name, *_ in rows)


def _zone(place: str, name: str) -> _Zone:
    found = _PLACE.fullmatch(place)
    if found is None:
        raise ValueError(f"no place: {place}")
    north, east = found.groups()
    return _Zone(name, _degrees(north, 2), _degrees(east, 3))


def _degrees(written: str, digits: int) -> float:
    """Degrees from `+5230` or `+1235959`: so many digits of degrees, then minutes, and seconds perhaps."""
    sign, rest = (-1 if written[0] == "-" else 1), written[1:]
    degrees, minutes, seconds = rest[:digits], rest[digits : digits + 2], rest[digits + 2 :]
    return sign * (int(degrees) + int(minutes) / 60 + int(seconds or 0) / 3600)
