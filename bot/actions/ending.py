"""Vouchers that nobody uses: the word that one is about to expire, and its end."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, or_, select, update

from bot.actions.outbox import Posting, post_all
from bot.actions.vouchers import about
from bot.database import Command, Query, Transaction
from bot.rules.times import next_sending
from bot.rules.vouchers import WORD_BEFORE
from bot.shop import Work
from bot.tables.members import members
from bot.tables.rewards import vouchers


class _Whose(NamedTuple):
    id: int
    member_id: int


_MEMBER: BindParameter[int] = bindparam("member")
_OPEN = vouchers.c.state == "open"


def _soonest(*which: ColumnElement[bool]) -> Select[tuple[int]]:
    """The open vouchers of a kind that end soonest, as many as an act takes, left to whoever has them in hand.

    They are found before any is changed: PostgreSQL would otherwise look again for each, and find others.
    """
    found = select(vouchers.c.id).where(_OPEN, *which).order_by(vouchers.c.expires_at).limit(bindparam("most"))
    return select(found.with_for_update(skip_locked=True).cte("soonest").c.id)


_PAST = _soonest(vouchers.c.expires_at < bindparam("now"))
_EXPIRE = Query(
    _Whose,
    update(vouchers)
    .where(vouchers.c.id.in_(_PAST), _OPEN)
    .values(state="expired", settled_at=bindparam("now"))
    .returning(vouchers.c.id, vouchers.c.member_id),
)
_ABOUT_TO = and_(
    vouchers.c.expires_at < bindparam("latest"),
    or_(
        *(
            and_(vouchers.c.expires_at < bindparam(f"ends_{n}"), vouchers.c.made_at <= bindparam(f"made_{n}"))
            for n in range(len(WORD_BEFORE))
        )
    ),
)
"""For the index: what ends soon, whatever its age."""


def _when(now: datetime) -> dict[str, datetime]:
    ends = {f"ends_{n}": now + before for n, (before, _) in enumerate(WORD_BEFORE)}
    made = {f"made_{n}": now - age for n, (_, age) in enumerate(WORD_BEFORE)}
    return {"latest": max(ends.values()), **ends, **made}


_UNSPOKEN = _soonest(~vouchers.c.warned, _ABOUT_TO)
_WARN = Query(
    _Whose,
    update(vouchers)
    .where(vouchers.c.id.in_(_UNSPOKEN), _OPEN)
    .values(warned=True)
    .returning(vouchers.c.id, vouchers.c.member_id),
)
_ANY_PAST = Query(int, select(vouchers.c.id).where(_OPEN, vouchers.c.expires_at < bindparam("now")).limit(1))
_ANY_UNSPOKEN = Query(int, select(vouchers.c.id).where(_OPEN, ~vouchers.c.warned, _ABOUT_TO).limit(1))
_CHAT = Query(int, select(members.c.telegram_id).where(members.c.id == _MEMBER, members.c.telegram_id.is_not(None)))
_END = Command(update(vouchers).where(vouchers.c.member_id == _MEMBER).values(code=None, code_index=None))
_END_OPEN = Command(
    update(vouchers).where(vouchers.c.member_id == _MEMBER, _OPEN).values(state="expired", settled_at=bindparam("now"))
)


async def anything_ends(work: Transaction, now: datetime) -> bool:
    """Whether there is a voucher to end, or to speak of."""
    return bool(await work.all(_ANY_PAST, now=now) or await work.all(_ANY_UNSPOKEN, **_when(now)))


async def expire_vouchers(work: Work, most: int) -> int:
    """End open vouchers that are past their last instant, and let their messages show it; how many.

    Args:
        most: ended in this act; the next act goes on.
    """
    gone = await work.all(_EXPIRE, now=work.now, most=most)
    await post_all(work, "voucher_changed", await _postings(work, gone, "expired", edits=True))
    return len(gone)


async def warn_of_vouchers(work: Work, most: int) -> int:
    """Say once of vouchers that they are about to expire, also in their own messages; how many.

    Args:
        most: spoken of in this act; the next act goes on.
    """
    found = await work.all(_WARN, most=most, **_when(work.now))
    await post_all(work, "voucher_changed", await _postings(work, found, "ending", edits=True))
    by_day = next_sending(work.now, work.store.zone_info)
    await post_all(work, "voucher_ending", [one._replace(due=by_day) for one in await _postings(work, found, "word")])
    return len(found)


async def _postings(work: Work, of: Sequence[_Whose], change: str, *, edits: bool = False) -> list[Posting]:
    """What is told to those of the vouchers' members who are on Telegram."""
    chats = await work.each(_CHAT, [{"member": one.member_id} for one in of])
    return [
        Posting(chat, f"{about(one.id)}:{change}", {"voucher": one.id}, edits=about(one.id) if edits else None)
        for one, found in zip(of, chats, strict=True)
        for chat in found
    ]


async def end_vouchers(work: Work, member_id: int) -> None:
    """End whatever vouchers a member has who is forgotten, and let no code lead to any of them."""
    await work.run(_END_OPEN, member=member_id, now=work.now)
    await work.run(_END, member=member_id)
