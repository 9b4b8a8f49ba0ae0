"""When members are asked whether they would recommend the shop: the rules as they are, and a part of them changed."""

from dataclasses import replace

from bot.actions.surveys import read_rules
from bot.rules.care import Care
from bot.rules.refusals import Refusal
from bot.rules.surveys import Part, SurveyRules, outside
from bot.words import surveys as words
from bot.words.message import Message
from handlers.care import held, hold_now
from handlers.editing import Answer, Draft, Editing, in_words, number, told, with_buttons
from handlers.typed import whole
from handlers.visit import Visit


async def show(visit: Visit) -> Message:
    """The rules that hold; whatever was asked about them is not asked any more."""
    await SURVEY.leave(visit)
    return words.show(visit.words, await read_rules(visit.work))


def _lowest(visit: Visit, rules: SurveyRules) -> SurveyRules | Refusal:
    found = whole(visit.text)
    return Refusal("survey_choose") if found is None or found > 1 else replace(rules, lowest=found)


def _answer(part: Part) -> Answer[SurveyRules]:
    if part is Part.ASKS:
        return Answer(with_buttons(Refusal("survey_choose")), lambda rules, said: replace(rules, asks=said == "1"))
    if part is Part.LOWEST:
        return Answer(_lowest, lambda rules, said: replace(rules, lowest=int(said == "1")))
    return Answer(number(outside(part), lambda rules, n: rules.having(part, n)))


SURVEY = Editing(
    "survey",
    Draft[Part, SurveyRules],
    {part: _answer(part) for part in Part},
    held(Care.SURVEY, SurveyRules),
    hold_now(Care.SURVEY),
    in_words(words.ask, told(words.preview), words.applied),
)
