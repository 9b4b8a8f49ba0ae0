"""The question whether somebody would recommend the shop, and what is said to their answer."""

from collections.abc import Mapping
from urllib.parse import quote

from bot.rules.nps import Band, band
from bot.rules.surveys import HIGHEST
from bot.words.catalogs import Words, sentence
from bot.words.common import yes
from bot.words.contact import nudge_footer
from bot.words.message import Button, Go, Html, Link, Message, Row, paragraphs, rows


def question(words: Words, store: str, survey_id: int, lowest: int, *, again: bool = False) -> Message:
    """Asks, on a scale from `lowest` to 10; `again` for the one reminder."""
    return Message(
        paragraphs(
            words.say("One tap is enough, and it helps us a lot.") if again else None,
            words.say("How likely are you to recommend <b>{store}</b> to a friend?", store=store),
            words.say("{lowest}: not at all. {highest}: very likely.", lowest=lowest, highest=HIGHEST),
        ),
        (*_scale(survey_id, lowest), *nudge_footer(words, "survey_reminder" if again else "survey")),
    )


def change(words: Words, survey_id: int, lowest: int, score: int) -> Message:
    """The scale once more, for somebody who answers anew."""
    return Message(
        words.say("You gave {score} of {highest}. What is it now?", score=score, highest=HIGHEST),
        _scale(survey_id, lowest),
    )


def _scale(survey_id: int, lowest: int) -> tuple[Row, Row]:
    """A button for each score, in two rows."""
    scores = [Button(str(score), Go("nps.score", str(survey_id), str(score))) for score in range(lowest, HIGHEST + 1)]
    half = (len(scores) + 1) // 2
    return tuple(scores[:half]), tuple(scores[half:])


_ASKS: Mapping[Band, str] = {
    Band.PROMOTER: sentence("What do you like best about us? One message is enough."),
    Band.PASSIVE: sentence("What would have made it better? One message is enough."),
    Band.DETRACTOR: sentence(
        "What went wrong? One message is enough: somebody of our staff reads it and answers here."
    ),
}


def answered(words: Words, store: str, survey_id: int, score: int, bot: str) -> Message:
    """After a tap: what was given, and the one question that fits it; who recommends the shop may pass it on."""
    found = band(score)
    return Message(
        paragraphs(
            words.say("You gave {score} of {highest}.", score=score, highest=HIGHEST),
            words.say("💚 Thank you, that makes our day!")
            if found is Band.PROMOTER
            else words.say("Thank you for telling us.")
            if found is Band.PASSIVE
            else words.say("We are sorry. That isn't how it should be, and we want to put it right."),
            words.say(_ASKS[found]),
        ),
        rows((_share(words, store, bot),) if found is Band.PROMOTER else (), (_change(words, survey_id),)),
    )


def _change(words: Words, survey_id: int) -> Button:
    return Button(words.label("Change my answer"), Go("nps.change", str(survey_id)))


def thanks(words: Words, store: str, score: int, bot: str) -> Message:
    """After the reason, which whoever recommends the shop may pass on, and nobody else is asked to."""
    found = band(score)
    return Message(
        paragraphs(
            words.say("Thank you. We read every answer."),
            _goes_on(words, found),
        ),
        rows((_share(words, store, bot),) if found is Band.PROMOTER else ()),
    )


def _goes_on(words: Words, found: Band) -> Html | None:
    if found is Band.PROMOTER:
        return words.say("If you know somebody who would like us too, here is the way to pass it on.")
    if found is Band.DETRACTOR:
        return words.say("Somebody of our staff answers you here. You can go on writing whenever you like.")
    return None


def _share(words: Words, store: str, bot: str) -> Button:
    said = words.label("I like being a regular at {store}. Perhaps you would too?", store=store)
    link = f"https://t.me/share/url?url={quote(f'https://t.me/{bot}', safe='')}&text={quote(said, safe='')}"
    return Button(words.label("Tell a friend"), Link(link))


def whether_right(words: Words, store: str, survey_id: int) -> Message:
    """Some days after a conversation that a low score began."""
    return Message(
        words.say("You told us lately that something wasn't right at {store}. Did we put it right?", store=store),
        (
            (
                yes(words.label("Yes, you did"), Go("nps.right", str(survey_id), "1")),
                Button(words.label("Not yet"), Go("nps.right", str(survey_id), "0")),
            ),
            *nudge_footer(words, "put_right"),
        ),
    )


def put_right(words: Words) -> Message:
    """It was."""
    return Message(words.say("💚 We are glad. Thank you for giving us the chance."))


def not_right(words: Words) -> Message:
    """It wasn't, and somebody hears of it."""
    return Message(
        words.say(
            "Thank you for saying so. Somebody of our staff writes to you here. What is still wrong? Just write it."
        )
    )
