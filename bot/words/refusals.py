"""A refusal as a message, a toast, or a question that is put once more; bot/words/why_not/ has the sentences."""

from dataclasses import replace
from datetime import datetime

from bot.rules.refusals import Refusal
from bot.rules.roles import ABOUT_ONESELF, Action
from bot.words import formats
from bot.words.catalogs import Words
from bot.words.message import Message, Toast, paragraphs, safe
from bot.words.welcome import guest_menu
from bot.words.why_not import SENTENCES


def explain(words: Words, refusal: Refusal, now: datetime) -> str:
    """Why not, as plain text."""
    says = SENTENCES.get(refusal.key)
    if says is None:
        return words.label("Sorry, that can't be done.")
    places: dict[str, str | int] = {}
    for name, value in refusal.data.items():
        if isinstance(value, datetime):
            places[name] = (formats.day if name in says.days else formats.moment)(words, value, now)
        elif isinstance(value, int) and name in says.money:
            places[name] = formats.money(words, value)
        elif isinstance(value, int) and name in says.points:
            places[name] = formats.points(words, value)
        else:
            places[name] = value
    return words.label(says.text, **places)


def refused(words: Words, refusal: Refusal, now: datetime) -> Message:
    """Why not, as a message."""
    return Message(safe(explain(words, refusal, now)))


def and_again(words: Words, refusal: Refusal | None, question: Message, now: datetime) -> Message:
    """A question, once more if the answer to it was refused, with why."""
    if refusal is None:
        return question
    return replace(question, text=paragraphs(safe(explain(words, refusal, now)), question.text))


def refused_toast(words: Words, refusal: Refusal, now: datetime) -> Toast:
    """Why not, as the answer to a press."""
    return Toast(explain(words, refusal, now), alert=True)


def not_allowed(words: Words, action: Action, *, at_work: bool) -> Message:
    """For somebody, on the staff or not, who may not do this; whoever could by joining is offered that."""
    if action in ABOUT_ONESELF:
        return Message(words.say("That needs a membership. Joining takes one tap and is free."), guest_menu(words))
    if at_work:
        return Message(words.say("Your role doesn't include that. Here is what you can do: /help"))
    return Message(words.say("That is for the shop's staff. Here is what you can do: /help"))
