"""What is said to members who write back to a broadcast."""

from bot.words.catalogs import Words
from bot.words.common import yes
from bot.words.message import Go, Message, paragraphs


def ask_whether(words: Words) -> Message:
    """For words that nobody understands, soon after a broadcast."""
    return Message(
        paragraphs(
            words.say("I'm a bot, and this is more than I understand. Shall I give it to our staff? They answer here."),
            words.say("What I can do by myself is in the menu and in /help."),
        ),
        ((yes(words.label("Yes, to the staff"), Go("broadcast.unsure")),),),
    )
