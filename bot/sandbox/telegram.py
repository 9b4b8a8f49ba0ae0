"""A pocket Telegram: people, chats and one bot, with the Bot API at `app`; in a test, in the demo, or as a process."""

from pathlib import Path

from bot.sandbox.messenger import Messenger
from bot.sandbox.server import Server
from bot.sandbox.shapes import Clock


class PocketTelegram(Messenger):
    """The messenger with its server. What people do are its methods; what the bot does comes through `app`.

    Nothing in it waits or sleeps, except a long poll with a timeout; all times are those of the clock handed in. See World
    for the arguments. `messages`, `answers`, `log` and `faults` are what tests look at.
    """

    def __init__(
        self,
        *,
        token: str = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw",  # noqa: S107  # a made-up token of the right form
        username: str = "regulars_demo_bot",
        name: str = "Regulars",
        clock: Clock,
        seed: int = 0,
        strict_limits: bool = False,
        log_file: Path | None = None,
    ) -> None:
        """An empty messenger with one bot, and its ASGI application."""
        super().__init__(
            token=token,
            username=username,
            name=name,
            clock=clock,
            seed=seed,
            strict_limits=strict_limits,
            log_file=log_file,
        )
        self.app = Server(self)
