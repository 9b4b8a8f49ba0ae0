"""How the shop keeps birthdays: the rules as they are, and a part of them changed."""

from dataclasses import replace

from bot.actions.birthday_rules import apply_birthday_rules, read_birthday_rules
from bot.actions.rewards import list_rewards
from bot.actions.tiers import read_tiers
from bot.rules.birthdays import LEAST_AFTER, MOST_AFTER, MOST_AHEAD, BirthdayRules, LeapDay, Part
from bot.rules.refusals import Refusal
from bot.rules.rewards import RewardKind
from bot.words import birthday_rules as words
from bot.words.birthday_rules import Shelf
from bot.words.message import Message
from handlers import typed
from handlers.editing import Answer, Draft, Editing, in_words, number, told, with_buttons
from handlers.visit import Visit

MOST_REWARDS = 20


async def show(visit: Visit) -> Message:
    """The rules that hold; whatever was asked about them is not asked any more."""
    await BIRTHDAY.leave(visit)
    return words.show(visit.words, await read_birthday_rules(visit.work), await shelf_of(visit))


async def shelf_of(visit: Visit) -> Shelf:
    """The tiers, and the newest rewards that a voucher can be given of."""
    table = await read_tiers(visit.work)
    rewards, _ = await list_rewards(visit.work, MOST_REWARDS)
    given = [one for one in rewards if one.kind is not RewardKind.DONATION]
    return Shelf(table.tiers if table else (), given)


def _hour(visit: Visit, rules: BirthdayRules) -> BirthdayRules | Refusal:
    found = typed.time_of_day(visit.text)
    return Refusal("birthday_hour") if found is None else replace(rules, minute=found)


_AFTER = Refusal("birthday_after", {"least": LEAST_AFTER, "most": MOST_AFTER})
_CHOOSE = Refusal("birthday_choose")
_ANSWERS: dict[Part, Answer[BirthdayRules]] = {
    Part.ON: Answer(with_buttons(_CHOOSE), lambda rules, said: replace(rules, on=said == "1")),
    Part.HOUR: Answer(_hour),
    Part.AHEAD: Answer(
        number(Refusal("birthday_ahead", {"most": MOST_AHEAD}), lambda rules, n: replace(rules, ahead=n))
    ),
    Part.AFTER: Answer(number(_AFTER, lambda rules, n: replace(rules, after=n))),
    Part.LEAP_DAY: Answer(with_buttons(_CHOOSE), lambda rules, said: replace(rules, leap_day=LeapDay(said))),
    Part.NEW: Answer(with_buttons(_CHOOSE), lambda rules, said: replace(rules, new=said == "1")),
}
BIRTHDAY = Editing(
    "birthday",
    Draft[Part, BirthdayRules],
    _ANSWERS,
    read_birthday_rules,
    apply_birthday_rules,
    in_words(words.ask, told(words.preview), words.applied),
)
