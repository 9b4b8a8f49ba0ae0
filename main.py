"""The command line: each command imports what it needs when it runs, so that asking for help costs nothing."""

import sys
from typing import Annotated

import typer

from commands.stop import StopError

app = typer.Typer(
    help="A Telegram bot that looks after a store's customers.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


@app.command()
def run() -> None:
    """Run the bot, until Ctrl-C or SIGTERM."""
    from commands.run import run

    run()


@app.command()
def demo(port: Annotated[int, typer.Option(help="Where the page is served on this machine.")] = 8080) -> None:
    """Open a sample shop in the browser; no account, no token."""
    from commands.demo import demo

    demo(port)


def main() -> None:
    """Run a command; what stops it is one sentence and an exit code."""
    try:
        app()
    except StopError as stop:
        print(stop, file=sys.stderr)
        sys.exit(stop.code)


if __name__ == "__main__":
    main()
