"""Who works here: the owner's one-time code, invitations, and dismissals that hold at once."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import BindParameter, bindparam, delete, func, insert, select, update

from bot.actions.log import authorise, note
from bot.actions.outbox import post, post_to_owners
from bot.actions.people import stop_awaiting
from bot.database import Command, Query
from bot.rules.codes import digest, new_secret
from bot.rules.refusals import Refusal
from bot.rules.roles import Action, Actor, Role
from bot.shop import Work
from bot.tables.people import people
from bot.tables.staff import branches, invitations, staff, wrong_codes
from bot.tables.store import stores

OWNER_CODE_LASTS = timedelta(minutes=15)
INVITATION_LASTS = timedelta(hours=24)
WRONG_TRIES = 5
"""So many wrong codes from one person, and none of theirs is looked at for a while; so many at all since the owner's
code was made, and that code is void."""
WRONG_TRIES_WITHIN = timedelta(minutes=10)
INVITED = (Role.CASHIER, Role.AGENT, Role.MANAGER)


class Branch(NamedTuple):
    """One of the store's places."""

    id: int
    name: str


class Colleague(NamedTuple):
    """Somebody who works here; `name` is sealed, and the newest their Telegram told; `branch` None is every branch."""

    id: int
    telegram_id: int
    name: bytes
    role: str
    branch: str | None
    since: datetime


class Invited(NamedTuple):
    """An invitation: the code that only its link holds, and until when it is good."""

    code: str
    role: Role
    expires_at: datetime


class _Invitation(NamedTuple):
    role: str
    branch_id: int | None
    expires_at: datetime


_AT_WORK = staff.c.dismissed_at.is_(None)
_COLLEAGUE = (
    select(
        staff.c.id,
        staff.c.telegram_id,
        func.coalesce(people.c.name, staff.c.name).label("name"),
        staff.c.role,
        branches.c.name.label("branch"),
        staff.c.since,
    )
    .select_from(staff)
    .outerjoin(people, people.c.telegram_id == staff.c.telegram_id)
    .outerjoin(branches, branches.c.id == staff.c.branch_id)
    .where(_AT_WORK)
)
_PERSON: BindParameter[int] = bindparam("person")
_ALL = Query(Colleague, _COLLEAGUE.order_by(staff.c.id))
_ONE = Query(Colleague, _COLLEAGUE.where(staff.c.id == bindparam("number")))
_OWNS = Query(int, select(staff.c.id).where(_AT_WORK, staff.c.role == "owner").limit(1))
_ROLE_OF = Query(str, select(staff.c.role).where(_AT_WORK, staff.c.telegram_id == _PERSON))
_HIRE = Query(int, insert(staff).returning(staff.c.id))
_LEAVE = Command(update(staff).where(_AT_WORK, staff.c.telegram_id == _PERSON).values(dismissed_at=bindparam("at")))
_BRANCHES = Query(Branch, select(branches.c.id, branches.c.name).order_by(branches.c.id))
_INVITE = Command(insert(invitations))
_CODE = invitations.c.code_hash == bindparam("hashed")
_INVITATION = Query(_Invitation, select(*(invitations.c[name] for name in _Invitation._fields)).where(_CODE))
_USE = Command(update(invitations).where(_CODE, invitations.c.used_at.is_(None)).values(used_at=bindparam("at")))
_VOID_OWNER_CODES = Command(delete(invitations).where(invitations.c.role == "owner", invitations.c.used_at.is_(None)))
_WRONG = Command(insert(wrong_codes))
_WRONG_OF = Query(
    int,
    select(func.count()).where(
        wrong_codes.c.telegram_id == _PERSON,
        wrong_codes.c.kind.in_(("owner", "staff")),
        wrong_codes.c.at > bindparam("since"),
    ),
)
_WRONG_OWNERS = Query(int, select(func.count()).where(wrong_codes.c.kind == "owner"))
_FORGIVE_OWNERS = Command(delete(wrong_codes).where(wrong_codes.c.kind == "owner"))
# On PostgreSQL claims would otherwise look for an owner side by side; on SQLite whoever writes is alone anyway.
_ONE_AT_A_TIME = Query(int, select(stores.c.id).with_for_update())


async def make_owner_code(work: Work, actor: Actor) -> Invited | Refusal:
    """Make the code by which the shop gets its owner; an earlier one is void from here on.

    Returns:
        Refusal: `owner_stays` where there is an owner.
    """
    authorise(actor, Action.MAKE_OWNER_CODE)
    if await work.one(_OWNS) is not None:
        return Refusal("owner_stays")
    await work.run(_VOID_OWNER_CODES)
    await work.run(_FORGIVE_OWNERS)
    await note(work, actor, Action.MAKE_OWNER_CODE)
    return await _code(work, actor, Role.OWNER, None, OWNER_CODE_LASTS)


async def claim_shop(work: Work, actor: Actor, code: str, name: str) -> int | Refusal:
    """Become the owner by the code from the console, if there is none.

    Args:
        name: as their Telegram shows it, cleaned.

    Returns:
        Their number among the staff; `code_unknown` for whatever is wrong, and nobody learns what.
    """
    authorise(actor, Action.CLAIM_SHOP)
    await work.one(_ONE_AT_A_TIME)
    found = await _look(work, actor, code, "owner")
    if isinstance(found, Refusal):
        return found
    return await _hire(work, actor, name, Role.OWNER, None, Action.CLAIM_SHOP)


async def appoint_owner(work: Work, actor: Actor, telegram_id: int) -> None:
    """Make the person whom the settings name the owner; their name comes with their first word."""
    authorise(actor, Action.MAKE_OWNER_CODE)
    if await work.one(_ROLE_OF, person=telegram_id) == Role.OWNER:
        return
    await _hire(work, Actor(Role.GUEST, telegram_id), "", Role.OWNER, None, Action.CLAIM_SHOP)


async def branch_list(work: Work) -> list[Branch]:
    """The store's places."""
    return await work.all(_BRANCHES)


async def invite(work: Work, actor: Actor, role: Role, branch_id: int | None) -> Invited:
    """Make a link's code that gives a role, once.

    Args:
        branch_id: where; None is every branch.
    """
    authorise(actor, Action.INVITE_STAFF)
    if role not in INVITED:
        raise ValueError(f"nobody is invited as {role}")
    await note(work, actor, Action.INVITE_STAFF, after=[role.value, branch_id])
    return await _code(work, actor, role, branch_id, INVITATION_LASTS)


async def accept_invitation(work: Work, actor: Actor, code: str, name: str) -> Role | Refusal:
    """Begin to work here, or in another role, by an invitation.

    Args:
        name: as their Telegram shows it, cleaned.

    Returns:
        The role they have now; `owner_stays` for the owner, whose link stays good for the one it is meant for;
        `code_unknown` for whatever is wrong with it.
    """
    authorise(actor, Action.ACCEPT_INVITATION)
    if actor.role is Role.OWNER:
        return Refusal("owner_stays")
    found = await _look(work, actor, code, "staff")
    if isinstance(found, Refusal):
        return found
    role = Role(found.role)
    number = await _hire(work, actor, name, role, found.branch_id, Action.ACCEPT_INVITATION)
    said = {"person": actor.telegram_id, "role": role.value}
    await post_to_owners(work, "staff_joined", f"staff_joined:{number}", said)
    return role


async def colleagues(work: Work, actor: Actor) -> Sequence[Colleague]:
    """Everybody who works here, in the order they came."""
    authorise(actor, Action.SEE_STAFF)
    return await work.all(_ALL)


async def colleague(work: Work, actor: Actor, staff_id: int) -> Colleague | Refusal:
    """One who works here; `staff_unknown` if they don't any more."""
    authorise(actor, Action.SEE_STAFF)
    return await work.one(_ONE, number=staff_id) or Refusal("staff_unknown")


async def dismiss(work: Work, actor: Actor, staff_id: int) -> Colleague | Refusal:
    """End somebody's access at once, and tell them; what they recorded stays.

    Returns:
        Who it was; `staff_unknown`, or `owner_stays` for an owner.
    """
    authorise(actor, Action.DISMISS_STAFF)
    one = await work.one(_ONE, number=staff_id)
    if one is None:
        return Refusal("staff_unknown")
    if one.role == Role.OWNER:
        return Refusal("owner_stays")
    await work.run(_LEAVE, person=one.telegram_id, at=work.now)
    await stop_awaiting(work, one.telegram_id)
    await note(work, actor, Action.DISMISS_STAFF, f"staff:{staff_id}")
    await post(work, "staff_dismissed", one.telegram_id, f"staff_dismissed:{staff_id}", {})
    return one


async def _code(work: Work, actor: Actor, role: Role, branch_id: int | None, lasts: timedelta) -> Invited:
    code = new_secret(work.chance)
    until = work.now + lasts
    await work.run(
        _INVITE,
        code_hash=digest(code),
        role=role.value,
        branch_id=branch_id,
        made_by=actor.staff_id,
        made_at=work.now,
        expires_at=until,
    )
    return Invited(code, role, until)


async def _look(work: Work, actor: Actor, code: str, kind: str) -> _Invitation | Refusal:
    """Use up the invitation that a code opens; a wrong code is counted, and says no more than any other."""
    tried = await work.the(_WRONG_OF, person=actor.telegram_id, since=work.now - WRONG_TRIES_WITHIN)
    if tried >= WRONG_TRIES:
        return Refusal("code_unknown")
    hashed = digest(code)
    found = await work.one(_INVITATION, hashed=hashed)
    good = (
        found is not None
        and (found.role == Role.OWNER) == (kind == "owner")
        and work.now <= found.expires_at
        and (kind != "owner" or await _may_be_claimed(work))
        and await work.run(_USE, hashed=hashed, at=work.now) == 1
    )
    if good and found is not None:
        return found
    await work.run(_WRONG, telegram_id=actor.telegram_id, kind=kind, at=work.now)
    return Refusal("code_unknown")


async def _may_be_claimed(work: Work) -> bool:
    return await work.one(_OWNS) is None and await work.the(_WRONG_OWNERS) < WRONG_TRIES


async def _hire(work: Work, actor: Actor, name: str, role: Role, branch_id: int | None, by: Action) -> int:
    """Give somebody a role; a row that they had ends, so that what was done in it keeps its name."""
    await work.run(_LEAVE, person=actor.telegram_id, at=work.now)
    number = await work.the(
        _HIRE,
        telegram_id=actor.telegram_id,
        name=work.vault.seal(name),
        role=role.value,
        branch_id=branch_id,
        since=work.now,
    )
    await note(work, actor, by, f"staff:{number}", after=[role.value, branch_id])
    return number
