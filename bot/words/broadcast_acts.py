"""The questions before something is done about a broadcast that is out: once more, taken back, put right."""

from collections.abc import Mapping
from html import escape

from bot.rules.broadcast_cards import Standing
from bot.rules.rewards import units
from bot.words.catalogs import Language, Words
from bot.words.common import back, cancel, danger, yes
from bot.words.message import Button, Go, Html, Message, lines, paragraphs, rows, unmarked

ROOM = 3000
"""Characters of all the right words together, which one message has beside what is said of them."""


def _back(words: Words, stands: Standing) -> Button:
    return back(words, Go("broadcast.report", str(stands.id)))


def ask_again(words: Words, stands: Standing, failed: int) -> Message:
    """Whether to send it to those whom it failed."""
    return Message(
        paragraphs(
            words.say("<b>Once more?</b>"),
            words.count(
                "It goes to the {n} person to whom Telegram refused it, and to nobody else. Whoever may have got it is "
                "not written to again.",
                "It goes to the {n} people to whom Telegram refused it, and to nobody else. Whoever may have got it is "
                "not written to again.",
                failed,
            ),
        ),
        ((yes(words.label("Send it"), Go("broadcast.again_now", str(stands.id))), _back(words, stands)),),
    )


def ask_recall(words: Words, stands: Standing) -> Message:
    """Whether to take it back."""
    return Message(
        paragraphs(
            words.say("<b>Take it back?</b>"),
            words.count(
                "It is deleted with the {n} person who has it, wherever Telegram still lets me: for 48 hours. Whoever "
                "has read it has read it.",
                "It is deleted with all {n} people who have it, wherever Telegram still lets me: for 48 hours. Whoever "
                "has read it has read it.",
                stands.tally.delivered,
            ),
        ),
        (
            (
                danger(words.label("Take the post back"), Go("broadcast.recall_now", str(stands.id))),
                _back(words, stands),
            ),
        ),
    )


def ask_right(words: Words, language: str, *, one_of: int = 1) -> Message:
    """What it should say, to everybody or in a language, of which there are so many."""
    skip = (Button(words.label("This one is right"), Go("broadcast.is_right")),) if one_of > 1 else ()
    return Message(
        paragraphs(
            words.say("<b>What should it say?</b>"),
            words.say("To those who read {language}:", language=Language(language).own_name) if language else None,
            words.say(
                "Write it, formatted as it shall be. It takes the place of the text, or of what stands under the "
                "picture; pictures and buttons stay. Whoever has not got it yet gets it with the right words."
            ),
        ),
        rows(skip, (cancel(words),)),
    )


def preview(words: Words, stands: Standing, texts: Mapping[str, str]) -> Message:
    """The right words, and whether they shall take the others' place; `texts` by language, in Telegram's HTML."""
    left = 0 if stands.is_over else stands.tally.left
    return Message(
        paragraphs(
            words.say("<b>So it would say:</b>"),
            *(_in_language(language, Html(text), ROOM // len(texts)) for language, text in texts.items()),
            lines(
                words.count("{n} person has it.", "{n} people have it.", stands.tally.delivered),
                words.count("{n} is still to get it.", "{n} are still to get it.", left) if left else None,
            ),
        ),
        ((yes(words.label("Correct the post"), Go("broadcast.right_now", str(stands.id))), cancel(words)),),
    )


def _in_language(language: str, text: Html, room: int) -> Html:
    """As it would be; of one that is too long its beginning, since all of it stands where it was written."""
    said = unmarked(text)
    shown = text if units(said) <= room else Html(escape(said[: room // 2], quote=False) + "…")
    return lines(Html(f"<i>{Language(language).own_name}</i>") if language else None, shown)
