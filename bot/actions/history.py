"""Joining what an import knew of somebody to the member they are now."""

from typing import NamedTuple

from sqlalchemy import bindparam, func, select, update

from bot.actions.birthdays import inherit_birthday
from bot.actions.ledger import balance_of
from bot.actions.log import authorise, note
from bot.actions.member_lists import inherit_lists
from bot.actions.members import MemberRow, member_by_external, member_by_id
from bot.actions.points import move_points
from bot.actions.refills import forget_refills, learn_later
from bot.actions.tags import inherit_tags
from bot.actions.telling import tell
from bot.actions.tier_moves import inherit_tier
from bot.database import Command, Query
from bot.rules.refusals import Refusal
from bot.rules.roles import Action, Actor
from bot.shop import Work
from bot.tables.members import members
from bot.tables.purchases import purchases


class Joined(NamedTuple):
    """What came over: purchases, and points after debts were taken off."""

    purchases: int
    points: int


_EXTERNAL = Query(str, select(members.c.external_id).where(members.c.id == bindparam("member")))
_SET_EXTERNAL = Command(
    update(members).where(members.c.id == bindparam("member")).values(external_id=bindparam("number"))
)
_COUNT = Query(int, select(func.count()).where(purchases.c.member_id == bindparam("member")))
_MERGE = Command(
    update(members)
    .where(members.c.id == bindparam("member"))
    .values(merged_into=bindparam("heir"), phone=None, phone_index=None)
)

# Two managers may join the same history to two members at once; the first has it.
_CLAIM = Command(
    update(members)
    .where(members.c.id == bindparam("member"), members.c.merged_into.is_(None), members.c.telegram_id.is_(None))
    .values(merged_into=bindparam("heir"))
)


async def join_history(work: Work, actor: Actor, member_id: int, heir: int) -> Joined:
    """Hand everything that one member has to another, who is the same person: lots keep their expiry.

    The caller has made sure that they are the same: by a phone number Telegram vouches for, or by a manager's word.

    Args:
        member_id: the member whom an import made.
        heir: the member who joined.
    """
    count = await work.the(_COUNT, member=member_id)
    points = await move_points(work, actor, member_id, heir)
    await work.run(_MERGE, member=member_id, heir=heir)
    await _hand_over_number(work, member_id, heir)
    await inherit_tier(work, member_id, heir)
    await inherit_birthday(work, member_id, heir)
    await inherit_tags(work, member_id, heir)
    await inherit_lists(work, member_id, heir)
    await forget_refills(work, member_id)
    await learn_later(work, [heir])
    await note(work, actor, Action.JOIN_HISTORY, f"member:{heir}", after={"from": member_id, "purchases": count})
    return Joined(count, points)


async def _hand_over_number(work: Work, member_id: int, heir: int) -> None:
    """Let the till's number name the heir from now on; one who has a number keeps it, and imports follow the other."""
    number = await work.one(_EXTERNAL, member=member_id)
    if number and not await work.one(_EXTERNAL, member=heir):
        await work.run(_SET_EXTERNAL, member=member_id, number=None)
        await work.run(_SET_EXTERNAL, member=heir, number=number)


async def history_under(work: Work, actor: Actor, external_id: str, heir: int) -> MemberRow | Refusal:
    """The member whom an import knew under a number at the till, whose history may be joined to another's.

    Args:
        heir: whose it would become.

    Returns:
        Refusal: `external_unknown`, or `external_taken` where somebody uses that card themselves.
    """
    authorise(actor, Action.JOIN_HISTORY)
    old = await member_by_external(work, external_id.strip()[:64])
    if old is None or old.id == heir:
        return Refusal("external_unknown")
    return old if old.telegram_id is None else Refusal("external_taken")


async def join_imported(work: Work, actor: Actor, member_id: int, heir: int) -> Joined | Refusal:
    """Join an import's member to somebody who is here, on a manager's word, and tell the member.

    Returns:
        Refusal: `external_unknown` if that history was joined to somebody meanwhile, or `member_unknown`.
    """
    authorise(actor, Action.JOIN_HISTORY)
    if await member_by_id(work, heir) is None:
        return Refusal("member_unknown")
    if await work.run(_CLAIM, member=member_id, heir=heir) == 0:
        return Refusal("external_unknown")
    joined = await join_history(work, actor, member_id, heir)
    said = {"points": joined.points, "balance": await balance_of(work, heir)}
    await tell(work, heir, "history_joined", f"history:{member_id}", said)
    return joined
