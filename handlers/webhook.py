"""Updates that Telegram posts to us: checked, kept, and only then confirmed."""

import hmac
import json
import time
from collections.abc import Callable

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from handlers.intake import SILENCE, Intake

log = structlog.get_logger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
MOST_BYTES = 1_000_000
DEEPEST = 64
"""Objects within objects; a reply to a forwarded album with entities comes to about ten."""
CATCHING_UP = 600.0
"""Seconds after a silence in which what comes may still have waited: Telegram repeats a failed post at growing
intervals."""


class Webhook:
    """The address that Telegram posts to.

    Args:
        intake: where updates go.
        secret: what Telegram was told to send along.
        after_silence: did nobody take updates in for a while before this process began?
        seconds: a monotonic clock.
    """

    def __init__(
        self, intake: Intake, secret: str, *, after_silence: bool = False, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        self._intake = intake
        self._secret = secret.encode()
        self._seconds = seconds
        self._late_until = seconds() + CATCHING_UP if after_silence else seconds()
        self._failing_since: float | None = None

    async def receive(self, request: Request) -> Response:
        """Take one update in.

        Returns:
            200 once it is kept; 401 or 403 without the right secret, 413 for a body over a megabyte, 400 for what
            is no update; 503 when it can't be kept, so that Telegram sends it again.
        """
        refused = self._refused(request)
        if refused:
            return Response(status_code=refused)
        try:
            body = await _body(request)
        except ClientDisconnect:
            return Response(status_code=400)
        if body is None:
            return Response(status_code=413)
        update = _update(body)
        if update is None:
            return Response(status_code=400)
        return Response(status_code=200 if await self._keep(update) else 503)

    def _refused(self, request: Request) -> int | None:
        given = request.headers.get(SECRET_HEADER)
        if given is None:
            return 401
        if not hmac.compare_digest(given.encode("utf-8", "surrogateescape"), self._secret):
            return 403
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        # Telegram compresses nothing: whatever is compressed is a bomb or a mistake.
        return 400 if kind != "application/json" or "content-encoding" in request.headers else None

    async def _keep(self, update: dict[str, object]) -> bool:
        now = self._seconds()
        try:
            await self._intake.receive([update], late=now < self._late_until)
        except Exception as error:
            log.warning("update_not_kept", error=type(error).__name__)
            self._failing_since = self._failing_since or now
            return False
        if self._failing_since is not None:
            if now - self._failing_since > SILENCE:
                self._late_until = now + CATCHING_UP
            self._failing_since = None
        return True


async def _body(request: Request) -> bytes | None:
    """The whole body; None if it is too long, however long it says it is."""
    told = request.headers.get("content-length", "")
    if told.isascii() and told.isdigit() and int(told) > MOST_BYTES:
        return None
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            return None
    return bytes(body)


def _update(body: bytes) -> dict[str, object] | None:
    """The update in a body; None if there is none."""
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(update, dict) or _too_deep(update):
        return None
    number = update.get("update_id")
    return update if type(number) is int and 0 <= number < 2**63 else None


def _too_deep(update: object) -> bool:
    level = [update]
    for _ in range(DEEPEST):
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer if isinstance(outer, list) else ())
        ]
        if not level:
            return False
    return True
