"""Puts into the outbox what is to be done to a broadcast's messages that arrived: to each its own."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, String, bindparam, case, cast, func, literal, select

from bot.actions.broadcast_rows import alike, all_alike, put_in
from bot.actions.broadcasts import Broadcast
from bot.database import among, listed
from bot.rules.broadcast_runs import Act
from bot.rules.deliveries import KINDS
from bot.rules.outcomes import State as Fate
from bot.shop import Work
from bot.tables.groups import groups
from bot.tables.outbox import deliveries

ARRIVED = {Act.RECALL: KINDS["broadcast_recalled"], Act.CORRECT: KINDS["broadcast_corrected"]}
"""What is done to messages that arrived, and as what."""


def _data(name: str, number: ColumnElement[int]) -> ColumnElement[str]:
    return literal(f'{{"{name}":', String) + func.coalesce(cast(number, String), "0") + "}"


_THESE = select(deliveries.c.id).where(among(deliveries.c.id, "these"))
_TO_ALL = {
    "key": bindparam("prefix", type_=String) + cast(deliveries.c.id, String),
    "chat_id": deliveries.c.chat_id,
    "due": alike("due"),
    "state": literal(Fate.QUEUED.value),
}
_IN_GROUP = deliveries.c.chat_id < 0
_GROUP = select(groups.c.id).where(groups.c.chat_id == deliveries.c.chat_id).scalar_subquery()
_PUT_IN = {
    Act.RECALL: put_in(_THESE, {**_TO_ALL, "data": _data("arrived", deliveries.c.id)}),
    Act.CORRECT: put_in(
        _THESE,
        {
            **_TO_ALL,
            "kind": case((_IN_GROUP, alike("kind") + "_in_group"), else_=alike("kind")),
            "data": case((_IN_GROUP, _data("group", _GROUP)), else_="{}"),
            "edits": deliveries.c.key,
        },
    ),
}


async def queue_arrived(work: Work, found: Broadcast, page: Sequence[int]) -> None:
    """Put into the outbox that deliveries, by their numbers, be recalled or corrected."""
    rows = all_alike(work, found, ARRIVED[found.act])
    prefix = f"{found.act}:{found.id}:"
    await work.run(_PUT_IN[found.act], these=listed(page), prefix=prefix, due=work.now, **rows)
