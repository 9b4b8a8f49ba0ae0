"""Tags: words that the staff put on members, to find them by and to write to them by."""

from typing import NamedTuple

from sqlalchemy import BindParameter, bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.actions.log import authorise, note
from bot.database import Command, Query, Transaction
from bot.rules.labels import MOST_TAGS, tidy_label
from bot.rules.refusals import Refusal
from bot.rules.roles import Action, Actor
from bot.shop import Work
from bot.tables.segments import member_tags, tags


class Tag(NamedTuple):
    """A tag, by its number and its name."""

    id: int
    name: str


_MEMBER: BindParameter[int] = bindparam("member")
_THEIRS = Query(
    Tag,
    select(tags.c.id, tags.c.name)
    .join(member_tags, member_tags.c.tag_id == tags.c.id)
    .where(member_tags.c.member_id == _MEMBER)
    .order_by(tags.c.name),
)
_MOST_USED = Query(
    Tag,
    select(tags.c.id, tags.c.name)
    .join(member_tags, member_tags.c.tag_id == tags.c.id)
    .group_by(tags.c.id, tags.c.name)
    .order_by(func.count().desc(), tags.c.name)
    .limit(bindparam("most")),
)
_BY_KEY = Query(int, select(tags.c.id).where(tags.c.key == bindparam("called")))
_BY_ID = Query(str, select(tags.c.name).where(tags.c.id == bindparam("tag")))
_MAKE = Command(insert(tags).on_conflict_do_nothing())
_PUT = Command(insert(member_tags).on_conflict_do_nothing())
_TAKE_OFF = Command(
    delete(member_tags).where(member_tags.c.member_id == _MEMBER, member_tags.c.tag_id == bindparam("tag"))
)
_FORGET = Command(delete(member_tags).where(member_tags.c.member_id == _MEMBER))
_HAND_OVER = Command(
    update(member_tags)
    .where(
        member_tags.c.member_id == _MEMBER,
        member_tags.c.tag_id.not_in(select(member_tags.c.tag_id).where(member_tags.c.member_id == bindparam("heir"))),
    )
    .values(member_id=bindparam("heir"))
)


async def tags_of(work: Transaction, member_id: int) -> list[Tag]:
    """What the staff call a member."""
    return await work.all(_THEIRS, member=member_id)


async def used_tags(work: Transaction, most: int) -> list[Tag]:
    """The tags that most members have, those first."""
    return await work.all(_MOST_USED, most=most)


async def tag_called(work: Transaction, tag_id: int) -> str | None:
    """A tag's name, by its number."""
    return await work.one(_BY_ID, tag=tag_id)


async def put_tag(work: Work, actor: Actor, member_id: int, text: str) -> Tag | Refusal:
    """Put a tag on a member, a new one or one that others have; once is enough.

    Returns:
        The tag; `label_missing`, `label_long` (`most`) or `tags_many` (`most`).
    """
    authorise(actor, Action.TAG_MEMBERS)
    name = tidy_label(text)
    if isinstance(name, Refusal):
        return name
    key = name.casefold()
    theirs = await tags_of(work, member_id)
    if len(theirs) >= MOST_TAGS and key not in (one.name.casefold() for one in theirs):
        return Refusal("tags_many", {"most": MOST_TAGS})
    await work.run(_MAKE, name=name, key=key)
    number = await work.the(_BY_KEY, called=key)
    if await work.run(_PUT, member_id=member_id, tag_id=number, at=work.now, actor=actor.name):
        await note(work, actor, Action.TAG_MEMBERS, f"member:{member_id}", after={"put": number})
    return Tag(number, await work.the(_BY_ID, tag=number))


async def take_tag_off(work: Work, actor: Actor, member_id: int, tag_id: int) -> None:
    """Take a tag off a member."""
    authorise(actor, Action.TAG_MEMBERS)
    if await work.run(_TAKE_OFF, member=member_id, tag=tag_id):
        await note(work, actor, Action.TAG_MEMBERS, f"member:{member_id}", after={"off": tag_id})


async def inherit_tags(work: Work, member_id: int, heir: int) -> None:
    """Let the member who is the same person have the other's tags."""
    await work.run(_HAND_OVER, member=member_id, heir=heir)
    await forget_tags(work, member_id)


async def forget_tags(work: Work, member_id: int) -> None:
    """Erase a member's tags."""
    await work.run(_FORGET, member=member_id)
