"""The parts of a broadcast that is being written: to whom, when, until when; each is chosen or written."""

from dataclasses import replace
from datetime import datetime, timedelta
from math import ceil

from bot.actions.broadcasts import Broadcast, find_broadcast
from bot.actions.groups import groups_to_write_to
from bot.actions.saved_segments import saved
from bot.actions.segments import read_segment
from bot.actions.tiers import read_tiers
from bot.rules.broadcast_runs import State
from bot.rules.broadcast_when import MOST_WAVES, How, Wave, When
from bot.rules.broadcasts import EVERYBODY, Plan
from bot.rules.refusals import Refusal
from bot.rules.segments import written
from bot.rules.times import instant, local_day
from bot.words import broadcast_parts as words
from bot.words import refusals
from bot.words.message import Message
from handlers import typed
from handlers.broadcasts import ASKED, Asked, changed, draft
from handlers.drafts import left
from handlers.visit import Reply, Visit

PAGE = 8


async def ask_audience(visit: Visit) -> Message | Reply:
    """To whom? The page of saved segments is the second argument, if there is one."""
    found = await draft(visit)
    if found is None:
        return left(visit)
    return await _ask_audience(visit, found, int(visit.args[1]) if len(visit.args) > 1 else 0)


async def _ask_audience(visit: Visit, found: Broadcast, page: int, why: Refusal | None = None) -> Message:
    await visit.ask("broadcast.said", Asked(found.id, "audience"))
    segments = await saved(visit.work)
    shown = [(one.id, one.name) for one in segments[page * PAGE : (page + 1) * PAGE]]
    groups = bool(await groups_to_write_to(visit.work))
    asked = words.ask_audience(visit.words, found.id, shown, page, ceil(len(segments) / PAGE), groups=groups)
    return refusals.and_again(visit.words, why, asked, visit.now)


async def everybody(visit: Visit) -> Message | Reply:
    """To every member."""
    return await _to(visit, EVERYBODY)


async def nobody(visit: Visit) -> Message | Reply:
    """To no member, only into groups."""
    return await _to(visit, "")


async def _to(visit: Visit, audience: str) -> Message | Reply:
    found = await draft(visit)
    return left(visit) if found is None else await changed(visit, found, replace(found.plan, audience=audience))


async def choose_segment(visit: Visit) -> Message | Reply:
    """To a saved segment, as it is now."""
    number = int(visit.args[1])
    chosen = next((one for one in await saved(visit.work) if one.id == number), None)
    return left(visit) if chosen is None else await _to(visit, written(chosen.expression))


async def ask_groups(visit: Visit) -> Message | Reply:
    """Into which groups?"""
    found = await draft(visit)
    return left(visit) if found is None else await _ask_groups(visit, found, found.plan)


async def turn_group(visit: Visit) -> Message | Reply:
    """Into this group too, or not."""
    found = await draft(visit)
    if found is None:
        return left(visit)
    chats = {one.chat_id for one in await groups_to_write_to(visit.work) if one.id == int(visit.args[1])}
    groups = tuple(sorted({*found.plan.groups} ^ chats))
    plan = replace(found.plan, groups=groups)
    await changed(visit, found, plan)
    return await _ask_groups(visit, found, plan)


async def _ask_groups(visit: Visit, found: Broadcast, plan: Plan) -> Message:
    targets = await groups_to_write_to(visit.work)
    shown = [(one.id, one.title, one.chat_id in plan.groups) for one in targets]
    return words.ask_groups(visit.words, found.id, shown)


async def ask_when(visit: Visit) -> Message | Reply:
    """When?"""
    found = await draft(visit)
    if found is None:
        return left(visit)
    tiers = await read_tiers(visit.work)
    return words.ask_when(visit.words, found.id, tiers=tiers is not None and bool(tiers.tiers))


async def now(visit: Visit) -> Message | Reply:
    """As soon as it is let go."""
    found = await draft(visit)
    return left(visit) if found is None else await changed(visit, found, replace(found.plan, when=When()))


async def ask_time(visit: Visit) -> Message | Reply:
    """At what time, by the shop's clock or by each member's?"""
    found, how = await draft(visit), visit.args[1]
    return left(visit) if found is None else await _ask_time(visit, found, how)


async def _ask_time(visit: Visit, found: Broadcast, how: str, why: Refusal | None = None) -> Message:
    await visit.ask("broadcast.said", Asked(found.id, how))
    offered = words.offered_times(local_day(visit.now, visit.work.store.zone_info))
    asked = words.ask_time(visit.words, found.id, how, offered, visit.now)
    return refusals.and_again(visit.words, why, asked, visit.now)


async def choose_time(visit: Visit) -> Message | Reply:
    """At this time."""
    found = await draft(visit)
    if found is None:
        return left(visit)
    _, how, digits = visit.args
    return await _at(visit, found, how, datetime.strptime(digits, "%y%m%d%H%M"))  # noqa: DTZ007  # a clock without a zone


async def _at(visit: Visit, found: Broadcast, how: str, local: datetime) -> Message | Reply:
    """It goes out at a time that clocks show: the shop's, or each member's."""
    when = When(How.THEIR_ZONE, local=local) if how == "own" else When(How.AT, at=_by_shop(visit, local))
    why = when.refused(visit.now)
    if why is not None:
        return await _ask_time(visit, found, how, why)
    return await changed(visit, found, replace(found.plan, when=when))


def _by_shop(visit: Visit, local: datetime) -> datetime:
    return instant(local.date(), local.time(), visit.work.store.zone_info)


async def ask_first(visit: Visit) -> Message | Reply:
    """Which tiers first?"""
    found, tiers = await draft(visit), await read_tiers(visit.work)
    if found is None or tiers is None:
        return left(visit)
    return words.ask_first(visit.words, found.id, tiers.tiers[::-1])


async def ask_hours(visit: Visit) -> Message | Reply:
    """And how long before the others?"""
    found = await draft(visit)
    return left(visit) if found is None else words.ask_hours(visit.words, found.id, visit.args[1])


async def choose_waves(visit: Visit) -> Message | Reply:
    """A tier and those above it at once, or one tier after the other; everybody else so many hours later."""
    found, tiers = await draft(visit), await read_tiers(visit.work)
    if found is None or tiers is None:
        return left(visit)
    _, first, said = visit.args
    hours, ranks = int(said), [tier.id for tier in tiers.tiers[::-1]]
    if first == "each":
        waves = tuple(Wave((tier,), n * hours) for n, tier in enumerate(ranks[:MOST_WAVES]))
    elif int(first) in ranks:
        waves = (Wave(tuple(ranks[: ranks.index(int(first)) + 1]), 0),)
    else:
        return left(visit)
    when = When(How.WAVES, waves=waves, rest_hours=waves[-1].hours + hours)
    why = when.refused(visit.now)
    if why is not None:
        return Reply(toast=refusals.refused_toast(visit.words, why, visit.now))
    return await changed(visit, found, replace(found.plan, when=when))


async def ask_expires(visit: Visit) -> Message | Reply:
    """Until when?"""
    found = await draft(visit)
    return left(visit) if found is None else await _ask_expires(visit, found)


async def _ask_expires(visit: Visit, found: Broadcast, why: Refusal | None = None) -> Message:
    await visit.ask("broadcast.said", Asked(found.id, "expires"))
    return refusals.and_again(visit.words, why, words.ask_expires(visit.words, found.id), visit.now)


async def choose_expires(visit: Visit) -> Message | Reply:
    """So many hours after it begins; with 0 it has no end of its own."""
    found, hours = await draft(visit), int(visit.args[1])
    if found is None:
        return left(visit)
    ends = found.plan.when.begins(visit.now) + timedelta(hours=hours) if hours else None
    return await changed(visit, found, replace(found.plan, expires_at=ends))


async def take(visit: Visit) -> Message | Reply:
    """A part was written."""
    asked = ASKED.draft(visit)
    found = await find_broadcast(visit.work, asked.number) if asked is not None else None
    if asked is None or found is None or found.state is not State.DRAFT:
        return left(visit)
    if asked.part == "audience":
        return await _take_audience(visit, found)
    local = typed.moment(visit.text)
    if asked.part == "expires":
        if local is None:
            return await _ask_expires(visit, found, Refusal("time_unreadable"))
        ends = _by_shop(visit, local)
        if (why := found.plan.when.refused_end(ends, visit.now)) is not None:
            return await _ask_expires(visit, found, why)
        return await changed(visit, found, replace(found.plan, expires_at=ends))
    if local is None:
        return await _ask_time(visit, found, asked.part, Refusal("time_unreadable"))
    return await _at(visit, found, asked.part, local)


async def _take_audience(visit: Visit, found: Broadcast) -> Message | Reply:
    expression = await read_segment(visit.work, visit.text, visit.now, visit.work.store)
    if isinstance(expression, Refusal):
        return await _ask_audience(visit, found, 0, expression)
    return await changed(visit, found, replace(found.plan, audience=written(expression)))
