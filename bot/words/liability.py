"""What points cost the shop, as text and as what is written into the picture."""

from typing import NamedTuple

from bot.rules.liability import LEAST, Liability
from bot.words import formats
from bot.words.catalogs import Words
from bot.words.message import Html, Message, Photo, lines, paragraphs


class Label(NamedTuple):
    """A bar of the picture: under it, the same in figures, how high, and over it."""

    label: str
    plain: str
    points: int
    value: str


class Labels(NamedTuple):
    """What is written into the picture."""

    title: str
    subtitle: str
    bars: tuple[Label, ...]
    redeemed: str
    rest: str


def liability(words: Words, cost: Liability, picture: bytes | None) -> Message:
    """The whole of it; without a picture where there is nothing to draw."""
    return Message(
        paragraphs(
            words.say("<b>What points cost the shop</b>"),
            lines(
                words.say("Outstanding: <b>{points}</b>", points=formats.points(words, cost.points)),
                words.say(
                    "Worth <b>{worth}</b>, at {points} = {amount}",
                    worth=formats.money(words, cost.worth),
                    points=formats.points(words, cost.terms.worth_points),
                    amount=formats.money(words, cost.terms.worth_amount),
                ),
            ),
            _expected(words, cost),
            lines(words.say("<b>What expires when</b>"), *_months(words, cost)) if cost.points else None,
        ),
        photo=Photo(picture, "points.png") if picture else None,
    )


def _expected(words: Words, cost: Liability) -> Html:
    share, history = cost.share, cost.history
    if share is None or cost.expected is None:
        if history.times >= LEAST > history.equal:
            return words.say(
                "How much of it will be redeemed: can't tell yet. The {n} redemptions and expiries so far are of such "
                "different sizes that they say no more than {equal} of one size; it takes about {least}.",
                n=history.times,
                equal=history.equal,
                least=LEAST,
            )
        if history.times >= LEAST:
            return words.say("How much of it will be redeemed: can't tell while no points have expired.")
        return words.say(
            "How much of it will be redeemed: can't tell yet. It takes about {least} redemptions and expiries, some of "
            "them expiries; so far there were {n}.",
            least=LEAST,
            n=history.times,
        )
    return words.say(
        "Likely to be redeemed: <b>{share}</b> (between {low} and {high}), about <b>{amount}</b>. That share of all "
        "points that have ended so far was redeemed, and the rest expired (n = {n}).",
        share=formats.percent(words, share.share),
        low=formats.percent(words, share.low),
        high=formats.percent(words, share.high),
        amount=formats.money(words, cost.expected),
        n=share.n,
    )


def _months(words: Words, cost: Liability) -> list[Html]:
    found = [
        words.say("{month}: {n}", month=formats.month(words, month.first), n=month.points)
        for month in cost.months
        if month.points
    ]
    return [*found, words.say("Later: {n}", n=cost.later)] if cost.later else found


def labels(words: Words, cost: Liability, store: str) -> Labels:
    """What is written into the picture."""
    bars = [
        Label(
            formats.short_month(words, month.first),
            f"{month.first:%m}\n{month.first:%Y}" if month.first.month == 1 else f"{month.first:%m}",
            month.points,
            formats.compact(words, month.points) if month.points else "",
        )
        for month in cost.months
    ]
    if cost.later:
        bars.append(Label(words.label("Later"), ">", cost.later, formats.compact(words, cost.later)))
    return Labels(
        words.label(
            "{points}, worth {worth}",
            points=formats.points(words, cost.points),
            worth=formats.money(words, cost.worth),
        ),
        words.label("Points of {store} by the month in which they expire", store=store),
        tuple(bars),
        words.label("likely to be redeemed"),
        words.label("likely to expire"),
    )
