"""The cards on which a broadcast is watched: put up by a screen, told anew while something happens, and at the end."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.actions.broadcast_counts import tally
from bot.actions.broadcasts import Broadcast, find_broadcast
from bot.actions.outbox import Posting, post_all, remember_shown
from bot.database import Command, Query, Transaction
from bot.rules.broadcast_cards import Standing, tells_again
from bot.rules.broadcast_runs import State
from bot.rules.outcomes import State as Fate
from bot.shop import Shop, Work
from bot.tables.broadcast_cards import broadcast_cards
from bot.tables.outbox import deliveries

END_GOOD_FOR = timedelta(days=7)
"""How long it is worth telling a card that it is over."""


class _Card(NamedTuple):
    broadcast_id: int
    chat_id: int
    shown: str
    posted: str | None
    edits: int
    state: str
    settled: int
    told_at: datetime


class _Edit(NamedTuple):
    state: str
    message_id: int | None


_THIS = (broadcast_cards.c.broadcast_id == bindparam("broadcast"), broadcast_cards.c.chat_id == bindparam("chat"))
_NEW = insert(broadcast_cards)
_PUT_UP = Command(
    _NEW.on_conflict_do_update(
        index_elements=[broadcast_cards.c.broadcast_id, broadcast_cards.c.chat_id],
        set_={
            name: _NEW.excluded[name] for name in ("shown", "posted", "edits", "state", "settled", "told_at", "next_at")
        },
    )
)
_DUE = Query(
    _Card,
    select(*(broadcast_cards.c[name] for name in _Card._fields)).where(broadcast_cards.c.next_at <= bindparam("now")),
)
_ANY_DUE = Query(
    int, select(broadcast_cards.c.broadcast_id).where(broadcast_cards.c.next_at <= bindparam("now")).limit(1)
)
_WAIT = Command(update(broadcast_cards).where(*_THIS).values(next_at=bindparam("again")))
_TOLD = Command(
    update(broadcast_cards)
    .where(*_THIS)
    .values(
        shown=bindparam("now_shown"),
        posted=bindparam("now_posted"),
        edits=broadcast_cards.c.edits + 1,
        state=bindparam("now_state"),
        settled=bindparam("now_settled"),
        told_at=bindparam("now"),
        next_at=bindparam("again"),
    )
)
_LEAVE = Command(
    delete(broadcast_cards).where(
        broadcast_cards.c.chat_id == bindparam("chat"), broadcast_cards.c.shown.like(bindparam("ours"))
    )
)
_UNTOLD = Command(
    update(deliveries)
    .where(
        deliveries.c.chat_id == bindparam("chat"),
        deliveries.c.kind == "broadcast_card",
        deliveries.c.state == Fate.QUEUED.value,
        deliveries.c.key.like(bindparam("ours")),
    )
    .values(state=Fate.DROPPED.value, reason="no longer so")
)
_TAKE_DOWN = Command(delete(broadcast_cards).where(*_THIS))
_NEXT = Query(
    datetime,
    select(deliveries.c.due)
    .where(deliveries.c.broadcast_id == bindparam("broadcast"), deliveries.c.state == Fate.QUEUED.value)
    .order_by(deliveries.c.due)
    .limit(1),
)
_EDIT = Query(_Edit, select(deliveries.c.state, deliveries.c.message_id).where(deliveries.c.key == bindparam("about")))


async def standing(work: Transaction, found: Broadcast, now: datetime) -> Standing:
    """How a broadcast stands now."""
    following: datetime | None = None
    if found.queued_at is not None and found.state is State.RUNNING:
        following = await work.one(_NEXT, broadcast=found.id)
    return Standing(
        found.id,
        found.plan.title,
        found.act,
        found.state,
        await tally(work, found),
        found.queued_at is not None,
        found.paused_why,
        found.begins_at,
        found.began_at,
        found.ended_at,
        following if following is not None and following > now else None,
    )


async def standing_told(work: Work, broadcast_id: int) -> Standing | None:
    """What a card that is told anew says."""
    found = await find_broadcast(work, broadcast_id)
    return await standing(work, found, work.now) if found is not None else None


async def put_up_card(work: Work, stands: Standing, chat_id: int, message_id: int) -> None:
    """Somebody watches a broadcast in this message from now on, and in no earlier one."""
    if stands.is_over:
        return
    shown = f"broadcast_card:{stands.id}:{message_id}:{work.now.timestamp():.0f}"
    await remember_shown(work, shown, chat_id, message_id)
    await work.run(
        _PUT_UP,
        broadcast_id=stands.id,
        chat_id=chat_id,
        shown=shown,
        posted=None,
        edits=0,
        state=stands.state.value,
        settled=stands.tally.settled,
        told_at=work.now,
        next_at=tells_again(work.now, stands.began_at),
    )


async def leave_card(work: Work, chat_id: int, message_id: int) -> None:
    """Somebody sees something else in this message from now on: what a card still had to tell there is not told."""
    here = {"chat": chat_id, "ours": f"broadcast_card:%:{message_id}:%"}
    await work.run(_LEAVE, **here)
    await work.run(_UNTOLD, **here)


async def any_card_due(shop: Shop, by: datetime) -> bool:
    """Whether a card may be told anew by an instant."""
    async with shop.reading() as reading:
        return await reading.one(_ANY_DUE, now=by) is not None


async def tell_cards(work: Work) -> int:
    """Tell the cards anew on which something has changed; how many there were.

    While a card's last change hasn't come out yet it waits: a queue of them would tell what is over.
    """
    told = 0
    for card in await work.all(_DUE, now=work.now):
        found = await find_broadcast(work, card.broadcast_id)
        told += await _tell(work, card, found) if found is not None else 0
    return told


async def _tell(work: Work, card: _Card, found: Broadcast) -> bool:
    stands = await standing(work, found, work.now)
    again = tells_again(work.now, stands.began_at)
    here = {"broadcast": card.broadcast_id, "chat": card.chat_id}
    edit: _Edit | None = None
    if card.posted is not None:
        edit = await work.one(_EDIT, about=card.posted)
    changed = (card.state, card.settled) != (stands.state.value, stands.tally.settled)
    if not changed or (edit is not None and edit.state in (Fate.QUEUED, Fate.SENDING)):
        await work.run(_WAIT, **here, again=again)
        return False
    shown = card.posted if card.posted is not None and edit is not None and edit.message_id else card.shown
    posted = f"{card.shown.partition('#')[0]}#{card.edits + 1}"
    data = {"watched": card.broadcast_id, "per_minute": _per_minute(card, stands, work.now), "at": work.now.isoformat()}
    # What is told anew is soon told once more, but for the end, which stays.
    until = work.now + END_GOOD_FOR if stands.is_over else None
    await post_all(work, "broadcast_card", [Posting(card.chat_id, posted, data, edits=shown, best_before=until)])
    if stands.is_over:
        await work.run(_TAKE_DOWN, **here)
    else:
        await work.run(
            _TOLD,
            **here,
            now_shown=shown,
            now_posted=posted,
            now_state=stands.state.value,
            now_settled=stands.tally.settled,
            now=work.now,
            again=again,
        )
    return True


def _per_minute(card: _Card, stands: Standing, now: datetime) -> int:
    """The speed since the card was told last."""
    seconds = (now - card.told_at).total_seconds()
    return round(60 * (stands.tally.settled - card.settled) / seconds) if seconds > 0 else 0
