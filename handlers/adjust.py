"""Putting a member's points right: whose, by how many, for what reason, one question, and the record."""

from typing import NamedTuple

from bot.actions.adjust import adjust_points, why_not
from bot.actions.approvals import Asked
from bot.actions.balance import holding
from bot.actions.members import find_member, member_by_id, member_name
from bot.actions.terms import read_terms
from bot.rules.adjust import read_change, read_reason
from bot.rules.codes import new_secret
from bot.rules.refusals import Refusal
from bot.words import adjust as words
from bot.words import approvals, refusals
from bot.words.adjust import Change
from bot.words.message import Message
from handlers import typed
from handlers.drafts import Flow, left
from handlers.visit import Kind, Reply, Visit


class Draft(NamedTuple):
    """An adjustment so far; its `key` is made with the question, and keeps two presses from being two of them."""

    member_id: int = 0
    points: int = 0
    reason: str = ""
    key: str = ""


ADJUST = Flow("adjust", Draft)
_NOTHING = Draft()


async def begin(visit: Visit) -> Message | Reply:
    """`/adjust`, with the whole line after it, a part of it, or nothing; and the button beside a member's entries."""
    if visit.incoming.kind is Kind.PRESS:
        return await _go_on(visit, Draft(int(visit.args[0])))
    return await _read_line(visit, visit.text.split())


async def take_member(visit: Visit) -> Message | Reply:
    """Whose points was answered, perhaps with all the rest; what was said of that before still counts."""
    return await _read_line(visit, visit.text.split(), ADJUST.draft(visit) or Draft())


async def take_change(visit: Visit) -> Message | Reply:
    """How many was answered, perhaps with the reason."""
    draft = ADJUST.draft(visit)
    return left(visit) if draft is None else await _read_rest(visit, draft, visit.text.split())


async def take_reason(visit: Visit) -> Message | Reply:
    """Why was answered."""
    draft = ADJUST.draft(visit)
    if draft is None:
        return left(visit)
    reason = read_reason(visit.text)
    if isinstance(reason, Refusal):
        return await _go_on(visit, draft, reason)
    return await _go_on(visit, draft._replace(reason=reason))


async def ask_again(visit: Visit) -> Message | Reply:
    """Something was typed where only the buttons are left to press."""
    draft = ADJUST.draft(visit)
    return left(visit) if draft is None else await _go_on(visit, draft)


async def back(visit: Visit) -> Message | Reply:
    """The question before, once more."""
    draft = ADJUST.draft(visit)
    if draft is None:
        return left(visit)
    if draft.reason:
        return await _go_on(visit, draft._replace(reason=""))
    return await _go_on(visit, draft._replace(points=0))


async def record(visit: Visit) -> Message | Reply:
    """The one question was answered with yes."""
    draft = ADJUST.draft(visit)
    if draft is None or draft.key != visit.args[0]:
        return left(visit)
    shown = await _change(visit, draft)
    done = await adjust_points(visit.work, visit.actor, draft.member_id, draft.points, draft.reason, draft.key)
    if isinstance(done, Refusal):
        return await _go_on(visit, draft._replace(points=0, key=""), done)
    await visit.asked()
    if isinstance(done, Asked) and done.people:
        return approvals.waits(visit.words, done.people, done.until, visit.now)
    held = await holding(visit.work, draft.member_id)
    return words.adjusted(visit.words, shown, held.points)


async def _read_line(visit: Visit, line: list[str], draft: Draft = _NOTHING) -> Message | Reply:
    """Read `7K3 F9Q 2MX +500 REASON`: the member is what stands before the first word with a sign."""
    signed = next((n for n, word in enumerate(line) if n and word[0] in "+-−–＋－"), len(line))
    who, rest = " ".join(line[:signed]), line[signed:]
    if not who:
        return await _ask_member(visit, None, draft)
    found = await find_member(visit.work, visit.actor, who, typed.region(visit))
    if isinstance(found, Refusal):
        return await _ask_member(visit, found, _readable(draft, rest))
    return await _read_rest(visit, draft._replace(member_id=found.id), rest)


async def _read_rest(visit: Visit, draft: Draft, line: list[str]) -> Message | Reply:
    if not line:
        return await _go_on(visit, draft)
    points = read_change(line[0])
    if isinstance(points, Refusal):
        return await _go_on(visit, draft, points)
    draft = draft._replace(points=points)
    if len(line) == 1:
        return await _go_on(visit, draft)
    reason = read_reason(" ".join(line[1:]))
    if isinstance(reason, Refusal):
        return await _go_on(visit, draft, reason)
    return await _go_on(visit, draft._replace(reason=reason))


def _readable(draft: Draft, line: list[str]) -> Draft:
    """The draft with what of a line can be read, so that a slip in the card's number loses nothing else."""
    points, reason = read_change(line[0]) if line else None, read_reason(" ".join(line[1:]))
    draft = draft._replace(points=points) if isinstance(points, int) else draft
    return draft._replace(reason=reason) if isinstance(reason, str) else draft


async def _ask_member(visit: Visit, why: Refusal | None = None, draft: Draft = _NOTHING) -> Message:
    await visit.ask("adjust.member", draft)
    return refusals.and_again(visit.words, why, words.ask_member(visit.words), visit.now)


async def _go_on(visit: Visit, draft: Draft, why: Refusal | None = None) -> Message:
    """Ask for what is missing, or the one question."""
    if never := await why_not(visit.work, visit.actor, draft.member_id):
        return await _ask_member(visit, never)
    shown = await _change(visit, draft)
    if shown.after < 0:
        why = Refusal("points_short", {"wanted": -draft.points, "have": shown.points})
        draft = draft._replace(points=0)
    if not draft.points:
        await visit.ask("adjust.change", draft)
        question = words.ask_change(visit.words, shown)
    elif not draft.reason:
        await visit.ask("adjust.reason", draft)
        question = words.ask_reason(visit.words, shown)
    else:
        draft = draft._replace(key=new_secret(visit.work.chance))
        await visit.ask("adjust.confirm", draft)
        alone = abs(draft.points) <= (await read_terms(visit.work)).adjust_alone
        question = words.confirm(visit.words, shown, alone, draft.key)
    return refusals.and_again(visit.words, why, question, visit.now)


async def _change(visit: Visit, draft: Draft) -> Change:
    member = await member_by_id(visit.work, draft.member_id)
    held = await holding(visit.work, draft.member_id)
    name, card = ("", "") if member is None else (member_name(visit.work, member), member.card)
    return Change(name, card, held.points, held.debt, draft.points, draft.reason)
