"""What every test can ask for: sizes, a seed, a database of its own; and what none may do: log a person."""

import io
import os
import random
import shutil
import tempfile
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

import hypothesis
import pytest

from bot.logs import start_logging
from bot.migrations import migrate
from tests.canaries import SECRET_KEY, TOKEN, WEBHOOK_SECRET, canaries_in
from tests.postgres import Server, Standing, running_server
from tests.promises import list_promises, promises_of, sum_up
from tests.statements import told_by_sqlite_alone, watch

hypothesis.settings.register_profile(
    "small", max_examples=25, stateful_step_count=20, derandomize=True, deadline=None, database=None
)
hypothesis.settings.register_profile(
    "full", max_examples=2000, stateful_step_count=50, deadline=None, database=None, print_blob=True
)

MEMORY = Path("/dev/shm")
ROOM = 2 << 30
"""Bytes."""

LISTING = pytest.StashKey[list[str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("regulars")
    group.addoption("--full", action="store_true", help="the full size of every promise (hours)")
    group.addoption("--promises", action="store_true", help="list the promises with their tests, and end")
    group.addoption("--statements", action="store_true", help="list what SQLite alone has run (without -n)")
    group.addoption("--seed", type=int, default=1, help="the seed of everything random")


def pytest_configure(config: pytest.Config) -> None:
    full = bool(config.getoption("full"))
    hypothesis.settings.load_profile("full" if full else "small")
    if config.getoption("statements"):
        watch()
    # A commit waits for the disk, and so does whoever clears away after it: every day the shops of the tests are kept
    # in memory, while a promise at full size is kept on a disk.
    if not full and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
        tempfile.tempdir = os.environ["TMPDIR"] = str(MEMORY)


def pytest_report_header(config: pytest.Config) -> str:
    return f"seed: {config.getoption('seed')}, size: {'full' if config.getoption('full') else 'small'}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        item.user_properties.extend(("promise", number) for number in promises_of(item))
    if config.getoption("promises"):
        config.stash[LISTING] = list(list_promises(items))
        items.clear()
    elif not config.getoption("full"):
        left_out = {item for item in items if _is_for_the_full_size(item)}
        config.hook.pytest_deselected(items=list(left_out))
        items[:] = [item for item in items if item not in left_out]


def _is_for_the_full_size(item: pytest.Item) -> bool:
    """Whether a test is left out every day: it is a full size, or the twin of one that SQLite tells alike."""
    if item.get_closest_marker("full"):
        return True
    twin = isinstance(item, pytest.Function) and hasattr(item, "callspec") and item.callspec.params.get("database_url")
    return twin == "postgres" and bool(item.get_closest_marker("either")) and not item.get_closest_marker("both")


def pytest_sessionfinish(session: pytest.Session) -> None:
    if LISTING in session.config.stash:
        session.exitstatus = pytest.ExitCode.OK


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    reports = chain.from_iterable(
        terminalreporter.stats.get(fate, []) for fate in ("passed", "failed", "error", "skipped")
    )
    for line in config.stash.get(LISTING, None) or sum_up(reports):
        terminalreporter.write_line(line)
    for line in told_by_sqlite_alone():
        terminalreporter.write_line(line)


@pytest.fixture
def size(request: pytest.FixtureRequest) -> Callable[[int, int], int]:
    """Choose between the small size of a promise, run always, and its full one, run by `make promises`."""
    full = bool(request.config.getoption("full"))
    return lambda small, large: large if full else small


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> int:
    """The seed of this run; the same seed replays it."""
    return int(request.config.getoption("seed"))


@pytest.fixture(autouse=True)
def _no_chance(seed: int) -> None:
    random.seed(seed)


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith("REGULARS_") and not name.startswith("REGULARS_TEST_"):
            monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def log_lines() -> Iterator[io.StringIO]:
    """Everything logged during a test, as the operator would see it; no personal or secret value may be there."""
    lines = io.StringIO()
    start_logging("debug", readable=False, stream=lines, secrets=[TOKEN, SECRET_KEY, WEBHOOK_SECRET])
    yield lines
    assert canaries_in(lines.getvalue()) == [], "a log holds a person or a secret"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """One throwaway PostgreSQL server for this process's tests."""
    with running_server() as server:
        yield server


@pytest.fixture(scope="session")
def _migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    template = tmp_path_factory.mktemp("sqlite") / "template.sqlite3"
    migrate(f"sqlite:///{template}")
    return template


@pytest.fixture(scope="session")
def _migrated_postgres(postgres_server: Server) -> str:
    url = postgres_server.fresh()
    migrate(url)
    return url.rpartition("/")[2]


@pytest.fixture
def sqlite_url(_migrated_sqlite: Path, tmp_path: Path) -> str:
    """The address of a new SQLite shop, at the newest schema."""
    return f"sqlite:///{shutil.copy(_migrated_sqlite, tmp_path / 'shop.sqlite3')}"


@pytest.fixture(scope="session")
def standing_postgres(postgres_server: Server, _migrated_postgres: str) -> Iterator[Standing]:
    standing = Standing(postgres_server, _migrated_postgres)
    yield standing
    standing.close()


@pytest.fixture
def postgres_url(standing_postgres: Standing) -> str:
    """The address of a PostgreSQL shop without a row, at the newest schema."""
    return standing_postgres.emptied()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a new shop at the newest schema, on each kind of database in turn."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without a schema, on each kind of database in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        return
    server: Server = request.getfixturevalue("postgres_server")
    url = server.fresh()
    yield url
    server.drop(url)
