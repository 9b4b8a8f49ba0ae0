"""What passes between a member and the staff, and what the staff are told of somebody who isn't content."""

from collections.abc import Sequence
from datetime import datetime

from bot.rules.conversations import MOST_SAID, Bought, Line, Said, Unhappy
from bot.rules.media import WITHOUT_TEXT, Form, Media
from bot.rules.rewards import units
from bot.rules.surveys import HIGHEST
from bot.words import formats
from bot.words.catalogs import Words, sentence
from bot.words.common import yes
from bot.words.message import Button, Go, Html, Message, Row, lines, paragraphs, safe
from bot.words.sale import person


def alert(words: Words, them: Unhappy, now: datetime, *, again: bool) -> Message:
    """To those who answer members: somebody gave a low score, or says that it is still not right."""
    return Message(
        paragraphs(
            words.say("🔴 <b>It is still not right</b>")
            if again
            else words.say("🔴 <b>{score} of {highest}: somebody isn't content</b>", score=them.score, highest=HIGHEST),
            person(words, them.name, them.card),
            _history(words, them, now),
            _quoted(them.reason),
            words.say("Nothing else is sent to them while this is open."),
        ),
        (
            _ways(words, them.conversation_id),
            (Button(words.label("Everything about them"), Go("find.beside", str(them.member_id))),),
        ),
    )


def _history(words: Words, them: Unhappy, now: datetime) -> Html:
    return lines(
        words.say("Member since {day}", day=formats.day(words, them.joined, now)) if them.joined else None,
        words.count(
            "{n} purchase, {spent} in all",
            "{n} purchases, {spent} in all",
            them.purchases,
            spent=formats.money(words, them.spent),
        )
        if them.purchases
        else words.say("No purchases yet"),
        *(_bought(words, one, now) for one in them.last),
        words.say("Gave before: {scores}", scores=", ".join(map(str, them.earlier))) if them.earlier else None,
    )


def _bought(words: Words, one: Bought, now: datetime) -> Html:
    return words.say(
        "{moment}: {amount}, receipt <code>{receipt}</code>",
        moment=formats.moment(words, one.at, now),
        amount=formats.money(words, one.amount),
        receipt=one.receipt,
    )


def _quoted(text: str) -> Html | None:
    return Html(f"<blockquote>{safe(text, MOST_SAID)}</blockquote>") if text else None


def _ways(words: Words, number: int) -> Row:
    return (
        yes(words.label("Talk to them"), Go("conversations.talk", str(number))),
        Button(words.label("Close"), Go("conversations.close", str(number))),
    )


def from_member(words: Words, number: int, said: Said) -> Message:
    """To the staff: what a member says."""
    name = said.name or words.label("A member")
    head = (
        words.say("💬 <b>{name}</b> (gave {score})", name=name, score=said.score)
        if said.score is not None
        else words.say("💬 <b>{name}</b>", name=name)
    )
    if said.about:
        head = lines(head, words.say("📣 In answer to “{title}”", title=said.about))
    return _relayed(head, said, (_ways(words, number),))


def from_staff(words: Words, store: str, said: Said) -> Message:
    """To the member: what somebody of the staff says."""
    head = words.say("💬 <b>{name}</b>, {store}", name=said.name, store=store) if said.name else safe(store)
    return _relayed(head, said, ())


def _relayed(head: Html, said: Said, buttons: tuple[Row, ...]) -> Message:
    text = lines(head, safe(said.text, MOST_SAID))
    if said.media is not None and said.media.form in WITHOUT_TEXT:
        return Message(text)
    return Message(text, buttons, media=said.media)


def itself(words: Words, media: Media, number: int | None) -> Message:
    """What can't carry a text: it comes by itself, after the message that says whose it is.

    Args:
        number: the conversation's, for the staff.
    """
    return Message(Html(""), (_ways(words, number),) if number is not None else (), media=media)


_FORMS = {
    Form.PHOTO: sentence("a picture"),
    Form.VIDEO: sentence("a video"),
    Form.ANIMATION: sentence("a GIF"),
    Form.AUDIO: sentence("an audio file"),
    Form.VOICE: sentence("a voice note"),
    Form.FILE: sentence("a file"),
    Form.VIDEO_NOTE: sentence("a video message"),
    Form.STICKER: sentence("a sticker"),
    Form.PLACE: sentence("a location"),
    Form.CONTACT: sentence("a contact"),
}


def talk(words: Words, name: str, said: Sequence[Line], now: datetime, number: int) -> Message:
    """To somebody of the staff who begins: the newest that was said, and where their words go now."""
    return Message(
        paragraphs(
            _newest([_line(words, one, name, now) for one in said]),
            words.say(
                "What you write now goes to {name}, until you close it or do something else. A reply to their "
                "messages goes to them as well, as long as this is open.",
                name=name or words.label("the member"),
            ),
        ),
        ((Button(words.label("Close"), Go("conversations.close", str(number))),),),
    )


def _newest(said: Sequence[Html]) -> Html:
    """The newest of these lines, as many as one message has room for."""
    shown: list[Html] = []
    room = MOST_SAID
    for line in reversed(said):
        room -= units(line)
        if room < 0 and shown:
            break
        shown.append(line)
    return lines(*reversed(shown))


def _line(words: Words, one: Line, name: str, now: datetime) -> Html:
    who, line = one.name or name or words.label("A member"), in_short(words, one.text, one.form)
    return words.say("{moment} <b>{who}</b>: {line}", moment=formats.moment(words, one.at, now), who=who, line=line)


def in_short(words: Words, text: str, form: Form | None) -> str:
    """What was said; where that was without words, what it was."""
    return text or (words.label(_FORMS[form]) if form else "")


def passed_on(words: Words, name: str, number: int) -> Message:
    """To somebody of the staff, after what they wrote."""
    return Message(
        words.say("✓ On its way to {name}.", name=name or words.label("the member")),
        ((Button(words.label("Close"), Go("conversations.close", str(number))),),),
    )


def passed_on_to_staff(words: Words) -> Message:
    """To a member, after what they wrote."""
    return Message(words.say("✓ Our staff have it and will answer here."))


def only_words(words: Words) -> Message:
    """For a poll, a die or a game, which can't be passed on."""
    return Message(words.say("This can't be passed on. Please write it, or send a picture, a video or a file."))


def closed(words: Words, name: str, *, asks: bool) -> Message:
    """To whoever closed it; `asks` where the member will be asked whether it was put right."""
    if not asks:
        return Message(words.say("✅ Closed."))
    return Message(
        words.say(
            "✅ Closed. In a few days {name} is asked whether we put it right.", name=name or words.label("the member")
        )
    )


def closed_already(words: Words) -> Message:
    """For a button of a conversation that is over."""
    return Message(words.say("This conversation is over already."))


def over(words: Words, store: str) -> Message:
    """To the member, when it is closed."""
    return Message(words.say("{store} has closed this conversation. Thank you for talking to us.", store=store))


def unanswered(words: Words, number: int, since: datetime, now: datetime) -> Message:
    """To the staff: a member waits for an answer."""
    return Message(
        words.say(
            "⏰ <b>A member has been waiting for an answer since {moment}.</b>",
            moment=formats.moment(words, since, now),
        ),
        (_ways(words, number),),
    )
