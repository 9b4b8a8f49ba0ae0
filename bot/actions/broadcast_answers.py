"""What members do with a broadcast: they press its buttons, write back, vote; each is counted once a member."""

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert

from bot.actions.broadcasts import Broadcast, find_broadcast, list_broadcasts
from bot.actions.log import authorise
from bot.actions.rewards import read_reward
from bot.actions.vouchers import give_voucher
from bot.database import Command, Query, Transaction, looked_through
from bot.rules.broadcast_runs import Act
from bot.rules.broadcasts import Button, Votes
from bot.rules.refusals import Refusal
from bot.rules.roles import Action, Actor
from bot.rules.vouchers import Voucher, good_until
from bot.shop import Work
from bot.tables.broadcasts import broadcast_answers, broadcast_polls
from bot.tables.outbox import deliveries

RECENT = 50
"""Broadcasts among which a poll is looked for."""
_NOTE = Command(insert(broadcast_answers).on_conflict_do_nothing())
_HAD = Query(
    int,
    select(deliveries.c.id)
    .where(
        looked_through(deliveries.c.broadcast_id) == bindparam("broadcast"), deliveries.c.chat_id == bindparam("chat")
    )
    .limit(1),
)
_POLL = Query(int, select(broadcast_polls.c.broadcast_id).where(broadcast_polls.c.poll_id == bindparam("poll")))
_NEW_VOTES = insert(broadcast_polls)
_VOTED = Command(
    _NEW_VOTES.on_conflict_do_update(
        index_elements=[broadcast_polls.c.poll_id], set_={"votes": _NEW_VOTES.excluded.votes}
    )
)


async def press(work: Work, actor: Actor, broadcast_id: int, place: int) -> Button | Refusal:
    """A button under the post was pressed; who presses it again is counted once.

    Args:
        place: which button, from 0.

    Returns:
        The button; `broadcast_none` where it is there no more.
    """
    authorise(actor, Action.CHANGE_SETTINGS)
    found = await find_broadcast(work, broadcast_id)
    if found is None or place >= len(found.plan.buttons):
        return Refusal("broadcast_none")
    if found.began_at is not None and actor.member_id is not None:
        await note_answer(work, broadcast_id, str(place), actor.member_id)
    return found.plan.buttons[place]


async def take_voucher(work: Work, actor: Actor, broadcast_id: int, reward_id: int) -> Voucher | Refusal:
    """Take the voucher that a broadcast offers each of its recipients; taken again, it is the same one.

    Returns:
        Refusal: `present_none` for somebody who did not get it, `present_over` (`at`) after its expiry, or as of
            `give_voucher`.
    """
    authorise(actor, Action.REDEEM)
    found, reward = await find_broadcast(work, broadcast_id), await read_reward(work, reward_id)
    had = await work.one(_HAD, broadcast=broadcast_id, chat=actor.telegram_id)
    if found is None or reward is None or actor.member_id is None or had is None:
        return Refusal("present_none")
    ends = found.plan.expires_at
    if ends is not None and ends <= work.now:
        return Refusal("present_over", {"at": ends})
    until = good_until(work.now, reward.voucher_days, work.store.zone_info)
    return await give_voucher(
        work, actor.member_id, reward_id, until, f"broadcast:{broadcast_id}:{reward_id}:{actor.member_id}"
    )


async def note_answer(work: Work, broadcast_id: int, what: str, member_id: int) -> None:
    """A member did something with a broadcast; what they do again is counted once."""
    await work.run(_NOTE, broadcast_id=broadcast_id, what=what, member_id=member_id, at=work.now)


async def asked_before(work: Transaction, *polls: tuple[str, tuple[str, ...]]) -> list[Broadcast]:
    """The broadcasts that have gone out lately with one of these polls, the newest first; whoever was sent it again
    votes in the first.

    Args:
        polls: what each asks, and its answers.
    """
    return [
        one
        for one in await list_broadcasts(work, most=RECENT)
        if one.act is Act.SEND
        and one.began_at is not None
        and any((post.question, post.options) in polls for post in one.plan.posts.values())
    ]


async def note_votes(work: Work, votes: Votes) -> None:
    """How a copy of a poll stands now; whose copy it is, its question and answers say, since Telegram does not."""
    number = await work.one(_POLL, poll=votes.poll_id)
    if number is None:
        number = next((one.id for one in await asked_before(work, (votes.question, votes.options))), None)
    if number is not None:
        await work.run(_VOTED, poll_id=votes.poll_id, broadcast_id=number, votes=list(votes.votes))
