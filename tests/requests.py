"""Requests that a bot makes to a pocket Telegram in its own process: sent and failing as ours are, without a socket.

No HTTP library stands between the two; one would take longer than the bot and the messenger together.
"""

import json
from typing import Any
from urllib.parse import unquote, urlsplit

import httpx
from starlette.types import ASGIApp, Message
from telegram.request import RequestData

from handlers.transport import AiohttpRequest, server_failure


class Requests(AiohttpRequest):
    """Requests to an application in this process.

    Args:
        app: the messenger.
    """

    __slots__ = ("_app",)

    def __init__(self, app: ASGIApp) -> None:
        super().__init__()
        self._app = app

    async def initialize(self) -> None:
        """There is no connection to make."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        address, (kind, body) = urlsplit(url), _encoded(request_data)
        asked: list[Message] = [{"type": "http.request", "body": body}]
        said: list[Message] = []

        async def receive() -> Message:
            return asked.pop() if asked else {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            said.append(message)

        scope = {
            "type": "http",
            "method": method,
            "path": unquote(address.path),
            "query_string": address.query.encode(),
            "headers": [(b"content-type", kind.encode())],
        }
        await self._app(scope, receive, send)
        start, *parts = said
        payload = b"".join(part["body"] for part in parts)
        if (failure := server_failure(start["status"], payload)) is not None:
            raise failure
        self._date = dict(start["headers"])[b"date"].decode()
        return start["status"], payload


def _encoded(data: RequestData | None) -> tuple[str, bytes]:
    """The content type and the body."""
    if data is None:
        return "", b""
    if not data.contains_files:
        return "application/json", json.dumps(data.parameters).encode()
    form = httpx.Request("POST", "http://telegram.test", data=data.json_parameters, files=data.multipart_data)
    return form.headers["content-type"], form.read()
