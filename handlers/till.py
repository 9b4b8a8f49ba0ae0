"""What is scanned or typed at the till may be a member's code: it goes on to the sale or to the vouchers it is for."""

from collections.abc import Awaitable, Callable, Sequence

from bot.actions.members import MemberRow, find_member, member_by_id, member_name
from bot.actions.spending import Taken, miss_digits, take_by_digits, take_by_secret
from bot.actions.vouchers import open_vouchers
from bot.rules.codes import read_digits
from bot.rules.refusals import Refusal
from bot.rules.roles import Action, allowed
from bot.rules.spending import Purpose
from bot.words import refusals
from bot.words import taking as taking_words
from bot.words.message import Message, Toast
from bot.words.taking import Holder
from handlers import sale, taking, typed, welcome
from handlers.sale import SALE, Draft
from handlers.visit import Reply, Screen, Visit


async def scan(visit: Visit) -> Message | Reply:
    """The link of a code was followed: at the till it is taken; anybody else learns nothing, and it stays good."""
    if not allowed(visit.actor, Action.RECORD_SALE):
        return await welcome.start(visit)
    if not visit.has_room(Action.RECORD_SALE):
        return refusals.refused(visit.words, Refusal("no_room"), visit.now)
    taken = await take_by_secret(visit.work, visit.actor, visit.text)
    if isinstance(taken, Refusal):
        return refusals.refused(visit.words, taken, visit.now)
    return await _go_on(visit, taken, ())


def or_code(screen: Screen, again: Callable[[Visit, Refusal], Awaitable[Message]]) -> Screen:
    """The screen for an answer that may be a code instead: eight digits.

    Args:
        screen: for whatever isn't a code.
        again: asks once more, after a code that is good for nothing.
    """

    async def take(visit: Visit) -> Reply | Message | Toast:
        line = visit.text.split()
        for n in (1, 2):  # eight together, or four and four
            typed_ = " ".join(line[:n])
            digits = read_digits(typed_)
            if digits is None or _open_sale(visit).code_id:  # then it is a number of points
                continue
            taken = await take_by_digits(visit.work, visit.actor, digits)
            if isinstance(taken, Taken):
                return await _go_on(visit, taken, line[n:])
            if taken is None and not await _names_somebody(visit, line[:n]):
                taken = await miss_digits(visit.work, visit.actor)
            return await screen(visit) if taken is None else await again(visit, taken)
        return await screen(visit)

    return take


async def _names_somebody(visit: Visit, digits: Sequence[str]) -> bool:
    """Whether digits that are no code are a member's phone or number at the till, an amount perhaps behind it."""
    for number in (" ".join(digits), digits[0]):
        if isinstance(await find_member(visit.work, visit.actor, number, typed.region(visit)), MemberRow):
            return True
    return False


def _open_sale(visit: Visit) -> Draft:
    """The sale that the till is ringing up, where a code may join it; `/sale` begins another one."""
    if visit.incoming.command == "sale" or visit.known.step == "sale.waiting":
        return Draft()
    return SALE.draft(visit) or Draft()


async def _go_on(visit: Visit, taken: Taken, line: Sequence[str]) -> Message | Reply:
    if taken.purpose is Purpose.USE:
        await visit.asked()
        member = await member_by_id(visit.work, taken.member_id)
        holder = Holder(member_name(visit.work, member), member.card) if member else Holder("", "")
        return taking_words.let_see(visit.words, holder, await open_vouchers(visit.work, taken.member_id))
    draft = _open_sale(visit)
    if draft.member_id != taken.member_id:
        draft = Draft(member_id=taken.member_id, brief=bool(line))
    return await sale.go_on(visit, draft._replace(line=" ".join(line), code_id=taken.id, points=None))


async def _sale_again(visit: Visit, why: Refusal) -> Message:
    return await sale.go_on(visit, _open_sale(visit), why)


async def _voucher_again(visit: Visit, why: Refusal) -> Message:
    await visit.ask("taking.code")
    return refusals.and_again(visit.words, why, taking_words.ask_code(visit.words), visit.now)


sell = or_code(sale.begin, _sale_again)
answer = or_code(sale.take, _sale_again)
redeem = or_code(taking.begin, _voucher_again)
answer_voucher = or_code(taking.take_code, _voucher_again)
