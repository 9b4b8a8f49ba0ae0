"""Deliveries about purchases, points, what is paid with them, and tiers, put into words."""

from collections.abc import Mapping
from datetime import datetime

from bot.rules.spending import NOTHING, Over, Paid
from bot.rules.tiers import Measure, Tier
from bot.words import adjust, expiry, payments, receipts, sale, spending, tiers
from bot.words.catalogs import Words
from bot.words.deliveries.data import Data, Wording, instant, text_of, whole
from bot.words.expiry import Batch
from bot.words.message import Message
from bot.words.payments import Wanted
from bot.words.receipts import Receipt, Return
from bot.words.sale import Buyer, Recorded
from bot.words.spending import Asked


def _receipt(words: Words, store: str, data: Data) -> Message:
    return receipts.thanks(
        words,
        Receipt(
            store=store,
            number=text_of(data, "number"),
            amount=whole(data, "amount"),
            points=whole(data, "points"),
            paid_debt=whole(data, "paid_debt"),
            balance=whole(data, "balance"),
            paid=_paid_part(data),
        ),
    )


def _paid_part(data: Data) -> Paid:
    """What points paid of a purchase, if any did."""
    return Paid(whole(data, "paid_points"), whole(data, "paid_worth")) if "paid_points" in data else NOTHING


def _asked(data: Data) -> Asked:
    paid = Paid(whole(data, "points"), whole(data, "worth"))
    return Asked(whole(data, "payment"), text_of(data, "number"), whole(data, "amount"), paid)


def _wanted(data: Data) -> Wanted:
    asked = _asked(data)
    return Wanted(text_of(data, "member_name"), asked.receipt, asked.amount, asked.paid)


def _payment_paid(words: Words, _: str, data: Data) -> Message:
    asked, name, card = _asked(data), text_of(data, "member_name"), text_of(data, "card")
    balance = whole(data, "balance")
    buyer = Buyer("" if name == card else name, card, balance)
    earned = whole(data, "earned")
    done = Recorded(whole(data, "purchase"), buyer, asked.amount, earned, balance, asked.receipt, asked.paid)
    return sale.recorded(words, done, instant(data, "until"))


def _spending_stopped(words: Words, _: str, data: Data) -> Message:
    wanted = _wanted(data) if "payment" in data else None
    asked_by, name = str(data.get("name", "")), text_of(data, "member_name")
    paid = bool(data.get("paid"))
    return payments.stopped(words, wanted, asked_by, whole(data, "member"), name=name, paid=paid)


def _expiring(words: Words, _: str, data: Data) -> Message:
    found = data["batches"]
    if not isinstance(found, list):
        raise TypeError(f"batches are a list, not {found!r}")
    batches = [Batch(int(points), datetime.fromisoformat(at)) for points, at in found]
    return expiry.warning(words, batches, instant(data, "on"), keeps=bool(data["keeps"]))


def _return(data: Data) -> Return:
    return Return(
        number=text_of(data, "number"),
        amount=whole(data, "amount"),
        points=whole(data, "points"),
        debt=whole(data, "debt"),
        balance=whole(data, "balance"),
        paid=_paid_part(data),
    )


def _known_tier(data: Data, key: str) -> Tier | None:
    found = data[key]
    return Tier(**found) if isinstance(found, dict) else None


def _tier(data: Data, key: str) -> Tier:
    found = _known_tier(data, key)
    if found is None:
        raise TypeError(f"{key} is a tier, not {data[key]!r}")
    return found


def _end(data: Data) -> datetime | None:
    return instant(data, "until") if data["until"] else None


def _tier_notice(words: Words, _: str, data: Data) -> Message:
    missing, days = whole(data, "missing"), whole(data, "days")
    after = _known_tier(data, "after")
    return tiers.notice(words, _tier(data, "tier"), after, Measure(text_of(data, "measure")), missing, days)


POINTS: Mapping[str, Wording] = {
    "receipt": _receipt,
    "sale_undone": lambda words, _, data: receipts.undone(words, _return(data)),
    "refunded": lambda words, _, data: receipts.refunded(words, _return(data)),
    "history_joined": lambda words, _, data: receipts.history_joined(
        words, whole(data, "points"), whole(data, "balance")
    ),
    "code_over": lambda words, _, data: spending.code_over(words, Over(text_of(data, "why"))),
    "payment_asked": lambda words, store, data: spending.question(words, store, _asked(data)),
    "payment_over": lambda words, _, data: spending.question_over(words, _asked(data), Over(text_of(data, "why"))),
    "payment_paid": _payment_paid,
    "payment_unpaid": lambda words, _, data: payments.unpaid(words, _wanted(data), Over(text_of(data, "why"))),
    "spending_stopped": _spending_stopped,
    "spending_freed": lambda words, _, __: spending.freed(words),
    "adjusted": lambda words, _, data: adjust.told(
        words, whole(data, "points"), whole(data, "balance"), whole(data, "debt"), text_of(data, "reason")
    ),
    "points_expiring": _expiring,
    "tier_up": lambda words, store, data: tiers.up(words, _tier(data, "tier"), store, _end(data)),
    "tier_kept": lambda words, _, data: tiers.kept(words, _tier(data, "tier"), _end(data)),
    "tier_notice": _tier_notice,
    "tier_down": lambda words, _, data: tiers.down(
        words, _known_tier(data, "tier"), _known_tier(data, "before"), _end(data)
    ),
}
