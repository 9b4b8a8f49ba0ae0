"""Broadcasts: made, changed, found; what has become of each is in its row."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple, cast

from sqlalchemy import BindParameter, bindparam, insert, select, update

from bot.actions.log import authorise, note
from bot.database import Command, Query, Transaction
from bot.rules.broadcast_data import PlanData, plan_data, read_plan
from bot.rules.broadcast_runs import UNDER_WAY, Act, State, Told, Why
from bot.rules.broadcasts import Plan
from bot.rules.refusals import Refusal
from bot.rules.roles import Action, Actor
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
_HOLD = Query(_broadcast, _ROW.where(broadcasts.c.id == _NUMBER).with_for_update())
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
_FAR = 2**62


async def find_broadcast(work: Transaction, broadcast_id: int) -> Broadcast | None:
    """A broadcast as it stands; None if there is no such one."""
    return await work.one(_FIND, number=broadcast_id)


async def hold_broadcast(work: Work, broadcast_id: int) -> Broadcast | None:
    """As `find_broadcast`, for an act that goes by what it finds: nobody else changes it before that is over."""
    return await work.one(_HOLD, number=broadcast_id)


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
    """Write a draft anew; of one that is paused only the post.

    Returns:
        Refusal: `broadcast_none`, or `broadcast_state` (`state`) for one that is under way or over.
    """
    authorise(actor, Action.BROADCAST)
    found = await hold_broadcast(work, broadcast_id)
    if found is None:
        return Refusal("broadcast_none")
    if found.state not in (State.DRAFT, State.PAUSED):
        return Refusal("broadcast_state", {"state": found.state.value})
    if found.state is State.PAUSED:
        plan = replace(found.plan, posts=plan.posts)
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
