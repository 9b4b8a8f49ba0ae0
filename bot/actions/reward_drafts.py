"""A new reward as somebody of the staff has made it so far, so that nothing is lost when they begin something else."""

from datetime import timedelta

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert

from bot.actions.log import authorise
from bot.database import Command, Query
from bot.rules.roles import Action, Actor
from bot.shop import Work
from bot.tables.rewards import reward_drafts

DRAFT_LASTS = timedelta(days=7)
"""How long it waits, from the last answer: later nobody remembers what it was to be."""


def _as_kept(data: object) -> object:
    return data


_HELD_BY = reward_drafts.c.staff_id == bindparam("staff")
_MINE = Query(_as_kept, select(reward_drafts.c.data).where(_HELD_BY, reward_drafts.c.changed_at > bindparam("since")))
_INSERT = insert(reward_drafts)
_KEEP = Command(
    _INSERT.on_conflict_do_update(
        index_elements=[reward_drafts.c.staff_id],
        set_={"data": _INSERT.excluded.data, "changed_at": _INSERT.excluded.changed_at},
    )
)
_DROP = Command(delete(reward_drafts).where(_HELD_BY))


async def begun_reward(work: Work, actor: Actor) -> object:
    """What somebody has begun and not kept, as plain data; None where they haven't, or no more since a week."""
    authorise(actor, Action.EDIT_REWARDS)
    return await work.one(_MINE, staff=actor.staff_id, since=work.now - DRAFT_LASTS)


async def keep_begun(work: Work, actor: Actor, data: object) -> None:
    """Keep a reward as it was made so far, as plain data; somebody has one at a time."""
    authorise(actor, Action.EDIT_REWARDS)
    await work.run(_KEEP, staff_id=actor.staff_id, data=data, changed_at=work.now)


async def drop_begun(work: Work, actor: Actor) -> None:
    """It was made, or thrown away."""
    await work.run(_DROP, staff=actor.staff_id)
