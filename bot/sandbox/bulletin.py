"""The notice board the page reads: every change, as Server-Sent Events to whoever listens."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable

from bot.sandbox.shapes import Json

QUIET_SECONDS = 15.0


class Bulletin:
    """Tells listeners what changed; costs nothing while nobody listens."""

    def __init__(self) -> None:
        """Start with nobody listening."""
        self.listeners: set[asyncio.Queue[bytes | None]] = set()
        self.count = 0

    def tell(self, event: str, body: Callable[[], Json]) -> None:
        """Tell everybody; the body is only made if somebody listens."""
        if not self.listeners:
            return
        self.count += 1
        line = f"id: {self.count}\nevent: {event}\ndata: {json.dumps(body(), ensure_ascii=False)}\n\n".encode()
        for listener in self.listeners:
            listener.put_nowait(line)

    async def listen(self) -> AsyncIterator[bytes]:
        """The events from now on, until the board is closed; a comment now and then keeps the line open."""
        queue: asyncio.Queue[bytes | None] = asyncio.Queue()
        self.listeners.add(queue)
        try:
            yield b"retry: 1000\n\n"
            while True:
                try:
                    line = await asyncio.wait_for(queue.get(), QUIET_SECONDS)
                except TimeoutError:
                    line = b": still here\n\n"
                if line is None:
                    return
                yield line
        finally:
            self.listeners.discard(queue)

    def close(self) -> None:
        """Let every listener go, so that a server can stop."""
        for listener in self.listeners:
            listener.put_nowait(None)
