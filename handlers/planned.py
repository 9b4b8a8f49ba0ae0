"""`/why`: what is planned to be said to a member, and every gate's verdict; to a member, about themselves."""

from bot.actions.members import MemberRow, find_members, member_by_id, member_name
from bot.actions.planned import Plan, planned_for
from bot.rules.contact import What, Why
from bot.rules.outcomes import State
from bot.rules.roles import Action, allowed
from bot.words import planned as words
from bot.words.common import stale
from bot.words.message import Message, Toast
from bot.words.planned import Waits, Went, Whose
from handlers import typed
from handlers.visit import Reply, Visit

MOST = 10


async def why(visit: Visit) -> Message | Reply:
    """`/why`, with whom or without; whoever isn't at work is told of themselves."""
    if not allowed(visit.actor, Action.SEE_PLANNED):
        return await _own(visit)
    query = visit.text.strip()
    if query:
        return await _search(visit, query)
    await visit.ask("planned.query")
    return words.ask(visit.words)


async def take(visit: Visit) -> Message:
    """Whose messages was answered."""
    return await _search(visit, visit.text.strip())


async def _own(visit: Visit) -> Message:
    plan = await planned_for(visit.work, visit.actor, visit.incoming.person_id)
    return _shown(visit, None, plan)


async def _search(visit: Visit, query: str) -> Message:
    found = await find_members(visit.work, visit.actor, query, typed.region(visit), MOST)
    on_telegram = [one for one in found if one.telegram_id is not None]
    if not on_telegram:
        await visit.ask("planned.query")
        return words.nobody(visit.words, query)
    await visit.asked()
    if len(on_telegram) == 1:
        return await _of(visit, on_telegram[0])
    return words.several(visit.words, [(one.id, _whose(visit, one)) for one in on_telegram])


async def show(visit: Visit) -> Message | Toast:
    """A member of the list."""
    member = await member_by_id(visit.work, int(visit.args[0]))
    return stale(visit.words) if member is None else await _of(visit, member)


async def _of(visit: Visit, member: MemberRow) -> Message:
    if member.telegram_id is None:
        return words.planned(visit.words, _whose(visit, member), (), (), visit.now)
    plan = await planned_for(visit.work, visit.actor, member.telegram_id)
    return _shown(visit, _whose(visit, member), plan)


def _whose(visit: Visit, member: MemberRow) -> Whose:
    return Whose(member_name(visit.work, member), member.card)


def _shown(visit: Visit, whose: Whose | None, plan: Plan) -> Message:
    waiting = [Waits(*one) for one in plan.waiting]
    went = [
        Went(
            one.kind,
            one.settled_at,
            one.state == State.DELIVERED,
            one.reason or "",
            What(one.verdict) if one.verdict else None,
            Why(one.verdict_why) if one.verdict_why else None,
        )
        for one in plan.ended
    ]
    return words.planned(visit.words, whose, waiting, went, visit.now)
