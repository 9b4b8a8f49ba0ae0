"""What members answer when they are asked whether they would recommend the shop, and what follows from a low score."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, func, select, update

from bot.actions.conversations import note_reason, open_conversation
from bot.actions.log import authorise
from bot.actions.outbox import post
from bot.actions.waiting import team
from bot.database import Command, Query
from bot.rules.conversations import Bought, Remark, Unhappy, Why
from bot.rules.nps import Band, band
from bot.rules.refusals import Refusal
from bot.rules.roles import Action, Actor
from bot.rules.surveys import ASKED_FOR, CHANGES_FOR, HIGHEST, TYPED_FOR, Answered
from bot.shop import Work
from bot.tables.members import members
from bot.tables.people import people
from bot.tables.points import accounts
from bot.tables.purchases import purchases
from bot.tables.surveys import surveys

MOST_REASON = 1000
LAST_PURCHASES = 3
EARLIER = 5


class Survey(NamedTuple):
    """A question, as it stands."""

    id: int
    member_id: int
    lowest: int
    asked_at: datetime
    score: int | None
    answered_at: datetime | None
    reason: bytes | None
    conversation_id: int | None
    put_right: bool | None


class _Them(NamedTuple):
    id: int
    card: str
    name: bytes | None
    joined_at: datetime | None
    purchases: int
    spent: int


_SURVEY = select(*(surveys.c[name] for name in Survey._fields))
_THIS = surveys.c.id == bindparam("survey")
_BY_ID = Query(Survey, _SURVEY.where(_THIS))
_THEIRS = Query(Survey, _SURVEY.where(_THIS, surveys.c.member_id == bindparam("member")))
_OF_CONVERSATION = Query(
    Survey, _SURVEY.where(surveys.c.conversation_id == bindparam("conversation")).order_by(surveys.c.id.desc()).limit(1)
)
_NEWEST = Query(
    Survey,
    _SURVEY.where(surveys.c.member_id == bindparam("member"), surveys.c.asked_at > bindparam("since"))
    .order_by(surveys.c.id.desc())
    .limit(1),
)
_ANSWER = Command(
    update(surveys)
    .where(_THIS)
    .values(
        score=bindparam("given"),
        answered_at=func.coalesce(surveys.c.answered_at, bindparam("at")),
        arrived_at=func.coalesce(surveys.c.arrived_at, bindparam("at")),
        language=bindparam("spoken"),
    )
)
_REASON = Command(update(surveys).where(_THIS).values(reason=bindparam("sealed"), language=bindparam("spoken")))
_BEGAN = Command(update(surveys).where(_THIS).values(conversation_id=bindparam("conversation")))
_RIGHT = Command(update(surveys).where(_THIS).values(put_right=bindparam("yes"), put_right_at=bindparam("at")))
_THEM = Query(
    _Them,
    select(
        members.c.id,
        members.c.card,
        func.coalesce(people.c.name, members.c.name).label("name"),
        members.c.joined_at,
        func.coalesce(accounts.c.purchases, 0).label("purchases"),
        func.coalesce(accounts.c.spent, 0).label("spent"),
    )
    .select_from(members)
    .outerjoin(people, people.c.telegram_id == members.c.telegram_id)
    .outerjoin(accounts, accounts.c.member_id == members.c.id)
    .where(members.c.id == bindparam("member"), members.c.forgotten_at.is_(None)),
)
_LAST = Query(
    Bought,
    select(purchases.c.at, purchases.c.receipt, purchases.c.amount)
    .where(purchases.c.member_id == bindparam("member"), purchases.c.undone_at.is_(None))
    .order_by(purchases.c.at.desc(), purchases.c.id.desc())
    .limit(bindparam("most")),
)
_EARLIER = Query(
    int,
    select(surveys.c.score)
    .where(surveys.c.member_id == bindparam("member"), surveys.c.id < bindparam("before"), surveys.c.score.is_not(None))
    .order_by(surveys.c.id.desc())
    .limit(bindparam("most")),
)


async def survey_of(work: Work, actor: Actor, number: int) -> Survey | Refusal:
    """A question that was put to the actor; `survey_over` if it wasn't, or can't be answered any more."""
    authorise(actor, Action.ANSWER_SURVEY)
    found = await work.one(_THEIRS, survey=number, member=actor.member_id)
    if found is None or work.now > found.asked_at + ASKED_FOR:
        return Refusal("survey_over")
    return found


async def survey_for(work: Work, member_id: int, score: int) -> int | None:
    """The question that a number answers which a member wrote; None where none is open, or it is no score."""
    found = await work.one(_NEWEST, member=member_id, since=work.now - TYPED_FOR)
    fits = found is not None and found.score is None and found.lowest <= score <= HIGHEST
    return found.id if found is not None and fits else None


async def survey_to_answer(work: Work, actor: Actor, number: int) -> Survey | Refusal:
    """A question that the actor can answer, at first or anew; `survey_over`, or `survey_kept` (`score`) if too late."""
    found = await survey_of(work, actor, number)
    if isinstance(found, Refusal) or found.answered_at is None or found.score is None:
        return found
    return Refusal("survey_kept", {"score": found.score}) if work.now > found.answered_at + CHANGES_FOR else found


async def answer(work: Work, actor: Actor, number: int, score: int, language: str) -> Survey | Refusal:
    """Take down what a member gives, at first or instead of what they gave within a day before.

    A low score opens a conversation, and whoever answers members is told at once.

    Returns:
        The question with its answer; or why not, as `survey_to_answer`.
    """
    found = await survey_to_answer(work, actor, number)
    if isinstance(found, Refusal):
        return found
    if not found.lowest <= score <= HIGHEST:
        return Refusal("survey_over")
    await work.run(_ANSWER, survey=number, given=score, at=work.now, spoken=language)
    if band(score) is Band.DETRACTOR and found.conversation_id is None:
        await _open(work, found, Why.LOW_SCORE)
    return await work.the(_BY_ID, survey=number)


async def _open(work: Work, found: Survey, why: Why) -> None:
    conversation_id = await open_conversation(work, found.member_id, why)
    await work.run(_BEGAN, survey=found.id, conversation=conversation_id)
    for colleague in await team(work):
        data = {
            "conversation": conversation_id,
            "unhappy": found.id,
            "again": why is Why.NOT_RIGHT,
            "on": work.now.isoformat(),
        }
        await post(work, "low_score", colleague.telegram_id, f"{why}:{found.id}:{colleague.id}", data)


async def give_reason(work: Work, actor: Actor, number: int, remark: Remark) -> Survey | Refusal:
    """Keep in a member's own words why they gave what they gave, sealed; the staff hear of it if it was low.

    Returns:
        The question; `survey_over`, or `reason_long` (`most`).
    """
    found = await survey_of(work, actor, number)
    if isinstance(found, Refusal):
        return found
    if found.score is None:
        return Refusal("survey_over")
    if len(remark.text) > MOST_REASON:
        return Refusal("reason_long", {"most": MOST_REASON})
    await work.run(_REASON, survey=number, sealed=work.vault.seal(remark.text), spoken=remark.language)
    if found.conversation_id is not None and not await note_reason(work, found.conversation_id, remark):
        await _hear_late(work, found, remark)
    return found


async def _hear_late(work: Work, found: Survey, remark: Remark) -> None:
    """Somebody of the staff has closed it before they said what went wrong, which is heard all the same."""
    if found.score is not None and band(found.score) is Band.DETRACTOR:
        conversation_id = await open_conversation(work, found.member_id, Why.LOW_SCORE)
        await work.run(_BEGAN, survey=found.id, conversation=conversation_id)
        await note_reason(work, conversation_id, remark)


async def survey_of_conversation(work: Work, conversation_id: int) -> Survey | None:
    """The question whose answer began a conversation."""
    return await work.one(_OF_CONVERSATION, conversation=conversation_id)


async def say_whether_right(work: Work, actor: Actor, number: int, *, yes: bool) -> Survey | Refusal:
    """Take down whether we put it right; if not, the conversation opens again.

    Returns:
        The question; `survey_over` if it isn't theirs, or nothing was wrong.
    """
    authorise(actor, Action.ANSWER_SURVEY)
    found = await work.one(_THEIRS, survey=number, member=actor.member_id)
    if found is None or found.conversation_id is None:
        return Refusal("survey_over")
    await work.run(_RIGHT, survey=number, yes=yes, at=work.now)
    if not yes and found.put_right is None:
        await _open(work, found, Why.NOT_RIGHT)
    return found


async def asked(work: Work, survey_id: int) -> Answered | None:
    """What has been answered to a question so far."""
    found = await work.one(_BY_ID, survey=survey_id)
    return Answered(found.score, found.put_right) if found else None


async def unhappy(work: Work, survey_id: int) -> Unhappy | None:
    """Who gave a low score, for the staff; None if they are gone."""
    found = await work.one(_BY_ID, survey=survey_id)
    if found is None or found.score is None or found.conversation_id is None:
        return None
    them = await work.one(_THEM, member=found.member_id)
    if them is None:
        return None
    return Unhappy(
        found.conversation_id,
        them.id,
        work.vault.open(them.name) if them.name else "",
        them.card,
        found.score,
        them.joined_at,
        them.purchases,
        them.spent,
        await work.all(_LAST, member=them.id, most=LAST_PURCHASES),
        await work.all(_EARLIER, member=them.id, before=survey_id, most=EARLIER),
        work.vault.open(found.reason) if found.reason else "",
    )
