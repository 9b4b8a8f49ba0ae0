"""Why the shop says no about segments, tags and lists: for each key of a Refusal a sentence that says what's right."""

from collections.abc import Mapping

from bot.words.catalogs import sentence

SENTENCES: Mapping[str, str] = {
    "segment_unknown": sentence("I don't know “{word}”. A condition begins with one of these: {known}."),
    "segment_value": sentence("“{word}” can't stand there. What would be right: {right}"),
    "segment_beside": sentence("I didn't expect “{word}”. Here it goes on with: {right}"),
    "segment_ends": sentence("Something is missing at the end, such as: {right}"),
    "segment_long": sentence("That is too long: {most} characters at most."),
    "segment_many": sentence("Those are too many conditions: {most} at most. Tags and lists say much in few words."),
    "segment_gone": sentence("There is nothing called “{word}” here. Nearest to it: {known}"),
    "segment_none": sentence("There is nothing called “{word}” here, nor anything else of its kind yet."),
    "segment_early": sentence("How members buy is reckoned each night, once {least} of them have bought something."),
    "segment_taken": sentence("There is a segment called {name} already. Please choose another name."),
    "segment_changed": sentence("Somebody else changed this segment meanwhile. Please look again."),
    "segment_in_use": sentence("The door of “{group}” goes by this segment. Give that group another rule first."),
    "segments_many": sentence("You keep {most} segments already. Remove one that you don't need any more."),
    "label_missing": sentence("A name has at least one letter or digit."),
    "label_long": sentence("That name is too long: {most} characters at most."),
    "tags_many": sentence("A member can have {most} tags. Take one off first."),
}
