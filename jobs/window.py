"""A lane's window: so many messages are on their way at once, and one that gets no answer keeps no other waiting."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol

from bot.actions.claims import Ending

PROMPT = 3.0
"""Seconds in which Telegram answers a send if all is well; one that takes longer holds no place any more, since with a
time-out of 30 s a few that hang would fill the window for good."""


class Timer(Protocol):
    """Something that will be done after a while."""

    def cancel(self) -> None:
        """Leave it undone."""
        ...


Later = Callable[[float, Callable[[], None]], Timer]
"""Does something after so many seconds."""


class Turn:
    """Places in a window that one chat's messages hold while they go out one after the other."""

    def __init__(self, window: "Window", places: int) -> None:
        self._window = window
        self._places = places
        self._overdue: Timer | None = None

    def begin(self) -> None:
        """One of them is handed to Telegram."""
        self._overdue = self._window.later(PROMPT, self._give_way)

    def end(self, ending: Ending) -> None:
        """One of them is over, and this is what became of it."""
        self._window.over.append(ending)
        self._free(min(1, self._places))

    def leave(self) -> None:
        """All of them are over, or won't go out."""
        self._free(self._places)

    def _give_way(self) -> None:
        """Nobody knows when they will be over: let others go meanwhile."""
        self._free(self._places)

    def _free(self, places: int) -> None:
        if self._overdue is not None:
            self._overdue.cancel()
        self._places -= places
        self._window.make_room(places)


class Window:
    """What a lane has in hand, on its way or over and not written down yet, and how much more it may claim.

    Args:
        places: messages on their way at once.
        worth: so many places have to be free before it is worth an act, unless nothing is on its way.
        later: when to see that a message is overdue.
    """

    def __init__(self, places: int, worth: int, later: Later) -> None:
        self.free = places
        self.later = later
        self.over: list[Ending] = []
        """What became of messages that hold no place any more; none is given a new one before it is written down."""
        self.moved = asyncio.Event()
        """Set when it is worth an act."""
        self.hides = True
        """Something due may not have been claimed: there was no place for it, its chat had its turn, nobody looked."""
        self.acting = asyncio.Lock()
        self.turns: set[asyncio.Task[None]] = set()
        self._worth = worth
        self._failure: BaseException | None = None

    def wake(self) -> None:
        """Something may be due."""
        self.hides = True
        self.moved.set()

    def make_room(self, places: int) -> None:
        """So many messages hold their places no more."""
        self.free += places
        if self.free >= self._worth:
            self.moved.set()

    def open(self, places: int, deliver: Callable[[Turn], Awaitable[None]]) -> None:
        """Let one chat have its turn, with so many messages."""
        self.free -= places
        task = asyncio.create_task(self._have_turn(Turn(self, places), deliver))
        self.turns.add(task)
        task.add_done_callback(self._end)

    @staticmethod
    async def _have_turn(turn: Turn, deliver: Callable[[Turn], Awaitable[None]]) -> None:
        try:
            await deliver(turn)
        finally:
            turn.leave()

    def _end(self, task: asyncio.Task[None]) -> None:
        self.turns.discard(task)
        if not task.cancelled() and (failure := task.exception()) is not None:
            self._failure = self._failure or failure
        if not self.turns or self._failure is not None:
            self.moved.set()

    def look(self) -> None:
        """Raise what has ended a turn, once."""
        failure, self._failure = self._failure, None
        if failure is not None:
            raise failure

    async def emptied(self) -> None:
        """Wait until everybody has had their turn."""
        while self.turns:
            await asyncio.wait(self.turns)

    async def close(self) -> None:
        """Break off what is still on its way."""
        for task in self.turns:
            task.cancel()
        await asyncio.gather(*self.turns, return_exceptions=True)
