"""What those who work here are told put into words."""

from collections.abc import Mapping
from datetime import date

from bot.rules.roles import Role
from bot.rules.watch import What
from bot.words import alarms, approvals, expiry, staff, watch
from bot.words.deliveries.data import Data, Wording, instant, text_of, whole


def _seen(data: Data) -> watch.Seen:
    member = whole(data, "member") if "member" in data else None
    who, clerk, number = (str(data.get(name, "")) for name in ("member_name", "clerk_name", "number"))
    figures = (whole(data, name) if name in data else 0 for name in watch.Seen._fields[5:])
    return watch.Seen(What(text_of(data, "what")), member, who, clerk, number, *figures)


def _unusual(data: Data) -> watch.Day:
    figures = (whole(data, name) for name in watch.Day._fields[1:])
    return watch.Day(date.fromisoformat(text_of(data, "day")), *figures)


SHOP: Mapping[str, Wording] = {
    "approval_asked": lambda words, _, data: approvals.question(words, data),
    "approval_settled": lambda words, _, data: approvals.settled(words, data),
    "approval_answered": lambda words, _, data: approvals.settled(words, data),
    "codes_guessed": lambda words, _, data: alarms.codes_guessed(words, whole(data, "tries")),
    "watch_alarm": lambda words, _, data: watch.alarm(words, _seen(data)),
    "watch_line": lambda words, _, data: watch.line(words, _unusual(data)),
    "staff_joined": lambda words, _, data: staff.somebody_joined(
        words, text_of(data, "name"), Role(text_of(data, "role"))
    ),
    "staff_dismissed": lambda words, store, _: staff.you_were_dismissed(words, store),
    "update_dead": lambda words, _, data: alarms.update_given_up(words, text_of(data, "update")),
    "books_wrong": lambda words, _, data: alarms.books_wrong(words, text_of(data, "reference")),
    "expiry_stopped": lambda words, _, data: expiry.stopped(words, instant(data, "here"), instant(data, "there")),
    "clock_jumped": lambda words, _, data: alarms.clock_jumped(words, whole(data, "minutes")),
    "disk_full": lambda words, _, data: alarms.disk_full(words, whole(data, "megabytes")),
}
