"""Returns, for managers: which receipt, how much of it, what becomes of the points, and one question before it."""

from collections.abc import Sequence
from typing import NamedTuple

from bot.actions.balance import holding
from bot.actions.members import member_by_id, member_name
from bot.actions.receipts import Purchase, find_receipt, purchase_by_id
from bot.actions.refunds import refund_purchase
from bot.rules.codes import new_secret
from bot.rules.money import Money, Unsure
from bot.rules.refusals import Refusal
from bot.rules.roles import Action, allowed
from bot.rules.spending import Paid, given_back
from bot.words import refunds as words
from bot.words import refusals
from bot.words.message import Message
from bot.words.refunds import Refund
from handlers import typed
from handlers.drafts import Flow, left
from handlers.visit import Reply, Visit

WORDS_OF_A_RECEIPT = 3


class Draft(NamedTuple):
    """A refund so far; its `reference` is made with the question, and keeps two presses from being two refunds."""

    purchase_id: int
    amount: int = 0
    reference: str = ""


RETURN = Flow("refunds", Draft)


async def begin(visit: Visit) -> Message:
    """`/refund`, with a receipt and an amount after it or without; a receipt alone is all of it."""
    line = visit.text.split()
    if not line:
        return await _ask_receipt(visit)
    purchase, rest = await _first_receipt(visit, line)
    if isinstance(purchase, Refusal):
        return await _ask_receipt(visit, purchase)
    return await _read_amount(visit, purchase, rest) if rest else await _confirm(visit, purchase, purchase.refundable)


async def take_receipt(visit: Visit) -> Message:
    """The receipt was answered, perhaps with an amount."""
    purchase, rest = await _first_receipt(visit, visit.text.split())
    if isinstance(purchase, Refusal):
        return await _ask_receipt(visit, purchase)
    return await _read_amount(visit, purchase, rest) if rest else await _ask_amount(visit, purchase)


async def take_amount(visit: Visit) -> Message | Reply:
    """How much was answered."""
    purchase = await _purchase(visit)
    return left(visit) if purchase is None else await _read_amount(visit, purchase, visit.text.split())


async def choose_amount(visit: Visit) -> Message | Reply:
    """One reading of an amount that had two."""
    purchase = await _purchase(visit)
    return left(visit) if purchase is None else await _confirm(visit, purchase, int(visit.args[0]))


async def choose_all(visit: Visit) -> Message | Reply:
    """All that is left of the receipt."""
    purchase = await _purchase(visit)
    return left(visit) if purchase is None else await _confirm(visit, purchase, purchase.refundable)


async def back(visit: Visit) -> Message | Reply:
    """The question before, once more."""
    purchase = await _purchase(visit)
    if purchase is None:
        return left(visit)
    return await _ask_receipt(visit) if visit.known.step == "refunds.amount" else await _ask_amount(visit, purchase)


async def ask_again(visit: Visit) -> Message | Reply:
    """Something was typed where only the buttons are left to press."""
    draft, purchase = RETURN.draft(visit), await _purchase(visit)
    return left(visit) if draft is None or purchase is None else await _confirm(visit, purchase, draft.amount)


async def record(visit: Visit) -> Message | Reply:
    """The one question was answered with yes."""
    draft = RETURN.draft(visit)
    if draft is None or draft.reference != visit.args[0]:
        return left(visit)
    known = await purchase_by_id(visit.work, draft.purchase_id)
    if known is not None and (never := _refused(visit, known)):
        return await _ask_receipt(visit, never)
    done = await refund_purchase(visit.work, visit.actor, draft.purchase_id, draft.amount, draft.reference)
    if isinstance(done, Refusal):
        return await _ask_receipt(visit, done) if known is None else await _ask_amount(visit, known, done)
    await visit.asked()
    purchase = done.purchase
    name, card = await _whose(visit, purchase)
    refund = Refund(
        name,
        card,
        purchase.receipt,
        purchase.amount,
        purchase.refundable,
        done.amount,
        done.points,
        done.owed,
        done.paid,
    )
    return words.refunded(visit.words, refund, done.balance)


async def _purchase(visit: Visit) -> Purchase | None:
    draft = RETURN.draft(visit)
    return None if draft is None else await purchase_by_id(visit.work, draft.purchase_id)


async def _first_receipt(visit: Visit, line: Sequence[str]) -> tuple[Purchase | Refusal, Sequence[str]]:
    """The purchase that the first words name (`R 7K3 F9Q`), and the words after them."""
    refusal = Refusal("receipt_unknown")
    for n in range(1, min(len(line), WORDS_OF_A_RECEIPT) + 1):
        found = await find_receipt(visit.work, " ".join(line[:n]))
        if isinstance(found, Purchase):
            return _refused(visit, found) or found, line[n:]
        if found.key != "receipt_unknown":
            refusal = found
    return refusal, ()


def _refused(visit: Visit, purchase: Purchase) -> Refusal | None:
    """Why nothing of a purchase can go back, before anybody asks how much."""
    if not allowed(visit.actor, Action.REFUND, purchase.branch_id):
        return Refusal("branch_other")
    if purchase.undone_at is not None:
        return Refusal("purchase_undone")
    return None if purchase.refundable else Refusal("refund_complete")


async def _read_amount(visit: Visit, purchase: Purchase, line: Sequence[str]) -> Message:
    match typed.amount(visit, " ".join(line)):
        case Money(amount):
            return await _confirm(visit, purchase, amount)
        case Unsure(readings):
            await visit.ask("refunds.amount", Draft(purchase.id))
            return words.ask_which_amount(visit.words, [reading.amount for reading in readings])
        case Refusal("amount_negative"):  # which elsewhere sends people here
            return await _ask_amount(visit, purchase, Refusal("amount_zero"))
        case Refusal() as why:
            return await _ask_amount(visit, purchase, why)


async def _ask_receipt(visit: Visit, why: Refusal | None = None) -> Message:
    await visit.ask("refunds.receipt")
    return refusals.and_again(visit.words, why, words.ask_receipt(visit.words), visit.now)


async def _ask_amount(visit: Visit, purchase: Purchase, why: Refusal | None = None) -> Message:
    if never := _refused(visit, purchase):
        return await _ask_receipt(visit, never)
    await visit.ask("refunds.amount", Draft(purchase.id))
    name, card = await _whose(visit, purchase)
    question = words.ask_amount(visit.words, name, card, purchase.receipt, purchase.refundable)
    return refusals.and_again(visit.words, why, question, visit.now)


async def _confirm(visit: Visit, purchase: Purchase, amount: int) -> Message:
    if amount > purchase.refundable:
        return await _ask_amount(visit, purchase, Refusal("refund_too_large", {"left": purchase.refundable}))
    reference = new_secret(visit.work.chance)
    await visit.ask("refunds.confirm", Draft(purchase.id, amount, reference))
    name, card = await _whose(visit, purchase)
    paid = Paid(purchase.paid_points, purchase.paid_worth)
    back = given_back(purchase.amount, purchase.earned, paid, purchase.refunded, amount)
    held = await holding(visit.work, purchase.member_id)
    at_hand = held.points + max(back.paid.points - held.debt, 0)
    refund = Refund(
        name,
        card,
        purchase.receipt,
        purchase.amount,
        purchase.refundable,
        amount,
        back.earned,
        max(back.earned - at_hand, 0),
        back.paid,
    )
    return words.confirm(visit.words, refund, reference)


async def _whose(visit: Visit, purchase: Purchase) -> tuple[str, str]:
    """The name and the card of whoever bought; both empty if they have left."""
    member = await member_by_id(visit.work, purchase.member_id)
    return ("", "") if member is None else (member_name(visit.work, member), member.card)
