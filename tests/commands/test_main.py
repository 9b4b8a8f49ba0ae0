"""The command line costs nothing to ask, and is what the operator's page says."""

import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import typer.main

from bot.rules.columns import MEMBER, PURCHASE
from jobs.timetable import TIMETABLE
from main import app

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "operator.md"


def names() -> set[str]:
    return {command.name or command.callback.__name__ for command in app.registered_commands if command.callback} | {
        group.name for group in app.registered_groups if group.name
    }


def test_the_page_lists_every_command_and_no_other() -> None:
    page = PAGE.read_text("utf-8")
    table = page[page.index("## Commands") : page.index("## Back up")]

    assert set(re.findall(r"`regulars ([a-z-]+)", table)) == names()


def test_whatever_the_page_lets_be_typed_is_a_command() -> None:
    typed = re.findall(r"(?:bin/regulars|`regulars) ([a-z-]+)", PAGE.read_text("utf-8"))

    assert set(typed) <= names()


def rows(page: str, head: str) -> list[list[str]]:
    table = page[page.index(head) :].split("\n\n")[0]
    return [[cell.strip(" `") for cell in row.strip("|").split(" | ")] for row in table.splitlines()[2:]]


def test_the_page_lists_every_field_of_an_import() -> None:
    shown = {(row[0].strip("| `"), row[1], row[2]) for row in rows(PAGE.read_text("utf-8"), "| field | of |")}

    of: dict[str, list[str]] = {field.name: [] for field in (*PURCHASE, *MEMBER)}
    for kind, fields in (("purchases", PURCHASE), ("members", MEMBER)):
        for field in fields:
            of[field.name].append(kind)
    assert shown == {
        (field.name, ", ".join(of[field.name]), "yes" if field.needed else "no") for field in (*PURCHASE, *MEMBER)
    }


def test_the_page_lists_every_job() -> None:
    shown = [(row[0].strip("| `"), row[1]) for row in rows(PAGE.read_text("utf-8"), "| job | how often |")]

    often = {
        timedelta(hours=1): "hourly",
        timedelta(minutes=10): "every ten minutes",
        timedelta(seconds=30): "every thirty seconds",
        timedelta(seconds=10): "every ten seconds",
        timedelta(seconds=4): "every four seconds",
        timedelta(seconds=2): "every two seconds",
    }
    assert shown == [
        (job.name, f"daily, {job.at.hour}:{job.at.minute:02}" if job.at else often[job.every]) for job in TIMETABLE
    ]


def test_asking_for_help_imports_none_of_the_shop() -> None:
    heavy = "pydantic sqlalchemy telegram aiohttp uvicorn babel structlog alembic cryptography"
    asked = f"import main, sys; print(*[name for name in '{heavy}'.split() if name in sys.modules])"

    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == ""


def test_every_command_says_what_it_does() -> None:
    group = typer.main.get_command(app)

    assert all(command.help for command in getattr(group, "commands", {}).values())
