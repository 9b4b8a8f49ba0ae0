"""Delivers what is due, lane by lane: one act writes down what is over, claims what there is room for, readies it."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import timedelta
from functools import partial

import structlog

from bot.actions.claims import LEASE, Due, Ending, claim, lapsed
from bot.database import is_passing
from bot.rules.deliveries import Lane
from bot.rules.outcomes import Outcome, Result
from bot.rules.pauses import waits
from bot.rules.room import Room
from bot.shop import Shop
from jobs.carrier import BotStoppedError, Carrier, Courier
from jobs.leader import Leader
from jobs.ready import Ready, ending_of, make_ready, note
from jobs.wall import WallWatch
from jobs.window import Later, Timer, Window

log = structlog.get_logger(__name__)

IDLE = 1.0
"""Seconds between looks at the outbox when nobody wakes the sender."""


def _later(seconds: float, act: Callable[[], None]) -> Timer:
    return asyncio.get_running_loop().call_later(seconds, act)


class Sender:
    """Empties the outbox, lane by lane.

    Args:
        leader: only the process that leads sends, but for broadcasts where others help; whoever has lost the lead
            stops before the next message.
        wall: holds offers back while the machine's clock can't be trusted.
        in_flight: messages of a lane that are sent at the same time, at most; those that Telegram keeps without an
            answer don't count.
        many: the same of broadcasts, where the pace is Telegram's paid one.
        helps: it sends broadcasts even where another process leads.
        bot_username: where codes in messages lead to.
        pause: waits for so many seconds.
        later: does something after so many seconds.
    """

    def __init__(
        self,
        shop: Shop,
        courier: Courier,
        leader: Leader,
        wall: WallWatch,
        *,
        in_flight: int,
        many: int | None = None,
        helps: bool = False,
        bot_username: str,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        later: Later = _later,
    ) -> None:
        self._shop = shop
        self._leader = leader
        self._wall = wall
        self._bot_username = bot_username
        self._helps = helps
        self._pause = pause
        self._windows = {lane: Window(in_flight, 1, later) for lane in Lane}
        # One by one, each message of a broadcast would be an act of its own.
        self._windows[Lane.BROADCAST] = Window(many or in_flight, (many or in_flight) // 2, later)
        self._carrier = Carrier(shop, courier, self._may_send)
        self._lanes: list[asyncio.Task[None]] = []
        self._stopping = False

    @property
    def in_hand(self) -> int:
        """How many are being sent, or were and aren't written down yet."""
        return len(self._carrier.open) + sum(len(window.over) for window in self._windows.values())

    def wake(self, lanes: Collection[Lane] = tuple(Lane)) -> None:
        """Something was posted in these lanes: look at once."""
        for lane in lanes:
            self._windows[lane].wake()

    async def run(self) -> None:
        """Deliver until cancelled.

        Raises:
            BotStoppedError: there is no use in going on.
        """
        async with asyncio.TaskGroup() as lanes:
            self._lanes = [lanes.create_task(self._run_lane(lane)) for lane in Lane]

    async def stop(self, seconds: float) -> None:
        """Claim nothing more and give what is in hand so many seconds; what is open then may have gone out or not."""
        self._stopping = True
        self.wake()
        if self._lanes:
            _, open_ = await asyncio.wait(self._lanes, timeout=seconds)
            for lane in open_:
                lane.cancel()
            await asyncio.gather(*self._lanes, return_exceptions=True)
        if self.in_hand:
            unknown, now = Outcome(Result.UNKNOWN, "stopped"), self._shop.clock.now()
            over = [one for window in self._windows.values() for one in window.over]
            async with self._shop.work() as work:
                await note(
                    work, over + [ending_of(one.due, unknown, now, one.verdict) for one in self._carrier.open.values()]
                )

    async def _run_lane(self, lane: Lane) -> None:
        window = self._windows[lane]
        try:
            while not self._stopping or window.turns or window.over:
                try:
                    async with asyncio.timeout(IDLE):
                        await window.moved.wait()
                except TimeoutError:
                    window.hides = True
                window.moved.clear()
                await self._try_to_act(lane)
        finally:
            await window.close()

    async def _try_to_act(self, lane: Lane) -> None:
        try:
            await self._act(lane)
        except BotStoppedError:
            raise
        except Exception as error:
            # The database may be locked or full; what is due stays due, and what is over is written down later.
            over = self._windows[lane].over
            log.warning("outbox_stuck", lane=lane.value, over=len(over), error=type(error).__name__)
            if over and not is_passing(error):
                await self._write_each(over)

    async def _write_each(self, over: list[Ending]) -> None:
        """Write down one by one what is over: one that can't be written must not take the others with it."""
        for ending in over.copy():
            try:
                async with self._shop.work() as work:
                    await note(work, [ending])
            except Exception as error:
                if is_passing(error):
                    return
                log.warning("delivery_not_noted", delivery=ending.due.id, error=type(error).__name__)
            over.remove(ending)

    def _may_send(self, lane: Lane) -> bool:
        return self._leader.leading or (self._helps and lane is Lane.BROADCAST)

    async def drain(self) -> None:
        """Deliver whatever is due now, a lane after the other, and return when nothing is."""
        try:
            while sum([await self._drain(lane) for lane in Lane]):
                pass
        except asyncio.CancelledError:
            for window in self._windows.values():
                await window.close()
            raise

    async def _drain(self, lane: Lane) -> int:
        window = self._windows[lane]
        while True:
            window.wake()
            try:
                done = await self._act(lane)
            except Exception as error:
                # Forgotten, what is over would be sent again, and so it waits however long the database takes.
                if not (self.in_hand and is_passing(error)):
                    raise
                await self._pause(IDLE)
            else:
                await window.emptied()
                return done

    async def recover(self, *, everything: bool = False) -> int:
        """Settle the claims of a process that died: nobody knows whether their messages went out.

        Args:
            everything: no other process is alive, so that a claim needn't lapse first.
        """
        ours = (
            self._carrier.open.keys()
            | self._carrier.next
            | {one.due.id for window in self._windows.values() for one in window.over}
        )
        async with self._shop.work() as work:
            by = work.now + (timedelta(days=3650) if everything else timedelta(0))
            left = [due for due in await lapsed(work, by) if due.id not in ours]
            unknown = Outcome(Result.UNKNOWN, "lease lapsed")
            await note(work, [ending_of(due, unknown, work.now) for due in left])
        return len(left)

    async def _act(self, lane: Lane) -> int:
        """Write down what is over in a lane, claim what it has room for and let it go out; how many there were of both.

        One act does both: what is over makes the room.
        """
        window = self._windows[lane]
        async with window.acting:
            over, room, busy = window.over.copy(), await self._room(lane), bool(window.turns)
            claimed, ready = list[Due](), list[Ready]()
            if over or room:
                async with self._shop.work() as work:
                    await note(work, over)
                    if room:
                        window.hides = False
                        claimed = await claim(work, lane, room, LEASE, self._leader.fence)
                        ready = await make_ready(work, claimed, self._bot_username)
                del window.over[: len(over)]
            self._let_go(lane, ready)
            if room and len(claimed) == room:
                window.hides = True
                window.make_room(0)  # some of these may not have gone out, and left it
            elif room and busy:
                window.hides = True
            window.look()
        return len(over) + len(claimed)

    async def _room(self, lane: Lane) -> int:
        """How many messages a lane may claim now."""
        window = self._windows[lane]
        if not window.hides or self._stopping or not self._may_send(lane):
            return 0
        if lane is Lane.BROADCAST:
            await self._wall.look()
            if self._shop.room is not Room.PLENTY:
                return 0
        return 0 if waits(self._shop.store.paused_why, lane) else window.free

    def _let_go(self, lane: Lane, claimed: Sequence[Ready]) -> None:
        turns: dict[int, list[Ready]] = defaultdict(list)
        for one in claimed:
            turns[one.due.chat_id].append(one)
            self._carrier.next.add(one.due.id)
        for chat in turns.values():
            self._windows[lane].open(len(chat), partial(self._carrier.carry, lane, chat))
