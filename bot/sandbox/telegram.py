"""A pocket Telegram: people, chats and one bot, with the Bot API at `app`; in a test, in the demo, or as a process."""

from functools import cached_property

from bot.sandbox.messenger import Messenger
from bot.sandbox.server import Server


class PocketTelegram(Messenger):
    """The messenger with its server. What people do are its methods; what the bot does comes through `app`.

    Nothing in it waits or sleeps, except a long poll with a timeout; all times are those of the clock handed in. See
    World for the arguments. `messages`, `answers`, `log` and `faults` are what tests look at.
    """

    @cached_property
    def app(self) -> Server:
        """The ASGI application: the Bot API, the page, and what the page asks."""
        return Server(self)
