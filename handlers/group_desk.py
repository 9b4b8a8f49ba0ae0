"""Groups for their owner: each with its figures, and every part of it changed; a new one is asked for part by part."""

from typing import NamedTuple, TypeAlias

from bot.actions.group_edits import edit_group, set_rule, turn_group
from bot.actions.group_figures import figures_of, named_by, would_mean
from bot.actions.groups import every_group, read_group
from bot.actions.saved_segments import find_segment
from bot.actions.tiers import names_of_tiers
from bot.rules.codes import new_secret
from bot.rules.group_parts import FIRST, Part
from bot.rules.groups import Group, Rule, State
from bot.rules.refusals import Refusal
from bot.shop import Shop
from bot.words import group_desk as words
from bot.words import group_parts, refusals
from bot.words.catalogs import Language
from bot.words.message import Message
from handlers import typed, whom
from handlers.drafts import Flow, left
from handlers.visit import Reply, Visit


class Draft(NamedTuple):
    """The part of a group that is asked for; `new` while it is being set up, a `key` once its rule is to be applied."""

    number: int
    part: Part
    new: bool = False
    rule: Rule | None = None
    key: str = ""


Given: TypeAlias = Rule | str | int | bool | None
"""What a part of a group is to be."""
DESK = Flow("groups", Draft)


async def show_list(visit: Visit) -> Message:
    """Every group."""
    await _leave(visit)
    return words.desk(visit.words, await every_group(visit.work), visit.bot_username)


async def show(visit: Visit) -> Message | Reply:
    """One, with its figures."""
    await _leave(visit)
    group = await read_group(visit.work, int(visit.args[0]))
    return left(visit) if group is None or group.state is State.GONE else _card(visit, group)


async def _leave(visit: Visit) -> None:
    if visit.known.step is not None and visit.known.step.startswith("groups."):
        await visit.asked()


def _card(visit: Visit, group: Group) -> Reply:
    """With its figures, which of a million members take seconds: nobody else's act waits for them."""

    async def count(shop: Shop) -> Message:
        async with shop.reading() as reading:
            figures = await figures_of(reading, group, visit.now)
            named = await named_by(reading, group, visit.now, shop.store)
            tiers = await names_of_tiers(reading)
        return words.card(visit.words, group, figures, None if isinstance(named, Refusal) else named, tiers)

    return Reply(then=count)


async def set_up(visit: Visit) -> Message | Reply:
    """A new one: what it is for, first of all."""
    group = await read_group(visit.work, int(visit.args[0]))
    if group is None or group.state is State.GONE:
        return left(visit)
    return await _ask(visit, group, Draft(group.id, FIRST[0], new=True))


async def edit(visit: Visit) -> Message | Reply:
    """A part of one is to change."""
    number, part = visit.args
    group = await read_group(visit.work, int(number))
    return left(visit) if group is None else await _ask(visit, group, Draft(group.id, Part(part)))


async def turn(visit: Visit) -> Message | Reply:
    """Its door is opened, or closed to newcomers."""
    number, opens = visit.args
    turned = await turn_group(visit.work, visit.actor, int(number), opens=opens == "1")
    if isinstance(turned, Refusal):
        return Reply(toast=refusals.refused_toast(visit.words, turned, visit.now))
    return _card(visit, turned)


async def choose(visit: Visit) -> Message | Reply:
    """The part was answered with a button."""
    draft, (part, said) = DESK.draft(visit), visit.args
    if draft is None or draft.part != part:
        return left(visit)
    return await _take(visit, draft, await _chosen(visit, draft.part, said))


async def take(visit: Visit) -> Message | Reply:
    """The part was answered in writing."""
    draft = DESK.draft(visit)
    if draft is None:
        return left(visit)
    return await _take(visit, draft, _typed(draft.part, visit.text))


async def apply(visit: Visit) -> Message | Reply:
    """Another rule holds from now on."""
    draft = DESK.draft(visit)
    if draft is None or not draft.key or draft.key != visit.args[0]:
        return left(visit)
    return await _keep(visit, draft, draft.rule if draft.part is Part.WHO else False)


async def _chosen(visit: Visit, part: Part, said: str) -> Given | Refusal:
    match part:
        case Part.LANGUAGE:
            return Language(said).value
        case Part.WHO:
            return Rule(None) if said == "anybody" else await whom.chosen(visit, said)
        case Part.MOST:
            return None
        case Part.HELLO | Part.EARLIER:
            return said == "1"
        case Part.ABOUT | Part.RULES:
            return ""
        case Part.GRACE:
            return Refusal("group_choose")


def _typed(part: Part, text: str) -> Given | Refusal:
    match part:
        case Part.WHO if text.strip():
            return Rule(text.strip())
        case Part.ABOUT | Part.RULES if text.strip():
            return text.strip()
        case Part.MOST | Part.GRACE:
            found = typed.whole(text)
            return -1 if found is None else found
    return Refusal("group_choose")


async def _take(visit: Visit, draft: Draft, given: Given | Refusal) -> Message | Reply:
    group = await read_group(visit.work, draft.number)
    if group is None:
        return left(visit)
    if isinstance(given, Refusal):
        return await _ask(visit, group, draft, given)
    if isinstance(given, Rule) and not draft.new:
        return await _preview(visit, await _ruled(visit, group, given), draft._replace(rule=given))
    if draft.part is Part.EARLIER and not given:
        return await _preview(visit, group._replace(earlier_stay=False), draft)
    return await _keep(visit, draft, given)


async def _ruled(visit: Visit, group: Group, rule: Rule) -> Group:
    kept = await find_segment(visit.work, rule.segment) if rule.segment is not None else None
    return group._replace(who=rule.line, segment=kept.name if kept is not None else None)


async def _preview(visit: Visit, group: Group, draft: Draft) -> Message | Reply:
    means = await would_mean(visit.work, group, visit.now, visit.work.store)
    if isinstance(means, Refusal):
        return await _ask(visit, group, draft, means)
    key = new_secret(visit.work.chance)
    await visit.ask("groups.part", DESK.plain(draft._replace(key=key)))
    tiers = await names_of_tiers(visit.work)
    return group_parts.preview_rule(visit.words, group, means.named, means.leave, key, tiers)


async def _keep(visit: Visit, draft: Draft, given: Given) -> Message | Reply:
    if isinstance(given, Rule):
        kept = await set_rule(visit.work, visit.actor, draft.number, given)
    else:
        kept = await edit_group(visit.work, visit.actor, draft.number, draft.part, given)
    if isinstance(kept, Refusal):
        group = await read_group(visit.work, draft.number)
        return left(visit) if group is None else await _ask(visit, group, draft, kept)
    following = FIRST.index(draft.part) + 1 if draft.new else len(FIRST)
    if following < len(FIRST):
        return await _ask(visit, kept, Draft(kept.id, FIRST[following], new=True))
    await visit.asked()
    return _card(visit, kept)


async def _ask(visit: Visit, group: Group, draft: Draft, why: Refusal | None = None) -> Message:
    await visit.ask("groups.part", DESK.plain(draft))
    options = await whom.options(visit) if draft.part is Part.WHO else ()
    question = group_parts.ask(visit.words, group, draft.part, *options)
    return refusals.and_again(visit.words, why, question, visit.now)
