"""Putting a member's points right by hand: with a reason, told to the member, by two people above an amount."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import bindparam, insert, select

from bot.actions.approvals import Asked, Kind, Request, ask_approval
from bot.actions.balance import holding
from bot.actions.ledger import Bringing, hold, lots_of
from bot.actions.log import authorise, note
from bot.actions.members import member_by_id
from bot.actions.points import Posted
from bot.actions.program import read_rule
from bot.actions.telling import tell
from bot.actions.terms import read_terms
from bot.database import Command, Query
from bot.rules.adjust import adjusted, read_reason
from bot.rules.ledger import EntryKind
from bot.rules.points import expiry
from bot.rules.refusals import Refusal
from bot.rules.roles import Action, Actor
from bot.shop import Work
from bot.tables.approvals import adjustments
from bot.tables.points import entries


class _Line(NamedTuple):
    id: int
    member_id: int
    points: int


_BY_KEY = Query(
    _Line, select(entries.c.id, entries.c.member_id, entries.c.points).where(entries.c.key == bindparam("key"))
)
_ADD = Command(insert(adjustments))


async def adjust_points(
    work: Work, actor: Actor, member_id: int, points: int, reason: str, key: str
) -> Posted | Asked | Refusal:
    """Give a member points or take some away; more than one may alone waits for somebody else's yes.

    Args:
        points: given, or taken where negative.
        reason: why; kept sealed, shown to the member, and forgotten with them.
        key: which adjustment it is; the same one is made once, whoever repeats it.

    Returns:
        Refusal: `member_unknown`, `adjust_own`, `reason_short` or `reason_long`, `points_not_positive`, `points_short`
            (`wanted`, `have`), or `key_taken` if the key was another adjustment's.
    """
    authorise(actor, Action.ADJUST)
    if refusal := await why_not(work, actor, member_id):
        return refusal
    words = read_reason(reason)
    if isinstance(words, Refusal):
        return words
    if not points:
        return Refusal("points_not_positive")
    if abs(points) <= (await read_terms(work)).adjust_alone:
        return await _adjust(work, actor, None, member_id, points, words, key)
    held = await holding(work, member_id)
    if held.points + points < 0:
        return Refusal("points_short", {"wanted": -points, "have": held.points})
    data = {"member": member_id, "points": points, "before": held.points, "debt": held.debt, "key": key}
    return await ask_approval(work, actor, ADJUSTING, f"member:{member_id}", data, words)


async def why_not(work: Work, actor: Actor, member_id: int) -> Refusal | None:
    """Why somebody can't put this member's points right, before they are asked how many."""
    if actor.member_id == member_id:
        return Refusal("adjust_own")
    return Refusal("member_unknown") if await member_by_id(work, member_id) is None else None


async def _carry_out(work: Work, request: Request, approver: Actor | None) -> Refusal | None:
    """Adjust what was approved, if the member has what the asker saw."""
    member, points, key = _number(request.data, "member"), _number(request.data, "points"), str(request.data["key"])
    if refusal := await why_not(work, request.asker, member):
        return refusal
    book = await hold(work, request.asker, [member])
    account = book.accounts[member]
    seen = (_number(request.data, "before"), _number(request.data, "debt"))
    if (account.points, account.debt) != seen:
        return Refusal("adjust_changed", {"before": seen[0], "now": account.points})
    done = await _adjust(work, request.asker, approver, member, points, request.reason, key)
    return done if isinstance(done, Refusal) else None


def _number(data: Mapping[str, object], name: str) -> int:
    value = data[name]
    if not isinstance(value, int):
        raise TypeError(f"{name} is a whole number, not {value!r}")
    return value


ADJUSTING = Kind(Action.ADJUST, _carry_out)


async def _adjust(
    work: Work, actor: Actor, approver: Actor | None, member_id: int, points: int, reason: str, key: str
) -> Posted | Refusal:
    book = await hold(work, actor, [member_id])
    account = book.accounts[member_id]
    key = f"adjust:{key}"
    if done := await work.one(_BY_KEY, key=key):
        same = (done.member_id, done.points) == (member_id, points)
        return Posted(done.id, points, account.points, account.debt) if same else Refusal("key_taken")
    movement = adjusted(await lots_of(work, member_id), account.debt, points, work.now)
    if isinstance(movement, Refusal):
        return movement
    before = [account.points, account.debt]
    rule = await read_rule(work)
    brings = Bringing(points, expiry(work.now, rule.months, work.store.zone_info)) if points > 0 else None
    book.add(member_id, EntryKind.ADJUST, key, movement, at=work.now, brings=brings)
    [entry_id] = await book.write()
    await work.run(
        _ADD,
        entry_id=entry_id,
        member_id=member_id,
        points=points,
        reason=work.vault.seal(reason),
        asked_by=actor.staff_id,
        approved_by=approver.staff_id if approver else None,
    )
    after = [account.points, account.debt]
    await note(work, actor, Action.ADJUST, f"member:{member_id}", before, after)
    said = {"entry": entry_id, "points": points, "balance": account.points, "debt": account.debt}
    await tell(work, member_id, "adjusted", f"adjusted:{entry_id}", said)
    return Posted(entry_id, points, account.points, account.debt)
