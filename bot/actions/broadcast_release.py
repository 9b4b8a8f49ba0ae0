"""Letting a broadcast go: at once or at its time, and above a size that the owner sets only with a second yes."""

from typing import NamedTuple

from bot.actions.approvals import Asked, Kind, Request, ask_approval
from bot.actions.broadcasts import find_broadcast, move_broadcast
from bot.actions.care import read_care
from bot.actions.log import authorise
from bot.database import Transaction
from bot.rules.broadcast_runs import State
from bot.rules.broadcasts import BroadcastRules
from bot.rules.care import Care
from bot.rules.refusals import Refusal
from bot.rules.roles import Action, Actor, Role
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
    found = await find_broadcast(work, broadcast_id)
    if found is None:
        return Refusal("broadcast_none")
    if (refusal := found.plan.refused(work.now)) is not None:
        return refusal
    if found.state not in (State.DRAFT, State.AWAITING):
        return Refusal("broadcast_state", {"state": found.state.value})
    if actor.role is Role.OPERATOR or recipients <= (await read_broadcast_rules(work)).approve_above:
        return await _schedule(work, actor, broadcast_id) or Released()
    data = {"broadcast": broadcast_id, "recipients": recipients}
    asked = await ask_approval(work, actor, SENDING, f"broadcast:{broadcast_id}", data, found.plan.title)
    if isinstance(asked, Refusal):
        return asked
    if asked.people and found.state is State.DRAFT:
        await move_broadcast(work, actor, found, State.AWAITING)
    return Released(asked if asked.people else None)


async def _carry_out(work: Work, request: Request, _: Actor | None) -> Refusal | None:
    return await _schedule(work, request.asker, int(request.subject.partition(":")[2]))


async def _schedule(work: Work, actor: Actor, broadcast_id: int) -> Refusal | None:
    """Let it wait for its time, which may be now."""
    found = await find_broadcast(work, broadcast_id)
    if found is None:
        return Refusal("broadcast_none")
    if (refusal := found.plan.refused(work.now)) is not None:
        return refusal
    begins_at = found.plan.when.begins(work.now)
    return await move_broadcast(work, actor, found, State.SCHEDULED, begins_at=begins_at)


SENDING = Kind(Action.BROADCAST, _carry_out)
