"""What every benchmark shares: the stub and each contestant in a process of its own, alternating rounds, medians."""

import asyncio
import multiprocessing
import resource
import socket
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import asdict, dataclass
from multiprocessing.connection import Connection
from statistics import median

from benchmarks import stub

TOKEN = "1234567:a-token-for-benchmarks-and-nothing-else"
PROCESSES = multiprocessing.get_context("spawn")

Play = Callable[[int, float], Awaitable[float]]
Make = Callable[[str], AbstractAsyncContextManager[Play]]
Run = Callable[[Coroutine[object, object, None]], None]


@dataclass(frozen=True)
class Figure:
    """One line of the table: a value and its baseline of the same run.

    `target` bounds value / baseline, from below if `at_least`, else from above; None where nothing is promised.
    """

    name: str
    value: float
    unit: str
    baseline_name: str
    baseline: float
    target: float | None = None
    at_least: bool = True

    @property
    def ratio(self) -> float:
        return self.value / self.baseline

    @property
    def holds(self) -> bool | None:
        if self.target is None:
            return None
        return self.ratio >= self.target if self.at_least else self.ratio <= self.target

    def as_json(self) -> dict[str, object]:
        return {**asdict(self), "ratio": self.ratio, "holds": self.holds}


class Stub:
    """A running stub Bot API: its address for the clients, and orders for updates."""

    def __init__(self, address: str, control: Connection) -> None:
        self.address = address
        self._control = control

    def deliver(
        self,
        text: str | Sequence[str | stub.Press | None],
        members: Sequence[int],
        counted: bytes = b"send",
        rest: float = 0.1,
    ) -> float:
        """Deliver a text from each of `members`; return the seconds until as many messages came back.

        Args:
            text: the same from all, or each one's own; None presses the first button they were shown last, and a Press
                any other.
            members: who they are, counted from the stub's first.
            counted: what the methods begin with that are answers.
            rest: seconds for what the bot does after its last answer.
        """
        start = time.perf_counter()
        texts = [text] * len(members) if isinstance(text, str) else list(text)
        self._control.send((texts, list(members), counted))
        if not self._control.poll(120):
            raise TimeoutError("The bot did not answer every update within two minutes.")
        self._control.recv()
        took = time.perf_counter() - start
        time.sleep(rest)
        return took


@contextmanager
def stub_api(answered_after: float = 0.0) -> Iterator[Stub]:
    """Run the stub; it takes so many seconds to answer what is sent."""
    listener = socket.create_server(("127.0.0.1", 0))
    ours, theirs = PROCESSES.Pipe()
    process = PROCESSES.Process(target=stub.run, args=(listener, theirs, answered_after), daemon=True)
    process.start()
    try:
        yield Stub(f"http://127.0.0.1:{listener.getsockname()[1]}/bot", ours)
    finally:
        process.kill()
        process.join()
        listener.close()


class Contestant:
    """Someone measured: an async context of its own process that plays rounds when told."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe

    def play(self, width: int, seconds: float) -> float:
        """One round; what the numbers mean is the benchmark's."""
        return self._ask((width, seconds))

    def cpu(self) -> float:
        """Seconds of processor its process has used so far, system time included."""
        return self._ask(None)

    def order(self, width: int, seconds: float = 0.0) -> None:
        """Order a round without waiting for it; ask nothing else before its answer."""
        self._pipe.send((width, seconds))

    def answered(self) -> bool:
        """Whether the round that was ordered is over."""
        return self._pipe.poll()

    def answer(self) -> float:
        """The figure of the round that was ordered."""
        answer = self._pipe.recv()
        if isinstance(answer, str):
            raise RuntimeError(answer)
        return float(answer)

    def _ask(self, order: tuple[int, float] | None) -> float:
        self._pipe.send(order)
        return self.answer()


@contextmanager
def contestant(make: Make, address: str, run: Run = asyncio.run) -> Iterator[Contestant]:
    """Start `make(address)` in a fresh process; it must be a function of a module, so that it can be named there.

    Args:
        run: what runs its loop: asyncio's own for what others made, uvloop for ours, as `regulars run` has it.
    """
    ours, theirs = PROCESSES.Pipe()
    process = PROCESSES.Process(target=_perform, args=(make, address, run, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        ours.recv()  # ready
        yield Contestant(ours)
    finally:
        process.kill()
        process.join()


async def idle(_: int, __: float) -> float:
    """The play of a contestant whose pace the stub sets."""
    return 0.0


def _perform(make: Make, address: str, run: Run, pipe: Connection) -> None:
    run(_rounds(make, address, pipe))


async def _rounds(make: Make, address: str, pipe: Connection) -> None:
    loop = asyncio.get_running_loop()
    async with make(address) as play:
        pipe.send("ready")
        while True:
            order = await loop.run_in_executor(None, pipe.recv)
            try:
                pipe.send(_cpu() if order is None else await play(*order))
            except Exception as error:  # the benchmark's process tells it
                pipe.send(repr(error))


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def alternate(rounds: int, *plays: Callable[[], float]) -> list[float]:
    """The median of each play over rounds taken in turns, so that a slow minute of the machine slows all alike."""
    results: list[list[float]] = [[] for _ in plays]
    for turn in range(rounds + 1):
        for play, kept in zip(plays, results, strict=True):
            figure = play()
            if turn:  # the first round warms up
                kept.append(figure)
    return [median(kept) for kept in results]
