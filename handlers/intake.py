"""Updates into the inbox and out of it: kept before Telegram may forget them, handled in order per sender."""

import asyncio
import itertools
import json
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple

import structlog

from bot.actions.inbox import Arrived, Waiting, keep, mark_done, mark_failed, pass_over, take_next, waiting
from bot.actions.outbox import post_to_owners
from bot.database import NothingToEndError, is_passing
from bot.shop import Shop, Work
from bot.words import common
from handlers.answers import Answers
from handlers.door import Door
from handlers.ear import read_update, sender_of
from handlers.flood import Flood, Verdict
from handlers.group_ear import is_talk, only_who, who_talks
from handlers.visit import Incoming, Reply

log = structlog.get_logger(__name__)

MOST_IN_HAND = 2000
SPINNER = 1.0  # seconds after which a press is answered even if the act isn't done
SILENCE = 150.0
"""Seconds after which a press that waited may be too old to act on: as long as Telegram keeps it answerable."""
LONGEST_PAUSE = 5.0
_NEWS = frozenset({"my_chat_member", "chat_member", "chat_join_request", "poll"})


class _Fresh(NamedTuple):
    update: dict[str, object]
    late: bool
    at: datetime


class Intake:
    """Keeps what comes in and hands it to the door, one at a time for each sender, senders side by side."""

    def __init__(
        self,
        shop: Shop,
        bot_username: str,
        door: Door,
        answers: Answers,
        flood: Flood,
        *,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._shop = shop
        self._bot_username = bot_username
        self._door = door
        self._answers = answers
        self._flood = flood
        self._pause = pause
        self._fresh: dict[int, _Fresh] = {}
        """Updates as they came, by number, to spare reading them back; what isn't here is read from the inbox."""
        self._queues: dict[int, deque[int]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._asides: set[asyncio.Task[None]] = set()
        self._stopping = False
        self._talked: set[tuple[int, int]] = set()
        self._talked_in: datetime | None = None
        """Who said something in which group in the hour that began then."""

    async def receive(self, updates: Sequence[dict[str, object]], *, late: bool = False) -> None:
        """Keep updates, and only then begin to handle those that were new. When it returns they may be confirmed.

        Args:
            updates: as Telegram sent them.
            late: they come after a silence, so that a press among them may be old.
        """
        updates = [heard for update in updates if (heard := self._eavesdrop(update)) is not None]
        arrived = [
            Arrived(_number(update), sender_of(update), json.dumps(update, ensure_ascii=False), late)
            for update in updates
        ]
        if not arrived:
            return
        async with self._shop.work() as work:
            new, at = await keep(work, arrived), work.now
        ignored = []
        for update, one in zip(updates, arrived, strict=True):
            if one.update_id not in new:
                continue
            # What comes after a silence was written over hours, however fast it comes in now.
            verdict = Verdict.HEAR if late or _is_news(update) else self._flood.judge(one.user_id)
            if verdict is Verdict.HEAR:
                self._fresh[one.update_id] = _Fresh(update, late, at)
                self._enqueue(one.user_id, one.update_id)
                continue
            ignored.append(one.update_id)
            if verdict is Verdict.WARN:
                log.info("flood", user=one.user_id)
                self._aside(self._answers.tell(read_update(update, self._bot_username), common.slow_down))
        if ignored:
            async with self._shop.work() as work:
                await pass_over(work, ignored)

    def _eavesdrop(self, update: dict[str, object]) -> dict[str, object] | None:
        """An update; of what people say to each other in a group only who it was, once an hour; None for the rest."""
        if not is_talk(update):
            return update
        who, hour = who_talks(update), self._shop.clock.now().replace(minute=0, second=0, microsecond=0)
        if hour != self._talked_in:
            self._talked, self._talked_in = set(), hour
        if who is None or who in self._talked:
            return None
        self._talked.add(who)
        return only_who(update)

    async def recover(self) -> None:
        """Begin to handle what an earlier run, or another process that died, kept and did not handle."""
        async with self._shop.work() as work:
            left = await waiting(work)
        in_hand = set(self._queues)
        for one in left:
            if one.user_id not in in_hand:
                self._enqueue(one.user_id, one.update_id)

    def _enqueue(self, user_id: int, update_id: int) -> None:
        queue = self._queues.get(user_id)
        if queue is not None:
            queue.append(update_id)
            return
        self._queues[user_id] = deque((update_id,))
        task = asyncio.create_task(self._serve(user_id))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def room(self) -> None:
        """Wait while more is in hand than we want in memory; Telegram keeps what it still has."""
        while len(self._fresh) > MOST_IN_HAND and self._tasks:
            await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)

    async def settled(self) -> None:
        """Wait until nothing is in hand."""
        while self._tasks or self._asides:
            await asyncio.wait(self._tasks | self._asides)

    async def stop(self, seconds: float) -> None:
        """Begin nothing new; give what is in hand so many seconds, then let it be taken up at the next start."""
        self._stopping = True
        if self._tasks:
            _, open_ = await asyncio.wait(self._tasks, timeout=seconds)
            for task in open_:
                task.cancel()
            await asyncio.gather(*open_, return_exceptions=True)

    async def _serve(self, user_id: int) -> None:
        queue = self._queues[user_id]
        try:
            while queue and not self._stopping:
                number = queue.popleft()
                await self._handle_next(user_id, number)
                self._fresh.pop(number, None)  # another process may have handled it
        finally:
            del self._queues[user_id]

    async def _handle_next(self, user_id: int, update_id: int) -> None:
        """Handle this sender's oldest update, whichever process it was kept by, and try again if that fails."""
        for attempt in itertools.count():
            try:
                handled = await self._handle_oldest(user_id, update_id)
                break
            except NothingToEndError:
                return  # another process has handled it
            except Exception as error:
                self._fresh.pop(update_id, None)
                if await self._give_up(user_id, error):
                    return
                await self._pause(min(0.05 * 2 ** min(attempt, 10), LONGEST_PAUSE))
        if handled is not None:
            await self._answers.give(*handled)

    async def _handle_oldest(self, user_id: int, update_id: int) -> tuple[Incoming, Reply] | None:
        """Handle an update and mark it handled, in one transaction; what is to be said then."""
        async with self._shop.work() as work:
            row = self._at_hand(work, update_id) or await take_next(work, user_id)
            if row is None:
                return None
            incoming, reply = self._read(row), Reply()
            if incoming is not None:
                with self._spinner(incoming):
                    late = row.late or (work.now - row.received_at).total_seconds() > SILENCE
                    reply = await self._door.receive(work, incoming, late=late)
            mark_done(work, row.update_id)
        self._fresh.pop(row.update_id, None)
        return None if incoming is None else (incoming, reply)

    def _at_hand(self, work: Work, update_id: int) -> Waiting | None:
        """The update as it came, where no other process can have handled an older one of the same sender."""
        fresh = self._fresh.get(update_id) if work.is_sqlite else None
        return Waiting(update_id, 0, b"", fresh.at, fresh.late, 0) if fresh is not None else None

    def _read(self, row: Waiting) -> Incoming | None:
        fresh = self._fresh.get(row.update_id)
        update = fresh.update if fresh is not None else json.loads(self._shop.vault.open(row.raw))
        return read_update(update, self._bot_username)

    @contextmanager
    def _spinner(self, incoming: Incoming) -> Iterator[None]:
        """Answer a press after a second, even if its act takes longer, so that it doesn't look dead."""
        if incoming.callback_id is None:
            yield
            return
        timer = asyncio.get_running_loop().call_later(SPINNER, self._answer_early, incoming)
        try:
            yield
        finally:
            timer.cancel()

    def _answer_early(self, incoming: Incoming) -> None:
        self._aside(self._answers.press(incoming))

    def _aside(self, saying: Coroutine[None, None, None]) -> None:
        """Say something while others are served."""
        task = asyncio.create_task(saying)
        self._asides.add(task)
        task.add_done_callback(self._asides.discard)

    async def _give_up(self, user_id: int, error: Exception) -> bool:
        """Note a failed try; True if it was the last, and then the sender is told and the owner alerted."""
        kind = type(error).__name__
        if is_passing(error):
            log.warning("update_waits", user=user_id, error=kind)
            return False
        try:
            async with self._shop.work() as work:
                row = await take_next(work, user_id)
                if row is None:
                    return True
                log.exception("update_failed", update=row.update_id, tries=row.tries + 1, exc_info=error)
                dead = await mark_failed(work, row.update_id, row.tries, kind)
                if dead:
                    await post_to_owners(
                        work, "update_dead", f"dead:{row.update_id}", {"update": row.update_id, "error": kind}
                    )
        except Exception as worse:
            log.warning("update_unsure", user=user_id, error=type(worse).__name__)
            return False
        if dead:
            self._fresh.pop(row.update_id, None)
            await self._apologise(row)
        return dead

    async def _apologise(self, row: Waiting) -> None:
        try:
            incoming = self._read(row)
        except Exception as error:
            log.warning("update_unreadable", update=row.update_id, error=type(error).__name__)
            return
        await self._answers.tell(incoming, lambda words: common.something_broke(words, f"{row.update_id}"))


def _is_news(update: dict[str, object]) -> bool:
    """Whether an update says who came, went, asks to be let in or voted, which is heard however often it comes."""
    return not _NEWS.isdisjoint(update)


def _number(update: dict[str, object]) -> int:
    number = update.get("update_id")
    if not isinstance(number, int):
        raise ValueError("an update without a number")
    return number
