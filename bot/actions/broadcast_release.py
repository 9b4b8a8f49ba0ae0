"""Letting a broadcast go: at once or at its time, and above a size that the owner sets only with a second yes."""

from collections.abc import Mapping
from typing import NamedTuple

from bot.actions.approvals import Asked, Kind, Request, ask_approval, chat_of, deciders_of
from bot.actions.broadcast_moves import move_broadcast
from bot.actions.broadcasts import Broadcast, find_broadcast, hold_broadcast
from bot.actions.care import read_care
from bot.actions.log import authorise
from bot.actions.outbox import post
from bot.database import Transaction
from bot.rules.broadcast_data import fingerprint
from bot.rules.broadcast_runs import State
from bot.rules.broadcasts import BroadcastRules
from bot.rules.care import Care
from bot.rules.refusals import Refusal
from bot.rules.roles import SYSTEM, Action, Actor, Role
from bot.shop import Work


class Released(NamedTuple):
    """It goes out; or so many people were asked for a yes first."""

    asked: Asked | None = None


async def read_broadcast_rules(work: Transaction) -> BroadcastRules:
    """The owner's rules that hold."""
    return await read_care(work, Care.BROADCAST, BroadcastRules)


async def release(work: Work, actor: Actor, broadcast_id: int, recipients: int) -> Released | Refusal:
    """Let a draft go; to many it goes when a second person has said yes.

    Args:
        recipients: how many there will be, as it was foreseen.

    Returns:
        Refusal: `broadcast_none`, as of `Plan.refused`, or as of `move_broadcast`.
    """
    authorise(actor, Action.BROADCAST)
    found = await hold_broadcast(work, broadcast_id)
    if found is None:
        return Refusal("broadcast_none")
    if (refusal := found.plan.refused(work.now)) is not None:
        return refusal
    if found.state not in (State.DRAFT, State.AWAITING):
        return Refusal("broadcast_state", {"state": found.state.value})
    if actor.role is Role.OPERATOR or recipients <= (await read_broadcast_rules(work)).approve_above:
        return await _schedule(work, actor, broadcast_id) or Released()
    if found.state is State.DRAFT:
        await _show(work, actor, found)
    data = {"releasing": broadcast_id, "recipients": recipients, "plan": fingerprint(found.plan)}
    asked = await ask_approval(work, actor, SENDING, _subject(broadcast_id), data, "")
    if isinstance(asked, Refusal):
        return asked
    if asked.people and found.state is State.DRAFT:
        await move_broadcast(work, actor, found, State.AWAITING)
    return Released(asked if asked.people else None)


def _subject(broadcast_id: int) -> str:
    return f"broadcast:{broadcast_id}"


async def _of(work: Work, subject: str) -> Broadcast | None:
    return await hold_broadcast(work, int(subject.partition(":")[2]))


async def _show(work: Work, actor: Actor, found: Broadcast) -> None:
    """Whoever is asked for a yes sees the post first, in each version, with its buttons."""
    for one in await deciders_of(work, actor.staff_id or 0, _subject(found.id)):
        for code in found.plan.posts:
            key = f"broadcast_shown:{found.id}:{one.staff_id}:{code}:{work.now.isoformat()}"
            await post(work, "broadcast_shown", chat_of(one), key, {"trying": found.id, "post_in": code})


async def _carry_out(work: Work, request: Request, decider: Actor | None) -> Refusal | None:
    found = await _of(work, request.subject)
    if found is None:
        return Refusal("broadcast_none")
    waits = State.AWAITING if decider is not None else State.DRAFT
    if found.state is not waits or fingerprint(found.plan) != request.data.get("plan"):
        return Refusal("broadcast_state", {"state": found.state.value})
    return await _schedule(work, request.asker, found.id)


async def _give_up(work: Work, subject: str, asked: Mapping[str, object]) -> None:
    """It is a draft again, which can be changed; not where it waits for a yes to what it has become since."""
    found = await _of(work, subject)
    if found is not None and found.state is State.AWAITING and fingerprint(found.plan) == asked.get("plan"):
        await move_broadcast(work, SYSTEM, found, State.DRAFT)


async def _schedule(work: Work, actor: Actor, broadcast_id: int) -> Refusal | None:
    """Let it wait for its time, which may be now."""
    found = await find_broadcast(work, broadcast_id)
    if found is None:
        return Refusal("broadcast_none")
    if (refusal := found.plan.refused(work.now)) is not None:
        return refusal
    begins_at = found.plan.when.begins(work.now)
    return await move_broadcast(work, actor, found, State.SCHEDULED, begins_at=begins_at)


SENDING = Kind(Action.BROADCAST, _carry_out, _give_up)
