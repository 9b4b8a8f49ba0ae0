"""`/effect`: what care does, looked up beside whoever sells meanwhile."""

from bot.actions.effect import effects
from bot.shop import Shop
from bot.words import effect as words
from bot.words.message import Message
from handlers.visit import Reply, Visit


async def show(visit: Visit) -> Reply:
    """What each kind of care does."""

    async def look_up(shop: Shop) -> Message:
        return words.show(visit.words, await effects(shop, visit.actor, visit.now))

    return Reply(then=look_up)
