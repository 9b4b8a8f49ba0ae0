"""The buttons and answers that several nouns share."""

from collections.abc import Mapping, Sequence

from bot.rules.languages import in_language
from bot.words import formats
from bot.words.catalogs import Words
from bot.words.message import Button, Go, Message, Row, Style, Toast


def own_text(words: Words, texts: Mapping[str, str]) -> str:
    """What the store wrote itself, by language: the reader's, else the store's, else any; plain text."""
    return in_language(texts, words.language, words.home)


def back(words: Words, to: Go) -> Button:
    """A button to the screen before."""
    return Button(words.label("‹ Back"), to)


def cancel(words: Words) -> Button:
    """A button that ends the dialogue, as /cancel does."""
    return Button(words.label("Cancel"), Go("cancel"))


def yes(label: str, to: Go) -> Button:
    """A button that does what was asked, in green."""
    return Button(label, to, Style.SUCCESS)


def danger(label: str, to: Go) -> Button:
    """A button that takes something away, in red."""
    return Button(label, to, Style.DANGER)


def turn(words: Words, route: str, page: int, pages: int, *args: str) -> Row:
    """Buttons to the pages before and after; pages count from 0, and the page is the route's last argument."""
    row = []
    if page > 0:
        row.append(Button(words.label("‹ Previous"), Go(route, *args, str(page - 1))))
    if page + 1 < pages:
        row.append(Button(words.label("Next ›"), Go(route, *args, str(page + 1))))
    return tuple(row)


def pager(words: Words, route: str, page: int, pages: int, *args: str) -> Row:
    """The same, where what is on them stands in the order of its age, the newest first."""
    row = []
    if page > 0:
        row.append(Button(words.label("‹ Newer"), Go(route, *args, str(page - 1))))
    if page + 1 < pages:
        row.append(Button(words.label("Older ›"), Go(route, *args, str(page + 1))))
    return tuple(row)


def which_amount(words: Words, readings: Sequence[int], route: str, *args: str) -> Message:
    """For an amount that can be read in more than one way (`1,234`): each reading a button to the route.

    The readings, and the last argument that the route gets, are minor units.
    """
    buttons = (Button(formats.money(words, minor), Go(route, *args, str(minor))) for minor in readings)
    return Message(words.say("Which amount do you mean?"), (*((button,) for button in buttons), (cancel(words),)))


def cancelled(words: Words) -> Message:
    """After /cancel or the button: nothing was done."""
    return Message(words.say("All right, cancelled. Nothing was changed."))


def nothing_to_cancel(words: Words) -> Message:
    """After /cancel when nothing was being asked."""
    return Message(words.say("There is nothing to cancel. /help shows what I can do."))


def not_understood(words: Words) -> Message:
    """For text that nobody awaited."""
    return Message(
        words.say("Sorry, I didn't understand that. Here is what I can do: /help"),
    )


def not_text(words: Words) -> Message:
    """For a picture, voice or sticker where an answer in writing is awaited."""
    return Message(words.say("Please answer in writing, or stop with /cancel."))


def stale(words: Words) -> Toast:
    """For a button whose time has passed or that isn't ours to press."""
    return Toast(words.label("This button is no longer valid. Please open the menu again."), alert=True)


def stale_message(words: Words) -> Message:
    """Beside the toast of a stale button, where there is no screen of its own to draw again."""
    return Message(words.say("That button was an old one. /help shows where to go from here."))


def expired(words: Words) -> Message:
    """For an answer that comes after its question has lapsed."""
    return Message(words.say("That question has lapsed, so nothing was changed. Please start again."))


def something_broke(words: Words, reference: str) -> Message:
    """For a mistake of ours; the reference finds it in the log."""
    return Message(
        words.say(
            "Something went wrong on our side, and nothing was changed. Please try again. If it happens again, tell "
            "the staff this number: <code>{reference}</code>",
            reference=reference,
        )
    )


def slow_down(words: Words) -> Message:
    """Said once to somebody who writes faster than we answer."""
    return Message(words.say("That was a lot at once. Please give me a few seconds."))
