"""How a broadcast comes from one state to the next: begun, paused, let go on, made a draft again, called off."""

from datetime import datetime

from sqlalchemy import bindparam, update

from bot.actions.broadcasts import Broadcast, find_broadcast, under_way
from bot.actions.log import authorise, note
from bot.actions.outbox import post_to_managers
from bot.database import Command
from bot.rules.broadcast_runs import MOVES, Act, State, Why
from bot.rules.broadcast_when import LATE
from bot.rules.deliveries import Lane
from bot.rules.refusals import Refusal
from bot.rules.roles import SYSTEM, Action, Actor
from bot.shop import Work
from bot.tables.broadcasts import broadcasts

_MOVE = Command(
    update(broadcasts)
    .where(broadcasts.c.id == bindparam("number"), broadcasts.c.state == bindparam("before"))
    .values(
        {
            name: bindparam(f"new_{name}")
            for name in ("state", "begins_at", "began_at", "ended_at", "paused_why", "overlooks")
        }
    )
)


async def move_broadcast(
    work: Work,
    actor: Actor,
    found: Broadcast,
    to: State,
    *,
    why: Why | None = None,
    begins_at: datetime | None = None,
    overlooks: frozenset[Why] | None = None,
) -> Refusal | None:
    """Take a broadcast from one state to another, and write it into the log.

    Returns:
        Refusal: `broadcast_state` (`state`) where that state doesn't lead there, or another was faster.
    """
    if to not in MOVES[found.state]:
        return Refusal("broadcast_state", {"state": found.state.value})
    moved = await work.run(
        _MOVE,
        number=found.id,
        before=found.state.value,
        new_state=to.value,
        new_begins_at=begins_at or found.begins_at,
        new_began_at=found.began_at or (work.now if to is State.RUNNING else None),
        new_ended_at=work.now if to in (State.DONE, State.CANCELLED) else None,
        new_paused_why=why.value if why else None,
        new_overlooks=",".join(sorted(overlooks if overlooks is not None else found.overlooks)) or None,
    )
    if not moved:
        return Refusal("broadcast_state", {"state": found.state.value})
    after: dict[str, object] = {"state": to.value, **({"why": why.value} if why else {})}
    await note(work, actor, Action.BROADCAST, f"broadcast:{found.id}", {"state": found.state.value}, after)
    if to is State.RUNNING:
        work.posted.add(Lane.BROADCAST)
    return None


async def begin(work: Work, found: Broadcast) -> None:
    """Let a broadcast run whose time has come; one that comes too late asks first."""
    late = found.begins_at is not None and work.now - found.begins_at > LATE and Why.LATE not in found.overlooks
    if late:
        await pause_by_itself(work, found, Why.LATE)
    else:
        await move_broadcast(work, SYSTEM, found, State.RUNNING)


async def pause_broadcast(work: Work, actor: Actor, broadcast_id: int) -> Refusal | None:
    """Let nothing more of it out; `broadcast_none` or as `move_broadcast`."""
    authorise(actor, Action.BROADCAST)
    found = await find_broadcast(work, broadcast_id)
    return await move_broadcast(work, actor, found, State.PAUSED, why=Why.ASKED) if found else Refusal("broadcast_none")


async def take_back(work: Work, actor: Actor, broadcast_id: int) -> Refusal | None:
    """Make a draft again of one that waits for its time or for a yes; `broadcast_none` or as `move_broadcast`."""
    authorise(actor, Action.BROADCAST)
    found = await find_broadcast(work, broadcast_id)
    if found is None or found.act is not Act.SEND:
        return Refusal("broadcast_none")
    return await move_broadcast(work, actor, found, State.DRAFT)


async def pause_by_itself(work: Work, found: Broadcast, why: Why) -> None:
    """Pause it, unless somebody has said that this is no reason, and tell those who run the shop."""
    if why in found.overlooks or await move_broadcast(work, SYSTEM, found, State.PAUSED, why=why) is not None:
        return
    data = {"broadcast": found.id, "title": found.plan.title, "why": why.value}
    await post_to_managers(work, "broadcast_paused", f"broadcast_paused:{found.id}:{work.now.isoformat()}", data)


async def pause_all_begun(work: Work) -> None:
    """Let nothing more out of those whose time has come: the shop is a copy, made who knows when."""
    for found in await under_way(work):
        if found.state is not State.PAUSED and found.begins_at is not None and found.begins_at <= work.now:
            await pause_by_itself(work, found, Why.RESTORED)


async def resume_broadcast(work: Work, actor: Actor, broadcast_id: int) -> Refusal | None:
    """Let it go on, whatever it was paused for; it doesn't pause itself for the same once more.

    Returns:
        Refusal: `broadcast_none`, `broadcast_expired` once nobody could get it any more, or as `move_broadcast`.
    """
    authorise(actor, Action.BROADCAST)
    found = await find_broadcast(work, broadcast_id)
    if found is None:
        return Refusal("broadcast_none")
    if found.good_until is not None and found.good_until <= work.now:
        return Refusal("broadcast_expired")
    to = State.RUNNING if found.began_at or found.paused_why is Why.LATE else State.SCHEDULED
    seen = {found.paused_why} - {None, Why.ASKED, Why.ORIGINAL_GONE, Why.SEGMENT_GONE, Why.RESTORED}
    return await move_broadcast(work, actor, found, to, overlooks=found.overlooks | {one for one in seen if one})


async def cancel_broadcast(work: Work, actor: Actor, broadcast_id: int) -> Refusal | None:
    """Call it off for good: what is in the outbox is dropped from there; `broadcast_none` or as `move_broadcast`."""
    authorise(actor, Action.BROADCAST)
    found = await find_broadcast(work, broadcast_id)
    return await move_broadcast(work, actor, found, State.CANCELLED) if found else Refusal("broadcast_none")
