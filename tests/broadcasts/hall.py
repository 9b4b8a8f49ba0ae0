"""A hall full of members who want to hear of offers, and a manager with something to tell them all."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from typing import NamedTuple

import segno
from sqlalchemy import insert, select

from bot.actions.broadcast_counts import tally
from bot.actions.broadcast_release import Released, release
from bot.actions.broadcasts import Broadcast, find_broadcast, make_broadcast
from bot.actions.care import apply_care
from bot.actions.people import find_person
from bot.database import Command, Query
from bot.rules.broadcast_runs import Tally
from bot.rules.broadcasts import Plan, Post, PostKind
from bot.rules.care import Care
from bot.rules.roles import Actor, Role
from bot.sandbox.journal import Accepted
from bot.tables.members import consents, members
from bot.tables.outbox import deliveries
from bot.tables.people import people
from tests.world import Guest, World

_UNDER_WAY: set[asyncio.Task[None]] = set()
OWNER = Actor(Role.OWNER, staff_id=0)
_PERSON = Command(insert(people))
_MEMBER = Query(int, insert(members).returning(members.c.id))
_CONSENT = Command(insert(consents))


class Row(NamedTuple):
    """A recipient's row in the outbox."""

    id: int
    key: str
    chat_id: int
    state: str
    reason: str | None
    due: datetime
    message_id: int | None


_ROWS = Query(
    Row,
    select(*(deliveries.c[name] for name in Row._fields))
    .where(deliveries.c.broadcast_id.is_not(None))
    .order_by(deliveries.c.id),
)


async def crowd(world: World, n: int, *, agreed: bool = True, zone: str | None = None) -> list[Guest]:
    """So many members at once, without their dialogues."""
    guests = [world.guest(f"Guest {number}") for number in range(n)]
    async with world.shop.work() as work:
        name = work.vault.seal("Guest")
        for guest in guests:
            world.telegram.private_chat(guest.person).started = True
            shared = {"first_seen": work.now, "name": name, "client_language": guest.person.language}
            number = await work.the(
                _MEMBER,
                card=f"C{guest.id}",
                telegram_id=guest.id,
                source="telegram",
                created_at=work.now,
                joined_at=work.now,
            )
            await work.run(_PERSON, telegram_id=guest.id, member_id=number, zone=zone, **shared)
            said = {"topic": "offers", "given": agreed, "wording": "en:0", "source": "join", "at": work.now}
            await work.run(_CONSENT, member_id=number, **said)
    return guests


async def nobody_left_out(world: World) -> None:
    """No lots are drawn."""
    async with world.shop.work() as work:
        await apply_care(work, OWNER, Care.HOLDOUT, {"broadcast": 0})


async def actor_of(guest: Guest) -> Actor:
    """Who somebody is to the shop."""
    async with guest.world.shop.work() as work:
        known = await find_person(work, guest.id)
    assert known is not None
    return known.actor


def shown(guest: Guest, text: str, kind: PostKind = PostKind.TEXT) -> Post:
    """A post that somebody has shown the bot, which hasn't read it."""
    guest.world.telegram.say(guest.person, text)
    return Post(kind, guest.id, (int(str(guest.messages[-1]["message_id"])),))


def album(guest: Guest, n: int, kind: PostKind = PostKind.ALBUM) -> Post:
    """So many pictures, shown at once."""
    picture = BytesIO()
    segno.make("plums").save(picture, kind="png", scale=8)
    told = guest.world.telegram
    for _ in range(n):
        told.send_file(guest.person, picture.getvalue(), "plums.png", kind="photo", mime="image/png", group="plums")
    return Post(kind, guest.id, tuple(int(str(one["message_id"])) for one in guest.messages[-n:]))


def posts(guest: Guest, text: str) -> Mapping[str, Post]:
    """One post for everybody."""
    return {"": shown(guest, text)}


async def let_go(guest: Guest, plan: Plan, recipients: int = 1) -> int:
    """Make a broadcast and let it go; its number."""
    actor = await actor_of(guest)
    async with guest.world.shop.work() as work:
        number = await make_broadcast(work, actor, plan)
        assert isinstance(await release(work, actor, number, recipients), Released)
    return number


async def say_to_all(guest: Guest, text: str, plan: Plan | None = None) -> int:
    """Let go of a text to everybody, now; its number."""
    return await let_go(guest, replace(plan or Plan(), posts=posts(guest, text)))


async def stands(world: World, number: int) -> tuple[Broadcast, Tally]:
    """How a broadcast stands."""
    async with world.shop.reading() as reading:
        found = await find_broadcast(reading, number)
        assert found is not None
        return found, await tally(reading, found)


async def rows(world: World) -> list[Row]:
    """Every recipient's row."""
    async with world.shop.reading() as reading:
        return await reading.all(_ROWS)


def copies(world: World) -> list[Accepted]:
    """Every copy that the messenger took."""
    return [one for one in world.telegram.log if _is_copy(one)]


def _is_copy(one: Accepted) -> bool:
    return one.method.lower() == "copymessage"


async def until_copied(world: World, n: int) -> None:
    """Let what is due go out, and step in as soon as so many copies are there."""
    await world.app.clockwork.run("broadcasts")
    sending = asyncio.create_task(world.app.sender.drain())
    had, seen = len(copies(world)), len(world.telegram.log)
    while had < n and not sending.done():
        await asyncio.sleep(0)
        new = world.telegram.log[seen:]
        had, seen = had + sum(map(_is_copy, new)), seen + len(new)
    _UNDER_WAY.add(sending)
    sending.add_done_callback(_UNDER_WAY.discard)
