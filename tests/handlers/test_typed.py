"""What staff type is read as they write it where they live."""

from datetime import date

import pytest

from handlers.typed import day, moments, percent


@pytest.mark.parametrize(
    "text", ["2026-12-24", "2026/12/24", "2026年12月24日", "24.12.2026", " 24. 12. 2026 ", "２０２６-１２-２４"]
)
def test_a_day_is_read_as_people_write_it(text: str) -> None:
    assert day(text) == date(2026, 12, 24)


@pytest.mark.parametrize("text", ["", "tomorrow", "12/24/2026", "24/12/2026", "31.02.2026", "2026-13-01", "24.12.26"])
def test_what_could_be_another_day_is_asked_again(text: str) -> None:
    assert day(text) is None


@pytest.mark.parametrize(
    ("text", "percents"),
    [
        ("125", 125), ("125%", 125), ("125 %", 125), ("１２５％", 125), ("1.25", 125), ("1,25", 125), ("×1.25", 125),
        ("x2", 200), ("х1,5", 150), ("× 1.5", 150), ("5", 5), ("10", 10), ("", None), ("a quarter", None), ("-5", None),
        ("1.255", None), ("99999", None),
    ],
)  # fmt: skip
def test_percent_may_be_written_as_so_many_times(text: str, percents: int | None) -> None:
    assert percent(text) == percents


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("2026-12-24 18:00", ""),
        ("24.12.2026 18", ""),
        ("2026年12月24日 18:00-20:30", "24 20:30"),
        ("2026-12-24 18:00 - 20:30", "24 20:30"),
        ("24. 12. 2026 18:00–02:00", "25 02:00"),
        ("２０２６-１２-２４ １８：００-２４：００", "25 00:00"),
    ],
)
def test_a_time_may_have_an_end(text: str, ends: str) -> None:
    found = moments(text)

    assert found is not None
    assert [f"{one:%d %H:%M}" if one else "" for one in found] == ["24 18:00", ends]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-12-24",
        "18:00",
        "2026-12-24 25:00",
        "2026-12-24 18:00-25:00",
        "2026-12-24 25:00-26:00",
        "2026-12-24 20:00-18:00",
        "soon",
    ],
)
def test_what_is_no_time_is_asked_again(text: str) -> None:
    assert moments(text) is None
