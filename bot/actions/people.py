"""Whoever stands at the door: known by their Telegram account, with what they are here, read at once."""

import json
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import and_, bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.actions.names import index_name
from bot.database import Command, Query
from bot.rules.roles import Actor, Role
from bot.shop import Work
from bot.tables.members import members
from bot.tables.people import people, steps
from bot.tables.staff import staff

STEP_LASTS = timedelta(hours=1)
"""How long most answers are awaited."""


class Known(NamedTuple):
    """A person, and what they are: member, staff, both or neither; and the answer awaited from them."""

    telegram_id: int
    name: bytes
    client_language: str | None
    language: str | None
    zone: str | None
    unreachable_at: datetime | None
    menu: str | None
    member_id: int | None
    card: str | None
    staff_id: int | None
    role: str | None
    branch_id: int | None
    step: str | None
    step_data: bytes | None
    step_expires_at: datetime | None

    @property
    def actor(self) -> Actor:
        """Who they are to the rules: staff before member, member before guest."""
        role = Role(self.role) if self.role else Role.MEMBER if self.member_id else Role.GUEST
        return Actor(role, self.telegram_id, self.member_id, self.staff_id, self.branch_id)


_KNOWN = Query(
    Known,
    select(
        people.c.telegram_id,
        people.c.name,
        people.c.client_language,
        people.c.language,
        people.c.zone,
        people.c.unreachable_at,
        people.c.menu,
        members.c.id.label("member_id"),
        members.c.card,
        staff.c.id.label("staff_id"),
        staff.c.role,
        staff.c.branch_id,
        steps.c.name.label("step"),
        steps.c.data.label("step_data"),
        steps.c.expires_at.label("step_expires_at"),
    )
    .select_from(people)
    .outerjoin(members, and_(members.c.telegram_id == people.c.telegram_id, members.c.forgotten_at.is_(None)))
    .outerjoin(staff, and_(staff.c.telegram_id == people.c.telegram_id, staff.c.dismissed_at.is_(None)))
    .outerjoin(steps, steps.c.telegram_id == people.c.telegram_id)
    .where(people.c.telegram_id == bindparam("person")),
)
_MEMBER_WITH = Query(int, select(members.c.id).where(members.c.telegram_id == bindparam("person")))
_MEET = Command(insert(people).on_conflict_do_nothing())
_PERSON = people.c.telegram_id == bindparam("person")
_REFRESH = Command(
    update(people)
    .where(_PERSON)
    .values(name=bindparam("new_name"), client_language=bindparam("new_language"), unreachable_at=None)
)
_UNREACHABLE = Command(
    update(people).where(_PERSON, people.c.unreachable_at.is_(None)).values(unreachable_at=bindparam("since"))
)
_REACHABLE = Command(update(people).where(_PERSON).values(unreachable_at=None))
_MENU = Command(update(people).where(_PERSON).values(menu=bindparam("shown")))
_LANGUAGE = Command(update(people).where(_PERSON).values(language=bindparam("chosen")))
_AWAIT = insert(steps)
_ASK = Command(
    _AWAIT.on_conflict_do_update(
        index_elements=[steps.c.telegram_id],
        set_={"name": _AWAIT.excluded.name, "data": _AWAIT.excluded.data, "expires_at": _AWAIT.excluded.expires_at},
    )
)
_STOP_ASKING = Command(delete(steps).where(steps.c.telegram_id == bindparam("person")))
_SWEEP_STEPS = Command(delete(steps).where(steps.c.expires_at < bindparam("before")))


async def meet(work: Work, telegram_id: int, name: str, client_language: str | None) -> Known:
    """The person who is writing to us, made known at the first word; what their Telegram says of them is kept fresh.

    Args:
        name: as their Telegram shows it, cleaned.
        client_language: the language tag of their client.
    """
    known = await work.one(_KNOWN, person=telegram_id)
    if known is None:
        member_id = await work.one(_MEMBER_WITH, person=telegram_id)
        await work.run(
            _MEET,
            telegram_id=telegram_id,
            member_id=member_id,
            name=work.vault.seal(name),
            client_language=client_language,
            first_seen=work.now,
        )
        return await work.the(_KNOWN, person=telegram_id)
    renamed = work.vault.open(known.name) != name
    if renamed and known.member_id is not None:
        await index_name(work, known.member_id, name)
    if renamed or known.client_language != client_language or known.unreachable_at is not None:
        sealed = work.vault.seal(name)
        await work.run(_REFRESH, person=telegram_id, new_name=sealed, new_language=client_language)
        return known._replace(name=sealed, client_language=client_language, unreachable_at=None)
    return known


async def find_person(work: Work, telegram_id: int) -> Known | None:
    """A person who has spoken to the bot, or None."""
    return await work.one(_KNOWN, person=telegram_id)


async def mark_unreachable(work: Work, telegram_id: int) -> None:
    """They blocked the bot or left Telegram: nothing is sent until they are heard from again."""
    await work.run(_UNREACHABLE, person=telegram_id, since=work.now)


async def mark_reachable(work: Work, telegram_id: int) -> None:
    """They let the bot write again."""
    await work.run(_REACHABLE, person=telegram_id)


async def choose_language(work: Work, telegram_id: int, language: str) -> None:
    """Their own choice, which wins over what their client says."""
    await work.run(_LANGUAGE, person=telegram_id, chosen=language)


async def remember_menu(work: Work, telegram_id: int, mark: str | None) -> None:
    """Their chat lists these commands now; None where it lists everybody's."""
    await work.run(_MENU, person=telegram_id, shown=mark)


async def await_answer(work: Work, telegram_id: int, step: str, data: object, lasts: timedelta = STEP_LASTS) -> None:
    """Await one answer from a person; what was awaited before is forgotten.

    Args:
        step: the name of a row in handlers/routes/.
        data: what was answered so far, as plain data.
        lasts: how long.
    """
    # People type names and numbers of others into a dialogue, so its draft is sealed like any other free text.
    sealed = work.vault.seal(json.dumps(data, ensure_ascii=False))
    await work.run(_ASK, telegram_id=telegram_id, name=step, data=sealed, expires_at=work.now + lasts)


async def stop_awaiting(work: Work, telegram_id: int) -> None:
    """Await nothing from this person."""
    await work.run(_STOP_ASKING, person=telegram_id)


async def sweep_steps(work: Work) -> int:
    """Delete questions that lapsed a day ago: until then an answer is told that it came late."""
    return await work.run(_SWEEP_STEPS, before=work.now - timedelta(days=1))
