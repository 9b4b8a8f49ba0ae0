"""A member's vouchers: the one question before points are spent, the list, each with its code, and its way back."""

from math import ceil

from bot.actions.rewards import offers_for
from bot.actions.vouchers import in_hand, open_vouchers, own_voucher, past_vouchers, redeem, return_voucher
from bot.rules.codes import new_press
from bot.rules.refusals import Refusal
from bot.words import redeeming, refusals
from bot.words import vouchers as words
from bot.words.message import Message
from bot.words.vouchers import Listed
from handlers.rewards import product_name
from handlers.visit import Reply, Visit

PAGE = 8


async def ask(visit: Visit) -> Message | Reply:
    """*Redeem* was pressed under a reward."""
    return await _ask(visit, int(visit.args[0]))


async def _ask(visit: Visit, reward_id: int, why: Refusal | None = None) -> Message | Reply:
    found = await offers_for(visit.work, visit.member_id, visit.words.language)
    offer = next((one for one in found.offers if one.reward.id == reward_id), None)
    refusal = Refusal("reward_off") if offer is None else offer.why_not
    if offer is None or refusal is not None:
        return _no(visit, refusal or Refusal("reward_off"))
    product = await product_name(visit, offer.reward)
    question = redeeming.ask(visit.words, offer.reward, found.points or 0, product, new_press(visit.work.chance))
    return refusals.and_again(visit.words, why, question, visit.now)


async def redeem_now(visit: Visit) -> Message | Reply:
    """The question was answered with yes; a reward that was changed since is asked about once more."""
    reward_id, version, press = int(visit.args[0]), int(visit.args[1]), visit.args[2]
    language = visit.words.language
    done = await redeem(visit.work, visit.actor, reward_id, press, version=version, language=language)
    if isinstance(done, Refusal):
        return await _ask(visit, reward_id, done) if done.key == "reward_changed" else _no(visit, done)
    return redeeming.redeemed(visit.words, done.voucher, done.balance)


async def show_list(visit: Visit) -> Message:
    """`/vouchers`."""
    return await _page(visit, 0)


async def page(visit: Visit) -> Message:
    """Another page of the list."""
    return await _page(visit, int(visit.args[0]))


async def _page(visit: Visit, number: int) -> Message:
    found = await open_vouchers(visit.work, visit.member_id)
    pages = max(ceil(len(found) / PAGE), 1)
    number = min(number, pages - 1)
    over = [await in_hand(visit.work, one) for one in await past_vouchers(visit.work, visit.member_id)]
    return words.listed(visit.words, Listed(found[number * PAGE : (number + 1) * PAGE], over, number, pages))


async def show(visit: Visit) -> Message | Reply:
    """One of them, with its code."""
    found = await own_voucher(visit.work, visit.actor, int(visit.args[0]))
    if isinstance(found, Refusal):
        return _no(visit, found)
    return words.own(visit.words, await in_hand(visit.work, found), visit.bot_username)


async def ask_return(visit: Visit) -> Message | Reply:
    """*Return it* was pressed under a voucher."""
    found = await own_voucher(visit.work, visit.actor, int(visit.args[0]))
    why = found if isinstance(found, Refusal) else found.why_kept(visit.now)
    if isinstance(found, Refusal) or why is not None:
        return _no(visit, why or Refusal("voucher_gone"))
    return words.ask_return(visit.words, found)


async def return_now(visit: Visit) -> Message | Reply:
    """Yes, it is to go back."""
    done = await return_voucher(visit.work, visit.actor, int(visit.args[0]))
    if isinstance(done, Refusal):
        return _no(visit, done)
    return words.returned(visit.words, done.voucher, done.balance)


def _no(visit: Visit, why: Refusal) -> Reply:
    return Reply(toast=refusals.refused_toast(visit.words, why, visit.now))
