"""Days of the lunar calendar as people write them: in Chinese by their names, elsewhere by their numbers."""

from bot.rules.birthdays import Birthday
from bot.words.catalogs import Language, Words

_ONES = "一二三四五六七八九"
_TENS = ("初", "十", "廿")
_LAST_MONTH = {Language.ZH_HANS: "腊", Language.ZH_HANT: "臘"}


def lunar_day(words: Words, birthday: Birthday) -> str:
    """A day of a lunar month; its year is left out."""
    month, day = month_name(words, birthday.month), day_name(words, birthday.day)
    if birthday.leap:
        return words.label("day {day} of lunar leap month {month}", day=day, month=month)
    return words.label("day {day} of lunar month {month}", day=day, month=month)


def month_name(words: Words, month: int) -> str:
    """`8`, `八`."""
    if words.language not in _LAST_MONTH:
        return str(month)
    return f"正二三四五六七八九十冬{_LAST_MONTH[words.language]}"[month - 1]


def day_name(words: Words, day: int) -> str:
    """`15`, `十五`."""
    if words.language not in _LAST_MONTH:
        return str(day)
    if day in (10, 20, 30):
        return {10: "初十", 20: "二十", 30: "三十"}[day]
    return _TENS[day // 10] + _ONES[day % 10 - 1]
