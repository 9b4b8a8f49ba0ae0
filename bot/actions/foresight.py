"""What becomes of all that comes to members: what waits in the outbox and what jobs will find, judged together."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, select

from bot.actions.coming import coming_to, topics_of
from bot.actions.recipients import LATELY, went, whom
from bot.database import Query, Transaction, among, listed
from bot.rules.coming import Plans
from bot.rules.contact import needs_facts
from bot.rules.deliveries import KINDS, Kind, Lane
from bot.rules.foresight import Coming, Foreseen, foresee
from bot.shop import Store
from bot.tables.members import members
from bot.tables.outbox import deliveries


class _Waiting(NamedTuple):
    member_id: int
    kind: str
    due: datetime
    best_before: datetime | None


_THEM = (
    among(members.c.id, "them"),
    members.c.telegram_id.is_not(None),
    members.c.forgotten_at.is_(None),
)
_WHOM, _WENT = whom(*_THEM), went(*_THEM)
_WAITING = Query(
    _Waiting,
    select(members.c.id.label("member_id"), deliveries.c.kind, deliveries.c.due, deliveries.c.best_before)
    .select_from(members.join(deliveries, deliveries.c.chat_id == members.c.telegram_id))
    .where(
        *_THEM,
        deliveries.c.lane != Lane.LIVE.value,
        deliveries.c.settled_at.is_(None),
        deliveries.c.due < bindparam("until"),
    ),
)


async def foresee_for(
    work: Transaction, plans: Plans, store: Store, them: Collection[int], now: datetime, until: datetime
) -> list[Sequence[Foreseen]]:
    """What becomes of all that is due to these members before an instant if nothing else happens, for each of them."""
    topics = await topics_of(work, them)
    coming: dict[int, list[Coming]] = defaultdict(list)
    for waits in await work.all(_WAITING, until=until, them=listed(them)):
        kind = KINDS.get(waits.kind)
        if kind is not None and is_unasked(kind):
            coming[waits.member_id].append(Coming(kind, waits.due, waits.best_before))
    for member_id, found in (await coming_to(work, plans, store, them, topics, now, until)).items():
        coming[member_id] += found
    if not coming:
        return []
    lately: dict[int, list[datetime]] = defaultdict(list)
    for one in await work.all(_WENT, since=now - LATELY, them=listed(them)):
        lately[one.member_id].append(one.settled_at)
    fresh = now - timedelta(days=plans.contact.low_score_days)
    return [
        foresee(
            row.recipient(plans.contact, store.zone_of(row.zone), lately[row.id], now),
            topics.get(row.id, ()),
            coming[row.id],
            plans.contact,
            store.zone_info,
            now,
        )
        for row in await work.all(_WHOM, fresh=fresh, them=listed(them))
        if row.id in coming
    ]


def is_unasked(kind: Kind) -> bool:
    """Whether members are told of a kind of message by itself, at hours that are theirs."""
    return needs_facts(kind) and not kind.about_work
