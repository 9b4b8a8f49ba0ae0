"""Events for whoever runs the shop: all of them, one with what can be done about it, put on and called off."""

from math import ceil

from bot.actions.event_desk import cancel_event, drop_event, edit_event
from bot.actions.event_guests import count_guests
from bot.actions.event_news import Readers, readers
from bot.actions.events import find_event, hold_event, looked_after
from bot.actions.tiers import names_of_tiers
from bot.rules.events import Event, State
from bot.rules.refusals import Refusal
from bot.words import event_desk as words
from bot.words import events as shown
from bot.words import refusals
from bot.words.catalogs import words_for
from bot.words.message import Message
from handlers.drafts import left
from handlers.visit import Reply, Visit

PAGE = 12
"""Events in a list."""


async def show_list(visit: Visit) -> Message:
    """Every event, page by page."""
    await leave(visit)
    return await _page(visit, int(visit.args[0]) if visit.args else 0)


async def _page(visit: Visit, number: int) -> Message:
    found, n = await looked_after(visit.work, visit.now, PAGE, number * PAGE)
    return words.desk(visit.words, found, number, max(ceil(n / PAGE), 1))


async def show(visit: Visit) -> Message | Reply:
    """One, with all that can be done about it."""
    await leave(visit)
    event = await find_event(visit.work, int(visit.args[0]))
    return left(visit) if event is None else await event_card(visit, event)


async def leave(visit: Visit) -> None:
    """Whatever was asked about events is asked no more."""
    if visit.known.step is not None and visit.known.step.startswith("events."):
        await visit.asked()


async def event_card(visit: Visit, event: Event) -> Message:
    """One as those who run the shop see it."""
    guests = await count_guests(visit.work, event.id)
    over = event.state is State.ON and not event.may_change(visit.now)
    return words.card(visit.words, event, guests, await names_of_tiers(visit.work), over=over)


async def poster(visit: Visit) -> Message | Reply:
    """A QR code of the way to it."""
    event = await find_event(visit.work, int(visit.args[0]))
    return left(visit) if event is None else words.poster(visit.words, event, shown.link(visit.bot_username, event.id))


async def to_be_told(visit: Visit, event: Event, changed: Event | None = None) -> int:
    """How many are told that an event is another: of its time and place everybody, of a name whoever reads it.

    Args:
        changed: as it would be; None: called off.
    """
    reading = await readers(visit.work, event.id)
    if changed is not None and event.where_and_when == changed.where_and_when:
        reading = [one for one in reading if event.renamed(changed) and _is_renamed(visit, one, event, changed)]
    return sum(one.n for one in reading)


def _is_renamed(visit: Visit, one: Readers, before: Event, after: Event) -> bool:
    words_ = words_for(one.language, one.client_language, visit.work.store)
    return shown.name(words_, before) != shown.name(words_, after)


async def put_on(visit: Visit) -> Message | Reply:
    """Members find it from now on."""
    event = await hold_event(visit.work, int(visit.args[0]))
    if event is None or event.state is not State.DRAFT:
        return left(visit)
    return await _done(visit, event, await edit_event(visit.work, visit.actor, event._replace(state=State.ON)))


async def ask_cancel(visit: Visit) -> Message | Reply:
    """Is it really off?"""
    event = await find_event(visit.work, int(visit.args[0]))
    return left(visit) if event is None else words.ask_cancel(visit.words, event, await to_be_told(visit, event))


async def cancel_now(visit: Visit) -> Message | Reply:
    """It is."""
    event = await find_event(visit.work, int(visit.args[0]))
    if event is None:
        return left(visit)
    return await _done(visit, event, await cancel_event(visit.work, visit.actor, event.id))


async def _done(visit: Visit, before: Event, after: Event | Refusal) -> Message | Reply:
    if isinstance(after, Refusal):
        return Reply((await event_card(visit, before),), refusals.refused_toast(visit.words, after, visit.now))
    return await event_card(visit, after)


async def drop(visit: Visit) -> Message:
    """A draft is thrown away."""
    await drop_event(visit.work, visit.actor, int(visit.args[0]))
    return await _page(visit, 0)
