"""Segments kept by name."""

from typing import NamedTuple

from sqlalchemy import bindparam, insert, select, update

from bot.actions.log import authorise, note
from bot.actions.segments import chosen
from bot.database import Command, Query, Transaction
from bot.rules.groups import State
from bot.rules.labels import tidy_label
from bot.rules.refusals import Refusal
from bot.rules.roles import Action, Actor
from bot.rules.segments import Expression, parse, written
from bot.shop import Work
from bot.tables.groups import groups
from bot.tables.segments import segments

MOST = 100
"""Segments that a shop keeps: more than anybody finds their way in."""


class Saved(NamedTuple):
    """A segment under a name; `version` counts its edits."""

    id: int
    name: str
    expression: Expression
    version: int = 1


def _saved(id: int, name: str, text: str, version: int) -> Saved:
    expression = parse(text)
    if isinstance(expression, Refusal):
        raise LookupError(f"segment {id} can't be read any more: {expression.key}")
    return Saved(id, name, expression, version)


_SAVED = select(segments.c.id, segments.c.name, segments.c.text, segments.c.version)
_STANDS = segments.c.removed_at.is_(None)
_ALL = Query(_saved, _SAVED.where(_STANDS).order_by(segments.c.key))
_BY_ID = Query(_saved, _SAVED.where(segments.c.id == bindparam("number")))
_BY_KEY = Query(_saved, _SAVED.where(segments.c.key == bindparam("called"), _STANDS))
_ADD = Query(int, insert(segments).returning(segments.c.id))
_EDIT = Command(
    update(segments)
    .where(segments.c.id == bindparam("number"), segments.c.version == bindparam("edited"), _STANDS)
    .values(
        name=bindparam("new_name"),
        key=bindparam("new_key"),
        text=bindparam("new_text"),
        changed_at=bindparam("new_at"),
        actor=bindparam("new_actor"),
        version=segments.c.version + 1,
    )
)
_DOORS = Query(
    str,
    select(groups.c.title)
    .where(groups.c.segment_id == bindparam("number"), groups.c.state != State.GONE.value)
    .order_by(groups.c.title),
)
_REMOVE = Command(
    update(segments).where(segments.c.id == bindparam("number"), _STANDS).values(removed_at=bindparam("at"))
)


async def saved(work: Transaction) -> list[Saved]:
    """Every segment that is kept, by name."""
    return await work.all(_ALL)


async def find_segment(work: Transaction, segment_id: int) -> Saved | None:
    """A segment by number, also one that was removed."""
    return await work.one(_BY_ID, number=segment_id)


async def segment_called(work: Transaction, name: str) -> Saved | None:
    """A segment by its name, in whatever capitals."""
    return await work.one(_BY_KEY, called=name.strip().casefold())


async def save_segment(work: Work, actor: Actor, name: str, expression: Expression) -> Saved | Refusal:
    """Keep a segment under a name.

    Returns:
        It; or `label_missing`, `label_long` (`most`), `segment_taken` (`name`), `segments_many` (`most`), or as of
        `chosen` where it can't be told whom it means.
    """
    authorise(actor, Action.EDIT_SEGMENTS)
    label = tidy_label(name)
    if isinstance(label, Refusal):
        return label
    if await segment_called(work, label):
        return Refusal("segment_taken", {"name": label})
    if len(await saved(work)) >= MOST:
        return Refusal("segments_many", {"most": MOST})
    if isinstance(unsure := await chosen(work, expression, work.now, work.store), Refusal):
        return unsure
    line = written(expression)
    number = await work.the(
        _ADD, name=label, key=label.casefold(), text=line, version=1, changed_at=work.now, actor=actor.name
    )
    await note(work, actor, Action.EDIT_SEGMENTS, f"segment:{number}", None, {"text": line})
    return Saved(number, label, expression)


async def edit_segment(work: Work, actor: Actor, changed: Saved) -> Saved | Refusal:
    """Give a segment another name or another meaning.

    Args:
        changed: its `version` is the one it was edited from.

    Returns:
        It as it is now; `segment_changed` if somebody else's edit came first or it was removed, or as of save_segment.
    """
    authorise(actor, Action.EDIT_SEGMENTS)
    label = tidy_label(changed.name)
    if isinstance(label, Refusal):
        return label
    namesake, before = await segment_called(work, label), await find_segment(work, changed.id)
    if namesake is not None and namesake.id != changed.id:
        return Refusal("segment_taken", {"name": label})
    if isinstance(unsure := await chosen(work, changed.expression, work.now, work.store), Refusal):
        return unsure
    line = written(changed.expression)
    done = await work.run(
        _EDIT,
        number=changed.id,
        edited=changed.version,
        new_name=label,
        new_key=label.casefold(),
        new_text=line,
        new_at=work.now,
        new_actor=actor.name,
    )
    if not done or before is None:
        return Refusal("segment_changed")
    was = {"text": written(before.expression)}
    await note(work, actor, Action.EDIT_SEGMENTS, f"segment:{changed.id}", was, {"text": line})
    return changed._replace(name=label, version=changed.version + 1)


async def doors_of(work: Transaction, segment_id: int) -> list[str]:
    """The groups whose rule a segment is, by title: whom it names may join them."""
    return await work.all(_DOORS, number=segment_id)


async def remove_segment(work: Work, actor: Actor, segment_id: int) -> Refusal | None:
    """Keep a segment no more; refused with `segment_in_use` (`group`) while it is a group's rule."""
    authorise(actor, Action.EDIT_SEGMENTS)
    if doors := await doors_of(work, segment_id):
        return Refusal("segment_in_use", {"group": doors[0]})
    if await work.run(_REMOVE, number=segment_id, at=work.now):
        await note(work, actor, Action.EDIT_SEGMENTS, f"segment:{segment_id}", after={"removed": True})
    return None
