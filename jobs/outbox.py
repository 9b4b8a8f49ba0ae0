"""Delivers what is due, lane by lane: claims it, lets it be made ready, sends it, has what became of it noted."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple, Protocol

import structlog

from bot.actions.outbox import LEASE, Due, Ending, claim, lapsed, settle
from bot.rules.deliveries import Lane
from bot.rules.outcomes import Chance, Outcome, Result, Settled, State
from bot.rules.pauses import waits
from bot.rules.room import Room
from bot.shop import Shop
from bot.words.message import Message
from jobs.book import Book
from jobs.leader import Leader
from jobs.ready import Ready, Sent, make_ready, note
from jobs.wall import WallWatch
from jobs.window import Turn, Window

log = structlog.get_logger(__name__)

IDLE = 1.0
"""Seconds between looks at the outbox when nobody wakes the sender."""
PROMPT = 3.0
"""Seconds in which Telegram answers a send if all is well; one that takes longer holds no place any more, since with a
time-out of 30 s a few that hang would fill the window for good."""


class Courier(Protocol):
    """Whoever carries messages to Telegram."""

    async def say(
        self,
        chat_id: int,
        message: Message,
        lane: Lane,
        *,
        replaces: int | None = None,
        on_its_way: Callable[[], None] = ...,
    ) -> Outcome:
        """Send one message, or put it in another's place, once; whatever goes wrong is an outcome.

        Args:
            on_its_way: called when it has waited for its pace and is handed to Telegram.
        """
        ...


class Timer(Protocol):
    """Something that will be done after a while."""

    def cancel(self) -> None:
        """Leave it undone."""
        ...


def _later(seconds: float, act: Callable[[], None]) -> Timer:
    return asyncio.get_running_loop().call_later(seconds, act)


class BotStoppedError(Exception):
    """Nothing can be sent any more: the token is dead, or another process uses it."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.reason)
        self.code = outcome.exit_code


class _Ahead(NamedTuple):
    """A delivery that is to be tried again, and until when the newer ones of its chat wait for it."""

    id: int
    until: datetime


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
        later: Callable[[float, Callable[[], None]], Timer] = _later,
    ) -> None:
        self._shop = shop
        self._courier = courier
        self._leader = leader
        self._wall = wall
        self._bot_username = bot_username
        self._helps = helps
        self._book = Book(shop, pause)
        self._later = later
        self._windows = {lane: Window(many or in_flight if lane is Lane.BROADCAST else in_flight) for lane in Lane}
        self._batch = self._windows[Lane.BROADCAST].free // 2
        """Broadcasts are claimed half a window at a time: one by one, each claim would be an act of its own."""
        self._open: dict[int, tuple[Ready, Outcome]] = {}
        """What is being sent, and what is known of it: until Telegram has answered, nothing."""
        self._next: set[int] = set()
        """What is claimed and waits for its turn in its chat; nobody else has begun to send it."""
        self._ahead: dict[tuple[Lane, int], _Ahead] = {}
        """By lane and chat, what is to be tried again: it comes before what was posted later."""
        self._lanes: list[asyncio.Task[None]] = []
        self._stopping = False

    def wake(self, lanes: Collection[Lane] = tuple(Lane)) -> None:
        """Something was posted in these lanes: look at once."""
        for lane in lanes:
            self._windows[lane].moved.set()

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
        if self._open:
            async with self._shop.work() as work:
                await note(work, [Sent(ready.due, what, ready.verdict) for ready, what in self._open.values()])

    async def _run_lane(self, lane: Lane) -> None:
        window = self._windows[lane]
        try:
            while not self._stopping:
                window.moved.clear()
                if not await self._fill_if_leading(lane):
                    with suppress(TimeoutError):
                        async with asyncio.timeout(IDLE):
                            await window.moved.wait()
            await window.emptied()
        finally:
            await window.close()

    async def _fill_if_leading(self, lane: Lane) -> int:
        try:
            return await self._fill(lane) if self._may_send(lane) else 0
        except BotStoppedError:
            raise
        except Exception as error:
            # The database may be locked or full; what is due stays due.
            log.warning("outbox_stuck", lane=lane.value, error=type(error).__name__)
            return 0

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
        claimed = await self._fill(lane)
        await self._windows[lane].emptied()
        return claimed

    async def recover(self, *, everything: bool = False) -> int:
        """Settle the claims of a process that died: nobody knows whether their messages went out.

        Args:
            everything: no other process is alive, so that a claim needn't lapse first.
        """
        async with self._shop.work() as work:
            by = work.now + (timedelta(days=3650) if everything else timedelta(0))
            left = [due for due in await lapsed(work, by) if due.id not in self._open.keys() | self._next]
            await note(work, [Sent(due, Outcome(Result.UNKNOWN, "lease lapsed")) for due in left])
        return len(left)

    async def _fill(self, lane: Lane) -> int:
        """Claim what a lane's window has room for and let it go out; how many were claimed."""
        window = self._windows[lane]
        async with window.filling:
            window.look()
            if lane is Lane.BROADCAST:
                await self._wall.look()
            if waits(self._shop.store.paused_why, lane) or not self._may_send(lane):
                return 0
            if lane is Lane.BROADCAST and self._shop.room is not Room.PLENTY:
                return 0
            free, busy = window.free, bool(window.turns)
            window.hides = True
            if free < (self._batch if lane is Lane.BROADCAST and busy else 1):
                return 0
            async with self._shop.work() as work:
                claimed = await claim(work, lane, free, LEASE, self._leader.fence)
                ready = await make_ready(work, claimed, self._bot_username)
            window.hides = busy or len(claimed) == free
            turns: dict[int, list[Ready]] = defaultdict(list)
            for one in ready:
                turns[one.due.chat_id].append(one)
            for chat in turns.values():
                self._next.update(one.due.id for one in chat)
                window.open(len(chat), partial(self._deliver_in_turn, lane, chat))
        return len(claimed)

    async def _deliver_in_turn(self, lane: Lane, chat: Sequence[Ready], turn: Turn) -> None:
        """One chat's messages, in the order they were posted: where one has to wait, those after it wait too."""
        try:
            for number, ready in enumerate(chat):
                if not self._may_send(lane):
                    return  # the leases lapse, and the new leader takes it from there
                place = lane, ready.due.chat_id
                until = self._behind(place, ready.due)
                if until is not None:
                    await self._put_back(ready.due, until)
                    turn.give_back()
                    continue
                became = await self._deliver(lane, ready, turn)
                turn.give_back()
                self._ahead.pop(place, None)
                if became.state is State.QUEUED:
                    self._ahead[place] = _Ahead(ready.due.id, became.due)
                elif became.unreachable:
                    for later in chat[number + 1 :]:
                        await self._put_back(later.due, became.due)
                    return
        finally:
            self._next.difference_update(ready.due.id for ready in chat)

    def _behind(self, place: tuple[Lane, int], due: Due) -> datetime | None:
        """Until when a delivery waits for an older one of its chat; None if it needn't.

        What falls due together is claimed together and in order, so that an older one that is not there by its time is
        nobody's any more to wait for.
        """
        ahead = self._ahead.get(place)
        if ahead is None or due.id <= ahead.id or ahead.until <= self._shop.clock.now():
            return None
        return ahead.until

    async def _put_back(self, due: Due, until: datetime) -> None:
        """Let a delivery that was claimed and not sent be claimed again, and then judged anew."""
        back = Settled(State.QUEUED, "", due.attempts, until, Chance(due.chances))
        await self._book.at_last(lambda work: settle(work, [Ending(due, back)]))

    async def _deliver(self, lane: Lane, ready: Ready, turn: Turn) -> Settled:
        due, timers = ready.due, list[Timer]()

        def on_its_way() -> None:
            timers.append(self._later(PROMPT, turn.give_way))

        self._open[due.id] = ready, Outcome(Result.UNKNOWN, "stopped")
        try:
            outcome = await self._courier.say(
                due.chat_id, ready.message, lane, replaces=ready.replaces, on_its_way=on_its_way
            )
        finally:
            for timer in timers:
                timer.cancel()
        self._open[due.id] = ready, outcome
        became = await self._book.note(Sent(due, outcome, ready.verdict))
        del self._open[due.id]
        if outcome.result is Result.STOP:
            raise BotStoppedError(outcome)
        return became
