"""A line or a voice note of the staff's for a greeting that waits for it."""

from bot.actions.greeting_lines import send_plain, sign_greeting, waits_for_line
from bot.actions.members import member_by_id, member_name
from bot.rules.refusals import Refusal
from bot.words import birthdays as words
from bot.words import refusals
from bot.words.message import Message, Toast
from handlers.drafts import left
from handlers.visit import Reply, Visit


async def begin(visit: Visit) -> Message | Toast:
    """Somebody wants to add one."""
    greeting_id = int(visit.args[0])
    found = await waits_for_line(visit.work, greeting_id)
    if isinstance(found, Refusal):
        return refusals.refused_toast(visit.words, found, visit.now)
    await visit.ask("birthday.said", greeting_id)
    return words.ask_line(visit.words, await _name(visit, found))


async def take(visit: Visit) -> Message | Reply:
    """It was written or spoken."""
    greeting_id = visit.answered
    if not isinstance(greeting_id, int):
        return left(visit)
    line, voice = visit.text.strip(), visit.incoming.voice
    if not line and voice is None:
        return refusals.refused(visit.words, Refusal("line_missing"), visit.now)
    found = await waits_for_line(visit.work, greeting_id)
    why = found if isinstance(found, Refusal) else None
    why = why or await sign_greeting(visit.work, visit.actor, greeting_id, line=line, voice=voice)
    if why is not None and why.key == "greeting_line_long":
        return refusals.refused(visit.words, why, visit.now)
    await visit.asked()
    if why is not None or isinstance(found, Refusal):
        return refusals.refused(visit.words, why or Refusal("greeting_gone"), visit.now)
    return words.line_added(visit.words, await _name(visit, found))


async def plain(visit: Visit) -> Toast:
    """It goes out without one."""
    why = await send_plain(visit.work, visit.actor, int(visit.args[0]))
    return refusals.refused_toast(visit.words, why, visit.now) if why else words.sent_plain(visit.words)


async def _name(visit: Visit, member_id: int) -> str:
    member = await member_by_id(visit.work, member_id)
    return (member_name(visit.work, member) or member.card) if member else ""
