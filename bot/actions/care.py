"""The rules of each kind of care: reading those that hold, and letting others hold from now on."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from sqlalchemy import bindparam, insert, select

from bot.actions.log import authorise, note
from bot.database import Command, Query, Transaction
from bot.rules.care import Care
from bot.rules.roles import Action, Actor
from bot.shop import Work
from bot.tables.care import care_rules

Rules = TypeVar("Rules")


def _as_kept(data: object) -> object:
    return data


_NEWEST = Query(
    _as_kept,
    select(care_rules.c.data).where(care_rules.c.care == bindparam("care")).order_by(care_rules.c.id.desc()).limit(1),
)
_ADD = Command(insert(care_rules))


async def read_care(work: Transaction, care: Care, shape: Callable[..., Rules]) -> Rules:
    """The rules of a kind of care that hold.

    Args:
        shape: what they are made with, from their fields by name; a field that was never set is what the shop opens
            with.
    """
    return shape(**await _fields(work, care))


async def apply_care(work: Work, actor: Actor, care: Care, changed: Mapping[str, object]) -> None:
    """Let fields of the rules of a kind of care hold from now on; the others stay as they are.

    Args:
        changed: plain data, seen to be sensible.
    """
    authorise(actor, Action.EDIT_CARE)
    before = await _fields(work, care)
    after = {**before, **changed}
    if after != before:
        await work.run(_ADD, care=care.value, data=after, at=work.now, actor=actor.name)
        await note(work, actor, Action.EDIT_CARE, f"care:{care}", before, after)


async def _fields(work: Transaction, care: Care) -> dict[str, object]:
    found = await work.one(_NEWEST, care=care.value)
    return dict(found) if isinstance(found, Mapping) else {}
