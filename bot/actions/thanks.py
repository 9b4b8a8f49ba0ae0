"""Thank-yous: said a while after each of a member's first purchases, the third with a present if the shop gives one."""

from typing import NamedTuple

from sqlalchemy import bindparam, select

from bot.actions.care import read_care
from bot.actions.consents import agreed
from bot.actions.holdout import split
from bot.actions.outbox import call_off, post
from bot.actions.presents import present_of
from bot.database import Query
from bot.rules.care import Care
from bot.rules.deliveries import Topic
from bot.rules.thanks import TIMES, Thanks
from bot.shop import Work
from bot.tables.members import members
from bot.tables.purchases import purchases

_BEFORE = Query(
    int,
    select(purchases.c.id)
    .where(purchases.c.member_id == bindparam("member"), purchases.c.id < bindparam("purchase"))
    .order_by(purchases.c.id.desc())
    .limit(1),
)
KIND, WITH_PRESENT = "thanks", "thanks_present"


class _Thanked(NamedTuple):
    telegram_id: int | None
    agreed: bool | None


_WHOM = Query(
    _Thanked,
    select(
        members.c.telegram_id,
        agreed(Topic.OFFERS, members.c.id).label("agreed"),
    ).where(members.c.id == bindparam("member")),
)


async def thank(work: Work, member_id: int, purchase_id: int, nth: int) -> None:
    """Let a member be thanked for a purchase, if it is one of their first.

    Plain thanks are part of the purchase, and need no consent; what brings a present is an offer, and does. Whoever
    buys again before they are thanked is thanked once, for the newer one.

    Args:
        nth: the how manyth of theirs it is, those of an earlier history counted; beyond the third nothing is read.
    """
    if not 0 < nth <= TIMES:
        return
    rules = await read_care(work, Care.THANKS, Thanks)
    whom = await work.the(_WHOM, member=member_id)
    if not rules.on or whom.telegram_id is None:
        return
    if nth > 1:
        before = await work.one(_BEFORE, member=member_id, purchase=purchase_id)
        if before is not None:
            await call_thanks_off(work, member_id, before)
    due, data = work.now + rules.wait, {"nth": nth, "turn": str(purchase_id)}
    present = None
    if nth == TIMES and rules.reward is not None and whom.agreed:
        treated = (await split(work, Care.THANKS, [member_id], f"{purchase_id}")).treated
        present = await present_of(work, Care.THANKS, rules.reward, rules.present_days) if treated else None
    if present is None:
        await post(work, KIND, whom.telegram_id, _key(member_id, purchase_id), data, due=due)
    else:
        offer = {**data, **present.data}
        await post(work, WITH_PRESENT, whom.telegram_id, _key(member_id, purchase_id), offer, due=due)


async def call_thanks_off(work: Work, member_id: int, purchase_id: int) -> None:
    """What was to be said of a purchase isn't, if it wasn't yet: it was taken back, or there is a newer one."""
    await call_off(work, _key(member_id, purchase_id))


def _key(member_id: int, purchase_id: int) -> str:
    return f"{KIND}:{member_id}:{purchase_id}"
