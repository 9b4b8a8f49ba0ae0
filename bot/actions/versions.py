"""Rules of which the newest version holds: letting another hold from now on, unless somebody else was quicker."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict, replace
from enum import Enum
from typing import TypeVar

from bot.actions.log import authorise, note
from bot.database import Command
from bot.rules.points import EarningRule
from bot.rules.refusals import Refusal
from bot.rules.roles import Action, Actor
from bot.rules.terms import Terms
from bot.shop import Work

Rules = TypeVar("Rules", EarningRule, Terms)


def plain(rules: EarningRule | Terms) -> dict[str, object]:
    """Rules as their row has them."""
    return {name: value.value if isinstance(value, Enum) else value for name, value in asdict(rules).items()}


async def apply_next(
    work: Work, actor: Actor, name: str, changed: Rules, held: Callable[[Work], Awaitable[Rules]], add: Command
) -> Rules | Refusal:
    """Let rules hold from now on.

    Args:
        name: what the log calls them.
        changed: their `version` is the one that they were edited from.
        held: reads those that hold.
        add: inserts a row, and none where the version is there already.

    Returns:
        The rules with their own version, those that held where nothing is changed; `rule_changed` if somebody else's
        edit came first, or why they make no sense.
    """
    authorise(actor, Action.EDIT_PROGRAM)
    if refusal := changed.refused():
        return refusal
    before = await held(work)
    if changed == before:
        return before
    applied = replace(changed, version=changed.version + 1)
    if before.version != changed.version or not await work.run(add, **plain(applied), at=work.now, actor=actor.name):
        return Refusal("rule_changed")
    await note(work, actor, Action.EDIT_PROGRAM, f"{name}:{applied.version}", plain(before), plain(applied))
    return applied
