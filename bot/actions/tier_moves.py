"""What becomes of members among the tiers: they are lifted, warned, let down, and told."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.actions.outbox import post
from bot.actions.receipts import Purchase
from bot.actions.standing import Standing, place_of, read_standing
from bot.actions.tiers import read_tiers
from bot.database import Command, Query
from bot.rules.standing import Judge, Missed, Move, Verdict, look_again
from bot.rules.tiers import Tier, TierTable
from bot.rules.times import local_day, next_sending
from bot.shop import Work
from bot.tables.members import members
from bot.tables.people import people
from bot.tables.points import accounts
from bot.tables.tiers import tier_reviews


class _Recipient(NamedTuple):
    chat_id: int
    zone: str | None
    unreachable_at: datetime | None


# Changes nobody whose account has changed since it was judged: the next night judges them again.
_PLACING = (
    update(accounts)
    .where(
        accounts.c.member_id == bindparam("member"),
        accounts.c.head == bindparam("seen_head"),
        accounts.c.spent == bindparam("seen_spent"),
        accounts.c.tier_until.is_not_distinct_from(bindparam("seen_until", type_=accounts.c.tier_until.type)),
    )
    .values(
        tier=bindparam("new_tier"),
        tier_version=bindparam("new_version"),
        tier_since=bindparam("new_since"),
        tier_from=bindparam("new_from"),
        tier_until=bindparam("new_until"),
    )
)
_PLACE = Query(int, _PLACING.returning(accounts.c.member_id))
_PLACE_ONLY = Command(_PLACING)
_MISS_INSERT = insert(tier_reviews)
_MISS = Command(
    _MISS_INSERT.on_conflict_do_update(
        index_elements=[tier_reviews.c.member_id],
        set_={name: _MISS_INSERT.excluded[name] for name in ("missed_at", "grace_days", "delivery_key", "warned_at")},
    )
)
_WARNED = Command(
    update(tier_reviews)
    .where(tier_reviews.c.member_id == bindparam("member"))
    .values(warned_at=bindparam("warned"), delivery_key=None)
)
_MET = Command(delete(tier_reviews).where(tier_reviews.c.member_id == bindparam("member")))
_LATER = Command(
    update(accounts).where(accounts.c.member_id == bindparam("member")).values(tier_until=bindparam("again"))
)
_WHOM = Query(
    _Recipient,
    select(members.c.telegram_id.label("chat_id"), people.c.zone, people.c.unreachable_at)
    .select_from(members)
    .outerjoin(people, people.c.telegram_id == members.c.telegram_id)
    .where(members.c.id == bindparam("member"), members.c.telegram_id.is_not(None)),
)
_TAKE_OVER = Command(
    update(accounts)
    .where(accounts.c.member_id == bindparam("member"))
    .values(
        tier=bindparam("old_tier"),
        tier_version=bindparam("old_version"),
        tier_since=bindparam("old_since"),
        tier_from=bindparam("old_counts_from"),
        tier_until=bindparam("old_until"),
    )
)
_KINDS = {
    Move.UP: "tier_up",
    Move.KEEP: "tier_kept",
    Move.DOWN: "tier_down",
    Move.MOVED: "tier_down",
    Move.UNDONE: "tier_down",
}


async def settle_tier(work: Work, member_id: int) -> Tier | None:
    """Lift a member whose purchases have come to a higher tier, and let one in grace keep theirs; tell them at once.

    Called in the act of every live purchase, with the account held; what reviews bring waits for the night.

    Returns:
        The tier that they have now and had not before; None where nothing has changed.
    """
    table = await read_tiers(work)
    if table is None or not table.tiers:
        return None
    one = await read_standing(work, table, member_id)
    if one is None:
        return None
    verdict = Judge(table, work.now, work.store.zone_info, {}).verdict(one.place, one.counted, one.missed)
    if verdict is None or verdict.move not in (Move.UP, Move.KEEP):
        return None
    await carry_out(work, table, [(one, verdict)], at_once=True)
    return table.tier(verdict.place.tier) if verdict.move is Move.UP else None


async def carry_out(
    work: Work, table: TierTable, judged: Sequence[tuple[Standing, Verdict]], *, at_once: bool = False
) -> None:
    """Do what was judged, for members whose account is as it was then, and tell them.

    Args:
        at_once: they are here: they are told now, and not at the next hour of sending.
    """
    placed = await work.each(_PLACE, [_placing(standing, verdict) for standing, verdict in judged])
    for (standing, verdict), done in zip(judged, placed, strict=True):
        if done:
            await _follow(work, table, standing, verdict, at_once=at_once)


async def place_quietly(work: Work, judged: Sequence[tuple[Standing, Verdict]]) -> None:
    """Do what was judged where nobody is told and nothing else follows, for any number of members in one trip."""
    await work.many(_PLACE_ONLY, [_placing(standing, verdict) for standing, verdict in judged])


def _placing(standing: Standing, verdict: Verdict) -> dict[str, object]:
    place = verdict.place
    return {
        "member": standing.member_id,
        "seen_head": standing.head,
        "seen_spent": standing.spent,
        "seen_until": standing.place.until,
        "new_tier": place.tier,
        "new_version": place.version,
        "new_since": place.since,
        "new_from": place.counts_from,
        "new_until": place.until,
    }


async def _follow(work: Work, table: TierTable, standing: Standing, verdict: Verdict, *, at_once: bool) -> None:
    """What a new place brings with it: the missed review remembered or forgotten, and a word to the member."""
    member_id, missed = standing.member_id, verdict.missed
    match verdict.move:
        case Move.STAY:
            return
        case Move.WAIT:
            if missed and missed.warned_at:
                await work.run(_WARNED, member=member_id, warned=missed.warned_at)
            return
        case Move.NOTICE if missed is not None:
            await _give_notice(work, table, standing, missed)
            return
    if standing.missed is not None:
        await work.run(_MET, member=member_id)
    tier, before = table.tier(verdict.place.tier), table.tier(standing.place.tier)
    kind, until = _KINDS[verdict.move], verdict.place.until
    data = {"tier": _told(tier), "before": _told(before), "until": until.isoformat() if until else None}
    whom = await work.one(_WHOM, member=member_id)
    if whom is not None:
        due = None if at_once else _next_hour(work, whom)
        key = f"{kind}:{member_id}:{verdict.place.tier or 0}:{work.now.isoformat()}"
        await post(work, kind, whom.chat_id, key, data, due=due)


async def _give_notice(work: Work, table: TierTable, standing: Standing, missed: Missed) -> None:
    """Tell a member what is missing and how long they have; where they can't be written to, look again in a week."""
    zone, member_id = work.store.zone_info, standing.member_id
    tier, whom = table.tier(standing.place.tier), await work.one(_WHOM, member=member_id)
    key = None
    if whom is not None and whom.unreachable_at is None and tier is not None:
        key = f"tier_notice:{member_id}:{local_day(work.now, zone).isoformat()}"
        data = {
            "tier": _told(tier),
            "after": _told(table.left_with(standing.counted.review, tier.id)),
            "measure": table.measure.value,
            "counted": standing.counted.review,
            "missing": tier.keep - standing.counted.review,
            "days": missed.grace_days,
        }
        await post(work, "tier_notice", whom.chat_id, key, data, due=_next_hour(work, whom))
    else:
        await work.run(_LATER, member=member_id, again=look_again(work.now, zone, told=False))
    await work.run(
        _MISS,
        member_id=member_id,
        missed_at=missed.at,
        grace_days=missed.grace_days,
        delivery_key=key,
        warned_at=None,
    )


def _next_hour(work: Work, whom: _Recipient) -> datetime:
    return next_sending(work.now, ZoneInfo(whom.zone) if whom.zone else work.store.zone_info)


def _told(tier: Tier | None) -> dict[str, object] | None:
    """A tier as a message about it needs it."""
    return None if tier is None else asdict(tier)


async def undo_tier(work: Work, purchase: Purchase) -> None:
    """Take the tier back that a sale brought its buyer, when the sale is taken back: it never was.

    A refund takes no tier away before the review. The tier they had is the one whose multiplier the purchase
    remembers; its review begins anew.
    """
    place, table = await place_of(work, purchase.member_id), await read_tiers(work)
    if table is None or place.tier is None or place.since != purchase.recorded_at:
        return
    earlier = [
        tier
        for tier in table.tiers[: table.rank(place.tier) - 1]
        if purchase.tier_version is not None and tier.multiplier == purchase.multiplier
    ]
    one = await read_standing(work, table, purchase.member_id)
    reached = table.reached(one.counted.now) if one else None
    lower = max(earlier[-1] if earlier else None, reached, key=lambda tier: table.rank(tier.id if tier else None))
    if one is None or (lower is not None and table.rank(lower.id) >= table.rank(place.tier)):
        return
    judge = Judge(table, work.now, work.store.zone_info, {})
    await carry_out(work, table, [(one, judge.put_back(lower))], at_once=True)


async def inherit_tier(work: Work, member_id: int, heir: int) -> None:
    """Let a member have the tier of their other account, which is joined to theirs, where it is the higher one."""
    old, new = await place_of(work, member_id), await place_of(work, heir)
    table = await read_tiers(work) if old.tier is not None else None
    if table is None:
        return
    if table.rank(old.tier) > table.rank(new.tier):
        await work.run(_TAKE_OVER, member=heir, **{f"old_{name}": value for name, value in old._asdict().items()})
        await work.run(_MET, member=heir)
    await work.run(_TAKE_OVER, member=member_id, **{f"old_{name}": None for name in old._fields})
    await work.run(_MET, member=member_id)
    await settle_tier(work, heir)
