"""Personal invite links: each leads one member to one group for a day, and is revoked when somebody else uses it."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, delete, insert, select, update

from bot.actions.members import member_by_telegram
from bot.actions.outbox import post
from bot.database import Command, Query
from bot.rules.group_news import Request
from bot.rules.groups import LINK_LASTS, Group, owner_of
from bot.shop import Work
from bot.tables.groups import group_links, groups


class Revoked(NamedTuple):
    """A link that leads nowhere any more, and the chat it led to."""

    chat_id: int
    url: str


class _Link(NamedTuple):
    id: int
    member_id: int
    url: bytes
    expires_at: datetime


class _Sealed(NamedTuple):
    chat_id: int
    url: bytes


_LINK = select(*(group_links.c[name] for name in _Link._fields)).order_by(group_links.c.id.desc())
_GOOD = _LINK.where(
    group_links.c.group_id == bindparam("group"),
    group_links.c.member_id == bindparam("member"),
    group_links.c.expires_at > bindparam("now"),
    group_links.c.leaked.is_(False),
)
_NEWEST = Query(_Link, _GOOD.limit(1))
_ALL_GOOD = Query(_Link, _GOOD)
_ADD = Command(insert(group_links))
_LEAKED = Command(update(group_links).where(group_links.c.id == bindparam("number")).values(leaked=True))
_REVOKED = Query(
    _Sealed,
    select(groups.c.chat_id, group_links.c.url)
    .join(group_links, group_links.c.group_id == groups.c.id)
    .where(group_links.c.id == bindparam("number")),
)
_SWEEP = Command(delete(group_links).where(group_links.c.expires_at < bindparam("now")))
_FORGET = Command(delete(group_links).where(group_links.c.member_id == bindparam("member")))


async def link_of(work: Work, group_id: int, member_id: int) -> str | None:
    """A member's own link to a group, if they have one that is still good for a while."""
    found = await work.one(_NEWEST, group=group_id, member=member_id, now=work.now + LINK_LASTS / 2)
    return work.vault.open(found.url) if found else None


async def keep_link(work: Work, group_id: int, member_id: int, url: str, expires_at: datetime) -> None:
    """Keep a link that was made for a member."""
    await work.run(
        _ADD, group_id=group_id, member_id=member_id, url=work.vault.seal(url), expires_at=expires_at, leaked=False
    )


async def revoke_leaked(work: Work, group: Group, news: Request) -> None:
    """Revoke the link that somebody asks through, where it is another member's own; they may have two, called alike."""
    owner = owner_of(news.link)
    if owner is None:
        return
    asks = await member_by_telegram(work, news.person)
    if asks is not None and asks.id == owner:
        return
    for link in await work.all(_ALL_GOOD, group=group.id, member=owner, now=work.now):
        await work.run(_LEAKED, number=link.id)
        await post(work, "group_link", group.chat_id, f"group_link:{link.id}", {"link": link.id})


async def revoked(work: Work, number: int) -> Revoked | None:
    """A link to revoke, for the delivery that does."""
    found = await work.one(_REVOKED, number=number)
    return Revoked(found.chat_id, work.vault.open(found.url)) if found else None


async def sweep_links(work: Work) -> int:
    """Forget links that lead nowhere any more; how many they were."""
    return await work.run(_SWEEP, now=work.now - LINK_LASTS)


async def forget_links(work: Work, member_id: int) -> None:
    """Forget a member's links; they end by themselves within a day."""
    await work.run(_FORGET, member=member_id)
