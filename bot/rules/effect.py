"""Whether care does any good: who came back of those who were given it, against those who were left out."""

from collections.abc import Mapping
from datetime import timedelta

from bot.rules.care import Care

WINDOWS: Mapping[Care, timedelta] = {
    Care.BIRTHDAY: timedelta(days=30),
    Care.REFILL: timedelta(days=14),
    Care.SURVEY: timedelta(days=90),
    Care.THANKS: timedelta(days=60),
    Care.WIN_BACK: timedelta(days=30),
}
"""How long after its turn at a kind of care a member's purchase counts as having come back."""
