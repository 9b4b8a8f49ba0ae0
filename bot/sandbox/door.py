"""The Bot API's door: an ASGI application for `/bot<token>/<method>` and `/file/bot<token>/<path>`."""

import asyncio
import json
from email.utils import format_datetime
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from bot.sandbox.errors import Refusal, bad, forbidden, migrated, too_many
from bot.sandbox.faults import Fault, Trouble
from bot.sandbox.methods import BY_NAME
from bot.sandbox.methods.receiving import get_updates
from bot.sandbox.params import Params, Upload
from bot.sandbox.people import TOKEN
from bot.sandbox.shapes import Json
from bot.sandbox.world import World

JSON_TYPE = b"application/json"
BAD_GATEWAY_PAGE = (
    b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n"
    b"<body><center><h1>502 Bad Gateway</h1></center></body></html>"
)
BROKEN = b'{"ok":true,"result":{"message_id":'
UNLOGGED = ("get", "sendChatAction", "setWebhook", "deleteWebhook", "logOut", "close")
"""Methods that only read, or leave no trace among the sends."""
UPLOADED = "multipart/form-data"


class LineCutError(ConnectionResetError):
    """In-process, without a socket to cut: raised into the caller's transport; says whether the call was taken."""


class Door:
    """Answers the bot. Everything it decides is in World; here are bytes, statuses and cut lines."""

    def __init__(self, world: World) -> None:
        """Open the door to this world."""
        self.world = world
        self.prefix = f"/bot{world.bot.token}/"
        self.file_prefix = f"/file{self.prefix}"
        self.date: tuple[int, bytes] = (0, b"")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        path: str = scope["path"]
        if path.startswith("/file/"):
            await self._file(path, send)
        elif not path.startswith(self.prefix):
            named = path.removeprefix("/bot").partition("/")[0]
            await self._say(
                send, 401 if TOKEN.fullmatch(named) else 404, Refusal(401 if TOKEN.fullmatch(named) else 404).body()
            )
        else:
            await self._method(path[len(self.prefix) :], scope, receive, send)

    async def _method(self, name: str, scope: Scope, receive: Receive, send: Send) -> None:
        world = self.world
        name, act = BY_NAME.get(name.lower(), (name, None))
        fault: Fault | None = None
        try:
            params = await read_params(scope, receive)
            if world.faults.active:
                fault = world.faults.strike("methods", name, params.integer("chat_id") or None)
            if fault is not None and not fault.takes_it_first:
                await self._trouble(fault, receive, send)
                return
            if act is not None:
                result = act(world, params)
                if not name.startswith(UNLOGGED):
                    self._log(name, params, result)
            elif name.lower() == "getupdates":
                result = await get_updates(world, params)
            else:
                raise Refusal(404)
            status, body = 200, {"ok": True, "result": result}
        except Refusal as refusal:
            status, body = refusal.code, refusal.body()
        if fault is not None and status == 200:
            await self._trouble(fault, receive, send)
        else:
            await self._say(send, status, body)

    def _log(self, name: str, params: Params, result: object) -> None:
        made = result[0] if isinstance(result, list) and result else result
        message_id = made.get("message_id") if isinstance(made, dict) else None
        self.world.log.write(name, params.integer("chat_id") or None, params.plain(), self.world.now(), message_id)

    async def _trouble(self, fault: Fault, receive: Receive, send: Send) -> None:
        match fault.kind:
            case Trouble.TOO_MANY_REQUESTS:
                await self._refuse(send, too_many(fault.retry_after))
            case Trouble.SERVER_ERROR:
                await self._say(send, 500, {"ok": False, "error_code": 500, "description": "Internal Server Error"})
            case Trouble.BAD_GATEWAY:
                await self._send(send, 502, BAD_GATEWAY_PAGE, b"text/html")
            case Trouble.MALFORMED:
                await self._send(send, 200, BROKEN, JSON_TYPE)
            case Trouble.BLOCKED:
                await self._refuse(send, forbidden("bot was blocked by the user"))
            case Trouble.DEACTIVATED:
                await self._refuse(send, forbidden("user is deactivated"))
            case Trouble.REFUSED:
                await self._refuse(send, bad("wrong file identifier/HTTP URL specified"))
            case Trouble.MIGRATED:
                await self._refuse(send, migrated(fault.moved_to or -1_000_009_999_999))
            case Trouble.HANG:
                if _transport(send) is None:
                    raise TimeoutError("the messenger never answered")
                while (await receive())["type"] != "http.disconnect":
                    pass
            case _:
                transport = _transport(send)
                if transport is None:
                    raise LineCutError(
                        "cut after the call was taken" if fault.takes_it_first else "cut before the call was taken"
                    )
                transport.abort()
                while (await receive())["type"] != "http.disconnect":
                    pass

    async def _refuse(self, send: Send, refusal: Refusal) -> None:
        await self._say(send, refusal.code, refusal.body())

    async def _say(self, send: Send, status: int, body: Json) -> None:
        await self._send(send, status, json.dumps(body, separators=(",", ":")).encode(), JSON_TYPE)

    async def _send(self, send: Send, status: int, body: bytes, kind: bytes) -> None:
        headers = [(b"content-type", kind), (b"content-length", b"%d" % len(body)), (b"date", self._date())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def _date(self) -> bytes:
        """The Date header, by the shop's clock."""
        now = self.world.now()
        second = int(now.timestamp())
        if self.date[0] != second:
            self.date = (second, format_datetime(now, usegmt=True).encode())
        return self.date[1]

    async def _file(self, path: str, send: Send) -> None:
        stored = None
        if path.startswith((self.file_prefix, "/file/sandbox/")):
            stored = self.world.files.by_path.get(path.removeprefix(self.file_prefix).removeprefix("/file/sandbox/"))
        if stored is None:
            await self._refuse(send, Refusal(404))
        else:
            await self._send(send, 200, stored.content, stored.mime.encode())


def _transport(send: Send) -> asyncio.Transport | None:
    """The socket behind an answer, where there is one: uvicorn's `send` belongs to what holds it."""
    return getattr(getattr(send, "__self__", None), "transport", None)


async def read_params(scope: Scope, receive: Receive) -> Params:
    """What a request asks: its query, and its body by its kind. Raises Telegram's 400 for what can't be read."""
    kind = ""
    for header, value in scope["headers"]:
        if header == b"content-type":
            kind = value.decode("latin-1").lower()
    values: Json = dict(_pairs(scope["query_string"])) if scope["query_string"] else {}
    if kind.startswith(UPLOADED):
        return await _multipart(scope, receive, values)
    body = await _body(receive)
    if not body:
        return Params(values)
    if kind.startswith("application/json"):
        try:
            asked = json.loads(body)
        except ValueError:
            raise bad("can't parse JSON object") from None
        if isinstance(asked, dict):
            values |= asked
    else:
        values.update(_pairs(body))
    return Params(values)


def _pairs(encoded: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(encoded.decode("ascii", "surrogateescape"), keep_blank_values=True, errors="strict")
    except (UnicodeDecodeError, ValueError):
        raise bad("strings must be encoded in UTF-8") from None


async def _body(receive: Receive) -> bytes:
    event = await receive()
    body: bytes = event.get("body", b"")
    if not event.get("more_body"):
        return body
    parts = [body]
    while event.get("more_body"):
        event = await receive()
        parts.append(event.get("body", b""))
    return b"".join(parts)


async def _multipart(scope: Scope, receive: Receive, values: Json) -> Params:
    uploads: dict[str, Upload] = {}
    async with Request(scope, receive).form() as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                mime = value.content_type or "application/octet-stream"
                uploads[name] = Upload(value.filename or "file", mime, await value.read())
            else:
                values[name] = value
    return Params(values, uploads)
