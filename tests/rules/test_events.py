"""Events: when whoever comes is reminded, and what a shop can't invite to."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.rules.events import MOST_SEATS, Event, Part, State, fits, no_seat, reminders, tidy
from bot.rules.refusals import Refusal

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
AT = datetime(2026, 3, 29, 17, tzinfo=UTC)  # the clocks have gone forward in the night before
EVENT = Event(1, {"en": "Tasting"}, {}, "", AT, AT + timedelta(hours=2), 1, "everybody", State.ON)


def test_a_word_comes_on_the_eve_and_another_two_hours_before() -> None:
    eve, soon = reminders(AT, BERLIN, NOW)

    assert eve.due == datetime(2026, 3, 28, 16, tzinfo=UTC)
    assert soon.due == AT - timedelta(hours=2)
    assert eve.best_before < AT
    assert soon.best_before == AT


@pytest.mark.parametrize(("hours", "names"), [(24, ["event_soon"]), (2.5, ["event_soon"]), (2, []), (-1, [])])
def test_whoever_comes_late_is_reminded_of_what_is_still_to_come(hours: float, names: list[str]) -> None:
    assert [word.name for word in reminders(AT, BERLIN, AT - timedelta(hours=hours))] == names


@pytest.mark.parametrize(
    ("begins", "told"),
    [("18:00", "29T16:00"), ("11:00", "29T09:00"), ("10:30", "28T17:00"), ("22:30", "29T17:00"), ("02:00", "28T17:00")],
)
def test_whoever_waits_for_a_seat_hears_two_hours_before_and_in_the_afternoon_before_if_that_is_at_night(
    begins: str, told: str
) -> None:
    at = datetime.fromisoformat(f"2026-03-29T{begins}").replace(tzinfo=BERLIN).astimezone(UTC)

    [word] = no_seat(at, at + timedelta(hours=2), BERLIN, NOW)

    assert word.name == "event_no_seat_yet"
    assert word.due == datetime.fromisoformat(f"2026-03-{told}").replace(tzinfo=BERLIN)
    assert word.best_before == at


@pytest.mark.parametrize(("hours", "names"), [(2, ["event_no_seat"]), (0.1, ["event_no_seat"]), (0, []), (-1, [])])
def test_whoever_asks_for_a_seat_later_than_that_hears_when_it_begins(hours: float, names: list[str]) -> None:
    words = list(no_seat(AT, AT + timedelta(hours=2), BERLIN, AT - timedelta(hours=hours)))

    assert [word.name for word in words] == names
    assert all((word.due, word.best_before) == (AT, AT + timedelta(hours=2)) for word in words)


@pytest.mark.parametrize(
    ("at", "hours", "why"),
    [
        (timedelta(0), 2, "event_past"),
        (timedelta(days=367), 2, "event_far"),
        (timedelta(days=1), 0, "event_ends_first"),
        (timedelta(days=1), 24 * 8, "event_ends_first"),
        (timedelta(days=366), 24 * 7, None),
    ],
)
def test_an_event_is_within_a_year_and_ends_after_it_begins(at: timedelta, hours: int, why: str | None) -> None:
    refused = fits(NOW + at, NOW + at + timedelta(hours=hours), NOW)

    assert (refused.key if refused else None) == why


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        (EVENT, None),
        (EVENT._replace(seats=None), None),
        (EVENT._replace(seats=0), "number_between"),
        (EVENT._replace(seats=MOST_SEATS + 1), "number_between"),
        (EVENT._replace(names={}), "event_nameless"),
        (EVENT._replace(names={"en": "Tasting", "ru": "\u200b"}), "event_nameless"),
        (EVENT._replace(names={"en": "t" * 49}), "text_long"),
        (EVENT._replace(place="p" * 121), "text_long"),
        (EVENT._replace(abouts={"en": "a" * 501}), "text_long"),
    ],
)
def test_an_event_has_a_name_texts_that_are_read_and_seats(changed: Event, why: str | None) -> None:
    refused = changed.refused()

    assert (refused.key if refused else None) == why


@pytest.mark.parametrize(
    ("names", "renamed"),
    [
        ({"en": "Tasting", "ru": "Чай"}, False),
        ({"en": "Tasting", "ru": "Чай", "zh_Hans": "品茶会"}, False),
        ({"en": "Tastings", "ru": "Чай"}, True),
        ({"en": "Tasting"}, True),
    ],
)
def test_a_name_in_one_more_language_is_no_other_name(names: dict[str, str], renamed: bool) -> None:
    assert EVENT._replace(names={"en": "Tasting", "ru": "Чай"}).renamed(EVENT._replace(names=names)) is renamed


def test_what_happens_there_keeps_its_lines() -> None:
    assert tidy(Part.ABOUT, " Six teas.\n \n\n\n\u202eCake. ") == "Six teas.\n\nCake."
    assert tidy(Part.PLACE, "Upstairs,\nright") == "Upstairs, right"
    assert tidy(Part.PLACE, "\n") == ""
    assert tidy(Part.NAME, "\n") == Refusal("event_nameless")
