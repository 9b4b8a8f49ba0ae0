"""What came of a broadcast, counted; and the list of who got it and who did not, and why."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import BigInteger, and_, bindparam, case, cast, exists, func, select

from bot.actions.broadcast_aftermath import turned
from bot.actions.broadcast_cards import standing
from bot.actions.broadcast_counts import counts_of
from bot.actions.broadcast_failed import failed_ones
from bot.actions.broadcast_replies import REPLY
from bot.actions.broadcasts import Broadcast
from bot.actions.care import read_care
from bot.database import Query, Transaction
from bot.rules.broadcast_cards import OVER
from bot.rules.broadcast_report import LEFT_OUT, Reason, Recipient, Report
from bot.rules.broadcast_runs import SENDS
from bot.rules.broadcasts import PostKind
from bot.rules.care import Care
from bot.rules.effect import WINDOWS, Came, Effect, effect
from bot.rules.holdout import Shares
from bot.tables.broadcasts import broadcast_answers, broadcast_polls
from bot.tables.groups import groups
from bot.tables.holdout import treatments
from bot.tables.members import members
from bot.tables.outbox import deliveries
from bot.tables.people import people
from bot.tables.purchases import purchases
from bot.vault import Vault

PAGE = 1000
_MOMENT = timedelta(seconds=1)


class _Answered(NamedTuple):
    what: str
    n: int


class _Counted(NamedTuple):
    held: bool
    of: int
    came: int


class _Row(NamedTuple):
    id: int
    card: str | None
    name: bytes | None
    chat_id: int
    title: str | None
    state: str
    reason: str | None
    settled_at: datetime | None


class _LeftOut(NamedTuple):
    card: str
    name: bytes | None
    at: datetime


_OF_THIS = broadcast_answers.c.broadcast_id == bindparam("broadcast")
_ANSWERED = Query(
    _Answered,
    select(broadcast_answers.c.what, func.count().label("n")).where(_OF_THIS).group_by(broadcast_answers.c.what),
)


def _numbers(votes: object) -> list[int]:
    return [int(one) for one in votes] if isinstance(votes, list) else []


_VOTES = Query(
    _numbers, select(broadcast_polls.c.votes).where(broadcast_polls.c.broadcast_id == bindparam("broadcast"))
)
_BOUGHT = exists().where(
    purchases.c.member_id == treatments.c.member_id,
    purchases.c.at > treatments.c.at,
    purchases.c.at <= treatments.c.until,
    purchases.c.undone_at.is_(None),
)
# Found by when its turns end, which the index has; `about` alone has none.
_CAME = Query(
    _Counted,
    select(
        treatments.c.held,
        func.count().label("of"),
        cast(func.sum(case((_BOUGHT, 1), else_=0)), BigInteger).label("came"),
    )
    .where(
        treatments.c.care == Care.BROADCAST.value,
        treatments.c.until.between(bindparam("first"), bindparam("last")),
        treatments.c.about == bindparam("turn"),
    )
    .group_by(treatments.c.held),
)
_RECIPIENTS = Query(
    _Row,
    select(
        deliveries.c.id,
        members.c.card,
        people.c.name,
        deliveries.c.chat_id,
        groups.c.title,
        deliveries.c.state,
        deliveries.c.reason,
        deliveries.c.settled_at,
    )
    .select_from(deliveries)
    .outerjoin(members, and_(members.c.telegram_id == deliveries.c.chat_id, members.c.forgotten_at.is_(None)))
    .outerjoin(people, people.c.telegram_id == deliveries.c.chat_id)
    .outerjoin(groups, groups.c.chat_id == deliveries.c.chat_id)
    .where(deliveries.c.broadcast_id == bindparam("broadcast"), deliveries.c.id > bindparam("after"))
    .order_by(deliveries.c.id)
    .limit(PAGE),
)


_LEFT_OUT = Query(
    _LeftOut,
    select(members.c.card, people.c.name, treatments.c.at)
    .select_from(treatments)
    .join(members, members.c.id == treatments.c.member_id)
    .outerjoin(people, people.c.telegram_id == members.c.telegram_id)
    .where(
        treatments.c.care == Care.BROADCAST.value,
        treatments.c.about == bindparam("turn"),
        treatments.c.held,
        members.c.forgotten_at.is_(None),
    )
    .order_by(members.c.id),
)


async def report(work: Transaction, found: Broadcast, now: datetime) -> Report:
    """What came of a broadcast so far."""
    answered = {one.what: one.n for one in await work.all(_ANSWERED, broadcast=found.id)}
    after = await turned(work, found, now)
    polls = [post.options for post in found.plan.posts.values() if post.kind is PostKind.POLL]
    return Report(
        standing=await standing(work, found, now),
        reasons=[Reason(*one) for one in await counts_of(work, found.id)],
        again=await failed_ones(work, found) if _can_be_sent_again(found, now) else 0,
        has_words=all(post.kind.has_words for post in found.plan.posts.values()),
        buttons=found.plan.buttons,
        taps={int(what): n for what, n in answered.items() if what.isdecimal()},
        replies=answered.get(REPLY, 0),
        options=polls[0] if polls else (),
        votes=await _votes(work, found.id),
        blocked=after.blocked,
        stopped=after.stopped,
        effect=await _effect(work, found, now),
    )


def _can_be_sent_again(found: Broadcast, now: datetime) -> bool:
    return found.state in OVER and found.act in SENDS and not found.plan.has_expired(now)


async def _votes(work: Transaction, broadcast_id: int) -> list[int]:
    """The votes of all copies of a poll, summed for each answer."""
    found = await work.all(_VOTES, broadcast=broadcast_id)
    return [sum(each) for each in zip(*found, strict=False)]


async def _effect(work: Transaction, found: Broadcast, now: datetime) -> Effect | None:
    """Who bought within the window, of those whose turn it was and of those who were left out."""
    if found.began_at is None or not found.held:
        return None
    window = WINDOWS[Care.BROADCAST]
    span = {
        "first": found.began_at + window - _MOMENT,
        "last": (found.queued_at or found.ended_at or now) + window + _MOMENT,
    }
    counted = await work.all(_CAME, turn=f"broadcast:{found.id}", **span)
    came = {one.held: Came(one.came, one.of) for one in counted}
    treated, held = (came.get(part, Came(0, 0)) for part in (False, True))
    shares = await read_care(work, Care.HOLDOUT, Shares)
    return effect(treated, held, shares.of(Care.BROADCAST))


async def recipients(work: Transaction, broadcast_id: int, vault: Vault) -> AsyncIterator[Recipient]:
    """Everybody it was for, and what became of it with each: first those left out by lot, then the others in order."""
    for left_out in await work.all(_LEFT_OUT, turn=f"broadcast:{broadcast_id}"):
        yield Recipient(left_out.card, _opened(vault, left_out.name), "", LEFT_OUT, "", left_out.at)
    after = 0
    while page := await work.all(_RECIPIENTS, broadcast=broadcast_id, after=after):
        for one in page:
            group = (one.title or str(one.chat_id)) if one.chat_id < 0 else ""
            yield Recipient(
                one.card or "", _opened(vault, one.name), group, one.state, one.reason or "", one.settled_at
            )
        after = page[-1].id


def _opened(vault: Vault, sealed: bytes | None) -> str:
    return vault.open(sealed) if sealed else ""
