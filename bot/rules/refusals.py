"""A refusal is a value: why the shop says no, for whoever has to say it (chat, HTTP, an import's line)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why not.

    `key` names the sentence (`points_short`); `data` holds what the sentence mentions, raw: instants in UTC, money in
    minor units. A key never changes its meaning: integrators see it.
    """

    key: str
    data: Mapping[str, str | int | datetime] = field(default_factory=dict)
