"""How members buy: how many are in each group, and what the best fifth of the buyers brings."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import BigInteger, case, cast, func, select

from bot.actions.conditions import rfm_group
from bot.actions.rfm import count_buyers, read_cuts
from bot.actions.segments import STANDING
from bot.database import Query, Transaction
from bot.rules.rfm import Cuts, Group
from bot.tables.members import members
from bot.tables.points import accounts


class Buyers(NamedTuple):
    """How many ever bought; where the fifths of them part, None where there are too few or it wasn't reckoned yet."""

    n: int
    cuts: Cuts | None
    groups: Mapping[Group, int]


async def look_at_buyers(work: Transaction) -> Buyers:
    """How members buy now, by the cut points of last night."""
    cuts = await read_cuts(work)
    if cuts is None:
        return Buyers(await count_buyers(work), None, {})
    return Buyers(cuts.buyers, cuts, await _groups(work, cuts))


async def _groups(work: Transaction, cuts: Cuts) -> dict[Group, int]:
    sums = [cast(func.sum(case((rfm_group(group, cuts), 1), else_=0)), BigInteger) for group in Group]

    def by_group(*counted: int | None) -> dict[Group, int]:
        return {group: n or 0 for group, n in zip(Group, counted, strict=True)}

    found = select(*sums).select_from(members.join(accounts, accounts.c.member_id == members.c.id)).where(*STANDING)
    return await work.the(Query(by_group, found))
