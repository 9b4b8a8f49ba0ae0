"""The messenger as a process of its own: `python -m bot.sandbox --port 8081 --log sends.jsonl`."""

import argparse
import socket
import sys
from contextlib import suppress
from pathlib import Path

from bot.sandbox.serving import Serving
from bot.sandbox.shapes import WallClock
from bot.sandbox.telegram import PocketTelegram


class Announced(Serving):
    """Says on standard output where it is: port 0 is any free one."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin, and say where."""
        await super().startup(sockets)
        for server in self.servers:
            host, port = server.sockets[0].getsockname()[:2]
            sys.stdout.write(f"http://{host}:{port}\n")
            sys.stdout.flush()


def main() -> None:
    """Serve an empty messenger until it is told to stop; people and faults come over HTTP (PAGE_API.md)."""
    parser = argparse.ArgumentParser(prog="python -m bot.sandbox", description=main.__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on")
    parser.add_argument("--port", type=int, default=8081, help="0 takes any free port")
    parser.add_argument("--log", type=Path, help="write every accepted send to this file, a line of JSON each")
    parser.add_argument("--token", default="110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw", help="the bot's token")
    parser.add_argument("--username", default="regulars_demo_bot")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--strict-limits", action="store_true", help="hold the bot to Telegram's pace")
    parser.add_argument("--people", type=int, default=0, help="how many people there are from the start, all started")
    asked = parser.parse_args()
    telegram = PocketTelegram(
        token=asked.token,
        username=asked.username,
        clock=WallClock(),
        seed=asked.seed,
        strict_limits=asked.strict_limits,
        log_file=asked.log,
    )
    for number in range(asked.people):
        telegram.private_chat(telegram.add_person(f"Person {number + 1}")).started = True
    with suppress(KeyboardInterrupt):
        Announced(telegram, asked.host, asked.port).run()


if __name__ == "__main__":
    main()
