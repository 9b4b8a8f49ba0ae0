"""The messenger on a port."""

import asyncio
import socket

import uvicorn

from bot.sandbox.line import Line
from bot.sandbox.telegram import PocketTelegram

LAST_ANSWERS_SECONDS = 2


class Serving(uvicorn.Server):
    """A web server that lets the page's listeners and the waiting bot go before it stops."""

    def __init__(self, telegram: PocketTelegram, host: str, port: int) -> None:
        """Serve the messenger at this address; the Date header is the shop's."""
        self.telegram = telegram
        self.open = asyncio.Event()
        """Set once it listens."""
        config = uvicorn.Config(
            telegram.app,
            http=Line,
            host=host,
            port=port,
            log_level="warning",
            access_log=False,
            date_header=False,
            server_header=False,
            timeout_graceful_shutdown=LAST_ANSWERS_SECONDS,
        )
        super().__init__(config)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen."""
        await super().startup(sockets)
        self.open.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop."""
        self.telegram.close()
        await super().shutdown(sockets)
