"""One throwaway PostgreSQL server for the tests, and a fresh database for each of them."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg
from psycopg import sql

from tests.needs import postgres_programs

ADMIN = "postgres"
# Tests kill the bot, not the machine: nothing needs to survive a power cut, and nothing is large enough to compile for.
HASTY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off", "jit": "off"}


@dataclass(frozen=True)
class Server:
    """A running server; its databases live as long as it does."""

    port: int
    _numbers: Iterator[int] = field(default_factory=count)

    def url(self, database: str) -> str:
        """Return the address of a database of this server."""
        return f"postgresql://{ADMIN}@127.0.0.1:{self.port}/{database}"

    def fresh(self, like: str = "template1") -> str:
        """Create a database as a copy of `like`, to which nobody may be connected, and return its address."""
        name = f"shop_{next(self._numbers)}"
        with psycopg.connect(self.url(ADMIN), autocommit=True) as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(like))
            )
        return self.url(name)

    def drop(self, url: str) -> None:
        """Drop a database, whoever is still connected to it."""
        name = sql.Identifier(url.rpartition("/")[2])
        with psycopg.connect(self.url(ADMIN), autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))


# To truncate all tables takes a tenth of a second, to delete a test's few rows nothing; what has grown is truncated.
_EMPTY = """
    DO $$
    DECLARE one text;
    BEGIN
        SET LOCAL session_replication_role = replica;
        FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
            IF pg_relation_size(one::regclass) > 500000 THEN
                EXECUTE format('TRUNCATE %I CASCADE', one);
            ELSE
                EXECUTE format('DELETE FROM %I', one);
            END IF;
        END LOOP;
        FOR one IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL LOOP
            PERFORM setval(one::regclass, 1, false);
        END LOOP;
    END $$
"""
# Whatever a test may do to the schema: a dropped check, a trigger switched off, another column.
_SHAPE = """
    SELECT (SELECT count(*) FROM pg_constraint), (SELECT count(*) FROM pg_attribute), (SELECT count(*) FROM pg_class),
        (SELECT string_agg(tgname || tgenabled::text, ',' ORDER BY tgname) FROM pg_trigger WHERE NOT tgisinternal),
        (SELECT max(version_num) FROM alembic_version)
"""


class Standing:
    """One database that is emptied between tests, which takes a tenth of the time that making one does.

    The connection that empties it is kept, since a new one has to learn every table first.
    """

    def __init__(self, server: Server, like: str) -> None:
        self._server = server
        self._like = like
        self._url = ""
        self._connection: psycopg.Connection | None = None
        self._shape: object = None

    def emptied(self) -> str:
        """The address of the database, empty and in the shape it was made in."""
        if self._connection is None or not self._empty(self._connection):
            self.close()
            self._url = self._server.fresh(like=self._like)
            self._connection = psycopg.connect(self._url, autocommit=True, options="-c lock_timeout=2s")
            self._shape = self._connection.execute(_SHAPE).fetchone()
        return self._url

    def close(self) -> None:
        """Drop the database."""
        if self._connection is not None:
            self._connection.close()
            self._server.drop(self._url)

    def _empty(self, connection: psycopg.Connection) -> bool:
        try:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            connection.execute(_EMPTY)
            return connection.execute(_SHAPE).fetchone() == self._shape
        except psycopg.Error:
            return False


@contextmanager
def running_server(**settings: str) -> Iterator[Server]:
    """Run a server of its own on a free port of 127.0.0.1, with `settings` over the hasty ones, and remove it."""
    programs = postgres_programs()
    home = Path(tempfile.mkdtemp(prefix="regulars-postgres-", dir="/tmp"))
    owner = _owner()
    try:
        if owner:
            shutil.chown(home, owner)
        _make_cluster(programs, home / "data", owner)
        port = _free_port()
        options = HASTY | {"listen_addresses": "127.0.0.1", "port": str(port), "unix_socket_directories": ""} | settings
        with (home / "log").open("wb") as log:
            process = subprocess.Popen(
                [programs / "postgres", "-D", home / "data", *(f"--{name}={value}" for name, value in options.items())],
                stdout=log,
                stderr=log,
                cwd=home,
                user=owner,
                extra_groups=[] if owner else None,
            )
        try:
            server = Server(port)
            _wait(server, process, home / "log")
            yield server
        finally:
            process.send_signal(signal.SIGQUIT)
            process.wait(30)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _owner() -> str | None:
    """Return whom to run the server as: PostgreSQL refuses root, who therefore lends it to another."""
    if os.geteuid():
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return ADMIN if ADMIN in known else "nobody"


def _make_cluster(programs: Path, data: Path, owner: str | None) -> None:
    done = subprocess.run(
        [programs / "initdb", "-D", data, "-U", ADMIN, "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"],
        cwd=data.parent,
        user=owner,
        extra_groups=[] if owner else None,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"initdb failed: {done.stderr}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(server: Server, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(psycopg.OperationalError), psycopg.connect(server.url(ADMIN), connect_timeout=2):
            return
        time.sleep(0.05)
    raise RuntimeError(f"PostgreSQL did not start: {log.read_text(errors='replace')}")
