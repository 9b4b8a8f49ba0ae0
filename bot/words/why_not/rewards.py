"""Why the shop says no about rewards and vouchers."""

from collections.abc import Mapping

from bot.words.catalogs import sentence
from bot.words.why_not.says import Says

SENTENCES: Mapping[str, Says] = {
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
}
