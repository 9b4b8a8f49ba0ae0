"""The running bot's own address: whether it is well, and the webhook where there is one."""

import asyncio
import errno
import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, nullcontext

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.settings import Address
from commands.stop import BUSY, WRONG, StopError

LAST_ANSWERS = 2
"""Seconds that a request in hand is given when the bot stops."""

Illness = Callable[[], Awaitable[str | None]]
"""Says in a few words what is wrong; None if all is well."""


@contextmanager
def listening(address: Address) -> Iterator[socket.socket]:
    """Take the address before anything else is begun.

    Raises:
        StopError: somebody has it already (75), or it isn't one of this machine's (78).
    """
    try:
        family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
        taken = socket.create_server(address, family=family)
    except OSError as error:
        code = BUSY if error.errno == errno.EADDRINUSE else WRONG
        raise StopError(
            f"Nothing can listen on {address} ({error.strerror or error}); stop what does, or set REGULARS_LISTEN to "
            "another address, such as REGULARS_LISTEN=127.0.0.1:8091.",
            code,
        ) from None
    with taken:
        yield taken


def health(illness: Illness) -> Route:
    """`GET /health`: 200 while all is well, and else 503 with the reason."""

    async def answer(_: Request) -> JSONResponse:
        try:
            async with asyncio.timeout(3):
                wrong = await illness()
        except Exception as error:
            wrong = f"the database does not answer ({type(error).__name__})"
        return JSONResponse({"well": wrong is None, "reason": wrong}, 200 if wrong is None else 503)

    return Route("/health", answer)


class Server(uvicorn.Server):
    """Uvicorn in the bot's own loop, leaving the signals to the bot."""

    def __init__(self, *routes: Route) -> None:
        super().__init__(
            uvicorn.Config(
                Starlette(routes=routes),
                log_config=None,
                access_log=False,
                server_header=False,
                lifespan="off",
                timeout_graceful_shutdown=LAST_ANSWERS,
            )
        )

    def capture_signals(self) -> nullcontext[None]:  # type: ignore[override] # a context manager, as theirs
        """Capture none."""
        return nullcontext()
