"""Vouchers at the till: found by their code, given what they are for once, and the member told."""

from sqlalchemy import BindParameter, bindparam, select, update

from bot.actions.guesses import may_try, tried_in_vain
from bot.actions.log import authorise, note
from bot.actions.telling import tell
from bot.actions.vouchers import COLUMNS, about, as_voucher, show_change
from bot.database import Command, Query
from bot.rules.codes import read_voucher
from bot.rules.refusals import Refusal
from bot.rules.roles import Action, Actor
from bot.rules.vouchers import Voucher
from bot.shop import Work
from bot.tables.rewards import vouchers

_NUMBER: BindParameter[int] = bindparam("number")
_BY_ID = Query(as_voucher, select(*COLUMNS).where(vouchers.c.id == _NUMBER))
_BY_CODE = Query(as_voucher, select(*COLUMNS).where(vouchers.c.code_index == bindparam("index")))
_TAKE = Command(
    update(vouchers)
    .where(vouchers.c.id == _NUMBER, vouchers.c.state == "open", vouchers.c.expires_at >= bindparam("now"))
    .values(state="used", settled_at=bindparam("now"), staff_id=bindparam("taker"), branch_id=bindparam("where"))
)


async def find_voucher(work: Work, actor: Actor, text: str) -> Voucher | Refusal:
    """The voucher of a code that was typed or scanned, whatever has become of it.

    The same is done for every code that opens nothing, whether it can't be one, is nobody's, or comes after too many
    wrong ones, so that neither the answer nor the time it takes tells which.

    Returns:
        Refusal: `voucher_unknown`, for all of these.
    """
    authorise(actor, Action.TAKE_VOUCHER)
    code = read_voucher(text) or ""
    looked_at = await may_try(work, actor.telegram_id, "voucher")
    found = await work.each(_BY_CODE, [{"index": index} for index in work.vault.indexes("voucher", code)])
    voucher = next((one for rows in found for one in rows), None)
    if voucher is not None and looked_at:
        return voucher
    await tried_in_vain(work, actor.telegram_id, "voucher", looked_at=looked_at)
    return Refusal("voucher_unknown")


async def voucher_at_till(work: Work, actor: Actor, voucher_id: int) -> Voucher | Refusal:
    """A voucher whose code was seen a moment ago, or whose member let the till see it; `voucher_unknown` if none."""
    authorise(actor, Action.TAKE_VOUCHER)
    return await work.one(_BY_ID, number=voucher_id) or Refusal("voucher_unknown")


def why_not_taken(work: Work, actor: Actor, voucher: Voucher) -> Refusal | None:
    """Why this actor can't take a voucher now; None if they can.

    Returns:
        Refusal: `voucher_own`, or as `Voucher.why_not_taken`.
    """
    if voucher.member_id == actor.member_id:
        return Refusal("voucher_own")
    return voucher.why_not_taken(work.now, work.store.zone_info)


async def take_voucher(work: Work, actor: Actor, voucher_id: int) -> Voucher | Refusal:
    """Take a voucher, once, whoever else tries to at the same time; its member is told, and their message changes.

    Returns:
        The voucher as it is now; or as `voucher_at_till` and `why_not_taken`.
    """
    authorise(actor, Action.TAKE_VOUCHER)
    voucher = await voucher_at_till(work, actor, voucher_id)
    if isinstance(voucher, Refusal):
        return voucher
    if refusal := why_not_taken(work, actor, voucher):
        return refusal
    done = await work.run(_TAKE, number=voucher_id, now=work.now, taker=actor.staff_id, where=actor.branch_id)
    used = await work.the(_BY_ID, number=voucher_id)
    if not done:
        return used.why_over(work.now) or Refusal("voucher_unknown")
    await note(work, actor, Action.TAKE_VOUCHER, about(voucher_id))
    await show_change(work, used, used.state)
    await tell(work, used.member_id, "voucher_used", f"{about(voucher_id)}:told", {"voucher": voucher_id})
    return used
