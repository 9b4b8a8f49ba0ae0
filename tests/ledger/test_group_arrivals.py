"""Who comes into a group and who goes, as Telegram tells it: one welcome for all, and figures of what has been."""

import asyncio
from datetime import timedelta
from typing import NamedTuple

import pytest
from sqlalchemy import select

from bot.actions.group_arrivals import stood
from bot.actions.group_care import look_at
from bot.actions.group_figures import figures_of
from bot.actions.groups import group_of_chat
from bot.database import Query
from bot.rules.group_news import Standing
from bot.rules.groups import Figures, Group, Stand
from bot.tables.groups import places
from bot.tables.outbox import deliveries
from tests.ledger.books import Books
from tests.ledger.test_group_door import BEN, CHAT, MINUTE, WEI, asks, becomes_a_member, is_put, open_door

pytestmark = pytest.mark.either


class Told(NamedTuple):
    kind: str
    edits: str | None


_WARNED = Query(int, select(places.c.telegram_id).where(places.c.ends_at.is_not(None)))
_TOLD = Query(Told, select(deliveries.c.kind, deliveries.c.edits).order_by(deliveries.c.id))


async def told(books: Books, kind: str) -> list[str | None]:
    """What messages of a kind take the place of."""
    async with books.shop.reading() as reading:
        return [one.edits for one in await reading.all(_TOLD) if one.kind == kind]


async def stands(
    books: Books, person: int, *, by: int = 0, was: bool, present: bool, banned: bool = False, by_bot: bool = False
) -> None:
    """Telegram tells that somebody came, left or was banned; by themselves unless it says by whom."""
    async with books.shop.work() as work:
        news = Standing(CHAT, person, by or person, by_bot, was, present, False, banned, False, work.now)
        await stood(work, news)


async def comes(books: Books, person: int) -> None:
    """They ask, and Telegram tells that the bot has let them in."""
    await asks(books, person)
    await stands(books, person, was=False, present=True, by_bot=True)


async def group_now(books: Books) -> tuple[Group, Figures]:
    async with books.shop.work() as work:
        group = await group_of_chat(work, CHAT.id)
        assert group is not None
        return group, await figures_of(work, group, work.now)


async def warned(books: Books) -> list[int]:
    """Whose place is to end."""
    async with books.shop.reading() as reading:
        return await reading.all(_WARNED)


@pytest.mark.both
async def test_who_comes_at_once_is_welcomed_at_once(books: Books) -> None:
    await open_door(books, who="NULL")
    cast = range(3001, 3009)

    await asyncio.gather(*(comes(books, person) for person in cast))

    first, *others = await told(books, "group_welcome")
    assert first is None
    assert len(others) == 2  # one for the minute, and one when it is over
    assert None not in others


async def test_whoever_is_banned_without_having_been_there_has_not_left(books: Books) -> None:
    await open_door(books, who="NULL")
    await books.sql("UPDATE community_group SET unknown = 5")
    await becomes_a_member(books, WEI)
    known = f"SELECT {WEI}, name, first_seen FROM person LIMIT 1"
    await books.sql(f"INSERT INTO person (telegram_id, name, first_seen) {known}")
    await asks(books, WEI)
    await is_put(books, WEI, Stand.WAITING)

    for person in (WEI, BEN):
        await stands(books, person, by=1, was=False, present=False, banned=True)
    group, figures = await group_now(books)
    assert (group.unknown, figures.left) == (5, 0)

    await stands(books, BEN, was=True, present=False)
    group, _ = await group_now(books)
    assert group.unknown == 4


@pytest.mark.promise(45)
async def test_whoever_has_just_come_in_by_the_rule_is_not_warned_and_whoever_it_names_no_more_is(books: Books) -> None:
    await open_door(books)
    for person in (WEI, BEN):
        await becomes_a_member(books, person)
        await comes(books, person)
    await books.sql(f"UPDATE member SET joined_at = NULL WHERE telegram_id = {BEN}")
    books.clock.at += MINUTE

    async with books.shop.work() as work:
        assert await look_at(work, 1, 0) is None

    assert await warned(books) == [BEN]


async def test_where_nobody_can_be_sure_of_the_rule_nobody_is_warned_and_owners_hear_of_it_once_a_day(
    books: Books,
) -> None:
    await open_door(books)
    await becomes_a_member(books, WEI)
    await comes(books, WEI)
    await books.sql("UPDATE community_group SET who = 'tier:gone'")

    for _ in range(2):
        async with books.shop.work() as work:
            await look_at(work, 1, 0)

    assert await warned(books) == []
    assert await told(books, "group_told") == [None, None]  # that it was added, and this


async def looked_at(books: Books, *, after: timedelta) -> None:
    """The daily look, after a time."""
    books.clock.at += after
    async with books.shop.work() as work:
        await look_at(work, 1, 0)


async def let_out(books: Books) -> int:
    """How often somebody was to be let out."""
    return len(await told(books, "group_exit"))


async def member_inside_whom_the_rule_names_no_more(books: Books) -> None:
    await open_door(books)
    await becomes_a_member(books, WEI)
    await comes(books, WEI)
    await books.sql("UPDATE community_group SET who = 'not everybody'")
    await looked_at(books, after=MINUTE)
    assert await warned(books) == [WEI]


async def test_whose_time_was_over_while_no_bot_ran_is_let_out_when_it_is_back(books: Books) -> None:
    await member_inside_whom_the_rule_names_no_more(books)

    await looked_at(books, after=timedelta(days=20))
    assert await let_out(books) == 1
    await looked_at(books, after=timedelta(days=1))
    assert await let_out(books) == 2  # until Telegram says that they are out

    await stands(books, WEI, by_bot=True, was=True, present=False)
    await looked_at(books, after=timedelta(days=1))
    assert await let_out(books) == 2


@pytest.mark.parametrize("meanwhile", ["NULL", "'tier:gone'"])
async def test_a_word_of_a_rule_that_held_long_ago_is_none_for_the_rule_of_today(books: Books, meanwhile: str) -> None:
    await member_inside_whom_the_rule_names_no_more(books)
    await books.sql(f"UPDATE community_group SET who = {meanwhile}")
    await looked_at(books, after=timedelta(days=1))
    assert await warned(books) == []

    await books.sql("UPDATE community_group SET who = 'not everybody'")
    await looked_at(books, after=timedelta(days=30))

    assert await warned(books) == [WEI]
    assert await let_out(books) == 0
