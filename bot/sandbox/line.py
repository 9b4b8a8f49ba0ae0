"""A quick line: HTTP/1.1 for uvicorn in little Python, so that a benchmark measures the bot and not its Telegram."""

import asyncio
import logging
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

import uvicorn
from starlette.types import Message, Scope
from uvicorn.server import ServerState

HEAD_BYTES = 64 * 1024
BODY_BYTES = 64 * 1024 * 1024
END = b"\r\n\r\n"
REASONS = {status.value: status.phrase.encode() for status in HTTPStatus}
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class BadRequest(Exception):  # noqa: N818  # HTTP's own name for it
    """What came is not HTTP/1.1 as clients of ours speak it."""


class Line(asyncio.Protocol):
    """One connection: whole requests in, answers out, one after the other. uvicorn makes and keeps them."""

    def __init__(
        self,
        config: uvicorn.Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        """Take what uvicorn gives every protocol."""
        self.app = config.loaded_app
        self.state = server_state
        self.app_state = app_state
        self.transport: asyncio.Transport
        self.buffer = bytearray()
        self.body = b""
        self.task: asyncio.Task[None] | None = None
        self.gone = asyncio.Event()
        self.fed = False
        self.keep = True
        self.head: bytes | None = None
        self.chunked = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # it is one, on any loop
        """A client calls."""
        self.transport = transport
        self.state.connections.add(self)  # type: ignore[arg-type]  # uvicorn names its own protocols only

    def connection_lost(self, _: Exception | None) -> None:
        """The client hung up."""
        self.state.connections.discard(self)
        self.gone.set()

    def shutdown(self) -> None:
        """uvicorn stops: hang up after the answer in hand."""
        self.keep = False
        if self.task is None:
            self.transport.close()

    def data_received(self, data: bytes) -> None:
        """Collect until a request is whole."""
        self.buffer += data
        if self.task is None:
            self._next()

    def _next(self) -> None:
        try:
            scope = self._whole_request()
        except (BadRequest, ValueError, IndexError):
            self.transport.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            self.transport.close()
            return
        if scope is not None:
            self.fed = self.chunked = False
            self.head = None
            self.task = asyncio.get_running_loop().create_task(self._answer(scope))
            self.state.tasks.add(self.task)
            self.task.add_done_callback(self.state.tasks.discard)

    def _whole_request(self) -> Scope | None:
        """The scope of the request in the buffer, its body kept aside; None while it isn't all there."""
        stop = self.buffer.find(END)
        if stop < 0:
            if len(self.buffer) > HEAD_BYTES:
                raise BadRequest
            return None
        lines = bytes(self.buffer[:stop]).split(b"\r\n")
        method, target, version = lines[0].split(b" ")
        headers = [(name.lower(), value.strip()) for name, value in (line.split(b":", 1) for line in lines[1:])]
        known = dict(headers)
        taken = self._take_body(known, stop + len(END))
        if taken is None:
            return None
        del self.buffer[:taken]
        self.keep = self.keep and version == b"HTTP/1.1" and known.get(b"connection", b"").lower() != b"close"
        path, _, query = target.partition(b"?")
        return {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": method.decode("ascii"),
            "scheme": "http",
            "path": unquote(path.decode("ascii")),
            "raw_path": path,
            "query_string": query,
            "root_path": "",
            "headers": headers,
            "client": self.transport.get_extra_info("peername"),
            "server": self.transport.get_extra_info("sockname"),
            "state": self.app_state.copy(),
        }

    def _take_body(self, known: dict[bytes, bytes], start: int) -> int | None:
        """Keep the body; where the request ends in the buffer, or None while it isn't all there."""
        if known.get(b"expect", b"").lower() == b"100-continue" and len(self.buffer) == start:
            self.transport.write(CONTINUE)
        if b"transfer-encoding" in known:
            return self._take_chunks(start)
        length = int(known.get(b"content-length", b"0"))
        if not 0 <= length <= BODY_BYTES:
            raise BadRequest
        if len(self.buffer) < start + length:
            return None
        self.body = bytes(self.buffer[start : start + length])
        return start + length

    def _take_chunks(self, at: int) -> int | None:
        parts: list[bytes] = []
        while True:
            stop = self.buffer.find(b"\r\n", at)
            if stop < 0:
                return None
            length = int(bytes(self.buffer[at:stop]).partition(b";")[0], 16)
            at = stop + 2
            if len(self.buffer) < at + length + 2:
                return None
            parts.append(bytes(self.buffer[at : at + length]))
            at += length + 2
            if length == 0:
                self.body = b"".join(parts)
                return at
            if at > BODY_BYTES:
                raise BadRequest

    async def _answer(self, scope: Scope) -> None:
        try:
            await self.app(scope, self._receive, self._send)
        except Exception:
            logging.getLogger("uvicorn.error").exception("the messenger failed at %s", scope["path"].rpartition("/")[2])
        finally:
            self.task = None
            if not self.gone.is_set() and self.head is None:
                self.transport.write(b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n")
            if not self.keep:
                self.transport.close()
            elif self.buffer and not self.gone.is_set():
                self._next()

    async def _receive(self) -> Message:
        if not self.fed:
            self.fed = True
            return {"type": "http.request", "body": self.body, "more_body": False}
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Message) -> None:
        if self.gone.is_set():
            return
        if message["type"] == "http.response.start":
            self.head = self._head(message["status"], message.get("headers", ()))
            return
        body: bytes = message.get("body", b"")
        if self.chunked:
            chunk = b"%x\r\n%b\r\n" % (len(body), body) if body else b""
            body = chunk if message.get("more_body") else chunk + b"0\r\n\r\n"
        self.transport.write((self.head or b"") + body)
        self.head = b""

    def _head(self, status: int, headers: Iterable[tuple[bytes, bytes]]) -> bytes:
        lines = [b"HTTP/1.1 %d %b" % (status, REASONS.get(status, b"")), *(b"%b: %b" % header for header in headers)]
        measured = any(name.lower() == b"content-length" for name, _ in headers)
        if not measured and status not in (204, 304):
            self.chunked = True
            lines.append(b"transfer-encoding: chunked")
        if not self.keep:
            lines.append(b"connection: close")
        return b"\r\n".join(lines) + END
