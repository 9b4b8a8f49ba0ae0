"""Codes that are guessed at: after five wrong ones none is looked at for a while, and the owners hear of many."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, insert, select

from bot.actions.outbox import post_to_owners
from bot.database import Command, Query
from bot.shop import Work
from bot.tables.staff import wrong_codes

WRONG_TRIES = 5
"""So many wrong codes of a kind from one person within the time, and none of theirs is looked at (promises.md, T65)."""
WRONG_TRIES_WITHIN = timedelta(minutes=10)
MANY = 200
"""So many tries from everybody together within the time, and the owners are told."""
MANY_WITHIN = timedelta(hours=1)
_UNSEEN = "unseen:"
"""Before the kind of a try at which nobody looked: it makes the alarm, and the wait no longer."""

_WRONG = Command(insert(wrong_codes))
_OF_PERSON = Query(
    int,
    select(func.count()).where(
        wrong_codes.c.telegram_id == bindparam("person"),
        wrong_codes.c.kind == bindparam("kind"),
        wrong_codes.c.at > bindparam("since"),
    ),
)
_MANY_AGO = Query(
    datetime,
    select(wrong_codes.c.at)
    .where(wrong_codes.c.kind.in_([bindparam("kind"), bindparam("unseen")]))
    .order_by(wrong_codes.c.id.desc())
    .offset(MANY - 1)
    .limit(1),
)


async def may_try(work: Work, telegram_id: int | None, kind: str, within: timedelta = WRONG_TRIES_WITHIN) -> bool:
    """Whether a person's next code of a kind is looked at, after their wrong ones within so long."""
    since = work.now - within
    return await work.the(_OF_PERSON, person=telegram_id, kind=kind, since=since) < WRONG_TRIES


async def tried_in_vain(work: Work, telegram_id: int | None, kind: str, *, looked_at: bool) -> None:
    """Remember a code that opened nothing, and tell the owners once an hour when there were many.

    Args:
        kind: what it was to open, such as `voucher`.
        looked_at: the person had tries left.
    """
    unseen = f"{_UNSEEN}{kind}"
    await work.run(_WRONG, telegram_id=telegram_id, kind=kind if looked_at else unseen, at=work.now)
    many_ago = await work.one(_MANY_AGO, kind=kind, unseen=unseen)
    if many_ago is not None and work.now - many_ago < MANY_WITHIN:
        await post_to_owners(work, "codes_guessed", f"codes_guessed:{work.now:%Y-%m-%dT%H}", {"tries": MANY})
