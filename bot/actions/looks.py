"""What whoever looks after the machine asks the shop: is there an owner, are the books right, does the key fit?"""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import exists, func, literal, select

from bot.database import Query, Transaction
from bot.tables.inbox import inbox
from bot.tables.members import members
from bot.tables.outbox import deliveries
from bot.tables.people import people
from bot.tables.points import audits
from bot.tables.staff import staff


class Look(NamedTuple):
    """The shop from outside: how its books and its traffic are."""

    owned: bool
    audited_at: datetime | None
    fault: str | None
    dead: int
    waiting: int


_LAST_AUDIT = select(audits.c.at, audits.c.fault).order_by(audits.c.id.desc()).limit(1).subquery()
_LOOK = Query(
    Look,
    select(
        exists().where(staff.c.role == "owner", staff.c.dismissed_at.is_(None)).label("owned"),
        _LAST_AUDIT.c.at.label("audited_at"),
        _LAST_AUDIT.c.fault,
        select(func.count()).where(inbox.c.state == "dead").scalar_subquery().label("dead"),
        select(func.count()).where(deliveries.c.state == "queued").scalar_subquery().label("waiting"),
    ).select_from(select(literal(1).label("one")).subquery().outerjoin(_LAST_AUDIT, literal(True))),
)
_SEALED = Query(bytes, select(people.c.name).limit(1))
_SEALED_BY_TILL = Query(bytes, select(members.c.name).where(members.c.name.is_not(None)).limit(1))


async def look(reading: Transaction) -> Look:
    """Look at the shop without changing anything."""
    return await reading.the(_LOOK)


async def anything_sealed(reading: Transaction) -> bytes | None:
    """Any one sealed field, to try a key on; None where nobody has come yet."""
    for query in (_SEALED, _SEALED_BY_TILL):
        if found := await reading.all(query):
            return found[0]
    return None
