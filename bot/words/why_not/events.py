"""Why the shop says no about events."""

from collections.abc import Mapping

from bot.words.catalogs import sentence
from bot.words.why_not.says import Says

SENTENCES: Mapping[str, Says] = {
    "event_over": Says(sentence("That can't be done any more: the event is over, or isn't on.")),
    "event_not_named": Says(sentence("This event isn't open to you. What is: /events")),
    "event_begun": Says(sentence("It has begun, and every seat is taken.")),
    "event_nameless": Says(sentence("It needs a name that can be read.")),
    "event_when": Says(sentence("I can't read that time. For example: 2026-12-24 18:00-20:00")),
    "event_past": Says(sentence("That time is over. Please choose one that is to come.")),
    "event_far": Says(sentence("That is more than a year ahead. Please choose an earlier time.")),
    "event_ends_first": Says(sentence("It has to end after it begins, and within a week.")),
    "event_seats_taken": Says(
        sentence("{n} come already, and nobody is sent away. Please give at least as many seats.")
    ),
    "event_not_coming": Says(sentence("They have no seat at this event. The list says who has.")),
}
