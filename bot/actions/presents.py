"""Presents: a voucher that a message offers, made when its member takes it, and not before."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, select

from bot.actions.log import authorise
from bot.actions.outbox import post_to_owners
from bot.actions.rewards import read_reward
from bot.actions.vouchers import give_voucher
from bot.database import Query
from bot.rules.care import Care
from bot.rules.refusals import Refusal
from bot.rules.rewards import Reward, RewardKind, RewardState
from bot.rules.roles import Action, Actor
from bot.rules.times import end_of, local_day
from bot.rules.vouchers import Voucher
from bot.shop import Work
from bot.tables.outbox import deliveries
from bot.tables.rewards import rewards

MOST = 20
"""Rewards that are offered to choose a present from."""


class Choice(NamedTuple):
    """A reward that can be a present: its number, and its names by language."""

    id: int
    names: Mapping[str, str]


class Present(NamedTuple):
    """A reward's voucher that a message offers, and the last instant at which it can be taken and used."""

    reward: Reward
    until: datetime

    @property
    def data(self) -> dict[str, object]:
        """What the message's delivery keeps of it."""
        return {"reward": self.reward.id, "names": dict(self.reward.names), "until": self.until.isoformat()}


def _as_kept(data: object) -> Mapping[str, object]:
    return data if isinstance(data, dict) else {}


_GIVEN = (rewards.c.state == RewardState.ACTIVE.value, rewards.c.kind != RewardKind.DONATION.value)
_CHOICES = Query(Choice, select(rewards.c.id, rewards.c.names).where(*_GIVEN).order_by(rewards.c.id.desc()).limit(MOST))
_OFFERED = Query(
    _as_kept,
    select(deliveries.c.data).where(
        deliveries.c.key == bindparam("about"), deliveries.c.chat_id == bindparam("person")
    ),
)


async def choices(work: Work) -> list[Choice]:
    """What a present can be: what the shop has on offer, but for donations."""
    return await work.all(_CHOICES)


async def present_of(work: Work, care: Care, reward_id: int | None, days: int) -> Present | None:
    """The present that rules speak of; None where they speak of none, or of a reward that isn't on offer or is gone.

    The owners hear of one that can't be given.

    Args:
        care: whose rules they are.
        days: it is good to the end of the local day so many days on.
    """
    reward = await read_reward(work, reward_id) if reward_id is not None else None
    if reward is None:
        return None
    if reward.state is not RewardState.ACTIVE or reward.stock == 0:
        await tell_nothing_to_give(work, care, reward)
        return None
    zone = work.store.zone_info
    return Present(reward, end_of(local_day(work.now, zone) + timedelta(days=days), zone))


async def tell_nothing_to_give(work: Work, care: Care, reward: Reward) -> None:
    """Tell the owners that what a kind of care gives isn't there to be given: once, until they change the reward."""
    data = {"care": care.value, "reward": reward.id, "names": dict(reward.names), "gone": reward.stock == 0}
    await post_to_owners(work, "nothing_to_give", f"nothing_to_give:{care}:{reward.id}:{reward.version}", data)


async def take_present(work: Work, actor: Actor, about: str) -> Voucher | Refusal:
    """Take the present that a message to the actor offered; taken again, it is the same voucher.

    Args:
        about: the key of the message.

    Returns:
        Refusal: `present_none` for a message that isn't theirs or offers nothing, `present_over` (`at`) after its
            last day, or as `give_voucher`.
    """
    authorise(actor, Action.REDEEM)
    data = await work.one(_OFFERED, about=about, person=actor.telegram_id)
    reward, until = (data or {}).get("reward"), (data or {}).get("until")
    if actor.member_id is None or not isinstance(reward, int) or not isinstance(until, str):
        return Refusal("present_none")
    last = datetime.fromisoformat(until)
    if last < work.now:
        return Refusal("present_over", {"at": last})
    given = await give_voucher(work, actor.member_id, reward, last, about)
    if isinstance(given, Refusal) and (missing := await read_reward(work, reward)):
        await tell_nothing_to_give(work, Care(about.partition(":")[0]), missing)
    return given
