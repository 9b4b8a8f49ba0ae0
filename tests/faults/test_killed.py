"""The real bot, killed -9 at any moment: nothing that came in is lost, and everything takes effect once."""

import random
import re
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.auditor import Findings, compare, text_of
from tests.killed import POINTS
from tests.killer import AT_ONCE, Killer, Messenger, killer_of, messenger_with, wait_until
from tests.ledger.books import reopen_books

Size = Callable[[int, int], int]
IN_FLIGHT = 8
CASHIERS = 8


@dataclass
class Day:
    """A shop's day with kills: so many cashiers about to record a sale, the others asking for what they may not."""

    killer: Killer
    messenger: Messenger
    sales: int = 0
    refusals: Counter[int] = field(default_factory=Counter)

    @property
    def cashiers(self) -> list[int]:
        """Who is at the tills."""
        return self.messenger.people[:CASHIERS]

    @property
    def guests(self) -> list[int]:
        """Everybody else; the first of them, one for each cashier, are the members who buy."""
        return self.messenger.people[CASHIERS:]

    def open(self) -> None:
        """The members join, the cashiers are hired."""
        for member in self.guests[:CASHIERS]:
            self.messenger.act(member, "start")
        self.killer.start()
        for member in self.guests[:CASHIERS]:
            wait_until(lambda member=member: self.messenger.sees(member, "Join"))  # type: ignore[misc] # bound early
            self.messenger.tap(member, "Join")
        wait_until(lambda: self.killer.count("member") == CASHIERS)
        self.killer.hire(self.cashiers)

    def load(self, updates: int) -> None:
        """Let so many updates wait for a bot that isn't there."""
        self.ask_for_sales()
        self.killer.kill()
        self.press_all(updates)

    def ask_for_sales(self) -> None:
        """Each cashier comes to the one question, for an amount that was not there before."""
        cards = self.killer.ask("SELECT card FROM member")
        for cashier, (card,) in zip(self.cashiers, cards, strict=True):
            self.messenger.say(cashier, f"/sale {card} {self.sales + 1}.00")
        for cashier in self.cashiers:
            wait_until(lambda cashier=cashier: self.messenger.sees(cashier, self.button))  # type: ignore[misc] # bound
        wait_until(self.killer.quiet)

    @property
    def button(self) -> str:
        """The answer to it."""
        return f"Record €{self.sales + 1}.00"

    def press_all(self, updates: int) -> None:
        """The cashiers say yes, the others ask for what they may not, so many in all."""
        for cashier in self.cashiers:
            self.messenger.tap(cashier, self.button)
        for number in range(updates - CASHIERS):
            guest = self.guests[number % len(self.guests)]
            self.messenger.say(guest, "/staff")
            self.refusals[guest] += 1
        self.sales += CASHIERS

    def wait_until_done(self, n: int, *, told: bool) -> None:
        """Wait until so many more updates are done, or until so many more messages have gone out."""
        before = self._done(told=told)
        wait_until(lambda: self._done(told=told) - before >= n)

    def _done(self, *, told: bool) -> int:
        return len(self.messenger.accepted()) if told else self.killer.count("inbox WHERE state = 'done'")

    def finish(self) -> None:
        """Let the bot, started again, do whatever is left."""
        self.killer.start()
        wait_until(self.is_done)

    def is_done(self) -> bool:
        """Whether nothing is left to do but what waits for its second try."""
        done = self.killer.count("purchase"), self.killer.count("log_line WHERE refused")
        return done == (self.sales, self.refusals.total()) and self.killer.quiet()

    async def judge(self) -> Findings:
        """Nothing is lost, every effect is there once, the books are right; what the auditor found."""
        self.killer.let_a_minute_pass()
        wait_until(
            lambda: not self.killer.count(f"delivery WHERE state = 'queued' AND {AT_ONCE}") and self.killer.quiet()
        )
        assert {state for (state,) in self.killer.ask("SELECT DISTINCT state FROM inbox")} == {"done"}
        assert self.killer.count("purchase") == self.sales
        assert self.killer.count("log_line WHERE refused") == self.refusals.total()
        answers = Counter(one.chat_id for one in self.messenger.accepted() if "/staff" not in text_of(one))
        assert all(answers[guest] <= self.refusals[guest] for guest in self.guests[CASHIERS:])
        async with reopen_books(self.killer.url) as books:
            assert await books.agree()
        keys = {
            str(receipt): f"receipt:{number}" for number, receipt in self.killer.ask("SELECT id, receipt FROM purchase")
        }

        def about(text: str) -> str | None:
            found = re.search(r"Thank you.*receipt <code>(.+?)</code>", text, re.DOTALL)
            return keys[found[1]] if found else None

        found = compare(self.messenger.accepted(), self.killer.posted(), about)
        assert found.wrong == []
        assert len(self.killer.posted()) == self.sales
        return found


@pytest.fixture
def day(tmp_path: Path) -> Iterator[Day]:
    """A shop that has just opened, with its processes."""
    with messenger_with(40, tmp_path) as messenger, killer_of(messenger, tmp_path) as killer:
        day = Day(killer, messenger)
        day.open()
        yield day


@pytest.mark.promise(1)
async def test_killed_at_random_with_updates_waiting_nothing_is_lost_and_nothing_done_twice(
    day: Day, size: Size, seed: int
) -> None:
    chance = random.Random(seed)
    for _ in range(size(2, 30)):
        waiting = size(40, 100)
        day.load(waiting)
        day.killer.start()
        day.wait_until_done(int(chance.random() * waiting), told=chance.random() < 0.5)
        day.killer.kill()
        day.finish()

    found = await day.judge()

    assert len(found.doubled) <= IN_FLIGHT * day.killer.kills
    assert set(found.doubled.values()) <= {2}


@pytest.mark.promise(1)
@pytest.mark.promise(2)
@pytest.mark.promise(3)
async def test_killed_between_two_steps_that_belong_together_it_takes_up_where_it_was(day: Day, size: Size) -> None:
    for point in POINTS:
        # All that waits comes with one poll, so that there is but one moment between keeping and confirming it.
        for times in range(1, size(1, 6) + 1) if point != "kept" else [1] * size(1, 6):
            day.load(size(12, 40))
            day.killer.start(point, str(times))
            day.killer.wait_for_death()
            day.finish()

    found = await day.judge()

    assert len(found.doubled) <= IN_FLIGHT * day.killer.kills
    assert set(found.doubled.values()) <= {2}


@pytest.mark.promise(25)
async def test_a_disk_that_fills_up_under_the_bot_costs_nothing_but_time(day: Day, size: Size) -> None:
    process = day.killer.process
    assert process is not None
    for _ in range(size(1, 10)):
        day.ask_for_sales()
        wal = day.killer.path.with_name("shop.sqlite3-wal").stat().st_size
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (wal + 4096, resource.RLIM_INFINITY))
        day.press_all(30)
        wait_until(lambda: re.search("update_waits|poll_failed|outbox_stuck", day.killer.log) is not None)
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        wait_until(day.is_done)

    found = await day.judge()

    assert process.poll() is None
    assert found.doubled == {}


@pytest.mark.full
@pytest.mark.promise(79)
def test_a_flood_costs_the_others_neither_their_pace_nor_the_bot_its_memory(tmp_path: Path) -> None:
    with messenger_with(1000, tmp_path) as messenger, killer_of(messenger, tmp_path) as killer:
        flooder, *others = messenger.people
        killer.start()
        for guest in others[:50]:
            messenger.say(guest, "/help")
        wait_until(lambda: len(messenger.accepted()) >= 50)
        before = killer.memory
        waits, began = [], time.monotonic()
        for number in range(1000):
            messenger.say(flooder, "/help")
            if number % 5 == 0:
                sent, asked = len(messenger.accepted()), time.monotonic()
                guest = others[50 + number // 5]
                messenger.say(guest, "/help")
                wait_until(lambda sent=sent, guest=guest: killer.told(guest, after=sent))  # type: ignore[misc]
                waits.append(time.monotonic() - asked)
            time.sleep(max(0.0, began + number / 100 - time.monotonic()))
        wait_until(killer.quiet)

        assert sorted(waits)[int(len(waits) * 0.95)] <= 0.5, sorted(waits)[-20:]
        assert killer.memory - before <= 50 * 2**20
        assert sum("That was a lot" in text_of(one) for one in messenger.accepted()) == 1
        assert sum(one.chat_id == flooder for one in messenger.accepted()) < 60
