"""Thank-yous: their rules as they are, and a part of them changed."""

from dataclasses import replace

from bot.actions.care import read_care
from bot.rules.care import Care, not_between
from bot.rules.refusals import Refusal
from bot.rules.thanks import HOURS, PRESENT_DAYS, Thanks
from bot.words import thanks as words
from bot.words.message import Message
from bot.words.thanks import Part
from handlers.care import held, hold_now
from handlers.editing import Answer, Draft, Editing, Screens, number, with_buttons
from handlers.presents import ask_which, name_of
from handlers.visit import Reply, Visit


async def show(visit: Visit) -> Message:
    """The rules that hold; whatever was asked about them is not asked any more."""
    await THANKS.leave(visit)
    rules = await read_care(visit.work, Care.THANKS, Thanks)
    return words.show(visit.words, rules, await name_of(visit, rules.reward))


async def edit(visit: Visit) -> Message | Reply:
    """A part of the rules is to change; for the voucher the rewards are shown."""
    asked = await THANKS.edit(visit)
    return await ask_which(visit, Care.THANKS, Part.REWARD) if visit.args[0] == Part.REWARD else asked


async def _preview(visit: Visit, _: Part, rules: Thanks, key: str) -> Message:
    return words.preview(visit.words, rules, await name_of(visit, rules.reward), key)


_BY_BUTTON = Refusal("care_choice")
THANKS = Editing(
    "thanks",
    Draft[Part, Thanks],
    {
        Part.ON: Answer(with_buttons(_BY_BUTTON), lambda rules, said: replace(rules, on=said == "1")),
        Part.HOURS: Answer(number(not_between(*HOURS), lambda rules, n: replace(rules, hours=n))),
        Part.REWARD: Answer(with_buttons(_BY_BUTTON), lambda rules, said: replace(rules, reward=int(said) or None)),
        Part.PRESENT: Answer(number(not_between(*PRESENT_DAYS), lambda rules, n: replace(rules, present_days=n))),
    },
    held(Care.THANKS, Thanks),
    hold_now(Care.THANKS),
    Screens(words.ask, _preview, words.applied),
)
