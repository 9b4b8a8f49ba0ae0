"""A broadcast with the names of whatever it leads to, looked up."""

from collections.abc import Mapping

from bot.actions.broadcast_answers import asked_before
from bot.actions.broadcasts import Broadcast, find_broadcast
from bot.actions.events import find_event
from bot.actions.groups import groups_to_write_to
from bot.actions.rewards import read_reward
from bot.actions.tiers import read_tiers
from bot.rules.broadcast_sheet import Sheet
from bot.rules.broadcasts import Button, Does, PostKind
from bot.shop import Work


async def sheet_of(work: Work, found: Broadcast) -> Sheet:
    """All that is said of a broadcast before it goes out."""
    groups = await groups_to_write_to(work)
    titles = {str(one.id): one.title for one in groups}
    return Sheet(
        found.id,
        found.plan,
        {(one.does, one.value): await _names(work, one, titles) for one in found.plan.buttons},
        [one.title for one in groups if one.chat_id in found.plan.groups],
        await read_tiers(work),
        pays=work.paces.paid > 0 and found.plan.can_be_paid,
        asked_in=await _asked_in(work, found),
    )


async def _asked_in(work: Work, found: Broadcast) -> str:
    polls = [(post.question, post.options) for post in found.plan.posts.values() if post.kind is PostKind.POLL]
    before = await asked_before(work, *polls) if polls and found.began_at is None else []
    return before[0].plan.title if before else ""


async def sheet_told(work: Work, broadcast_id: int) -> Sheet | None:
    """What is said of it to whoever has to say yes; None where it isn't there any more."""
    found = await find_broadcast(work, broadcast_id)
    return await sheet_of(work, found) if found is not None else None


async def _names(work: Work, button: Button, titles: Mapping[str, str]) -> Mapping[str, str]:
    """By language, what a button leads to is called; an address is called what it is.

    Args:
        titles: of the groups, by their numbers.
    """
    match button.does:
        case Does.REWARD | Does.VOUCHER:
            reward = await read_reward(work, int(button.value))
            return reward.names if reward is not None else {}
        case Does.EVENT:
            event = await find_event(work, int(button.value))
            return event.names if event is not None else {}
        case Does.GROUP:
            return {"": titles.get(button.value, "")}
    return {"": button.value}
