"""A broadcast that goes out: the forecast before it, the card that shows how far it is, why it paused."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.rules.broadcast_cards import Standing, left_seconds
from bot.rules.broadcast_runs import SENDS, Act, State, Tally, Why
from bot.words import formats
from bot.words.broadcasts import title
from bot.words.catalogs import Language, Words, sentence
from bot.words.common import back, cancel, danger, yes
from bot.words.message import Button, Go, Html, Message, Row, lines, paragraphs, rows, safe

BAR = 12
"""Boxes in the bar of the card."""
SOON = timedelta(minutes=2)
"""So long the next may wait for Telegram itself, which is no hour of anybody's."""


_STATES = {
    State.DRAFT: sentence("✏️ A draft: nothing goes out."),
    State.AWAITING: sentence("🖐 A colleague is asked for a second yes."),
    State.RUNNING: sentence("▶️ It goes out now."),
    State.PAUSED: sentence("⏸ It is paused."),
    State.DONE: sentence("✅ It is out."),
    State.CANCELLED: sentence("✖️ It was ended; whoever had not got it does not get it."),
}
_ACTS = {
    State.RUNNING: sentence("▶️ It is being done."),
    State.DONE: sentence("✅ It is done."),
}
"""Of what is done to a post that is out already."""
_WHY = {
    Why.ASKED: sentence("⏸ Paused, as you wanted."),
    Why.ORIGINAL_GONE: sentence(
        "⏸ I've paused: the post that I copy is gone. Show me another one, or end it; whoever has it keeps it."
    ),
    Why.ERRORS: sentence("⏸ I've paused by myself: Telegram refuses too many of them. See below what it says."),
    Why.DOUBTS: sentence(
        "⏸ I've paused by myself: of too many nobody knows whether they arrived. The line to Telegram may be bad."
    ),
    Why.BLOCKS: sentence(
        "⏸ I've paused by myself: more people block the bot after it than chance explains. Is it what they want to "
        "read?"
    ),
    Why.STOPS: sentence(
        "⏸ I've paused by myself: more people want no offers any more after it than chance explains. Is it what they "
        "want to read?"
    ),
    Why.LATE: sentence("⏸ Its time is over by more than an hour, so I haven't begun. Shall it go out all the same?"),
    Why.LONG_WAIT: sentence("⏸ I've paused: Telegram wants some minutes of quiet. It goes on when you say so."),
    Why.SEGMENT_GONE: sentence("⏸ I've paused: what the segment names isn't there any more. End it, and make another."),
    Why.RESTORED: sentence(
        "⏸ I've paused: this shop was put back from an earlier copy. Whoever has got it since that copy was made would "
        "get it once more; so let it go on only if that is all right, or end it."
    ),
}


def card(words: Words, shown: Standing, now: datetime, per_minute: int = 0) -> Message:
    """How it stands now; told anew while it runs.

    Args:
        per_minute: its speed of late; 0 where that isn't known.
    """
    return Message(
        paragraphs(
            words.say("📣 <b>{title}</b>", title=title(words, shown.act, shown.title)),
            _state(words, shown, now),
            _progress(words, shown, now, per_minute),
            counted(words, shown.act, shown.tally) if shown.began_at else None,
        ),
        rows(*_buttons(words, shown)),
    )


def _state(words: Words, shown: Standing, now: datetime) -> Html:
    if shown.state is State.PAUSED and shown.why is not None:
        return words.say(_WHY[shown.why])
    if shown.state is State.SCHEDULED and shown.begins_at is not None and shown.begins_at > now:
        return words.say("🕗 It begins on {moment}.", moment=formats.moment(words, shown.begins_at, now))
    if shown.state is State.SCHEDULED:
        return words.say("▶️ It begins now.")
    states = _STATES if shown.act in SENDS else {**_STATES, **_ACTS}
    said = words.say(states[shown.state])
    if shown.ended_at is None:
        return said
    return lines(said, words.say("Ended on {moment}", moment=formats.moment(words, shown.ended_at, now)))


def _progress(words: Words, shown: Standing, now: datetime, per_minute: int) -> Html | None:
    """The bar, how many of how many, how fast, and when it will be over."""
    of, done = shown.tally.queued, shown.tally.settled
    if shown.state not in (State.RUNNING, State.PAUSED) or not of:
        return None
    full = done * BAR // of
    return lines(
        Html(f"{'▓' * full}{'░' * (BAR - full)} {formats.percent(words, done / of)}"),
        words.say("{done} of {all}", done=done, all=of)
        if shown.queued
        else words.say("{done} of {all}, and more are being added", done=done, all=of),
        _pace(words, shown, now, per_minute) if shown.state is State.RUNNING else None,
    )


def _pace(words: Words, shown: Standing, now: datetime, per_minute: int) -> Html | None:
    if shown.waits_until is not None and shown.waits_until - now > SOON:
        waits = formats.moment(words, shown.waits_until, now)
        return words.say("The others have it later, at their own hours: the next on {moment}.", moment=waits)
    if per_minute <= 0:
        return None
    if per_minute >= 60:
        speed = words.count_label("{n} a second", "{n} a second", round(per_minute / 60))
    else:
        speed = words.count_label("{n} a minute", "{n} a minute", per_minute)
    seconds = left_seconds(shown, per_minute)
    if seconds is None:
        return safe(speed)
    over = formats.moment(words, now + timedelta(seconds=seconds), now)
    return words.say("{speed}, done about {moment}", speed=speed, moment=over)


def counted(words: Words, act: Act, tally: Tally) -> Html:
    """What became of its recipients, in lines; what did not happen has none."""
    return lines(
        _done(words, act, tally.delivered),
        words.count("🚫 {n} can't be reached", "🚫 {n} can't be reached", tally.blocked) if tally.blocked else None,
        words.count("⚠️ {n} failed", "⚠️ {n} failed", tally.failed) if tally.failed else None,
        words.count(
            "❓ {n} perhaps: nobody knows whether it arrived, so I don't repeat it",
            "❓ {n} perhaps: nobody knows whether they arrived, so I don't repeat them",
            tally.unknown,
        )
        if tally.unknown
        else None,
        words.count("➖ {n} left in peace", "➖ {n} left in peace", tally.dropped) if tally.dropped else None,
        words.count("🎲 {n} left out by lot", "🎲 {n} left out by lot", tally.held) if tally.held else None,
    )


def _done(words: Words, act: Act, n: int) -> Html:
    match act:
        case Act.RECALL:
            return words.count("🗑 {n} taken back", "🗑 {n} taken back", n)
        case Act.CORRECT:
            return words.count("✅ {n} put right", "✅ {n} put right", n)
    return words.count("✅ {n} delivered", "✅ {n} delivered", n)


def _buttons(words: Words, shown: Standing) -> tuple[Row, ...]:
    number = str(shown.id)
    pause = Button(words.label("⏸ Pause"), Go("broadcast.pause", number))
    end = danger(words.label("End it"), Go("broadcast.end", number))
    again = Button(words.label("↻ Look again"), Go("broadcast.show", number))
    every = Button(words.label("All broadcasts"), Go("broadcast.list"))
    change = (Button(words.label("✏️ Change it"), Go("broadcast.change", number)),) if shown.act is Act.SEND else ()
    report = Button(words.label("What came of it"), Go("broadcast.report", number))
    match shown.state:
        case State.SCHEDULED:
            return (*change, end), (again, every)
        case State.RUNNING:
            return (pause, end), (report, again), (every,)
        case State.PAUSED:
            goes_on = yes(words.label("▶️ Go on"), Go("broadcast.resume", number))
            other = Button(words.label("Show another post"), Go("broadcast.repost", number))
            gone = (other,) if shown.why is Why.ORIGINAL_GONE else ()
            return gone, (goes_on, end), (report, again), (every,)
        case State.AWAITING:
            return (*change, end), (every,)
    return ((report,) if shown.began_at else ()), (every,)


def ask_end(words: Words, shown: Standing) -> Message:
    """Whether to end it for good."""
    number = str(shown.id)
    left = shown.tally.left
    return Message(
        paragraphs(
            words.say("<b>End it?</b>"),
            words.count(
                "{n} person who has not got it yet won't get it.",
                "{n} people who have not got it yet won't get it.",
                left,
            )
            if left
            else None,
            words.say("What has gone out stays where it is."),
        ),
        (
            (
                danger(words.label("End it"), Go("broadcast.end_now", number)),
                back(words, Go("broadcast.show", number)),
            ),
        ),
    )


def ask_which_to_repost(words: Words, number: int, posts: Sequence[str]) -> Message:
    """Which of several posts is gone; by their languages, where empty is the one for everybody else."""
    names = {code: Language(code).own_name if code else words.label("Everybody") for code in posts}
    return Message(
        words.say("<b>In which language?</b>"),
        rows(
            *((Button(name, Go("broadcast.repost", str(number), code)),) for code, name in names.items()),
            (back(words, Go("broadcast.show", str(number))),),
        ),
    )


def ask_repost(words: Words) -> Message:
    """Another post, for one whose own is gone."""
    return Message(words.say("Show me another post, for everybody who has not got the first one."), ((cancel(words),),))
