"""What can be done about a broadcast that is out: sent to those whom it failed, taken back, put right.

Each is a broadcast of its own, with its own card, which can be paused and resumed as well; and whoever it is about is
found in the rows of the first.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from bot.actions.broadcasts import Broadcast, find_broadcast, make_broadcast, move_broadcast, under_way
from bot.actions.log import authorise
from bot.database import Transaction
from bot.rules.broadcast_runs import RECALLED_WITHIN, Act, State
from bot.rules.broadcasts import PostKind, When
from bot.rules.refusals import Refusal
from bot.rules.roles import Action, Actor
from bot.shop import Work

_OUT = frozenset({State.RUNNING, State.PAUSED, State.DONE, State.CANCELLED})


async def send_again(work: Work, actor: Actor, broadcast_id: int) -> int | Refusal:
    """Send it to those whom Telegram refused it; the new broadcast's number.

    Of whom nobody knows whether they have it, they are not written to again. While one such is under way, it is that
    one: two who press at once send it once.

    Returns:
        Refusal: `broadcast_none`, or `broadcast_state` (`state`) while it isn't over.
    """
    found = await _found(work, actor, broadcast_id, frozenset({State.DONE, State.CANCELLED}))
    if isinstance(found, Refusal):
        return found
    going = (one.id for one in await under_way(work) if one.act is Act.AGAIN and one.about == found.id)
    return next(going, None) or await _begin(work, actor, found, Act.AGAIN)


async def recall(work: Work, actor: Actor, broadcast_id: int) -> int | Refusal:
    """Take it away from all who have it; what was still to come of it is called off first.

    Returns:
        Refusal: `broadcast_none`, `broadcast_state` (`state`) before it has begun, or `broadcast_recall_late` (`hours`)
            when all of it is older than Telegram lets messages be deleted.
    """
    found = await _found(work, actor, broadcast_id, _OUT)
    if isinstance(found, Refusal):
        return found
    if (found.ended_at or work.now) + RECALLED_WITHIN < work.now:
        return Refusal("broadcast_recall_late", {"hours": RECALLED_WITHIN // timedelta(hours=1)})
    if found.state in (State.RUNNING, State.PAUSED):
        await move_broadcast(work, actor, found, State.CANCELLED)
    return await _begin(work, actor, found, Act.RECALL)


async def correct(work: Work, actor: Actor, broadcast_id: int, texts: Mapping[str, str]) -> int | Refusal:
    """Put other words in its place with all who have it; those who are still to come have the post as it is.

    Args:
        texts: by language, in Telegram's HTML.

    Returns:
        Refusal: `broadcast_none`, `broadcast_state` (`state`) before it has begun, or `broadcast_no_words` where there
            are none, or the post has none that could be changed.
    """
    found = await _found(work, actor, broadcast_id, _OUT)
    if isinstance(found, Refusal):
        return found
    kinds = {post.kind for post in found.plan.posts.values()}
    if not texts or not all(kind is PostKind.TEXT or kind.has_caption for kind in kinds):
        return Refusal("broadcast_no_words")
    return await _begin(work, actor, found, Act.CORRECT, texts)


async def _found(work: Transaction, actor: Actor, broadcast_id: int, states: frozenset[State]) -> Broadcast | Refusal:
    authorise(actor, Action.BROADCAST)
    found = await find_broadcast(work, broadcast_id)
    if found is None:
        return Refusal("broadcast_none")
    if found.act not in (Act.SEND, Act.AGAIN) or found.state not in states:
        return Refusal("broadcast_state", {"state": found.state.value})
    return found


async def _begin(
    work: Work, actor: Actor, about: Broadcast, act: Act, texts: Mapping[str, str] | None = None
) -> int | Refusal:
    """Let the new one go at once: whoever had the first approved it, or it takes something back."""
    plan = replace(about.plan, when=When(), expires_at=None)
    number = await make_broadcast(work, actor, plan, act=act, about=about.id, texts=texts)
    made = await find_broadcast(work, number)
    if made is None:
        raise LookupError(f"broadcast {number} has just been made")
    return await move_broadcast(work, actor, made, State.SCHEDULED, begins_at=work.now) or number
