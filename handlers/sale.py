"""The till: who buys, for how much and what, in one line or step by step, until the one question before the record."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import NamedTuple

from bot.actions.balance import holding
from bot.actions.members import MemberRow, find_member, member_by_id, member_name
from bot.actions.payments import Offer, Ringing, offer
from bot.actions.products import list_products, product_by_sku
from bot.actions.program import read_rule
from bot.actions.standing import multiplier_of
from bot.rules.codes import new_receipt, own_receipt
from bot.rules.money import Money, Unsure
from bot.rules.points import earned
from bot.rules.refusals import Refusal
from bot.rules.roles import Action, allowed
from bot.rules.till import Goods, read_order
from bot.words import refusals
from bot.words import sale as words
from bot.words.message import Message
from bot.words.sale import Buyer, Item
from handlers import find, typed, welcome
from handlers.drafts import Flow, left
from handlers.visit import Kind, Reply, Visit

WORDS_OF_A_NUMBER = 6
"""At most: a card is written in three groups, a phone number in up to six."""
WORDS_OF_AN_AMOUNT = 4  # 1 234 567.89 €


class Draft(NamedTuple):
    """A sale so far: `line` is being read, `later` came after it in an earlier line; `brief` if it came in one.

    `code_id` is the code with which the member lets points pay, `points` how many of them.
    """

    line: str = ""
    later: str = ""
    member_id: int | None = None
    amount: int | None = None
    goods: tuple[Goods, ...] | None = None
    receipt: str = ""
    brief: bool = False
    code_id: int = 0
    points: int | None = None

    def after(self, rest: Iterable[str]) -> "Draft":
        """The draft when a part of its line was read and these words are left of it."""
        return self._replace(line=" ".join(rest) or self.later, later="")

    def until(self, rest: Iterable[str]) -> "Draft":
        """The draft while a question is open; these words are read when it is answered."""
        return self._replace(line="", later=" ".join(rest) or self.later)


SALE = Flow("sale", Draft)


class Ask(NamedTuple):
    """A question, what is known while it is open, and why the answer before it won't do."""

    question: Message
    draft: Draft
    why: Refusal | None = None


async def begin(visit: Visit) -> Message:
    """`/sale`, with as much after it as the cashier typed; and the button for the next sale."""
    line = visit.text if visit.incoming.kind is Kind.COMMAND else ""
    return await go_on(visit, Draft(line, brief=len(line.split()) > 1))


async def scan(visit: Visit) -> Message | Reply:
    """A member's QR code was scanned: at the till it begins a sale; to anybody else it says nothing of the member.

    Where a sale has no room, it only shows whose card it is.
    """
    if allowed(visit.actor, Action.RECORD_SALE) and visit.has_room(Action.RECORD_SALE):
        return await go_on(visit, Draft(visit.text))
    if allowed(visit.actor, Action.FIND_MEMBER):
        return await find.begin(visit)
    return await welcome.start(visit)


async def choose_member(visit: Visit) -> Message:
    """A sale to the member whose profile is open."""
    return await go_on(visit, Draft(member_id=int(visit.args[0])))


async def take(visit: Visit) -> Message | Reply:
    """The answer to whatever was asked last."""
    draft = SALE.draft(visit)
    return left(visit) if draft is None else await go_on(visit, draft._replace(line=visit.text))


async def choose_amount(visit: Visit) -> Message | Reply:
    """One reading of an amount that had two."""
    draft = SALE.draft(visit)
    return left(visit) if draft is None else await go_on(visit, draft._replace(amount=int(visit.args[0])))


async def no_goods(visit: Visit) -> Message | Reply:
    """What was bought is left out."""
    draft = SALE.draft(visit)
    return left(visit) if draft is None else await go_on(visit, draft._replace(goods=()))


async def back(visit: Visit) -> Message | Reply:
    """The question before, once more."""
    draft = SALE.draft(visit)
    if draft is None:
        return left(visit)
    if draft.goods is None:
        before = Draft() if draft.amount is None else Draft(member_id=draft.member_id, code_id=draft.code_id)
    else:
        amount = draft.amount if await _shop_has_goods(visit) else None
        before = Draft(member_id=draft.member_id, amount=amount, code_id=draft.code_id)
    return await go_on(visit, before)


async def go_on(visit: Visit, draft: Draft, why: Refusal | None = None) -> Message:
    """Read what was typed as far as it goes, and ask for what is missing, or at last whether to record it.

    Args:
        why: the sale so far won't do.
    """
    for step, read in _QUESTIONS:
        found = await read(visit, draft)
        if isinstance(found, Ask):
            await visit.ask(step, found.draft)
            return refusals.and_again(visit.words, found.why or why, found.question, visit.now)
        draft = found
    raise AssertionError("the last question always asks")


async def _read_member(visit: Visit, draft: Draft) -> Draft | Ask:
    found: MemberRow | Refusal
    rest: Sequence[str]
    if draft.member_id is not None:
        found, rest = await member_by_id(visit.work, draft.member_id) or Refusal("member_unknown"), draft.line.split()
    elif draft.line:
        found, rest = await _first_member(visit, draft.line.split())
    else:
        return Ask(words.ask_member(visit.words), draft)
    if isinstance(found, MemberRow) and found.id == visit.actor.member_id:
        found = Refusal("purchase_own")
    if isinstance(found, Refusal):
        return Ask(words.ask_member(visit.words), draft.until(rest)._replace(member_id=None), found)
    return draft.after(rest)._replace(member_id=found.id)


async def _first_member(visit: Visit, line: Sequence[str]) -> tuple[MemberRow | Refusal, Sequence[str]]:
    """The member whom the first words name, and the words after them.

    Both cards and phone numbers are written with spaces, so the fewest words that are somebody's count.
    """
    refusal, rest = Refusal("card_unreadable"), line[1:] if len(line) == 2 else ()
    for n in range(1, min(len(line), WORDS_OF_A_NUMBER) + 1):
        found = await find_member(visit.work, visit.actor, " ".join(line[:n]), typed.region(visit))
        if isinstance(found, MemberRow):
            return found, line[n:]
        if refusal.key == "card_unreadable" and found.key != "card_unreadable":
            refusal, rest = found, line[n:]
    return refusal, rest


async def _read_amount(visit: Visit, draft: Draft) -> Draft | Ask:
    if draft.amount is not None:
        return draft
    if not draft.line:
        return Ask(words.ask_amount(visit.words, await buyer_of(visit, draft)), draft)
    found, rest = await _first_amount(visit, draft.line.split())
    match found:
        case Refusal():
            return Ask(words.ask_amount(visit.words, await buyer_of(visit, draft)), draft.until(rest), found)
        case Unsure(readings):
            question = words.ask_which_amount(visit.words, [reading.amount for reading in readings])
            return Ask(question, draft.until(rest))
        case amount:
            return draft.after(rest)._replace(amount=amount.amount)


async def _first_amount(visit: Visit, line: Sequence[str]) -> tuple[Money | Unsure | Refusal, Sequence[str]]:
    """The amount that the first words are, and the words after them.

    `12 500` may be an amount, or 12 and the product 500: the fewest words count after which all is goods we know.
    """
    most = min(len(line), WORDS_OF_AN_AMOUNT)
    readings = [(typed.amount(visit, " ".join(line[:n])), line[n:]) for n in range(1, most + 1)]
    likely = readings[0]
    for found, rest in readings:
        if isinstance(found, Refusal):
            if found.key == "amount_currency":
                return found, rest
            continue
        order = read_order(rest)
        if not isinstance(order, Refusal) and not isinstance(await _known(visit, order.goods), Refusal):
            return found, rest
        if isinstance(likely[0], Refusal):
            likely = found, rest
    return likely


async def _read_goods(visit: Visit, draft: Draft) -> Draft | Ask:
    if draft.goods is not None:
        return draft
    if not draft.line:
        if draft.brief or not await _shop_has_goods(visit):
            return draft._replace(goods=())
        return Ask(words.ask_items(visit.words), draft)
    order = read_order(draft.line.split())
    if isinstance(order, Refusal):
        return Ask(words.ask_items(visit.words), draft.until(()), order)
    found = await _known(visit, order.goods)
    if isinstance(found, Refusal):
        return Ask(words.ask_items(visit.words), draft.until(()), found)
    goods = tuple(one._replace(sku=sku) for one, (sku, _) in zip(order.goods, found, strict=True))
    return draft._replace(line="", goods=goods, receipt=order.receipt)


async def _known(visit: Visit, goods: Sequence[Goods]) -> list[tuple[str, str]] | Refusal:
    """The codes and names of goods; a code may be typed in small letters."""
    found = []
    for one in goods:
        product = await product_by_sku(visit.work, one.sku) or await product_by_sku(visit.work, one.sku.upper())
        if product is None:
            return Refusal("sku_unknown", {"sku": one.sku})
        found.append((product.sku, product.name))
    return found


async def _shop_has_goods(visit: Visit) -> bool:
    _, n = await list_products(visit.work, 1)
    return n > 0


async def _confirm(visit: Visit, draft: Draft) -> Ask:
    draft = draft._replace(receipt=draft.receipt or new_receipt(visit.work.chance))
    offered, why = await _offered(visit, draft) if draft.code_id else (None, None)
    draft = draft._replace(line="", points=offered.paid.points if offered else None)
    return Ask(words.confirm(visit.words, await sale_of(visit, draft, offered), draft.receipt), draft, why)


async def _offered(visit: Visit, draft: Draft) -> tuple[Offer | None, Refusal | None]:
    """What points can pay, as many as were typed or else the most; and why it isn't as it was typed."""
    ringing, points, why = ringing_of(draft), draft.points, None
    if draft.line:
        points = typed.whole(draft.line)
        why = Refusal("pay_unreadable") if points is None else None
    found = await offer(visit.work, visit.actor, ringing, points)
    if isinstance(found, Refusal):
        most = await offer(visit.work, visit.actor, ringing)
        return (None, found) if isinstance(most, Refusal) else (most, found)
    return found, Refusal("pay_nothing") if found is None else why


def ringing_of(draft: Draft) -> Ringing:
    """The sale as far as points may pay it."""
    return Ringing(draft.code_id, draft.member_id or 0, draft.amount or 0, draft.receipt, draft.goods or ())


async def buyer_of(visit: Visit, draft: Draft) -> Buyer:
    """Whose sale it is; LookupError if the member has gone."""
    buyer, _ = await _buyer_and_tier(visit, draft)
    return buyer


async def _buyer_and_tier(visit: Visit, draft: Draft) -> tuple[Buyer, int | None]:
    member = await member_by_id(visit.work, draft.member_id or 0)
    if member is None:
        raise LookupError("the member of a sale is read before anything else of it")
    held = await holding(visit.work, member.id)
    return Buyer(member_name(visit.work, member), member.card, held.points), held.tier


async def sale_of(visit: Visit, draft: Draft, offered: Offer | None = None) -> words.Sale:
    """The sale as its one question shows it, with what points can pay of it."""
    amount = draft.amount or 0
    named = await _known(visit, draft.goods or ())
    names = [] if isinstance(named, Refusal) else [name for _, name in named]
    goods = [Item(name, one.quantity) for name, one in zip(names, draft.goods or (), strict=False)]
    receipt = None if own_receipt(draft.receipt) == draft.receipt else draft.receipt
    buyer, tier = await _buyer_and_tier(visit, draft)
    multiplier = await multiplier_of(visit.work, tier)
    rule = await read_rule(visit.work)
    points = earned(rule, amount, multiplier)
    can_pay = None
    if offered is not None:
        can_pay = words.Offer(*offered, earned(rule, amount - offered.paid.worth, multiplier))
    return words.Sale(buyer, amount, points, goods, receipt, can_pay)


Read = Callable[[Visit, Draft], Awaitable[Draft | Ask]]
_QUESTIONS: tuple[tuple[str, Read], ...] = (
    ("sale.member", _read_member),
    ("sale.amount", _read_amount),
    ("sale.items", _read_goods),
    ("sale.confirm", _confirm),
)
