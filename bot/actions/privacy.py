"""Forgetting a person: everything that leads to them goes, the ledger stays under its opaque key."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import BindParameter, Boolean, bindparam, delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.actions.birthdays import forget_birthday
from bot.actions.broadcast_privacy import forget_answers
from bot.actions.contact_choices import forget_choices
from bot.actions.ending import end_vouchers
from bot.actions.event_privacy import forget_events
from bot.actions.group_privacy import forget_places
from bot.actions.holdout import forget_turns
from bot.actions.log import authorise, note
from bot.actions.member_lists import forget_lists
from bot.actions.opinions import forget_opinions
from bot.actions.refills import forget_refills
from bot.actions.tags import forget_tags
from bot.actions.tasks import forget_tasks
from bot.actions.win_back import forget_rhythm
from bot.database import Command, Query, Transaction
from bot.rules.deliveries import KINDS
from bot.rules.roles import SYSTEM, Action, Actor
from bot.shop import Work
from bot.tables.approvals import adjustments, approvals
from bot.tables.inbox import inbox
from bot.tables.members import forgotten, members, name_words
from bot.tables.outbox import deliveries
from bot.tables.people import people, steps
from bot.tables.staff import staff, wrong_codes
from bot.vault import Vault


class _Row(NamedTuple):
    id: int
    telegram_id: int | None
    external_id: str | None
    phone: bytes | None
    created_at: datetime

    def known_by(self, vault: Vault) -> Iterable[tuple[str, str]]:
        """What the forget list remembers hashes of, by kind."""
        if self.telegram_id is not None:
            yield "telegram", str(self.telegram_id)
        if self.external_id is not None:
            yield "external", self.external_id
        if self.phone is not None:
            yield "phone", vault.open(self.phone)


_MEMBER: BindParameter[int] = bindparam("member")
_PERSON: BindParameter[int] = bindparam("person")
_ROWS = select(*(members.c[name] for name in _Row._fields))
_ONE = Query(_Row, _ROWS.where(members.c.id == _MEMBER))
_MERGED = Query(_Row, _ROWS.where(members.c.merged_into == _MEMBER))
_STILL_HERE = (members.c.forgotten_at.is_(None), members.c.id > bindparam("after"))
_EVERYBODY = Query(_Row, _ROWS.where(*_STILL_HERE).order_by(members.c.id).limit(1000))
_EMPTY = Command(
    update(members)
    .where(members.c.id == _MEMBER)
    .values(
        card=bindparam("no_card"),
        telegram_id=None,
        external_id=None,
        name=None,
        phone=None,
        phone_index=None,
        forgotten_at=bindparam("at"),
    )
)
_DROP_WORDS = Command(delete(name_words).where(name_words.c.member_id == _MEMBER))
_FORGET_REASONS = Command(update(adjustments).where(adjustments.c.member_id == _MEMBER).values(reason=None))
_FORGET_NOTES = Command(update(approvals).where(approvals.c.subject == bindparam("about")).values(note=None))
_WORKS_HERE = Query(int, select(staff.c.id).where(staff.c.telegram_id == _PERSON, staff.c.dismissed_at.is_(None)))
_AS_MEMBER = deliveries.c.kind.not_in([kind.name for kind in KINDS.values() if kind.about_work])
_TOLD = (deliveries.c.chat_id == _PERSON, or_(_AS_MEMBER, bindparam("everything", type_=Boolean)))
_DROP_WAITING = Command(
    update(deliveries)
    .where(*_TOLD, or_(deliveries.c.state == "queued", deliveries.c.state == "sending"))
    .values(state="dropped", reason="forgotten", settled_at=bindparam("at"), lease_until=None)
)
_EMPTY_TOLD = Command(update(deliveries).where(*_TOLD).values(data=bindparam("nothing"), chat_id=0, message_id=None))
_EMPTY_UPDATES = Command(
    update(inbox).where(inbox.c.user_id == _PERSON, inbox.c.state != "waiting").values(raw=b"", user_id=0)
)
_DROP_STEP = Command(delete(steps).where(steps.c.telegram_id == _PERSON))
_DROP_CODES = Command(delete(wrong_codes).where(wrong_codes.c.telegram_id == _PERSON))
_NO_MEMBER = Command(update(people).where(people.c.telegram_id == _PERSON).values(member_id=None))
_DROP_PERSON = Command(delete(people).where(people.c.telegram_id == _PERSON))
_MARK = Command(insert(forgotten).on_conflict_do_nothing())
_MARKS = Query(bytes, select(forgotten.c.mark))
_IS_FORGOTTEN = Query(bytes, select(forgotten.c.mark).where(forgotten.c.mark == bindparam("given")))


async def forget(work: Work, actor: Actor) -> None:
    """Erase the member who asks: who they are, their card, what waits to be said to them.

    What stays leads to nobody: the ledger and the purchases under the member's number, and what they allowed and when.
    Somebody who works here ends their membership and keeps their job, with the name and number it needs.
    """
    authorise(actor, Action.FORGET_ME)
    if actor.member_id is not None:
        await _erase(work, actor.member_id)
        await note(work, actor, Action.FORGET_ME, f"member:{actor.member_id}")


async def forgotten_among(work: Transaction, vault: Vault, kind: str, values: Sequence[str]) -> set[str]:
    """Which of these numbers at the till (`external`) or phones (`phone`, in E.164) are in the forget list."""
    # A hash can't be made again under another key, so that it is looked for under every key there was.
    asked = [(value, mark) for value in values for mark in vault.indexes(kind, value)]
    found = await work.each(_IS_FORGOTTEN, [{"given": mark} for _, mark in asked])
    return {value for (value, _), marks in zip(asked, found, strict=True) if marks}


async def reapply_forgotten(work: Work, actor: Actor) -> int:
    """Forget again whoever is in the forget list and not in this database, which is older then; how many they were.

    Somebody who came back of their own accord, after they were forgotten, is another member by then and stays.
    """
    authorise(actor, Action.RESTORE)
    listed, known = work.forget_list.read(), set(await work.all(_MARKS))
    work.forget_list.add(known - listed.keys(), work.now)
    new = {mark: at for mark, at in listed.items() if mark not in known}
    if not new:
        return 0
    erased, after = 0, 0
    while page := await work.all(_EVERYBODY, after=after):
        after = page[-1].id
        for row in page:
            marks = (mark for one in row.known_by(work.vault) for mark in work.vault.indexes(*one))
            if any(mark in new and row.created_at <= new[mark] for mark in marks):
                await _erase(work, row.id)
                await note(work, SYSTEM, Action.FORGET_ME, f"member:{row.id}")
                erased += 1
    await work.many(_MARK, [{"mark": mark, "at": at} for mark, at in new.items()])
    return erased


async def _erase(work: Work, member_id: int) -> None:
    rows = [await work.the(_ONE, member=member_id)]
    for row in rows:  # grows while it is read: a member may have been joined to one who was joined to this one
        rows += await work.all(_MERGED, member=row.id)
    marks = {work.vault.index(*one) for row in rows for one in row.known_by(work.vault)}
    # First, so that no erasure is ever only in the database; one that is only in the list is made good at the start.
    work.forget_list.add(marks, work.now)
    await work.many(_MARK, [{"mark": mark, "at": work.now} for mark in sorted(marks)])
    for row in rows:
        await work.run(_EMPTY, member=row.id, no_card=f"-{row.id}", at=work.now)
        await work.run(_DROP_WORDS, member=row.id)
        await end_vouchers(work, row.id)
        await forget_birthday(work, row.id)
        await forget_opinions(work, row.id)
        await forget_turns(work, row.id)
        await forget_answers(work, row.id)
        await forget_rhythm(work, row.id)
        await forget_refills(work, row.id)
        await forget_tasks(work, row.id)
        await forget_choices(work, row.id)
        await forget_events(work, row.id)
        await forget_tags(work, row.id)
        await forget_lists(work, row.id)
        await work.run(_FORGET_REASONS, member=row.id)
        await work.run(_FORGET_NOTES, about=f"member:{row.id}")
        if row.telegram_id is not None:
            await forget_places(work, row.telegram_id, row.id)
            await _erase_person(work, row.telegram_id)


async def _erase_person(work: Work, person: int) -> None:
    works_here = await work.one(_WORKS_HERE, person=person) is not None
    await work.run(_DROP_WAITING, person=person, everything=not works_here, at=work.now)
    await work.run(_EMPTY_TOLD, person=person, everything=not works_here, nothing={})
    await work.run(_EMPTY_UPDATES, person=person)
    await work.run(_DROP_STEP, person=person)
    await work.run(_DROP_CODES, person=person)
    await work.run(_NO_MEMBER if works_here else _DROP_PERSON, person=person)
