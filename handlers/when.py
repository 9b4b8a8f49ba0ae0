"""How often, at what hours and in which time zone a member is written to: as it is, and each part chosen."""

from bot.actions.contact import contact_rules
from bot.actions.contact_choices import (
    choose_cap,
    choose_hours,
    choose_zone,
    chosen_by,
    end_pause,
    pause,
    used_this_week,
)
from bot.rules.care import not_between
from bot.rules.contact import CAPS
from bot.rules.refusals import Refusal
from bot.rules.store import read_zone
from bot.rules.zones import nearest_zones
from bot.words import refusals
from bot.words import when as words
from bot.words.contact import Week
from bot.words.message import Message
from bot.words.when import When
from handlers.typed import whole
from handlers.visit import Kind, Reply, Visit

NEAR = 4
"""Zones offered to somebody who shared where they are."""


async def when_of(visit: Visit) -> When:
    """When the member who is here is written to."""
    chosen, rules = await chosen_by(visit.work, visit.member_id), await contact_rules(visit.work)
    zone = visit.known.zone
    used = await used_this_week(visit.work, visit.incoming.person_id, zone)
    paused = chosen.paused_until if chosen.paused_until and chosen.paused_until > visit.now else None
    week = Week(used, chosen.cap_by(rules))
    return When(week, chosen.hours_by(rules), zone or visit.work.store.zone, zone is not None, paused)


async def show(visit: Visit) -> Message:
    """All of it; how many a week is not asked any more."""
    if visit.known.step == "when.cap":
        await visit.asked()
    return words.show(visit.words, await when_of(visit), visit.now)


async def _kept(visit: Visit) -> Reply:
    return Reply((await show(visit),), words.kept(visit.words))


async def ask_cap(visit: Visit) -> Message:
    """How many a week?"""
    await visit.ask("when.cap")
    return words.ask_cap(visit.words, (await when_of(visit)).week.cap)


async def set_cap(visit: Visit) -> Reply:
    """So many."""
    await choose_cap(visit.work, visit.actor, int(visit.args[0]))
    return await _kept(visit)


async def take_cap(visit: Visit) -> Message | Reply:
    """So many, in writing."""
    cap = whole(visit.text)
    if cap is None or cap not in CAPS:
        why = not_between(CAPS[0], CAPS[-1])
        return refusals.and_again(visit.words, why, await ask_cap(visit), visit.now)
    await choose_cap(visit.work, visit.actor, cap)
    return await _kept(visit)


async def ask_opens(visit: Visit) -> Message:
    """From what hour?"""
    return words.ask_opens(visit.words)


async def ask_closes(visit: Visit) -> Message:
    """And until what hour?"""
    return words.ask_closes(visit.words, int(visit.args[0]))


async def set_hours(visit: Visit) -> Reply:
    """From this one until that one."""
    opens, closes = visit.args
    await choose_hours(visit.work, visit.actor, int(opens), int(closes))
    return await _kept(visit)


async def ask_pause(visit: Visit) -> Message:
    """For how long?"""
    return words.ask_pause(visit.words)


async def set_pause(visit: Visit) -> Reply:
    """For so many days."""
    await pause(visit.work, visit.actor, int(visit.args[0]), visit.known.zone)
    return await _kept(visit)


async def resume(visit: Visit) -> Reply:
    """The break is over."""
    await end_pause(visit.work, visit.actor)
    return await _kept(visit)


async def ask_zone(visit: Visit) -> Reply:
    """By which clocks?"""
    await visit.ask("when.zone")
    return Reply((words.ask_zone(visit.words),), fresh=True)


async def take_zone(visit: Visit) -> Message | Reply:
    """A city was written, a key pressed, or somebody shared where they are."""
    place = visit.incoming.location
    if visit.incoming.kind is Kind.LOCATION and place is not None:
        await visit.asked()
        zones = nearest_zones(place.latitude, place.longitude, NEAR)
        return Reply(words.choose_zone(visit.words, zones, visit.now))
    match words.key_pressed(visit.words, visit.text):
        case words.ZoneKey.LEAVE:
            await visit.asked()
            return words.zone_left(visit.words)
        case words.ZoneKey.SHOP:
            return await _keep_zone(visit, None)
    zone = read_zone(visit.text)
    if isinstance(zone, Refusal):
        return refusals.and_again(visit.words, zone, words.ask_zone(visit.words), visit.now)
    return await _keep_zone(visit, zone)


async def _keep_zone(visit: Visit, zone: str | None) -> Message:
    await visit.asked()
    await choose_zone(visit.work, visit.actor, zone)
    return words.zone_kept(visit.words, zone or visit.work.store.zone, visit.now)


async def use_zone(visit: Visit) -> Reply:
    """One of the clocks near a place."""
    zone = read_zone(visit.args[0])
    if isinstance(zone, Refusal):
        return Reply(toast=refusals.refused_toast(visit.words, zone, visit.now))
    await choose_zone(visit.work, visit.actor, zone)
    visit.known = visit.known._replace(zone=zone)
    return await _kept(visit)
