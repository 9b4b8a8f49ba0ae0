"""A word to somebody who stays away, held back until nobody wanted it any more, is said once more when it may go.

Whoever was to hear it has had no more than the turn: nothing was said. The turn stays the same one, for the season and
for what `/effect` counts, and a second word is the last.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import String, bindparam, cast, exists, literal, select

from bot.actions.coming import read_plans
from bot.actions.contact import Waiting, judged
from bot.actions.outbox import post_all
from bot.actions.presents import present_of
from bot.actions.recipients import addressees
from bot.actions.win_back import KIND, word
from bot.database import Query, Transaction
from bot.rules.care import Care
from bot.rules.contact import What, Why
from bot.rules.deliveries import KINDS
from bot.rules.outcomes import State
from bot.rules.times import next_sending
from bot.shop import Work
from bot.tables.holdout import treatments
from bot.tables.outbox import deliveries
from bot.tables.points import accounts

AGAIN = "-2"
"""What the second word's turn is called, after the first's."""
_THEIR_OWN = (Why.UNREACHABLE.value, Why.NO_CONSENT.value)
"""Reasons that don't pass by themselves: the member gave them."""


class Unsaid(NamedTuple):
    """A word that was dropped while nothing but time spoke against it: its delivery, whose it is and of which turn."""

    id: int
    member_id: int
    chat_id: int
    last_at: datetime
    turn: str


_AGAIN = deliveries.alias("again")
_KEY = literal(f"{KIND}:").concat(cast(treatments.c.member_id, String)).concat(":").concat(treatments.c.about)
_UNSAID = Query(
    Unsaid,
    select(
        deliveries.c.id,
        treatments.c.member_id,
        deliveries.c.chat_id,
        accounts.c.last_at,
        treatments.c.about.label("turn"),
    )
    .select_from(
        treatments.join(deliveries, deliveries.c.key == _KEY).join(
            accounts, accounts.c.member_id == treatments.c.member_id
        )
    )
    .where(
        treatments.c.care == Care.WIN_BACK.value,
        treatments.c.until > bindparam("by"),
        treatments.c.member_id > bindparam("after"),
        accounts.c.last_at < treatments.c.at,
        deliveries.c.state == State.DROPPED.value,
        deliveries.c.verdict == What.DROP.value,
        deliveries.c.verdict_why.not_in(_THEIR_OWN),
        ~exists().where(_AGAIN.c.key == _KEY.concat(AGAIN)),
    )
    .order_by(treatments.c.member_id)
    .limit(bindparam("most")),
)


async def unsaid_words(reading: Transaction, by: datetime, most: int, after: int = 0) -> list[Unsaid]:
    """Words that were not said, to members who still stay away; those of turns that are long ago are let go.

    Args:
        by: an instant.
        after: only those of members with a higher number.
    """
    return await reading.all(_UNSAID, by=by, most=most, after=after)


async def say_again(work: Work, unsaid: Sequence[Unsaid]) -> int:
    """Post once more those of these words that the gate would let go now; how many."""
    if not unsaid:
        return 0
    plans, kind = await read_plans(work), KINDS[KIND]
    present = await present_of(work, Care.WIN_BACK, plans.back.reward, plans.back.present_days)
    known = await addressees(work, {one.chat_id for one in unsaid})
    goes = {chat_id: next_sending(work.now, work.store.zone_of(person.zone)) for chat_id, person in known.items()}
    waiting = [(Waiting(one.id, kind, None, at=goes[one.chat_id]), known[one.chat_id]) for one in unsaid]
    words = [
        word(one.member_id, one.chat_id, one.last_at, f"{one.turn}{AGAIN}", present, goes[one.chat_id])
        for one, verdict in zip(unsaid, await judged(work, waiting, plans), strict=True)
        if verdict.what in (What.SEND, What.SILENT)
    ]
    return sum(await post_all(work, KIND, words))
