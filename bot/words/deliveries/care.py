"""What the shop says unasked put into words; nothing where it would be too late, or no longer true."""

from collections.abc import Mapping
from datetime import datetime

from bot.rules.birthdays import Greeted
from bot.rules.care import Care
from bot.rules.surveys import Answered
from bot.rules.tasks import Outcome
from bot.rules.win_back import Away
from bot.words import alarms, birthdays, nps, refills, tasks, thanks, win_back
from bot.words.catalogs import Words
from bot.words.deliveries.data import Data, Wording, instant, text_of, whole
from bot.words.message import Message
from bot.words.presents import Offered


def _birthday(words: Words, store: str, data: Data) -> Message | None:
    told = data["greeted"]
    return birthdays.greeting(words, store, told) if isinstance(told, Greeted) else None


def _birthday_ahead(words: Words, _: str, data: Data) -> Message | None:
    told = data["near"]
    return birthdays.ahead(words, told) if isinstance(told, Greeted) else None


def _nothing_to_give(words: Words, _: str, data: Data) -> Message:
    names, care = data["names"], Care(text_of(data, "care"))
    if not isinstance(names, dict):
        raise TypeError(f"names by language, not {names!r}")
    return alarms.nothing_to_give(words, care, whole(data, "reward"), names, gone=bool(data["gone"]))


def _birthday_line(words: Words, _: str, data: Data) -> Message:
    return birthdays.line_asked(words, text_of(data, "member_name"), whole(data, "signing"), instant(data, "until"))


def _survey(words: Words, store: str, data: Data) -> Message:
    return nps.question(words, store, whole(data, "survey"), whole(data, "lowest"))


def _survey_again(words: Words, store: str, data: Data) -> Message | None:
    asked = data["asked"]
    if not isinstance(asked, Answered) or asked.score is not None:
        return None
    return nps.question(words, store, whole(data, "survey"), whole(data, "lowest"), again=True)


def _put_right(words: Words, store: str, data: Data) -> Message | None:
    asked = data["asked"]
    if not isinstance(asked, Answered) or asked.put_right is not None:
        return None
    return nps.whether_right(words, store, whole(data, "survey"))


def _offered(kind: str, data: Data) -> Offered | None:
    """The present that a message of this kind offers, if it does."""
    names = data.get("names")
    if "reward" not in data or not isinstance(names, dict):
        return None
    turn = text_of(data, "turn")
    return Offered({str(language): str(name) for language, name in names.items()}, instant(data, "until"), kind, turn)


def _thanks(words: Words, store: str, data: Data) -> Message:
    return thanks.thanks(words, store, whole(data, "nth"), _offered("thanks", data))


def _win_back(words: Words, store: str, data: Data) -> Message | None:
    stays, since = data["stays_away"], instant(data, "since")
    if not isinstance(stays, Away) or stays.last_at is None or stays.last_at > since:
        return None
    return win_back.nudge(words, store, since, stays.points, _offered("win_back", data))


def _refill(words: Words, store: str, data: Data) -> Message | None:
    told, due = data["things"], data["runs_out"]
    if not isinstance(told, list) or not isinstance(due, dict):
        raise TypeError(f"things and when they are due, not {told!r} and {due!r}")
    things = [refills.Nudge(number, name, datetime.fromisoformat(at), late) for number, name, at, late in told]
    still = [one for one in things if due.get(one.product_id) == one.due]
    if not still:
        return None
    return refills.nudge(words, store, still, _offered("refill", data), instant(data, "on"))


CARE: Mapping[str, Wording] = {
    "thanks": _thanks,
    "thanks_present": _thanks,
    "win_back": _win_back,
    "birthday": _birthday,
    "birthday_ahead": _birthday_ahead,
    "birthday_line": _birthday_line,
    "survey": _survey,
    "survey_reminder": _survey_again,
    "put_right": _put_right,
    "refill": _refill,
    "task_opened": lambda words, _, data: tasks.opened(words, whole(data, "task"), text_of(data, "product")),
    "task_done": lambda words, store, data: tasks.done(
        words, store, text_of(data, "product"), Outcome(text_of(data, "outcome"))
    ),
    "nothing_to_give": _nothing_to_give,
}
