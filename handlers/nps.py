"""The question whether a member would recommend the shop: their score, their reason, and whether we put it right."""

from typing import NamedTuple

from bot.actions.conversations import conversation_of
from bot.actions.nps import Survey, answer, give_reason, say_whether_right, survey_to_answer
from bot.rules.refusals import Refusal
from bot.rules.surveys import CHANGES_FOR
from bot.words import common, refusals
from bot.words import nps as words
from bot.words.message import Message, Toast
from handlers.conversations import hear, remark
from handlers.drafts import Flow, left
from handlers.visit import Kind, Reply, Visit


class Draft(NamedTuple):
    """The question whose reason is awaited."""

    survey_id: int


NPS = Flow("nps", Draft)


async def score(visit: Visit) -> Message | Toast:
    """A score was tapped; the question that fits it takes the buttons' place."""
    said = await _score(visit)
    return refusals.refused_toast(visit.words, said, visit.now) if isinstance(said, Refusal) else said


async def typed(visit: Visit) -> Message:
    """A score was written, and not tapped."""
    said = await _score(visit)
    return refusals.refused(visit.words, said, visit.now) if isinstance(said, Refusal) else said


async def _score(visit: Visit) -> Message | Refusal:
    number, given = (int(arg) for arg in visit.args)
    found = await answer(visit.work, visit.actor, number, given, visit.words.language)
    if isinstance(found, Refusal):
        return found
    await visit.ask("nps.reason", Draft(number), CHANGES_FOR)  # whoever means well may write it in the evening
    return words.answered(visit.words, visit.work.store.name, number, given, visit.bot_username)


async def change(visit: Visit) -> Message | Toast:
    """The buttons once more."""
    found = await survey_to_answer(visit.work, visit.actor, int(visit.args[0]))
    if isinstance(found, Refusal) or found.score is None:
        why = found if isinstance(found, Refusal) else Refusal("survey_over")
        return refusals.refused_toast(visit.words, why, visit.now)
    return words.change(visit.words, found.id, found.lowest, found.score)


async def take_reason(visit: Visit) -> Message | Reply:
    """Why they gave it; a picture, a voice note or the like of somebody who isn't content goes to the staff."""
    if visit.incoming.kind is not Kind.TEXT:
        talking = await conversation_of(visit.work, visit.member_id)
        return await hear(visit) if talking is not None else common.not_text(visit.words)
    draft = NPS.draft(visit)
    if draft is None:
        return left(visit)
    found = await give_reason(visit.work, visit.actor, draft.survey_id, remark(visit))
    if isinstance(found, Refusal):
        return refusals.refused(visit.words, found, visit.now)
    await visit.asked()
    return _thanks(visit, found)


def _thanks(visit: Visit, found: Survey) -> Message:
    given = found.score if found.score is not None else found.lowest
    return words.thanks(visit.words, visit.work.store.name, given, visit.bot_username)


async def right(visit: Visit) -> Message | Toast:
    """Whether we put it right."""
    number, yes = int(visit.args[0]), visit.args[1] == "1"
    found = await say_whether_right(visit.work, visit.actor, number, yes=yes)
    if isinstance(found, Refusal):
        return refusals.refused_toast(visit.words, found, visit.now)
    return words.put_right(visit.words) if yes else words.not_right(visit.words)
