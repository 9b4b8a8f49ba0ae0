"""Thank-yous: what is said after a first, second and third purchase, and its rules as the owner edits them."""

from enum import StrEnum

from bot.rules.care import Care
from bot.rules.thanks import HOURS, PRESENT_DAYS, Thanks
from bot.words import presents
from bot.words.care_sheet import Asked, Sheet
from bot.words.catalogs import Words, sentence
from bot.words.contact import nudge_footer
from bot.words.message import Button, Go, Html, Message, lines, paragraphs
from bot.words.presents import Offered


class Part(StrEnum):
    """What of the rules can be edited."""

    ON = "on"
    HOURS = "hours"
    REWARD = "reward"
    PRESENT = "present_days"


def thanks(words: Words, store: str, nth: int, offered: Offered | None = None) -> Message:
    """After a purchase, the first, second or third."""
    return Message(
        paragraphs(*_said(words, store, nth), presents.line(words, offered) if offered else None),
        (presents.row(words, offered), *nudge_footer(words, "thanks_present"))
        if offered
        else ((Button(words.label("My points"), Go("points.beside")),),),
    )


def _said(words: Words, store: str, nth: int) -> tuple[Html, Html]:
    match nth:
        case 1:
            return (
                words.say("🙏 <b>Thank you for your first purchase</b>"),
                words.say("Good to have you at {store}. We hope that everything is as you wanted it.", store=store),
            )
        case 2:
            return (
                words.say("🙏 <b>Thank you for coming back</b>"),
                words.say("That was your second purchase at {store}. It is good to see you again.", store=store),
            )
    return (
        words.say("💚 <b>Three times here: you are a regular now</b>"),
        words.say(
            "Thank you for coming to {store} again and again. Whatever you need, we are here for you.", store=store
        ),
    )


def care_line(words: Words, rules: Thanks) -> Html:
    """The state, on the screen of all care."""
    if not rules.on:
        return words.say("🙏 Thank-yous: off.")
    if rules.reward is not None:
        return words.say("🙏 Thank-yous: after the first three purchases, the third with a voucher.")
    return words.say("🙏 Thank-yous: after the first, second and third purchase.")


def _told(words: Words, rules: Thanks, present: str) -> Html:
    if not rules.on:
        return words.say("Nobody is thanked for their first purchases.")
    return lines(
        words.say("Members are thanked for their first, second and third purchase at the till."),
        words.count(
            "• Not before {n} hour after it, and by day.",
            "• Not before {n} hours after it, and by day.",
            rules.hours,
        ),
        words.count(
            "• The third brings a voucher for “{reward}”, good for {n} day, to those who agreed to “{topic}”.",
            "• The third brings a voucher for “{reward}”, good for {n} days, to those who agreed to “{topic}”.",
            rules.present_days,
            reward=present,
            topic=words.label("News and offers"),
        )
        if present
        else words.say("• There is no voucher with it."),
    )


SHEET = Sheet(
    Care.THANKS,
    _told,
    {
        Part.ON: sentence("On or off"),
        Part.HOURS: sentence("How soon"),
        Part.REWARD: sentence("The voucher"),
        Part.PRESENT: sentence("How long it is good"),
    },
    (Part.ON, sentence("Shall members be thanked for their first purchases?")),
    Part.REWARD,
    {
        Part.HOURS: Asked(sentence("How many hours after a purchase shall they be thanked?"), HOURS),
        Part.PRESENT: Asked(sentence("For how many days is the voucher good?"), PRESENT_DAYS),
    },
)
