"""Why the shop says no about events: for each key of a Refusal a sentence that says what would be right."""

from collections.abc import Mapping

from bot.words.catalogs import sentence

SENTENCES: Mapping[str, str] = {
    "event_over": sentence("That can't be done any more: the event is over, or isn't on."),
    "event_not_named": sentence("This event isn't open to you. What is: /events"),
    "event_nameless": sentence("It needs a name that can be read."),
    "event_text_long": sentence("That is too long: at most {most} characters, please."),
    "event_when": sentence("I can't read that time. For example: 2026-12-24 18:00-20:00"),
    "event_past": sentence("That time is over. Please choose one that is to come."),
    "event_far": sentence("That is more than a year ahead. Please choose an earlier time."),
    "event_ends_first": sentence("It has to end after it begins, and within a week."),
    "event_seats_taken": sentence("{n} come already, and nobody is sent away. Please give at least as many seats."),
    "event_not_coming": sentence("They have no seat at this event. The list says who has."),
}
