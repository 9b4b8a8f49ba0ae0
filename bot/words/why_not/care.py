"""Why the shop says no about birthdays, surveys, words to the staff, and whatever is said unasked."""

from collections.abc import Mapping

from bot.words.catalogs import sentence
from bot.words.why_not.says import Says

SENTENCES: Mapping[str, Says] = {
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
    # care
    "number_between": Says(sentence("A whole number from {least} to {most}, please.")),
    "contact_hours": Says(
        sentence("Please write two whole hours from {first} to {last}, the earlier first, for example: 9-20")
    ),
    "contact_always_closed": Says(sentence("A shop that is closed on every day has nobody to write to.")),
    "contact_days": Says(sentence("That are too many days. I can keep up to {most} of them.")),
    "contact_day_unreadable": Says(sentence("Please write each day as year-month-day, for example: 2026-12-24")),
    "care_choice": Says(sentence("Please choose with a button.")),
    "present_none": Says(sentence("There is no voucher behind this button any more.")),
    "present_over": Says(sentence("That voucher could be taken until {at}.")),
    "refill_unknown": Says(sentence("Nothing is known of that any more. /reminders shows what is.")),
    "task_done": Says(sentence("That is done already.")),
    "task_unknown": Says(sentence("There is no such task any more.")),
    "share_most": Says(sentence("A whole number from 0 to {most}, please. For example: 10")),
}
