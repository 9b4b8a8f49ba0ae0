"""The pages for people keep up with the code."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from bot.rules.deliveries import KINDS
from bot.rules.roles import ABOUT_ONESELF, MAY, Role
from bot.words.catalogs import Language, words_in
from bot.words.commands import COMMANDS
from bot.words.planned import kind_name
from bot.words.settings import topic_name
from jobs.timetable import TIMETABLE

ROOT = Path(__file__).parents[1]
STORE = ROOT / "docs" / "store.md"
OPERATOR = ROOT / "docs" / "operator.md"
PROMISES = ROOT / "docs" / "promises.md"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
WRITING = ROOT / "docs" / "writing.md"
_BLOCK = re.compile(r"(<!-- commands -->\n).*?(<!-- /commands -->)", re.DOTALL)
_KINDS = re.compile(r"(<!-- kinds -->\n).*?(<!-- /kinds -->)", re.DOTALL)


def command_table() -> str:
    """The commands as docs/store.md lists them: what each does, and who has it."""
    words = words_in(Language.EN)
    people = [role for role in Role if role not in (Role.SYSTEM, Role.OPERATOR)]
    lines = ["| command | what it does | who has it |", "|---|---|---|"]
    for command in COMMANDS:
        roles = [role for role in people if role in MAY[command.action]]
        who = "everybody" if len(roles) == len(people) else ", ".join(role.value for role in roles)
        who = "members, staff among them" if command.action in ABOUT_ONESELF else who
        lines.append(f"| `/{command.name}` | {words.label(command.does)} | {who} |")
    return "\n".join(lines) + "\n"


def test_the_stores_page_lists_every_command_and_who_has_it() -> None:
    block = _BLOCK.search(STORE.read_text())

    assert block is not None
    assert block[0] == f"{block[1]}{command_table()}{block[2]}", "run: python -m tests.test_docs"


def kind_table() -> str:
    """What docs/writing.md lists: everything that goes to members unasked, and the rules it goes by."""
    words = words_in(Language.EN)
    asked = [kind for kind in KINDS.values() if kind.topic is not None or (kind.by_day and not kind.about_work)]
    lines = [
        "| message | needs a yes to | counts | keeps their hours | order | good for |",
        "|---|---|---|---|---|---|",
    ]
    for kind in sorted(asked, key=lambda kind: (kind.priority, kind.name)):
        topic = topic_name(words, kind.topic) if kind.topic else "-"
        marks = ["yes" if held else "no" for held in (kind.capped, kind.by_day)]
        days = _days(kind.best_before)
        cells = kind_name(words, kind.name), topic, *marks, kind.priority.name.lower().replace("_", " "), days
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _days(time: timedelta | None) -> str:
    if time is None:
        return "until it is sent"
    if not time.days:
        return f"{time // timedelta(hours=1)} hours"
    return f"{time.days} day{'' if time.days == 1 else 's'}"


def test_the_page_on_writing_lists_whatever_goes_out_unasked() -> None:
    block = _KINDS.search(WRITING.read_text())

    assert block is not None
    assert block[0] == f"{block[1]}{kind_table()}{block[2]}", "run: python -m tests.test_docs"
    names = re.findall(r"^\| (.+?) \|", block[0], re.MULTILINE)
    assert len(names) == len(set(names))


def test_the_operators_page_names_every_job() -> None:
    page = OPERATOR.read_text()

    missing = [job.name for job in TIMETABLE if f"`{job.name}`" not in page]

    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#\s]+)", page.read_text())

    broken = [link for link in links if not (page.parent / link).exists()]

    assert not broken


def test_every_promise_that_is_said_to_be_kept_has_a_test() -> None:
    named = set(re.findall(r"\bT(\d\d)\b", PROMISES.read_text()))
    tests = "".join(file.read_text() for file in (ROOT / "tests").rglob("test_*.py"))

    assert named <= {f"{int(number):02}" for number in re.findall(r"mark\.promise\((\d+)\)", tests)}


def test_the_words_of_make_are_in_the_readme_or_in_help() -> None:
    makefile = (ROOT / "Makefile").read_text()
    named = set(re.findall(r"make ([a-z-]+)", (ROOT / "README.md").read_text()))

    assert named <= set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))


if __name__ == "__main__":
    STORE.write_text(_BLOCK.sub(lambda block: f"{block[1]}{command_table()}{block[2]}", STORE.read_text()))
    WRITING.write_text(_KINDS.sub(lambda block: f"{block[1]}{kind_table()}{block[2]}", WRITING.read_text()))
