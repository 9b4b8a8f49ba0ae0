"""Our requests to Telegram: python-telegram-bot's extension point on aiohttp, telling "never sent" from "unknown"."""

import json
import os
from abc import abstractmethod
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from http.client import responses
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from telegram._utils.defaultvalue import DefaultValue  # the class of the public DEFAULT_NONE has no public name
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

if TYPE_CHECKING:
    from telegram._utils.types import ODVInput

os.environ.setdefault("PTB_TIMEDELTA", "true")  # or PTB warns at every wait that Telegram asks for

JSON = {"Content-Type": "application/json"}
NO_CONNECTION = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
CONNECTIONS = 100
"""Requests open at once, unless somebody needs more."""
IDLE = 60.0  # seconds an unused connection is kept; nginx drops its own after 75 unless told otherwise


class NotSentError(NetworkError):
    """The request never left whole: no connection could be made, or it broke before the last byte was written."""


class ServerBusyError(NetworkError):
    """Telegram itself answered that it can't serve now (500, 503, or 429 without a wait): it took nothing."""


class GatewayError(NetworkError):
    """Something on the way answered in Telegram's place (502, 504, an HTML page): it may have taken the request."""


class DatedRequest(BaseRequest):
    """Requests that remember what time it was at Telegram."""

    __slots__ = ()

    @property
    @abstractmethod
    def last_date(self) -> datetime | None:
        """The instant Telegram's latest answer carried in its Date header: a clock that isn't ours."""


class Written:
    """What a call says, as JSON already: takes the place of PTB's `RequestData`, which nothing may inherit from."""

    __slots__ = ("body",)
    contains_files = False

    def __init__(self, body: bytes) -> None:
        self.body = body

    @property
    def parameters(self) -> dict[str, object]:
        """The fields, as `RequestData` has them."""
        return dict(json.loads(self.body))


class AiohttpRequest(DatedRequest):
    """Requests to the Bot API over kept connections.

    Args:
        connections: how many requests may be open at once; more of them wait, for `pool_timeout` at most.
        read_timeout: seconds to wait for the next bytes of an answer. PTB's 5 s calls sends lost that arrived.
        write_timeout: seconds an upload may take; other requests fit into the socket's buffer and don't wait.
        connect_timeout: seconds for the connection.
        pool_timeout: seconds to wait for a free connection.
        proxy: address of an HTTP proxy, such as `environment_proxy` finds.

    Every failure is a `NetworkError` (a `TimedOut` where time ran out): `NotSentError` and `ServerBusyError` may be
    sent again safely, any other is an unknown outcome. A disconnect after the request was written is unknown, even on
    a connection that had lain idle: the far end may have read it before it hung up. No text of theirs holds the
    address, which holds the token; aiohttp's own exceptions print it, and so they are not chained.
    """

    __slots__ = ("_connections", "_date", "_proxy", "_session", "_timeouts")

    def __init__(
        self,
        connections: int = CONNECTIONS,
        *,
        read_timeout: float | None = 30.0,
        write_timeout: float | None = 30.0,
        connect_timeout: float | None = 5.0,
        pool_timeout: float | None = 5.0,
        proxy: str | None = None,
    ) -> None:
        self._connections = connections
        self._proxy = proxy
        self._timeouts = (read_timeout, write_timeout, connect_timeout, pool_timeout)
        self._session: aiohttp.ClientSession | None = None
        self._date: str | None = None

    @property
    def read_timeout(self) -> float | None:
        """Seconds to wait for the next bytes of an answer where the caller names none."""
        return self._timeouts[0]

    @property
    def last_date(self) -> datetime | None:
        return read_date(self._date)

    async def initialize(self) -> None:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=IDLE),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
                proxy=self._proxy,
            )

    async def shutdown(self) -> None:
        if self._session is not None:
            session, self._session = self._session, None
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: "ODVInput[float]" = BaseRequest.DEFAULT_NONE,
        write_timeout: "ODVInput[float]" = BaseRequest.DEFAULT_NONE,
        connect_timeout: "ODVInput[float]" = BaseRequest.DEFAULT_NONE,
        pool_timeout: "ODVInput[float]" = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise RuntimeError("This request object isn't initialized.")
        body, headers = _body(request_data)
        timeouts = _timeouts(
            isinstance(body, aiohttp.FormData),
            *(
                usual if isinstance(asked, DefaultValue) else asked
                for asked, usual in zip(
                    (read_timeout, write_timeout, connect_timeout, pool_timeout), self._timeouts, strict=True
                )
            ),
        )
        upload = aiohttp.UploadTracker()
        try:
            response = await self._session.request(
                method,
                url,
                data=body,
                headers=headers,
                timeout=timeouts,
                allow_redirects=False,
                upload_tracker=upload,
            )
            payload = await response.read()  # to its end, which gives the connection back
        except (aiohttp.ClientError, OSError) as error:
            failure = _failure(error, upload)
        else:
            trouble = server_failure(response.status, payload)
            if trouble is None:
                self._date = response.headers.get("Date", self._date)
                return response.status, payload
            failure = trouble
        raise failure

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """As PTB's, but an answer that can't be read isn't written to the log: it may quote people's words."""
        try:
            answer = json.loads(payload.decode("utf-8", "replace"))
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise NetworkError("The answer isn't a JSON object.")
        return answer


def read_date(header: str | None) -> datetime | None:
    """The instant that a Date header tells, in UTC; None where there is none or it can't be read."""
    try:
        return parsedate_to_datetime(header).astimezone(UTC) if header else None
    except ValueError:
        return None


def environment_proxy(address: str) -> str | None:
    """The proxy that HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY ask for on the way to `address`, or None."""
    parts = urlsplit(address)
    if proxy_bypass(parts.netloc):
        return None
    proxies = getproxies()
    return proxies.get(parts.scheme) or proxies.get("all")


def _body(data: RequestData | Written | None) -> tuple[bytes | aiohttp.FormData | None, dict[str, str] | None]:
    """Telegram's two encodings: a form, or parts where files go along."""
    if data is None:
        return None, None
    if isinstance(data, Written):
        return data.body, JSON
    if not data.contains_files:
        return json.dumps(data.parameters).encode(), JSON
    parts = aiohttp.FormData(quote_fields=False, default_to_multipart=True)
    for name, value in data.json_parameters.items():
        parts.add_field(name, value)
    for name, (filename, content, kind) in data.multipart_data.items():
        file = BytesIO(content) if isinstance(content, bytes) else content
        parts.add_field(name, file, filename=filename, content_type=kind)
    return parts, None


@lru_cache(maxsize=64)
def _timeouts(
    uploads: bool, read: float | None, write: float | None, connect: float | None, pool: float | None
) -> aiohttp.ClientTimeout:
    """The four limits in aiohttp's words. It has none for writing: an upload's is part of its total."""
    wait = _sum(connect, pool)
    return aiohttp.ClientTimeout(
        total=_sum(wait, write, read) if uploads else None, connect=wait, sock_connect=connect, sock_read=read
    )


def _sum(*seconds: float | None) -> float | None:
    """None is for ever, and for ever plus anything is for ever."""
    total = 0.0
    for part in seconds:
        if part is None:
            return None
        total += part
    return total


def _failure(error: Exception, upload: aiohttp.UploadTracker) -> NetworkError:
    """An error of the network without its address: only its class and the system's own words."""
    words = type(error).__name__
    if isinstance(error, OSError) and error.errno:
        words = f"{words}: {error.strerror if isinstance(error, NO_CONNECTION) else os.strerror(error.errno)}"
    written = upload.upload_complete
    if isinstance(error, NO_CONNECTION) or not written.done() or written.exception() is not None:
        return NotSentError(words)
    return TimedOut(words) if isinstance(error, TimeoutError) else NetworkError(words)


def server_failure(status: int, payload: bytes) -> NetworkError | None:
    """The failure that an answer stands for; None for an answer of Telegram's that PTB reads.

    PTB makes one NetworkError of them all, and only some are safe to repeat.
    """
    if status < 500 and (status != 429 or b"retry_after" in payload):
        return None
    words = f"{status} {responses.get(status, '')}".rstrip()
    own = payload.lstrip().startswith(b"{")
    return ServerBusyError(words) if status == 429 or (status in (500, 503) and own) else GatewayError(words)
