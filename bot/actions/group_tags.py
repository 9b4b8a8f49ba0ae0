"""Tags: the name of a member's tier beside their own, in the groups where the bot may set it."""

from typing import NamedTuple

from sqlalchemy import bindparam, select, update

from bot.actions.outbox import post
from bot.actions.tiers import read_tiers
from bot.database import Command, Query
from bot.rules.groups import Group, Right, tag_of
from bot.rules.tiers import TierTable
from bot.shop import Work
from bot.tables.groups import places
from bot.tables.members import members
from bot.tables.points import accounts


class _Tagged(NamedTuple):
    tag: str
    tier: int | None


_TAGGED = Query(
    _Tagged,
    select(places.c.tag, accounts.c.tier)
    .select_from(places)
    .outerjoin(members, members.c.telegram_id == places.c.telegram_id)
    .outerjoin(accounts, accounts.c.member_id == members.c.id)
    .where(places.c.id == bindparam("number")),
)
_TAG = Command(update(places).where(places.c.id == bindparam("number")).values(tag=bindparam("worn")))


def wanted_tag(table: TierTable | None, tier: int | None, language: str) -> str:
    """The tag of somebody in a tier; empty where they are in none."""
    found = table.tier(tier) if table is not None else None
    return tag_of(found.names, language) if found is not None else ""


async def settle_tag(work: Work, group: Group, number: int) -> None:
    """Let somebody's tag in a group be what their tier is called there."""
    if Right.TAG not in group.rights:
        return
    seen = await work.the(_TAGGED, number=number)
    wanted = wanted_tag(await read_tiers(work), seen.tier, group.language)
    if wanted != seen.tag:
        await wear(work, group, number, wanted)


async def wear(work: Work, group: Group, number: int, tag: str) -> None:
    """Have a tag set, or taken off where it is empty."""
    await work.run(_TAG, number=number, worn=tag)
    await post(work, "group_tag", group.chat_id, f"group_tag:{number}:{work.now.isoformat()}", {"place": number})
