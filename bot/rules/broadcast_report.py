"""What came of a broadcast: who has it and why others don't, what they did with it, and whether it brought them in."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from bot.rules.broadcast_cards import Standing
from bot.rules.broadcasts import Button
from bot.rules.effect import Effect

LEFT_OUT = "left out"
"""What became of it with a member whom the lot left out."""


class Recipient(NamedTuple):
    """One of those it was for; without a card or a name for whoever has none, or is forgotten.

    Args:
        group: what a group is called, or its chat where that isn't known; empty for a person.
        fate: the state of the delivery, or `LEFT_OUT`.
        why: the contact policy's reason, or Telegram's.
        at: when it was settled.
    """

    card: str
    name: str
    group: str
    fate: str
    why: str
    at: datetime | None


class Reason(NamedTuple):
    """How many recipients met with a fate for a reason, both as bot/rules/broadcast_runs.py counts them."""

    fate: str
    why: str
    n: int


class Report(NamedTuple):
    """What came of a broadcast.

    Args:
        reasons: why it isn't with those who don't have it.
        again: members to whom it would go if it were sent to the failed ones.
        has_words: there are words in it that can be put right.
        buttons: what hung under it.
        taps: members who pressed each, by its place.
        replies: members who wrote back to it.
        votes: of a poll's answers, in their order, over all its copies; None where there is none.
        blocked: members who had it and blocked the bot within a day.
        stopped: members who had it and wanted no offers any more within a day.
        effect: whether those it was meant for bought, beside those left out; None where nobody was left out.
    """

    standing: Standing
    reasons: Sequence[Reason]
    again: int
    has_words: bool
    buttons: Sequence[Button]
    taps: Mapping[int, int]
    replies: int
    options: Sequence[str]
    votes: Sequence[int]
    blocked: int
    stopped: int
    effect: Effect | None
