"""The queue of updates: numbered, filtered, kept until the bot confirms them, given to one poller at a time."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from random import Random

from bot.sandbox.errors import OTHER_POLLER, WEBHOOK_SET, Refusal
from bot.sandbox.shapes import Clock, Json

KINDS = (
    "message", "edited_message", "channel_post", "edited_channel_post", "callback_query", "inline_query",
    "chosen_inline_result", "shipping_query", "pre_checkout_query", "poll", "poll_answer", "my_chat_member",
    "chat_member", "chat_join_request", "message_reaction", "message_reaction_count",
)  # fmt: skip
ON_REQUEST = frozenset(("chat_member", "message_reaction", "message_reaction_count"))
USUAL = frozenset(KINDS) - ON_REQUEST
KEPT_SECONDS = {"callback_query": 150}
KEPT_OTHERWISE = 86_400
LATE_POLLS = 2


@dataclass
class Waiting:
    """An update in the queue; `late` counts the polls it stays away from."""

    kind: str
    body: Json
    at: float
    late: int = 0


class Updates:
    """What the bot has not confirmed yet."""

    def __init__(self, clock: Clock, random: Random) -> None:
        """Ids start at random, as Telegram's do."""
        self.clock = clock
        self.random = random
        self.next_id = random.randrange(10_000_000, 900_000_000)
        self.allowed = USUAL
        self.queue: deque[Waiting] = deque()
        self.again: list[Waiting] = []
        """Confirmed, and to be given once more all the same: a fault."""
        self.disturb: Callable[[str, Json], str | None] = lambda *_: None
        """Asked for every new update: what goes wrong with it, if anything."""
        self.poller: asyncio.Future[Refusal | None] | None = None
        self.shuffle = False
        self.late = 0
        """How many stay away from the next polls."""
        self.on_new: Callable[[], None] = lambda: None

    def allow(self, kinds: Sequence[str] | None) -> None:
        """Only these kinds from now on; an empty list is the usual ones, None changes nothing."""
        if kinds is not None:
            self.allowed = frozenset(kinds) & frozenset(KINDS) or USUAL

    def add(self, kind: str, body: Json) -> None:
        """Queue an update if its kind is allowed."""
        if kind not in self.allowed:
            return
        trouble = self.disturb(kind, body)
        update = {"update_id": self.next_id, kind: body}
        self.next_id += 1
        waiting = Waiting(kind, update, self.clock.now().timestamp(), LATE_POLLS if trouble == "late" else 0)
        self.queue.append(waiting)
        if trouble == "repeated":
            self.again.append(waiting)
        elif trouble == "shuffled":
            self.shuffle = True
        elif trouble == "late":
            self.late += 1
        self.wake(None)
        self.on_new()

    def wake(self, refusal: Refusal | None) -> None:
        """Let a waiting poller go: with news, or with a refusal."""
        if self.poller is not None and not self.poller.done():
            self.poller.set_result(refusal)

    def confirm(self, offset: int) -> None:
        """Forget what comes before the offset; a negative one keeps only so many of the newest."""
        queue = self.queue
        if offset < 0:
            while len(queue) > -offset:
                queue.popleft()
            return
        if self.late:
            self.queue = deque(one for one in queue if one.late or one.body["update_id"] >= offset)
            return
        while queue and queue[0].body["update_id"] < offset:
            queue.popleft()

    def batch(self, limit: int) -> list[Json]:
        """What a poll would be given now, oldest first unless a fault shuffles them."""
        self._forget_stale()
        if not self.again and not self.shuffle and not self.late:
            return [waiting.body for waiting in islice(self.queue, limit)]
        waiting_ids = {waiting.body["update_id"] for waiting in self.queue}
        repeated = [one.body for one in self.again if one.body["update_id"] not in waiting_ids]
        self.again = [one for one in self.again if one.body["update_id"] in waiting_ids]
        self._release_late()
        given = (repeated + [one.body for one in self.queue if not one.late])[:limit]
        if self.shuffle:
            self.random.shuffle(given)
            self.shuffle = False
        return given

    def _release_late(self) -> None:
        """Who has been late for long enough goes to the end, numbered anew so that no confirmation passes it over."""
        for waiting in [one for one in self.queue if one.late]:
            waiting.late -= 1
            if not waiting.late:
                self.late -= 1
                self.queue.remove(waiting)
                waiting.body = {**waiting.body, "update_id": self.next_id}
                self.next_id += 1
                self.queue.append(waiting)

    def drop_all(self) -> None:
        """Forget everything."""
        self.queue.clear()
        self.again.clear()
        self.late = 0

    def _forget_stale(self) -> None:
        queue = self.queue
        if not queue:
            return
        now = self.clock.now().timestamp()
        if now - queue[0].at > min(KEPT_SECONDS.values()):
            fresh = (one for one in queue if now - one.at <= KEPT_SECONDS.get(one.kind, KEPT_OTHERWISE))
            self.queue = deque(fresh)
            self.late = sum(1 for one in self.queue if one.late)

    async def poll(self, offset: int, limit: int, seconds: float) -> list[Json]:
        """Confirm what is before the offset and wait up to so many seconds for something new.

        Raises Telegram's 409 in the older of two pollers.
        """
        self.wake(Refusal(409, OTHER_POLLER))
        if offset:
            self.confirm(offset)
        given = self.batch(limit)
        if given or seconds <= 0:
            return given
        poller = self.poller = asyncio.get_running_loop().create_future()
        try:
            refusal = await asyncio.wait_for(poller, seconds)
        except TimeoutError:
            refusal = None
        finally:
            if self.poller is poller:
                self.poller = None
        if refusal is not None:
            raise refusal
        await asyncio.sleep(0)  # what happens in the same breath goes into the same answer
        return self.batch(limit)

    def interrupt(self) -> None:
        """A webhook is set: whoever polls is sent away."""
        self.wake(Refusal(409, WEBHOOK_SET))
