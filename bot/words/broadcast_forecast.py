"""What a broadcast will come to, said before it goes: who has it, who does not and why, how long it takes."""

from datetime import datetime, timedelta

from bot.rules.broadcast_data import fingerprint
from bot.rules.broadcast_forecast import Forecast
from bot.rules.broadcast_sheet import Sheet
from bot.rules.broadcasts import Plan
from bot.words import formats
from bot.words.broadcasts import described
from bot.words.catalogs import Words
from bot.words.common import back, yes
from bot.words.message import Button, Go, Html, Message, lines, paragraphs, rows

SEEN = 8
"""Of a plan's fingerprint, as much as a button has room for."""


def forecast(words: Words, shown: Sheet, found: Forecast, now: datetime) -> Message:
    """The last look: the broadcast with all its parts, what it comes to, and the button that lets it go."""
    number, recipients = str(shown.id), found.gets + found.groups
    go = Go("broadcast.go", number, str(recipients), fingerprint(shown.plan)[:SEEN])
    show = Button(words.label("👁 Show me"), Go("broadcast.test", number))
    may_pay = found.paid is not None and shown.pays and not shown.plan.paid
    return Message(
        paragraphs(
            words.say("📣 <b>{title}</b>", title=shown.plan.title),
            described(words, shown, now),
            said(words, shown.plan, found, now),
            words.say("Shall it go out?") if recipients else words.say("Nobody would get it. Please choose others."),
        ),
        rows(
            (yes(words.label("Let it go"), go),) if recipients else (),
            (Button(words.label("Take the paid pace"), Go("broadcast.turn", number, "paid")),) if may_pay else (),
            (show, back(words, Go("broadcast.sheet", number))),
        ),
    )


def said(words: Words, plan: Plan, found: Forecast, now: datetime) -> Html:
    """How many get it, why the others don't, when the last has it."""
    done = words.say("⏱ Done in {time}.", time=_time(words, found.seconds))
    if not plan.audience:
        into = words.count("✅ <b>{n} group will get it</b>", "✅ <b>{n} groups will get it</b>", found.groups)
        return lines(into, done if found.groups else None)
    return lines(
        words.count("👥 {n} member is meant", "👥 {n} members are meant", found.chosen),
        _part(words.count("• {n} is not on Telegram", "• {n} are not on Telegram", found.elsewhere), found.elsewhere),
        _part(words.count("• {n} has blocked the bot", "• {n} have blocked the bot", found.blocked), found.blocked),
        _part(words.count("• {n} wants no offers", "• {n} want no offers", found.opted_out), found.opted_out),
        _part(
            words.count("• {n} has had enough this week", "• {n} have had enough this week", found.capped), found.capped
        ),
        _part(
            words.count(
                "• {n} is left in peace for now: something else is open, or it would come too late",
                "• {n} are left in peace for now: something else is open, or it would come too late",
                found.silenced,
            ),
            found.silenced,
        ),
        _part(words.count("• {n} is left out by lot", "• {n} are left out by lot", found.held), found.held),
        _part(words.count("✅ <b>{n} will get it</b>", "✅ <b>{n} will get it</b>", found.gets), found.gets),
        _later(words, found, now) if found.later and found.first_later else None,
        words.count("✅ and {n} group", "✅ and {n} groups", found.groups) if found.groups else None,
        done if found.gets > found.later else None,
        _paid(words, found),
        words.say("These figures are reckoned from a part of the members.") if found.of > 1 else None,
    )


def _part(said: Html, n: int) -> Html | None:
    return said if n else None


def _later(words: Words, found: Forecast, now: datetime) -> Html:
    if found.first_later is None:
        return Html()
    return words.count(
        "🌙 {n} of them later, from {moment} on",
        "🌙 {n} of them later, from {moment} on",
        found.later,
        moment=formats.moment(words, found.first_later, now),
    )


def _paid(words: Words, found: Forecast) -> Html | None:
    if found.paid is None:
        return None
    return words.say(
        "⚡ At the paid pace: {time}, for {stars} Telegram Stars.",
        time=_time(words, found.paid.seconds),
        stars=found.paid.stars,
    )


def _time(words: Words, seconds: float) -> str:
    """How long, in round figures: `half a minute`, `12 minutes`, `3 hours`."""
    span = timedelta(seconds=seconds)
    if span <= timedelta(seconds=5):
        return words.label("a few seconds")
    if span <= timedelta(seconds=45):
        return words.label("half a minute")
    if span < timedelta(minutes=90):
        return words.count_label("{n} minute", "{n} minutes", max(1, round(seconds / 60)))
    return words.count_label("{n} hour", "{n} hours", round(seconds / 3600))
