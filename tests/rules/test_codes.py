"""Codes that are read out at a till."""

from itertools import combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.codes import ALPHABET, digest, new_card, new_receipt, new_secret, own_receipt, read_card, spaced
from bot.rules.refusals import Refusal

cards = st.integers(0, 10**9).map(lambda seed: new_card(Random(seed)))


@given(cards)
def test_a_card_has_no_letters_that_look_like_others(card: str) -> None:
    assert len(card) == 9
    assert not set(card) & set("ILOU")
    assert read_card(card) == card


@given(cards)
def test_one_wrong_character_is_always_noticed(card: str) -> None:
    for place, right in enumerate(card):
        for wrong in set(ALPHABET) - {right}:
            assert read_card(card[:place] + wrong + card[place + 1 :]) == Refusal("card_mistyped")


@given(cards)
def test_two_exchanged_characters_are_always_noticed(card: str) -> None:
    for one, other in combinations(range(9), 2):
        letters = list(card)
        letters[one], letters[other] = letters[other], letters[one]
        if letters[one] != letters[other]:
            assert read_card("".join(letters)) == Refusal("card_mistyped")


@given(cards)
def test_a_card_is_read_as_people_type_it(card: str) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) for c in card)

    assert read_card(f" {card.lower()} ") == card
    assert read_card(spaced(card)) == card
    assert read_card("-".join(card)) == card
    assert read_card("–".join(card)) == card
    assert read_card(wide) == card
    assert read_card(card.replace("0", "o").replace("1", "l")) == card
    assert read_card(card.replace("0", "O").replace("1", "I")) == card


@pytest.mark.parametrize("typed", ["", "7K3", "7K3F9Q2MXX", "7K3F9Q2U!", "привет", "\ud800" * 9])
def test_what_is_no_card_is_refused(typed: str) -> None:
    assert read_card(typed) == Refusal("card_unreadable")


def test_a_card_is_shown_in_threes() -> None:
    assert spaced("7K3F9Q2MX") == "7K3 F9Q 2MX"


def test_a_receipt_of_ours_is_put_right() -> None:
    receipt = new_receipt(Random(1))

    assert len(receipt) == 8
    assert own_receipt(f" {receipt.lower().replace('-', ' ')}") == receipt
    assert own_receipt("r-7k3f9o") == "R-7K3F90"
    assert own_receipt("31198640134") is None
    assert own_receipt("R-LONGER-THAN-OURS") is None
    assert own_receipt("") is None


def test_a_secret_fits_a_deep_link_and_only_its_digest_is_kept() -> None:
    secret = new_secret(Random(1))

    assert len(secret) == 22
    assert secret.replace("-", "").replace("_", "").isalnum()
    assert len(digest(secret)) == 32
    assert digest(secret) != digest(new_secret(Random(2)))
