"""A hall full of members whose bot is a process of its own: a broadcast to all of them, and who has it in the end."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot.rules.broadcast_data import plan_data
from bot.rules.broadcasts import Plan, Post, PostKind
from bot.sandbox.journal import Accepted
from bot.vault import Vault
from tests.canaries import SECRET_KEY
from tests.killer import Killer, Messenger, killer_of, messenger_with, wait_until

_OVER = "SELECT coalesce(sum(n), 0) FROM broadcast_count"
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
            ("UPDATE person SET member_id = (SELECT id FROM member WHERE member.telegram_id = person.telegram_id)",),
            (
                """INSERT INTO consent (member_id, topic, given, wording, source, "at")
                    SELECT id, 'offers', 1, 'en:0', 'join', ? FROM member""",
                at,
            ),
            (_NOBODY_LEFT_OUT, at),
        ):
            self.killer.ask(statement, *values)

    def let_go(self) -> None:
        """A broadcast of what the manager wrote waits for the bot, and pauses itself for nothing."""
        chat = f"/sandbox/chats/{self.manager}/messages"
        told = self.messenger.http.get(chat, params={"person": self.manager}).json()["messages"]
        shown = next(one["message_id"] for one in told if one.get("text") == "Fresh plums today")
        plan = plan_data(Plan(posts={"": Post(PostKind.TEXT, self.manager, (shown,))}))
        at = datetime.now(UTC).isoformat(sep=" ", timespec="microseconds")
        self.killer.ask(
            """INSERT INTO broadcast
                (act, state, "plan", made_by, made_at, begins_at, queued_to, queued, held, overlooks)
                VALUES ('send', 'scheduled', ?, 'manager:1', ?, ?, 0, 0, 0, 'blocks,doubts,errors')""",
            json.dumps(plan),
            at,
            at,
        )

    def copies(self) -> list[Accepted]:
        """Every copy that the messenger took."""
        return [one for one in self.messenger.accepted() if one.method.lower() == "copymessage"]

    def over(self) -> int:
        """With how many it is over, by its own counts, which `judge` compares with the recipients."""
        return int(str(self.killer.ask(_OVER)[0][0]))

    def kill_after(self, more: int) -> None:
        """Start the bot, and kill it as soon as it is over with so many more, though never with all."""
        until = min(self.over() + more, len(self.members) - 1)
        self.killer.start()
        self.killer.wait_for(_OVER, until)
        self.killer.kill()

    def let_end(self) -> None:
        """Start the bot, and wait until the broadcast has ended by itself."""
        self.killer.start()
        self.killer.wait_for("SELECT count(*) FROM broadcast WHERE state = 'done'", 1, 1800)

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


@contextmanager
def hall_of(people: int, folder: Path, pace: int) -> Iterator[Hall]:
    """A hall with so many members, its bot not running."""
    folder.mkdir(exist_ok=True)
    with messenger_with(people + 1, folder) as messenger, killer_of(messenger, folder) as killer:
        killer.pace = pace
        hall = Hall(killer, messenger)
        hall.open()
        yield hall
