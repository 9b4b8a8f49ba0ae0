"""Broadcasts: made, changed, let go, paused, resumed, called off; what has become of each is in its row."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple, cast

from sqlalchemy import BindParameter, bindparam, insert, select, update

from bot.actions.log import authorise, note
from bot.actions.outbox import post_to_managers
from bot.database import Command, Query, Transaction
from bot.rules.broadcast_data import PlanData, plan_data, read_plan
from bot.rules.broadcast_runs import MOVES, UNDER_WAY, Act, State, Told, Why
from bot.rules.broadcasts import LATE, Plan
from bot.rules.deliveries import Lane
from bot.rules.refusals import Refusal
from bot.rules.roles import SYSTEM, Action, Actor
from bot.shop import Work
from bot.tables.broadcasts import broadcasts

GOOD_FOR = timedelta(days=2)
"""How long after its time a message of a broadcast is worth sending where nobody has said until when."""
LISTED = 20
"""Broadcasts on one page of the list."""


class Broadcast(NamedTuple):
    """One post to many, as it stands.

    Args:
        about: the earlier broadcast that an `act` other than `send` is about.
        texts: by language, the right words (correct).
        made_by: as the log names people.
        begins_at: when the first may have it, once it is let go.
        queued_at: when all its recipients were in the outbox.
        queued: recipients in the outbox so far.
        held: members left out by lot.
        paused_why: while it is paused.
        overlooks: for what it doesn't pause itself again.
    """

    id: int
    act: Act
    about: int | None
    state: State
    plan: Plan
    texts: Mapping[str, str]
    made_by: str
    made_at: datetime
    begins_at: datetime | None
    began_at: datetime | None
    queued_at: datetime | None
    ended_at: datetime | None
    queued_to: int
    queued: int
    held: int
    paused_why: Why | None
    overlooks: frozenset[Why]

    @property
    def good_until(self) -> datetime | None:
        """After that it must not go out; None before it has begun, unless somebody said until when."""
        if self.plan.expires_at is not None or self.began_at is None:
            return self.plan.expires_at
        return self.began_at + self.plan.when.lasts + GOOD_FOR


def _texts(data: object) -> Mapping[str, str]:
    return data if isinstance(data, dict) else {}


def _told(number: int, act: str, about: int | None, plan: object, texts: object) -> Told:
    return Told(number, Act(act), about, read_plan(cast(PlanData, plan)), _texts(texts))


def _broadcast(
    number: int,
    act: str,
    about: int | None,
    state: str,
    plan: object,
    texts: object,
    made_by: str,
    made_at: datetime,
    begins_at: datetime | None,
    began_at: datetime | None,
    queued_at: datetime | None,
    ended_at: datetime | None,
    queued_to: int,
    queued: int,
    held: int,
    paused_why: str | None,
    overlooks: str | None,
) -> Broadcast:
    return Broadcast(
        number,
        Act(act),
        about,
        State(state),
        read_plan(cast(PlanData, plan)),
        _texts(texts),
        made_by,
        made_at,
        begins_at,
        began_at,
        queued_at,
        ended_at,
        queued_to,
        queued,
        held,
        Why(paused_why) if paused_why else None,
        frozenset(Why(one) for one in (overlooks or "").split(",") if one),
    )


_NUMBER: BindParameter[int] = bindparam("number")
_ROW = select(*(broadcasts.c[name] for name in Broadcast._fields))
_FIND = Query(_broadcast, _ROW.where(broadcasts.c.id == _NUMBER))
_NEWEST = Query(
    _broadcast,
    _ROW.where(broadcasts.c.id < bindparam("before")).order_by(broadcasts.c.id.desc()).limit(bindparam("most")),
)
_TOLD = Query(_told, select(*(broadcasts.c[name] for name in Told._fields)).where(broadcasts.c.id == _NUMBER))
_UNDER_WAY = Query(
    _broadcast, _ROW.where(broadcasts.c.state.in_([one.value for one in UNDER_WAY])).order_by(broadcasts.c.id)
)
_AGAIN = Query(_broadcast, _ROW.where(broadcasts.c.act == Act.AGAIN.value, broadcasts.c.about == bindparam("number")))
_TO_COME = Query(
    _broadcast,
    _ROW.where(broadcasts.c.state.in_([one.value for one in (State.DRAFT, State.AWAITING, State.SCHEDULED)])),
)
_ADD = Query(int, insert(broadcasts).returning(broadcasts.c.id))
_CHANGE = Command(
    update(broadcasts)
    .where(broadcasts.c.id == _NUMBER)
    .values(plan=bindparam("new_plan"), texts=bindparam("new_texts"))
)
_MOVE = Command(
    update(broadcasts)
    .where(broadcasts.c.id == _NUMBER, broadcasts.c.state == bindparam("before"))
    .values(
        {
            name: bindparam(f"new_{name}")
            for name in ("state", "begins_at", "began_at", "ended_at", "paused_why", "overlooks")
        }
    )
)
_FAR = 2**62


async def find_broadcast(work: Transaction, broadcast_id: int) -> Broadcast | None:
    """A broadcast as it stands; None if there is no such one."""
    return await work.one(_FIND, number=broadcast_id)


async def list_broadcasts(work: Transaction, before: int | None = None, most: int = LISTED) -> list[Broadcast]:
    """The broadcasts there are, the newest first.

    Args:
        before: only those with a smaller number.
    """
    return await work.all(_NEWEST, before=before if before is not None else _FAR, most=most)


async def with_repeats(work: Transaction, found: Broadcast) -> list[Broadcast]:
    """A broadcast as it first went out, and those that sent it once more to those whom it had failed.

    Args:
        found: any one of them.
    """
    while found.act is Act.AGAIN and found.about is not None:
        found = await work.the(_FIND, number=found.about)
    every = [found]
    for one in every:
        every += await work.all(_AGAIN, number=one.id)
    return every


async def broadcasts_told(work: Transaction, broadcast_ids: Collection[int]) -> dict[int, Told]:
    """What of several broadcasts their messages are put into words from, by their numbers."""
    found = await work.each(_TOLD, [{"number": one} for one in broadcast_ids])
    return {told.id: told for rows in found for told in rows}


async def under_way(work: Transaction) -> list[Broadcast]:
    """Those that are scheduled, running or paused, the oldest first."""
    return await work.all(_UNDER_WAY)


async def make_broadcast(
    work: Work,
    actor: Actor,
    plan: Plan,
    *,
    act: Act = Act.SEND,
    about: int | None = None,
    texts: Mapping[str, str] | None = None,
) -> int:
    """Keep a draft, whatever it still lacks; its number.

    Args:
        act: what it does; all but `send` are made by `bot/actions/broadcast_acts.py`.
    """
    authorise(actor, Action.BROADCAST)
    return await work.the(
        _ADD,
        act=act.value,
        about=about,
        state=State.DRAFT.value,
        plan=plan_data(plan),
        texts=dict(texts) if texts else None,
        made_by=actor.name,
        made_at=work.now,
    )


async def change_broadcast(work: Work, actor: Actor, broadcast_id: int, plan: Plan) -> Refusal | None:
    """Write a draft anew; of one that is paused only the post, the buttons and the expiry.

    Returns:
        Refusal: `broadcast_none`, or `broadcast_state` (`state`) for one that is under way or over.
    """
    authorise(actor, Action.BROADCAST)
    found = await find_broadcast(work, broadcast_id)
    if found is None:
        return Refusal("broadcast_none")
    if found.state not in (State.DRAFT, State.PAUSED):
        return Refusal("broadcast_state", {"state": found.state.value})
    if found.state is State.PAUSED:
        had = found.plan
        plan = Plan(
            had.title,
            plan.posts,
            plan.buttons,
            had.audience,
            had.groups,
            had.when,
            plan.expires_at,
            had.closed_too,
            had.paid,
        )
        await note(work, actor, Action.BROADCAST, f"broadcast:{broadcast_id}", after={"changed": True})
    await keep_plan(work, found, plan)
    return None


async def keep_plan(work: Work, found: Broadcast, plan: Plan) -> None:
    """Write down what is said of a broadcast from now on, whatever its state."""
    await work.run(_CHANGE, number=found.id, new_plan=plan_data(plan), new_texts=dict(found.texts) or None)


async def follow_group(work: Work, old: int, new: int) -> None:
    """A group became a supergroup: broadcasts that are still to go into it know its new chat."""
    for found in await work.all(_TO_COME):
        if old in found.plan.groups:
            groups = tuple(dict.fromkeys(new if chat == old else chat for chat in found.plan.groups))
            await keep_plan(work, found, replace(found.plan, groups=groups))


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
        Refusal: `broadcast_none`, `broadcast_expired` after its expiry, or as `move_broadcast`.
    """
    authorise(actor, Action.BROADCAST)
    found = await find_broadcast(work, broadcast_id)
    if found is None:
        return Refusal("broadcast_none")
    if found.plan.expires_at is not None and found.plan.expires_at <= work.now:
        return Refusal("broadcast_expired")
    to = State.RUNNING if found.began_at or found.paused_why is Why.LATE else State.SCHEDULED
    seen = {found.paused_why} - {None, Why.ASKED, Why.ORIGINAL_GONE, Why.SEGMENT_GONE, Why.RESTORED}
    return await move_broadcast(work, actor, found, to, overlooks=found.overlooks | {one for one in seen if one})


async def cancel_broadcast(work: Work, actor: Actor, broadcast_id: int) -> Refusal | None:
    """Call it off for good: what is in the outbox is dropped from there; `broadcast_none` or as `move_broadcast`."""
    authorise(actor, Action.BROADCAST)
    found = await find_broadcast(work, broadcast_id)
    return await move_broadcast(work, actor, found, State.CANCELLED) if found else Refusal("broadcast_none")
