"""The pace Telegram allows: who may send now, and how long the others wait.

Telegram's limits (Bots FAQ, "My bot is hitting limits"): about 30 messages a second in all, one a second in a chat, 20
a minute in a group. They are kept exactly: in no window of that length is more let through, however it is laid.
"""

from collections import OrderedDict, deque
from dataclasses import dataclass

from bot.rules.deliveries import Lane

SECOND = 1.0
MINUTE = 60.0
MANY = 256
"""Messages of broadcasts that are on their way at the same time where the pace is paid for: a thousand a second that
take a tenth of one each are a hundred, and up to half of these places wait for what became of them to be written."""
TIDY = 0.1
"""Seconds after which it forgets what is over, where nobody has to wait for what it remembers."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What may go out, in messages.

    Args:
        per_second: in all, but for those that are paid for.
        for_live: of these, kept for live answers at all times; the others together reach what is left.
        for_service: of these, kept for service messages while they wait.
        for_broadcasts: of these, kept for broadcasts while they wait.
        paid: messages a second that Telegram is paid for, beside all others.
        burst: live answers that may follow each other at once in a private chat before one a second holds.
        group_per_minute: in one group.
    """

    per_second: int = 30
    for_live: int = 5
    for_service: int = 5
    for_broadcasts: int = 2
    paid: int = 0
    burst: int = 3
    group_per_minute: int = 20


class Pacer:
    """Gives out the right to send, one message at a time. Reads no clock: `now` is in seconds that only grow.

    Every call costs the same, however many chats there are; a chat is forgotten soon after it is free again.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits = limits or Limits()
        self._kept = {
            Lane.LIVE: limits.for_live,
            Lane.SERVICE: limits.for_service,
            Lane.BROADCAST: limits.for_broadcasts,
        }
        self._all_kept = sum(self._kept.values())
        self._recent: deque[tuple[float, Lane]] = deque()
        self._used = dict.fromkeys(Lane, 0)
        self._paid: deque[float] = deque()
        self._waiting_until = dict.fromkeys(Lane, float("-inf"))
        self._closed_until = dict.fromkeys(Lane, float("-inf"))
        self._tidied = float("-inf")
        self._free_at: OrderedDict[int, float] = OrderedDict()
        self._groups: OrderedDict[int, deque[float]] = OrderedDict()

    def wait(self, lane: Lane, chat: int, now: float, *, paid: bool = False) -> float:
        """Ask to send a message.

        Args:
            lane: whose message it is.
            chat: Telegram's id; groups have negative ones.
            now: monotonic seconds.
            paid: it is one of those that Telegram is paid for.

        Returns:
            0.0 if it may go now, and its slot is taken; otherwise the seconds after which it is worth asking again.
        """
        if now >= self._tidied + TIDY:
            self._forget(now)
        pause = max(self._closed_until[lane] - now, self._chat_wait(lane, chat, now))
        if pause > 0:
            return pause
        if paid and self._limits.paid:
            if len(self._paid) >= self._limits.paid:
                self._forget(now)
                if len(self._paid) >= self._limits.paid:
                    return self._paid[0] + SECOND - now
            self._paid.append(now)
            self._take_chat(chat, now)
            return 0.0
        if not self._has_room(lane, now):
            self._forget(now)
            if not self._has_room(lane, now):
                self._waiting_until[lane] = now + 2 * SECOND  # it asks again within one
                return self._recent[0][0] + SECOND - now
        self._take(lane, chat, now)
        return 0.0

    def close(self, lane: Lane, seconds: float, now: float) -> None:
        """Let nothing more out in a lane for so many seconds: Telegram asked for it, or has failed."""
        self._closed_until[lane] = max(self._closed_until[lane], now + seconds)

    def remembered(self) -> int:
        """How many chats it keeps in mind: those that can't be written to freely yet."""
        return len(self._free_at) + len(self._groups)

    def _has_room(self, lane: Lane, now: float) -> bool:
        """Whether a slot is free that is kept for nobody else; within its own share a lane yields to live ones only."""
        if len(self._recent) + self._all_kept < self._limits.per_second:
            return True  # whatever the others may still need
        kept, used = self._kept, self._used
        within_share = used[lane] < kept[lane]
        taken = used[lane]
        for other in Lane:
            if other is not lane:
                needs = other is Lane.LIVE or (not within_share and self._waiting_until[other] > now)
                taken += max(used[other], kept[other]) if needs else used[other]
        return taken < self._limits.per_second

    def _chat_wait(self, lane: Lane, chat: int, now: float) -> float:
        ahead = (self._limits.burst - 1) * SECOND if lane is Lane.LIVE and chat > 0 else 0.0
        pause = self._free_at.get(chat, now) - ahead - now
        sent = self._groups.get(chat)
        if sent is not None and len(sent) == self._limits.group_per_minute:
            pause = max(pause, sent[0] + MINUTE - now)
        return pause

    def _take(self, lane: Lane, chat: int, now: float) -> None:
        self._recent.append((now, lane))
        self._used[lane] += 1
        self._take_chat(chat, now)

    def _take_chat(self, chat: int, now: float) -> None:
        self._free_at[chat] = max(self._free_at.get(chat, now), now) + SECOND
        self._free_at.move_to_end(chat)
        if chat < 0:
            self._groups.setdefault(chat, deque(maxlen=self._limits.group_per_minute)).append(now)
            self._groups.move_to_end(chat)

    def _forget(self, now: float) -> None:
        self._tidied = now
        while self._recent and self._recent[0][0] + SECOND <= now:
            self._used[self._recent.popleft()[1]] -= 1
        while self._paid and self._paid[0] + SECOND <= now:
            self._paid.popleft()
        # Both are in the order of their last message; what is let through bounds how many a call finds here.
        while self._free_at and next(iter(self._free_at.values())) <= now:
            self._free_at.popitem(last=False)
        while self._groups and next(iter(self._groups.values()))[-1] + MINUTE <= now:
            self._groups.popitem(last=False)
