"""The questions about an event: asked one after another while it is made, and each by itself afterwards."""

from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from bot.actions.event_desk import edit_event, make_event
from bot.actions.events import find_event, hold_event
from bot.rules.codes import new_secret
from bot.rules.events import USUAL_LENGTH, Event, Part, fits, tidy
from bot.rules.refusals import Refusal
from bot.rules.segments import parse, written
from bot.rules.times import instant
from bot.words import event_parts as words
from bot.words import refusals
from bot.words.catalogs import Language
from bot.words.message import Message
from handlers import typed, whom
from handlers.drafts import Flow, left
from handlers.event_desk import event_card, to_be_told
from handlers.visit import Reply, Visit


class Draft(NamedTuple):
    """The part of an event that is asked for.

    Args:
        language: of a name or a text.
        number: of the event; 0 before it has a name and a time, when `name` is what was answered so far.
        first: it is being made, so that the next part is asked for after this one.
        moved: where and when it would be, once that or a `name` is to be applied; `key` finds it again.
    """

    part: Part
    language: str
    number: int = 0
    name: str = ""
    first: bool = False
    moved: tuple[str, datetime, datetime] | None = None
    key: str = ""


DESK = Flow("events", Draft)


async def new(visit: Visit) -> Message:
    """One more."""
    return await _ask(visit, Draft(Part.NAME, visit.words.language, first=True))


async def edit(visit: Visit) -> Message | Reply:
    """A part of one is to be otherwise."""
    number, part = visit.args
    return await _ask(visit, Draft(Part(part), visit.words.language, int(number)))


async def ask_language(visit: Visit) -> Message | Reply:
    """In which language is it to be told as well?"""
    event = await find_event(visit.work, int(visit.args[0]))
    return left(visit) if event is None else words.ask_language(visit.words, event)


async def say(visit: Visit) -> Message | Reply:
    """In this one."""
    number, language = visit.args
    return await _ask(visit, Draft(Part.NAME, Language(language), int(number)))


async def take(visit: Visit) -> Message | Reply:
    """The part was answered in writing."""
    draft = DESK.draft(visit)
    if draft is None:
        return left(visit)
    if not draft.number:
        return await _begin(visit, draft)
    event = await hold_event(visit.work, draft.number)
    return left(visit) if event is None else await _change(visit, draft, event, _written(visit, draft, event))


async def choose(visit: Visit) -> Message | Reply:
    """The part was answered with a button."""
    draft, (part, said) = DESK.draft(visit), visit.args
    event = await hold_event(visit.work, draft.number) if draft is not None else None
    if draft is None or event is None or draft.part != part:
        return left(visit)
    return await _change(visit, draft, event, await _chosen(visit, draft, event, said))


async def _begin(visit: Visit, draft: Draft) -> Message | Reply:
    """What is new has a name, and then a time: from then on it is kept."""
    if draft.part is Part.NAME:
        name = tidy(Part.NAME, visit.text)
        if isinstance(name, Refusal):
            return await _ask(visit, draft, name)
        return await _ask(visit, draft._replace(part=Part.WHEN, name=name))
    times = _times(visit)
    made = (
        times
        if isinstance(times, Refusal)
        else await make_event(visit.work, visit.actor, {draft.language: draft.name}, *times)
    )
    if isinstance(made, Refusal):
        return await _ask(visit, draft, made)
    return await _ask(visit, draft._replace(part=Part.PLACE, number=made.id))


def _times(visit: Visit) -> tuple[datetime, datetime] | Refusal:
    """A day and a time of the shop's, perhaps until when."""
    found, zone = typed.moments(visit.text), visit.work.store.zone_info
    if found is None:
        return Refusal("event_when")
    begins = instant(found[0].date(), found[0].time(), zone)
    return begins, instant(found[1].date(), found[1].time(), zone) if found[1] else begins + USUAL_LENGTH


def _written(visit: Visit, draft: Draft, event: Event) -> Event | Refusal:
    """The event with what was written; its rule is read where it is kept."""
    match draft.part:
        case Part.WHEN:
            times = _times(visit)
            return times if isinstance(times, Refusal) else event._replace(at=times[0], ends_at=times[1])
        case Part.SEATS:
            return event._replace(seats=typed.whole(visit.text) or 0)
        case Part.WHO:
            rule = parse(visit.text)
            return rule if isinstance(rule, Refusal) else event._replace(who=written(rule))
        case Part.NAME | Part.PLACE | Part.ABOUT:
            text = tidy(draft.part, visit.text)
            return text if isinstance(text, Refusal) else _with(event, draft, text)


def _with(event: Event, draft: Draft, text: str) -> Event:
    """The event with a place, or with a name or a text in a language; an empty one is taken away."""
    match draft.part:
        case Part.NAME:
            names = {**event.names, draft.language: text}
            return event._replace(names={one: name for one, name in names.items() if name})
        case Part.ABOUT:
            abouts = {**event.abouts, draft.language: text}
            return event._replace(abouts={one: about for one, about in abouts.items() if about})
    return event._replace(place=text)


async def _chosen(visit: Visit, draft: Draft, event: Event, said: str) -> Event | Refusal:
    match draft.part:
        case Part.WHO:
            # A segment as it reads today: an invitation doesn't change its meaning after people have planned for it.
            rule = await whom.chosen(visit, said)
            return rule if isinstance(rule, Refusal) else event._replace(who=rule.line or event.who)
        case Part.SEATS:
            return event._replace(seats=None)
        case Part.NAME | Part.PLACE | Part.ABOUT:
            return _with(event, draft, "")
    return Refusal("group_choose")


async def _change(visit: Visit, draft: Draft, event: Event, changed: Event | Refusal) -> Message | Reply:
    if isinstance(changed, Refusal):
        return await _ask(visit, draft, changed)
    told = await to_be_told(visit, event, changed)
    refused = changed.refused() or (fits(changed.at, changed.ends_at, visit.now) if draft.part is Part.WHEN else None)
    if not told or refused is not None:
        return await _keep(visit, draft, refused or await edit_event(visit.work, visit.actor, changed))
    key, name = new_secret(visit.work.chance), changed.names.get(draft.language, "")
    previewed = draft._replace(name=name, moved=changed.where_and_when, key=key)
    await visit.ask("events.part", DESK.plain(previewed))
    return words.preview(visit.words, event, changed, draft.language, told, key)


async def apply(visit: Visit) -> Message | Reply:
    """It is at another time or place, or called otherwise, from now on."""
    draft = DESK.draft(visit)
    if draft is None or draft.moved is None or draft.key != visit.args[0]:
        return left(visit)
    event = await hold_event(visit.work, draft.number)
    if event is None:
        return left(visit)
    return await _keep(visit, draft, await edit_event(visit.work, visit.actor, _applied(event, draft, *draft.moved)))


def _applied(event: Event, draft: Draft, place: str, at: datetime, ends_at: datetime) -> Event:
    """With the part that was asked for: others may have been changed by somebody else since."""
    match draft.part:
        case Part.NAME:
            return _with(event, draft, draft.name)
        case Part.PLACE:
            return event._replace(place=place)
    return event._replace(at=at, ends_at=ends_at)


async def _keep(visit: Visit, draft: Draft, kept: Event | Refusal) -> Message | Reply:
    """What is asked for next, if anything is; otherwise the event as it is now."""
    if isinstance(kept, Refusal):
        return await _ask(visit, draft, kept)
    following = _FOLLOWING.get(draft.part) if draft.first else None
    if draft.part is Part.NAME and draft.language != visit.words.language and draft.language in kept.names:
        following = Part.ABOUT
    if following is not None:
        return await _ask(visit, draft._replace(part=following))
    await visit.asked()
    return await event_card(visit, kept)


_FOLLOWING = dict(pairwise(Part))
"""What is asked for after each part while an event is made."""


async def _ask(visit: Visit, draft: Draft, why: Refusal | None = None) -> Message:
    await visit.ask("events.part", DESK.plain(draft._replace(moved=None, key="")))
    options = await whom.options(visit) if draft.part is Part.WHO else ()
    question = words.ask(visit.words, draft.part, draft.language, *options, number=draft.number)
    return refusals.and_again(visit.words, why, question, visit.now)
