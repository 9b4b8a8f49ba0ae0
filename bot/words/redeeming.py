"""Redeeming: the one question before points are spent, the answer, and the thanks for a donation."""

from bot.rules.rewards import Reward, RewardKind
from bot.rules.vouchers import Voucher
from bot.words import formats
from bot.words.catalogs import Words
from bot.words.common import back, yes
from bot.words.message import Go, Html, Message, lines, paragraphs
from bot.words.rewards import when_taken, worth
from bot.words.vouchers import name_of


def ask(words: Words, reward: Reward, points: int, product: str, press: str) -> Message:
    """The one question before points are spent.

    Args:
        points: what the member has.
        product: the name of what the reward brings, if it is one.
        press: the mark of this question, by which it is answered once.
    """
    given = reward.kind is RewardKind.DONATION
    return Message(
        paragraphs(
            lines(
                words.say("<b>{name}</b>", name=name_of(words, reward)),
                worth(words, reward.kind, reward.worth, product, reward.charity or ""),
            ),
            words.say(
                "<b>{points}</b> for this, {left} left afterwards.",
                points=formats.points(words, reward.price),
                left=formats.points(words, points - reward.price),
            ),
            words.say("A donation can't be taken back.") if given else _terms(words, reward),
        ),
        (
            (
                yes(
                    words.label("Donate") if given else words.label("Redeem"),
                    Go("vouchers.redeem", str(reward.id), str(reward.version), press),
                ),
            ),
            (back(words, Go("rewards.show", str(reward.id), "0")),),
        ),
    )


def _terms(words: Words, reward: Reward) -> Html:
    return lines(
        when_taken(words, reward.times),
        words.count("The voucher is good for {n} day", "The voucher is good for {n} days", reward.voucher_days),
    )


def redeemed(words: Words, voucher: Voucher, balance: int) -> Message:
    """In place of the question: the voucher itself is a message of its own."""
    left = words.say("You have <b>{have}</b>.", have=formats.points(words, balance))
    if voucher.kind is RewardKind.DONATION:
        return Message(lines(words.say("💚 <b>{name}</b>: given.", name=name_of(words, voucher)), left))
    return Message(
        lines(
            words.say("✅ <b>{name}</b> is yours.", name=name_of(words, voucher)),
            words.say("The voucher comes with the next message."),
            left,
        )
    )


def thanks(words: Words, voucher: Voucher, store: str) -> Message:
    """The proof of a donation."""
    return Message(
        paragraphs(
            words.say("💚 <b>Thank you.</b>"),
            words.say(
                "For your {points}, {store} gives {amount} to <b>{charity}</b>.",
                points=formats.points(words, voucher.points),
                store=store,
                amount=formats.money(words, voucher.worth or 0),
                charity=voucher.charity or "",
            ),
            words.say(
                "Reference: <code>{number}</code>, {day}",
                number=f"D-{voucher.id}",
                day=formats.full_day(words, voucher.made_at),
            ),
        )
    )
