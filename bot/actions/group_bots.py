"""Other bots in a group: Telegram counts them among its members, and the shop has no seats for them."""

from collections.abc import Collection

from sqlalchemy import bindparam, select, update

from bot.database import Command, Query, Transaction
from bot.rules.groups import Group
from bot.shop import Work
from bot.tables.groups import groups

_THIS = groups.c.id == bindparam("number")
_BOTS = Query(frozenset[int], select(groups.c.bots).where(_THIS))
_KEEP = Command(update(groups).where(_THIS).values(bots=bindparam("them")))


async def bots_of(work: Transaction, group: Group) -> frozenset[int]:
    """The other bots that are known to be in a group, by Telegram number."""
    return await work.the(_BOTS, number=group.id)


async def keep_bots(work: Work, group: Group, bots: Collection[int]) -> None:
    """These are the other bots in a group from now on."""
    await work.run(_KEEP, number=group.id, them=sorted(bots))
