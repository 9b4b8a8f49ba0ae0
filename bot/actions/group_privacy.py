"""What is held about somebody for groups: given to them, and forgotten when they are."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, bindparam, delete, not_, or_, select, update

from bot.actions.group_door import at_door
from bot.actions.group_links import forget_links
from bot.actions.groups import FOR_ANYBODY
from bot.actions.outbox import post
from bot.database import Command, Query, among, listed
from bot.rules.groups import Right, Stand, State
from bot.shop import Work
from bot.tables.groups import groups, places


class InGroup(NamedTuple):
    """Where they stand with a group."""

    title: str
    state: str
    asked_at: datetime | None
    joined_at: datetime | None
    left_at: datetime | None
    ends_at: datetime | None
    tag: str


class _Near(NamedTuple):
    id: int
    state: str


_NEAR = places.c.telegram_id == bindparam("person")
_IN_GROUPS = Query(
    InGroup,
    select(groups.c.title, *(places.c[name] for name in InGroup._fields[1:]))
    .join(places, places.c.group_id == groups.c.id)
    .where(_NEAR)
    .order_by(places.c.changed_at.desc()),
)
_JUDGED = and_(not_(FOR_ANYBODY), places.c.by_hand.is_(False), not_(and_(places.c.earlier, groups.c.earlier_stay)))
_BOTH = (Right.INVITE | Right.REMOVE).value
_KEPT_DOOR = and_(groups.c.state != State.GONE.value, groups.c.rights.bitwise_and(_BOTH) == _BOTH)
"""Elsewhere the bot can't have anybody go, and would keep who they are for nothing."""
_GOES = Query(
    _Near,
    select(places.c.id, places.c.state)
    .join(groups, groups.c.id == places.c.group_id)
    .where(_NEAR, _KEPT_DOOR, or_(places.c.state == "waiting", and_(_JUDGED, places.c.state.in_(("let_in", "inside")))))
    .order_by(places.c.group_id),
)
_TURNED_AWAY = Command(
    update(places).where(places.c.id == bindparam("number")).values(state=Stand.DECLINED.value, asked_at=None, asks=0)
)
_LEAVES_NOW = Command(
    update(places)
    .where(places.c.id == bindparam("number"))
    .values(state=Stand.INSIDE.value, ends_at=bindparam("at"), by_hand=False, tag="", asked_at=None, asks=0)
)
_FORGET = Command(delete(places).where(_NEAR, not_(among(places.c.id, "kept"))))


async def groups_of(work: Work, person: int) -> list[InGroup]:
    """Where somebody stands with every group, the newest first."""
    return await work.all(_IN_GROUPS, person=person)


async def forget_places(work: Work, person: int, member_id: int) -> None:
    """Forget where somebody stands with groups, and their links.

    Where the rule holds for them they go, since it asks for a membership, and what they asked for and wasn't decided is
    turned away, as far as the bot keeps the door: such a place is kept until that is done, and forgotten then.
    """
    goes = await work.all(_GOES, person=person)
    for one in goes:
        if one.state == Stand.WAITING:
            await work.run(_TURNED_AWAY, number=one.id)
            await _have(work, one.id, "group_entry", {"place": one.id, "comes": False})
        else:
            await work.run(_LEAVES_NOW, number=one.id, at=work.now)
            await _have(work, one.id, "group_exit", {"place": one.id})
    await work.run(_FORGET, person=person, kept=listed(one.id for one in goes))
    await forget_links(work, member_id)


async def _have(work: Work, number: int, done: str, data: Mapping[str, object]) -> None:
    """Have something done about a place, told to the group's chat: what was to go to theirs is dropped with them."""
    seen = await at_door(work, number)
    if seen is not None:
        await post(work, done, seen.group.chat_id, f"{done}:{number}:forgotten", data)
