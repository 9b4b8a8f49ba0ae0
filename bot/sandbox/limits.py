"""Telegram's pace: about 30 messages a second in all, one a second in a private chat, 20 a minute in a group."""

from collections import deque
from math import ceil

from bot.sandbox.errors import too_many
from bot.sandbox.shapes import Clock

ALL_PER_SECOND = 30
PAID_PER_SECOND = 1_000
GROUP_PER_MINUTE = 20
PRIVATE_BURST = 3
"""A short burst to one person goes through before one a second holds."""


class Limits:
    """Counts accepted messages by the clock that was handed in. Source: core.telegram.org/bots/faq#broadcasting."""

    def __init__(self, clock: Clock) -> None:
        """Start with nothing sent."""
        self.clock = clock
        self.all: deque[float] = deque()
        self.chats: dict[int, deque[float]] = {}

    def take(self, chat_id: int, messages: int = 1, *, paid: bool = False) -> None:
        """Count so many messages into a chat; raises 429 with `retry_after` and counts nothing when it is too fast."""
        now = self.clock.now().timestamp()
        per_chat = self.chats.setdefault(chat_id, deque())
        span, most = (60.0, GROUP_PER_MINUTE) if chat_id < 0 else (float(PRIVATE_BURST), PRIVATE_BURST)
        self._wait(per_chat, span, most, now)
        self._wait(self.all, 1.0, PAID_PER_SECOND if paid else ALL_PER_SECOND, now)
        for _ in range(messages):
            per_chat.append(now)
            self.all.append(now)

    @staticmethod
    def _wait(sent: deque[float], span: float, most: int, now: float) -> None:
        while sent and sent[0] <= now - span:
            sent.popleft()
        if len(sent) >= most:
            raise too_many(max(1, ceil(sent[0] + span - now)))
