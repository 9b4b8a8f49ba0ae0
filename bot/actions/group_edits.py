"""What a group's owner decides about it: each of its parts, who may join, and whether its door is open."""

from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, case, update

from bot.actions.groups import read_group
from bot.actions.log import authorise, note
from bot.actions.saved_segments import saved
from bot.actions.segments import read_segment
from bot.database import Command
from bot.rules.group_parts import Part, fit
from bot.rules.groups import Group, Rule, State
from bot.rules.refusals import Refusal
from bot.rules.roles import Action, Actor
from bot.rules.segments import written
from bot.shop import Work
from bot.tables.groups import groups

_THIS = groups.c.id == bindparam("number")
_EDIT: Mapping[Part, Command] = {
    part: Command(update(groups).where(_THIS).values({part.value: bindparam("given")}))
    for part in Part
    if part is not Part.WHO
}
_RULE = Command(update(groups).where(_THIS).values(who=bindparam("line"), segment_id=bindparam("segment")))
_TURN = Command(
    update(groups)
    .where(_THIS, groups.c.state != State.GONE.value)
    .values(state=case((bindparam("opens"), State.OPEN.value), else_=State.CLOSED.value))
)


async def edit_group(
    work: Work, actor: Actor, number: int, part: Part, given: str | int | bool | None
) -> Group | Refusal:
    """Let a part of a group be another from now on.

    Args:
        part: any but who may join, as of `set_rule`.

    Returns:
        The group; `group_gone`, or why this can't be, as of `fit`.
    """
    authorise(actor, Action.EDIT_GROUPS)
    before = await read_group(work, number)
    if before is None or before.state is State.GONE:
        return Refusal("group_gone")
    fitting = fit(part, given)
    if isinstance(fitting, Refusal):
        return fitting
    await work.run(_EDIT[part], number=number, given=fitting)
    return await _edited(work, actor, before, part)


async def set_rule(work: Work, actor: Actor, number: int, rule: Rule) -> Group | Refusal:
    """Let others join a group from now on.

    Returns:
        The group; `group_gone`, as `read_segment`, or `group_choose` where the segment isn't kept any more.
    """
    authorise(actor, Action.EDIT_GROUPS)
    before = await read_group(work, number)
    if before is None or before.state is State.GONE:
        return Refusal("group_gone")
    line = None
    if rule.segment is not None:
        if all(one.id != rule.segment for one in await saved(work)):
            return Refusal("group_choose")
    elif rule.line is not None:
        read = await read_segment(work, rule.line, work.now, work.store)
        if isinstance(read, Refusal):
            return read
        line = written(read)
    await work.run(_RULE, number=number, line=line, segment=rule.segment)
    return await _edited(work, actor, before, Part.WHO)


async def _edited(work: Work, actor: Actor, before: Group, part: Part) -> Group:
    after = await _as_it_is(work, before.id)
    was, now = ({part.value: one._asdict()[part.value]} for one in (before, after))
    await note(work, actor, Action.EDIT_GROUPS, f"group:{before.id}", was, now)
    return after


async def turn_group(work: Work, actor: Actor, number: int, *, opens: bool) -> Group | Refusal:
    """Open a group's door, or close it to newcomers; `group_gone`, or `group_unable` where the bot may not keep it."""
    authorise(actor, Action.EDIT_GROUPS)
    before = await read_group(work, number)
    if before is None or before.state is State.GONE:
        return Refusal("group_gone")
    if opens and not before.rights.keeps_door:
        return Refusal("group_unable")
    await work.run(_TURN, number=number, opens=opens)
    after = await _as_it_is(work, number)
    states: Sequence[Mapping[str, str]] = [{"state": one.state.value} for one in (before, after)]
    await note(work, actor, Action.EDIT_GROUPS, f"group:{number}", *states)
    return after


async def _as_it_is(work: Work, number: int) -> Group:
    found = await read_group(work, number)
    if found is None:
        raise LookupError(f"group {number} was there a moment ago")
    return found
