"""The door of a group, request by request: who is let in, waits or is turned away, and what they are told of it."""

from datetime import datetime, timedelta
from typing import NamedTuple

import pytest
from sqlalchemy import bindparam, select

from bot.actions.group_door import Place, ask_again, at_door, decide_again, knock, place_of, undecided
from bot.actions.groups import our_standing
from bot.database import Query
from bot.rules.group_news import Chat, OurStanding, Request
from bot.rules.groups import ANSWERABLE, ON_THE_WAY, WAITS, Right, Stand
from bot.tables.outbox import deliveries
from tests.ledger.books import OLGA, Books

pytestmark = [pytest.mark.either, pytest.mark.promise(45)]
CHAT, ELSEWHERE = Chat(-1_000_000_000_100, "Mums"), Chat(-1_000_000_000_200, "Elsewhere")
WEI, BEN = 2001, 2002
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


class Said(NamedTuple):
    """What went out about a request: words to whoever asked, or a call that lets them in or turns them away."""

    kind: str
    data: dict[str, object]
    best_before: datetime | None


_SAID = Query(
    Said,
    select(*(deliveries.c[name] for name in Said._fields))
    .where(deliveries.c.chat_id == bindparam("person"))
    .order_by(deliveries.c.id),
)


async def open_door(books: Books, *, who: str = "'everybody'", most: str = "NULL") -> None:
    """A group with an open door; its rule and its seats as they are written in SQL."""
    await books.sql("INSERT INTO person (telegram_id, name, first_seen) SELECT telegram_id, name, since FROM staff")
    async with books.shop.work() as work:
        rights = Right.INVITE | Right.REMOVE
        await our_standing(work, OurStanding(CHAT, OLGA.telegram_id or 0, True, rights, work.now))
    await books.sql(f"UPDATE community_group SET state = 'open', who = {who}, most = {most}, unknown = 0")


async def becomes_a_member(books: Books, person: int) -> None:
    await books.member(telegram_id=person)
    await books.sql("UPDATE member SET joined_at = created_at")


async def asks(books: Books, person: int, *, ago: timedelta = timedelta(), chat: Chat = CHAT) -> None:
    """They asked to be let in a while ago, and the bot hears of it now."""
    async with books.shop.work() as work:
        await knock(work, Request(chat, person, "", work.now - ago))


async def looked_at_again(books: Books, person: int, *, after: timedelta) -> Stand:
    """Their request is decided once more after a time; where they stand then."""
    books.clock.at += after
    async with books.shop.work() as work:
        await decide_again(work, (await _place(books, person)).id)
    return await stands(books, person)


async def stands(books: Books, person: int) -> Stand:
    return Stand((await _place(books, person)).state)


async def _place(books: Books, person: int) -> Place:
    async with books.shop.reading() as reading:
        found = await place_of(reading, 1, person)
    assert found is not None
    return found


async def is_put(books: Books, person: int, stand: Stand) -> None:
    """Where somebody stands is what Telegram has told."""
    await books.sql(f"UPDATE group_place SET state = '{stand}' WHERE telegram_id = {person}")


async def words_to(books: Books, person: int) -> list[tuple[object, datetime | None]]:
    """Why they aren't in, in each greeting, and until when it may go out."""
    return [(one.data["why"], one.best_before) for one in await _said(books, person) if one.kind == "group_greeting"]


async def calls_for(books: Books, person: int) -> list[object]:
    """Of each call about them, whether it lets them in."""
    return [one.data["comes"] for one in await _said(books, person) if one.kind == "group_entry"]


async def _said(books: Books, person: int) -> list[Said]:
    async with books.shop.reading() as reading:
        return await reading.all(_SAID, person=person)


async def test_where_anybody_may_come_somebody_from_the_street_is_let_in_and_greeted_while_they_can_be(
    books: Books,
) -> None:
    await open_door(books, who="NULL")
    asked_at = books.clock.now()

    await asks(books, WEI)
    await asks(books, BEN, ago=10 * MINUTE)

    assert await stands(books, WEI) is Stand.LET_IN
    assert await words_to(books, WEI) == [("", asked_at + ANSWERABLE)]
    assert await words_to(books, BEN) == [("", asked_at)]  # now or never
    assert await calls_for(books, WEI) == [True]


async def test_a_request_waits_for_whoever_becomes_a_member_and_each_thing_is_said_once(books: Books) -> None:
    await open_door(books)
    until = books.clock.now() + ANSWERABLE
    await asks(books, WEI)
    assert await looked_at_again(books, WEI, after=MINUTE) is Stand.WAITING
    assert await words_to(books, WEI) == [("not_member", until)]
    assert await calls_for(books, WEI) == []

    await becomes_a_member(books, WEI)
    async with books.shop.work() as work:
        await ask_again(work, WEI)
    assert await stands(books, WEI) is Stand.LET_IN
    assert [why for why, _ in await words_to(books, WEI)] == ["not_member", ""]
    assert (await words_to(books, WEI))[1][1] != until  # whoever has spoken to the bot can be written to

    assert await looked_at_again(books, WEI, after=ON_THE_WAY) is Stand.LET_IN
    assert len(await words_to(books, WEI)) == 2
    assert await calls_for(books, WEI) == [True, True]


async def test_whoever_becomes_no_member_is_turned_away_after_a_day_without_another_word(books: Books) -> None:
    await open_door(books)
    await asks(books, WEI)

    assert await looked_at_again(books, WEI, after=WAITS) is Stand.WAITING
    assert await looked_at_again(books, WEI, after=SECOND) is Stand.DECLINED

    assert [why for why, _ in await words_to(books, WEI)] == ["not_member"]
    assert await calls_for(books, WEI) == [False]


async def test_while_the_bot_may_not_keep_the_door_a_request_waits_however_long_and_nothing_is_said(
    books: Books,
) -> None:
    await open_door(books)
    await becomes_a_member(books, WEI)
    await books.sql(f"UPDATE community_group SET rights = {Right.REMOVE.value}")
    await asks(books, WEI)

    assert await looked_at_again(books, WEI, after=3 * WAITS) is Stand.WAITING
    assert await _said(books, WEI) == []

    await books.sql(f"UPDATE community_group SET rights = {(Right.REMOVE | Right.INVITE).value}")
    assert await looked_at_again(books, WEI, after=MINUTE) is Stand.LET_IN


async def test_where_nobody_can_be_sure_of_the_rule_a_member_waits_a_day_and_is_turned_away_in_silence(
    books: Books,
) -> None:
    await open_door(books, who="'tier:gold'")
    await becomes_a_member(books, WEI)
    await asks(books, WEI)
    assert await stands(books, WEI) is Stand.WAITING

    assert await looked_at_again(books, WEI, after=WAITS + SECOND) is Stand.DECLINED
    assert await words_to(books, WEI) == []
    assert await calls_for(books, WEI) == [False]


async def test_whoever_was_let_in_and_never_came_keeps_their_seat_for_a_day_from_their_request(books: Books) -> None:
    await open_door(books, most="1")
    await asks(books, WEI)
    books.clock.at += 10 * ON_THE_WAY
    await becomes_a_member(books, WEI)
    async with books.shop.work() as work:
        await ask_again(work, WEI)

    assert await looked_at_again(books, WEI, after=WAITS - 10 * ON_THE_WAY) is Stand.LET_IN
    assert await calls_for(books, WEI) == [True, True]
    await becomes_a_member(books, BEN)
    await asks(books, BEN)
    assert [why for why, _ in await words_to(books, BEN)] == ["full"]
    assert await looked_at_again(books, WEI, after=SECOND) is Stand.DECLINED
    assert await calls_for(books, WEI) == [True, True, False]  # else they could never ask again
    await asks(books, BEN)
    assert await stands(books, BEN) is Stand.LET_IN


async def test_who_waits_is_looked_at_each_time_and_who_was_let_in_when_they_are_late(books: Books) -> None:
    await open_door(books)
    await becomes_a_member(books, WEI)
    await asks(books, WEI)
    await asks(books, BEN)
    wei, ben = [(await _place(books, person)).id for person in (WEI, BEN)]

    async with books.shop.reading() as reading:
        now = books.clock.now()
        assert await undecided(reading, now + ON_THE_WAY, 0, 9) == [ben]
        assert await undecided(reading, now + ON_THE_WAY + SECOND, 0, 9) == [wei, ben]
        assert await undecided(reading, now + ON_THE_WAY + SECOND, wei, 9) == [ben]
        assert await undecided(reading, now + ON_THE_WAY + SECOND, 0, 1) == [wei]


async def test_somebody_banned_stays_so_and_is_turned_away_without_a_word(books: Books) -> None:
    await open_door(books)
    await becomes_a_member(books, WEI)
    await asks(books, WEI)
    await is_put(books, WEI, Stand.BANNED)
    books.clock.at += MINUTE

    await asks(books, WEI)

    assert await stands(books, WEI) is Stand.BANNED
    assert await calls_for(books, WEI) == [True, False]
    assert len(await words_to(books, WEI)) == 1


async def test_a_request_older_than_their_arrival_is_answered_by_it(books: Books) -> None:
    await open_door(books)
    await becomes_a_member(books, WEI)
    await asks(books, WEI)
    await is_put(books, WEI, Stand.INSIDE)

    await asks(books, WEI, ago=SECOND)
    assert await stands(books, WEI) is Stand.INSIDE

    await asks(books, WEI)
    assert await stands(books, WEI) is Stand.LET_IN


async def test_requests_are_counted_by_the_day(books: Books) -> None:
    await open_door(books, who="'not everybody'")
    await becomes_a_member(books, WEI)
    asked = []
    for after in (timedelta(), MINUTE, timedelta(days=1) - SECOND, timedelta(days=1)):
        books.clock.at += after
        await asks(books, WEI)
        asked.append((await _place(books, WEI)).asks)

    assert asked == [1, 2, 3, 1]


async def test_a_request_at_a_door_that_is_not_the_shops_leaves_no_trace(books: Books) -> None:
    await open_door(books)
    await asks(books, WEI, chat=ELSEWHERE)
    await books.sql("UPDATE community_group SET state = 'gone'")
    await asks(books, WEI)

    async with books.shop.work() as work:
        assert await place_of(work, 1, WEI) is None
        assert await at_door(work, 1) is None
        await decide_again(work, 1)
