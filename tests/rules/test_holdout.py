"""Who is left out: the same members each time, about as many as were asked for, and others in another store."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.care import Care
from bot.rules.holdout import MOST_SHARE, Shares, held_out

SALT = b"the store's own"


@given(st.integers(1, 10**9), st.sampled_from(Care), st.integers(0, MOST_SHARE), st.integers(0, MOST_SHARE))
def test_a_larger_share_leaves_out_the_same_members_and_others_besides(
    member_id: int, care: Care, one: int, other: int
) -> None:
    smaller, larger = sorted((one, other))

    assert held_out(member_id, care, SALT, smaller) <= held_out(member_id, care, SALT, larger)


def test_with_no_share_nobody_is_left_out() -> None:
    assert not any(held_out(member_id, Care.BIRTHDAY, SALT, 0) for member_id in range(10_000))


@pytest.mark.parametrize("share", [1, 10, 50])
def test_about_as_many_are_left_out_as_the_owner_set(share: int) -> None:
    of = 20_000

    left_out = sum(held_out(member_id, Care.REFILL, SALT, share) for member_id in range(of))

    assert abs(left_out - of * share / 100) < 4 * (of * share / 100 * (1 - share / 100)) ** 0.5


def test_being_left_out_of_one_kind_of_care_says_nothing_of_another_nor_of_another_store() -> None:
    def left_out(care: Care, salt: bytes) -> set[int]:
        return {member_id for member_id in range(10_000) if held_out(member_id, care, salt, 10)}

    refills, win_backs = left_out(Care.REFILL, SALT), left_out(Care.WIN_BACK, SALT)
    elsewhere = left_out(Care.REFILL, b"another store's")

    assert 60 < len(refills & win_backs) < 140
    assert 60 < len(refills & elsewhere) < 140


def test_the_hash_never_changes_or_who_was_left_out_would_be_written_to_after_an_update() -> None:
    left_out = [member_id for member_id in range(1, 60) if held_out(member_id, Care.WIN_BACK, SALT, 10)]

    assert left_out == [20, 23, 29, 30, 38, 51]


def test_only_of_care_can_anybody_be_left_out() -> None:
    assert Shares().of(Care.REFILL) == 10
    with pytest.raises(LookupError):
        Shares().of(Care.CONTACT)
