"""`/events` for members: what is on, one of them, and whether they come."""

from dataclasses import replace

from bot.actions.event_guests import come, seen, stay_away
from bot.actions.events import find_event, upcoming
from bot.rules.events import Event
from bot.rules.refusals import Refusal
from bot.rules.roles import Action, allowed
from bot.words import events as words
from bot.words import refusals, welcome
from bot.words.message import Go, Message
from handlers.typed import whole
from handlers.visit import Reply, Visit
from handlers.welcome import join_now


async def show_list(visit: Visit) -> Message:
    """`/events`."""
    found = [await seen(visit.work, one, visit.actor.member_id) for one in await upcoming(visit.work, visit.now)]
    return words.events(visit.words, found, runs=allowed(visit.actor, Action.EDIT_EVENTS))


async def show(visit: Visit) -> Message:
    """One of them."""
    return await _shown(visit, await find_event(visit.work, int(visit.args[0])))


async def arrive(visit: Visit) -> Message:
    """Somebody comes by an event's link: from a poster, or out of a group."""
    return await greet(visit, whole(visit.text) or 0)


async def greet(visit: Visit, number: int) -> Message:
    """Somebody whom an event has brought here sees it; somebody new is greeted as well, and can join."""
    event = await find_event(visit.work, number)
    if event is None or not event.is_open(visit.now) or visit.known.actor.member_id is not None:
        return await _shown(visit, event)
    join = Go("events.join", str(event.id))
    greeting = welcome.greeting(visit.words, visit.name, visit.work.store.name, join)
    return words.for_guest(visit.words, await seen(visit.work, event, None), greeting)


async def join(visit: Visit) -> Reply:
    """*Join*, of somebody whom an event has brought here: the way on to it comes along."""
    reply = await join_now(visit)
    event = await find_event(visit.work, int(visit.args[0]))
    if event is None or not event.is_open(visit.now):
        return reply
    [joined] = reply.messages
    return replace(reply, messages=(words.led_to(visit.words, event, joined),))


async def _shown(visit: Visit, event: Event | None) -> Message:
    if event is None or not event.is_open(visit.now):
        return words.gone(visit.words)
    return words.event(visit.words, await seen(visit.work, event, visit.actor.member_id))


async def say_yes(visit: Visit) -> Message | Reply:
    """*I'm coming*, or *Wait for a seat*."""
    return await _said(visit, await come(visit.work, visit.actor, int(visit.args[0])))


async def say_no(visit: Visit) -> Message | Reply:
    """*I can't come after all*."""
    return await _said(visit, await stay_away(visit.work, visit.actor, int(visit.args[0])))


async def _said(visit: Visit, answer: object) -> Message | Reply:
    message = await show(visit)
    if isinstance(answer, Refusal):
        return Reply((message,), refusals.refused_toast(visit.words, answer, visit.now))
    return message


async def calendar(visit: Visit) -> Message:
    """A file for their own calendar."""
    event = await find_event(visit.work, int(visit.args[0]))
    if event is None or not event.is_open(visit.now):
        return words.gone(visit.words)
    return words.calendar(visit.words, event, visit.bot_username, visit.now)
