"""Reading the audit log: who did what, when, before and after, by person, kind of act, member and day."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Integer,
    String,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
)

from bot.actions.log import authorise
from bot.database import Query, Transaction
from bot.rules.log import TOPICS, Sieve, Topic
from bot.rules.roles import Action, Actor, Role, allowed
from bot.rules.times import start_of
from bot.shop import Store
from bot.tables.approvals import approvals
from bot.tables.log import log_lines
from bot.tables.people import people
from bot.tables.purchases import purchases
from bot.tables.rewards import vouchers
from bot.tables.staff import branches, staff
from bot.vault import Vault


class Act(NamedTuple):
    """A line of the log, as it was written."""

    id: int
    at: datetime
    actor: str
    action: str
    subject: str
    before: object
    after: object
    refused: bool


class Colleague(NamedTuple):
    """Somebody who works here or did."""

    id: int
    role: Role
    name: str
    at_work: bool


class Names(NamedTuple):
    """What the numbers in some lines stand for: people of the staff, receipts, branches."""

    staff: dict[int, Colleague]
    receipts: dict[int, str]
    branches: dict[int, str]


class _Row(NamedTuple):
    id: int
    role: str
    name: bytes
    branch_id: int | None
    dismissed_at: datetime | None


class _Receipt(NamedTuple):
    id: int
    receipt: str


class _Branch(NamedTuple):
    id: int
    name: str


def _about_member() -> ColumnElement[bool]:
    """Lines about a member, about their purchases, and about what was asked for them."""
    number: BindParameter[int] = bindparam("member")
    of_purchase = select(literal("purchase:") + cast(purchases.c.id, String)).where(purchases.c.member_id == number)
    asked = select(literal("approval:") + cast(approvals.c.id, String)).where(approvals.c.subject == bindparam("about"))
    subject = log_lines.c.subject
    return or_(subject == bindparam("about"), subject.in_(of_purchase), subject.in_(asked))


def _of_another_branch() -> ColumnElement[bool]:
    """Lines by people of another branch, and about its people, their requests, its receipts and what it took."""
    elsewhere: BindParameter[int] = bindparam("branch", type_=Integer())
    others = select(staff.c.id).where(staff.c.branch_id != elsewhere)
    by_others = select(staff.c.role + ":" + cast(staff.c.id, String)).where(staff.c.branch_id != elsewhere)
    return or_(
        log_lines.c.actor.in_(by_others),
        _number_of("staff").in_(others),
        exists().where(approvals.c.id == _number_of("approval"), approvals.c.asked_by.in_(others)),
        exists().where(purchases.c.id == _number_of("purchase"), purchases.c.branch_id != elsewhere),
        exists().where(vouchers.c.id == _number_of("voucher"), vouchers.c.branch_id != elsewhere),
    )


def _number_of(kind: str) -> ColumnElement[int]:
    """The number of a line's subject, where that is of a kind; NULL otherwise."""
    subject = log_lines.c.subject
    return case((subject.like(f"{kind}:%"), cast(func.substr(subject, len(kind) + 2), BigInteger)))


@cache
def _lines(of_staff: bool, topic: Topic | None, of_member: bool, of_day: bool, of_branch: bool) -> Query[Act]:
    found = select(*(log_lines.c[name] for name in Act._fields))
    if of_branch:
        found = found.where(not_(func.coalesce(_of_another_branch(), False)))
    if of_staff:
        found = found.where(log_lines.c.actor == bindparam("who"))
    if topic is Topic.REFUSED:
        found = found.where(log_lines.c.refused)
    elif topic is not None:
        found = found.where(log_lines.c.action.in_([action.value for action in sorted(TOPICS[topic])]))
    if of_member:
        found = found.where(_about_member())
    if of_day:
        found = found.where(log_lines.c.at >= bindparam("since"), log_lines.c.at < bindparam("until"))
    return Query(Act, found.order_by(log_lines.c.id.desc()).limit(bindparam("most")).offset(bindparam("skip")))


_STAFF = Query(
    _Row,
    select(
        staff.c.id,
        staff.c.role,
        func.coalesce(people.c.name, staff.c.name).label("name"),
        staff.c.branch_id,
        staff.c.dismissed_at,
    )
    .select_from(staff)
    .outerjoin(people, people.c.telegram_id == staff.c.telegram_id)
    .order_by(staff.c.id.desc()),
)
_RECEIPT = Query(_Receipt, select(purchases.c.id, purchases.c.receipt).where(purchases.c.id == bindparam("number")))
_BRANCHES = Query(_Branch, select(branches.c.id, branches.c.name))


async def everybody(work: Transaction, actor: Actor, vault: Vault) -> list[Colleague]:
    """Everybody who works here or did, the newest first; for whoever runs a branch, none of another's."""
    authorise(actor, Action.SEE_LOG)
    found = await work.all(_STAFF)
    return [_colleague(row, vault) for row in found if allowed(actor, Action.SEE_LOG, row.branch_id)]


def _colleague(row: _Row, vault: Vault) -> Colleague:
    return Colleague(row.id, Role(row.role), vault.open(row.name) if row.name else "", row.dismissed_at is None)


async def read_log(
    work: Transaction, actor: Actor, store: Store, sieve: Sieve, *, most: int, skip: int = 0
) -> Sequence[Act]:
    """Lines of the log, the newest first; for whoever runs a branch, none of another's.

    What belongs to no branch, such as the store's rewards, is everybody's who may read it.

    Args:
        work: best a snapshot: a sieve may let through little of a long log.
        store: in whose zone days are meant.
        sieve: which.
        most: lines at most.
        skip: newer ones left out.
    """
    authorise(actor, Action.SEE_LOG)
    of_branch = actor.branch_id is not None
    query = _lines(
        sieve.staff_id is not None, sieve.topic, sieve.member_id is not None, sieve.day is not None, of_branch
    )
    values: dict[str, object] = {"most": most, "skip": skip}
    if of_branch:
        values["branch"] = actor.branch_id
    if sieve.staff_id is not None:
        role = next((row.role for row in await work.all(_STAFF) if row.id == sieve.staff_id), "")
        values["who"] = f"{role}:{sieve.staff_id}"
    if sieve.member_id is not None:
        values |= {"member": sieve.member_id, "about": f"member:{sieve.member_id}"}
    if sieve.day is not None:
        zone = store.zone_info
        values |= {"since": start_of(sieve.day, zone), "until": start_of(sieve.day + timedelta(days=1), zone)}
    return await work.all(query, **values)


async def names_in(work: Transaction, actor: Actor, acts: Sequence[Act], vault: Vault) -> Names:
    """What the numbers in lines that somebody was given stand for; of members nothing but the number."""
    authorise(actor, Action.SEE_LOG)
    known = {row.id: _colleague(row, vault) for row in await work.all(_STAFF)}
    subjects = [act.subject.partition(":") for act in acts]
    bought = sorted({int(number) for kind, _, number in subjects if kind == "purchase"})
    receipts = await work.each(_RECEIPT, [{"number": number} for number in bought])
    places = await work.all(_BRANCHES)
    numbered = {row.id: row.receipt for found in receipts for row in found}
    return Names(known, numbered, {one.id: one.name for one in places})
