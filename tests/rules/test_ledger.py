"""The chain of entries and the sums that must agree."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.ledger import (
    BEGINNING,
    AccountSums,
    Bound,
    Broken,
    Entry,
    EntryKind,
    Fault,
    bound,
    first_broken,
    lot_fault,
    sums_fault,
)

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
EARN = Entry(
    member_id=7,
    kind=EntryKind.EARN,
    points=40,
    debt=0,
    at=NOON,
    recorded_at=NOON,
    key="earn:till:R-7K3F9Q",
    purchase_id=1,
    reverses=None,
    rule_version=1,
    actor="cashier:1",
)


def chain(*entries: Entry) -> list[Bound]:
    kept: list[Bound] = []
    previous = BEGINNING
    for number, entry in enumerate(entries, 1):
        kept.append(Bound(number, entry, previous, bound(entry, previous)))
        previous = kept[-1].hash
    return kept


THREE = chain(*(EARN._replace(key=f"earn:till:{n}", points=n) for n in (1, 2, 3)))


def test_an_untouched_chain_is_whole() -> None:
    assert first_broken(THREE, THREE[-1].hash) is None
    assert first_broken([], BEGINNING) is None


OTHERS: dict[str, object] = {
    "member_id": 8,
    "kind": EntryKind.STARTER,
    "points": 41,
    "debt": 1,
    "at": NOON + timedelta(microseconds=1),
    "recorded_at": NOON + timedelta(seconds=1),
    "key": "earn:till:R-7K3F9R",
    "purchase_id": None,
    "reverses": 1,
    "rule_version": 2,
    "actor": "cashier:2",
}


@pytest.mark.promise(61)
@pytest.mark.parametrize("field", Entry._fields)
def test_any_field_changed_is_found(field: str) -> None:
    assert set(OTHERS) == set(Entry._fields)
    forged = EARN._replace(**{field: OTHERS[field]})  # type: ignore[arg-type] # one field after another, each of its type

    assert bound(forged, BEGINNING) != bound(EARN, BEGINNING)


@pytest.mark.promise(61)
@given(place=st.integers(0, 2), field=st.sampled_from(sorted(OTHERS)))
def test_the_first_bad_entry_is_named(place: int, field: str) -> None:
    edited = list(THREE)
    forged = edited[place].entry._replace(**{field: OTHERS[field]})  # type: ignore[arg-type] # as above
    edited[place] = edited[place]._replace(entry=forged)

    assert first_broken(edited, THREE[-1].hash) == Broken(Fault.CHAIN, place + 1)


@pytest.mark.promise(61)
def test_a_missing_entry_is_noticed_wherever_it_was() -> None:
    head = THREE[-1].hash

    assert first_broken(THREE[1:], head) == Broken(Fault.CHAIN, 2)
    assert first_broken([THREE[0], THREE[2]], head) == Broken(Fault.CHAIN, 3)
    assert first_broken(THREE[:2], head) == Broken(Fault.HEAD, None)


@pytest.mark.promise(61)
def test_an_entry_bound_to_the_wrong_one_is_noticed_although_its_own_hash_is_right() -> None:
    elsewhere = bytes(31) + b"\1"
    forged = Bound(1, EARN, elsewhere, bound(EARN, elsewhere))

    assert first_broken([forged], forged.hash) == Broken(Fault.CHAIN, 1)


def test_an_instant_is_the_same_in_every_zone() -> None:
    east = EARN._replace(at=NOON.astimezone(timezone(timedelta(hours=8))))

    assert bound(east, BEGINNING) == bound(EARN, BEGINNING)


def test_the_chain_stays_readable_by_later_versions() -> None:
    assert bound(EARN, BEGINNING).hex() == "69c9fd9dab5748446ae9009125a87d0386086d6450b14f7e8a7d0f31bbc747ca"


def test_points_less_debt_are_the_sum_of_the_entries_and_the_lots_hold_the_points() -> None:
    assert sums_fault(AccountSums(points=40, debt=0, entries=40, lots=40)) is None
    assert sums_fault(AccountSums(points=0, debt=9, entries=-9, lots=0)) is None
    assert sums_fault(AccountSums(points=40, debt=0, entries=41, lots=40)) is Fault.ENTRIES
    assert sums_fault(AccountSums(points=40, debt=1, entries=40, lots=40)) is Fault.ENTRIES
    assert sums_fault(AccountSums(points=40, debt=0, entries=40, lots=39)) is Fault.LOTS


def test_a_lot_holds_what_came_less_what_was_taken() -> None:
    assert lot_fault(points=40, left=30, taken=10) is None
    assert lot_fault(points=40, left=40, taken=10) is Fault.TAKES
