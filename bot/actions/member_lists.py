"""Lists of members from files: everybody whom a line of the file names, by card, phone or their number at the till."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import BindParameter, ColumnElement, bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.actions.log import authorise, note
from bot.database import Command, Query, Transaction
from bot.rules.codes import read_card
from bot.rules.labels import tidy_label
from bot.rules.phones import region_of, sought_phone
from bot.rules.refusals import Refusal
from bot.rules.roles import Action, Actor
from bot.shop import Work
from bot.tables.members import members
from bot.tables.segments import listed, member_lists


class ListOf(NamedTuple):
    """A list, and how many are on it."""

    id: int
    name: str
    members: int


_MEMBER: BindParameter[int] = bindparam("member")
_LIST: BindParameter[int] = bindparam("list")


def _who(marked: ColumnElement[bool]) -> Query[int]:
    found = select(func.coalesce(members.c.merged_into, members.c.id))
    return Query(int, found.where(marked, members.c.forgotten_at.is_(None)))


_BY_CARD = _who(members.c.card == bindparam("mark"))
_BY_PHONE = _who(members.c.phone_index == bindparam("mark"))
_BY_NUMBER = _who(members.c.external_id == bindparam("mark"))
_NEW = insert(member_lists)
_KEEP = Query(
    int,
    _NEW.on_conflict_do_update(
        index_elements=[member_lists.c.key], set_={"name": _NEW.excluded.name, "at": _NEW.excluded.at}
    ).returning(member_lists.c.id),
)
_EMPTY = Command(delete(listed).where(listed.c.list_id == _LIST))
_ADD = Command(insert(listed).on_conflict_do_nothing())
_LISTS = Query(
    ListOf,
    select(member_lists.c.id, member_lists.c.name, func.count(listed.c.member_id).label("members"))
    .select_from(member_lists)
    .outerjoin(listed, listed.c.list_id == member_lists.c.id)
    .group_by(member_lists.c.id, member_lists.c.name)
    .order_by(member_lists.c.name),
)
_THEIRS = Query(
    str,
    select(member_lists.c.name)
    .join(listed, listed.c.list_id == member_lists.c.id)
    .where(listed.c.member_id == _MEMBER)
    .order_by(member_lists.c.name),
)
_FORGET = Command(delete(listed).where(listed.c.member_id == _MEMBER))
_HAND_OVER = Command(
    update(listed)
    .where(
        listed.c.member_id == _MEMBER,
        listed.c.list_id.not_in(select(listed.c.list_id).where(listed.c.member_id == bindparam("heir"))),
    )
    .values(member_id=bindparam("heir"))
)


async def begin_list(work: Work, actor: Actor, name: str) -> int | Refusal:
    """Begin a list anew: one of that name loses whom it held.

    Returns:
        Its number; `label_missing` or `label_long` (`most`).
    """
    authorise(actor, Action.EDIT_SEGMENTS)
    label = tidy_label(name)
    if isinstance(label, Refusal):
        return label
    number = await work.the(_KEEP, name=label, key=label.casefold(), at=work.now, actor=actor.name)
    emptied = await work.run(_EMPTY, list=number)
    await note(work, actor, Action.EDIT_SEGMENTS, f"list:{number}", after={"emptied": emptied})
    return number


async def add_to_list(work: Work, actor: Actor, list_id: int, lines: Sequence[str]) -> Sequence[int]:
    """Put whom these lines name on a list; once is enough.

    Args:
        lines: of each the card, phone or number at the till.

    Returns:
        The places, from 0, of the lines that name nobody.
    """
    authorise(actor, Action.EDIT_SEGMENTS)
    named = await _named(work, lines)
    ids = sorted({one for one in named if one is not None})
    await work.many(_ADD, [{"list_id": list_id, "member_id": one} for one in ids])
    return [place for place, one in enumerate(named) if one is None]


async def _named(work: Work, lines: Sequence[str]) -> list[int | None]:
    """The member whom each line names, by the first of the three that does."""
    region = region_of(work.store.zone)
    cards = [read_card(line) for line in lines]
    phones = [sought_phone(line, region) for line in lines]
    by_card = await work.each(_BY_CARD, [{"mark": one if isinstance(one, str) else ""} for one in cards])
    by_phone = await work.each(
        _BY_PHONE, [{"mark": work.vault.index("phone", one) if isinstance(one, str) else b""} for one in phones]
    )
    by_number = await work.each(_BY_NUMBER, [{"mark": line.strip()[:64]} for line in lines])
    return [
        next(iter([*card, *phone, *till]), None) for card, phone, till in zip(by_card, by_phone, by_number, strict=True)
    ]


async def lists(work: Transaction) -> list[ListOf]:
    """Every list."""
    return await work.all(_LISTS)


async def lists_of(work: Transaction, member_id: int) -> list[str]:
    """The names of the lists that a member is on."""
    return await work.all(_THEIRS, member=member_id)


async def inherit_lists(work: Work, member_id: int, heir: int) -> None:
    """Let the member who is the same person stand where the other stood."""
    await work.run(_HAND_OVER, member=member_id, heir=heir)
    await forget_lists(work, member_id)


async def forget_lists(work: Work, member_id: int) -> None:
    """Take a member off every list."""
    await work.run(_FORGET, member=member_id)
