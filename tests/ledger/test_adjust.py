"""Points put right in the books: what is owed is paid first, nothing goes below zero, and two people decide once."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.actions.adjust import adjust_points
from bot.actions.approvals import Asked
from bot.actions.decisions import decide, lapse_approvals
from bot.actions.points import Posted
from bot.actions.refunds import refund_purchase
from bot.actions.terms import apply_terms, read_terms
from bot.database import Query
from bot.rules.adjust import adjusted, read_change, read_reason
from bot.rules.lots import Lot, Movement
from bot.rules.refusals import Refusal
from bot.rules.roles import SYSTEM, Actor
from bot.tables.approvals import adjustments, approvals
from tests.ledger.books import MAX, OLGA, OPENING, Books
from tests.spending import spend_points

_DECIDED = Query(bool, select(approvals.c.approved).where(approvals.c.decided_at.is_not(None)))
_APPROVED_BY = Query(int, select(adjustments.c.approved_by))


async def adjusts(books: Books, member: int, points: int, key: str = "one") -> Posted | Asked | Refusal:
    """Max puts points right."""
    async with books.shop.work() as work:
        return await adjust_points(work, MAX, member, points, "a good reason", key)


async def alone(books: Books, points: int) -> None:
    """So many points one person may change alone."""
    async with books.shop.work() as work:
        await apply_terms(work, OLGA, replace(await read_terms(work), adjust_alone=points))


async def test_points_given_pay_what_is_owed_first_and_last_as_long_as_others(books: Books) -> None:
    mei = await books.member()
    number = await books.bought(mei, 10_000)
    async with books.shop.work() as work:
        await spend_points(work, SYSTEM, mei, 80, "a cake")
        await refund_purchase(work, MAX, number, 10_000, "R1")
    assert (await books.account(mei)).debt == 80

    done = await adjusts(books, mei, 100)

    assert isinstance(done, Posted)
    assert (done.balance, done.debt) == (20, 0)
    assert (await books.lots(mei))[-1].expires_at.isoformat() == "2027-03-02T15:59:59.999999+00:00"
    assert await books.agree()


async def test_points_taken_leave_the_lots_that_end_soonest(books: Books) -> None:
    mei = await books.member()
    await books.bought(mei, 3000)
    books.clock.move(days=40)
    await books.bought(mei, 5000)

    assert isinstance(await adjusts(books, mei, -40), Posted)

    assert [lot.left for lot in await books.lots(mei)] == [0, 40]
    assert await adjusts(books, mei, -41, "two") == Refusal("points_short", {"wanted": 41, "have": 40})
    assert await books.agree()


async def test_ten_who_press_at_once_give_the_points_once(books: Books) -> None:
    mei = await books.member()

    done = await asyncio.gather(*(adjusts(books, mei, 100) for _ in range(10)))

    assert len({one.entry_id for one in done if isinstance(one, Posted)}) == 1
    assert (await books.account(mei)).points == 100
    assert await books.agree()


async def test_of_many_who_decide_at_once_one_does(books: Books) -> None:
    mei = await books.member()
    await alone(books, 0)
    asked = await adjusts(books, mei, 500)
    assert isinstance(asked, Asked)

    async def decides(actor: Actor, yes: bool) -> Mapping[str, object] | Refusal:
        async with books.shop.work() as work:
            return await decide(work, actor, asked.approval_id, yes)

    answers = await asyncio.gather(*(decides(OLGA, yes) for yes in (True, False) * 5), decides(MAX, True))

    assert sum(not isinstance(one, Refusal) for one in answers) == 1
    assert {one.key for one in answers if isinstance(one, Refusal)} <= {"approval_settled", "approval_own"}
    async with books.shop.work() as work:
        [approved] = await work.all(_DECIDED)
        assert await work.all(_APPROVED_BY) == ([OLGA.staff_id] if approved else [])
    assert (await books.account(mei)).points == (500 if approved else 0)
    assert await books.agree()


async def test_a_day_later_nobody_decides_any_more_and_it_lapses_once(books: Books) -> None:
    mei = await books.member()
    await alone(books, 0)
    asked = await adjusts(books, mei, 500)
    assert isinstance(asked, Asked)
    books.clock.move(hours=24, seconds=1)

    async with books.shop.work() as work:
        assert await decide(work, OLGA, asked.approval_id, True) == Refusal("approval_lapsed")
        assert [await lapse_approvals(work), await lapse_approvals(work)] == [1, 0]
        assert await decide(work, OLGA, asked.approval_id, True) == Refusal("approval_settled")
        assert await decide(work, OLGA, 10**6, True) == Refusal("approval_settled")
    assert (await books.account(mei)).points == 0


async def test_whoever_asked_and_has_another_role_by_now_gets_nothing_done(books: Books) -> None:
    mei = await books.member()
    await alone(books, 0)
    asked = await adjusts(books, mei, 500)
    assert isinstance(asked, Asked)
    await books.sql(f"UPDATE staff SET role = 'cashier' WHERE id = {MAX.staff_id}")

    async with books.shop.work() as work:
        came = await decide(work, OLGA, asked.approval_id, True)

    assert not isinstance(came, Refusal)
    assert came["refusal"] == "approval_asker_gone"
    assert (await books.account(mei)).points == 0


@given(st.integers(-(10**9), 10**9).filter(bool))
def test_a_change_is_read_as_it_was_written(points: int) -> None:
    assert read_change(f"{points:+d}") == points
    assert read_change(f" {points:+d} ".replace("-", "−")) == points


def test_a_change_needs_its_sign_and_a_reason_some_words() -> None:
    for wrong in ("500", "+", "-", "", "+5.5", "++5", "+5 0x", "5+", "+" + "9" * 13):
        assert read_change(wrong) == Refusal("adjust_unreadable"), wrong
    assert read_change("+0") == Refusal("points_not_positive", {})
    assert read_reason(" a  late \n thank-you ") == "a late thank-you"
    assert isinstance(read_reason("ab"), Refusal)
    assert read_reason("补发") == "补发"
    assert isinstance(read_reason("补"), Refusal)
    assert isinstance(read_reason("x" * 201), Refusal)
    assert read_reason("x" * 200) == "x" * 200


@given(
    lots=st.lists(st.tuples(st.integers(0, 50), st.integers(-3, 3)), max_size=6),
    debt=st.integers(0, 40),
    points=st.integers(-120, 120).filter(bool),
)
def test_an_adjustment_never_takes_what_is_not_there(lots: list[tuple[int, int]], debt: int, points: int) -> None:
    held = [Lot(n, left, left, OPENING.replace(day=10 + day), None) for n, (left, day) in enumerate(lots, 1)]
    good = sum(lot.left for lot in held)
    owed = 0 if good else debt  # a debt stands only while no points do

    done = adjusted(held, owed, points, OPENING)

    if points < -good:
        assert isinstance(done, Refusal)
    else:
        assert isinstance(done, Movement)
        taken = sum(take.points for take in done.takes)
        assert taken == (min(points, owed) if points > 0 else -points)
        assert -done.debt == min(max(points, 0), owed)
