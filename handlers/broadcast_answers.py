"""What members do with a broadcast they got: a button leads to a reward, a group, a voucher, or ends offers."""

from bot.actions.broadcast_answers import press as note_press
from bot.actions.broadcast_answers import take_voucher
from bot.actions.broadcasts import find_broadcast
from bot.actions.vouchers import in_hand
from bot.rules.broadcasts import LEADS, Button, Does
from bot.rules.deliveries import Topic
from bot.rules.refusals import Refusal
from bot.words import broadcast_posts as words
from bot.words import refusals, vouchers
from bot.words.common import stale, stale_message
from bot.words.message import Message, Toast
from handlers import contact, events, groups, rewards, welcome
from handlers.typed import whole
from handlers.visit import Reply, Visit


async def press(visit: Visit) -> Message | Reply | Toast:
    """A button under the post."""
    return await _press(visit, *(int(one) for one in visit.args))


async def arrive(visit: Visit) -> Message | Reply | Toast:
    """A button under the post in a group; whoever has not joined is welcomed first, and what leads nowhere says so."""
    first, _, second = visit.text.partition("-")
    number, place = whole(first), whole(second)
    if number is None or place is None:
        return await welcome.start(visit)
    found = await find_broadcast(visit.work, number)
    button = found.plan.buttons[place] if found is not None and place < len(found.plan.buttons) else None
    if visit.actor.member_id is None:
        return await _welcome(visit, button)
    if button is None or button.does not in LEADS:
        return stale_message(visit.words)
    return await _press(visit, number, place)


async def _welcome(visit: Visit, button: Button | None) -> Message | Reply:
    """Whoever is no member yet sees the event that they came for, and is asked to join."""
    if button is None or button.does is not Does.EVENT:
        return await welcome.start(visit)
    visit.text = button.value
    return await events.arrive(visit)


async def _press(visit: Visit, number: int, place: int) -> Message | Reply | Toast:
    button = await note_press(visit.work, visit.actor, number, place)
    if isinstance(button, Refusal):
        return stale(visit.words)
    if button.does not in LEADS and (found := await find_broadcast(visit.work, number)) and found.began_at is None:
        return words.only_a_trial(visit.words)
    match button.does:
        case Does.REWARD:
            visit.args = (button.value, "0")
            return await rewards.show(visit)
        case Does.GROUP:
            visit.args = (button.value,)
            return await groups.get_link(visit)
        case Does.EVENT:
            visit.args = (button.value,)
            return await events.show(visit)
        case Does.NOT_INTERESTED:
            visit.args = (Topic.OFFERS,)
            return await contact.turn_off(visit)
        case Does.VOUCHER:
            return await _take(visit, number, int(button.value))
    return stale(visit.words)


async def _take(visit: Visit, number: int, reward_id: int) -> Message | Reply:
    taken = await take_voucher(visit.work, visit.actor, number, reward_id)
    if isinstance(taken, Refusal):
        return Reply(toast=refusals.refused_toast(visit.words, taken, visit.now))
    return vouchers.own(visit.words, await in_hand(visit.work, taken), visit.bot_username)
