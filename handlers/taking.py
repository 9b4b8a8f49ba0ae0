"""Vouchers at the till: scanned, typed or let see by the member, asked about once, and taken once."""

from bot.actions.members import member_by_id, member_name
from bot.actions.taking import find_voucher, take_voucher, voucher_at_till, why_not_taken
from bot.rules.refusals import Refusal
from bot.rules.roles import Action, allowed
from bot.rules.vouchers import Voucher
from bot.words import refusals
from bot.words import taking as words
from bot.words.message import Message
from bot.words.taking import Holder
from handlers.visit import Kind, Reply, Visit


async def begin(visit: Visit) -> Message:
    """`/redeem`, with the code or without; and the button for the next voucher."""
    return await _look(visit, visit.text if visit.incoming.kind is Kind.COMMAND else "")


async def take_code(visit: Visit) -> Message:
    """The code was answered."""
    return await _look(visit, visit.text)


async def scan(visit: Visit) -> Message:
    """A voucher's QR code was scanned: at the till it is looked at; to anybody else nothing is, and all hear the same.

    Where nothing can be recorded, nothing is looked at either.
    """
    if not allowed(visit.actor, Action.TAKE_VOUCHER):
        return words.for_the_till(visit.words, visit.actor.member_id is not None)
    if not visit.has_room(Action.TAKE_VOUCHER):
        return refusals.refused(visit.words, Refusal("no_room"), visit.now)
    return await _look(visit, visit.text)


async def _look(visit: Visit, code: str) -> Message:
    question = words.ask_code(visit.words)
    found = await find_voucher(visit.work, visit.actor, code) if code.strip() else None
    if isinstance(found, Voucher):
        await visit.asked()
        return await _shown(visit, found)
    await visit.ask("taking.code")
    return refusals.and_again(visit.words, found, question, visit.now)


async def show(visit: Visit) -> Message | Reply:
    """One of the vouchers that a member let the till see."""
    found = await voucher_at_till(visit.work, visit.actor, int(visit.args[0]))
    if isinstance(found, Refusal):
        return Reply(toast=refusals.refused_toast(visit.words, found, visit.now))
    return await _shown(visit, found)


async def take(visit: Visit) -> Message | Reply:
    """*Take it* was pressed."""
    done = await take_voucher(visit.work, visit.actor, int(visit.args[0]))
    if isinstance(done, Refusal):
        return Reply(toast=refusals.refused_toast(visit.words, done, visit.now))
    return words.taken(visit.words, done, await _holder(visit, done))


async def _shown(visit: Visit, voucher: Voucher) -> Message:
    why = why_not_taken(visit.work, visit.actor, voucher)
    said = refusals.explain(visit.words, why, visit.now) if why else None
    return words.at_till(visit.words, voucher, await _holder(visit, voucher), said)


async def _holder(visit: Visit, voucher: Voucher) -> Holder:
    member = await member_by_id(visit.work, voucher.member_id)
    return Holder(member_name(visit.work, member), member.card) if member else Holder("", "")
