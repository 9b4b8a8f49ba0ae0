"""Updates into the inbox and out of it: kept before Telegram may forget them, handled in order per sender."""

import asyncio
import json
from collections import deque
from collections.abc import Awaitable, Callable, Sequence

import structlog
from telegram import Bot, Update

from bot.actions.inbox import Arrived, keep, mark_done, take_next, waiting
from bot.shop import Shop
from handlers.door import Door
from handlers.telegram import Mouth, read_update, sender_of
from handlers.visit import Incoming, Reply

log = structlog.get_logger(__name__)

SPINNER = 1.0  # seconds after which a press is answered even if the act isn't done


class Intake:
    """Keeps what comes in and hands it to the door, one at a time for each sender, senders side by side."""

    def __init__(
        self,
        shop: Shop,
        bot: Bot,
        door: Door,
        mouth: Mouth,
        *,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._shop = shop
        self._bot = bot
        self._door = door
        self._mouth = mouth
        self._pause = pause
        self._known: dict[int, dict[str, object]] = {}
        """Updates as they came, by number, to spare reading them back; what isn't here is read from the inbox."""
        self._queues: dict[int, deque[int]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopping = False

    async def receive(self, updates: Sequence[dict[str, object]], *, late: bool = False) -> None:
        """Keep updates, and only then begin to handle those that were new. When it returns they may be confirmed.

        Args:
            updates: as Telegram sent them.
            late: they come after a silence, so that a press among them may be old.
        """
        arrived = [
            Arrived(_number(update), sender_of(update), json.dumps(update, ensure_ascii=False), late)
            for update in updates
        ]
        async with self._shop.work() as work:
            new = await keep(work, arrived)
        for update, one in zip(updates, arrived, strict=True):
            if one.update_id in new:
                self._known[one.update_id] = update
                self._enqueue(one.user_id, one.update_id)

    async def recover(self) -> None:
        """Begin to handle what an earlier run kept and did not handle."""
        async with self._shop.work() as work:
            left = await waiting(work)
        for one in left:
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

    async def settled(self) -> None:
        """Wait until nothing is in hand."""
        while self._tasks:
            await asyncio.wait(self._tasks)

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
                queue.popleft()
                await self._handle_next(user_id)
        finally:
            del self._queues[user_id]

    async def _handle_next(self, user_id: int) -> None:
        """Handle this sender's oldest update, whichever process it was kept by; a failure is tried again at once."""
        while True:
            try:
                done = await self._handle_oldest(user_id)
            except Exception as error:
                done = await self._failed(user_id, error)
            if done:
                return

    async def _handle_oldest(self, user_id: int) -> bool:
        incoming: Incoming | None = None
        reply = Reply()
        spinner: asyncio.TimerHandle | None = None
        answered = asyncio.Event()
        async with self._shop.work() as work:
            row = await take_next(work, user_id)
            if row is None:
                return True
            known = self._known.get(row.update_id)
            raw = known if known is not None else json.loads(self._shop.vault.open(row.raw))
            incoming = read_update(Update.de_json(raw, self._bot), self._bot.username)
            if incoming is not None:
                reply = await self._door.receive(work, incoming, late=row.late)
            await mark_done(work, row.update_id)
        self._known.pop(row.update_id, None)
        if incoming is not None:
            await self._mouth.answer_press(incoming, reply)
            await self._mouth.reply(incoming, reply)
        return True

    async def _failed(self, user_id: int, error: Exception) -> bool:
        return True


def _number(update: dict[str, object]) -> int:
    number = update.get("update_id")
    if not isinstance(number, int):
        raise ValueError("an update without a number")
    return number
