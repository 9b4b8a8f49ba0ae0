"""A lane's window: so many messages are on their way at once, and one that gets no answer keeps no other waiting."""

import asyncio
from collections.abc import Awaitable, Callable


class Turn:
    """Places in a window that one chat's messages hold while they go out one after the other."""

    def __init__(self, window: "Window", places: int) -> None:
        self._window = window
        self._places = places

    def give_back(self) -> None:
        """One of them is over."""
        self._free(min(1, self._places))

    def give_way(self) -> None:
        """Nobody knows when they will be over: let others go meanwhile."""
        self._free(self._places)

    def _free(self, places: int) -> None:
        self._places -= places
        self._window.make_room(places)


class Window:
    """What a lane has claimed and not settled yet, and how much more it may claim.

    Args:
        places: messages on their way at once.
    """

    def __init__(self, places: int) -> None:
        self.free = places
        self.moved = asyncio.Event()
        """Set when it is worth looking whether something is due."""
        self.hides = False
        """Something due may not have been claimed: there was no place for it, or its chat had its turn."""
        self.filling = asyncio.Lock()
        self.turns: set[asyncio.Task[None]] = set()
        self._failure: BaseException | None = None

    def make_room(self, places: int) -> None:
        """So many messages hold their places no more."""
        self.free += places
        if self.hides and places:
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
            turn.give_way()

    def _end(self, task: asyncio.Task[None]) -> None:
        self.turns.discard(task)
        if not task.cancelled() and (failure := task.exception()) is not None:
            self._failure = self._failure or failure
            self.moved.set()
        elif self.hides:
            self.moved.set()

    def look(self) -> None:
        """Raise what has ended a turn, once."""
        failure, self._failure = self._failure, None
        if failure is not None:
            raise failure

    async def emptied(self) -> None:
        """Wait until everybody has had their turn; raises what has ended one."""
        while self.turns:
            await asyncio.wait(self.turns)
        self.look()

    async def close(self) -> None:
        """Break off what is still on its way."""
        for task in self.turns:
            task.cancel()
        await asyncio.gather(*self.turns, return_exceptions=True)
