"""What docs/store.md reckons of the end of points, reckoned by the shop."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.rules.expiry import Ending, Fate, fate, longer
from bot.rules.points import expiry
from bot.rules.times import end_of, instant, local_day
from tests.test_docs_paying import rows

BERLIN = ZoneInfo("Europe/Berlin")


def test_the_last_day_of_points_is_as_the_stores_page_says() -> None:
    found = list(rows("expiry"))
    for zone, earned, months, last, until in found:
        there = ZoneInfo(zone)
        ends = expiry(datetime.fromisoformat(earned).replace(tzinfo=there), int(months), there)

        assert local_day(ends, there) == date.fromisoformat(last)
        assert ends.replace(microsecond=0) == datetime.fromisoformat(until).replace(tzinfo=UTC)
    assert len(found) == 6


def test_points_end_as_the_stores_page_says() -> None:
    found = list(rows("endings"))
    for arrives, months, ended, owner in found:
        word = None if arrives == "never" else instant(date.fromisoformat(arrives), time(9), BERLIN)
        expires_at, warned_at, extended = end_of(date(2027, 3, 2), BERLIN), word, 0
        while True:
            night = expires_at + timedelta(minutes=5)
            became = fate(Ending(expires_at, warned_at, extended), int(months), night, BERLIN)
            if became is not Fate.EXTEND:
                break
            extended, expires_at = extended + 1, longer(expires_at, night, BERLIN)
            warned_at = word and night + timedelta(hours=9)  # who can be told is told of the new day

        assert local_day(expires_at, BERLIN) == date.fromisoformat(ended)
        assert became is {"was told": Fate.EXPIRE, "could not be told": Fate.EXPIRE_UNWARNED}[owner]
    assert len(found) == 6
