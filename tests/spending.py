"""Points spent as for a reward, but for nothing: for stories in which it doesn't matter on what."""

from bot.actions.ledger import hold
from bot.actions.points import Posted, spendable
from bot.rules.ledger import EntryKind
from bot.rules.refusals import Refusal
from bot.rules.roles import Actor
from bot.shop import Work


async def spend_points(work: Work, actor: Actor, member_id: int, points: int, key: str) -> Posted | Refusal:
    """Spend points of a member's, from the lots that expire soonest, as `redeem` and `pay` do.

    Args:
        key: which spending it is; the ledger takes it once.

    Returns:
        The entry, or a Refusal as of `spendable`.
    """
    book = await hold(work, actor, [member_id])
    movement = await spendable(work, book, member_id, points)
    if isinstance(movement, Refusal):
        return movement
    book.add(member_id, EntryKind.REDEEM, f"redeem:{key}", movement, at=work.now)
    [entry_id] = await book.write()
    account = book.accounts[member_id]
    return Posted(entry_id, -points, account.points, account.debt)
