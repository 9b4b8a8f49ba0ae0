"""Win-back: each member's rhythm is kept, and whoever is late by it has their turn at a kind word."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import BindParameter, bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.actions.care import read_care
from bot.actions.consents import agreed
from bot.actions.holdout import split
from bot.actions.leases import last_mark
from bot.actions.outbox import Posting, post_all
from bot.actions.presents import Present, present_of
from bot.database import Command, Query, Transaction
from bot.rules.care import Care
from bot.rules.deliveries import Topic
from bot.rules.rhythm import RECENT_GAPS
from bot.rules.times import local_day, next_sending
from bot.rules.win_back import Away, WinBack, late_at, may_be_written_to
from bot.shop import Shop, Work
from bot.tables.holdout import treatments
from bot.tables.members import members
from bot.tables.people import people
from bot.tables.points import accounts
from bot.tables.purchases import purchases
from bot.tables.rhythm import rhythms

KIND = "win_back"
JOB = "win_back"
"""The job that remembers the newest purchase it has seen."""
LOOKED_AT = 4 * RECENT_GAPS
"""The newest purchases of a member that are looked at; on most days they buy once."""


class Bought(NamedTuple):
    """A purchase by its number, and whose it is."""

    id: int
    member_id: int


class _Late(NamedTuple):
    member_id: int
    telegram_id: int | None
    zone: str | None
    last_at: datetime | None
    reachable: bool
    agreed: bool | None
    last_word: datetime | None


class _Reckoned(NamedTuple):
    since: datetime | None
    late_at: datetime | None
    late_since: datetime | None


_MEMBER: BindParameter[int] = bindparam("member")
_NEWEST = Query(int, select(func.coalesce(func.max(purchases.c.id), 0)))
_WHO_BOUGHT = Query(
    Bought,
    select(purchases.c.id, purchases.c.member_id)
    .join(members, members.c.id == purchases.c.member_id)
    .where(purchases.c.id > bindparam("after"), members.c.telegram_id.is_not(None))
    .order_by(purchases.c.id)
    .limit(bindparam("most")),
)
_BOUGHT = Query(
    datetime,
    select(purchases.c.at)
    .where(purchases.c.member_id == _MEMBER, purchases.c.undone_at.is_(None), purchases.c.amount > 0)
    .order_by(purchases.c.at.desc())
    .limit(LOOKED_AT),
)
_NEW = insert(rhythms)
_KEEP = Command(
    _NEW.on_conflict_do_update(
        index_elements=[rhythms.c.member_id],
        set_={name: _NEW.excluded[name] for name in _Reckoned._fields},
        where=rhythms.c.since.is_distinct_from(_NEW.excluded.since),  # an absence that was looked at stays looked at
    )
)
_LOOKED = Command(
    update(rhythms)
    .where(rhythms.c.member_id == _MEMBER)
    .values(late_at=bindparam("again"), late_since=bindparam("reckoned"))
)
_LATE = Query(
    int,
    select(rhythms.c.member_id)
    .where(rhythms.c.late_at <= bindparam("by"))
    .order_by(rhythms.c.late_at, rhythms.c.member_id)
    .limit(bindparam("most")),
)
_AGREED = agreed(Topic.OFFERS, members.c.id)
LAST_WORD = (
    select(func.max(treatments.c.at))
    .where(treatments.c.member_id == members.c.id, treatments.c.care == Care.WIN_BACK.value)
    .scalar_subquery()
)
"""When the member of a row last had their turn."""
_FORGET = Command(delete(rhythms).where(rhythms.c.member_id == _MEMBER))
_LATE_FROM = Query(
    datetime, select(rhythms.c.late_since).where(rhythms.c.member_id == _MEMBER, rhythms.c.late_since.is_not(None))
)
_WHOM = Query(
    _Late,
    select(
        members.c.id.label("member_id"),
        members.c.telegram_id,
        people.c.zone,
        accounts.c.last_at,
        people.c.unreachable_at.is_(None).label("reachable"),
        _AGREED.label("agreed"),
        LAST_WORD.label("last_word"),
    )
    .select_from(members)
    .join(accounts, accounts.c.member_id == members.c.id)
    .outerjoin(people, people.c.telegram_id == members.c.telegram_id)
    .where(members.c.id == _MEMBER),
)
_AWAY = Query(Away, select(accounts.c.last_at, accounts.c.points).where(accounts.c.member_id == _MEMBER))


class News(NamedTuple):
    """The newest purchase that was seen when the rhythms were kept last, and the newest there is, by number."""

    seen: int
    newest: int


async def anybody_late(shop: Shop, by: datetime) -> bool:
    """Whether anything was bought since the rhythms were kept last, or a late one is to be written to by an instant."""
    async with shop.reading() as reading:
        news = await new_purchases(reading)
        if news.newest > news.seen:
            return True
        return (await read_win_back(reading)).on and bool(await late_members(reading, by, 1))


async def read_win_back(work: Transaction) -> WinBack:
    """The rules that hold."""
    return await read_care(work, Care.WIN_BACK, WinBack)


async def new_purchases(reading: Transaction) -> News:
    """What was bought since the rhythms were kept last."""
    return News(await last_mark(reading, JOB), await reading.the(_NEWEST))


async def who_bought(reading: Transaction, after: int, most: int) -> list[Bought]:
    """The purchases of members on Telegram behind one, in the order of their numbers."""
    return await reading.all(_WHO_BOUGHT, after=after, most=most)


async def keep_rhythms(work: Work, member_ids: Sequence[int], least_days: int) -> None:
    """Reckon from when these members are late by their own rhythm, if they bought since it was reckoned last."""
    reckoned = await _reckon(work, member_ids, least_days)
    await work.many(_KEEP, [{"member_id": one, **found._asdict()} for one, found in reckoned.items()])


async def _reckon(work: Work, member_ids: Sequence[int], least_days: int) -> dict[int, _Reckoned]:
    bought = await work.each(_BOUGHT, [{"member": one} for one in member_ids])
    zone = work.store.zone_info
    reckoned = {}
    for one, at in zip(member_ids, bought, strict=True):
        late = late_at(at, least_days, zone)
        reckoned[one] = _Reckoned(at[0] if at else None, late, late)
    return reckoned


async def late_members(reading: Transaction, by: datetime, most: int) -> list[int]:
    """Members who are late by an instant and whose absence was not looked at yet, the latest first."""
    return await reading.all(_LATE, by=by, most=most)


async def write_to_late(work: Work, member_ids: Sequence[int]) -> int:
    """Look at these members' absence: who is late indeed, and may be written to, has their turn; how many are posted.

    A member is looked at once in an absence, whatever comes of it.
    """
    rules = await read_win_back(work)
    reckoned = await _reckon(work, member_ids, rules.least_days)
    late = [one for one, (_, at, _) in reckoned.items() if at is not None and at <= work.now]
    later = {one: at for one, (_, at, _) in reckoned.items() if one not in late}
    looked = [{"member": one, "again": later.get(one), "reckoned": reckoned[one].late_at} for one in member_ids]
    await work.many(_LOOKED, looked)
    found = [one for [one] in await work.each(_WHOM, [{"member": one} for one in late])]
    due = {one.member_id: one for one in found if _has_a_turn(one, rules, work.now)}
    turn = local_day(work.now, work.store.zone_info)
    parted = await split(work, Care.WIN_BACK, due, f"{turn:%Y%m%d}")
    present = await present_of(work, Care.WIN_BACK, rules.reward, rules.present_days)
    written = [_posting(work, due[one], f"{turn:%Y%m%d}", present) for one in sorted(parted.treated)]
    return sum(await post_all(work, KIND, written))


def _has_a_turn(one: _Late, rules: WinBack, now: datetime) -> bool:
    if one.telegram_id is None or one.last_at is None or not (one.reachable and one.agreed):
        return False
    return may_be_written_to(one.last_at, one.last_word, rules.rest_days, now)


def _posting(work: Work, one: _Late, turn: str, present: Present | None) -> Posting:
    if one.telegram_id is None or one.last_at is None:
        raise LookupError(f"member {one.member_id} can't be written to")
    goes = next_sending(work.now, ZoneInfo(one.zone) if one.zone else work.store.zone_info)
    return word(one.member_id, one.telegram_id, one.last_at, turn, present, goes)


def word(
    member_id: int, chat_id: int, last_at: datetime, turn: str, present: Present | None, goes: datetime
) -> Posting:
    """The word to somebody who stays away.

    Args:
        last_at: their last purchase.
        turn: which turn of theirs it is.
        goes: when it goes at the earliest.
    """
    data: dict[str, object] = {"away": member_id, "since": last_at.isoformat(), "turn": turn}
    if present is not None:
        data |= present.data
    return Posting(chat_id, f"{KIND}:{member_id}:{turn}", data, goes)


async def forget_rhythm(work: Work, member_id: int) -> None:
    """Erase what was reckoned from a member's purchases."""
    await work.run(_FORGET, member=member_id)


async def late_from(work: Work, member_id: int) -> datetime | None:
    """From when a member is late, as it was reckoned last; None where nothing can be said."""
    return await work.one(_LATE_FROM, member=member_id)


async def away(work: Work, member_id: int) -> Away | None:
    """A member who stays away, as they are now."""
    return await work.one(_AWAY, member=member_id)
