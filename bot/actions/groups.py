"""The shop's groups: where the bot was added and what it may do there, how each is found, and where it has moved."""

from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, delete, func, insert, select, update

from bot.actions.outbox import message_of, move_chat, post, post_to_owners
from bot.actions.people import find_person
from bot.database import Command, Query, Transaction
from bot.rules.conditions import Everybody
from bot.rules.group_news import Moved, OurStanding, Renamed
from bot.rules.groups import Group, Right, Stand, State, Told
from bot.rules.roles import Action, allowed
from bot.rules.segments import written
from bot.shop import Work
from bot.tables.groups import groups, places
from bot.tables.segments import segments

SEATED = places.c.state.in_((Stand.LET_IN.value, Stand.INSIDE.value))
"""That somebody takes one of the seats of a group."""
FOR_ANYBODY = and_(groups.c.who.is_(None), groups.c.segment_id.is_(None))
"""That a group is open to anybody on Telegram."""


def _group(id: int, chat_id: int, title: str, state: str, rights: int, *rest: object) -> Group:
    return Group(id, chat_id, title, State(state), Right(rights), *rest)  # type: ignore[arg-type]  # in the order of its fields


_TURNS_OUT = timedelta(seconds=10)
"""After so long Telegram has told whether a group that isn't known is one of the shop's at its new number."""


class Target(NamedTuple):
    """A group that can be written to."""

    id: int
    chat_id: int
    title: str


_READ: Mapping[str, ColumnElement[object]] = {
    **groups.c,
    "who": func.coalesce(segments.c.text, groups.c.who),
    "segment": segments.c.name,
}
_GROUP = select(*(_READ[name] for name in Group._fields)).select_from(
    groups.outerjoin(segments, segments.c.id == groups.c.segment_id)
)
_BY_ID = Query(_group, _GROUP.where(groups.c.id == bindparam("number")))
_BY_CHAT = Query(_group, _GROUP.where(groups.c.chat_id == bindparam("chat")))
_HELD = Query(_group, _GROUP.where(groups.c.chat_id == bindparam("chat")).with_for_update(of=groups))
_EVERY = Query(_group, _GROUP.where(groups.c.state != State.GONE.value).order_by(groups.c.id))
_TARGETS = Query(
    Target,
    select(groups.c.id, groups.c.chat_id, groups.c.title)
    .where(groups.c.state.in_((State.OPEN.value, State.CLOSED.value)))
    .order_by(groups.c.id),
)
_ADD = Query(int, insert(groups).returning(groups.c.id))
_THIS = groups.c.id == bindparam("number")
_OUR_STANDING = Command(
    update(groups).where(_THIS).values(state=bindparam("now"), rights=bindparam("may"), title=bindparam("called"))
)
_RENAME = Command(update(groups).where(groups.c.chat_id == bindparam("chat")).values(title=bindparam("called")))
_DROP_NEW = Command(
    delete(groups).where(
        groups.c.chat_id == bindparam("chat"),
        groups.c.state == State.NEW.value,
        groups.c.id.not_in(select(places.c.group_id)),
    )
)
_SEATS = Query(int, select(func.count()).where(places.c.group_id == bindparam("number"), SEATED))
_ANEW = Command(update(groups).where(_THIS).values(unknown=None, asked_to=0))


async def read_group(work: Transaction, number: int) -> Group | None:
    """A group by its number."""
    return await work.one(_BY_ID, number=number)


async def group_of_chat(work: Transaction, chat_id: int) -> Group | None:
    """A group by Telegram's number."""
    return await work.one(_BY_CHAT, chat=chat_id)


async def not_ours(work: Transaction, chat_id: int) -> int | None:
    """A chat that is none of the shop's groups, for the delivery that leaves it; None if it turned out to be one."""
    return chat_id if await group_of_chat(work, chat_id) is None else None


async def hold_group(work: Work, chat_id: int) -> Group | None:
    """The same, held until the act is over: nobody else counts its seats meanwhile."""
    return await work.one(_HELD, chat=chat_id)


async def every_group(work: Transaction) -> list[Group]:
    """All that the bot is in, the oldest first."""
    return await work.all(_EVERY)


async def groups_to_write_to(work: Transaction) -> list[Target]:
    """The groups that a broadcast can go to."""
    return await work.all(_TARGETS)


async def seats_taken(work: Transaction, group: Group) -> int:
    """How many people are in a group or were let in, those counted whom the bot doesn't know."""
    return await work.the(_SEATS, number=group.id) + (group.unknown or 0)


async def our_standing(work: Work, news: OurStanding) -> None:
    """Keep what the bot is in a group from now on, and tell its owners what they should know of it.

    Only an owner brings the bot into a group: from anybody else's it goes again.
    """
    known = await hold_group(work, news.chat.id)
    if known is None:
        if news.present:
            await _come(work, news)
        return
    state = _state_after(known, news)
    await work.run(_OUR_STANDING, number=known.id, now=state.value, may=news.rights.value, called=news.chat.title)
    if news.rights.keeps_door and not known.rights.keeps_door:
        await work.run(_ANEW, number=known.id)  # who came meanwhile, nobody told
    what = _worth_telling(known, state, news)
    if what is None:
        return
    key, data = f"group_{what}:{known.id}:{news.at.isoformat()}", {"group": known.id, "what": what.value}
    added = f"group_added:{known.id}"
    if state is State.NEW and await message_of(work, added) is None:
        return  # what they are about to be told says what is so when it goes out
    if state is State.NEW:
        await post(work, "group_told", known.added_by, key, data, edits=added)
    else:
        await post_to_owners(work, "group_told", key, data)


async def _come(work: Work, news: OurStanding) -> None:
    """Into a group that isn't known yet."""
    by = await find_person(work, news.by)
    if by is None or not allowed(by.actor, Action.EDIT_GROUPS):
        about, data, due = f"{news.chat.id}:{news.at.isoformat()}", {"unless_ours": news.chat.id}, work.now + _TURNS_OUT
        await post(work, "group_leave", news.chat.id, f"group_leave:{about}", data, due=due)
        if by is not None and by.actor.staff_id is not None:
            await post(work, "group_not_yours", news.by, f"group_not_yours:{about}", data, due=due)
        return
    number = await work.the(
        _ADD,
        chat_id=news.chat.id,
        title=news.chat.title,
        state=State.NEW.value,
        rights=news.rights.value,
        language=work.store.language,
        who=written(Everybody()),
        added_by=news.by,
        added_at=news.at,
    )
    await post(work, "group_told", news.by, f"group_added:{number}", {"group": number, "what": Told.ADDED.value})


def _state_after(known: Group, news: OurStanding) -> State:
    if not news.present:
        return State.GONE
    return State.CLOSED if known.state is State.GONE else known.state


def _worth_telling(known: Group, state: State, news: OurStanding) -> Told | None:
    if state is State.GONE:
        return Told.REMOVED if known.state is not State.GONE else None
    if known.state is State.GONE:
        return Told.BACK
    if known.rights.keeps_door != news.rights.keeps_door:
        return Told.ABLE if news.rights.keeps_door else Told.UNABLE
    return None


async def group_moved(work: Work, news: Moved) -> None:
    """A group became a supergroup: everything that knew its old number knows the new one."""
    if await group_of_chat(work, news.old) is None:
        return
    await work.run(_DROP_NEW, chat=news.new)  # Telegram may have told of the new one before it told that it is the old
    await move_chat(work, news.old, news.new)


async def group_renamed(work: Work, news: Renamed) -> None:
    """Keep a group's new title."""
    await work.run(_RENAME, chat=news.chat.id, called=news.chat.title)
