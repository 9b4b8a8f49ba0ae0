"""What became of a broadcast's recipients is counted with each that is settled, and may pause it."""

from collections.abc import Sequence

import pytest

from bot.actions.broadcast_counts import settle_and_count, tally
from bot.actions.broadcasts import find_broadcast
from bot.actions.claims import LEASE, Due, Ending, claim
from bot.rules.broadcast_runs import State, Tally, Why
from bot.rules.deliveries import Class, Lane
from bot.rules.outcomes import LONG_WAIT, Chance, Outcome, Result, settled
from tests.ledger.books import Books
from tests.ledger.test_broadcast_queue import counted, crowd, queue_all, start

pytestmark = pytest.mark.either
DELIVERED, BLOCKED = Outcome.delivered(7), Outcome(Result.BLOCKED, "blocked the bot")
REFUSED, UNKNOWN = Outcome(Result.REFUSED, "too long"), Outcome(Result.UNKNOWN, "timed out")
SOON, GONE = Outcome.flood(1), Outcome(Result.ORIGINAL_GONE)


async def goes_out(books: Books, members: int) -> tuple[int, Sequence[Due]]:
    """A broadcast's number, and all that is claimed of it."""
    await crowd(books, members)
    number = await start(books)
    await queue_all(books, number)
    async with books.shop.work() as work:
        return number, await claim(work, Lane.BROADCAST, members, LEASE, None)


async def became(books: Books, dues: Sequence[Due], *outcomes: Outcome) -> None:
    """Write down what became of each, in their order."""
    async with books.shop.work() as work:
        endings = [
            Ending(due, settled(outcome, Class.ONCE, due.attempts, Chance(due.chances), work.now))
            for due, outcome in zip(dues, outcomes, strict=True)
        ]
        await settle_and_count(work, endings)


async def stands(books: Books, number: int) -> tuple[State, Why | None, Tally]:
    """How it stands, and why it is paused."""
    async with books.shop.reading() as reading:
        found = await find_broadcast(reading, number)
        assert found is not None
        return found.state, found.paused_why, await tally(reading, found)


async def test_each_is_counted_once_with_what_became_of_them_and_why(books: Books) -> None:
    number, dues = await goes_out(books, 7)
    fates = (DELIVERED, DELIVERED, BLOCKED, REFUSED, REFUSED, UNKNOWN, SOON)

    for _ in range(2):
        await became(books, dues, *fates)
        assert set(await counted(books, number)) == {
            ("delivered", "delivered", 2),
            ("blocked", "blocked the bot", 1),
            ("failed", "too long", 2),
            ("uncertain", "timed out", 1),
        }

    assert await stands(books, number) == (
        State.RUNNING,
        None,
        Tally(queued=7, delivered=2, blocked=1, failed=2, unknown=1),
    )


async def test_what_belongs_to_no_broadcast_is_written_down_and_not_counted(books: Books) -> None:
    number, dues = await goes_out(books, 3)
    await books.sql(f"UPDATE delivery SET broadcast_id = NULL WHERE id IN ({dues[0].id}, {dues[1].id})")
    own = [due._replace(broadcast_id=None) for due in dues[:2]]

    await became(books, [])
    await became(books, own[:1], DELIVERED)
    await became(books, [own[1], dues[2]], DELIVERED, DELIVERED)

    assert await counted(books, number) == [("delivered", "delivered", 1)]


@pytest.mark.parametrize(
    ("outcome", "why"),
    [
        (GONE, Why.ORIGINAL_GONE),
        (Outcome.flood(LONG_WAIT), Why.LONG_WAIT),
        (Outcome.flood(LONG_WAIT - 1), None),
        (REFUSED, None),
    ],
)
async def test_one_message_is_reason_enough_to_pause_where_the_post_is_gone_or_telegram_wants_a_long_rest(
    books: Books, outcome: Outcome, why: Why | None
) -> None:
    number, dues = await goes_out(books, 2)

    await became(books, dues, DELIVERED, outcome)

    state, found, _ = await stands(books, number)
    assert (state, found) == (State.PAUSED if why else State.RUNNING, why)


@pytest.mark.parametrize(
    ("fate", "why"),
    [(REFUSED, Why.ERRORS), (UNKNOWN, Why.DOUBTS), (BLOCKED, None), (DELIVERED, None)],
    ids=lambda one: one.reason if isinstance(one, Outcome) else None,
)
async def test_many_that_fail_alike_pause_it_and_not_before_they_are_many(
    books: Books, fate: Outcome, why: Why | None
) -> None:
    number, dues = await goes_out(books, 20)

    await became(books, dues[:19], *[fate] * 19)
    assert (await stands(books, number))[:2] == (State.RUNNING, None)
    await became(books, dues[19:], fate)

    assert (await stands(books, number))[:2] == (State.PAUSED if why else State.RUNNING, why)
