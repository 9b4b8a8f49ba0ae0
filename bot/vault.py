"""Seals personal fields at rest, finds them again without opening them, and signs what comes back from outside."""

import base64
import hmac
import os
import unicodedata
from collections.abc import Iterable
from copy import copy
from hashlib import blake2b
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

VERSION: Final = b"\x01"  # the shape of a sealed field: version, key's mark, nonce, AES-GCM text and tag
MARK: Final = 4
NONCE: Final = 12  # bytes, as NIST SP 800-38D recommends; random, so a key is good for 2**32 fields
TAG: Final = 16


class FormerKey(NamedTuple):
    """What is kept of a former secret: the mark of its fields, and the sealed key of its blind indexes."""

    mark: bytes
    index_key: bytes


class VaultError(Exception):
    """A sealed field can't be opened; its text says whether the key is another one or the bytes were damaged."""


class Vault:
    """Personal fields under one secret key; fields sealed under a former key can still be opened.

    Every purpose has its own key, derived from the secret by HKDF-SHA256 (RFC 5869), so that no use of one
    says anything about another.
    """

    def __init__(self, secret: str, *former: str) -> None:
        """Derive the keys from `secret`, and from each `former` secret only what opens its fields."""
        rings = [_Ring(text) for text in (secret, *former)]
        self._ring = rings[0]
        self._rings = {ring.mark: ring for ring in rings}
        self._former = {ring.mark: _derive(text, "index") for ring, text in zip(rings[1:], former, strict=True)}
        self._index_keys = tuple(dict.fromkeys((_derive(secret, "index"), *self._former.values())))
        self._signing_key = _derive(secret, "sign")
        self._word_key = _derive(secret, "word")

    def seal(self, text: str) -> bytes:
        """Encrypt a field; the same text gives other bytes each time. 33 bytes longer than its UTF-8."""
        nonce = os.urandom(NONCE)
        head = VERSION + self._ring.mark
        return head + nonce + self._ring.cipher.encrypt(nonce, text.encode("utf-8", "surrogatepass"), head)

    def is_current(self, data: bytes) -> bool:
        """Whether a sealed field was sealed under the secret itself, and not under a former one."""
        return data[1 : 1 + MARK] == self._ring.mark

    def open(self, data: bytes) -> str:
        """Decrypt what `seal` made, or raise `VaultError`."""
        head, nonce = data[: 1 + MARK], data[1 + MARK : 1 + MARK + NONCE]
        if len(data) < 1 + MARK + NONCE + TAG or head[:1] != VERSION:
            raise VaultError("These bytes are not a sealed field.")
        ring = self._rings.get(head[1:])
        if ring is None:
            raise VaultError(
                "This field was sealed with another REGULARS_SECRET_KEY; start with the one it was made with, or put "
                "that one into REGULARS_FORMER_SECRET_KEYS and run regulars rotate-key."
            )
        try:
            return ring.cipher.decrypt(nonce, data[1 + MARK + NONCE :], head).decode("utf-8", "surrogatepass")
        except InvalidTag:
            raise VaultError("This sealed field was damaged.") from None

    def index(self, kind: str, value: str) -> bytes:
        """Give 16 bytes by which an equal `value` of the same `kind` is found without opening any field.

        Equal after NFKC and case folding, so that a name is found however it was typed.
        """
        return self.indexes(kind, value)[0]

    def indexes(self, kind: str, value: str) -> tuple[bytes, ...]:
        """Give what an equal value may have been kept as: by the secret's own key, then by those of former ones."""
        folded = unicodedata.normalize("NFKC", value).casefold().strip()
        spoken = f"{kind}\0{folded}".encode("utf-8", "surrogatepass")
        return tuple(hmac.digest(key, spoken, "sha256")[:16] for key in self._index_keys)

    def former(self) -> list[FormerKey]:
        """What stays of the former secrets when they are gone: enough to find a value, and to open nothing."""
        kept = self._former.items()
        return [FormerKey(mark, self.seal(key.hex())) for mark, key in kept if mark != self._ring.mark]

    def finding(self, former: Iterable[FormerKey]) -> "Vault":
        """The same vault, that also finds what was kept under secrets of which only this much is left.

        Raises:
            VaultError: the keys themselves were sealed under a secret that isn't here.
        """
        found = copy(self)
        kept = (bytes.fromhex(self.open(one.index_key)) for one in former if one.mark != self._ring.mark)
        found._index_keys = tuple(dict.fromkeys((*self._index_keys, *kept)))
        return found

    def sign(self, data: bytes, size: int = 10) -> bytes:
        """Sign bytes that go out and come back, such as a button's; `size` bytes of keyed BLAKE2b (RFC 7693)."""
        return blake2b(data, key=self._signing_key, digest_size=size).digest()  # a third of what HMAC-SHA256 costs

    def signed(self, data: bytes, signature: bytes, size: int = 10) -> bool:
        """Check a signature in a time that does not depend on how much of it is right."""
        return hmac.compare_digest(self.sign(data, size), signature)

    def word(self, purpose: str) -> str:
        """Give a secret word of 43 letters, digits, - and _, the same in every process of this shop."""
        digest = hmac.digest(self._word_key, purpose.encode(), "sha256")
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")


class _Ring:
    """The sealing key of one secret, and the mark by which its fields are known."""

    def __init__(self, secret: str) -> None:
        self.cipher = AESGCM(_derive(secret, "seal"))
        self.mark = _derive(secret, "mark")[:MARK]


def _derive(secret: str, purpose: str) -> bytes:
    hkdf = HKDF(algorithm=SHA256(), length=32, salt=b"regulars", info=purpose.encode())
    return hkdf.derive(secret.encode())
