"""The terms of points: reading those that hold, and letting others hold from now on."""

from dataclasses import asdict, fields

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from bot.actions.log import authorise, note
from bot.database import Command, Query
from bot.rules.refusals import Refusal
from bot.rules.roles import Action, Actor
from bot.rules.terms import Terms
from bot.shop import Work
from bot.tables.program import terms

_NEWEST = Query(
    Terms, select(*(terms.c[field.name] for field in fields(Terms))).order_by(terms.c.version.desc()).limit(1)
)
_ADD = Command(insert(terms).on_conflict_do_nothing())


async def read_terms(work: Work) -> Terms:
    """The terms that hold; in a store that has set none, a hundred points are worth one of the main unit."""
    return await work.one(_NEWEST) or Terms(worth_points=100, worth_amount=10**work.store.currency_info.digits)


async def apply_terms(work: Work, actor: Actor, changed: Terms) -> Terms | Refusal:
    """Let terms hold from now on.

    Args:
        changed: its `version` is the one it was edited from.

    Returns:
        The terms with their own version; `rule_changed` if somebody else's edit came first, or why they make no sense.
    """
    authorise(actor, Action.EDIT_PROGRAM)
    if refusal := changed.refused():
        return refusal
    before = await read_terms(work)
    if before.version != changed.version:
        return Refusal("rule_changed")
    version = changed.version + 1
    if await work.run(_ADD, **asdict(changed) | {"version": version, "at": work.now, "actor": actor.name}) == 0:
        return Refusal("rule_changed")
    await note(work, actor, Action.EDIT_PROGRAM, f"terms:{version}", asdict(before), asdict(changed))
    return await read_terms(work)
