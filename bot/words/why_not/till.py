"""Why the shop says no at the till, and when something is put right afterwards."""

from collections.abc import Mapping

from bot.words.catalogs import sentence
from bot.words.why_not.says import Says

SENTENCES: Mapping[str, Says] = {
    "no_room": Says(
        sentence(
            "The shop's computer is nearly full, so nothing was recorded. Please try again later; points and cards can "
            "be looked at as always."
        )
    ),
    # amounts
    "amount_missing": Says(sentence("The amount is missing. For example: 12.50")),
    "amount_unreadable": Says(sentence("I can't read that amount. Write it in figures, for example: 12.50")),
    "amount_exponent": Says(sentence("Please write the amount out in figures, for example: 12.50")),
    "amount_negative": Says(sentence("An amount can't be negative. To take money back, use /refund.")),
    "amount_zero": Says(sentence("An amount must be more than zero.")),
    "amount_decimals": Says(
        sentence("That is a smaller coin than the currency has. Digits after the point: {digits}.")
    ),
    "amount_large": Says(sentence("That is too much for one purchase. The most is {most}."), money=("most",)),
    "amount_currency": Says(sentence("The shop counts in {currency}, and that amount is in {found}.")),
    "currency_unknown": Says(sentence("There is no currency {code}. For example: EUR, USD, CNY.")),
    # cards and phones
    "card_unreadable": Says(
        sentence("That is not a card number. It has nine letters and digits, for example: 7K3 F9Q 2MX")
    ),
    "card_mistyped": Says(sentence("There is a slip in that card number. Please compare it letter by letter.")),
    "phone_unreadable": Says(
        sentence("I can't read that phone number. Write it with the country code, for example: +44 20 7946 0958")
    ),
    # points
    "points_not_positive": Says(sentence("It must be at least one point.")),
    "points_short": Says(sentence("That takes {wanted}, and there are {have}."), points=("wanted", "have")),
    "spending_paused": Says(
        sentence("Points can't be spent at the moment: the shop is checking its books. Collecting goes on.")
    ),
    "spending_frozen": Says(
        sentence(
            "Spending points is stopped on this card until the shop has spoken with its owner. Collecting goes on."
        )
    ),
    "spend_code_unknown": Says(
        sentence(
            "That code isn't good any more, or never was. Ask the member for a new one; after five wrong ones wait a "
            "minute."
        )
    ),
    "pay_off": Says(sentence("The shop doesn't take points in payment at the moment.")),
    "pay_no_points": Says(sentence("You have no points to pay with yet.")),
    "pay_most": Says(sentence("That is too many. Points can pay at most: {most}."), points=("most",)),
    "pay_least": Says(sentence("So few points are worth nothing here. Type a larger number.")),
    "pay_nothing": Says(
        sentence(
            "Points can't pay a part of this: there are too few, spending was stopped, or it took too long since the "
            "code. Without points it goes on as always."
        )
    ),
    "pay_unreadable": Says(sentence("Type how many points are to pay, or press a button.")),
    "payment_over": Says(sentence("That question isn't open any more, and nothing was taken.")),
    "key_taken": Says(sentence("That was already used for something else.")),
    "not_a_redemption": Says(sentence("That entry isn't a reward, so it can't be returned.")),
    "already_returned": Says(sentence("That reward was already returned.")),
    "keep_off": Says(sentence("The shop doesn't offer to keep points for longer at the moment.")),
    "keep_used": Says(sentence("You kept points on {at}. It can be done again from {again}.")),
    "keep_nothing": Says(sentence("None of your points expires within the next seven days.")),
    "terms_worth": Says(sentence("Write how many points are worth how much money: whole points from 1 to {most}.")),
    "terms_unreadable": Says(
        sentence("Write two numbers: whole points first, then what they are worth. For example: 100 1")
    ),
    "terms_switch": Says(sentence("Please choose with a button.")),
    "terms_share": Says(sentence("A share is a number from 0 to 100, in percent.")),
    "terms_extension": Says(sentence("A number of months from 0 to {most}.")),
    "terms_adjust": Says(sentence("A whole number of points from 0 to {most}.")),
    "terms_return": Says(sentence("A number of days from 0 to {most}.")),
    # members
    "member_unknown": Says(sentence("No member has that number. Check it, or look for the name with /find.")),
    "phone_taken": Says(sentence("That phone number belongs to another card. Please ask at the till.")),
    "external_unknown": Says(sentence("The till knew nobody under that number, or their history was added already.")),
    "external_taken": Says(sentence("That number belongs to somebody who uses their card themselves.")),
    # purchases
    "purchase_future": Says(sentence("That is in the future: {at}. A sale is recorded when it has happened.")),
    "purchase_own": Says(sentence("You can't record your own purchase. Please ask a colleague.")),
    "sku_unknown": Says(sentence("There is no product {sku}. Leave it out, or have it added with /products.")),
    "receipt_taken": Says(sentence("Receipt {receipt} is already another purchase's, of {amount}."), money=("amount",)),
    "sale_repeated": Says(
        sentence("The same amount was recorded for this member a moment ago: {at}, receipt {receipt}.")
    ),
    "goods_many": Says(sentence("A sale takes up to {most} products. Leave the rest out: the amount is what counts.")),
    "quantity_unreadable": Says(sentence("I can't read that quantity. For example: TEA*2 or HAM*0.5")),
    "receipt_unreadable": Says(
        sentence("A receipt number has up to 20 letters, digits, dots and dashes, for example: #4711")
    ),
    "undo_nothing": Says(sentence("You have no sale to take back.")),
    "undo_not_yours": Says(sentence("That sale is a colleague's. A manager can return it with /refund.")),
    "undo_too_late": Says(
        sentence("Too late: a sale can be taken back for {minutes} minutes. A manager can return it with /refund.")
    ),
    "purchase_undone": Says(sentence("That sale was already taken back.")),
    "receipt_unknown": Says(sentence("There is no receipt with that number. Please check it.")),
    "receipt_several": Says(
        sentence("Several purchases have that receipt number, so I can't tell which one is meant.")
    ),
    "refund_taken": Says(sentence("That refund was already recorded, with other figures.")),
    "refund_complete": Says(sentence("All of that receipt was refunded already.")),
    "branch_other": Says(sentence("That was bought at another of our shops. A colleague there can return it.")),
    "refund_too_large": Says(sentence("That is more than can go back. The most is {left}."), money=("left",)),
    # care with power
    "log_query": Says(
        sentence("I can't read that. Write a day such as 2026-05-14, or a card or phone number that somebody has.")
    ),
    "adjust_unreadable": Says(sentence("Write how many points more or fewer, with the sign, for example: +500")),
    "adjust_large": Says(sentence("That is too much. The most is {most}."), points=("most",)),
    "adjust_own": Says(sentence("You can't put your own points right. Please ask a colleague.")),
    "adjust_changed": Says(sentence("The points were {before} when this was asked for, and are {now} now.")),
    "reason_short": Says(sentence("A reason has at least {least} characters: the member reads it.")),
    "reason_long": Says(sentence("That reason is too long. It can have up to {most} characters.")),
    "approval_own": Says(sentence("You asked for this yourself, so somebody else has to decide.")),
    "approval_about_you": Says(sentence("This is about your own card, so somebody else has to decide.")),
    "approval_settled": Says(sentence("Somebody else has decided this already.")),
    "approval_lapsed": Says(sentence("That is more than a day old, so it has to be asked again.")),
    "approval_asker_gone": Says(sentence("Whoever asked for this doesn't work here any more, or not in that role.")),
}
