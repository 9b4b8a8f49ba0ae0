"""*Not me*: a member stops all spending from their card at once, and whoever runs the shop lets it go on."""

from datetime import datetime

from sqlalchemy import BindParameter, bindparam, select, update

from bot.actions.asked import State, clerk_of, payment_of
from bot.actions.ledger import hold
from bot.actions.log import authorise, note
from bot.actions.outbox import post_to_managers
from bot.actions.payments import stop_asking
from bot.actions.spending import end_codes
from bot.actions.telling import tell
from bot.database import Command, Query
from bot.rules.roles import Action, Actor
from bot.rules.spending import Over
from bot.shop import Work
from bot.tables.points import accounts

_MEMBER: BindParameter[int] = bindparam("member")
_FREEZE = Command(
    update(accounts)
    .where(accounts.c.member_id == _MEMBER, accounts.c.frozen_at.is_(None))
    .values(frozen_at=bindparam("at"))
)
_UNFREEZE = Command(
    update(accounts).where(accounts.c.member_id == _MEMBER, accounts.c.frozen_at.is_not(None)).values(frozen_at=None)
)
_FROZEN = Query(
    datetime, select(accounts.c.frozen_at).where(accounts.c.member_id == _MEMBER, accounts.c.frozen_at.is_not(None))
)


async def frozen_since(work: Work, member_id: int) -> datetime | None:
    """Since when nothing is spent from a member's account; None where it can be."""
    return await work.one(_FROZEN, member=member_id)


async def freeze(work: Work, actor: Actor, payment_id: int) -> None:
    """Stop all spending from the actor's own account: a till asked about a payment, and it isn't them who pays.

    Whatever is open ends, and everybody who runs the shop is told what happened.

    Args:
        payment_id: what they were asked about, before they answered or after.
    """
    authorise(actor, Action.STOP_SPENDING)
    member_id = actor.member_id or 0
    await hold(work, actor, [member_id])
    payment = await payment_of(work, member_id, payment_id)
    await stop_asking(work, member_id)
    await end_codes(work, member_id, Over.STOPPED)
    if await work.run(_FREEZE, member=member_id, at=work.now) == 0:
        return
    story = {**payment.figures, "paid": payment.state == State.PAID} if payment else {}
    await note(work, actor, Action.STOP_SPENDING, f"member:{member_id}", None, story)
    clerk = await clerk_of(work, payment) if payment else None
    asked_by = {"person": clerk.telegram_id} if clerk else {}
    key = f"spending_stopped:{member_id}:{work.now.timestamp():.0f}"
    await post_to_managers(work, "spending_stopped", key, {**story, **asked_by, "member": member_id})


async def unfreeze(work: Work, actor: Actor, member_id: int) -> bool:
    """Let a member's points be spent again, and tell them; False if they can be already."""
    authorise(actor, Action.UNFREEZE)
    await hold(work, actor, [member_id])
    if await work.run(_UNFREEZE, member=member_id) == 0:
        return False
    await note(work, actor, Action.UNFREEZE, f"member:{member_id}")
    await tell(work, member_id, "spending_freed", f"spending_freed:{member_id}:{work.now.timestamp():.0f}", {})
    return True
