"""Each kind of delivery put into words, in the recipient's language, when it is sent."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from bot.rules.birthdays import Greeted
from bot.rules.care import Care
from bot.rules.conversations import Said, Unhappy
from bot.rules.roles import Role
from bot.rules.spending import NOTHING, Over, Paid
from bot.rules.surveys import Answered
from bot.rules.tasks import Outcome
from bot.rules.thanks import TIMES
from bot.rules.tiers import Measure, Tier
from bot.rules.vouchers import InHand
from bot.rules.watch import What
from bot.rules.win_back import Away
from bot.words import (
    adjust,
    alarms,
    approvals,
    birthdays,
    conversations,
    expiry,
    nps,
    payments,
    receipts,
    redeeming,
    refills,
    sale,
    spending,
    staff,
    tasks,
    thanks,
    tiers,
    vouchers,
    watch,
    win_back,
)
from bot.words.broadcast_wordings import BROADCAST_WORDINGS
from bot.words.catalogs import Words
from bot.words.event_news import EVENT_WORDINGS
from bot.words.expiry import Batch
from bot.words.group_wordings import GROUP_WORDINGS
from bot.words.message import Message
from bot.words.payments import Wanted
from bot.words.presents import Offered
from bot.words.receipts import Receipt, Return
from bot.words.sale import Buyer, Recorded
from bot.words.spending import Asked

Data = Mapping[str, object]


def _text(data: Data, key: str) -> str:
    return str(data[key])


def _whole(data: Data, key: str) -> int:
    value = data[key]
    if not isinstance(value, int):
        raise TypeError(f"{key} is a whole number, not {value!r}")
    return value


def _receipt(words: Words, store: str, data: Data) -> Message:
    return receipts.thanks(
        words,
        Receipt(
            store=store,
            number=_text(data, "number"),
            amount=_whole(data, "amount"),
            points=_whole(data, "points"),
            paid_debt=_whole(data, "paid_debt"),
            balance=_whole(data, "balance"),
            paid=_paid_part(data),
        ),
    )


def _paid_part(data: Data) -> Paid:
    """What points paid of a purchase, if any did."""
    return Paid(_whole(data, "paid_points"), _whole(data, "paid_worth")) if "paid_points" in data else NOTHING


def _asked(data: Data) -> Asked:
    paid = Paid(_whole(data, "points"), _whole(data, "worth"))
    return Asked(_whole(data, "payment"), _text(data, "number"), _whole(data, "amount"), paid)


def _wanted(data: Data) -> Wanted:
    asked = _asked(data)
    return Wanted(_text(data, "member_name"), asked.receipt, asked.amount, asked.paid)


def _payment_paid(words: Words, _: str, data: Data) -> Message:
    asked, name, card = _asked(data), _text(data, "member_name"), _text(data, "card")
    balance = _whole(data, "balance")
    buyer = Buyer("" if name == card else name, card, balance)
    earned = _whole(data, "earned")
    done = Recorded(_whole(data, "purchase"), buyer, asked.amount, earned, balance, asked.receipt, asked.paid)
    return sale.recorded(words, done, _instant(data, "until"))


def _spending_stopped(words: Words, _: str, data: Data) -> Message:
    wanted = _wanted(data) if "payment" in data else None
    asked_by, name = str(data.get("name", "")), _text(data, "member_name")
    paid = bool(data.get("paid"))
    return payments.stopped(words, wanted, asked_by, _whole(data, "member"), name=name, paid=paid)


def _instant(data: Data, key: str) -> datetime:
    return datetime.fromisoformat(_text(data, key))


def _expiring(words: Words, _: str, data: Data) -> Message:
    found = data["batches"]
    if not isinstance(found, list):
        raise TypeError(f"batches are a list, not {found!r}")
    batches = [Batch(int(points), datetime.fromisoformat(at)) for points, at in found]
    return expiry.warning(words, batches, _instant(data, "on"), keeps=bool(data["keeps"]))


def _birthday(words: Words, store: str, data: Data) -> Message | None:
    told = data["greeted"]
    return birthdays.greeting(words, store, told) if isinstance(told, Greeted) else None


def _birthday_ahead(words: Words, _: str, data: Data) -> Message | None:
    told = data["near"]
    return birthdays.ahead(words, told) if isinstance(told, Greeted) else None


def _nothing_to_give(words: Words, _: str, data: Data) -> Message:
    names, care = data["names"], Care(_text(data, "care"))
    if not isinstance(names, dict):
        raise TypeError(f"names by language, not {names!r}")
    return alarms.nothing_to_give(words, care, _whole(data, "reward"), names, gone=bool(data["gone"]))


def _birthday_line(words: Words, _: str, data: Data) -> Message:
    return birthdays.line_asked(words, _text(data, "member_name"), _whole(data, "signing"), _instant(data, "until"))


def _survey(words: Words, store: str, data: Data) -> Message:
    return nps.question(words, store, _whole(data, "survey"), _whole(data, "lowest"))


def _survey_again(words: Words, store: str, data: Data) -> Message | None:
    asked = data["asked"]
    if not isinstance(asked, Answered) or asked.score is not None:
        return None
    return nps.question(words, store, _whole(data, "survey"), _whole(data, "lowest"), again=True)


def _put_right(words: Words, store: str, data: Data) -> Message | None:
    asked = data["asked"]
    if not isinstance(asked, Answered) or asked.put_right is not None:
        return None
    return nps.whether_right(words, store, _whole(data, "survey"))


def _low_score(words: Words, _: str, data: Data) -> Message | None:
    them = data["them"]
    if not isinstance(them, Unhappy):
        return None
    return conversations.alert(words, them, _instant(data, "on"), again=bool(data["again"]))


def _member_said(words: Words, _: str, data: Data) -> Message | None:
    said, number = data["words"], _whole(data, "conversation")
    if not isinstance(said, Said):
        return None
    if "itself" in data:
        return conversations.itself(words, said.media, number) if said.media is not None else None
    return conversations.from_member(words, number, said)


def _staff_said(words: Words, store: str, data: Data) -> Message | None:
    said = data["words"]
    if not isinstance(said, Said):
        return None
    if "itself" in data:
        return conversations.itself(words, said.media, None) if said.media is not None else None
    return conversations.from_staff(words, store, said)


def _unanswered(words: Words, _: str, data: Data) -> Message | None:
    if not _text(data, "waits_since") or _instant(data, "waits_since") != _instant(data, "since"):
        return None
    return conversations.unanswered(words, _whole(data, "conversation"), _instant(data, "since"), _instant(data, "on"))


def _offered(kind: str, data: Data) -> Offered | None:
    """The present that a message of this kind offers, if it does."""
    names = data.get("names")
    if "reward" not in data or not isinstance(names, dict):
        return None
    turn = _text(data, "turn")
    return Offered({str(language): str(name) for language, name in names.items()}, _instant(data, "until"), kind, turn)


def _thanks(words: Words, store: str, data: Data) -> Message | None:
    nth, since = _whole(data, "nth"), data.get("purchases")
    if isinstance(since, int) and nth < min(since, TIMES):
        return None  # they have bought again meanwhile, and are thanked for that
    return thanks.thanks(words, store, nth, _offered("thanks", data))


def _win_back(words: Words, store: str, data: Data) -> Message | None:
    stays, since = data["stays_away"], _instant(data, "since")
    if not isinstance(stays, Away) or stays.last_at is None or stays.last_at > since:
        return None
    return win_back.nudge(words, store, since, stays.points, _offered("win_back", data))


def _refill(words: Words, store: str, data: Data) -> Message | None:
    told, due = data["things"], data["runs_out"]
    if not isinstance(told, list) or not isinstance(due, dict):
        raise TypeError(f"things and when they are due, not {told!r} and {due!r}")
    things = [refills.Nudge(number, name, datetime.fromisoformat(at), late) for number, name, at, late in told]
    still = [one for one in things if due.get(one.product_id) == one.due]
    if not still:
        return None
    return refills.nudge(words, store, still, _offered("refill", data), _instant(data, "on"))


def _return(data: Data) -> Return:
    return Return(
        number=_text(data, "number"),
        amount=_whole(data, "amount"),
        points=_whole(data, "points"),
        debt=_whole(data, "debt"),
        balance=_whole(data, "balance"),
        paid=_paid_part(data),
    )


def _in_hand(data: Data) -> InHand:
    value = data["in_hand"]
    if not isinstance(value, InHand):
        raise TypeError(f"no voucher: {value!r}")
    return value


def _known_tier(data: Data, key: str) -> Tier | None:
    found = data[key]
    return Tier(**found) if isinstance(found, dict) else None


def _tier(data: Data, key: str) -> Tier:
    found = _known_tier(data, key)
    if found is None:
        raise TypeError(f"{key} is a tier, not {data[key]!r}")
    return found


def _end(data: Data) -> datetime | None:
    return _instant(data, "until") if data["until"] else None


def _tier_notice(words: Words, _: str, data: Data) -> Message:
    missing, days = _whole(data, "missing"), _whole(data, "days")
    after = _known_tier(data, "after")
    return tiers.notice(words, _tier(data, "tier"), after, Measure(_text(data, "measure")), missing, days)


def _seen(data: Data) -> watch.Seen:
    member = _whole(data, "member") if "member" in data else None
    who, clerk, number = (str(data.get(name, "")) for name in ("member_name", "clerk_name", "number"))
    figures = (_whole(data, name) if name in data else 0 for name in watch.Seen._fields[5:])
    return watch.Seen(What(_text(data, "what")), member, who, clerk, number, *figures)


def _unusual(data: Data) -> watch.Day:
    figures = (_whole(data, name) for name in watch.Day._fields[1:])
    return watch.Day(date.fromisoformat(_text(data, "day")), *figures)


WORDINGS: Mapping[str, Callable[[Words, str, Data], Message | None]] = {
    "receipt": _receipt,
    "sale_undone": lambda words, _, data: receipts.undone(words, _return(data)),
    "refunded": lambda words, _, data: receipts.refunded(words, _return(data)),
    "history_joined": lambda words, _, data: receipts.history_joined(
        words, _whole(data, "points"), _whole(data, "balance")
    ),
    "code_over": lambda words, _, data: spending.code_over(words, Over(_text(data, "why"))),
    "payment_asked": lambda words, store, data: spending.question(words, store, _asked(data)),
    "payment_over": lambda words, _, data: spending.question_over(words, _asked(data), Over(_text(data, "why"))),
    "payment_paid": _payment_paid,
    "payment_unpaid": lambda words, _, data: payments.unpaid(words, _wanted(data), Over(_text(data, "why"))),
    "spending_stopped": _spending_stopped,
    "spending_freed": lambda words, _, __: spending.freed(words),
    "adjusted": lambda words, _, data: adjust.told(
        words, _whole(data, "points"), _whole(data, "balance"), _whole(data, "debt"), _text(data, "reason")
    ),
    "approval_asked": lambda words, _, data: approvals.question(words, data),
    "approval_settled": lambda words, _, data: approvals.settled(words, data),
    "approval_answered": lambda words, _, data: approvals.settled(words, data),
    "voucher": lambda words, _, data: vouchers.own(words, _in_hand(data), _text(data, "bot")),
    "voucher_used": lambda words, store, data: vouchers.used(words, _in_hand(data).voucher, store),
    "voucher_changed": lambda words, _, data: vouchers.own(words, _in_hand(data), _text(data, "bot")),
    "voucher_ending": lambda words, _, data: vouchers.ending(words, _in_hand(data)),
    "donation": lambda words, store, data: redeeming.thanks(words, _in_hand(data).voucher, store),
    "codes_guessed": lambda words, _, data: alarms.codes_guessed(words, _whole(data, "tries")),
    "tier_up": lambda words, store, data: tiers.up(words, _tier(data, "tier"), store, _end(data)),
    "tier_kept": lambda words, _, data: tiers.kept(words, _tier(data, "tier"), _end(data)),
    "tier_notice": _tier_notice,
    "tier_down": lambda words, _, data: tiers.down(
        words, _known_tier(data, "tier"), _known_tier(data, "before"), _end(data)
    ),
    "watch_alarm": lambda words, _, data: watch.alarm(words, _seen(data)),
    "watch_line": lambda words, _, data: watch.line(words, _unusual(data)),
    "staff_joined": lambda words, _, data: staff.somebody_joined(words, _text(data, "name"), Role(_text(data, "role"))),
    "staff_dismissed": lambda words, store, _: staff.you_were_dismissed(words, store),
    "update_dead": lambda words, _, data: alarms.update_given_up(words, _text(data, "update")),
    "books_wrong": lambda words, _, data: alarms.books_wrong(words, _text(data, "reference")),
    "points_expiring": _expiring,
    "thanks": _thanks,
    "thanks_present": _thanks,
    "win_back": _win_back,
    "expiry_stopped": lambda words, _, data: expiry.stopped(words, _instant(data, "here"), _instant(data, "there")),
    "clock_jumped": lambda words, _, data: alarms.clock_jumped(words, _whole(data, "minutes")),
    "birthday": _birthday,
    "birthday_ahead": _birthday_ahead,
    "nothing_to_give": _nothing_to_give,
    "birthday_line": _birthday_line,
    "survey": _survey,
    "survey_reminder": _survey_again,
    "put_right": _put_right,
    "low_score": _low_score,
    "member_said": _member_said,
    "staff_said": _staff_said,
    "conversation_over": lambda words, store, _: conversations.over(words, store),
    "unanswered": _unanswered,
    "refill": _refill,
    "task_opened": lambda words, _, data: tasks.opened(words, _whole(data, "task"), _text(data, "product")),
    "task_done": lambda words, store, data: tasks.done(
        words, store, _text(data, "product"), Outcome(_text(data, "outcome"))
    ),
    "disk_full": lambda words, _, data: alarms.disk_full(words, _whole(data, "megabytes")),
    **BROADCAST_WORDINGS,
    **GROUP_WORDINGS,
    **EVENT_WORDINGS,
}
"""By kind (a test sees that each of `bot/rules/deliveries.py` has its words); given the words, the store, the data.

None where there is nothing to say any more.
"""
