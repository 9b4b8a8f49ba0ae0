"""What an owner types about the store, as it is kept."""

from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.refusals import Refusal
from bot.rules.store import LANGUAGES, MOST_CONTACT, MOST_NAME, Part, read_zone, tidy
from bot.words.catalogs import Language


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("  EUROPE / BERLIN ", "Europe/Berlin"),
        ("上海", "Asia/Shanghai"),
        ("Shanghai", "Asia/Shanghai"),
        ("台北", "Asia/Taipei"),
        ("Москва", "Europe/Moscow"),
        ("São Paulo", "America/Sao_Paulo"),
        ("new york", "America/New_York"),
        ("New_York", "America/New_York"),
        ("hongkong", "Asia/Hong_Kong"),
        ("Buenos Aires", "America/Argentina/Buenos_Aires"),
        ("argentina/buenos aires", "America/Argentina/Buenos_Aires"),
        ("Calcutta", "Asia/Kolkata"),
        ("utc", "UTC"),
    ],
)
def test_a_zone_is_read_by_its_name_or_its_city(typed: str, zone: str) -> None:
    assert read_zone(typed) == zone


@pytest.mark.parametrize(
    "typed", ["", "Atlantis", "Beijing", "EST", "GMT+3", "Etc/GMT+3", "Europe", "../UTC", "Factory", "localtime"]
)
def test_what_is_no_place_is_no_zone(typed: str) -> None:
    assert read_zone(typed) == Refusal("zone_unknown")


def test_a_name_of_several_zones_is_asked_about() -> None:
    assert read_zone("Pacific") == Refusal("zone_several", {"one": "America/Los_Angeles", "other": "America/Vancouver"})


def test_every_place_can_be_written_in_full_and_keeps_its_time() -> None:
    known = available_timezones()

    for name in known:
        if "/" in name and not name.startswith("Etc/"):
            zone = read_zone(name)
            assert isinstance(zone, str), name
            assert zone in known
            assert read_zone(zone) == zone


@pytest.mark.parametrize(
    ("part", "typed", "kept"),
    [
        (Part.NAME, " Green \n Corner ", "Green Corner"),
        (Part.NAME, "绿角", "绿角"),
        (Part.NAME, "<b>&", "<b>&"),
        (Part.NAME, "x" * MOST_NAME, "x" * MOST_NAME),
        (Part.NAME, "x" * (MOST_NAME + 1), Refusal("store_name_long", {"most": MOST_NAME})),
        (Part.NAME, "👨‍👩‍👧‍👦" * 20, Refusal("store_name_long", {"most": MOST_NAME})),
        (Part.NAME, "\u200b \u202e", Refusal("store_nameless")),
        (Part.CONTACT, " privacy@shop.example\n", "privacy@shop.example"),
        (Part.CONTACT, "x" * (MOST_CONTACT + 1), Refusal("contact_long", {"most": MOST_CONTACT})),
        (Part.CONTACT, "", Refusal("contact_empty")),
        (Part.LANGUAGE, "ru", "ru"),
        (Part.LANGUAGE, "Klingon", Refusal("language_unknown")),
    ],
)
def test_a_part_is_kept_tidy_or_refused(part: Part, typed: str, kept: str | Refusal) -> None:
    assert tidy(part, typed) == kept


@given(st.sampled_from(Part), st.text(max_size=300))
def test_whatever_is_typed_is_kept_the_same_the_second_time(part: Part, typed: str) -> None:
    kept = tidy(part, typed)

    assert isinstance(kept, Refusal) or (kept and tidy(part, kept) == kept and len(kept) <= MOST_CONTACT)


def test_the_store_speaks_every_language_there_is() -> None:
    assert set(LANGUAGES) == set(Language)
