"""The command line: each command imports what it needs when it runs, so that asking for help costs nothing."""

import gc
import sys
from pathlib import Path
from typing import Annotated

import typer

from commands.stop import StopError

app = typer.Typer(
    help="A Telegram bot that looks after a store's customers.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)

imports = typer.Typer(help="Take in a CSV file, also gzipped, while the bot runs or not.", no_args_is_help=True)
app.add_typer(imports, name="import")
backtests = typer.Typer(help="Try on a history how well the bot would have told.", no_args_is_help=True)
app.add_typer(backtests, name="backtest")
broadcasts = typer.Typer(help="Foresee, let go and watch what is written to many.", no_args_is_help=True)
app.add_typer(broadcasts, name="broadcast")

Number = Annotated[int, typer.Argument(help="The broadcast's number: regulars broadcast list.")]
File = Annotated[Path, typer.Argument(help="A CSV file with a header, also gzipped.")]
Column = Annotated[
    list[str] | None, typer.Option(metavar="FIELD=HEADER", help="Where a field's column is not found by its name.")
]
Encoding = Annotated[str, typer.Option(help="How the file is written, such as gb18030 or cp1251.")]
Dates = Annotated[str, typer.Option(help="iso, dmy, mdy or ymd.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Change nothing, only say what would be done.")]
Rejected = Annotated[Path | None, typer.Option(help="Where rejected lines go; by default beside the file.")]
AllowRejected = Annotated[bool, typer.Option("--allow-rejected", help="End well although lines were rejected.")]


@app.command()
def run() -> None:
    """Run the bot, until Ctrl-C or SIGTERM."""
    from commands.lock import only_one
    from commands.settings import settings_for

    settings = settings_for("bot_token")
    gc.disable()  # until the bot stands: looking through all that is imported, again and again, is a seventh of a start
    with only_one(settings):  # before the rest is imported, so that a second one leaves at once
        from commands.run import run

        run(settings)


@app.command()
def demo(port: Annotated[int, typer.Option(help="Where the page is served on this machine.")] = 8080) -> None:
    """Open a sample shop in the browser; no account, no token."""
    from commands.demo import demo

    demo(port)


@app.command()
def doctor(
    health: Annotated[bool, typer.Option("--health", help="Only ask the running bot whether it is well.")] = False,
) -> None:
    """Look at token, database, clock, catalogs, locale, disk and webhook, and say what to do."""
    if health:
        from commands.health import ask_health

        ask_health()
    else:
        from commands.doctor import examine

        examine()


@app.command("owner-code")
def owner_code() -> None:
    """Print the code that makes the first owner."""
    from commands.upkeep import print_owner_code

    print_owner_code()


@app.command()
def migrate() -> None:
    """Bring the database to the newest schema; `run` does it by itself."""
    from commands.upkeep import migrate_now

    migrate_now()


@app.command("rotate-key")
def rotate_key() -> None:
    """Put a new secret key in the place of a former one everywhere, while no bot runs."""
    from commands.keys import rotate_key

    rotate_key()


@imports.command("purchases")
def import_purchases(
    file: File,
    column: Column = None,
    encoding: Encoding = "utf-8",
    dates: Dates = "iso",
    decimal: Annotated[str, typer.Option(help="The mark before the decimals in the whole file: . or ,")] = "",
    dry_run: DryRun = False,
    rejected: Rejected = None,
    allow_rejected: AllowRejected = False,
    source: Annotated[str, typer.Option(help="Who numbered the receipts; a number counts once there.")] = "import",
    no_points: Annotated[bool, typer.Option("--no-points", help="The purchases earn nothing.")] = False,
) -> None:
    """Purchases by receipt: what is there already is left alone, what is new earns its points."""
    from commands.desk import Options
    from commands.import_ import import_purchases

    options = Options(
        column or (), encoding, dates, decimal, dry_run, rejected, allow_rejected, source, points=not no_points
    )
    import_purchases(file, options)


@imports.command("members")
def import_members(
    file: File,
    column: Column = None,
    encoding: Encoding = "utf-8",
    dates: Dates = "iso",
    dry_run: DryRun = False,
    rejected: Rejected = None,
    allow_rejected: AllowRejected = False,
) -> None:
    """Customers whom the till knows by a number, with their names and phones; nobody is written to."""
    from commands.desk import Options
    from commands.import_ import import_members

    import_members(file, Options(column or (), encoding, dates, "", dry_run, rejected, allow_rejected))


@backtests.command("replenishment")
def backtest_replenishment(
    file: Annotated[Path | None, typer.Argument(help="Purchases, as for `import`; the shop's own if none.")] = None,
    product: Annotated[
        list[str] | None, typer.Option(help="A part of the names of the products that count; may be given again.")
    ] = None,
    column: Column = None,
    encoding: Encoding = "utf-8",
    dates: Dates = "iso",
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
    picture: Annotated[Path | None, typer.Option(help="Write a picture (PNG) there.")] = None,
) -> None:
    """How often the day on which members buy a thing again would have been told right."""
    from commands.backtest import Wanted, try_replenishment

    try_replenishment(file, Wanted(product or (), column or (), encoding, dates, as_json, picture))


@imports.command("list")
def import_list(
    file: Annotated[Path, typer.Argument(help="A card, phone or customer number in each line.")],
    name: Annotated[str, typer.Argument(help="What the list is called: list:NAME in a segment.")],
) -> None:
    """A list of members to write to; one of that name is read anew."""
    from commands.lists import import_list

    import_list(file, name)


@broadcasts.command("list")
def broadcast_list() -> None:
    """The newest, with their numbers."""
    from commands.broadcast import show_list

    show_list()


@broadcasts.command("write")
def broadcast_write(
    text: Annotated[str, typer.Argument(help="A plain text.")] = "",
    file: Annotated[Path | None, typer.Option(help="A file that holds the text.")] = None,
    to: Annotated[str, typer.Option(metavar="SEGMENT", help="To whom; by default to every member.")] = "",
    title: Annotated[str, typer.Option(help="What it is called; by default what the text begins with.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what it will come to.")] = False,
) -> None:
    """Keep a text as a draft, which can be let go from here or from the chat."""
    from commands.broadcast_draft import read_text, write

    write(read_text(file) if file else text, to, title, dry_run=dry_run)


@broadcasts.command("send")
def broadcast_send(
    number: Number,
    to: Annotated[str, typer.Option(metavar="SEGMENT", help="To whom, in place of what was chosen in the chat.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what it will come to.")] = False,
    watch: Annotated[bool, typer.Option(help="Stay until it is over.")] = True,
) -> None:
    """Let a draft go; the running bot sends it."""
    from commands.broadcast import send

    send(number, to, dry_run=dry_run, watch=watch)


@broadcasts.command("watch")
def broadcast_watch(number: Number) -> None:
    """Watch one until it is over."""
    from commands.broadcast import watch_it

    watch_it(number)


@broadcasts.command("pause")
def broadcast_pause(number: Number) -> None:
    """Let nothing more of it out."""
    from commands.broadcast import turn

    turn(number, "pause")


@broadcasts.command("resume")
def broadcast_resume(number: Number) -> None:
    """Let it go on."""
    from commands.broadcast import turn

    turn(number, "resume")


@broadcasts.command("cancel")
def broadcast_cancel(number: Number) -> None:
    """End it for whoever has not got it."""
    from commands.broadcast import turn

    turn(number, "cancel")


@broadcasts.command("people")
def broadcast_people(
    number: Number, to: Annotated[Path | None, typer.Option(help="A file; by default it is printed.")] = None
) -> None:
    """Who got it, who did not, and why, as CSV."""
    from commands.broadcast import write_people

    write_people(number, to)


@app.command()
def export(
    to: Annotated[Path | None, typer.Option(help="A folder; by default a new one in REGULARS_DATA/exports.")] = None,
) -> None:
    """Write members, purchases, their lines, the ledger, rewards and vouchers as CSV files."""
    from commands.export import export_to

    export_to(to)


@app.command()
def backup(
    to: Annotated[Path | None, typer.Option(help="A folder; by default REGULARS_DATA/backups.")] = None,
    keep: Annotated[int, typer.Option(min=1, help="How many copies stay there.")] = 24,
) -> None:
    """Write a whole, checked copy of the database while the bot runs."""
    from commands.backup import back_up

    back_up(to, keep)


@app.command()
def restore(file: Annotated[Path, typer.Argument(help="What `regulars backup` wrote.")]) -> None:
    """Put a copy in the database's place, paused; what was there is kept beside it."""
    from commands.backup import restore

    restore(file)


@app.command()
def resume() -> None:
    """Let a paused shop write to people again."""
    from commands.upkeep import resume_now

    resume_now()


@app.command()
def job(name: Annotated[str, typer.Argument(help="Its name in the timetable, such as audit.")]) -> None:
    """Run one job of the timetable now."""
    from commands.job import run_job

    run_job(name)


def main() -> None:
    """Run a command; what stops it is one sentence and an exit code."""
    try:
        app()
    except StopError as stop:
        print(stop, file=sys.stderr)
        sys.exit(stop.code)


if __name__ == "__main__":
    main()
