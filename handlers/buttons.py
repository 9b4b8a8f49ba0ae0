"""What a button carries: route, arguments and expiry, signed for one bot, person and chat, in 64 bytes."""

from base64 import urlsafe_b64decode
from binascii import b2a_base64
from collections.abc import Callable
from datetime import UTC, datetime

from bot.vault import Vault
from bot.words.message import Go

VERSION = "1"
LONGEST = 64
SIGNATURE = 14
_MINUTE = 60
_IN_ADDRESSES = bytes.maketrans(b"+/", b"-_")


def write_button(vault: Vault, bot_id: int, go: Go, until: datetime) -> Callable[[int], str]:
    """The callback data for a button: given a chat, what that one chat may press until an instant.

    The chat is a private one, whose number is the person's, or a group.

    Args:
        bot_id: the bot's own id: a button of one store says nothing to another.
        until: rounded up to the minute.

    Raises:
        ValueError: the arguments don't fit; a mistake of ours that a test must find.
    """
    body = _body(go.route, go.args, -int(-until.timestamp() // _MINUTE))

    def sign(chat_id: int) -> str:
        signature = b2a_base64(vault.sign(_signed(bot_id, chat_id, body)), newline=False).translate(_IN_ADDRESSES)
        return f"{body}|{signature[:SIGNATURE].decode()}"

    return sign


def _body(route: str, args: tuple[str, ...], minutes: int) -> str:
    body = "|".join((VERSION + route, *args, f"{minutes:x}"))
    if len(body.encode()) + 1 + SIGNATURE > LONGEST or body.count("|") > len(args) + 1:
        raise ValueError(f"a button holds {LONGEST} bytes without bars: {body}")
    return body


def read_button(vault: Vault, bot_id: int, chat_id: int, payload: str, now: datetime) -> Go | None:
    """What a pressed button means; None if it is forged, somebody else's, or past its time."""
    body, _, signature = payload.rpartition("|")
    if not body.startswith(VERSION):
        return None
    try:
        mark = urlsafe_b64decode(signature + "==")
        if not vault.signed(_signed(bot_id, chat_id, body), mark):
            return None
    except ValueError:  # not base64, or text that has no bytes
        return None
    route, *args, minutes = body.removeprefix(VERSION).split("|")
    until = datetime.fromtimestamp(int(minutes, 16) * _MINUTE, UTC)
    return Go(route, *args) if now <= until else None


def _signed(bot_id: int, chat_id: int, body: str) -> bytes:
    return f"button|{bot_id}|{chat_id}|{body}".encode()
