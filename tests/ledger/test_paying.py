"""Part-paid purchases in the books: spent soonest first, given back where they came from, exact with many at once."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from random import Random

import pytest
from sqlalchemy import select

from bot.actions.asked import Payment, last_payment
from bot.actions.freezing import freeze, unfreeze
from bot.actions.log import NotAllowedError
from bot.actions.payments import Ringing, ask_payment, decline, pay, withdraw
from bot.actions.refunds import Parked, Returned, receive_refund, refund_purchase
from bot.actions.reversals import Reversed
from bot.actions.sales import Rung, record_sale, undo_sale
from bot.actions.spending import Shown, Taken, make_code, take_by_digits, take_by_secret
from bot.actions.terms import apply_terms, read_terms
from bot.database import Query
from bot.rules.lots import GRACE_DAYS
from bot.rules.refusals import Refusal
from bot.rules.roles import OPERATOR, SYSTEM, Actor, Role
from bot.rules.spending import Paid, Purpose
from bot.rules.times import end_of, local_day
from bot.shop import Work
from bot.tables.outbox import deliveries
from tests.ledger.books import CARL, CORA, MAX, OLGA, Books
from tests.ledger.test_parallel import Size, outcomes
from tests.spending import spend_points

pytestmark = pytest.mark.promise(57)
_MESSAGES = count(1)
_TO_BE_SAID = Query(
    datetime, select(deliveries.c.due).where(deliveries.c.kind == "code_over", deliveries.c.state == "queued")
)


async def take_points(books: Books, share: int = 100, worth_points: int = 1, worth_amount: int = 1) -> None:
    """The owner lets points pay, a cent each."""
    async with books.shop.work() as work:
        terms = replace(
            await read_terms(work), worth_points=worth_points, worth_amount=worth_amount, pays=True, pay_share=share
        )
        assert not isinstance(await apply_terms(work, OLGA, terms), Refusal)


async def member_of(books: Books, points: int) -> Actor:
    """A member on Telegram who earned so many points."""
    telegram_id = 5000 + next(_MESSAGES)
    mei = Actor(Role.MEMBER, telegram_id=telegram_id, member_id=await books.member(telegram_id=telegram_id))
    if points:
        await books.bought(id_of(mei), points * 100)
    return mei


def id_of(member: Actor) -> int:
    """The member's number."""
    assert member.member_id is not None
    return member.member_id


async def shown_code(books: Books, mei: Actor) -> str:
    """A code that the member made; its secret."""
    async with books.shop.work() as work:
        made = await make_code(work, mei, Purpose.PAY, Shown(mei.telegram_id or 0, next(_MESSAGES)))
        assert not isinstance(made, Refusal), made
        return made.secret


async def asked_for(
    books: Books, mei: Actor, amount: int, points: int, receipt: str = "", *, till: Actor = CARL
) -> Payment:
    """The till took a new code of the member's and asks."""
    secret = await shown_code(books, mei)
    async with books.shop.work() as work:
        taken = await take_by_secret(work, till, secret)
        assert isinstance(taken, Taken)
        ringing = Ringing(taken.id, taken.member_id, amount, receipt or f"till {next(_MESSAGES)}")
        payment = await ask_payment(work, till, ringing, points, Shown(till.telegram_id or 0, next(_MESSAGES)))
        assert isinstance(payment, Payment), payment
        return payment


async def paid_for(books: Books, mei: Actor, amount: int, points: int, *, till: Actor = CARL) -> int:
    """A purchase that points paid a part of; its number."""
    payment = await asked_for(books, mei, amount, points, till=till)
    async with books.shop.work() as work:
        done = await pay(work, mei, payment.id)
    assert isinstance(done, Payment), done
    async with books.shop.work() as work:
        again = await pay(work, mei, payment.id)
    assert isinstance(again, Payment)
    assert again.purchase_id is not None
    return again.purchase_id


async def refund(books: Books, purchase_id: int, amount: int | None, reference: str = "") -> Reversed:
    """A refund that must be made."""
    async with books.shop.work() as work:
        done = await refund_purchase(work, MAX, purchase_id, amount, reference or f"ref {next(_MESSAGES)}")
    assert isinstance(done, Reversed), done
    return done


async def test_12_50_paid_with_500_points_earns_on_7_50_and_goes_back_as_it_came(books: Books) -> None:
    await take_points(books)
    mei = await member_of(books, 1000)

    number = await paid_for(books, mei, 1250, 500)
    assert (await books.account(id_of(mei)))[:4] == (507, 0, 2, 101_250)

    first = await refund(books, number, 500)
    assert (first.amount - first.paid.worth, first.paid, first.points) == (300, Paid(200, 200), 2)
    assert (await books.account(id_of(mei))).points == 507 + 200 - 2

    rest = await refund(books, number, None)
    assert (rest.amount - rest.paid.worth, rest.paid, rest.points) == (450, Paid(300, 300), 5)
    assert (await books.account(id_of(mei)))[:4] == (1000, 0, 2, 100_000)
    assert await books.agree()


async def test_points_go_back_to_their_own_lots_with_their_own_expiry_the_longest_lasting_first(books: Books) -> None:
    await take_points(books)
    mei = await member_of(books, 300)
    books.clock.move(days=60)
    await books.bought(id_of(mei), 20_000)
    before = await books.lots(id_of(mei))

    number = await paid_for(books, mei, 400, 400)
    assert [lot.left for lot in await books.lots(id_of(mei))] == [0, 100]

    await refund(books, number, 150)
    assert [lot.left for lot in await books.lots(id_of(mei))] == [50, 200]
    await refund(books, number, None)
    assert await books.lots(id_of(mei)) == before


async def test_points_whose_day_is_past_come_back_for_a_week(books: Books) -> None:
    await take_points(books)
    await books.rule(months=1)
    mei = await member_of(books, 300)
    number = await paid_for(books, mei, 300, 300)
    books.clock.move(days=90)

    await refund(books, number, 100)
    zone = books.shop.store.zone_info
    week = end_of(local_day(books.clock.now(), zone) + timedelta(days=GRACE_DAYS), zone)
    [lot] = await books.lots(id_of(mei))
    assert (lot.left, lot.expires_at) == (100, week)

    await refund(books, number, None)
    [lot] = await books.lots(id_of(mei))
    assert (lot.left, lot.expires_at) == (300, week)
    assert await books.agree()


@pytest.mark.parametrize("order", ["refund, spend", "spend, refund", "half, spend, half"])
async def test_there_is_no_free_reward_in_a_part_paid_purchase(books: Books, order: str) -> None:
    await take_points(books)
    mei = await member_of(books, 100)
    number = await paid_for(books, mei, 5100, 100)
    assert (await books.account(id_of(mei))).points == 50

    for step in order.split(", "):
        if step == "spend":
            async with books.shop.work() as work:
                have = await books_points(books, mei)
                await spend_points(work, SYSTEM, id_of(mei), have, order)
        else:
            await refund(books, number, 2550 if step == "half" else None)

    spent = {"refund, spend": 100, "spend, refund": 50, "half, spend, half": 75}[order]
    account = await books.account(id_of(mei))
    assert account.points - account.debt == 100 - spent
    assert await books.agree()


async def books_points(books: Books, mei: Actor) -> int:
    """What the member has."""
    return (await books.account(id_of(mei))).points


async def test_what_comes_back_pays_a_debt_before_anything_is_kept(books: Books) -> None:
    await take_points(books)
    mei = await member_of(books, 100)
    number = await paid_for(books, mei, 100, 100)
    first = await books.bought(id_of(mei), 5000)
    async with books.shop.work() as work:
        await spend_points(work, SYSTEM, id_of(mei), 50, "mug")
    await refund(books, first, None)
    assert (await books.account(id_of(mei)))[:2] == (0, 50)

    await refund(books, number, 30)
    assert (await books.account(id_of(mei)))[:2] == (0, 20)
    await refund(books, number, 70)
    assert (await books.account(id_of(mei)))[:2] == (50, 0)
    assert await books.agree()


async def test_a_refund_that_came_before_its_purchase_gives_the_points_back_when_it_arrives(books: Books) -> None:
    await take_points(books)
    mei = await member_of(books, 1000)
    returned = Returned("till:1", "4711", "r1", 500, books.clock.now())
    async with books.shop.work() as work:
        assert isinstance(await receive_refund(work, OPERATOR, returned), Parked)

    payment = await asked_for(books, mei, 1250, 500, "4711")
    async with books.shop.work() as work:
        assert isinstance(await pay(work, mei, payment.id), Payment)

    assert (await books.account(id_of(mei))).points == 1000 - 500 + 7 + 200 - 2
    assert await books.agree()


async def test_a_part_paid_sale_is_undone_whole_and_once(books: Books) -> None:
    await take_points(books)
    mei = await member_of(books, 1000)
    number = await paid_for(books, mei, 1250, 500)

    async def undo() -> object:
        async with books.shop.work() as work:
            return await undo_sale(work, CARL, number)

    answers = await asyncio.gather(undo(), undo())

    assert outcomes(list(answers)) == {"Reversed": 1, "purchase_undone": 1}
    assert (await books.account(id_of(mei)))[:4] == (1000, 0, 1, 100_000)
    assert await books.agree()


@pytest.mark.either
async def test_any_split_of_refunds_gives_back_all_points_and_all_money_and_never_more(
    books: Books, size: Size, seed: int
) -> None:
    chance = Random(seed)
    for _ in range(size(15, 300)):
        await take_points(books, worth_points=chance.randint(1, 7), worth_amount=chance.randint(1, 7))
        mei = await member_of(books, 0)
        for _ in range(chance.randint(1, 3)):
            await books.bought(id_of(mei), chance.randint(5_000, 50_000))
            books.clock.move(days=chance.randint(0, 40))
        before = await books.account(id_of(mei)), await books.lots(id_of(mei))
        amount = chance.randint(300, 9000)
        number = await paid_for(books, mei, amount, chance.randint(30, 50))
        earned = (await books.lots(id_of(mei)))[len(before[1]) :]

        money, points = 0, 0
        left = amount
        while left:
            part = chance.choice((chance.randint(1, left), left))
            done = await refund(books, number, part)
            left -= part
            money, points = money + done.amount - done.paid.worth, points + done.paid.points
            spent = (await books.account(id_of(mei))).points
            assert spent <= before[0].points + sum(lot.points for lot in earned)
        account = await books.account(id_of(mei))
        assert (account.points, account.debt, account.spent) == (before[0].points, 0, before[0].spent)
        assert (await books.lots(id_of(mei)))[: len(before[1])] == before[1]
        assert all(lot.left == 0 for lot in (await books.lots(id_of(mei)))[len(before[1]) :])
    assert await books.agree()


@pytest.mark.promise(54)
async def test_a_member_who_says_yes_many_times_at_once_pays_once(books: Books, size: Size) -> None:
    await take_points(books)
    mei = await member_of(books, 1000)
    payment = await asked_for(books, mei, 1250, 500)

    async def yes() -> object:
        async with books.shop.work() as work:
            return await pay(work, mei, payment.id)

    answers = await asyncio.gather(*(yes() for _ in range(size(20, 200))))

    assert set(outcomes(answers)) == {"Payment"}
    assert (await books.account(id_of(mei)))[:3] == (507, 0, 2)
    assert await books.agree()


@pytest.mark.promise(78)
async def test_a_code_pays_once_and_for_a_quarter_of_an_hour_and_to_whom_it_was_shown(books: Books) -> None:
    await take_points(books)
    mei = await member_of(books, 500)
    payment = await asked_for(books, mei, 1250, 100)

    async def ask(till: Actor, code_id: int, receipt: str) -> object:
        async with books.shop.work() as work:
            ringing = Ringing(code_id, id_of(mei), 1250, receipt)
            return await ask_payment(work, till, ringing, 100, Shown(till.telegram_id or 0, next(_MESSAGES)))

    assert await ask(CORA, payment.code_id, "other") == Refusal("spend_code_unknown")
    books.clock.move(minutes=15)
    again = await ask(CARL, payment.code_id, "later")
    assert isinstance(again, Payment)
    async with books.shop.work() as work:
        assert isinstance(await pay(work, mei, again.id), Payment)
    assert await ask(CARL, payment.code_id, "once more") == Refusal("spend_code_unknown")

    late = await asked_for(books, mei, 1250, 100)
    books.clock.move(minutes=15, seconds=1)
    assert await ask(CARL, late.code_id, "too late") == Refusal("spend_code_unknown")


@pytest.mark.promise(54)
async def test_the_same_points_asked_for_at_two_tills_pay_once(books: Books) -> None:
    await take_points(books)
    mei = await member_of(books, 500)
    both = [await asked_for(books, mei, 1250, 500, till=till) for till in (CARL, CORA)]

    async def yes(payment: Payment) -> object:
        async with books.shop.work() as work:
            return await pay(work, mei, payment.id)

    answers = await asyncio.gather(*map(yes, both))

    assert outcomes(answers) == {"Payment": 1, "points_short": 1}
    assert (await books.account(id_of(mei)))[:3] == (7, 0, 2)
    assert await books.agree()


@pytest.mark.promise(78)
async def test_a_code_shown_at_many_tills_at_once_is_taken_at_one(books: Books, size: Size) -> None:
    await take_points(books)
    mei = await member_of(books, 500)
    secret = await shown_code(books, mei)
    n = size(20, 200)

    async def scan(till: Actor) -> object:
        async with books.shop.work() as work:
            return await take_by_secret(work, till, secret)

    answers = await asyncio.gather(*(scan(till) for till in (CARL, CORA) * n))

    assert outcomes(answers) == {"Taken": 1, "spend_code_unknown": 2 * n - 1}


@pytest.mark.promise(78)
async def test_a_newer_code_ends_the_older_in_the_same_instant(books: Books) -> None:
    await take_points(books)
    mei = await member_of(books, 500)
    older, newer = await shown_code(books, mei), await shown_code(books, mei)

    async with books.shop.work() as work:
        assert await take_by_secret(work, CARL, older) == Refusal("spend_code_unknown")
        assert isinstance(await take_by_secret(work, CARL, newer), Taken)


async def test_a_message_that_shows_a_newer_code_is_not_said_to_be_over_for_the_older(books: Books) -> None:
    await take_points(books)
    mei, same = await member_of(books, 500), Shown(7, 7)
    async with books.shop.work() as work:
        first = await make_code(work, mei, Purpose.PAY, same)
        second = await make_code(work, mei, Purpose.PAY, same)

    assert not isinstance(first, Refusal)
    assert not isinstance(second, Refusal)
    async with books.shop.reading() as reading:
        assert await reading.all(_TO_BE_SAID) == [second.expires_at]


async def test_without_points_there_is_a_code_for_vouchers_only(books: Books) -> None:
    mei = await member_of(books, 0)
    async with books.shop.work() as work:
        assert await make_code(work, mei, Purpose.PAY, Shown(1, 1)) == Refusal("pay_off")
    await take_points(books)
    async with books.shop.work() as work:
        assert await make_code(work, mei, Purpose.PAY, Shown(1, 1)) == Refusal("pay_no_points")
        assert not isinstance(await make_code(work, mei, Purpose.USE, Shown(1, 1)), Refusal)


@pytest.mark.promise(78)
async def test_a_code_and_a_question_are_good_for_all_of_their_minute_and_no_longer(books: Books) -> None:
    await take_points(books)
    mei = await member_of(books, 500)
    secret, late = await shown_code(books, mei), await member_of(books, 500)
    books.clock.move(seconds=60)
    async with books.shop.work() as work:
        assert isinstance(await take_by_secret(work, CARL, secret), Taken)
    secret = await shown_code(books, late)
    books.clock.move(seconds=61)
    async with books.shop.work() as work:
        assert await take_by_secret(work, CARL, secret) == Refusal("spend_code_unknown")

    for seconds, answer in ((60, "Payment"), (61, "payment_over")):
        payment = await asked_for(books, mei, 100, 100)
        books.clock.move(seconds=seconds)
        async with books.shop.work() as work:
            assert outcomes([await pay(work, mei, payment.id)]) == {answer: 1}
    assert (await books.account(id_of(mei))).points == 400


@pytest.mark.promise(78)
@pytest.mark.parametrize("between", ["spent", "stopped", "taken back", "declined"])
async def test_a_yes_and_what_comes_between_at_once_are_exact(books: Books, between: str, size: Size) -> None:
    await take_points(books)
    for _ in range(size(5, 100)):
        mei = await member_of(books, 500)
        payment = await asked_for(books, mei, 1250, 500)

        async def yes(mei: Actor = mei, payment: Payment = payment) -> object:
            async with books.shop.work() as work:
                return await pay(work, mei, payment.id)

        async def other(mei: Actor = mei, payment: Payment = payment) -> object:
            async with books.shop.work() as work:
                match between:
                    case "spent":
                        return await spend_points(work, SYSTEM, id_of(mei), 1, f"mug {mei.member_id}")
                    case "stopped":
                        await freeze(work, mei, payment.id)
                    case "taken back":
                        await withdraw(work, CARL, payment.code_id)
                    case "declined":
                        await decline(work, mei, payment.id)
                return None

        answer, came_between = await asyncio.gather(yes(), other())

        points, debt, purchases = (await books.account(id_of(mei)))[:3]
        spent = 1 if between == "spent" and not isinstance(came_between, Refusal) else 0
        if isinstance(answer, Payment):
            assert (points, debt, purchases) == (7 - spent, 0, 2)
        else:
            assert (points, debt, purchases) == (500 - spent, 0, 1)
    assert await books.agree()


@pytest.mark.promise(78)
async def test_nothing_is_spent_from_a_stopped_card_until_the_stop_is_lifted(books: Books) -> None:
    await take_points(books)
    mei = await member_of(books, 500)
    payment = await asked_for(books, mei, 1250, 500)
    async with books.shop.work() as work:
        await freeze(work, mei, payment.id)

    async with books.shop.work() as work:
        assert await pay(work, mei, payment.id) == Refusal("payment_over")
        assert await spend_points(work, SYSTEM, id_of(mei), 1, "mug") == Refusal("spending_frozen")
        code = await make_code(work, mei, Purpose.PAY, Shown(1, 1))
        assert code == Refusal("spending_frozen")
        assert isinstance(await record_sale(work, CARL, id_of(mei), 700, "r", anyway=True), Rung)
        assert await unfreeze(work, MAX, id_of(mei))
        assert not await unfreeze(work, MAX, id_of(mei))
    await paid_for(books, mei, 1250, 507)

    assert (await books.account(id_of(mei)))[:2] == (7, 0)
    assert await books.agree()


async def test_a_receipt_that_was_recorded_meanwhile_takes_no_points(books: Books) -> None:
    await take_points(books)
    mei = await member_of(books, 500)
    payment = await asked_for(books, mei, 1250, 500, "4711")
    async with books.shop.work() as work:
        assert isinstance(await record_sale(work, CORA, id_of(mei), 1250, "4711"), Rung)

    async with books.shop.work() as work:
        assert await pay(work, mei, payment.id) == Refusal("payment_over")

    assert (await books.account(id_of(mei)))[:3] == (512, 0, 2)
    assert await books.agree()


async def test_only_the_till_asks_only_the_member_answers_and_only_managers_lift_a_stop(books: Books) -> None:
    ada, mei = Actor(Role.AGENT, telegram_id=905, staff_id=5), await member_of(books, 100)
    ringing, shown = Ringing(1, id_of(mei), 100, "1"), Shown(1, 1)
    acts: list[Callable[[Work], Awaitable[object]]] = [
        lambda work: ask_payment(work, ada, ringing, 1, shown),
        lambda work: take_by_secret(work, ada, "x"),
        lambda work: take_by_digits(work, mei, "00000000"),
        lambda work: last_payment(work, mei, 1),
        lambda work: make_code(work, CARL, Purpose.PAY, shown),
        lambda work: pay(work, CARL, 1),
        lambda work: decline(work, CARL, 1),
        lambda work: freeze(work, CARL, 1),
        lambda work: unfreeze(work, CARL, id_of(mei)),
    ]
    for act in acts:
        with pytest.raises(NotAllowedError):
            async with books.shop.work() as work:
                await act(work)
