"""What takes two people: one asks, another of those who run the shop decides, and nobody decides about their own.

An act that takes two is a `Kind`; the table of them, and the deciding, is in `bot/actions/decisions.py`. Whoever asks
while nobody else could decide does it alone, and the log says so.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, bindparam, insert, select

from bot.actions.log import authorise, note
from bot.actions.outbox import post
from bot.database import Query
from bot.rules.approvals import LASTS
from bot.rules.refusals import Refusal
from bot.rules.roles import Action, Actor, Role, allowed
from bot.shop import Work
from bot.tables.approvals import approvals
from bot.tables.members import members
from bot.tables.staff import staff


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody wants to do: who they are now, to what, as plain data, and why in their own words."""

    asker: Actor
    subject: str
    data: Mapping[str, object]
    reason: str


CarryOut = Callable[[Work, Request, Actor | None], Awaitable[Refusal | None]]
"""Does it, for the asker and whoever approved it (None: they did it alone).

The state that the asker saw is in the data; it is compared again, and a changed one is a Refusal that left no trace.
"""


GiveUp = Callable[[Work, str, Mapping[str, object]], Awaitable[None]]
"""Puts what was acted on, by its kind and id, back to where it was before it waited for what was asked."""


@dataclass(frozen=True, slots=True)
class Kind:
    """An act that takes two.

    Args:
        action: that the asker must be allowed.
        carry_out: what is done once somebody approves.
        give_up: what is done where it isn't carried out after all.
    """

    action: Action
    carry_out: CarryOut
    give_up: GiveUp | None = None


class Asked(NamedTuple):
    """What became of asking: how many people were asked, and until when they may decide.

    Where there was nobody to ask, `people` is 0 and it is done.
    """

    approval_id: int
    people: int
    until: datetime


class _Open(NamedTuple):
    id: int
    data: object
    expires_at: datetime


def _actor(role: str, telegram_id: int, member_id: int | None, staff_id: int, branch_id: int | None) -> Actor:
    return Actor(Role(role), telegram_id, member_id, staff_id, branch_id)


_TEAM = Query(
    _actor,
    select(staff.c.role, staff.c.telegram_id, members.c.id, staff.c.id, staff.c.branch_id)
    .select_from(staff)
    .outerjoin(members, and_(members.c.telegram_id == staff.c.telegram_id, members.c.forgotten_at.is_(None)))
    .where(staff.c.dismissed_at.is_(None))
    .order_by(staff.c.id),
)
_ADD = Query(int, insert(approvals).returning(approvals.c.id))
_OPEN = Query(
    _Open,
    select(approvals.c.id, approvals.c.data, approvals.c.expires_at).where(
        approvals.c.asked_by == bindparam("asker"),
        approvals.c.action == bindparam("act"),
        approvals.c.subject == bindparam("about"),
        approvals.c.decided_at.is_(None),
        approvals.c.expires_at > bindparam("now"),
    ),
)


async def at_work(work: Work) -> list[Actor]:
    """Everybody who works here now."""
    return await work.all(_TEAM)


def may_decide(actor: Actor, asked_by: int, subject: str) -> Refusal | None:
    """Why somebody may not decide: `approval_own` (they asked) or `approval_about_you` (it is about their card)."""
    if actor.staff_id == asked_by:
        return Refusal("approval_own")
    return Refusal("approval_about_you") if subject == f"member:{actor.member_id}" else None


async def deciders_of(work: Work, asked_by: int, subject: str) -> list[Actor]:
    """Everybody who may decide about what one of the staff asks for."""
    return [
        one
        for one in await at_work(work)
        if allowed(one, Action.APPROVE) and may_decide(one, asked_by, subject) is None
    ]


async def ask_approval(
    work: Work, actor: Actor, kind: Kind, subject: str, data: Mapping[str, object], reason: str
) -> Asked | Refusal:
    """Ask everybody else who runs the shop for a yes; do it at once where nobody else could give one.

    Asking for the same thing again while it waits asks nobody twice.

    Args:
        kind: a row of the table in `bot/actions/decisions.py`.
        subject: kind and id of what is acted on, such as `member:12`; that member can't decide.
        data: what is to be done and the state it is to be done to, as plain data without anybody's name.
        reason: the asker's own words; kept sealed.

    Returns:
        Refusal: what the act itself refuses, where it is done at once.
    """
    authorise(actor, kind.action)
    if actor.staff_id is None:
        raise ValueError("only staff ask for approval")
    deciders = await deciders_of(work, actor.staff_id, subject)
    row: dict[str, object] = {
        "action": kind.action.value,
        "subject": subject,
        "data": dict(data),
        "note": work.vault.seal(reason) if reason else None,
        "asked_by": actor.staff_id,
        "asked_at": work.now,
        "expires_at": work.now + LASTS,
    }
    if not deciders:
        return await _do_alone(work, actor, kind, Request(actor, subject, data, reason), row)
    for known in await work.all(_OPEN, asker=actor.staff_id, act=kind.action.value, about=subject, now=work.now):
        if known.data == dict(data):
            return Asked(known.id, len(deciders), known.expires_at)
    number = await work.the(_ADD, **row)
    await note(work, actor, kind.action, f"approval:{number}", after={**data, "about": subject})
    for one in deciders:
        said = {**data, "approval": number, "action": kind.action.value, "person": actor.telegram_id}
        said["at"] = work.now.isoformat()
        await post(work, "approval_asked", chat_of(one), asked_key(number, one), said)
    return Asked(number, len(deciders), work.now + LASTS)


def asked_key(approval_id: int, decider: Actor) -> str:
    """The key of the message in which somebody was asked to decide."""
    return f"approval:{approval_id}:{decider.staff_id}"


async def _do_alone(
    work: Work, actor: Actor, kind: Kind, request: Request, row: Mapping[str, object]
) -> Asked | Refusal:
    refusal = await kind.carry_out(work, request, None)
    if refusal is not None:
        return refusal
    settled = {"decided_by": actor.staff_id, "decided_at": work.now, "approved": True}
    number = await work.the(_ADD, **row, **settled)
    done = {"decision": "approved", "action": kind.action.value, "about": request.subject, "alone": True}
    await note(work, actor, Action.APPROVE, f"approval:{number}", after=done)
    return Asked(number, 0, work.now)


def chat_of(actor: Actor) -> int:
    """The private chat of somebody who works here."""
    if actor.telegram_id is None:
        raise LookupError("whoever works here has a Telegram account")
    return actor.telegram_id
