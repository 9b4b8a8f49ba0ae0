"""A greeting as it is said, and the line that a member of the staff may add to it while it waits for them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import and_, bindparam, func, select, update

from bot.actions.log import authorise
from bot.actions.outbox import Posting, move_due, post_all
from bot.actions.vouchers import voucher_told
from bot.database import Command, Query
from bot.rules.birthdays import LATE_DAYS, LINE_WAITS, MOST_LINE, Greeted
from bot.rules.refusals import Refusal
from bot.rules.roles import Action, Actor
from bot.rules.times import local_day
from bot.rules.vouchers import VoucherState
from bot.shop import Work
from bot.tables.birthdays import greetings
from bot.tables.members import members
from bot.tables.outbox import deliveries
from bot.tables.people import people
from bot.tables.staff import staff


class LineAsked(NamedTuple):
    """A greeting that the staff may add a line to, whose it is, and from when on it waits for them."""

    greeting_id: int
    member_id: int
    at: datetime


class _Told(NamedTuple):
    on: date
    points: int | None
    voucher_id: int | None
    until: datetime | None
    line: bytes | None
    voice: str | None
    zone: str | None
    name: bytes
    clerk: bytes | None


class _Waiting(NamedTuple):
    member_id: int
    staff_id: int | None
    due: datetime | None


_SIGNED = people.alias("signed")
_THIS = greetings.c.id == bindparam("number")
_TOLD = Query(
    _Told,
    select(
        greetings.c.on,
        greetings.c.points,
        greetings.c.voucher_id,
        greetings.c.until,
        greetings.c.line,
        greetings.c.voice,
        people.c.zone,
        people.c.name,
        func.coalesce(_SIGNED.c.name, staff.c.name).label("clerk"),
    )
    .select_from(greetings)
    .join(members, members.c.id == greetings.c.member_id)
    .join(people, people.c.telegram_id == members.c.telegram_id)
    .outerjoin(staff, staff.c.id == greetings.c.staff_id)
    .outerjoin(_SIGNED, _SIGNED.c.telegram_id == staff.c.telegram_id)
    .where(_THIS),
)
_ASKED_STAFF = Query(
    int,
    select(staff.c.telegram_id).where(
        staff.c.role.in_(("agent", "manager", "owner")),
        staff.c.dismissed_at.is_(None),
        staff.c.telegram_id.is_not(None),
    ),
)
_WAITING = Query(
    _Waiting,
    select(greetings.c.member_id, greetings.c.staff_id, deliveries.c.due)
    .select_from(greetings)
    .outerjoin(deliveries, and_(deliveries.c.key == bindparam("key"), deliveries.c.state == "queued"))
    .where(_THIS),
)
_SIGN = Command(
    update(greetings)
    .where(_THIS, greetings.c.staff_id.is_(None))
    .values(line=bindparam("sealed"), voice=bindparam("spoken"), staff_id=bindparam("signed"))
)


def greeting_key(greeting_id: int) -> str:
    """The key of the message that a greeting is."""
    return f"birthday:{greeting_id}"


def ahead_key(greeting_id: int) -> str:
    """The key of the word that is said ahead of it."""
    return f"birthday_ahead:{greeting_id}"


async def greeting_told(work: Work, greeting_id: int) -> Greeted | None:
    """A greeting as it is said now; None where there is nothing to say: it would be early, or much too late."""
    told = await work.one(_TOLD, number=greeting_id)
    if told is None:
        return None
    late = (local_day(work.now, work.store.zone_of(told.zone)) - told.on).days
    if late > LATE_DAYS:
        return None
    held = await voucher_told(work, told.voucher_id) if told.voucher_id is not None else None
    return Greeted(
        name=work.vault.open(told.name),
        on=told.on,
        late=late,
        points=told.points or 0,
        voucher=held.voucher if held and held.state is VoucherState.OPEN else None,
        until=told.until if told.until is not None and told.until > work.now else None,
        line=work.vault.open(told.line) if told.line else "",
        voice=told.voice,
        signed=work.vault.open(told.clerk) if told.clerk else "",
    )


async def ask_for_lines(work: Work, asked: Sequence[LineAsked]) -> None:
    """Ask those who answer members for a line, each in their own chat."""
    if not asked:
        return
    whom = await work.all(_ASKED_STAFF)
    await post_all(
        work,
        "birthday_line",
        [
            Posting(
                colleague,
                f"birthday_line:{one.greeting_id}:{colleague}",
                {
                    "member": one.member_id,
                    "signing": one.greeting_id,
                    "until": (one.at + LINE_WAITS).isoformat(),
                },
                one.at,
            )
            for one in asked
            for colleague in whom
        ],
    )


async def waits_for_line(work: Work, greeting_id: int) -> Refusal | int:
    """Whose greeting it is that waits for a line; `greeting_gone` once it is on its way, `greeting_signed` with one."""
    found = await work.one(_WAITING, number=greeting_id, key=greeting_key(greeting_id))
    if found is None or found.due is None:
        return Refusal("greeting_gone")
    return Refusal("greeting_signed") if found.staff_id is not None else found.member_id


async def sign_greeting(
    work: Work, actor: Actor, greeting_id: int, *, line: str = "", voice: str | None = None
) -> Refusal | None:
    """Add a line or a voice note to a greeting, which then goes out at once.

    Returns:
        Refusal: as of `waits_for_line`, or `line_long` (`most`).
    """
    authorise(actor, Action.ANSWER_MEMBERS)
    if len(line) > MOST_LINE:
        return Refusal("greeting_line_long", {"most": MOST_LINE})
    found = await waits_for_line(work, greeting_id)
    if isinstance(found, Refusal):
        return found
    sealed = work.vault.seal(line) if line else None
    if not await work.run(_SIGN, number=greeting_id, sealed=sealed, spoken=voice, signed=actor.staff_id):
        return Refusal("greeting_signed")
    return await _let_go(work, greeting_id)


async def send_plain(work: Work, actor: Actor, greeting_id: int) -> Refusal | None:
    """Let a greeting go without a line; `greeting_gone` where it has."""
    authorise(actor, Action.ANSWER_MEMBERS)
    return await _let_go(work, greeting_id)


async def _let_go(work: Work, greeting_id: int) -> Refusal | None:
    gone = await move_due(work, greeting_key(greeting_id), -LINE_WAITS)
    return None if gone else Refusal("greeting_gone")
