"""The auditor of sends: compares what the messenger accepted with what the outbox believes of it.

The messenger's log is the truth: it is written before a call is answered. A delivery is known in it by what its words
say (a receipt's number, a broadcast's own mark), since a send whose answer was lost has no message number here.
"""

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select

from bot.database import Query
from bot.sandbox.journal import Accepted
from bot.shop import Shop
from bot.tables.outbox import deliveries

ENDED = frozenset(("delivered", "failed", "dropped", "uncertain"))
SENDS = frozenset(("sendmessage", "sendphoto", "senddocument"))


class Posted(NamedTuple):
    """A delivery as the outbox has it."""

    id: int
    key: str
    kind: str
    chat_id: int
    lane: str
    state: str
    reason: str | None
    attempts: int
    message_id: int | None


_POSTED = Query(Posted, select(*(deliveries.c[name] for name in Posted._fields)).order_by(deliveries.c.id))


@dataclass(frozen=True)
class Findings:
    """What the comparison found.

    Args:
        lost: keys that are neither delivered nor listed as failed, dropped or uncertain.
        invented: keys that are noted as delivered with a message that the messenger never accepted.
        unasked: sends that no delivery asked for.
        doubled: how often each key was accepted that was accepted more than once.
        uninvited: keys accepted by a chat after it had said no, blocked the bot or gone.
        disordered: keys accepted by a chat after a newer one of the same chat and lane.
    """

    lost: list[str]
    invented: list[str]
    unasked: list[str]
    doubled: dict[str, int]
    uninvited: list[str]
    disordered: list[str]

    @property
    def wrong(self) -> list[str]:
        """Every key that may never be; of doubles (by class) and of order (by what failed) the caller judges."""
        return self.lost + self.invented + self.unasked + self.uninvited


def compare(
    accepted: Iterable[Accepted],
    posted: Iterable[Posted],
    about: Callable[[str], str | None],
    gone: Mapping[int, datetime] | None = None,
) -> Findings:
    """Compare the messenger's log with the outbox.

    Args:
        about: the key of the delivery that a message's text belongs to; None for a screen's own answer.
        gone: since when chats may not be written to.
    """
    rows = {row.key: row for row in posted}
    sends = [one for one in accepted if one.method.lower() in SENDS]
    told = [(one, key) for one in sends if (key := about(text_of(one))) is not None]
    numbers = {(one.chat_id, one.message_id) for one in accepted if one.message_id is not None}
    counts = Counter(key for _, key in told)
    since = gone or {}
    return Findings(
        lost=[row.key for row in rows.values() if row.state not in ENDED],
        invented=[
            row.key
            for row in rows.values()
            if row.state == "delivered" and row.message_id and (row.chat_id, row.message_id) not in numbers
        ],
        unasked=[key for _, key in told if key not in rows],
        doubled={key: n for key, n in counts.items() if n > 1},
        uninvited=[key for one, key in told if (at := since.get(one.chat_id or 0)) is not None and one.at > at],
        disordered=_disordered(rows[key] for _, key in told if key in rows),
    )


def _disordered(told: Iterable[Posted]) -> list[str]:
    """Keys first accepted after a newer one of their chat and lane; a repeat is no disorder."""
    newest: dict[tuple[int, str], int] = defaultdict(int)
    seen: set[str] = set()
    found = []
    for row in told:
        place = row.chat_id, row.lane
        if row.key not in seen and row.id < newest[place]:
            found.append(row.key)
        seen.add(row.key)
        newest[place] = max(newest[place], row.id)
    return found


def text_of(one: Accepted) -> str:
    """The words of an accepted send."""
    return str(one.params.get("text") or one.params.get("caption") or "")


async def posted_in(shop: Shop) -> list[Posted]:
    """The whole outbox of an open shop."""
    async with shop.reading() as reading:
        return await reading.all(_POSTED)


def posted_in_file(path: Path) -> list[Posted]:
    """The whole outbox of an SQLite shop that another process may hold open."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        rows = connection.execute(f"SELECT {', '.join(Posted._fields)} FROM delivery ORDER BY id").fetchall()
    connection.close()
    return [Posted(*row) for row in rows]


def accepted_in_file(path: Path) -> list[Accepted]:
    """The messenger's log as its process wrote it; a last line that is not whole was not accepted."""
    found = []
    for line in path.read_text().splitlines(keepends=True):
        if line.endswith("\n"):
            row = json.loads(line)
            found.append(Accepted(**{**row, "at": datetime.fromisoformat(row["at"])}))
    return found
