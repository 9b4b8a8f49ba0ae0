"""The parts of the table of tiers, asked for one by one; what makes no sense is asked for again."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from bot.actions.program import read_rule
from bot.actions.tier_drafts import keep_draft, new_tier_id
from bot.rules.money import Money, Unsure
from bot.rules.names import clean
from bot.rules.refusals import Refusal
from bot.rules.tiers import MOST_GRACE, MOST_NAME, Measure, Span, Tier, is_long
from bot.words import common, refusals
from bot.words import tier_parts as words
from bot.words import tier_table as whole_table
from bot.words.catalogs import Language
from bot.words.message import Message
from handlers import tier_table, typed
from handlers.drafts import Flow, left
from handlers.visit import Reply, Visit

KEPT = 80
"""Percent of what takes somebody to a new tier that keeps them there, until the owner says otherwise."""


class Part(NamedTuple):
    """What is asked for: a part of a tier, or of the table where `tier_id` is 0; `name` is a new tier's, once known."""

    tier_id: int
    field: str
    language: str = ""
    name: str = ""


PART = Flow("tiers", Part)


async def add(visit: Visit) -> Message:
    """A new tier: its name in the store's language first."""
    return await _ask(visit, Part(0, "new", visit.work.store.language))


async def edit(visit: Visit) -> Message | Reply:
    """A part of a tier, or of the table, is to change."""
    number, field = visit.args
    table, _ = await tier_table.table_now(visit)
    tier = table.tier(int(number))
    if tier is None and number != "0":
        return left(visit)
    if tier is not None and field in ("name", "perks"):
        texts = tier.names if field == "name" else tier.perks or {}
        return words.ask_language(visit.words, tier.id, field, texts)
    return await _ask(visit, Part(int(number), field))


async def edit_text(visit: Visit) -> Message | Reply:
    """A name or a description in one language is to change."""
    number, field, language = visit.args
    table, _ = await tier_table.table_now(visit)
    return left(visit) if table.tier(int(number)) is None else await _ask(visit, Part(int(number), field, language))


async def leave_empty(visit: Visit) -> Message | Reply:
    """A name or a description in one language is taken away."""
    number, field, language = visit.args
    return await _change(visit, Part(int(number), field, language), "")


async def take(visit: Visit) -> Message | Reply:
    """The part was answered."""
    part = PART.draft(visit)
    if part is None:
        return left(visit)
    found = await _read(visit, part)
    match found:
        case Unsure(readings):
            return common.which_amount(visit.words, [reading.amount for reading in readings], "tiers.amount")
        case Refusal():
            return await _ask(visit, part, found)
    return await _change(visit, part, found)


async def choose_amount(visit: Visit) -> Message | Reply:
    """One reading of an amount that had two."""
    part = PART.draft(visit)
    if part is None or part.field not in ("enter", "keep", "new_enter"):
        return left(visit)
    return await _change(visit, part, int(visit.args[0]))


async def choose(visit: Visit) -> Message | Reply:
    """What counts, or over what time."""
    part = PART.draft(visit)
    if part is None or part.field not in ("measure", "span"):
        return left(visit)
    return await _change(visit, part, visit.args[0])


async def choose_mark(visit: Visit) -> Message | Reply:
    """One of the emoji that were offered."""
    number, mark = visit.args
    return await _change(visit, Part(int(number), "mark"), mark)


async def _ask(visit: Visit, part: Part, why: Refusal | None = None) -> Message:
    await visit.ask("tiers.part", part)
    return refusals.and_again(visit.words, why, await _question(visit, part), visit.now)


async def _question(visit: Visit, part: Part) -> Message:
    table, _ = await tier_table.table_now(visit)
    match part.field:
        case "new":
            return words.ask_new(visit.words, Language(part.language))
        case "measure":
            return words.ask_measure(visit.words)
        case "span":
            return words.ask_span(visit.words)
        case "new_enter":
            return words.ask(visit.words, "enter", 0, table.measure)
        case "name" | "perks":
            tier = table.tier(part.tier_id)
            texts = (tier.names if part.field == "name" else tier.perks) if tier else None
            now = (texts or {}).get(part.language, "")
            return words.ask_text(visit.words, part.tier_id, part.field, Language(part.language), now)
    return words.ask(visit.words, part.field, part.tier_id, table.measure)


async def _change(visit: Visit, part: Part, value: str | int) -> Message | Reply:
    """Change the draft; what makes no sense is asked for again, and the draft is as it was."""
    table, _ = await tier_table.table_now(visit)
    if part.field == "new" and isinstance(value, str):
        if is_long(value, MOST_NAME):
            return await _ask(visit, part, Refusal("tier_name_long", {"most": MOST_NAME}))
        return await _ask(visit, Part(0, "new_enter", part.language, value))
    tier = table.tier(part.tier_id)
    if part.field == "new_enter" and isinstance(value, int):
        tier = _new_tier(await new_tier_id(visit.work, table), part, value, table.tiers)
        tiers = sorted((*table.tiers, tier), key=lambda one: one.enter)
        changed = replace(table, tiers=tuple(tiers))
    elif tier is not None:
        tier = _TIER[part.field](tier, part.language, value)
        changed = replace(table, tiers=tuple(tier if one.id == tier.id else one for one in table.tiers))
    elif part.field == "measure":
        changed = table.measured(Measure(str(value)), await read_rule(visit.work))
    elif part.field == "span":
        changed = replace(table, span=Span(str(value)))
    elif part.field == "grace" and isinstance(value, int):
        changed = replace(table, grace_days=value)
    else:
        return left(visit)
    if refusal := changed.refused():
        return await _ask(visit, part, refusal)
    await keep_draft(visit.work, visit.actor, changed)
    await visit.asked()
    if tier is not None:
        return whole_table.tier(visit.words, changed, tier)
    return await tier_table.show(visit)


def _new_tier(tier_id: int, part: Part, enter: int, others: Sequence[Tier]) -> Tier:
    """It begins with what the one below it brings, and with a mark of its own."""
    used = {tier.mark for tier in others}
    mark = next((mark for mark in words.MARKS if mark not in used), words.MARKS[-1])
    tier = Tier(tier_id, {part.language: part.name}, mark, enter, enter * KEPT // 100)
    below = max((one for one in others if one.enter < enter), key=lambda one: one.enter, default=tier)
    return replace(tier, multiplier=below.multiplier, pay_share=below.pay_share)


def _with_text(texts: dict[str, str], language: str, value: str | int) -> dict[str, str]:
    return {name: text for name, text in {**texts, language: str(value)}.items() if text}


_TIER: dict[str, Callable[[Tier, str, str | int], Tier]] = {
    "name": lambda tier, language, value: replace(tier, names=_with_text(dict(tier.names), language, value)),
    "perks": lambda tier, language, value: replace(tier, perks=_with_text(dict(tier.perks or {}), language, value)),
    "mark": lambda tier, _, value: replace(tier, mark=str(value)),
    "enter": lambda tier, _, value: replace(tier, enter=int(value), keep=min(tier.keep, int(value))),
    "keep": lambda tier, _, value: replace(tier, keep=int(value)),
    "multiplier": lambda tier, _, value: replace(tier, multiplier=int(value)),
    "pay_share": lambda tier, _, value: replace(tier, pay_share=int(value)),
}
"""A tier with a part of it changed, in a language where it is a text."""


async def _read(visit: Visit, part: Part) -> str | int | Unsure | Refusal:
    """What was typed, as the value of the part that it answers."""
    match part.field:
        case "new" | "name":
            # One character more than fits, so that too long a name is refused and not cut.
            return clean(visit.text, MOST_NAME + 1) or Refusal("tier_nameless")
        case "perks":
            return "\n".join(filter(None, (clean(line, len(line)) for line in visit.text.splitlines())))
        case "mark":
            return visit.text.strip()
        case "measure" | "span":
            return Refusal("tier_choice")
        case "enter" | "keep" | "new_enter":
            return await _read_threshold(visit)
    found = typed.whole(visit.text) if part.field == "grace" else typed.percent(visit.text)
    return found if found is not None else _UNREADABLE[part.field]


_UNREADABLE = {
    "multiplier": Refusal("tier_multiplier"),
    "pay_share": Refusal("terms_share"),
    "grace": Refusal("tier_grace", {"most": MOST_GRACE}),
}


async def _read_threshold(visit: Visit) -> int | Unsure | Refusal:
    table, _ = await tier_table.table_now(visit)
    if table.measure is Measure.POINTS or visit.text.strip() == "0":
        found = typed.whole(visit.text)
        return Refusal("tier_threshold") if found is None else found
    match typed.amount(visit, visit.text):
        case Money(amount):
            return amount
        case other:
            return other
