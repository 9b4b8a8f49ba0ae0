"""Why the shop says no about goods, rules, tiers, staff and the store itself."""

from collections.abc import Mapping

from bot.words.catalogs import sentence
from bot.words.why_not.says import Says

SENTENCES: Mapping[str, Says] = {
    "text_long": Says(sentence("That is too long: at most {most} characters, please.")),
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
}
