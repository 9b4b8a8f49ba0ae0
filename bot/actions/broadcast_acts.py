"""What can be done about a broadcast that is out: sent to those whom it failed, taken back, put right.

Each is a broadcast of its own, with its own card, which can be paused and resumed as well; and whoever it is about is
found in the rows of the first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.actions.broadcast_failed import failed_ones
from bot.actions.broadcast_moves import move_broadcast
from bot.actions.broadcasts import (
    Broadcast,
    find_broadcast,
    hold_broadcast,
    keep_plan,
    make_broadcast,
    under_way,
    with_repeats,
)
from bot.actions.log import authorise
from bot.rules.broadcast_cards import OVER
from bot.rules.broadcast_runs import RECALLED_WITHIN, SENDS, UNDER_WAY, Act, State, can_be_recalled
from bot.rules.broadcast_when import When
from bot.rules.refusals import Refusal
from bot.rules.roles import Action, Actor
from bot.shop import Work

_OUT = frozenset({State.RUNNING, State.PAUSED, State.DONE, State.CANCELLED})


async def send_again(work: Work, actor: Actor, broadcast_id: int) -> int | Refusal:
    """Send it to those whom Telegram refused it; the new broadcast's number.

    Of whom nobody knows whether they have it, they are not written to again. While one such is under way, it is that
    one: two who press at once send it once.

    Returns:
        Refusal: `broadcast_none`, `broadcast_state` (`state`) while it isn't over, or `broadcast_none_failed` where it
            has failed nobody who can be reached, or they were sent it again; `broadcast_expired` after its expiry.
    """
    found = await _found(work, actor, broadcast_id, OVER)
    if isinstance(found, Refusal):
        return found
    if found.plan.has_expired(work.now):
        return Refusal("broadcast_expired")
    going = (one.id for one in await under_way(work) if one.act is Act.AGAIN and one.about == found.id)
    if (begun := next(going, None)) is not None:
        return begun
    if not await failed_ones(work, found):
        return Refusal("broadcast_none_failed")
    return await _begin(work, actor, found, Act.AGAIN)


async def recall(work: Work, actor: Actor, broadcast_id: int) -> int | Refusal:
    """Take it away from all who have it, by whichever repetition; what was still to come of it is called off first.

    Returns:
        Refusal: `broadcast_none`, `broadcast_state` (`state`) before it has begun, or `broadcast_recall_late` (`hours`)
            when all of it is older than Telegram lets messages be deleted.
    """
    found = await _found(work, actor, broadcast_id, _OUT)
    if isinstance(found, Refusal):
        return found
    if not can_be_recalled(found.ended_at, work.now):
        return Refusal("broadcast_recall_late", {"hours": RECALLED_WITHIN // timedelta(hours=1)})
    every = await with_repeats(work, found)
    for one in every:
        if one.state in UNDER_WAY:
            await move_broadcast(work, actor, one, State.CANCELLED)
    return await _begin_each(work, actor, every, Act.RECALL)


async def correct(work: Work, actor: Actor, broadcast_id: int, texts: Mapping[str, str]) -> int | Refusal:
    """Put other words in its place with all who have it, by whichever repetition; whoever is still to come, or gets it
    once more later, has the right ones at once.

    Args:
        texts: by language, in Telegram's HTML; a language that has none was right.

    Returns:
        Refusal: `broadcast_none`, `broadcast_state` (`state`) before it has begun, or `broadcast_no_words` where there
            are none, or the post has none that could be changed.
    """
    found = await _found(work, actor, broadcast_id, _OUT)
    if isinstance(found, Refusal):
        return found
    if not texts or not all(post.kind.has_words for post in found.plan.posts.values()):
        return Refusal("broadcast_no_words")
    every = [one._replace(plan=one.plan.put_right(texts)) for one in await with_repeats(work, found)]
    for one in every:
        await keep_plan(work, one, one.plan)
    for one in await under_way(work):  # what was put right before, and is still on its way, doesn't come after this
        if one.act is Act.CORRECT and one.about in {other.id for other in every}:
            await keep_plan(work, one._replace(texts={**one.texts, **texts}), one.plan)
    return await _begin_each(work, actor, every, Act.CORRECT, texts)


async def _found(work: Work, actor: Actor, broadcast_id: int, states: frozenset[State]) -> Broadcast | Refusal:
    authorise(actor, Action.BROADCAST)
    found = await hold_broadcast(work, broadcast_id)
    if found is None:
        return Refusal("broadcast_none")
    if found.act not in SENDS or found.began_at is None or found.state not in states:
        return Refusal("broadcast_state", {"state": found.state.value})
    return found


async def _begin_each(
    work: Work, actor: Actor, every: Sequence[Broadcast], act: Act, texts: Mapping[str, str] | None = None
) -> int | Refusal:
    """Let one go about each that has begun; the number of the first."""
    begun = [await _begin(work, actor, one, act, texts) for one in every if one.began_at is not None]
    return begun[0]


async def _begin(
    work: Work, actor: Actor, about: Broadcast, act: Act, texts: Mapping[str, str] | None = None
) -> int | Refusal:
    """Let the new one go at once: whoever had the first approved it, or it takes something back."""
    expires_at = about.plan.expires_at if act in SENDS else None
    plan = replace(about.plan, when=When(), expires_at=expires_at)
    number = await make_broadcast(work, actor, plan, act=act, about=about.id, texts=texts)
    made = await find_broadcast(work, number)
    if made is None:
        raise LookupError(f"broadcast {number} has just been made")
    return await move_broadcast(work, actor, made, State.SCHEDULED, begins_at=work.now) or number
