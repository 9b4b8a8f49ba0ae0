"""What we hold about a person: said, shown and erased."""

from bot.words import formats
from bot.words.catalogs import Words
from bot.words.common import back, cancel, danger
from bot.words.message import Button, File, Go, Message, paragraphs


def privacy(words: Words, store: str, contact: str, member: bool) -> Message:
    """The privacy text, which Telegram's terms ask every bot to answer `/privacy` with.

    `contact` is where the shop takes questions about it, empty if it gave none.
    """
    return Message(
        paragraphs(
            words.say("<b>Privacy at {store}</b>", store=store),
            paragraphs(
                words.say(
                    "<b>What is kept.</b> Your Telegram number, name and language; your phone number if you "
                    "share it; your purchases here and the points they earned; what you allowed me to write "
                    "about, and when."
                ),
                words.say(
                    "<b>In groups.</b> In which of the shop's groups you are, and since when; nothing of what is said "
                    "there."
                ),
                words.say(
                    "<b>What for.</b> To run your membership: counting points, knowing you at the till, and "
                    "writing about the topics you chose. Nothing is sold, and nothing goes to advertisers."
                ),
                words.say(
                    "<b>Where.</b> In the shop's own database, with names and phone numbers encrypted. Messages "
                    "travel through Telegram, whose servers may be in another country."
                ),
                words.say(
                    "<b>How long.</b> Until you say /forget. Then your person is erased; the bare list of points "
                    "stays, without anything that leads to you, because the shop must be able to account for it."
                ),
                words.say(
                    "<b>Your rights.</b> See everything with /mydata, change what I may write about in /settings, "
                    "erase everything with /forget."
                ),
            ),
            words.say("Questions about it: {contact}", contact=contact) if contact else None,
        ),
        _rights(words) if member else ((back(words, Go("welcome.show")),),),
    )


def _rights(words: Words) -> tuple[tuple[Button, ...], ...]:
    return (
        (Button(words.label("See my data"), Go("privacy.mydata")),),
        (danger(words.label("Erase my data"), Go("privacy.forget")),),
    )


def my_data(words: Words, readable: str, as_json: bytes) -> tuple[Message, ...]:
    """Everything held about a member: once to be read by people, once by programs.

    `readable` comes from `bot.words.mydata`; `as_json` is the same in full.
    """
    return (
        Message(
            words.say("Here is everything held about you. This file is for reading."),
            file=File(readable.encode(), "my-data.txt", "text/plain"),
        ),
        Message(
            words.say("And the same for programs, as JSON."),
            file=File(as_json, "my-data.json", "application/json"),
        ),
    )


def forget(words: Words, points: int, vouchers: int, works_here: bool) -> Message:
    """Asks the first time whether to erase; says what will be lost, and that a job here goes on."""
    return Message(
        paragraphs(
            words.say("<b>Erase everything about you?</b>"),
            words.say(
                "Your name, phone number, card and choices will be erased, and your {points} will be lost.",
                points=formats.points(words, points),
            )
            if points > 0
            else words.say("Your name, phone number, card and choices will be erased."),
            words.count(
                "{n} voucher that you haven't used ends, too.",
                "{n} vouchers that you haven't used end, too.",
                vouchers,
            )
            if vouchers
            else None,
            words.say("You go on working here: your name and role as a colleague stay.") if works_here else None,
        ),
        ((danger(words.label("Erase…"), Go("privacy.forget_sure")),), (cancel(words),)),
    )


def forget_sure(words: Words) -> Message:
    """Asks the second and last time."""
    return Message(
        words.say("This can't be undone, by you or by the shop. Are you quite sure?"),
        ((danger(words.label("Yes, erase everything"), Go("privacy.forget_now")),), (cancel(words),)),
    )


def forgotten(words: Words) -> Message:
    """After the erasure; the last thing we say unless they come back."""
    return Message(
        words.say(
            "Done. You are no longer a member, and nothing here leads to you any more. If you ever want to come "
            "back, say /start. All the best! 👋"
        )
    )
