"""The auditor itself: whatever can be wrong with a send, it says so, and it says nothing of what is right."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.sandbox.journal import Accepted
from tests.auditor import Findings, Posted, compare

NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MEI, BOB = 7, 8


def sent(text: str, chat: int = MEI, message_id: int = 1, minute: int = 0) -> Accepted:
    """An accepted send of the text."""
    return Accepted(1, "sendMessage", chat, {"text": text}, NINE + timedelta(minutes=minute), message_id)


def row(key: str, state: str = "delivered", *, id: int = 1, chat: int = MEI, message_id: int | None = 1) -> Posted:
    """A delivery."""
    return Posted(id, key, "receipt", chat, "live", state, None, 0, message_id)


def about(text: str) -> str | None:
    """What begins with a capital is a screen's own."""
    return None if text[:1].isupper() else text


def wrong(**found: object) -> Findings:
    """Findings of this and nothing else."""
    nothing = Findings([], [], [], {}, [], [])
    return Findings(**{**nothing.__dict__, **found})


@pytest.mark.parametrize(
    ("log", "rows", "found"),
    [
        ([sent("a"), sent("Hello!", message_id=2)], [row("a")], wrong()),
        ([], [row("a", "uncertain", message_id=None)], wrong()),
        ([sent("a")], [row("a", "sending", message_id=None)], wrong(lost=["a"])),
        ([], [row("a")], wrong(invented=["a"])),
        ([sent("a")], [], wrong(unasked=["a"])),
        ([sent("a"), sent("a", message_id=2)], [row("a")], wrong(doubled={"a": 2})),
        (
            [sent("b", message_id=2), sent("a")],
            [row("a"), row("b", id=2, message_id=2)],
            wrong(disordered=["a"]),
        ),
        ([sent("b", BOB, 2), sent("a")], [row("a"), row("b", id=2, chat=BOB, message_id=2)], wrong()),
        ([sent("a", minute=1)], [row("a")], wrong(uninvited=["a"])),
    ],
)
def test_the_auditor_finds_what_is_wrong_and_nothing_else(
    log: list[Accepted], rows: list[Posted], found: Findings
) -> None:
    assert compare(log, rows, about, {MEI: NINE + timedelta(seconds=30)}) == found
