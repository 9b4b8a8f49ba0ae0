"""How long the command line takes to start, and the bot to its first poll; and the memory that the bot lives in.

What is promised is held against the processor time of the process, which is what the clock shows on a machine with
nothing else to do; the clock's own figure is printed beside it, and that of the first answer, to an update that waited.
The bot starts on a database of a thousand members. Its memory is read once it has answered a hundred more.
"""

import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from socket import create_server

from benchmarks.crowd import REGULARS, environment_for, fill
from benchmarks.harness import Figure, Stub, alternate, stub_api

ROUNDS = 5
HELP, FIRST_POLL = 0.4, 2.0
"""Seconds that are promised."""
MEMORY = 150.0
"""Megabytes that are promised."""


def once(*command: str) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def processor(do: Callable[[], object]) -> float:
    """Seconds of processor that the processes begun and ended by `do` use."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    do()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


@contextmanager
def running(*command: str, environment: Mapping[str, str] | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """A process that is told to stop at the end."""
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate()


@contextmanager
def bot(folder: Path, stub: Stub) -> Iterator[subprocess.Popen[bytes]]:
    """The bot of the shop in a folder."""
    with create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    telegram = stub.address.removesuffix("/bot")
    environment = environment_for(folder, TELEGRAM_API=telegram, LISTEN=f"127.0.0.1:{port}", LOG_LEVEL="warning")
    with running(REGULARS, "run", environment=environment) as process:
        yield process


def clock_to(method: bytes, folder: Path, stub: Stub) -> float:
    """Seconds from the start of the bot to its first call of a method, while an update waits for it."""
    start = time.perf_counter()
    with bot(folder, stub):
        stub.deliver("/points", [0], method, rest=0.0)
        return time.perf_counter() - start


def processor_to(method: bytes, folder: Path, stub: Stub) -> float:
    """The same in seconds of its processor, to a hundredth."""
    with bot(folder, stub) as process:
        stub.deliver("/points", [0], method, rest=0.0)
        ticks = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(ticks[11]) + int(ticks[12])) / os.sysconf("SC_CLK_TCK")


def memory_in_use(folder: Path, stub: Stub) -> float:
    """Megabytes of the bot when it has answered a hundred members."""
    with bot(folder, stub) as process:
        stub.deliver("/points", range(100))
        return resident(process)


def memory_of(code: str) -> float:
    """Megabytes of a Python that has run some code."""
    with running(sys.executable, "-c", f"{code}\nprint(flush=True)\nimport time\ntime.sleep(60)") as process:
        assert process.stdout is not None
        process.stdout.readline()
        return resident(process)


def resident(process: subprocess.Popen[bytes]) -> float:
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def figures() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="regulars-benchmark-") as temporary, stub_api() as stub:
        folder = Path(temporary) / "shop"
        fill(folder, 1000)
        help_time, poll, poll_clock, answer, bare, telegram = alternate(
            ROUNDS,
            partial(processor, partial(once, REGULARS, "--help")),
            partial(processor_to, b"getUpdates", folder, stub),
            partial(clock_to, b"getUpdates", folder, stub),
            partial(processor_to, b"send", folder, stub),
            partial(processor, partial(once, sys.executable, "-c", "pass")),
            partial(processor, partial(once, sys.executable, "-c", "import telegram")),
        )
        memory = memory_in_use(folder, stub)
    return [
        Figure("regulars --help", help_time, "s", "python -c pass", bare),
        Figure("regulars --help", help_time, "s", "import telegram", telegram),
        Figure("regulars --help", help_time, "s", "0.4 s allowed", HELP, 1.0, at_least=False),
        Figure("regulars run, to its first poll", poll, "s", "import telegram", telegram),
        Figure("regulars run, to its first poll", poll, "s", "2 s allowed", FIRST_POLL, 1.0, at_least=False),
        Figure("the same, by the clock", poll_clock, "s", "its processor time", poll),
        Figure("regulars run, to its first answer", answer, "s", "its first poll", poll),
        Figure("regulars run, memory", memory, "MB", "import telegram", memory_of("import telegram")),
        Figure("regulars run, memory", memory, "MB", "150 MB allowed", MEMORY, 1.0, at_least=False),
    ]
