"""The file for a calendar is as RFC 5545 asks for."""

from datetime import UTC, datetime, timedelta

from bot.rules.events import Event, State
from bot.words.ics import ics

AT = datetime(2026, 5, 21, 16, tzinfo=UTC)
LINK = "https://t.me/green_corner_bot?start=e_7"


def unfolded(name: str = "Tasting", about: str = "", place: str = "", version: int = 1) -> dict[str, str]:
    """What a calendar reads of an event."""
    event = Event(7, {}, {}, place, AT, AT + timedelta(minutes=90), None, "everybody", State.ON, version)
    content = ics(event, name, about, LINK, AT - timedelta(days=3)).content
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    lines = content.decode().replace("\r\n ", "").split("\r\n")
    assert lines.index("BEGIN:VCALENDAR") < lines.index("BEGIN:VEVENT") < lines.index("END:VEVENT")
    return dict(line.split(":", 1) for line in lines if line)


def test_a_calendar_reads_what_when_and_where() -> None:
    read = unfolded("Tea, tasting; first\\last", "Six teas.\nCake.", "Upstairs, right")

    assert (read["DTSTART"], read["DTEND"]) == ("20260521T160000Z", "20260521T173000Z")
    assert read["SUMMARY"] == "Tea\\, tasting\\; first\\\\last"
    assert read["LOCATION"] == "Upstairs\\, right"
    assert read["DESCRIPTION"] == f"Six teas.\\nCake.\\n\\n{LINK}"
    assert read["METHOD"] == "PUBLISH"


def test_what_changed_takes_its_own_place() -> None:
    before, after = unfolded(), unfolded(version=3)

    assert before["UID"] == after["UID"] == LINK
    assert (before["SEQUENCE"], after["SEQUENCE"]) == ("0", "2")


def test_long_lines_are_folded_and_no_character_is_torn() -> None:
    about = "茶" * 100 + "👨‍👩‍👧‍👦" * 20

    assert unfolded(about=about)["DESCRIPTION"].startswith(about)
    assert "LOCATION" not in unfolded()
