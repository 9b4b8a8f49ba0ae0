"""A broadcast's recipients are put into the outbox page by page: each once, at their time, and nobody unheard of."""

from collections import deque
from datetime import datetime, timedelta
from typing import NamedTuple

import pytest
from sqlalchemy import bindparam, select

from bot.actions.broadcast_care import care_for, whom_next
from bot.actions.broadcast_counts import Count, counts_of
from bot.actions.broadcast_moves import begin, move_broadcast
from bot.actions.broadcasts import GOOD_FOR, Broadcast, find_broadcast, make_broadcast
from bot.actions.care import apply_care
from bot.actions.claims import LEASE
from bot.database import Query
from bot.rules.broadcast_runs import RECALLED_WITHIN, Act, State, Why
from bot.rules.broadcast_when import How, Wave, When
from bot.rules.broadcasts import Plan
from bot.rules.care import Care
from bot.rules.deliveries import Lane, Priority
from bot.tables.holdout import treatments
from bot.tables.outbox import deliveries
from tests.ledger.books import OLGA, OPENING, Books

pytestmark = pytest.mark.either
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
CHATS = 1000
"""A member's chat is so much above their number."""
GROUP, ELSEWHERE = -100, -200
ENOUGH = 30
"""More acts than any broadcast here takes to be queued."""


class Row(NamedTuple):
    """A recipient's row in the outbox."""

    id: int
    key: str
    kind: str
    data: object
    chat_id: int
    due: datetime
    best_before: datetime | None
    edits: str | None
    state: str
    reason: str | None
    attempts: int
    chances: int
    settled_at: datetime | None
    priority: int | None


_ROWS = Query(
    Row,
    select(*(deliveries.c[name] for name in Row._fields))
    .where(deliveries.c.broadcast_id == bindparam("broadcast"))
    .order_by(deliveries.c.chat_id),
)


_GIVEN = Query(
    int,
    select(treatments.c.member_id)
    .where(treatments.c.about == bindparam("about"), treatments.c.held.is_(False))
    .order_by(treatments.c.member_id),
)


async def crowd(books: Books, n: int) -> None:
    """So many members, numbered from 1, who agreed to offers and of whom none is left out by lot."""
    for number in range(1, n + 1):
        await books.member(telegram_id=CHATS + number)
    await books.sql("UPDATE member SET joined_at = created_at")
    await books.sql(
        "INSERT INTO person (telegram_id, member_id, name, first_seen)"
        " SELECT member.telegram_id, member.id, staff.name, created_at FROM member, staff WHERE staff.id = 1"
    )
    await books.sql(
        'INSERT INTO consent (member_id, topic, given, wording, source, "at")'
        " SELECT id, 'offers', true, 'en:1', 'join', created_at FROM member"
    )
    await leave_out(books, 0)


async def open_group(books: Books) -> None:
    """The shop's only group, of number 7."""
    await books.sql(
        "INSERT INTO community_group (id, chat_id, title, state, rights, language, about, house_rules, grace_days,"
        f" hello, added_by, added_at) SELECT 7, {GROUP}, 'Mums', 'open', 0, 'en', '', '', 7, false, 1, since FROM staff"
        " WHERE id = 1"
    )


async def leave_out(books: Books, percent: int) -> None:
    """So many of a hundred are left out by lot from now on."""
    async with books.shop.work() as work:
        await apply_care(work, OLGA, Care.HOLDOUT, {"broadcast": percent})


async def make(books: Books, plan: Plan | None = None, act: Act = Act.SEND, about: int | None = None) -> int:
    """A broadcast that hasn't begun; its number."""
    async with books.shop.work() as work:
        return await make_broadcast(work, OLGA, plan or Plan(), act=act, about=about)


async def start(books: Books, plan: Plan | None = None, act: Act = Act.SEND, about: int | None = None) -> int:
    """A broadcast that runs from now on; its number."""
    return await run(books, await make(books, plan, act, about))


async def run(books: Books, number: int) -> int:
    """Let one that was made run from now on."""
    async with books.shop.work() as work:
        assert await move_broadcast(work, OLGA, await _found(books, number), State.SCHEDULED) is None
    async with books.shop.work() as work:
        await begin(work, await _found(books, number))
    return number


async def queue_page(books: Books, number: int, most: int = 1000, ahead: deque[int] | None = None) -> bool:
    """Queue so many recipients at most; whether there may be more."""
    if ahead is None:
        async with books.shop.reading() as reading:
            found = await whom_next(reading, books.shop.store, number)
    else:
        found = ahead
    async with books.shop.work() as work:
        more = await care_for(work, number, most, found)
        assert Lane.BROADCAST in work.posted or not more
        return more


async def queue_all(books: Books, number: int, most: int = 1000) -> list[Row]:
    """Queue every recipient, so many in each act; their rows, groups before members."""
    for _ in range(ENOUGH):
        if not await queue_page(books, number, most):
            break
    assert (await _found(books, number)).queued_at == books.clock.now()
    return await rows(books, number)


async def rows(books: Books, number: int) -> list[Row]:
    """Its recipients' rows, in the order of their chats."""
    async with books.shop.reading() as reading:
        return await reading.all(_ROWS, broadcast=number)


async def counted(books: Books, number: int) -> list[Count]:
    async with books.shop.reading() as reading:
        return await counts_of(reading, number)


async def _found(books: Books, number: int) -> Broadcast:
    async with books.shop.reading() as reading:
        found = await find_broadcast(reading, number)
    assert found is not None
    return found


async def arrived(books: Books, number: int, *, ago: timedelta = timedelta()) -> None:
    """All of it that is queued has reached its chat a while ago."""
    at = (books.clock.now() - ago).isoformat(" ", "microseconds")
    await books.sql(
        f"UPDATE delivery SET state = 'delivered', message_id = 500 + id, settled_at = '{at}'"
        f" WHERE broadcast_id = {number} AND state = 'queued'"
    )


async def test_page_by_page_each_has_a_row_once_whatever_was_looked_up_before(books: Books) -> None:
    await crowd(books, 5)
    number = await start(books)
    looked = deque((1, 2, 3, 4, 5))

    assert await queue_page(books, number, 2, looked.copy())
    assert await queue_page(books, number, 2, looked.copy())
    standing = await _found(books, number)
    assert (standing.queued, standing.queued_to, standing.queued_at) == (4, 4, None)
    books.clock.move(minutes=1)
    found = await queue_all(books, number, 2)

    assert [one.chat_id - CHATS for one in found] == [1, 2, 3, 4, 5]
    assert [one.key for one in found] == [f"broadcast:{number}:{n}" for n in range(1, 6)]
    standing = await _found(books, number)
    assert (standing.queued, standing.queued_to, standing.held) == (5, 5, 0)
    assert {(one.state, one.due, one.best_before) for one in found} == {("queued", OPENING, OPENING + GOOD_FOR)}
    assert {(one.edits, one.attempts, one.chances, one.priority) for one in found} == {
        (None, 0, 0, Priority.BROADCAST.value)
    }
    assert [one.data for one in found] == [{}] * 5
    assert await counted(books, number) == []


async def test_whom_it_cant_reach_or_who_wants_no_offers_is_in_the_list_with_the_reason_and_gets_nothing(
    books: Books,
) -> None:
    await crowd(books, 6)
    now = books.clock.now().isoformat(" ", "microseconds")
    await books.sql("DELETE FROM person WHERE member_id = 2")
    await books.sql(f"UPDATE person SET unreachable_at = '{now}' WHERE member_id = 3")
    await books.sql(
        'INSERT INTO consent (member_id, topic, given, wording, source, "at")'
        f" VALUES (4, 'offers', false, 'en:1', 'stop', '{now}'), (3, 'offers', false, 'en:1', 'stop', '{now}')"
    )
    await books.sql("UPDATE member SET telegram_id = NULL WHERE id = 5")
    number = await start(books)

    found = await queue_all(books, number, 2)

    assert {one.chat_id - CHATS: (one.state, one.reason, one.settled_at) for one in found} == {
        1: ("queued", None, None),
        2: ("dropped", "unreachable", OPENING),
        3: ("dropped", "unreachable", OPENING),
        4: ("dropped", "no consent", OPENING),
        6: ("queued", None, None),
    }
    assert set(await counted(books, number)) == {("dropped", "unreachable", 2), ("dropped", "no consent", 1)}


async def test_half_left_out_by_lot_have_no_row_and_are_counted_and_whoever_gets_nothing_draws_none(
    books: Books,
) -> None:
    await crowd(books, 30)
    await books.sql("UPDATE person SET unreachable_at = first_seen WHERE member_id <= 10")
    await leave_out(books, 50)
    number = await start(books)

    found = await queue_all(books, number, 15)

    standing = await _found(books, number)
    assert {one.chat_id - CHATS for one in found if one.reason == "unreachable"} == set(range(1, 11))
    assert 3 <= standing.held <= 17
    assert standing.queued == len(found) == 30 - standing.held
    async with books.shop.reading() as reading:
        given = await reading.all(_GIVEN, about=f"broadcast:{number}")
    assert given == [one.chat_id - CHATS for one in found if one.state == "queued"]


async def test_whoever_may_buy_early_has_it_early(books: Books) -> None:
    await crowd(books, 4)
    for member in (1, 2, 3):
        await books.bought(member, 100)
    await books.sql("UPDATE account SET tier = member_id WHERE member_id < 3")
    waves = (Wave((2,), 0), Wave((1,), 5))
    number = await start(books, Plan(when=When(How.WAVES, waves=waves, rest_hours=24)))
    books.clock.move(hours=1)

    found = await queue_all(books, number)

    assert [(one.due - OPENING) / HOUR for one in found] == [5, 0, 24, 24]
    assert {(one.attempts, one.chances, one.state) for one in found} == {(0, 0, "queued")}


async def test_each_has_it_at_that_hour_where_they_live_and_whoever_said_nothing_lives_where_the_shop_is(
    books: Books,
) -> None:
    await crowd(books, 3)
    await books.sql("UPDATE person SET zone = 'Europe/Berlin' WHERE member_id = 2")
    local = datetime(2026, 3, 3, 20)  # noqa: DTZ001 # each member's own
    number = await start(books, Plan(when=When(How.THEIR_ZONE, local=local)))
    expected = [OPENING.replace(day=3, hour=hour) for hour in (12, 19, 12)]

    assert [one.due for one in await queue_all(books, number)] == expected

    await books.sql("UPDATE person SET zone = NULL")
    number = await start(books, Plan(when=When(How.THEIR_ZONE, local=local)))
    assert {one.due for one in await queue_all(books, number)} == {expected[0]}


async def test_whom_it_is_for_is_asked_as_of_its_beginning_however_long_it_rests(books: Books) -> None:
    await crowd(books, 2)
    await books.sql("UPDATE member SET joined_at = '2026-03-05 09:00:00.000000+00:00' WHERE id = 2")
    number = await make(books, Plan(audience="joined since 3d"))
    books.clock.move(days=5)
    await run(books, number)
    books.clock.move(days=30)

    assert [one.chat_id - CHATS for one in await queue_all(books, number)] == [2]


async def test_when_nobody_can_say_any_more_whom_it_is_for_it_pauses(books: Books) -> None:
    await crowd(books, 2)
    number = await start(books, Plan(audience="tier:gold"))

    assert not await queue_page(books, number)

    standing = await _found(books, number)
    assert (standing.state, standing.paused_why) == (State.PAUSED, Why.SEGMENT_GONE)
    assert await rows(books, number) == []


async def test_each_group_gets_one_post_also_where_no_member_does(books: Books) -> None:
    await crowd(books, 2)
    await open_group(books)
    alone = await start(books, Plan(audience="", groups=(GROUP, ELSEWHERE)))
    both = await start(books, Plan(groups=(GROUP,)))

    found = await queue_all(books, alone)

    assert [(one.kind, one.chat_id, one.data) for one in found] == [
        ("broadcast_in_group", ELSEWHERE, {"group": 0}),
        ("broadcast_in_group", GROUP, {"group": 7}),
    ]
    assert {(one.state, one.due, one.best_before) for one in found} == {("queued", OPENING, OPENING + GOOD_FOR)}
    assert {(one.attempts, one.chances) for one in found} == {(0, 0)}
    assert (await _found(books, alone)).queued == 2
    assert [one.chat_id for one in await queue_all(books, both, 1)] == [GROUP, CHATS + 1, CHATS + 2]
    assert (await _found(books, both)).queued == 3


async def test_it_is_taken_back_from_whoever_has_it_as_long_as_telegram_lets_it(books: Books) -> None:
    await crowd(books, 4)
    first = await start(books)
    had = await queue_all(books, first)
    await arrived(books, first)
    await books.sql(f"UPDATE delivery SET state = 'failed', message_id = NULL WHERE id = {had[1].id}")
    await books.sql(f"UPDATE delivery SET message_id = NULL WHERE id = {had[2].id}")
    books.clock.at += RECALLED_WITHIN - SECOND
    second = await start(books, act=Act.RECALL, about=first)

    found = await queue_all(books, second, 1)

    taken = [had[0], had[3]]
    assert [(one.kind, one.chat_id, one.data) for one in found] == [
        ("broadcast_recalled", one.chat_id, {"arrived": one.id}) for one in taken
    ]
    assert [one.key for one in found] == [f"recall:{second}:{one.id}" for one in taken]
    assert {(one.state, one.due, one.edits, one.priority) for one in found} == {
        ("queued", books.clock.now(), None, None)
    }
    standing = await _found(books, second)
    assert (standing.queued, standing.held) == (2, 0)
    books.clock.at += SECOND
    assert await queue_all(books, await start(books, act=Act.RECALL, about=first)) == []


async def test_it_is_put_right_with_whoever_has_it_members_and_groups(books: Books) -> None:
    await crowd(books, 2)
    await open_group(books)
    plan = Plan(groups=(GROUP, ELSEWHERE))
    first = await start(books, plan)
    had = await queue_all(books, first)
    await arrived(books, first, ago=3 * DAY)
    second = await start(books, plan, Act.CORRECT, first)

    found = await queue_all(books, second, 1)

    assert [(one.kind, one.chat_id, one.data) for one in found] == [
        ("broadcast_corrected_in_group", ELSEWHERE, {"group": 0}),
        ("broadcast_corrected_in_group", GROUP, {"group": 7}),
        ("broadcast_corrected", CHATS + 1, {}),
        ("broadcast_corrected", CHATS + 2, {}),
    ]
    assert [one.edits for one in found] == [one.key for one in had]


async def test_what_was_claimed_before_it_was_put_right_is_waited_for_and_what_was_claimed_later_is_not(
    books: Books,
) -> None:
    await crowd(books, 2)
    first = await start(books)
    had = await queue_all(books, first)
    await arrived(books, first)
    second = await start(books, act=Act.CORRECT, about=first)
    books.clock.move(minutes=1)
    for after, waits in ((timedelta(), True), (SECOND, False)):
        until = (OPENING + after + LEASE).isoformat(" ", "microseconds")
        await books.sql(f"UPDATE delivery SET state = 'sending', lease_until = '{until}' WHERE id = {had[0].id}")

        more = await queue_page(books, second)

        assert (not more) is waits
        assert len(await rows(books, second)) == (0 if waits else 1)
        assert ((await _found(books, second)).queued_to == 0) is waits


async def test_it_is_sent_again_to_whom_it_failed_and_to_nobody_else(books: Books) -> None:
    await crowd(books, 4)
    first = await start(books)
    had = await queue_all(books, first)
    await arrived(books, first)
    await books.sql(f"UPDATE delivery SET state = 'failed' WHERE id IN ({had[0].id}, {had[2].id})")
    second = await start(books, act=Act.AGAIN, about=first)

    found = await queue_all(books, second, 1)

    assert [(one.kind, one.chat_id - CHATS, one.state) for one in found] == [
        ("broadcast", 1, "queued"),
        ("broadcast", 3, "queued"),
    ]
    assert [one.key for one in found] == [f"broadcast:{second}:{n}" for n in (1, 3)]
