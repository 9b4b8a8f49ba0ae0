"""The customers a till knows: found by their numbers there, made by the batch, completed by what a file says of them.

Nobody is written to because of it, and whoever asked to be forgotten is not made again.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.actions.birthdays import know_birthdays, known_birthdays
from bot.actions.history import join_history
from bot.actions.log import authorise
from bot.actions.names import add_words, index_name
from bot.actions.privacy import forgotten_among
from bot.database import Command, Query, Transaction
from bot.rules.birthdays import Birthday
from bot.rules.codes import new_card
from bot.rules.imports import Customer
from bot.rules.refusals import Refusal
from bot.rules.roles import Action, Actor
from bot.shop import Shop, Work
from bot.tables.members import members
from bot.vault import Vault

_TRIES = 20


class Known(NamedTuple):
    """A member as an import sees one."""

    id: int
    external_id: str | None
    telegram_id: int | None
    name: bytes | None
    phone_index: bytes | None
    merged_into: int | None


class Taken(StrEnum):
    """What became of a customer that a file told of."""

    NEW = "new"
    COMPLETED = "completed"  # somebody the till knew, with another name, phone or birthday
    JOINED = "joined"  # the till's number of somebody who is here, by the phone they shared
    SAME = "same"
    FORGOTTEN = "forgotten"


_KNOWN = select(*(members.c[name] for name in Known._fields)).where(members.c.forgotten_at.is_(None))
_BY_ID = Query(Known, _KNOWN.where(members.c.id == bindparam("number")))
_BY_NUMBER = Query(Known, _KNOWN.where(members.c.external_id == bindparam("number")))
_BY_PHONE = Query(Known, _KNOWN.where(members.c.phone_index == bindparam("index"), members.c.merged_into.is_(None)))
_ADD = Query(int, insert(members).on_conflict_do_nothing().returning(members.c.id))
_SET_NAME = Command(update(members).where(members.c.id == bindparam("member")).values(name=bindparam("sealed")))
_SET_PHONE = Command(
    update(members)
    .where(members.c.id == bindparam("member"))
    .values(phone=bindparam("sealed"), phone_index=bindparam("index"))
)
_SET_NUMBER = Command(
    update(members).where(members.c.id == bindparam("member")).values(external_id=bindparam("number"))
)


async def find_customers(work: Transaction, numbers: Iterable[str]) -> dict[str, Known]:
    """Whom the till's numbers name: the members who have them, or whom those were joined to."""
    asked = sorted(set(numbers))
    found = await work.each(_BY_NUMBER, [{"number": number} for number in asked])
    known = {number: rows[0] for number, rows in zip(asked, found, strict=True) if rows}
    for number, one in list(known.items()):
        heir: Known | None = one
        while heir is not None and heir.merged_into is not None:
            heir = await work.one(_BY_ID, number=heir.merged_into)
        if heir is None:
            del known[number]
        else:
            known[number] = heir
    return known


async def make_customers(work: Work, actor: Actor, customers: Sequence[Customer]) -> dict[str, int]:
    """Make members of whom the till knows, who have not joined and whom nobody writes to; their numbers here.

    Args:
        customers: nobody of them known or forgotten, each number and phone once.
    """
    authorise(actor, Action.IMPORT)
    made: dict[str, int] = {}
    waiting = sorted(customers)
    for _ in range(_TRIES):
        rows = await work.each(_ADD, [_row(work, one) for one in waiting])
        made |= {one.number: ids[0] for one, ids in zip(waiting, rows, strict=True) if ids}
        # Left over are those whose card is another's, and those whom somebody else has made in the meantime.
        waiting = [one for one in waiting if one.number not in made]
        if not waiting:
            await add_words(work, {made[one.number]: one.name for one in customers if one.name})
            return made
        made |= {number: one.id for number, one in (await find_customers(work, [w.number for w in waiting])).items()}
        waiting = [one for one in waiting if one.number not in made]
    raise RuntimeError("no free card code in twenty tries: the shop has outgrown their length")


def _row(work: Work, one: Customer) -> dict[str, object]:
    return {
        "card": new_card(work.chance),
        "telegram_id": None,
        "external_id": one.number,
        "name": work.vault.seal(one.name) if one.name else None,
        "phone": work.vault.seal(one.phone) if one.phone else None,
        "phone_index": work.vault.index("phone", one.phone) if one.phone else None,
        "source": "import",
        "created_at": one.joined or work.now,
        "joined_at": None,
    }


async def take_customers(
    shop: Shop, actor: Actor, customers: Sequence[Customer], *, only_look: bool = False
) -> list[Taken | Refusal]:
    """Take what a file says of customers, in one transaction.

    Whoever has joined keeps the name, phone and birthday they gave themselves; of the others the file's are taken,
    where it has them. Whoever is joined to the till's customer by it, and has told no birthday, has the file's.

    Args:
        customers: each number and each phone once; a file comes in batches.
        only_look: change nothing, only say what would be done.

    Returns:
        For each, in order, what became of it, or a Refusal: `phone_known` where another customer has the phone, or
        `date_future` (`at`).
    """
    authorise(actor, Action.IMPORT)
    if only_look:
        async with shop.reading() as reading:
            return (await _judge(reading, shop.vault, customers, shop.clock.now())).fates
    async with shop.work() as work:
        judged = await _judge(work, work.vault, customers, work.now)
        fates = list(zip(customers, judged.fates, strict=True))
        made = await make_customers(work, actor, [one for one, fate in fates if fate is Taken.NEW])
        await know_birthdays(
            work, {made[one.number]: one.birthday for one, _ in fates if one.number in made and one.birthday}
        )
        for one in (one for one, fate in fates if fate is Taken.COMPLETED):
            await _complete(work, judged.known[one.number], one)
        for one in (one for one, fate in fates if fate is Taken.JOINED):
            await _join(work, actor, judged.known.get(one.number), judged.holders[one.phone], one)
    return judged.fates


class _Judged(NamedTuple):
    known: Mapping[str, Known]
    born: Mapping[int, Birthday]
    holders: Mapping[str, Known]
    fates: list[Taken | Refusal]


async def _judge(work: Transaction, vault: Vault, customers: Sequence[Customer], now: datetime) -> _Judged:
    numbers = [one.number for one in customers]
    phones = [one.phone for one in customers if one.phone]
    known = await find_customers(work, numbers)
    by_phone = await work.each(_BY_PHONE, [{"index": vault.index("phone", phone)} for phone in phones])
    holders = {phone: rows[0] for phone, rows in zip(phones, by_phone, strict=True) if rows}
    strangers = [number for number in numbers if number not in known]
    forgotten = await forgotten_among(work, vault, "external", strangers)
    asked = [known[one.number].id for one in customers if one.birthday and one.number in known]
    born = await known_birthdays(work, vault, asked)
    forgotten_phones = await forgotten_among(work, vault, "phone", phones)

    def fate(one: Customer) -> Taken | Refusal:
        mine, holder = known.get(one.number), holders.get(one.phone)
        if mine is None and (one.number in forgotten or one.phone in forgotten_phones):
            return Taken.FORGOTTEN
        if one.joined and one.joined > now:
            return Refusal("date_future", {"at": one.joined})
        if mine and mine.telegram_id is not None:
            return Taken.SAME
        if holder is not None and holder != mine:
            joins = holder.telegram_id is not None and holder.external_id is None
            return Taken.JOINED if joins else Refusal("phone_known")
        if mine is None:
            return Taken.NEW
        return Taken.COMPLETED if _differs(vault, mine, born, one) else Taken.SAME

    return _Judged(known, born, holders, [fate(one) for one in customers])


def _differs(vault: Vault, mine: Known, born: Mapping[int, Birthday], one: Customer) -> bool:
    other_name = one.name and one.name != (vault.open(mine.name) if mine.name else "")
    other_phone = one.phone and vault.index("phone", one.phone) != mine.phone_index
    return bool(other_name or other_phone or (one.birthday and one.birthday != born.get(mine.id)))


async def _complete(work: Work, mine: Known, one: Customer) -> None:
    if one.name:
        await work.run(_SET_NAME, member=mine.id, sealed=work.vault.seal(one.name))
        await index_name(work, mine.id, one.name)
    if one.phone:
        index = work.vault.index("phone", one.phone)
        await work.run(_SET_PHONE, member=mine.id, sealed=work.vault.seal(one.phone), index=index)
    if one.birthday:
        await know_birthdays(work, {mine.id: one.birthday})


async def _join(work: Work, actor: Actor, mine: Known | None, holder: Known, one: Customer) -> None:
    """Join the till's customer to the member who shared this very phone, which Telegram vouched for."""
    if mine is None:
        await work.run(_SET_NUMBER, member=holder.id, number=one.number)
    else:
        await join_history(work, actor, mine.id, holder.id)
    if one.birthday and not await known_birthdays(work, work.vault, [holder.id]):
        await know_birthdays(work, {holder.id: one.birthday})
