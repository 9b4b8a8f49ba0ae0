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


async def apply_care(
    work: Work, actor: Actor, care: Care, after: Mapping[str, object], before: Mapping[str, object] | None = None
) -> None:
    """Let fields of the rules of a kind of care hold from now on; the others stay as they are.

    Args:
        after: plain data, seen to be sensible.
        before: what these fields were, also those that were never set; None where that needn't be told.
    """
    authorise(actor, Action.EDIT_CARE)
    was = before or {}
    changed = {name: value for name, value in after.items() if name not in was or value != was[name]}
    if changed:
        data = {**await _fields(work, care), **changed}
        await work.run(_ADD, care=care.value, data=data, at=work.now, actor=actor.name)
        await note(work, actor, Action.EDIT_CARE, f"care:{care}", {name: was.get(name) for name in changed}, changed)


async def _fields(work: Transaction, care: Care) -> dict[str, object]:
    found = await work.one(_NEWEST, care=care.value)
    return dict(found) if isinstance(found, Mapping) else {}
