"""One ASGI application for all of it: the Bot API's door, the page, and the page's own requests."""

from starlette.types import Receive, Scope, Send

from bot.sandbox.door import Door
from bot.sandbox.messenger import Messenger
from bot.sandbox.page_api import page_app


class Server:
    """The door for bots comes first, without any framework in the way; the rest is the page's."""

    def __init__(self, messenger: Messenger) -> None:
        """Serve this messenger."""
        self.door = Door(messenger)
        self.page = page_app(messenger)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and scope["path"].startswith(("/bot", "/file/")):
            await self.door(scope, receive, send)
        else:
            await self.page(scope, receive, send)
