"""The catalogue of rewards: what somebody can have now first, and each reward on a screen of its own."""

from collections.abc import Sequence
from math import ceil

from bot.actions.products import product_by_id
from bot.actions.rewards import offers_for, read_reward
from bot.rules.offers import Offer
from bot.rules.refusals import Refusal
from bot.rules.rewards import Reward
from bot.rules.roles import Action, allowed
from bot.words import refusals
from bot.words import rewards as words
from bot.words.message import Message
from bot.words.rewards import Page, Shown
from handlers.visit import Reply, Visit

PAGE = 8


async def show_list(visit: Visit) -> Message:
    """`/rewards`."""
    return await _page(visit, 0)


async def page(visit: Visit) -> Message:
    """Another page of the catalogue."""
    return await _page(visit, int(visit.args[0]))


async def show(visit: Visit) -> Message | Reply:
    """One reward, as whoever is here finds it now."""
    number, page = (int(arg) for arg in visit.args)
    found = await offers_for(visit.work, visit.actor.member_id, visit.words.language)
    offer = next((one for one in found.offers if one.reward.id == number), None)
    if offer is None:
        why = Refusal("reward_off" if await read_reward(visit.work, number) else "reward_unknown")
        return Reply((await _page(visit, 0),), refusals.refused_toast(visit.words, why, visit.now))
    product = await product_name(visit, offer.reward)
    shown = Shown(offer.reward, offer.why_not, found.points, product, found.tiers, page)
    return words.reward(visit.words, shown, visit.now)


async def _page(visit: Visit, number: int) -> Message:
    found = await offers_for(visit.work, visit.actor.member_id, visit.words.language)
    pages = max(ceil(len(found.offers) / PAGE), 1)
    number = min(number, pages - 1)
    shown = Page(
        found.offers[number * PAGE : (number + 1) * PAGE],
        found.points,
        sum(offer.why_not is None for offer in found.offers),
        _next(found.offers),
        number,
        pages,
        edits=allowed(visit.actor, Action.EDIT_REWARDS),
    )
    return words.catalogue(visit.words, shown)


def _next(offers: Sequence[Offer]) -> Offer | None:
    return next((offer for offer in offers if offer.short), None)


async def product_name(visit: Visit, reward: Reward) -> str:
    """What the product is called that a reward brings; nothing for a reward that brings none."""
    product = await product_by_id(visit.work, reward.product_id) if reward.product_id is not None else None
    return product.name if product is not None else ""
