"""Segments: the list, one with whom it names, and making one by buttons or in writing; counted beside whoever sells."""

from math import ceil
from typing import NamedTuple

from bot.actions.buyers import look_at_buyers
from bot.actions.saved_segments import (
    Saved,
    doors_of,
    edit_segment,
    find_segment,
    remove_segment,
    save_segment,
    saved,
)
from bot.actions.segment_options import OPTIONS
from bot.actions.segments import look_at
from bot.actions.tiers import names_of_tiers
from bot.rules.buying import Rfm
from bot.rules.refusals import Refusal
from bot.rules.rfm import Group
from bot.rules.segments import And, Expression, Not, Or, all_of, any_of, parse, written
from bot.shop import Shop
from bot.words import buyers, refusals
from bot.words import segment_editor as words
from bot.words.message import Html, Message, safe
from bot.words.segment_editor import Named
from handlers.drafts import Flow, left
from handlers.visit import Reply, Visit


class Draft(NamedTuple):
    """A segment as it would be.

    Args:
        line: as far as it goes; empty where it has nothing yet.
        joint: how what comes next is joined to it, and, or or not; empty for all of it anew.
        options: what can be chosen now, as lines.
        number: of the segment that is changed; 0 for a new one.
        name: of the segment that is changed.
        version: that it is changed from.
    """

    line: str = ""
    joint: str = ""
    options: tuple[str, ...] = ()
    number: int = 0
    name: str = ""
    version: int = 0

    @property
    def expression(self) -> Expression | None:
        """What the line says."""
        found = parse(self.line) if self.line else None
        return None if isinstance(found, Refusal) else found


SEGMENT = Flow("segments", Draft)
PAGE = 20
"""Segments on a page of the list: a message holds no more than a hundred buttons."""
_ABOUT_NAMES = ("label_missing", "label_long", "segment_taken")


async def show_list(visit: Visit) -> Message:
    """`/segments`; the page is the argument, if there is one."""
    return await _list(visit, int(visit.args[0]) if visit.args else 0)


async def _list(visit: Visit, page: int = 0) -> Message:
    kept = await saved(visit.work)
    shown = [(one.id, one.name) for one in kept[page * PAGE : (page + 1) * PAGE]]
    return words.segments(visit.words, shown, page, ceil(len(kept) / PAGE))


async def show(visit: Visit) -> Reply:
    """One of them."""
    one = await find_segment(visit.work, int(visit.args[0]))
    return left(visit) if one is None else await _shown(visit, one)


async def _shown(visit: Visit, one: Saved) -> Reply:
    doors, tiers = await doors_of(visit.work, one.id), await names_of_tiers(visit.work)

    async def look(shop: Shop) -> Message:
        named = await _named(shop, visit, one.expression)
        return words.segment(visit.words, one.id, one.name, one.expression, named, doors, tiers)

    return Reply(then=look)


async def _named(shop: Shop, visit: Visit, expression: Expression) -> Named | Html:
    async with shop.reading() as reading:
        found = await look_at(reading, shop.vault, expression, visit.now, shop.store)
    if isinstance(found, Refusal):
        return safe(refusals.explain(visit.words, found, visit.now))
    return Named(found.n, found.of, [(one.name, one.card) for one in found.examples])


async def new(visit: Visit) -> Message:
    """A new one, with buttons."""
    return await _kinds(visit, Draft())


async def edit(visit: Visit) -> Message | Reply:
    """One that is kept is to mean something else."""
    one = await find_segment(visit.work, int(visit.args[0]))
    if one is None:
        return left(visit)
    return await _draft(visit, Draft(written(one.expression), number=one.id, name=one.name, version=one.version))


async def more(visit: Visit) -> Message | Reply:
    """Another condition."""
    draft, joint = SEGMENT.draft(visit), visit.args[0] if visit.args else ""
    if draft is None or (bool(joint) and not draft.line):
        return left(visit)
    return await _kinds(visit, draft._replace(joint=joint))


async def _kinds(visit: Visit, draft: Draft) -> Message:
    await _keep(visit, draft)
    return words.kinds(visit.words, draft.joint)


async def kind(visit: Visit) -> Message | Reply:
    """What the condition is about was chosen."""
    draft, about = SEGMENT.draft(visit), visit.args[0]
    if draft is None or about not in OPTIONS:
        return left(visit)
    options = await OPTIONS[about](visit.work)
    await _keep(visit, draft._replace(options=tuple(written(one) for one in options)))
    return words.options(visit.words, about, draft.joint, options, await names_of_tiers(visit.work))


async def pick(visit: Visit) -> Message | Reply:
    """The condition was chosen."""
    draft, place = SEGMENT.draft(visit), int(visit.args[0])
    if draft is None or not 0 <= place < len(draft.options):
        return left(visit)
    return await _join(visit, draft, draft.options[place])


async def write(visit: Visit) -> Message:
    """All of it is to be written."""
    draft = SEGMENT.draft(visit) or Draft()
    await _keep(visit, draft._replace(joint=""))
    return words.write(visit.words)


async def take(visit: Visit) -> Message | Reply:
    """Something was written: a condition more, or all of it."""
    draft = SEGMENT.draft(visit)
    return left(visit) if draft is None else await _join(visit, draft, visit.text)


async def _join(visit: Visit, draft: Draft, line: str) -> Message | Reply:
    found = parse(line)
    if not isinstance(found, Refusal):
        found = parse(written(_joined(draft, found)))  # what is written is checked as a whole
    if isinstance(found, Refusal):
        return refusals.and_again(visit.words, found, words.write(visit.words), visit.now)
    return await _draft(visit, draft._replace(line=written(found)))


def _joined(draft: Draft, added: Expression) -> Expression:
    before = draft.expression
    if before is None or not draft.joint:
        return added
    match draft.joint:
        case "or":
            return any_of(before, added)
        case "not":
            return all_of(before, Not(added))
    return all_of(before, added)


async def less(visit: Visit) -> Message | Reply:
    """The last condition goes."""
    draft = SEGMENT.draft(visit)
    if draft is None:
        return left(visit)
    match draft.expression:
        case And(parts):
            return await _draft(visit, draft._replace(line=written(all_of(*parts[:-1]))))
        case Or(parts):
            return await _draft(visit, draft._replace(line=written(any_of(*parts[:-1]))))
    return await _kinds(visit, draft._replace(line="", joint=""))


async def back(visit: Visit) -> Message | Reply:
    """To the segment as it would be; from its beginning to the list."""
    draft = SEGMENT.draft(visit)
    if draft is None:
        return left(visit)
    if draft.line:
        return await _draft(visit, draft)
    await visit.asked()
    return await _list(visit)


async def _draft(visit: Visit, draft: Draft) -> Reply:
    expression = draft.expression
    if expression is None:
        return left(visit)
    await _keep(visit, draft._replace(joint="", options=()))
    tiers = await names_of_tiers(visit.work)

    async def look(shop: Shop) -> Message:
        named = await _named(shop, visit, expression)
        return words.draft(visit.words, expression, named, tiers, kept=draft.name)

    return Reply(then=look)


async def keep(visit: Visit) -> Message | Reply:
    """It is as it is to be."""
    draft = SEGMENT.draft(visit)
    if draft is None or draft.expression is None:
        return left(visit)
    if not draft.number:
        return await _ask_name(visit, draft)
    return await _kept(visit, draft, draft.name)


async def rename(visit: Visit) -> Message | Reply:
    """One that is kept is to have another name."""
    one = await find_segment(visit.work, int(visit.args[0]))
    if one is None:
        return left(visit)
    return await _ask_name(visit, Draft(written(one.expression), "", (), one.id, one.name, one.version))


async def take_name(visit: Visit) -> Message | Reply:
    """Its name was written."""
    draft = SEGMENT.draft(visit)
    return left(visit) if draft is None else await _kept(visit, draft, visit.text)


async def _kept(visit: Visit, draft: Draft, name: str) -> Message | Reply:
    expression = draft.expression
    if expression is None:
        return left(visit)
    if draft.number:
        changed = Saved(draft.number, name, expression, draft.version)
        done = await edit_segment(visit.work, visit.actor, changed)
    else:
        done = await save_segment(visit.work, visit.actor, name, expression)
    if isinstance(done, Refusal):
        return await _refused(visit, draft, done)
    await visit.asked()
    return await _shown(visit, done)


async def _refused(visit: Visit, draft: Draft, why: Refusal) -> Message:
    """To its name where that is at fault, else to its line."""
    if why.key in _ABOUT_NAMES:
        return await _ask_name(visit, draft, why)
    await _keep(visit, draft)
    return refusals.and_again(visit.words, why, words.write(visit.words), visit.now)


async def _ask_name(visit: Visit, draft: Draft, why: Refusal | None = None) -> Message:
    await visit.ask("segments.name", SEGMENT.plain(draft))
    return refusals.and_again(visit.words, why, words.ask_name(visit.words), visit.now)


async def ask_removal(visit: Visit) -> Message | Reply:
    """Whether one is to go."""
    one = await find_segment(visit.work, int(visit.args[0]))
    return left(visit) if one is None else words.ask_removal(visit.words, one.id, one.name)


async def show_buyers(visit: Visit) -> Reply:
    """How members buy, and what that makes them."""

    async def look(shop: Shop) -> Message:
        async with shop.reading() as reading:
            return buyers.show(visit.words, *await look_at_buyers(reading))

    return Reply(then=look)


async def of_group(visit: Visit) -> Message | Reply:
    """Those of one group, as a new segment."""
    group = next((one for one in Group if one == visit.args[0]), None)
    return left(visit) if group is None else await _draft(visit, Draft(Rfm(group).written()))


async def remove(visit: Visit) -> Message | Reply:
    """It is kept no more."""
    refused = await remove_segment(visit.work, visit.actor, int(visit.args[0]))
    if refused is not None:
        return Reply(toast=refusals.refused_toast(visit.words, refused, visit.now))
    return await _list(visit)


async def _keep(visit: Visit, draft: Draft) -> None:
    await visit.ask("segments.line", SEGMENT.plain(draft))
