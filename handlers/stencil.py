"""Stencils: what is said alike to many is written once, and only the chat and the buttons' signatures are put in."""

import json
from collections.abc import Callable
from secrets import token_hex

from bot.words.message import Go, Message
from handlers.calls import Fields

MOST = 64
"""Messages of which a stencil is kept: those of the broadcasts that are going out, in each language."""


class Stencil:
    """The body of a call, but for what differs from chat to chat.

    Args:
        fields: what the call says, given the callback data of its buttons.
        button: a button's callback data, still to be signed for a chat.
    """

    def __init__(self, fields: Callable[[Callable[[Go], str]], Fields], button: Callable[[Go], Callable[[int], str]]):
        hole = token_hex(16)
        signed = list[Callable[[int], str]]()

        def leave_open(go: Go) -> str:
            signed.append(button(go))
            return hole

        given = {name: value for name, value in fields(leave_open).items() if value is not None}
        self._first, *rest = json.dumps(given).split(hole)
        self._others = list(zip(signed, rest, strict=True))

    def body(self, chat_id: int) -> bytes:
        """The call to one chat, as JSON."""
        parts = [f'{{"chat_id": {chat_id}, ', self._first[1:]]
        for sign, rest in self._others:
            parts += sign(chat_id), rest
        return "".join(parts).encode()


class Stencils:
    """The stencils of messages that are said many times; a message is known by being the very same object."""

    def __init__(self, button: Callable[[Go], Callable[[int], str]]) -> None:
        self._button = button
        self._made: dict[int, tuple[Message, Stencil]] = {}

    def of(self, message: Message, fields: Callable[[Callable[[Go], str]], Fields]) -> Stencil:
        """The stencil of a message, made at its first chat."""
        kept = self._made.get(id(message))  # which is no other's while the message is kept
        if kept is None:
            if len(self._made) >= MOST:
                self._made.clear()
            kept = self._made[id(message)] = message, Stencil(fields, self._button)
        return kept[1]
