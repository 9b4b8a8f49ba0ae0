"""A broadcast, with the real bot killed -9 in its middle: everybody has it once, and every doubt is on the list."""

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.rules.broadcast_data import plan_data
from bot.rules.broadcasts import Plan, Post, PostKind
from bot.sandbox.journal import Accepted
from bot.vault import Vault
from tests.canaries import SECRET_KEY
from tests.killer import Killer, Messenger, killer_of, messenger_with, wait_until

Size = Callable[[int, int], int]
IN_FLIGHT = 8
OVER = "delivery WHERE broadcast_id IS NOT NULL AND state IN ('delivered', 'failed', 'uncertain', 'dropped')"
_NOBODY_LEFT_OUT = """INSERT INTO care_rule (care, data, "at", actor)
    VALUES ('holdout', '{"broadcast":0}', ?, 'owner:1')"""


class Hall:
    """A shop whose bot is told to write to all of its members."""

    def __init__(self, killer: Killer, messenger: Messenger) -> None:
        self.killer = killer
        self.messenger = messenger
        self.manager, *self.members = messenger.people

    def open(self) -> None:
        """Everybody joins and wants to hear of offers, in a zone in which it is midday; nobody is left out."""
        self.killer.start()
        self.messenger.say(self.manager, "Fresh plums today")
        wait_until(lambda: len(self.messenger.accepted()) >= 1 and self.killer.quiet())
        self.killer.kill()
        now = datetime.now(UTC)
        at, name = now.isoformat(sep=" ", timespec="microseconds"), Vault(SECRET_KEY).seal("Mei")
        known = json.dumps(self.members)
        for statement, *values in (
            (
                """INSERT INTO person (telegram_id, name, zone, first_seen)
                    SELECT value, ?, ?, ? FROM json_each(?)""",
                name,
                f"Etc/GMT{now.hour - 12:+d}",
                at,
                known,
            ),
            (
                """INSERT INTO member (card, telegram_id, source, created_at, joined_at)
                    SELECT 'C' || value, value, 'telegram', ?, ? FROM json_each(?)""",
                at,
                at,
                known,
            ),
            (
                """INSERT INTO consent (member_id, topic, given, wording, source, "at")
                    SELECT id, 'offers', 1, 'en:0', 'join', ? FROM member""",
                at,
            ),
            (_NOBODY_LEFT_OUT, at),
        ):
            self.killer.ask(statement, *values)

    def let_go(self) -> None:
        """A broadcast of what the manager wrote waits for the bot."""
        chat = f"/sandbox/chats/{self.manager}/messages"
        told = self.messenger.http.get(chat, params={"person": self.manager}).json()["messages"]
        shown = next(one["message_id"] for one in told if one.get("text") == "Fresh plums today")
        plan = plan_data(Plan(posts={"": Post(PostKind.TEXT, self.manager, (shown,))}))
        at = datetime.now(UTC).isoformat(sep=" ", timespec="microseconds")
        self.killer.ask(
            """INSERT INTO broadcast (act, state, "plan", made_by, made_at, begins_at, queued_to, queued, held)
                VALUES ('send', 'scheduled', ?, 'manager:1', ?, ?, 0, 0, 0)""",
            json.dumps(plan),
            at,
            at,
        )

    def copies(self) -> list[Accepted]:
        """Every copy that the messenger took."""
        return [one for one in self.messenger.accepted() if one.method.lower() == "copymessage"]

    def go_on(self) -> None:
        """Whatever it has paused itself for, somebody lets it go on."""
        self.killer.ask("UPDATE broadcast SET state = 'running', overlooks = 'errors,doubts' WHERE state = 'paused'")

    def has_come_to(self, n: int) -> bool:
        """Whether it is over with so many recipients, whatever it pauses itself for."""
        self.go_on()
        return self.killer.count(OVER) >= n

    def is_over(self) -> bool:
        """Whether it has ended by itself."""
        self.go_on()
        return self.killer.ask("SELECT state FROM broadcast") == [("done",)]

    def judge(self) -> Counter[str]:
        """Nobody is lost, nobody has it twice, whoever may have it is in doubt; how many met with which fate."""
        asked = self.killer.ask("SELECT chat_id, state FROM delivery WHERE broadcast_id = 1")
        rows: dict[object, str] = {chat: str(state) for chat, state in asked}
        had = Counter(one.chat_id for one in self.copies())
        assert set(rows) == set(self.members)
        assert set(had.values()) <= {1}
        assert {state for chat, state in rows.items() if chat in had} <= {"delivered", "uncertain"}
        assert all(chat in had for chat, state in rows.items() if state == "delivered")
        fates = Counter(rows.values())
        counted = self.killer.ask(
            """SELECT CASE fate WHEN 'blocked' THEN 'failed' ELSE fate END AS state, sum(n)
                FROM broadcast_count GROUP BY state"""
        )
        assert {str(state): n for state, n in counted} == dict(fates)
        return fates


@pytest.fixture
def hall(tmp_path: Path, size: Size) -> Iterator[Hall]:
    """A shop with its members, its bot not running."""
    with messenger_with(size(121, 10_001), tmp_path) as messenger, killer_of(messenger, tmp_path) as killer:
        killer.pace = size(300, 500)
        hall = Hall(killer, messenger)
        hall.open()
        yield hall


@pytest.mark.promise(10)
@pytest.mark.promise(11)
def test_killed_again_and_again_in_its_middle_a_broadcast_loses_nobody_and_repeats_nobody(
    hall: Hall, size: Size, seed: int
) -> None:
    chance, kills, everybody = random.Random(seed), size(2, 20), len(hall.members)
    hall.let_go()
    for _ in range(kills):
        over, more = hall.killer.count(OVER), 1 + chance.randrange(everybody // (kills + 1))
        hall.killer.start()
        wait_until(lambda over=over, more=more: hall.killer.count(OVER) >= min(over + more, everybody - 1))  # type: ignore[misc] # bound early
        hall.killer.kill()
    hall.killer.start()
    wait_until(hall.is_over, seconds=600)

    fates = hall.judge()
    assert fates["uncertain"] <= IN_FLIGHT * hall.killer.kills
    assert fates["delivered"] == everybody - fates["uncertain"]


@pytest.mark.full
@pytest.mark.promise(10)
@pytest.mark.promise(11)
def test_with_every_kind_of_trouble_switched_on_as_well_nobody_is_lost_or_repeated(hall: Hall, seed: int) -> None:
    chance = random.Random(seed)
    for kind, share in (
        ("close_after", 0.01),
        ("close_before", 0.01),
        ("server_error", 0.001),
        ("bad_gateway", 0.001),
        ("malformed", 0.005),
        ("blocked", 0.01),
        ("deactivated", 0.005),
        ("refused", 0.005),
        ("hang", 0.001),
    ):
        hall.messenger.fault(kind=kind, method="copyMessage", chance=share)
    hall.messenger.fault(kind="too_many_requests", method="copyMessage", every=2000, retry_after=3)
    hall.let_go()
    for _ in range(10):
        over, more = hall.killer.count(OVER), 1 + chance.randrange(900)
        hall.killer.start()
        wait_until(lambda over=over, more=more: hall.has_come_to(over + more), 600)  # type: ignore[misc] # bound early
        hall.killer.kill()
    hall.killer.start()
    wait_until(hall.is_over, seconds=1800)

    fates = hall.judge()
    assert fates["delivered"] > 0.9 * len(hall.members)
