"""A stolen database names nobody; who holds the key reads everything, and finds it again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.vault import Vault, VaultError
from tests.canaries import NAME, PHONE, SECRET_KEY

vault = Vault(SECRET_KEY)
OTHER_KEY = "another secret key, thirty-two characters or more"
anything = st.text(st.characters(codec=None))


@given(anything)
def test_what_was_sealed_is_read_again(text: str) -> None:
    assert vault.open(vault.seal(text)) == text


@given(anything)
def test_a_sealed_field_says_nothing(text: str) -> None:
    sealed = vault.seal(text)

    assert sealed != vault.seal(text), "equal names must not look equal"
    assert len(sealed) == 33 + len(text.encode("utf-8", "surrogatepass"))
    assert len(text) < 4 or text.encode("utf-8", "surrogatepass") not in sealed


def test_another_key_is_named_as_the_fault() -> None:
    with pytest.raises(VaultError, match="another REGULARS_SECRET_KEY"):
        Vault(OTHER_KEY).open(vault.seal(NAME))


def test_a_former_key_still_opens_what_it_sealed() -> None:
    rotated = Vault(OTHER_KEY, SECRET_KEY)

    assert rotated.open(vault.seal(NAME)) == NAME
    assert Vault(OTHER_KEY).open(rotated.seal(NAME)) == NAME


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_a_changed_byte_is_noticed(position: int, change: int) -> None:
    sealed = bytearray(vault.seal(NAME))
    sealed[position % len(sealed)] ^= change

    with pytest.raises(VaultError):
        vault.open(bytes(sealed))


@given(st.binary(max_size=64))
def test_bytes_that_were_never_sealed_are_refused(data: bytes) -> None:
    with pytest.raises(VaultError):
        vault.open(data)


def test_a_phone_is_found_by_an_index_that_only_this_shop_can_make() -> None:
    index = vault.index("phone", PHONE)

    assert index == Vault(SECRET_KEY).index("phone", PHONE)
    assert len(index) == 16
    assert index != vault.index("name", PHONE)
    assert index != Vault(OTHER_KEY).index("phone", PHONE)


@pytest.mark.parametrize(
    ("enrolled", "sought"), [("Straße", "STRASSE"), ("Ｍｅｉ", "mei"), ("Лёша", "ЛЁША"), (" Mei", "mei ")]
)
def test_a_name_is_found_however_it_is_typed(enrolled: str, sought: str) -> None:
    assert vault.index("name", enrolled) == vault.index("name", sought)


def test_a_signature_holds_for_its_bytes_its_size_and_its_shop_alone() -> None:
    signature = vault.sign(b"button")

    assert len(signature) == 10
    assert vault.signed(b"button", signature)
    assert not vault.signed(b"buttons", signature)
    assert not vault.signed(b"button", signature[:-1])
    assert not vault.signed(b"button", b"")
    assert not Vault(OTHER_KEY).signed(b"button", signature)


def test_a_secret_word_fits_where_telegram_wants_one() -> None:
    word = vault.word("webhook")

    assert len(word) == 43
    assert set(word) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")
    assert word == Vault(SECRET_KEY).word("webhook")
    assert word != vault.word("health")
