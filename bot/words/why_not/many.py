"""Why the shop says no about writing to many."""

from collections.abc import Mapping

from bot.words.catalogs import sentence
from bot.words.why_not.says import Says

SENTENCES: Mapping[str, Says] = {
    "broadcast_none": Says(sentence("That broadcast isn't there any more.")),
    "broadcast_state": Says(
        sentence("That can't be done with it any more: it has moved on meanwhile. Please look again.")
    ),
    "broadcast_expired": Says(sentence("The time until which it was good is over, so it can't go on.")),
    "broadcast_empty": Says(sentence("There is no post yet. Please show me one.")),
    "broadcast_text_long": Says(sentence("That text is too long for one message: {most} characters at most.")),
    "broadcast_nobody": Says(sentence("It goes to nobody yet. Please choose to whom.")),
    "broadcast_past": Says(sentence("That time is over everywhere. Please choose one that is to come.")),
    "broadcast_far": Says(sentence("That is more than a year ahead. Please choose an earlier time.")),
    "broadcast_expires": Says(sentence("It would be over before it begins. Please choose a later end.")),
    "broadcast_buttons": Says(sentence("At most {most} buttons, please: more are not read.")),
    "broadcast_label": Says(sentence("A button needs a label of up to 64 characters.")),
    "broadcast_link": Says(
        sentence(
            "I can't read that. Write what stands on the button, and then the address, for example: To the shop "
            "https://example.com"
        )
    ),
    "broadcast_recall_late": Says(
        sentence("It went out more than {hours} hours ago, and Telegram lets nobody delete it any more.")
    ),
    "broadcast_no_words": Says(sentence("There are no words in it that could be put right. You can take it back.")),
    "broadcast_none_failed": Says(sentence("There is nobody left to whom it could be sent again.")),
    "time_unreadable": Says(sentence("I can't read that time. For example: 2026-12-24 10:00")),
}
