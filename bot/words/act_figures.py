"""How a figure of the log is shown: as points, money, a day, a role or as it is."""

from collections.abc import Callable
from datetime import datetime

from bot.rules.roles import Role
from bot.words import formats
from bot.words.catalogs import Words
from bot.words.common import own_text
from bot.words.staff import ROLES
from bot.words.tiers import times

Shows = Callable[[Words, object], str]


def plainly(words: Words, value: object) -> str:
    """As it is; a dash for nothing."""
    match value:
        case None | "" | []:
            return "—"
        case bool():
            return words.label("yes") if value else words.label("no")
        case int():
            return words.number(value)
        case list():
            return ", ".join(plainly(words, one) for one in value)
        case dict():
            return own_text(words, {str(language): str(text) for language, text in value.items()}) or "—"
    return str(value)


def as_points(words: Words, value: object) -> str:
    """A number of points."""
    return formats.points(words, value) if isinstance(value, int) else plainly(words, value)


def as_money(words: Words, value: object) -> str:
    """An amount in minor units."""
    return formats.money(words, value) if isinstance(value, int) else plainly(words, value)


def as_percent(words: Words, value: object) -> str:
    """A whole number of percent."""
    return formats.percent(words, value / 100) if isinstance(value, int) else plainly(words, value)


def as_time(words: Words, value: object) -> str:
    """Minutes since midnight as an hour."""
    return f"{value // 60}:{value % 60:02}" if isinstance(value, int) else plainly(words, value)


def as_day(words: Words, value: object) -> str:
    """An instant as its day."""
    try:
        return formats.full_day(words, datetime.fromisoformat(str(value)))
    except ValueError:
        return plainly(words, value)


def as_moment(words: Words, value: object) -> str:
    """An instant."""
    return formats.full_moment(words, datetime.fromisoformat(str(value)))


def as_role(words: Words, value: object) -> str:
    """A role by its name."""
    return words.label(ROLES[Role(str(value))]) if value in set(ROLES) else plainly(words, value)


def as_tiers(words: Words, value: object, counted: Shows = as_points) -> str:
    """Tiers by what takes somebody there, which is `counted` so."""
    tiers = [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
    return ", ".join(_as_tier(words, tier, counted) for tier in tiers) or "—"


def _as_tier(words: Words, tier: dict[str, object], counted: Shows) -> str:
    """`Gold 500 points (400 points, ×1.25)`: what takes somebody there, what keeps them, what purchases earn."""
    enter, keep, multiplier = (tier.get(part) for part in ("enter", "keep", "multiplier"))
    by = times(words, multiplier) if isinstance(multiplier, int) else "—"
    return f"{plainly(words, tier.get('names'))} {counted(words, enter)} ({counted(words, keep)}, {by})"


def as_tiers_by_money(words: Words, value: object) -> str:
    """Tiers that money takes somebody to."""
    return as_tiers(words, value, as_money)
