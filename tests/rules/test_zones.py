"""The zone of a place on the map, and its neighbours."""

import pytest

from bot.rules.zones import nearest_zones


@pytest.mark.parametrize(
    ("latitude", "longitude", "zone"),
    [
        (52.52, 13.40, "Europe/Berlin"),
        (31.23, 121.47, "Asia/Shanghai"),
        (25.03, 121.56, "Asia/Taipei"),
        (22.32, 114.17, "Asia/Hong_Kong"),
        (55.75, 37.62, "Europe/Moscow"),
        (40.71, -74.0, "America/New_York"),
        (-33.87, 151.21, "Australia/Sydney"),
        (-16.5, 179.9, "Pacific/Fiji"),  # a step across the date line leads not around the world
    ],
)
def test_a_place_is_in_the_zone_of_the_nearest_city(latitude: float, longitude: float, zone: str) -> None:
    assert nearest_zones(latitude, longitude, 1) == [zone]


def test_close_to_a_border_the_neighbours_are_offered_too() -> None:
    assert {"Europe/Zurich", "Europe/Busingen"} <= set(nearest_zones(47.6, 8.6, 3))
    assert len(set(nearest_zones(90, 0, 5))) == 5
