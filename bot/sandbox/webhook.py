"""Updates pushed to the bot's own address, in order, with the secret header, tried again by the shop's clock."""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias

from bot.sandbox.shapes import Clock, Json
from bot.sandbox.updates import Updates

Post: TypeAlias = Callable[[str, Mapping[str, str], bytes], Awaitable[int]]
"""Sends a body to an address with headers; answers the HTTP status, raises OSError when nobody answers."""

FIRST_WAIT = 1.0
LONGEST_WAIT = 60.0
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # the header's name, not a secret


class Webhook:
    """Where updates are pushed to, and how that goes."""

    def __init__(self, clock: Clock, updates: Updates) -> None:
        """No address yet: the bot polls."""
        self.clock = clock
        self.updates = updates
        self.url = ""
        self.secret = ""
        self.max_connections = 40
        self.ip_address = ""
        self.asked: list[str] | None = None
        self.wait = FIRST_WAIT
        self.not_before = 0.0
        self.failed_at = 0
        self.failure = ""

    def set(self, url: str, secret: str, max_connections: int, allowed: list[str] | None, ip_address: str) -> None:
        """Push to this address from now on; an empty one goes back to polling."""
        self.url, self.secret, self.max_connections, self.ip_address = url, secret, max_connections, ip_address
        self.updates.allow(allowed)
        if allowed is not None:
            self.asked = allowed or None
        self.wait, self.not_before, self.failed_at, self.failure = FIRST_WAIT, 0.0, 0, ""
        if url:
            self.updates.interrupt()

    def told(self) -> Json:
        """The Bot API's WebhookInfo."""
        told: Json = {"url": self.url, "has_custom_certificate": False, "pending_update_count": len(self.updates.queue)}
        if self.url:
            told["max_connections"] = self.max_connections
        if self.ip_address:
            told["ip_address"] = self.ip_address
        if self.failed_at:
            told |= {"last_error_date": self.failed_at, "last_error_message": self.failure}
        if self.asked:
            told["allowed_updates"] = self.asked
        return told

    async def push(self, post: Post) -> int:
        """Push what is due, oldest first, until the queue is empty or the bot fails; answers how many were taken.

        After a failure nothing is due before the clock has moved on: 1 s, 2 s, 4 s ... at most 60 s.
        """
        taken = 0
        while self.url and self.clock.now().timestamp() >= self.not_before:
            batch = self.updates.batch(1)
            if not batch:
                break
            headers = {"Content-Type": "application/json"}
            if self.secret:
                headers[SECRET_HEADER] = self.secret
            try:
                status = await post(self.url, headers, json.dumps(batch[0]).encode())
                failure = "" if 200 <= status < 300 else f"Wrong response from the webhook: {status}"
            except OSError as error:
                failure = str(error) or "Connection refused"
            if failure:
                now = self.clock.now().timestamp()
                self.failed_at, self.failure = int(now), failure
                self.not_before = now + self.wait
                self.wait = min(self.wait * 2, LONGEST_WAIT)
                break
            self.wait = FIRST_WAIT
            self.updates.confirm(batch[0]["update_id"] + 1)
            taken += 1
        return taken
