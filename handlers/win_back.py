"""Win-back: its rules as they are, and a part of them changed."""

from dataclasses import replace

from bot.actions.win_back import read_win_back
from bot.rules.care import Care, not_between
from bot.rules.refusals import Refusal
from bot.rules.win_back import LEAST_DAYS, PRESENT_DAYS, REST_DAYS, WinBack
from bot.words import win_back as words
from bot.words.message import Message
from bot.words.win_back import Part
from handlers.care import hold_now
from handlers.editing import Answer, Draft, Editing, Screens, number, with_buttons
from handlers.presents import ask_which, name_of
from handlers.visit import Reply, Visit


async def show(visit: Visit) -> Message:
    """The rules that hold; whatever was asked about them is not asked any more."""
    await WIN_BACK.leave(visit)
    rules = await read_win_back(visit.work)
    return words.show(visit.words, rules, await name_of(visit, rules.reward))


async def edit(visit: Visit) -> Message | Reply:
    """A part of the rules is to change; for the voucher the rewards are shown."""
    asked = await WIN_BACK.edit(visit)
    return await ask_which(visit, Care.WIN_BACK, Part.REWARD) if visit.args[0] == Part.REWARD else asked


async def _preview(visit: Visit, _: Part, rules: WinBack, key: str) -> Message:
    return words.preview(visit.words, rules, await name_of(visit, rules.reward), key)


_BY_BUTTON = Refusal("care_choice")
WIN_BACK = Editing(
    "win_back",
    Draft[Part, WinBack],
    {
        Part.ON: Answer(with_buttons(_BY_BUTTON), lambda rules, said: replace(rules, on=said == "1")),
        Part.LEAST: Answer(number(not_between(*LEAST_DAYS), lambda rules, n: replace(rules, least_days=n))),
        Part.REST: Answer(number(not_between(*REST_DAYS), lambda rules, n: replace(rules, rest_days=n))),
        Part.REWARD: Answer(with_buttons(_BY_BUTTON), lambda rules, said: replace(rules, reward=int(said) or None)),
        Part.PRESENT: Answer(number(not_between(*PRESENT_DAYS), lambda rules, n: replace(rules, present_days=n))),
    },
    read_win_back,
    hold_now(Care.WIN_BACK),
    Screens(words.ask, _preview, words.applied),
)
