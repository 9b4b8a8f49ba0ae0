"""Why the shop says no about segments, tags and lists."""

from collections.abc import Mapping

from bot.words.catalogs import sentence
from bot.words.why_not.says import Says

SENTENCES: Mapping[str, Says] = {
    "segment_unknown": Says(sentence("I don't know “{word}”. A condition begins with one of these: {known}.")),
    "segment_value": Says(sentence("“{word}” can't stand there. What would be right: {right}")),
    "segment_beside": Says(sentence("I didn't expect “{word}”. Here it goes on with: {right}")),
    "segment_ends": Says(sentence("Something is missing at the end, such as: {right}")),
    "segment_long": Says(sentence("That is too long: {most} characters at most.")),
    "segment_many": Says(
        sentence("Those are too many conditions: {most} at most. Tags and lists say much in few words.")
    ),
    "segment_gone": Says(sentence("There is nothing called “{word}” here. Nearest to it: {known}")),
    "segment_none": Says(sentence("There is nothing called “{word}” here, nor anything else of its kind yet.")),
    "segment_early": Says(
        sentence("How members buy is reckoned each night, once {least} of them have bought something.")
    ),
    "segment_taken": Says(sentence("There is a segment called {name} already. Please choose another name.")),
    "segment_changed": Says(sentence("Somebody else changed this segment meanwhile. Please look again.")),
    "segment_in_use": Says(sentence("The door of “{group}” goes by this segment. Give that group another rule first.")),
    "segments_many": Says(sentence("You keep {most} segments already. Remove one that you don't need any more.")),
    "label_missing": Says(sentence("A name has at least one letter or digit.")),
    "label_long": Says(sentence("That name is too long: {most} characters at most.")),
    "tags_many": Says(sentence("A member can have {most} tags. Take one off first.")),
}
