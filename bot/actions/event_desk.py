"""What whoever runs the shop does with events: making one, changing it, putting it on, calling it off."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, update

from bot.actions.event_guests import count_guests, move_up
from bot.actions.event_news import remind, remind_no_more, standing, tell_guests, tell_new_name
from bot.actions.events import hold_event
from bot.actions.log import authorise, note
from bot.actions.segments import read_segment
from bot.database import Command, Query
from bot.rules.conditions import Everybody
from bot.rules.events import Event, Stand, State, fits
from bot.rules.refusals import Refusal
from bot.rules.roles import Action, Actor
from bot.rules.segments import written
from bot.shop import Work
from bot.tables.events import events

_KEPT = tuple(name for name in Event._fields if name != "id")
_ADD = Query(int, insert(events).returning(events.c.id))
_THIS = events.c.id == bindparam("number")
_EDIT = Command(update(events).where(_THIS).values({name: bindparam(f"new_{name}") for name in _KEPT}))
_DROP = Command(delete(events).where(_THIS, events.c.state == State.DRAFT.value))


async def make_event(
    work: Work, actor: Actor, names: Mapping[str, str], at: datetime, ends_at: datetime
) -> Event | Refusal:
    """A draft of an event, for every member and as many as come, that nobody else sees until it is put on.

    Returns:
        The event; or why it can't be, as of `Event.refused` and `fits`.
    """
    authorise(actor, Action.EDIT_EVENTS)
    new = Event(0, names, {}, "", at, ends_at, None, written(Everybody()), State.DRAFT)
    if refused := new.refused() or fits(at, ends_at, work.now):
        return refused
    number = await work.the(_ADD, **_columns(new), made_at=work.now)
    await note(work, actor, Action.EDIT_EVENTS, f"event:{number}", None, _plain(new))
    return new._replace(id=number)


async def edit_event(work: Work, actor: Actor, changed: Event) -> Event | Refusal:
    """Let an event be otherwise from now on, or let a draft be on; who comes is told of another time, place or name.

    Args:
        changed: the event as `hold_event` read it in this act, with what is to be otherwise.

    Returns:
        The event; or why it can't be so: `event_over` where it is over or called off, as of `Event.refused`, `fits`
        and `read_segment`, or `event_seats_taken` (`n`) where more come already than there would be seats.
    """
    authorise(actor, Action.EDIT_EVENTS)
    before = await hold_event(work, changed.id)
    if before is None or not before.may_change(work.now):
        return Refusal("event_over")
    if refused := await _refused(work, before, changed):
        return refused
    invited = before.state is State.ON
    tells = invited and before.where_and_when != changed.where_and_when
    if tells:
        changed = changed._replace(version=before.version + 1)
        await tell_guests(work, changed, "event_changed")
        for stand in (Stand.COMING, Stand.WAITING):
            found = await standing(work, before, stand)
            await remind_no_more(work, before, stand, found)
            await remind(work, changed, stand, found)
    if invited and before.renamed(changed):
        await tell_new_name(work, before)
    await _write(work, actor, before, changed)
    if invited:
        await move_up(work, changed)
    return changed


async def _refused(work: Work, before: Event, changed: Event) -> Refusal | None:
    if refused := changed.refused():
        return refused
    if changed.who != before.who:
        rule = await read_segment(work, changed.who, work.now, work.store)
        if isinstance(rule, Refusal):
            return rule
    coming = (await count_guests(work, changed.id)).get(Stand.COMING, 0)
    if changed.seats is not None and changed.seats < coming:
        return Refusal("event_seats_taken", {"n": coming})
    same = (before.at, before.ends_at, before.state) == (changed.at, changed.ends_at, changed.state)
    return None if same else fits(changed.at, changed.ends_at, work.now)


async def cancel_event(work: Work, actor: Actor, number: int) -> Event | Refusal:
    """Call an event off, and tell whoever comes or waits; `event_over` where it is over or isn't on."""
    authorise(actor, Action.EDIT_EVENTS)
    before = await hold_event(work, number)
    if before is None or not before.is_open(work.now):
        return Refusal("event_over")
    for stand in (Stand.COMING, Stand.WAITING):
        await remind_no_more(work, before, stand, await standing(work, before, stand))
    await tell_guests(work, before, "event_cancelled")
    after = before._replace(state=State.CANCELLED)
    await _write(work, actor, before, after)
    return after


async def drop_event(work: Work, actor: Actor, number: int) -> None:
    """Throw a draft away."""
    authorise(actor, Action.EDIT_EVENTS)
    if await work.run(_DROP, number=number):
        await note(work, actor, Action.EDIT_EVENTS, f"event:{number}", after={"removed": True})


async def _write(work: Work, actor: Actor, before: Event, after: Event) -> None:
    await work.run(_EDIT, number=after.id, **{f"new_{name}": value for name, value in _columns(after).items()})
    was, now = _plain(before), _plain(after)
    differs = [name for name in now if was[name] != now[name]]
    figures = ({name: one[name] for name in differs} for one in (was, now))
    await note(work, actor, Action.EDIT_EVENTS, f"event:{after.id}", *figures)


def _columns(event: Event) -> dict[str, object]:
    return {name: getattr(event, name) for name in _KEPT}


def _plain(event: Event) -> dict[str, object]:
    instants = {"at": event.at.isoformat(), "ends_at": event.ends_at.isoformat()}
    return {**{name: getattr(event, name) for name in _KEPT if name != "version"}, **instants}
