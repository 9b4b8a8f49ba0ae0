"""What the page asks for and does; PAGE_API.md is its description."""

from starlette.applications import Starlette

from bot.sandbox.messenger import Messenger


def page_app(messenger: Messenger) -> Starlette:
    """The page's part of the server."""
    return Starlette(routes=[])
