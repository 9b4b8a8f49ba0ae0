"""What the owner is told when something at the shop needs a person."""

from collections.abc import Mapping

from bot.rules.care import Care
from bot.words.care import NAMES
from bot.words.catalogs import Words
from bot.words.common import own_text
from bot.words.message import Button, Go, Message, lines, paragraphs


def update_given_up(words: Words, reference: str) -> Message:
    """Something somebody wrote or pressed failed every try; the reference finds it in the log."""
    return Message(
        paragraphs(
            words.say("⚠️ <b>I couldn't answer somebody</b>"),
            words.say(
                "I tried several times and gave up; nothing was changed. Number for whoever looks after the machine: "
                "<code>{reference}</code>",
                reference=reference,
            ),
        )
    )


def books_wrong(words: Words, reference: str) -> Message:
    """The hourly audit found that points don't add up."""
    return Message(
        paragraphs(
            words.say("🚨 <b>The points don't add up</b>"),
            lines(
                words.say(
                    "The hourly check found a mistake in the list of points: <code>{reference}</code>",
                    reference=reference,
                ),
                words.say("Spending points is switched off until it is put right. Purchases are still recorded."),
                words.say("Please show this to whoever looks after the machine: <code>regulars doctor</code>"),
            ),
        )
    )


def paused(words: Words, why: str) -> Message:
    """Nothing is sent, for instance after a restored backup."""
    return Message(
        paragraphs(
            words.say("⏸ <b>I write to nobody at the moment</b>"),
            words.say("Reason: {why}", why=why) if why else None,
            words.say("When all is well, start me again with <code>regulars resume</code>."),
        )
    )


def disk_full(words: Words, megabytes: int) -> Message:
    """The machine has run out of space, and the shop only reads."""
    return Message(
        paragraphs(
            words.say("⚠️ <b>The disk is nearly full</b>"),
            words.say(
                "{n} MB are left. I record nothing any more, no sale and no change: people are asked to try later, and "
                "only look things up.",
                n=megabytes,
            ),
            words.say("Please make room now. As soon as there is some, everything goes on by itself."),
        )
    )


def codes_guessed(words: Words, tries: int) -> Message:
    """Somebody, or several, try voucher after voucher."""
    return Message(
        paragraphs(
            words.say("⚠️ <b>Somebody is guessing at codes</b>"),
            words.say(
                "{n} codes that are nobody's were tried within an hour. None was told from another, and nothing was "
                "given. /staff shows who could be at it.",
                n=tries,
            ),
        )
    )


def nothing_to_give(words: Words, care: Care, reward_id: int, names: Mapping[str, str], *, gone: bool) -> Message:
    """What members are given with a kind of care isn't there: there is none left (`gone`), or it isn't on offer."""
    what, name = words.label(NAMES[care]), own_text(words, names)
    return Message(
        paragraphs(
            words.say("🎁 <b>There is nothing left to give</b>"),
            words.say("{care}: members are given “{name}”, and there is none left.", care=what, name=name)
            if gone
            else words.say("{care}: members are given “{name}”, and it isn't on offer any more.", care=what, name=name),
            words.say("Until that changes I write to them without it."),
        ),
        (
            (Button(words.label("The reward"), Go("rewards.sheet", f"{reward_id}")),),
            (Button(words.label("The rules"), Go(f"care.{care}")),),
        ),
    )


def clock_jumped(words: Words, minutes: int) -> Message:
    """The machine's clock was moved at once, back where `minutes` is negative."""
    by = abs(minutes)
    ahead = words.count("It was set forward by {n} minute.", "It was set forward by {n} minutes.", by)
    back = words.count("It was set back by {n} minute.", "It was set back by {n} minutes.", by)
    return Message(
        paragraphs(
            words.say("🕰 <b>The clock of the shop's computer has jumped</b>"),
            ahead if minutes > 0 else back,
            words.say("Offers wait until somebody has looked. Purchases, receipts and answers go on."),
            words.say("When the clock is right, let them go with <code>regulars resume</code>."),
        )
    )
