"""When the shop writes: its rules as they are, and a part of them changed."""

import re
from dataclasses import replace
from datetime import timedelta

from bot.actions.contact import contact_rules
from bot.actions.forecast import DAYS, forecast
from bot.rules.care import Care, not_between
from bot.rules.contact import CAPS, EARLIEST, LATEST, LOW_SCORE, ContactRules
from bot.rules.refusals import Refusal
from bot.shop import Shop
from bot.words import calendar as shown
from bot.words import contact_rules as words
from bot.words.contact_rules import Part
from bot.words.message import Message
from handlers import typed
from handlers.care import held, hold_now
from handlers.editing import Answer, Draft, Editing, in_words, number, told, with_buttons
from handlers.visit import Reply, Visit

_WEEK = timedelta(days=7)
_BETWEEN_DAYS = re.compile(r"[\s,;，、；]+")


async def show(visit: Visit) -> Message:
    """The rules that hold; whatever was asked about them is not asked any more."""
    await CONTACT.leave(visit)
    return words.show(visit.words, await contact_rules(visit.work))


async def calendar(visit: Visit) -> Reply:
    """What the coming days will bring, this week's or the next's."""
    later = bool(visit.args)
    second = visit.now.astimezone(visit.work.store.zone_info).date() + _WEEK

    async def reckon(shop: Shop) -> Message:
        found = await forecast(shop, visit.actor, visit.now)
        days = [shown.Day(*one) for one in found.expected if (one.day >= second) == later]
        return shown.calendar(visit.words, days, DAYS, found.of, visit.now, later=later)

    return Reply(then=reckon)


def _hours(visit: Visit, rules: ContactRules) -> ContactRules | Refusal:
    found = typed.hours(visit.text)
    if found is None or any(minute % 60 for minute in found):
        return Refusal("contact_hours", {"first": EARLIEST, "last": LATEST})
    return replace(rules, opens=found[0] // 60, closes=found[1] // 60)


def _days(visit: Visit, rules: ContactRules) -> ContactRules | Refusal:
    found = [typed.day(part) for part in _BETWEEN_DAYS.split(visit.text.strip()[:1000]) if part]
    days = [day for day in found if day is not None]
    if not days or len(days) < len(found):
        return Refusal("contact_day_unreadable")
    return rules.toggled_days(days, visit.now.astimezone(visit.work.store.zone_info).date())


_BY_BUTTON = Refusal("care_choice")
CONTACT = Editing(
    "contact",
    Draft[Part, ContactRules],
    {
        Part.CAP: Answer(
            number(not_between(CAPS[0], CAPS[-1]), lambda rules, n: replace(rules, cap=n)),
            lambda rules, said: replace(rules, cap=int(said)),
        ),
        Part.HOURS: Answer(_hours),
        Part.WEEKDAYS: Answer(with_buttons(_BY_BUTTON), lambda rules, said: rules.toggled(int(said))),
        Part.DAYS: Answer(_days),
        Part.LOW_SCORE: Answer(
            number(
                not_between(LOW_SCORE[0], LOW_SCORE[-1]),
                lambda rules, n: replace(rules, low_score_days=n),
            )
        ),
    },
    held(Care.CONTACT, ContactRules),
    hold_now(Care.CONTACT),
    in_words(words.ask, told(words.preview), words.applied),
)
