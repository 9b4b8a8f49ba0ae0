"""Rewards as members find them: the catalogue, and one of them with what it is, what it costs and its limits."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from bot.rules.media import Form, Media
from bot.rules.offers import Offer
from bot.rules.refusals import Refusal
from bot.rules.rewards import Reward, RewardKind, Times
from bot.rules.tiers import TierTable
from bot.words import formats
from bot.words.catalogs import Words
from bot.words.common import back, own_text, turn
from bot.words.message import Button, Go, Html, Message, Row, lines, paragraphs, plain, rows, safe
from bot.words.refusals import explain


class Page(NamedTuple):
    """A page of the catalogue; pages count from 0.

    `points` is None for who has no membership. `now` is how many rewards of the whole catalogue can be had now, and
    `next` the first that only points are missing for.
    """

    offers: Sequence[Offer]
    points: int | None
    now: int
    next: Offer | None
    page: int
    pages: int
    edits: bool = False
    """Whether the reader may edit what is offered."""


class Shown(NamedTuple):
    """A reward as somebody sees it.

    `product` is the name of what it brings; `points` None for who has no membership; `page` the catalogue's page to
    go back to.
    """

    reward: Reward
    why_not: Refusal | None = None
    points: int | None = None
    product: str = ""
    tiers: TierTable | None = None
    page: int = 0


def catalogue(words: Words, shown: Page) -> Message:
    """The rewards, each a button: first what can be had now, then what is nearest."""
    return Message(
        paragraphs(
            words.say("<b>Rewards</b>"),
            _standing(words, shown),
            words.say("Tap one to see more.") if shown.offers else words.say("There are none at the moment."),
        ),
        rows(
            *((_offer(words, offer, shown.points, shown.page),) for offer in shown.offers),
            turn(words, "rewards.page", shown.page, shown.pages),
            () if shown.points is None else _mine(words),
            (Button(words.label("Edit rewards"), Go("rewards.desk")),) if shown.edits else (),
        ),
    )


def _mine(words: Words) -> Row:
    return Button(words.label("My points"), Go("points.show")), Button(words.label("My vouchers"), Go("vouchers.list"))


def _standing(words: Words, shown: Page) -> Html | None:
    if shown.points is None:
        return words.say("This is what members get for their points.") if shown.offers else None
    return lines(
        words.say("You have <b>{points}</b>.", points=formats.points(words, shown.points)),
        words.count("✅ You can have {n} of them now.", "✅ You can have {n} of them now.", shown.now)
        if shown.now
        else None,
        words.say(
            "Only {points} to go for the next: {name}.",
            points=formats.points(words, shown.next.short),
            name=own_text(words, shown.next.reward.names),
        )
        if shown.next
        else None,
    )


def _offer(words: Words, offer: Offer, points: int | None, page: int) -> Button:
    name, price = plain(own_text(words, offer.reward.names)), formats.points(words, offer.reward.price)
    mark = "" if points is None or offer.short else "✅ " if offer.why_not is None else "🔒 "
    return Button(f"{mark}{name} · {price}", Go("rewards.show", str(offer.reward.id), str(page)))


def reward(words: Words, shown: Shown, now: datetime) -> Message:
    """One reward: its picture, what it is, its price, what is left, its limits, and the button that redeems it."""
    one = shown.reward
    may = shown.points is not None and shown.why_not is None
    redeem = words.label("Give it") if one.kind is RewardKind.DONATION else words.label("Get it")
    return Message(
        described(words, shown, now),
        rows(
            (Button(redeem, Go("vouchers.ask", str(one.id))),) if may else (),
            (back(words, Go("rewards.page", str(shown.page))),),
        ),
        media=Media(Form.PHOTO, one.picture) if one.picture else None,
    )


def described(words: Words, shown: Shown, now: datetime) -> Html:
    """All that a member reads about a reward; a caption of at most 1024 characters."""
    one = shown.reward
    return paragraphs(
        words.say("<b>{name}</b>", name=own_text(words, one.names)),
        safe(own_text(words, one.abouts)),
        lines(
            worth(words, one.kind, one.worth, shown.product, one.charity or ""),
            words.say("Price: <b>{points}</b>", points=formats.points(words, one.price)),
            *_limits(words, one, shown.tiers, now),
        ),
        _yours(words, shown, now),
    )


def worth(words: Words, kind: RewardKind, worth: int | None, product: str, charity: str) -> Html | None:
    """What a reward or a voucher brings, in a line; None where its name says it all.

    Args:
        worth: minor units, or percent, as its kind has it.
        product: the product's name.
        charity: who gets a donation.
    """
    match kind:
        case RewardKind.MONEY_OFF:
            return words.say("{amount} off a purchase", amount=formats.money(words, worth or 0))
        case RewardKind.PERCENT_OFF:
            return words.say("{percent}% off a purchase", percent=worth or 0)
        case RewardKind.PRODUCT:
            return words.say("You get: {product}", product=product) if product else None
        case RewardKind.GIFT:
            return words.say("A gift with a purchase")
        case RewardKind.DONATION:
            return words.say("{amount} goes to {charity}", amount=formats.money(words, worth or 0), charity=charity)
    return None


def _limits(words: Words, one: Reward, tiers: TierTable | None, now: datetime) -> list[Html | None]:
    tier = tiers.tier(one.min_tier) if tiers is not None else None
    given = one.kind is RewardKind.DONATION
    return [
        words.count("{n} left", "{n} left", one.stock) if one.stock else None,
        words.count("{n} for each member", "{n} for each member", one.each) if one.each else None,
        words.say("From the tier {tier} on", tier=own_text(words, tier.names)) if tier else None,
        _dates(words, one, now),
        None if given else when_taken(words, one.times),
        None
        if given
        else words.count("The voucher is good for {n} day", "The voucher is good for {n} days", one.voucher_days),
    ]


def _dates(words: Words, one: Reward, now: datetime) -> Html | None:
    begins = formats.day(words, one.from_at, now) if one.from_at and one.from_at > now else ""
    ends = formats.day(words, one.until_at, now) if one.until_at else ""
    if begins and ends:
        return words.say("Offered from {begins} until {ends}", begins=begins, ends=ends)
    if begins:
        return words.say("Offered from {day}", day=begins)
    return words.say("Offered until {day}", day=ends) if ends else None


def when_taken(words: Words, times: Times) -> Html | None:
    """When the till takes a voucher, in a line; None where it always does."""
    days, hours = formats.weekdays(words, times.weekdays), formats.hours(times.from_minute, times.to_minute)
    match times.weekdays == Times().weekdays, times == times._replace(from_minute=0, to_minute=Times().to_minute):
        case True, True:
            return None
        case False, True:
            return words.say("To be used on: {days}", days=days)
        case True, False:
            return words.say("To be used at: {hours}", hours=hours)
    return words.say("To be used on: {days}, {hours}", days=days, hours=hours)


def _yours(words: Words, shown: Shown, now: datetime) -> Html | None:
    """How the reader stands to it."""
    if shown.points is None:
        return None
    if shown.why_not is None:
        left = formats.points(words, shown.points - shown.reward.price)
        return words.say("✅ You can have it now; {points} would be left.", points=left)
    if short := Offer(shown.reward, shown.why_not).short:
        return words.say("{points} to go.", points=formats.points(words, short))
    return safe(explain(words, shown.why_not, now))
