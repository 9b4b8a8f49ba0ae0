"""The list at the door of an event: looked at, taken as a file, and ticked off as people come in."""

import csv
from dataclasses import replace
from io import StringIO

from bot.actions.event_list import Listed, check_in, guests
from bot.actions.events import find_event
from bot.actions.members import find_member, member_name
from bot.rules.events import Event, Stand
from bot.rules.refusals import Refusal
from bot.rules.sheets import to_cell
from bot.words import event_list as words
from bot.words import refusals
from bot.words.message import Message, paragraphs
from handlers import typed
from handlers.drafts import left
from handlers.event_desk import leave
from handlers.visit import Reply, Visit


async def show(visit: Visit) -> Message | Reply:
    """Who comes."""
    await leave(visit)
    event = await find_event(visit.work, int(visit.args[0]))
    return left(visit) if event is None else words.guests(visit.words, event, await _people(visit, event))


async def _people(visit: Visit, event: Event) -> list[words.OnList]:
    return [_opened(visit, one) for one in await guests(visit.work, event.id)]


def _opened(visit: Visit, one: Listed) -> words.OnList:
    name = visit.work.vault.open(one.name) if one.name else ""
    return words.OnList(name, one.card, Stand(one.stand), one.since, one.came_at)


async def sheet(visit: Visit) -> Message | Reply:
    """The list as a file that any spreadsheet opens."""
    event = await find_event(visit.work, int(visit.args[0]))
    if event is None:
        return left(visit)
    found, columns, content = await _people(visit, event), words.columns(visit.words), StringIO()
    writer = csv.writer(content, quoting=csv.QUOTE_ALL)
    writer.writerow(columns.values())
    for one in found:
        said = words.line(visit.words, one)
        writer.writerow([to_cell(said[name]) for name in columns])
    return words.sheet(visit.words, event, content.getvalue().encode("utf-8-sig"), len(found))


async def ask_here(visit: Visit) -> Message | Reply:
    """Somebody is at the door."""
    event = await find_event(visit.work, int(visit.args[0]))
    return left(visit) if event is None else await _ask(visit, event)


async def _ask(visit: Visit, event: Event) -> Message:
    await visit.ask("events.here", event.id)
    return words.ask_here(visit.words, event)


async def take_here(visit: Visit) -> Message | Reply:
    """Their card was read out, or their number."""
    number = visit.answered
    event = await find_event(visit.work, number) if isinstance(number, int) else None
    if event is None:
        return left(visit)
    question = await _ask(visit, event)
    member = await find_member(visit.work, visit.actor, visit.text, typed.region(visit))
    if isinstance(member, Refusal):
        return refusals.and_again(visit.words, member, question, visit.now)
    refused = await check_in(visit.work, visit.actor, event.id, member.id)
    if refused is not None:
        return refusals.and_again(visit.words, refused, question, visit.now)
    here = words.is_here(visit.words, member_name(visit.work, member) or member.card)
    return replace(question, text=paragraphs(here, question.text))
