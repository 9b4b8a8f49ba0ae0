"""A Bot API that only answers, as fast as Python can, in a process of its own: the far end of every benchmark.

It is not the local messenger: it checks nothing, so that what is measured is the client.
"""

import asyncio
import json
import socket
from collections import deque
from collections.abc import Callable
from email.utils import formatdate
from multiprocessing.connection import Connection
from typing import Any, NamedTuple
from urllib.parse import parse_qs

ME = {"id": 1234567, "is_bot": True, "first_name": "Bench", "username": "bench_bot", "can_join_groups": True}
FIRST_MEMBER = 100_000_001
SENT = {
    "message_id": 4711,
    "from": ME,
    "chat": {"id": FIRST_MEMBER, "first_name": "Mei", "type": "private"},
    "date": 1_795_000_000,
    "text": "You have 240 points.",
}


_TODAY = formatdate(usegmt=True).encode()


class Press(NamedTuple):
    """A press on a button that carries this."""

    data: str


def answered(result: object) -> bytes:
    """The whole HTTP answer that carries `result`."""
    return wrapped(json.dumps({"ok": True, "result": result}, separators=(",", ":")).encode())


def wrapped(body: bytes) -> bytes:
    return (
        b"HTTP/1.1 200 OK\r\nServer: nginx\r\nDate: %s\r\nContent-Type: application/json\r\n"
        b"Connection: keep-alive\r\nContent-Length: %d\r\n\r\n%s" % (_TODAY, len(body), body)
    )


ANSWERS = {b"getMe": answered(ME), b"getWebhookInfo": answered({"url": "", "pending_update_count": 0})}
MESSAGE = answered(SENT)
TRUE = answered(True)


def person(member: int) -> dict[str, object]:
    return {"id": FIRST_MEMBER + member, "is_bot": False, "first_name": "Mei", "language_code": "en"}


def chat(member: int) -> dict[str, object]:
    return {"id": FIRST_MEMBER + member, "first_name": "Mei", "type": "private"}


def said(member: int, number: int, text: str) -> dict[str, object]:
    """One private message as Telegram delivers it."""
    message: dict[str, object] = {
        "message_id": number,
        "from": person(member),
        "chat": chat(member),
        "date": 1_795_000_000,
        "text": text,
    }
    if text.startswith("/"):
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
    return {"update_id": number, "message": message}


def first_button(shown: dict[str, Any]) -> str:
    """What the first button carries of what a member was shown."""
    return str(shown["reply_markup"]["inline_keyboard"][0][0]["callback_data"])


def pressed(member: int, number: int, data: str) -> dict[str, object]:
    """A press on a button that carries this."""
    message = {**SENT, "chat": chat(member)}
    press = {"id": str(number), "from": person(member), "message": message, "chat_instance": "1", "data": data}
    return {"update_id": number, "callback_query": press}


def asked_of(query: bytes, body: bytes) -> tuple[int, int, int]:
    """The offset, limit and timeout of a getUpdates: in the address, as a form or in JSON."""
    if body.startswith(b"{"):
        asked = json.loads(body)
    else:
        asked = {key: found[0] for key, found in parse_qs((body or query).decode()).items()}
    return int(asked.get("offset", 0)), int(asked.get("limit", 100)), int(asked.get("timeout", 0))


class Desk:
    """What the stub's connections share: updates not yet confirmed, messages counted, and who waits for them."""

    def __init__(self, control: Connection, answered_after: float) -> None:
        self.control = control
        self.answered_after = answered_after
        """Seconds until what was sent is answered."""
        self.updates: deque[tuple[int, bytes]] = deque()
        self.number = 1000
        self.sent = 0
        self.awaited = 0
        self.counted = b"send"
        """What the methods begin with that are counted."""
        self.pollers: list[tuple[Line, int]] = []
        self.told: deque[bytes] = deque(maxlen=1000)
        """What was sent since the last order."""
        self.shown: dict[int, dict[str, Any]] = {}
        """What each member was shown before the last order that pressed a button."""

    def obey(self) -> None:
        """An order from the benchmark: deliver an update for each member, and say when as many messages came back."""
        texts, members, self.counted = self.control.recv()
        self.sent, self.awaited = 0, len(members)
        if None in texts:
            self.shown |= {
                told["chat_id"] - FIRST_MEMBER: told for told in map(json.loads, self.told) if "chat_id" in told
            }
        self.told.clear()
        for text, member in zip(texts, members, strict=True):
            self.number += 1
            match text:
                case str():
                    made = said(member, self.number, text)
                case Press(data):
                    made = pressed(member, self.number, data)
                case _:
                    made = pressed(member, self.number, first_button(self.shown[member]))
            self.updates.append((self.number, json.dumps(made).encode()))
        pollers, self.pollers = self.pollers, []
        for line, limit in pollers:
            line.reply(self.page(limit))

    def count(self, method: bytes) -> None:
        if not method.startswith(self.counted):
            return
        self.sent += 1
        if self.sent == self.awaited:
            self.control.send(self.sent)

    def page(self, limit: int) -> bytes:
        chosen = (raw for _, raw in list(self.updates)[:limit])
        return wrapped(b'{"ok":true,"result":[%s]}' % b",".join(chosen))

    def poll(self, line: "Line", query: bytes, body: bytes) -> None:
        offset, limit, timeout = asked_of(query, body)
        while self.updates and self.updates[0][0] < offset:
            self.updates.popleft()
        if self.updates or not timeout:
            line.reply(self.page(limit))
        else:
            self.pollers.append((line, limit))


class Line(asyncio.Protocol):
    """One kept connection: reads a request, answers it, reads the next."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.unread = b""
        self.reply: Callable[[bytes], None] = lambda _: None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self.reply = transport.write

    def connection_lost(self, _: Exception | None) -> None:
        self.desk.pollers = [(line, limit) for line, limit in self.desk.pollers if line is not self]

    def data_received(self, data: bytes) -> None:
        self.unread += data
        while (end := self.unread.find(b"\r\n\r\n")) >= 0:
            head = self.unread[:end].lower()
            at = head.find(b"content-length:")
            length = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
            if len(self.unread) < end + 4 + length:
                return
            method, _, query = self.unread.split(b" ", 2)[1].rsplit(b"/", 1)[1].partition(b"?")
            body = self.unread[end + 4 : end + 4 + length]
            self.unread = self.unread[end + 4 + length :]
            self.answer(method, query, body)

    def answer(self, method: bytes, query: bytes, body: bytes) -> None:
        if method.startswith((b"send", b"edit", b"copy")):
            if self.desk.answered_after:
                asyncio.get_running_loop().call_later(self.desk.answered_after, self.reply, MESSAGE)
            else:
                self.reply(MESSAGE)
            self.desk.told.append(body)
            self.desk.count(method)
        elif method == b"getUpdates":
            self.desk.count(method)
            self.desk.poll(self, query, body)
        else:
            self.reply(ANSWERS.get(method, TRUE))


async def answer_all(listener: socket.socket, control: Connection, answered_after: float) -> None:
    desk = Desk(control, answered_after)
    loop = asyncio.get_running_loop()
    loop.add_reader(control.fileno(), desk.obey)
    server = await loop.create_server(lambda: Line(desk), sock=listener)
    await server.serve_forever()


def run(listener: socket.socket, control: Connection, answered_after: float) -> None:
    """The stub's process; it ends with the benchmark's."""
    asyncio.run(answer_all(listener, control, answered_after))
