"""Vouchers as their members see them: the voucher itself, the list, and what becomes of it."""

from collections.abc import Sequence
from typing import NamedTuple

from bot.rules.codes import in_fours
from bot.rules.rewards import Reward, RewardKind
from bot.rules.vouchers import InHand, Voucher, VoucherState
from bot.words import formats
from bot.words.catalogs import Words
from bot.words.common import back, danger, own_text, turn
from bot.words.message import Button, Copy, Go, Html, Message, Photo, Row, lines, paragraphs, plain, rows
from bot.words.qr import qr
from bot.words.rewards import when_taken, worth


class Listed(NamedTuple):
    """A page of a member's open vouchers, pages counting from 0, and below them what is over."""

    open: Sequence[Voucher]
    over: Sequence[InHand]
    page: int
    pages: int


def name_of(words: Words, voucher: Voucher | Reward) -> str:
    """What it is called, in the reader's language; plain text."""
    return own_text(words, voucher.names)


def own(words: Words, held: InHand, bot_username: str) -> Message:
    """The voucher itself, which changes when something becomes of it.

    What its QR code leads to opens the voucher at a cashier's, and nothing at anybody else's.
    """
    voucher, link = held.voucher, f"https://t.me/{bot_username}?start=v_{held.code}"
    if held.state is not VoucherState.OPEN or held.code is None:
        return Message(_ended(words, held), _my_vouchers(words), photo=Photo(qr(link, void=True), "voucher.png"))
    return Message(
        paragraphs(
            _title(words, voucher),
            words.say("Show this at the till: <code>{code}</code>", code=in_fours(held.code)),
            _until(words, held),
        ),
        rows(
            (Button(words.label("Copy the code"), Copy(held.code)),),
            (Button(words.label("Return it"), Go("vouchers.give_back", str(voucher.id))),) if held.may_go_back else (),
            *_my_vouchers(words),
        ),
        photo=Photo(qr(link), "voucher.png"),
    )


def _my_vouchers(words: Words) -> tuple[Row, ...]:
    return ((Button(words.label("My vouchers"), Go("vouchers.beside")),),)


def _title(words: Words, voucher: Voucher) -> Html:
    return lines(
        words.say("🎟 <b>{name}</b>", name=name_of(words, voucher)),
        worth(words, voucher.kind, voucher.worth, voucher.product or "", voucher.charity or ""),
    )


def _until(words: Words, held: InHand) -> Html:
    voucher = held.voucher
    day = formats.full_day(words, voucher.expires_at)
    until = voucher.returnable_until
    return lines(
        words.say("⏳ It expires soon: good until <b>{day}</b>.", day=day)
        if voucher.warned
        else words.say("Good until <b>{day}</b>.", day=day),
        when_taken(words, voucher.times),
        words.say(
            "Until {day} you can return it and get {points} back.",
            day=formats.full_day(words, until),
            points=formats.points(words, voucher.points),
        )
        if held.may_go_back and until
        else None,
    )


def _ended(words: Words, held: InHand) -> Html:
    voucher = held.voucher
    at = formats.full_moment(words, voucher.settled_at or voucher.expires_at)
    struck = words.say("<s>{name}</s>", name=name_of(words, voucher))
    match held.state:
        case VoucherState.USED:
            return lines(struck, words.say("✅ Used: {moment}", moment=at))
        case VoucherState.RETURNED:
            points = formats.points(words, voucher.points)
            return lines(struck, words.say("↩️ Returned: {moment}. {points} went back.", moment=at, points=points))
    return lines(struck, words.say("⌛ Expired: {day}", day=formats.full_day(words, voucher.expires_at)))


def used(words: Words, voucher: Voucher, store: str) -> Message:
    """To the member, when the till has taken it."""
    return Message(
        lines(
            words.say("✅ Your voucher <b>{name}</b> was used at {store}.", name=name_of(words, voucher), store=store),
            words.say("If that wasn't you, please tell the shop at once."),
        )
    )


def ending(words: Words, held: InHand) -> Message | None:
    """To the member, once, some days before a voucher expires; nothing where it is over by then."""
    voucher = held.voucher
    if held.state is not VoucherState.OPEN:
        return None
    return Message(
        words.say(
            "⏳ Your voucher <b>{name}</b> is good until <b>{day}</b>, and then expires.",
            name=name_of(words, voucher),
            day=formats.full_day(words, voucher.expires_at),
        ),
        ((Button(words.label("Show it"), Go("vouchers.show", str(voucher.id))),),),
    )


def listed(words: Words, shown: Listed) -> Message:
    """A member's vouchers: the open ones as buttons, and what became of others lately."""
    return Message(
        paragraphs(
            words.say("<b>My vouchers</b>"),
            words.say("Tap one to show it at the till.")
            if shown.open
            else words.say("You have none at the moment. What your points buy is in /rewards"),
            lines(*(_past(words, one) for one in shown.over)),
        ),
        rows(
            *((_button(words, one),) for one in shown.open),
            turn(words, "vouchers.page", shown.page, shown.pages),
            (Button(words.label("Rewards"), Go("rewards.page", "0")),),
        ),
    )


def _button(words: Words, voucher: Voucher) -> Button:
    mark = "⏳ " if voucher.warned else ""
    return Button(
        words.label("{name} · until {day}", name=mark + plain(name_of(words, voucher)), day=_end(words, voucher)),
        Go("vouchers.show", str(voucher.id)),
    )


def _end(words: Words, voucher: Voucher) -> str:
    return formats.day(words, voucher.expires_at, voucher.made_at)


def _past(words: Words, held: InHand) -> Html:
    mark = "💚" if held.voucher.kind is RewardKind.DONATION else _MARKS[held.state]
    name = name_of(words, held.voucher)
    return words.say("{mark} {name}: {became}", mark=mark, name=name, became=became(words, held))


_MARKS = {
    VoucherState.OPEN: "🎟",
    VoucherState.USED: "✅",
    VoucherState.RETURNED: "↩️",
    VoucherState.EXPIRED: "⌛",
}


def became(words: Words, held: InHand) -> str:
    """What it is now and since or until when, in a word or two of plain text."""
    voucher = held.voucher
    until, settled = (
        formats.full_day(words, at) for at in (voucher.expires_at, voucher.settled_at or voucher.expires_at)
    )
    if voucher.kind is RewardKind.DONATION:
        return words.label("given {day}", day=settled)
    match held.state:
        case VoucherState.USED:
            return words.label("used {day}", day=settled)
        case VoucherState.RETURNED:
            return words.label("returned {day}", day=settled)
        case VoucherState.EXPIRED:
            return words.label("expired {day}", day=until)
    return words.label("good until {day}", day=until)


def ask_return(words: Words, voucher: Voucher) -> Message:
    """Whether it is to go back."""
    return Message(
        words.say(
            "Return <b>{name}</b>? The voucher ends, and you get {points} back, good for as long as they were.",
            name=name_of(words, voucher),
            points=formats.points(words, voucher.points),
        ),
        (
            (danger(words.label("Return it"), Go("vouchers.give_back_now", str(voucher.id))),),
            (back(words, Go("vouchers.list")),),
        ),
    )


def returned(words: Words, voucher: Voucher, balance: int) -> Message:
    """After a return."""
    return Message(
        lines(
            words.say("↩️ <b>{name}</b> went back.", name=name_of(words, voucher)),
            words.say("You have <b>{have}</b>.", have=formats.points(words, balance)),
        ),
        ((Button(words.label("Rewards"), Go("rewards.page", "0")),),),
    )
