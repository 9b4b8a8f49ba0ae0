"""What the members of each tier are given for their birthday, and whether the staff are asked for a line."""

from typing import NamedTuple

from bot.actions.birthday_rules import apply_birthday_rules, read_birthday_rules
from bot.rules.birthdays import MOST_GIFT, BirthdayRules, Gift, GiftKind
from bot.rules.codes import new_secret
from bot.rules.refusals import Refusal
from bot.words import birthday_rules as words
from bot.words import refusals
from bot.words.message import Message
from handlers import typed
from handlers.birthday_rules import BIRTHDAY, shelf_of
from handlers.drafts import Flow, left
from handlers.visit import Reply, Visit


class Draft(NamedTuple):
    """Whose gift is asked for; and the rules as they would be, with a `key` to find them, once it was answered."""

    tier: int
    rules: BirthdayRules | None = None
    key: str = ""


GIFTS = Flow("gifts", Draft)


async def show(visit: Visit) -> Message:
    """Everybody's gifts; whatever was asked about them is not asked any more."""
    if visit.known.step is not None and visit.known.step.startswith("gifts."):
        await visit.asked()
    await BIRTHDAY.leave(visit)
    return words.gifts(visit.words, await read_birthday_rules(visit.work), await shelf_of(visit))


async def ask(visit: Visit) -> Message:
    """Somebody's gift is to change."""
    return await _ask(visit, int(visit.args[0]))


async def take(visit: Visit) -> Message | Reply:
    """Points were written; at a preview, that is shown once more."""
    draft = GIFTS.draft(visit)
    if draft is None:
        return left(visit)
    if draft.rules is not None:
        return await _preview(visit, draft.tier, draft.rules)
    points = typed.whole(visit.text)
    if points is None:
        return await _ask(visit, draft.tier, Refusal("birthday_points", {"most": MOST_GIFT}))
    rules = await read_birthday_rules(visit.work)
    return await _preview(visit, draft.tier, rules.with_gift(draft.tier, Gift(GiftKind.POINTS, points)))


async def give(visit: Visit) -> Message:
    """A reward was chosen, or nothing."""
    tier, kind, number = visit.args
    rules = await read_birthday_rules(visit.work)
    return await _preview(visit, int(tier), rules.with_gift(int(tier), Gift(GiftKind(kind), int(number))))


async def ask_line(visit: Visit) -> Message:
    """The staff are to be asked for a line, or no more."""
    tier, asked = visit.args
    rules = await read_birthday_rules(visit.work)
    return await _preview(visit, int(tier), rules.with_line(int(tier), asked == "1"))


async def apply(visit: Visit) -> Message | Reply:
    """It holds from now on."""
    draft = GIFTS.draft(visit)
    if draft is None or draft.rules is None or draft.key != visit.args[0]:
        return left(visit)
    await visit.asked()
    applied = await apply_birthday_rules(visit.work, visit.actor, draft.rules)
    if isinstance(applied, Refusal):
        return refusals.refused(visit.words, applied, visit.now)
    return await show(visit)


async def _ask(visit: Visit, tier: int, why: Refusal | None = None) -> Message:
    await visit.ask("gifts.points", GIFTS.plain(Draft(tier)))
    asked = words.ask_gift(visit.words, await read_birthday_rules(visit.work), await shelf_of(visit), tier)
    return refusals.and_again(visit.words, why, asked, visit.now)


async def _preview(visit: Visit, tier: int, rules: BirthdayRules) -> Message:
    if refusal := rules.refused():
        return await _ask(visit, tier, refusal)
    key = new_secret(visit.work.chance)
    await visit.ask("gifts.apply", GIFTS.plain(Draft(tier, rules, key)))
    return words.preview_gift(visit.words, rules, await shelf_of(visit), tier, key)
