"""A broadcast with the names of whatever it leads to, as those who run the shop see it before it goes out."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from bot.rules.broadcasts import Does, Plan
from bot.rules.tiers import TierTable


class Sheet(NamedTuple):
    """A broadcast with all its parts.

    Args:
        names: by language, of the rewards, groups and events that its buttons lead to, by what they do and with what.
        groups: the names of the groups it goes to.
        pays: the operator has enabled Telegram's paid pace, and all of its posts can go at that.
        asked_in: what the broadcast was called that went out lately with the same poll; empty for none.
    """

    id: int
    plan: Plan
    names: Mapping[tuple[Does, str], Mapping[str, str]] = {}
    groups: Sequence[str] = ()
    tiers: TierTable | None = None
    pays: bool = False
    asked_in: str = ""
