"""Codes that people read out and type: a card's, a receipt's, and secrets good for one use."""

import re
from base64 import urlsafe_b64encode
from hashlib import sha256
from random import Random

from bot.rules.refusals import Refusal

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, which look like 1, 1, 0 and V."""

_CARD_BODY = 8
_RECEIPT_BODY = 6
_DIGITS = 8
_VOUCHER = 12
_LOOKS_LIKE = str.maketrans("OIL", "011")


def _check(body: str) -> str:
    """The check character: the sum of each character times a power of x, in the field of 32 elements (x^5 = x^2 + 1).

    No two of the powers are equal, so one wrong character or any two exchanged ones give another sum. A sum modulo 32
    would miss exchanges, and one modulo 37 (Crockford's own) needs five more characters.
    """
    total = 0
    for character in body:
        total = _times_x(total ^ ALPHABET.index(character))
    return ALPHABET[total]


def _times_x(element: int) -> int:
    return element << 1 if element < 16 else (element << 1) ^ 0b100101


def _letters(random: Random, n: int) -> str:
    return "".join(random.choices(ALPHABET, k=n))


def new_card(random: Random) -> str:
    """A card's code, eight characters and their check; it identifies and earns, and spends nothing."""
    return with_check(_letters(random, _CARD_BODY))


def with_check(body: str) -> str:
    """The code of a card from the characters before its check."""
    return body + _check(body)


def read_card(text: str) -> str | Refusal:
    """A card's code as typed: in any case, with spaces and dashes, O for 0, I or L for 1, full-width.

    Returns:
        Refusal: `card_unreadable` if it can't be a code, `card_mistyped` if a character is wrong or two are exchanged.
    """
    code = _typed(text)
    if len(code) != _CARD_BODY + 1 or not set(code) <= set(ALPHABET):
        return Refusal("card_unreadable")
    return code if _check(code[:-1]) == code[-1] else Refusal("card_mistyped")


def spaced(card: str) -> str:
    """A card's code in threes, as it is shown and read out."""
    return " ".join(card[start : start + 3] for start in range(0, len(card), 3))


def new_receipt(random: Random) -> str:
    """A receipt number for a till that has none: `R-7K3F9Q`. It may be taken; whoever records it tries again."""
    return f"R-{_letters(random, _RECEIPT_BODY)}"


def own_receipt(text: str) -> str | None:
    """The receipt number of ours that was typed (`r 7k3f9o` is `R-7K3F90`); None if it can't be one.

    Other tills have numbers of their own, so look for the text as it is first.
    """
    typed = _typed(text)
    body = typed[1:]
    return f"R-{body}" if typed[:1] == "R" and len(body) == _RECEIPT_BODY and set(body) <= set(ALPHABET) else None


def new_voucher(random: Random) -> str:
    """A voucher's code: 60 bits in twelve characters.

    It has no check character: so few of all codes are anybody's that a slip meets none, and whoever may type one is
    told of a slip and of a guess alike.
    """
    return _letters(random, _VOUCHER)


def read_voucher(text: str) -> str | None:
    """A voucher's code as typed: in any case, with spaces, look-alikes, full-width; None if it can't be one."""
    code = _typed(text)
    return code if len(code) == _VOUCHER and set(code) <= set(ALPHABET) else None


def in_fours(code: str) -> str:
    """A voucher's code as it is shown and read out."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def new_press(random: Random) -> str:
    """A mark for a button that must act once however often it is pressed: 40 bits beside the presser's number."""
    return _letters(random, _CARD_BODY)


def new_digits(random: Random) -> str:
    """Eight digits beside a secret, for a till that can't scan; good for as short a time, and rarely tried."""
    return f"{random.randrange(10**_DIGITS):0{_DIGITS}}"


def read_digits(text: str) -> str | None:
    """Eight digits as typed, together or in fours, in any script's figures; None if it can't be such a code."""
    parts = [len(part) for part in text.split()]
    digits = "".join(text.split())
    if parts not in ([_DIGITS], [_DIGITS // 2] * 2) or not digits.isdecimal():
        return None
    return f"{int(digits):0{_DIGITS}}"


def new_secret(random: Random) -> str:
    """A code good for one use: 128 bits in 22 characters that a deep link can carry. Keep only its digest."""
    return urlsafe_b64encode(random.randbytes(16)).rstrip(b"=").decode()


def digest(secret: str) -> bytes:
    """What is kept of a secret: its SHA-256."""
    return sha256(secret.encode(errors="surrogatepass")).digest()


def _typed(text: str) -> str:
    narrow = (chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in text)
    return re.sub(r"[\s‐-―−-]", "", "".join(narrow)).upper().translate(_LOOKS_LIKE)
