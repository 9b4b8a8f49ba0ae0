"""A broadcast before it is let go: seen by whoever writes it, by colleagues, foreseen in figures, and let go."""

from bot.actions.broadcast_forecast import foresee_broadcast
from bot.actions.broadcast_release import release
from bot.actions.broadcast_sheet import sheet_of
from bot.actions.broadcast_trial import colleagues_of, show_to_colleague
from bot.actions.broadcasts import find_broadcast, hold_broadcast
from bot.rules.broadcast_data import fingerprint
from bot.rules.broadcast_runs import State
from bot.rules.refusals import Refusal
from bot.shop import Shop
from bot.words import approvals, broadcasts, refusals
from bot.words import broadcast_buttons as buttons
from bot.words import broadcast_forecast as words
from bot.words import broadcast_posts as posts
from bot.words.message import Message, Toast
from handlers.broadcast_runs import card
from handlers.broadcasts import draft
from handlers.drafts import left
from handlers.visit import Reply, Visit


async def show_me(visit: Visit) -> Message | Reply:
    """Just as a member who reads this language gets it, and the sheet once more below."""
    found = await draft(visit)
    if found is None or not found.plan.posts:
        return left(visit)
    below = broadcasts.sheet(visit.words, await sheet_of(visit.work, found), visit.now)
    return Reply((posts.post(visit.words, found.id, found.plan), below), gone=posts.gone(visit.words))


async def ask_tester(visit: Visit) -> Message | Reply:
    """Which colleague shall see it?"""
    found = await draft(visit)
    if found is None:
        return left(visit)
    team = await colleagues_of(visit.work, visit.actor)
    names = [(one.id, visit.work.vault.open(one.name) or str(one.telegram_id)) for one in team]
    return buttons.ask_testers(visit.words, found.id, names)


async def show_colleague(visit: Visit) -> Toast | Reply:
    """This one gets it now."""
    number, who = (int(one) for one in visit.args)
    shown = await show_to_colleague(visit.work, visit.actor, number, who)
    if isinstance(shown, Refusal):
        return refusals.refused_toast(visit.words, shown, visit.now)
    return Toast(buttons.shown_to(visit.words, visit.work.vault.open(shown.name)))


async def go(visit: Visit) -> Message | Reply:
    """It is let go; to many when a colleague has said yes. What was changed since the last look is looked at again."""
    number, recipients, *seen = visit.args
    found = await hold_broadcast(visit.work, int(number))
    if found is None:
        return left(visit)
    if found.state is State.DRAFT and seen != [fingerprint(found.plan)[: words.SEEN]]:
        return await check(visit)
    done = await release(visit.work, visit.actor, found.id, int(recipients))
    if isinstance(done, Refusal):
        return Reply(toast=refusals.refused_toast(visit.words, done, visit.now))
    if done.asked is not None:
        return approvals.waits(visit.words, done.asked.people, done.asked.until, visit.now, broadcast=found.id)
    gone = await find_broadcast(visit.work, found.id)
    return left(visit) if gone is None else await card(visit, gone)


async def check(visit: Visit) -> Message | Reply:
    """The last look: what it comes to, foreseen beside whoever sells meanwhile."""
    found = await draft(visit)
    if found is None:
        return left(visit)
    why = found.plan.refused(visit.now)
    if why is not None:
        return Reply(toast=refusals.refused_toast(visit.words, why, visit.now))
    sheet = await sheet_of(visit.work, found)

    async def foresee(shop: Shop) -> Message:
        foreseen = await foresee_broadcast(shop, visit.actor, found.plan, visit.now, *shop.paces)
        if isinstance(foreseen, Refusal):
            return refusals.refused(visit.words, foreseen, visit.now)
        return words.forecast(visit.words, sheet, foreseen, visit.now)

    return Reply(then=foresee)
