"""The tiers' clock: each night whoever is due is reviewed, and soon after a table was applied everybody is settled."""

import structlog

from bot.actions import tier_reviews
from bot.rules.room import Room
from bot.shop import Shop
from jobs.job import PutOffError

log = structlog.get_logger(__name__)


async def review(shop: Shop) -> None:
    """Review those whose day has come, and lift those whom an import has brought to a higher tier.

    A table that is new has the same done by itself, and the risers are told of it.

    Raises:
        PutOffError: next to nothing is left on the disk.
    """
    _look_for_room(shop)
    if await tier_reviews.table_is_new(shop):
        return await settle(shop)
    return _note(await tier_reviews.settle_by_night(shop))


async def settle(shop: Shop) -> None:
    """Settle everybody by a table that is new.

    Raises:
        PutOffError: next to nothing is left on the disk.
    """
    _look_for_room(shop)
    _note(await tier_reviews.settle_new_table(shop))


def _look_for_room(shop: Shop) -> None:
    if shop.room is Room.NEARLY_NONE:
        raise PutOffError("the disk is nearly full")


def _note(settled: tier_reviews.Settled | None) -> None:
    if settled is not None:
        log.info("tiers_settled", version=settled.version, **{str(move): n for move, n in settled.moves.items()})
