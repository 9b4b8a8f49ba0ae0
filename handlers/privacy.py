"""What we hold about a person: said, given back, erased."""

import json
from datetime import date, datetime

from bot.actions.balance import holding
from bot.actions.mydata import Everything, everything_about
from bot.actions.privacy import forget
from bot.actions.vouchers import open_vouchers
from bot.rules.care import Care
from bot.rules.events import Stand as AtEvent
from bot.rules.groups import Stand
from bot.rules.ledger import EntryKind
from bot.rules.media import Media
from bot.rules.reasons import Line
from bot.rules.refills import Answer
from bot.rules.vouchers import InHand, VoucherState
from bot.words import formats, mydata, refills, vouchers
from bot.words import privacy as words
from bot.words.common import own_text
from bot.words.conversations import in_short
from bot.words.held import (
    Held,
    HeldAnswer,
    HeldChoices,
    HeldConsent,
    HeldEvent,
    HeldGreeting,
    HeldGroup,
    HeldLine,
    HeldOpinion,
    HeldPurchase,
    HeldRefill,
    HeldTurn,
    HeldVoucher,
)
from bot.words.message import Message
from handlers.visit import Reply, Visit


async def show(visit: Visit) -> Message:
    """`/privacy`."""
    store = visit.work.store
    member = visit.actor.member_id is not None
    return words.privacy(visit.words, store.name, store.privacy_contact, member)


async def my_data(visit: Visit) -> Reply:
    """`/mydata`: everything, once for people and once for programs."""
    held = await everything_about(visit.work, visit.actor)
    readable = mydata.readable(visit.words, _readable(visit, held), visit.work.store.name, visit.now)
    as_json = json.dumps(_plain(visit, held), ensure_ascii=False, indent=2).encode()
    return Reply(words.my_data(visit.words, readable, as_json), fresh=True)


async def ask(visit: Visit) -> Message:
    """`/forget`: the first question."""
    held = await holding(visit.work, visit.member_id)
    unused = await open_vouchers(visit.work, visit.member_id)
    return words.forget(visit.words, held.points, len(unused), visit.actor.staff_id is not None)


async def ask_again(visit: Visit) -> Message:
    """The second question."""
    return words.forget_sure(visit.words)


async def forget_now(visit: Visit) -> Reply:
    """Yes, quite sure."""
    await forget(visit.work, visit.actor)
    return Reply((words.forgotten(visit.words),), menus=(visit.incoming.person_id,))


def _readable(visit: Visit, held: Everything) -> Held:
    own = next(card for card in held.cards if card.member_id == visit.member_id)
    numbers = [card.external_id for card in held.cards if card.external_id]
    items: dict[int, list[str]] = {}
    for item in held.items:
        quantity = f"{formats.quantity(visit.words, item.quantity)} × " if item.quantity != 1000 else ""
        items.setdefault(item.purchase_id, []).append(quantity + item.name)
    return Held(
        telegram_id=visit.incoming.person_id,
        name=visit.name,
        phone=visit.work.vault.open(own.phone) if own.phone else None,
        card=own.card,
        external_id=", ".join(numbers) or None,
        joined=own.joined_at,
        zone=visit.known.zone,
        points=held.points,
        debt=held.debt,
        consents=[HeldConsent(one.topic, one.given, one.source, one.at) for one in held.consents],
        purchases=[
            HeldPurchase(one.at, one.receipt, one.amount, one.branch, items.get(one.id, ())) for one in held.purchases
        ],
        entries=[Line(one.id, EntryKind(one.kind), one.points, one.debt, one.at) for one in held.entries],
        vouchers=[_voucher(visit, one) for one in held.vouchers],
        birthday=held.birthday,
        greetings=[HeldGreeting(one.on, visit.work.vault.open(one.line) if one.line else "") for one in held.greetings],
        opinions=[
            HeldOpinion(one.asked_at, one.score, visit.work.vault.open(one.reason) if one.reason else "")
            for one in held.opinions
        ],
        conversations=[HeldLine(one.at, one.by_staff, _said(visit, one.said, one.media)) for one in held.conversations],
        turns=[HeldTurn(one.at, Care(one.care), one.held) for one in held.turns],
        late_from=held.late_from,
        refills=[HeldRefill(one.product, one.bought_at, one.due_at) for one in held.refills],
        answers=_answers(visit, held),
        chosen=HeldChoices(*held.chosen),
        tags=held.tags,
        lists=held.lists,
        buys_like=held.buys_like,
        answered=held.answered,
        events=[
            HeldEvent(one.at, own_text(visit.words, one.names), AtEvent(one.stand), one.came_at is not None)
            for one in held.events
        ],
        groups=[HeldGroup(one.title, Stand(one.state), one.joined_at or one.asked_at) for one in held.groups],
        tier=f"{held.tier.mark} {own_text(visit.words, held.tier.names)}" if held.tier else "",
    )


def _said(visit: Visit, sealed: bytes | None, media: bytes | None) -> str:
    """What was said in a conversation, or what it was, such as a picture."""
    vault = visit.work.vault
    form = Media.of(vault.open(media)).form if media else None
    return in_short(visit.words, vault.open(sealed) if sealed else "", form)


def _answers(visit: Visit, held: Everything) -> list[HeldAnswer]:
    said = [
        HeldAnswer(one.at, one.product, refills.said(visit.words, Answer(one.answer), one.days))
        for one in held.refill_answers
    ]
    asked = [
        HeldAnswer(one.opened_at, one.product or "", visit.work.vault.open(one.said)) for one in held.tasks if one.said
    ]
    return [*said, *asked]


def _voucher(visit: Visit, held: InHand) -> HeldVoucher:
    voucher, code = held.voucher, held.code if held.state is VoucherState.OPEN else None
    name, became = vouchers.name_of(visit.words, voucher), vouchers.became(visit.words, held)
    return HeldVoucher(voucher.made_at, name, voucher.points, became, code)


def _plain(visit: Visit, value: object) -> object:
    """Rows as JSON can hold them: sealed fields opened, instants as ISO 8601 in the shop's zone."""
    match value:
        case bytes():
            return visit.work.vault.open(value)
        case datetime():
            return value.astimezone(visit.work.store.zone_info).isoformat()
        case date():
            return value.isoformat()
        case list() | tuple():
            names = getattr(value, "_fields", None)
            plain = [_plain(visit, one) for one in value]
            return plain if names is None else dict(zip(names, plain, strict=True))
    return value
