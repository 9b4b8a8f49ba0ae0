"""Who came into a group and who left: kept as Telegram tells it, whoever did it, and newcomers are welcomed."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, delete, select, update

from bot.actions.group_bots import bots_of, keep_bots
from bot.actions.group_door import Place, open_place, place_of
from bot.actions.group_faces import learn, one_less
from bot.actions.group_tags import settle_tag
from bot.actions.groups import hold_group, read_group
from bot.actions.outbox import post, post_to_owners
from bot.actions.people import find_person
from bot.database import Command, Query
from bot.rules.group_news import Standing
from bot.rules.groups import WELCOME_LASTS, Group, Newcomers, Stand, State, Told
from bot.shop import Work
from bot.tables.groups import groups, places
from bot.tables.people import people

_TOLD_BY_TELEGRAM = frozenset({Stand.INSIDE, Stand.LEFT, Stand.REMOVED, Stand.BANNED})
"""Standings whose instant is Telegram's own, and not that of a decision of ours."""


class _Came(NamedTuple):
    name: bytes | None


_THIS = places.c.id == bindparam("number")
_COMES_IN = Command(
    update(places)
    .where(_THIS)
    .values(
        state=Stand.INSIDE.value,
        changed_at=bindparam("at"),
        joined_at=bindparam("at"),
        left_at=None,
        ends_at=None,
        by_hand=bindparam("hand"),
        earlier=False,
        tag="",
    )
)
_LEAVES = Command(
    update(places)
    .where(_THIS)
    .values(state=bindparam("stand"), changed_at=bindparam("at"), ends_at=None, asks=0, tag="")
)
_LEFT = Command(update(places).where(_THIS).values(left_at=bindparam("at")))
_FORGET = Command(delete(places).where(_THIS))
_NEW = Query(
    _Came,
    select(people.c.name)
    .select_from(places)
    .outerjoin(people, people.c.telegram_id == places.c.telegram_id)
    .where(
        places.c.group_id == bindparam("group"),
        places.c.state == Stand.INSIDE.value,
        places.c.joined_at >= bindparam("since"),
    )
    .order_by(places.c.joined_at, places.c.id),
)
_WELCOME = Command(update(groups).where(groups.c.id == bindparam("number")).values(welcome_since=bindparam("since")))


async def newcomers(work: Work, number: int) -> Newcomers | None:
    """Who came into a group since its newest welcome began, for the delivery that says it."""
    group = await read_group(work, number)
    if group is None:
        return None
    came = await work.all(_NEW, group=number, since=group.welcome_since or work.now - WELCOME_LASTS)
    names = [work.vault.open(one.name) for one in came if one.name is not None]
    return Newcomers(group, tuple(name for name in names if name), len(came))


async def stood(work: Work, news: Standing) -> None:
    """Somebody came in, left or was thrown out: keep it, whoever did it, and welcome newcomers, though not a bot."""
    if news.is_bot:
        await _bot_stood(work, news)
        return
    group = await hold_group(work, news.chat.id)  # of several who come at once, one after the other is welcomed
    if group is None:
        return
    place = await place_of(work, group.id, news.person)
    if place is not None and news.at < place.changed_at and place.state in _TOLD_BY_TELEGRAM:
        return  # of two that came in the wrong order the later holds
    if news.present and not news.was_present and not _came_before(place):
        await _arrive(work, group, place or await open_place(work, group.id, news.person), news)
    elif news.present:
        await learn(work, group, news.person, news.at, admin=news.admin)
    elif place is None:
        if news.was_present:
            await one_less(work, group)
    elif await find_person(work, news.person) is None:
        await work.run(_FORGET, number=place.id)
    else:
        await work.run(_LEAVES, number=place.id, stand=_gone(news, place).value, at=news.at)
        if news.was_present:
            await work.run(_LEFT, number=place.id, at=news.at)


async def _bot_stood(work: Work, news: Standing) -> None:
    group = await hold_group(work, news.chat.id)
    if group is None:
        return
    bots = await bots_of(work, group)
    if news.was_present and news.person not in bots:
        await one_less(work, group)  # it was counted among those whom the bot doesn't know
    await keep_bots(work, group, bots | {news.person} if news.present else bots - {news.person})


def _came_before(place: Place | None) -> bool:
    return place is not None and place.state == Stand.INSIDE and place.joined_at is not None


def _gone(news: Standing, place: Place) -> Stand:
    if news.by_bot:
        return Stand.REMOVED if place.state in (Stand.INSIDE, Stand.LET_IN) else Stand(place.state)
    return Stand.BANNED if news.banned else Stand.LEFT


async def _arrive(work: Work, group: Group, place: Place, news: Standing) -> None:
    let_in = place.state == Stand.LET_IN
    by_hand = news.admin or not (let_in or news.by_bot or await _past(work, group, news))
    await work.run(_COMES_IN, number=place.id, at=news.at, hand=by_hand)
    await settle_tag(work, group, place.id)
    if group.state not in (State.OPEN, State.CLOSED):
        return  # its owner hasn't said yet what it is for, and in which language
    await _welcome(work, group, news.at)
    if not let_in and not by_hand and group.who is not None:
        day = news.at.date().isoformat()
        await post_to_owners(
            work, "group_told", f"group_past:{group.id}:{day}", {"group": group.id, "what": Told.PAST.value}
        )


async def _past(work: Work, group: Group, news: Standing) -> bool:
    """Whether they came by themselves, or with somebody who is known to keep no door: members may add others."""
    if news.by == news.person:
        return True
    brings = await place_of(work, group.id, news.by)
    return brings is not None and brings.state == Stand.INSIDE and not brings.by_hand


async def _welcome(work: Work, group: Group, at: datetime) -> None:
    """Welcome whoever came: in a rush, all in the message of the first of them, edited twice a minute at most."""
    since = group.welcome_since
    fresh = since is None or at - since > WELCOME_LASTS
    first = at if fresh or since is None else since
    if fresh:
        await work.run(_WELCOME, number=group.id, since=first)
    key, data = f"group_welcome:{group.id}:{first.isoformat()}", {"welcome": group.id}
    if fresh:
        await post(work, "group_welcome", group.chat_id, key, data)
        return
    minute = at.replace(second=0, microsecond=0)
    if not await post(work, "group_welcome", group.chat_id, f"{key}:{minute:%H%M}", data, edits=key):
        # Whoever else comes in this minute is added when it is over, all at once.
        after, again = minute + timedelta(minutes=1), f"{key}:{minute:%H%M}+"
        await post(work, "group_welcome", group.chat_id, again, data, due=max(after, work.now), edits=key)
