"""Presents: a member takes the voucher that a message offered."""

from bot.actions.presents import take_present
from bot.actions.rewards import read_reward
from bot.actions.vouchers import in_hand
from bot.rules.refusals import Refusal
from bot.words import refusals, vouchers
from bot.words.common import own_text
from bot.words.message import Message
from handlers.visit import Reply, Visit


async def take(visit: Visit) -> Message | Reply:
    """The voucher, made now; pressed again, the same one."""
    kind, turn = visit.args
    taken = await take_present(visit.work, visit.actor, f"{kind}:{visit.member_id}:{turn}")
    if isinstance(taken, Refusal):
        return Reply(toast=refusals.refused_toast(visit.words, taken, visit.now))
    return vouchers.own(visit.words, await in_hand(visit.work, taken), visit.bot_username)


async def name_of(visit: Visit, reward_id: int | None) -> str:
    """What a reward is called; empty where there is none."""
    reward = await read_reward(visit.work, reward_id) if reward_id is not None else None
    return own_text(visit.words, reward.names) if reward else ""
