"""Vouchers: until when they are good, when the till takes them, when they can go back."""

from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.codes import ALPHABET, in_fours, new_press, new_voucher, read_voucher
from bot.rules.refusals import Refusal
from bot.rules.vouchers import Voucher, VoucherState, good_until, returnable_until
from tests.words.voucher_gallery import voucher

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)  # a Monday, half past ten on the wall


def coffee(**parts: object) -> Voucher:
    """A voucher made now, good for a day, taken on weekdays from nine to five."""
    made = voucher("Coffee")._replace(made_at=NOW, expires_at=good_until(NOW, 1, BERLIN))
    return Voucher(**{**made._asdict(), **parts})


def why(held: Voucher, at: datetime) -> str | None:
    """The key of why the till doesn't take it."""
    refusal = held.why_not_taken(at, BERLIN)
    return refusal.key if refusal else None


def test_a_voucher_is_good_until_the_end_of_a_local_day() -> None:
    assert good_until(NOW, 30, BERLIN) == datetime(2026, 4, 1, 21, 59, 59, 999999, UTC)  # summer time by then
    assert good_until(datetime(2026, 3, 2, 23, 30, tzinfo=UTC), 0, BERLIN) == datetime(
        2026, 3, 3, 22, 59, 59, 999999, UTC
    )


def test_it_can_be_returned_for_the_shops_days_and_no_longer_than_it_is_good() -> None:
    end = good_until(NOW, 30, BERLIN)

    assert returnable_until(NOW, 14, end, BERLIN) == good_until(NOW, 14, BERLIN)
    assert returnable_until(NOW, 60, end, BERLIN) == end
    assert returnable_until(NOW, 0, end, BERLIN) is None


@pytest.mark.parametrize(
    ("at", "refused"),
    [
        (datetime(2026, 3, 2, 7, 59, 59, tzinfo=UTC), "voucher_hours"),
        (datetime(2026, 3, 2, 8, 0, tzinfo=UTC), None),
        (datetime(2026, 3, 2, 15, 59, 59, tzinfo=UTC), None),
        (datetime(2026, 3, 2, 16, 0, tzinfo=UTC), "voucher_hours"),
        (datetime(2026, 3, 3, 12, 0, tzinfo=UTC), None),
        (datetime(2026, 3, 3, 23, 0, tzinfo=UTC), "voucher_expired"),
    ],
)
def test_the_till_takes_it_in_its_hours_until_its_end(at: datetime, refused: str | None) -> None:
    assert why(coffee(), at) == refused


def test_on_a_saturday_nobody_takes_what_is_for_weekdays() -> None:
    assert why(coffee(expires_at=NOW + timedelta(days=30)), datetime(2026, 3, 7, 12, 0, tzinfo=UTC)) == "voucher_hours"


@pytest.mark.parametrize("state", [VoucherState.USED, VoucherState.RETURNED, VoucherState.EXPIRED])
def test_what_is_over_is_neither_taken_nor_returned_and_says_what_became_of_it(state: VoucherState) -> None:
    over = coffee(state=state, settled_at=NOW)

    for refusal in (over.why_not_taken(NOW, BERLIN), over.why_kept(NOW), over.why_over(NOW)):
        assert refusal is not None
        assert refusal.key == f"voucher_{state}"
        assert refusal.data == {"at": over.expires_at if state is VoucherState.EXPIRED else NOW}
    assert not over.may_go_back(NOW)


def test_past_its_last_instant_it_is_expired_before_the_clockwork_has_come_by() -> None:
    held = coffee()

    assert held.stands(held.expires_at) is VoucherState.OPEN
    assert held.stands(held.expires_at + timedelta(microseconds=1)) is VoucherState.EXPIRED
    assert held.stands(NOW) is VoucherState.OPEN


def test_until_its_last_instant_it_goes_back_whatever_the_hour() -> None:
    until = NOW + timedelta(hours=12)
    held = coffee(returnable_until=until)

    assert held.why_kept(until) is None
    assert held.may_go_back(until)
    late = held.why_kept(until + timedelta(microseconds=1))
    assert late is not None
    assert late.key == "voucher_kept"
    never = coffee(returnable_until=None).why_kept(NOW)
    assert never is not None
    assert never.key == "voucher_kept"


@given(st.randoms(use_true_random=False))
def test_a_code_is_read_however_it_was_typed(chance: Random) -> None:
    code = new_voucher(Random(chance.random()))

    assert len(code) == 12
    assert set(code) <= set(ALPHABET)
    assert read_voucher(in_fours(code)) == code
    assert read_voucher(code.lower().replace("0", "o").replace("1", "l")) == code
    assert read_voucher("".join(chr(ord(letter) + 0xFEE0) for letter in code)) == code
    assert read_voucher("-".join(code)) == code


@pytest.mark.parametrize("text", ["", "7K3F9Q2MX4T", "7K3F9Q2MX4T88", "7K3F9Q2MX4TU", "咖啡", "\ud800" * 12])
def test_what_can_be_no_code_is_none(text: str) -> None:
    assert read_voucher(text) is None


def test_no_two_codes_or_presses_are_alike() -> None:
    chance = Random(1)

    assert len({new_voucher(chance) for _ in range(10_000)}) == 10_000
    assert len({new_press(chance) for _ in range(1_000)}) == 1_000


def test_what_a_voucher_became_is_told_as_of_then() -> None:
    used = coffee(state=VoucherState.USED, settled_at=NOW + timedelta(hours=2))

    assert used.why_over(NOW + timedelta(days=9)) == Refusal("voucher_used", {"at": NOW + timedelta(hours=2)})
