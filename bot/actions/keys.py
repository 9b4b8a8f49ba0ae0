"""Another secret key: every sealed field is sealed anew and every blind index made again, a batch at a time."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Column, LargeBinary, bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.actions.log import authorise, note
from bot.actions.names import index_again
from bot.database import Command, Query, Transaction
from bot.rules.roles import Action, Actor
from bot.shop import Shop, Work
from bot.tables.approvals import adjustments, approvals
from bot.tables.birthdays import birthdays, greetings
from bot.tables.conversations import conversation_messages
from bot.tables.groups import group_links
from bot.tables.inbox import inbox
from bot.tables.keys import former_keys
from bot.tables.members import members
from bot.tables.people import people, steps
from bot.tables.rewards import vouchers
from bot.tables.staff import staff
from bot.tables.surveys import surveys
from bot.tables.tasks import tasks

AT_ONCE = 500
_MOST: BindParameter[int] = bindparam("most")


@dataclass(frozen=True)
class Sealed:
    """A column of sealed fields, the key of its rows, and how what is in it is found: a kind and a blind index."""

    row: Column[Any]
    field: Column[Any]
    kind: str = ""
    index: Column[Any] | None = None

    def page(self) -> "Query[_Field]":
        """Some of its rows, in order, after one of them."""
        rows = select(self.row.label("row"), self.field.label("field"))
        return Query(
            _Field,
            rows.where(self.row > bindparam("after"), self.field.is_not(None)).order_by(self.row).limit(_MOST),
        )

    def put(self) -> Command:
        """Put other bytes into one of its rows."""
        fields: dict[Column[Any], BindParameter[bytes]] = {self.field: bindparam("sealed")}
        if self.index is not None:
            fields[self.index] = bindparam("found")
        return Command(update(self.field.table).where(self.row == bindparam("this")).values(fields))


SEALED = (
    Sealed(former_keys.c.mark, former_keys.c.index_key),
    Sealed(people.c.telegram_id, people.c.name),
    Sealed(members.c.id, members.c.name),
    Sealed(members.c.id, members.c.phone, "phone", members.c.phone_index),
    Sealed(staff.c.id, staff.c.name),
    Sealed(steps.c.telegram_id, steps.c.data),
    Sealed(inbox.c.update_id, inbox.c.raw),
    Sealed(approvals.c.id, approvals.c.note),
    Sealed(adjustments.c.entry_id, adjustments.c.reason),
    Sealed(vouchers.c.id, vouchers.c.code, "voucher", vouchers.c.code_index),
    Sealed(conversation_messages.c.id, conversation_messages.c.said),
    Sealed(conversation_messages.c.id, conversation_messages.c.media),
    Sealed(surveys.c.id, surveys.c.reason),
    Sealed(birthdays.c.member_id, birthdays.c.year),
    Sealed(greetings.c.id, greetings.c.line),
    Sealed(tasks.c.id, tasks.c.said),
    Sealed(group_links.c.id, group_links.c.url),
)
"""Everything that is sealed; a test sees that no column is missing.

What is kept by a blind index alone stays as it is: the forget list's hashes, which are looked for under every key there
was; the hashes of guests and contacts in the audit log, which nobody can change and nothing looks for; and a spending
code's, which is good for a minute.
"""


class Retired(NamedTuple):
    """What is left of a former key; `retired_at` is None while fields may still be sealed under it."""

    mark: bytes
    index_key: bytes
    retired_at: datetime | None


class Rotated(NamedTuple):
    """Fields that were sealed anew, and members whose names are found by the new key."""

    fields: int
    members: int


class _Field(NamedTuple):
    row: int | bytes
    field: bytes


class _Named(NamedTuple):
    id: int
    name: bytes


_KEYS = Query(Retired, select(*(former_keys.c[name] for name in Retired._fields)).order_by(former_keys.c.mark))
_FORMER = insert(former_keys)
_BEGIN = Command(
    _FORMER.on_conflict_do_update(
        index_elements=[former_keys.c.mark], set_={"index_key": _FORMER.excluded.index_key, "retired_at": None}
    )
)
_END = Command(update(former_keys).where(former_keys.c.retired_at.is_(None)).values(retired_at=bindparam("at")))
_NAMES = Query(
    _Named,
    select(members.c.id, func.coalesce(people.c.name, members.c.name).label("name"))
    .select_from(members.outerjoin(people, people.c.telegram_id == members.c.telegram_id))
    .where(
        members.c.id > bindparam("after"),
        members.c.forgotten_at.is_(None),
        func.coalesce(people.c.name, members.c.name).is_not(None),
    )
    .order_by(members.c.id)
    .limit(_MOST),
)


async def retired_keys(reading: Transaction) -> list[Retired]:
    """The secret keys before this one."""
    return await reading.all(_KEYS)


async def rotate(shop: Shop, actor: Actor, go_on: Callable[[], Awaitable[None]]) -> Rotated:
    """Put the vault's own key in the place of its former ones, everywhere.

    Killed at any moment, it is run again: what is done is left alone, and until all is done the shop doesn't open.

    Args:
        shop: nobody else uses it, and its vault opens what the former keys sealed.
        go_on: called after each batch; it raises to stop there.

    Raises:
        bot.vault.VaultError: a field was sealed under a key that isn't here; the batches before it stay done.
    """
    authorise(actor, Action.ROTATE_KEY)
    async with shop.work() as work:
        await work.many(_BEGIN, [one._asdict() for one in shop.vault.former()])
    fields = named = 0
    for column in SEALED:
        async for many in _seal_anew(shop, column):
            fields += many
            await go_on()
    async for many in _index_names(shop):
        named += many
        await go_on()
    async with shop.work() as work:
        await work.run(_END, at=work.now)
        await note(work, actor, Action.ROTATE_KEY, after={"fields": fields, "members": named})
    return Rotated(fields, named)


async def _seal_anew(shop: Shop, column: Sealed) -> AsyncIterator[int]:
    """How many fields each batch found under a former key."""
    page, put = column.page(), column.put()
    after: int | bytes = b"" if isinstance(column.row.type, LargeBinary) else -1
    while True:
        async with shop.work() as work:
            found = await work.all(page, after=after, most=AT_ONCE)
            old = [one for one in found if one.field and not work.vault.is_current(one.field)]
            await work.many(put, [_anew(work, column, one) for one in old])
        if not found:
            return
        after = found[-1].row
        yield len(old)


def _anew(work: Work, column: Sealed, one: _Field) -> dict[str, object]:
    text = work.vault.open(one.field)
    fields: dict[str, object] = {"this": one.row, "sealed": work.vault.seal(text)}
    return fields if column.index is None else fields | {"found": work.vault.index(column.kind, text)}


async def _index_names(shop: Shop) -> AsyncIterator[int]:
    """How many members of each batch weren't found by the new key."""
    after = 0
    while True:
        async with shop.work() as work:
            found = await work.all(_NAMES, after=after, most=AT_ONCE)
            named = await index_again(work, {one.id: work.vault.open(one.name) for one in found})
        if not found:
            return
        after = found[-1].id
        yield named
