"""What whoever comes to an event, or waits for a seat, is told without asking: what becomes of it, and what is near."""

from collections.abc import Callable, Mapping

from bot.rules.events import Going, Stand, State
from bot.words import events
from bot.words.catalogs import Words
from bot.words.deliveries.data import Data, Wording
from bot.words.message import Button, Go, Html, Message, paragraphs


def _told(says: Callable[[Words, Going], Message | None]) -> Wording:
    """Nothing to whoever comes no more."""

    def say(words: Words, _: str, data: Data) -> Message | None:
        found = data["going"]
        return says(words, found) if isinstance(found, Going) and found.stand is not Stand.AWAY else None

    return say


def _newest(says: Callable[[Words, Going], Message | None]) -> Wording:
    """Nothing either where the event is at another time or place by now, of which they are told anew."""

    def say(words: Words, store: str, data: Data) -> Message | None:
        found = data["going"]
        outdated = isinstance(found, Going) and found.event.version != data["version"]
        return None if outdated else _told(says)(words, store, data)

    return say


def _moved_up(words: Words, going: Going) -> Message | None:
    return _if_coming(words, going, words.say("🎉 A seat is free, and it is yours."))


def _reminder(words: Words, going: Going) -> Message | None:
    return _if_coming(words, going, words.say("⏰ We look forward to seeing you."))


def _if_coming(words: Words, going: Going, news: Html) -> Message | None:
    return _with_answer(words, going, news) if going.stand is Stand.COMING else None


def _no_seat_yet(words: Words, going: Going) -> Message | None:
    still = words.say("😔 No seat has become free so far. Should one still be yours, I write to you at once.")
    return _with_answer(words, going, still) if going.stand is Stand.WAITING else None


def _no_seat(words: Words, going: Going) -> Message | None:
    if going.stand is not Stand.WAITING or going.event.state is not State.ON:
        return None
    return _without_answer(words, going, words.say("😔 It has begun, and no seat became free. We are sorry."))


def _changed(words: Words, going: Going) -> Message | None:
    return _with_answer(words, going, words.say("✏️ Something has changed. This is how it is now:"))


def _renamed(words: Words, _: str, data: Data) -> Message | None:
    """Nothing to whoever reads a name in another language, which is as it was."""
    going, names = data["going"], data["names"]
    if not isinstance(going, Going) or going.stand is Stand.AWAY or not isinstance(names, dict):
        return None
    before, now = events.called(words, names), events.name(words, going.event)
    if before == now:
        return None
    return _with_answer(words, going, words.say("✏️ “{before}” is called “{event}” now:", before=before, event=now))


def _cancelled(words: Words, going: Going) -> Message:
    return _without_answer(words, going, words.say("❌ We are sorry: this is off."))


def _without_answer(words: Words, going: Going, news: Html) -> Message:
    return Message(
        paragraphs(news, events.facts(words, going.event)),
        ((Button(words.label("What is on"), Go("events.list")),),),
    )


def _with_answer(words: Words, going: Going, news: Html) -> Message | None:
    if going.event.state is not State.ON:
        return None
    number = str(going.event.id)
    buttons = (
        (Button(words.label("See it"), Go("events.show", number)),),
        (Button(words.label("I can't come after all"), Go("events.away", number)),),
    )
    return Message(paragraphs(news, events.facts(words, going.event)), buttons)


EVENTS: Mapping[str, Wording] = {
    "event_moved_up": _told(_moved_up),
    "event_changed": _newest(_changed),
    "event_renamed": _renamed,
    "event_cancelled": _told(_cancelled),
    "event_reminder": _newest(_reminder),
    "event_no_seat_yet": _newest(_no_seat_yet),
    "event_no_seat": _newest(_no_seat),
}
