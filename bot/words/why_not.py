"""Why the shop says no: for each key of a Refusal a sentence that says what would be right."""

from collections.abc import Mapping
from typing import NamedTuple

from bot.words.catalogs import sentence
from bot.words.why_not_events import SENTENCES as EVENTS
from bot.words.why_not_many import SENTENCES as WRITING_TO_MANY
from bot.words.why_not_segments import SENTENCES as SEGMENTS


class Says(NamedTuple):
    """A sentence with places for the data of a refusal, and how some of these are shown."""

    text: str
    money: tuple[str, ...] = ()
    """The data that are minor units of the shop's currency."""
    points: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    """The instants that stand for the shop's day they are on."""


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
    # rewards
    "reward_off": Says(sentence("This reward isn't offered at the moment.")),
    "reward_early": Says(sentence("This reward can be had from {at} on."), days=("at",)),
    "reward_over": Says(sentence("The last day of this reward has passed.")),
    "reward_gone": Says(sentence("All of these are gone.")),
    "reward_had": Says(sentence("That is all that one member can have of these: {most}.")),
    "reward_tier": Says(sentence("This reward is for members from the tier {tier} on.")),
    "reward_changed": Says(sentence("This reward was changed in the meantime. Please look again: /rewards")),
    "reward_unknown": Says(sentence("I don't know that reward. The list is in /rewards")),
    "reward_choose": Says(sentence("Please choose with a button.")),
    "reward_nameless": Says(sentence("A reward needs a name that can be read.")),
    "reward_name_long": Says(sentence("That name is too long for a button. It can have up to {most} characters.")),
    "reward_about_empty": Says(sentence("I can't read that. A sentence or two will do.")),
    "reward_about_long": Says(
        sentence("That is too long to stand under a picture. It can have up to {most} characters.")
    ),
    "reward_price": Says(sentence("A price is a whole number of points from 1 to {most}.")),
    "reward_percent": Says(sentence("A share is a whole number from 1 to 100, in percent.")),
    "reward_worth": Says(sentence("An amount must be more than zero, and not above what a till can count.")),
    "reward_product_missing": Says(sentence("Please write the code of a product of /products.")),
    "reward_product": Says(sentence("There is no product {sku}. The codes are in /products.")),
    "reward_charity": Says(sentence("Please name who gets the donation, in up to {most} characters.")),
    "reward_stock": Says(sentence("How many there are is a whole number from 0 to {most}.")),
    "reward_each": Says(sentence("How many each member can have is a whole number from 1 to {most}.")),
    "reward_day": Says(sentence("Please write the day as year-month-day, for example: 2026-12-24")),
    "reward_ends_first": Says(
        sentence("The last day, {last}, can't be before the first, {first}."), days=("last", "first")
    ),
    "reward_languages": Says(sentence("Please choose at least one language.")),
    "reward_weekdays": Says(sentence("Please choose at least one day.")),
    "reward_hours": Says(
        sentence("Please write from when to when, for example: 09:00-17:30, or 22:00-02:00 if it goes past midnight.")
    ),
    "reward_days": Says(sentence("How long a voucher is good for is a number of days from 1 to {most}.")),
    # vouchers
    "voucher_unknown": Says(
        sentence(
            "No voucher here has that code. Please compare it letter by letter. After five wrong ones, none is looked "
            "at for ten minutes."
        )
    ),
    "voucher_used": Says(sentence("This voucher was used already: {at}.")),
    "voucher_returned": Says(sentence("This voucher was returned: {at}.")),
    "voucher_expired": Says(sentence("This voucher has expired: {at}.")),
    "voucher_hours": Says(sentence("This voucher isn't taken at this hour. Its days and hours stand on it.")),
    "voucher_own": Says(sentence("You can't take your own voucher. Please ask a colleague.")),
    "voucher_kept": Says(sentence("This voucher can't be returned any more.")),
    "voucher_gone": Says(sentence("That voucher isn't yours, or isn't there any more.")),
    "picture_missing": Says(sentence("That isn't a picture.")),
    "picture_large": Says(sentence("That picture is too large. A file can have up to {most} MB.")),
    "picture_sides": Says(
        sentence(
            "Telegram doesn't show that picture: its sides may have {most} pixels together, and neither may be twenty "
            "times as long as the other."
        )
    ),
    "picture_lost": Says(sentence("That picture didn't come through. Please send it once more.")),
    "picture_unreadable": Says(sentence("I can't read that as a picture. JPEG and PNG are right.")),
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
    # birthdays
    "birthday_unreadable": Says(sentence("That isn't a day I can read.")),
    "birthday_unreal": Says(sentence("There is no such day.")),
    "birthday_year": Says(sentence("Nobody was born in that year. Month and day are enough.")),
    "birthday_hour": Says(sentence("Please write a time between 08:00 and 19:00, such as 10:00.")),
    "birthday_ahead": Says(sentence("Please write a whole number of days, from 0 to {most}.")),
    "birthday_after": Says(sentence("Please write a whole number of days, from {least} to {most}.")),
    "birthday_points": Says(sentence("Please write a whole number of points, from 1 to {most}.")),
    "birthday_choose": Says(sentence("Please choose with a button.")),
    "greeting_gone": Says(sentence("That greeting has gone out already.")),
    "greeting_signed": Says(sentence("A colleague was quicker: that greeting has its line.")),
    "greeting_line_long": Says(sentence("That is too long for a line. It can have up to {most} characters.")),
    "line_missing": Says(sentence("Please write a line, or send a voice note.")),
    # surveys and conversations
    "survey_over": Says(sentence("That question isn't open any more. Thank you all the same.")),
    "survey_kept": Says(sentence("An answer can be changed for a day. Yours stays: {score}.")),
    "survey_figure": Says(sentence("Please write a whole number from {least} to {most}.")),
    "survey_choose": Says(sentence("Please choose with a button.")),
    "said_long": Says(sentence("That is too long to be passed on at once. It can have up to {most} characters.")),
    "said_nothing": Says(sentence("There is nothing in that message to pass on.")),
    "member_gone": Says(sentence("This member can't be written to any more.")),
    # files
    "file_empty": Says(sentence("There is nothing in the file.")),
    "file_binary": Says(
        sentence("The file doesn't begin with the names of columns in {encoding}. Save it as CSV in UTF-8.")
    ),
    "columns_missing": Says(
        sentence("The file has no column for: {missing}. It has: {columns}. Say which is which: --column NAME=HEADER")
    ),
    "column_unknown": Says(sentence("The file has no column {column}. It has: {columns}.")),
    "column_twice": Says(sentence("The file has two columns called {column}. Rename one of them.")),
    "line_long": Says(sentence("This line is longer than {most} bytes.")),
    "line_encoding": Says(sentence("This line isn't written in {encoding}.")),
    "line_binary": Says(sentence("This line holds a character that no text has.")),
    "line_quotes": Says(sentence("A quotation mark in this line isn't closed, or stands in the wrong place.")),
    "line_columns": Says(sentence("This line doesn't have as many cells as the header. Cells: {found}, not {wanted}.")),
    "amount_unsure": Says(sentence("{given} can be read in two ways. Say which mark the decimals have: --decimal")),
    "quantity_number": Says(sentence("A quantity is a number with at most three decimals, for example: 0.534")),
    "date_unreadable": Says(
        sentence("I can't read the date {given}. It looks like 2026-05-14 17:05; for another order say --dates")
    ),
    "date_future": Says(sentence("That is in the future: {at}.")),
    "receipt_number": Says(sentence("A receipt number has from 1 to {most} characters.")),
    "member_number": Says(sentence("A customer number has from 1 to {most} characters.")),
    "receipt_partner": Says(sentence("Line {line} of the same receipt can't be read, and a receipt goes in whole.")),
    "receipt_lines": Says(sentence("A receipt has fewer than {most} lines. Is this the column of receipt numbers?")),
    "receipt_members": Says(sentence("The lines of this receipt name several customers.")),
    "receipt_days": Says(sentence("The lines of this receipt are more than a day apart: the number was used again.")),
    "receipt_scattered": Says(
        sentence("The file had this receipt on line {line}, far above. Sort the file by receipt and import it again.")
    ),
    "phone_known": Says(sentence("Another customer has this phone number.")),
    # products
    "sku_taken": Says(sentence("There is already a product {sku}. Please choose another code.")),
    "sku_unreadable": Says(sentence("A product's code has up to 64 characters, without spaces and stars.")),
    "product_unknown": Says(sentence("I don't know that product. The list is in /products")),
    "product_nameless": Says(sentence("A product needs a name that can be read.")),
    "price_negative": Says(sentence("A price can't be negative.")),
    "refill_days": Says(sentence("Please write a number of days from 1 to {most}.")),
    # staff
    "code_unknown": Says(
        sentence("This link isn't good any more. Each works once and not for long. Please ask for a new one.")
    ),
    "owner_stays": Says(sentence("The shop has its owner, and that can't be changed here.")),
    "staff_unknown": Says(sentence("That person doesn't work here any more.")),
    # the points rule
    "rule_changed": Says(sentence("Somebody changed the rule in the meantime. Please look again: /program")),
    "rule_unreadable": Says(sentence("Write two numbers: whole points first, then the amount. For example: 1 10")),
    "rule_rate": Says(sentence("Points and amount must be more than zero, and not above {most}.")),
    "rule_rounding": Says(sentence("Please choose one of the three with a button.")),
    "rule_months": Says(sentence("Points last from 1 to {most} months.")),
    "rule_starter": Says(sentence("The welcome gift is from 0 to {most} points.")),
    # the tiers
    "tier_nameless": Says(sentence("A tier needs a name that can be read.")),
    "tier_name_long": Says(sentence("That name is too long for a button. It can have up to {most} characters.")),
    "tier_perks_long": Says(sentence("That is too long. What a tier brings is told in up to {most} characters.")),
    "tier_mark": Says(sentence("A mark is a single emoji, for example: 🥈")),
    "tier_enter": Says(sentence("A tier begins at more than nothing. Write a whole number, or an amount of money.")),
    "tier_threshold": Says(sentence("Write a whole number of points, for example: 500")),
    "tier_choice": Says(sentence("Please choose with a button.")),
    "tier_keep": Says(sentence("{tier} can't be harder to keep than to reach. The least to keep it is 0.")),
    "tier_multiplier": Says(sentence("Write a number of percent from 100 to 1000. At 150, 100 points become 150.")),
    "tier_grace": Says(sentence("Days of grace are a number from 0 to {most}.")),
    "tiers_many": Says(sentence("There can be up to {most} tiers.")),
    "tier_overlap": Says(
        sentence("{higher} would begin where {lower} does. Each tier begins above the one before it.")
    ),
    "tier_order": Says(sentence("{higher} would begin below {lower}. Each tier begins above the one before it.")),
    "tier_keep_order": Says(sentence("{higher} would be easier to keep than {lower}, which is a lower tier.")),
    "tier_twice": Says(sentence("Another tier is called like {tier}. Please choose a name of its own.")),
    "tiers_changed": Says(
        sentence("Somebody has changed the tiers in the meantime. Drop your changes, and begin with the new ones.")
    ),
    # the store
    "store_nameless": Says(sentence("The store needs a name that can be read.")),
    "store_name_long": Says(sentence("That name is too long. It can have up to {most} characters.")),
    "contact_empty": Says(sentence("I can't read that. For example: privacy@shop.example")),
    "contact_long": Says(sentence("That is too long. A contact can have up to {most} characters.")),
    "language_unknown": Says(sentence("Please choose a language with a button.")),
    "zone_unknown": Says(
        sentence("I know no time zone by that name. A larger city may help, for example: Shanghai instead of Beijing")
    ),
    "zone_several": Says(sentence("That can be {one} or {other}. Please write the one you mean.")),
    # care
    "number_between": Says(sentence("A whole number from {least} to {most}, please.")),
    "contact_hours": Says(
        sentence("Please write two whole hours from {first} to {last}, the earlier first, for example: 9-20")
    ),
    "contact_always_closed": Says(sentence("A shop that is closed on every day has nobody to write to.")),
    "contact_days": Says(sentence("That are too many days. I can keep up to {most} of them.")),
    "contact_day_unreadable": Says(sentence("Please write each day as year-month-day, for example: 2026-12-24")),
    "group_gone": Says(sentence("I am not in that group any more.")),
    "group_unable": Says(
        sentence("For that I have to be an administrator of the group who may invite and remove people.")
    ),
    "group_text_long": Says(sentence("That is too long: at most {most} characters, please.")),
    "group_choose": Says(sentence("Please choose with a button, or write what is asked for.")),
    "care_choice": Says(sentence("Please choose with a button.")),
    "present_none": Says(sentence("There is no voucher behind this button any more.")),
    "present_over": Says(sentence("That voucher could be taken until {at}.")),
    "refill_unknown": Says(sentence("Nothing is known of that any more. /reminders shows what is.")),
    "task_done": Says(sentence("That is done already.")),
    "task_unknown": Says(sentence("There is no such task any more.")),
    "share_most": Says(sentence("A whole number from 0 to {most}, please. For example: 10")),
    **{key: Says(text) for key, text in {**WRITING_TO_MANY, **SEGMENTS, **EVENTS}.items()},
}
"""Plain sentences without markup, since they stand in messages and in toasts."""
