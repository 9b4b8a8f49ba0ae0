"""The holdout: those whose turn it is at a kind of care are parted into who is given it and who is left out."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, bindparam, delete, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql.dml import ReturningInsert

from bot.actions.care import read_care
from bot.database import Command, Query
from bot.rules.care import Care
from bot.rules.effect import WINDOWS
from bot.rules.holdout import Shares, held_out
from bot.shop import Work
from bot.tables.holdout import holdout_salts, treatments

SALT_BYTES = 32


class Split(NamedTuple):
    """The members who are given the care now, and those who are left out."""

    treated: frozenset[int]
    held: frozenset[int]


class Turn(NamedTuple):
    """When a member had their turn at a kind of care; `held` if they were left out."""

    care: str
    at: datetime
    held: bool


_SALT = Query(bytes, select(holdout_salts.c.salt))
_KEEP_SALT = Command(insert(holdout_salts).on_conflict_do_nothing())
_ADD = Command(insert(treatments).on_conflict_do_nothing())
_TURN = ("care", "about", "at", "until")
_THEIRS = treatments.c.member_id == bindparam("member")
_TURNS = Query(
    Turn, select(*(treatments.c[name] for name in Turn._fields)).where(_THEIRS).order_by(treatments.c.at.desc())
)
_FORGET = Command(delete(treatments).where(_THEIRS))


async def split(work: Work, care: Care, member_ids: Collection[int], about: str) -> Split:
    """Part the members whose turn it is, and remember both parts, so that `/effect` can count who came back.

    Whoever is left out has had their turn as much as the others: what is remembered of those who were written to, so
    that it isn't done twice, must be remembered of them too.

    Args:
        care: a kind that members can be left out of.
        member_ids: those who would be written to now, each once.
        about: which turn it is, in 32 characters: the local day, the year; the same turn counts once.
    """
    if not member_ids:
        return Split(frozenset(), frozenset())
    share = (await read_care(work, Care.HOLDOUT, Shares)).of(care)
    salt = await salt_of(work)
    held = frozenset(one for one in member_ids if held_out(one, care, salt, share))
    turn = turn_of(work, care, about)
    await work.many(_ADD, [{"member_id": one, "held": one in held, **turn} for one in sorted(member_ids)])
    return Split(frozenset(member_ids) - held, held)


async def drawn(work: Work, care: Care, member_ids: Collection[int]) -> list[int] | None:
    """Those of very many members whom the lot leaves out of a kind of care; None where it is drawn for nobody.

    Of those whose turn it is, both parts are to be remembered, as `turns` does it.
    """
    share = (await read_care(work, Care.HOLDOUT, Shares)).of(care)
    if not share:
        return None
    salt = await salt_of(work)
    return [one for one in member_ids if held_out(one, care, salt, share)]


def turns(whom: Select[tuple[int]], *, held: bool) -> ReturningInsert[tuple[int]]:
    """A statement that remembers the turn of very many, and gives the numbers of those of whom it was not known.

    Its parameters are those of `whom` and what `turn_of` gives.

    Args:
        whom: names the members by their numbers.
        held: they are left out; otherwise they are given the care, if they aren't left out already.
    """
    columns = [*whom.selected_columns, *(bindparam(name, type_=treatments.c[name].type) for name in _TURN)]
    rows = whom.with_only_columns(*columns, literal(held), maintain_column_froms=True)
    added = insert(treatments).from_select(["member_id", *_TURN, "held"], rows, include_defaults=False)
    return added.on_conflict_do_nothing().returning(treatments.c.member_id)


def turn_of(work: Work, care: Care, about: str) -> dict[str, object]:
    """A turn at a kind of care, as a row of every member has it.

    Args:
        about: as of `split`.
    """
    return {"care": care.value, "about": about, "at": work.now, "until": work.now + WINDOWS[care]}


async def salt_of(work: Work) -> bytes:
    """What makes the store's lots its own, drawn where it is asked for first."""
    found = await work.one(_SALT)
    if found is None:
        await work.run(_KEEP_SALT, id=1, salt=work.chance.randbytes(SALT_BYTES))
        found = await work.the(_SALT)
    return found


async def turns_of(work: Work, member_id: int) -> list[Turn]:
    """A member's turns at every kind of care, the newest first."""
    return await work.all(_TURNS, member=member_id)


async def forget_turns(work: Work, member_id: int) -> None:
    """Erase a member's turns: they count for nothing any more."""
    await work.run(_FORGET, member=member_id)
