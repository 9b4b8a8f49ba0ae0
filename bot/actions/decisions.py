"""Deciding about what takes two: the table of such acts, a yes or no by somebody else, and what lapses."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select, update

from bot.actions.adjust import ADJUSTING
from bot.actions.approvals import Kind, Request, asked_key, at_work, chat_of, may_decide
from bot.actions.broadcast_release import SENDING
from bot.actions.log import authorise, note
from bot.actions.outbox import post
from bot.actions.tier_drafts import APPLYING
from bot.database import Command, Query
from bot.rules.approvals import Decision
from bot.rules.refusals import Refusal
from bot.rules.roles import SYSTEM, Action, Actor, allowed
from bot.shop import Work
from bot.tables.approvals import approvals
from bot.tables.outbox import deliveries
from bot.tables.staff import staff

KINDS: Mapping[str, Kind] = {kind.action.value: kind for kind in (ADJUSTING, APPLYING, SENDING)}
"""What takes two, by action. Its difference in words is in `bot/words/approvals.py`."""


class Approval(NamedTuple):
    """What was asked, as it stands; `note` is sealed, and None once forgotten."""

    id: int
    action: str
    subject: str
    data: object
    note: bytes | None
    asked_by: int
    telegram_id: int
    expires_at: datetime
    decided_at: datetime | None

    @property
    def facts(self) -> Mapping[str, object]:
        """What is to be done, and the state it was to be done to."""
        if not isinstance(self.data, dict):
            raise TypeError(f"what is asked is a mapping, not {self.data!r}")
        return self.data


_APPROVAL = select(
    approvals.c.id,
    approvals.c.action,
    approvals.c.subject,
    approvals.c.data,
    approvals.c.note,
    approvals.c.asked_by,
    staff.c.telegram_id,
    approvals.c.expires_at,
    approvals.c.decided_at,
).join_from(approvals, staff, staff.c.id == approvals.c.asked_by)
_BY_ID = Query(Approval, _APPROVAL.where(approvals.c.id == bindparam("number")))
_LAPSED = Query(
    Approval,
    _APPROVAL.where(approvals.c.decided_at.is_(None), approvals.c.expires_at < bindparam("now")).order_by(
        approvals.c.id
    ),
)
# Whoever changes the row first decides; the other finds that it was decided.
_CLAIM = Command(
    update(approvals)
    .where(approvals.c.id == bindparam("number"), approvals.c.decided_at.is_(None))
    .values(decided_by=bindparam("decider"), decided_at=bindparam("at"), approved=bindparam("said"))
)
_WAS_ASKED = Query(int, select(deliveries.c.id).where(deliveries.c.key == bindparam("asked")))
_FAILED = Command(update(approvals).where(approvals.c.id == bindparam("number")).values(approved=False))


async def decide(work: Work, actor: Actor, approval_id: int, approved: bool) -> Mapping[str, object] | Refusal:
    """Say yes or no to what somebody else asked for, and carry it out after a yes.

    Returns:
        What came of it, as the others are told it; or a Refusal: `approval_own`, `approval_about_you`,
            `approval_settled` if somebody was quicker, or `approval_lapsed` after a day.
    """
    authorise(actor, Action.APPROVE)
    found = await work.one(_BY_ID, number=approval_id)
    if found is None or found.decided_at is not None:
        return Refusal("approval_settled")
    if refusal := may_decide(actor, found.asked_by, found.subject):
        return refusal
    if found.expires_at < work.now:
        return Refusal("approval_lapsed")
    if await work.run(_CLAIM, number=approval_id, decider=actor.staff_id, at=work.now, said=approved) == 0:
        return Refusal("approval_settled")
    why = await _carry_out(work, actor, found) if approved else None
    decision = Decision.REFUSED if not approved else Decision.CHANGED if why else Decision.APPROVED
    if why is not None:
        await work.run(_FAILED, number=approval_id)
    return await _announce(work, actor, found, decision, why)


async def lapse_approvals(work: Work) -> int:
    """End what nobody decided about in time, and tell whoever asked; how many there were."""
    late = await work.all(_LAPSED, now=work.now)
    for one in late:
        if await work.run(_CLAIM, number=one.id, decider=None, at=work.now, said=False) == 1:
            await _announce(work, SYSTEM, one, Decision.LAPSED, None)
    return len(late)


async def _carry_out(work: Work, actor: Actor, found: Approval) -> Refusal | None:
    kind = KINDS[found.action]
    asker = next((one for one in await at_work(work) if one.staff_id == found.asked_by), None)
    if asker is None or not allowed(asker, kind.action):
        return Refusal("approval_asker_gone")
    reason = work.vault.open(found.note) if found.note else ""
    return await kind.carry_out(work, Request(asker, found.subject, found.facts, reason), actor)


async def _announce(
    work: Work, actor: Actor, found: Approval, decision: Decision, why: Refusal | None
) -> Mapping[str, object]:
    """Write it into the log, tell whoever asked, and change the messages of the others; what they are told."""
    give_up = KINDS[found.action].give_up
    if give_up is not None and decision is not Decision.APPROVED:
        await give_up(work, found.subject, found.facts)
    done = {"decision": decision.value, "action": found.action, "about": found.subject}
    await note(work, actor, Action.APPROVE, f"approval:{found.id}", after=done)
    said = {**found.facts, "approval": found.id, "action": found.action, "decision": decision.value}
    said["at"] = work.now.isoformat()
    if actor.telegram_id is not None:
        said["decider"] = actor.telegram_id
    if why is not None:
        said["refusal"] = why.key
        said["refusal_data"] = {name: value for name, value in why.data.items() if not isinstance(value, datetime)}
    to_others = {**said, "person": found.telegram_id}
    for one in await at_work(work):
        key = asked_key(found.id, one)
        if one.staff_id == found.asked_by:
            await post(work, "approval_answered", chat_of(one), f"approval_answered:{found.id}", said)
        elif one.staff_id != actor.staff_id and await work.one(_WAS_ASKED, asked=key) is not None:
            await post(work, "approval_settled", chat_of(one), f"{key}:settled", to_others, edits=key)
    return to_others
