"""Vouchers in the books: the last of a reward goes once, points go back where they were, guessing finds nothing."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import median

import pytest
from sqlalchemy import bindparam, func, select

from bot.actions.ending import end_vouchers, expire_vouchers, warn_of_vouchers
from bot.actions.guesses import WRONG_TRIES
from bot.actions.rewards import make_reward, read_reward
from bot.actions.taking import find_voucher, take_voucher
from bot.actions.terms import apply_terms, read_terms
from bot.actions.vouchers import Redeemed, Returned, in_hand, return_voucher
from bot.database import Query
from bot.rules.codes import ALPHABET
from bot.rules.ledger import EntryKind
from bot.rules.refusals import Refusal
from bot.rules.rewards import Reward, RewardKind, RewardState
from bot.rules.roles import Actor, Role
from bot.rules.vouchers import Voucher
from bot.tables.outbox import deliveries
from bot.tables.points import entries
from bot.tables.rewards import vouchers
from tests.killer import wait_until
from tests.ledger.books import CARL, CORA, MAX, OLGA, Books
from tests.ledger.shelf import grab, reach
from tests.spending import spend_points
from tests.warm import Warm

Size = Callable[[int, int], int]
COFFEE = Reward(None, RewardKind.GIFT, {"en": "Coffee"}, {}, 100, state=RewardState.ACTIVE)
_VOUCHERS = Query(int, select(func.count()).select_from(vouchers))
_KINDS = Query(str, select(entries.c.kind).where(entries.c.member_id == bindparam("member")).order_by(entries.c.id))
_TOLD = Query(int, select(func.count()).where(deliveries.c.kind == bindparam("kind")))


def of(member_id: int) -> Actor:
    """The member as whoever acts."""
    return Actor(Role.MEMBER, member_id, member_id)


async def shelve(books: Books, **parts: object) -> int:
    """Offer a reward; its number."""
    async with books.shop.work() as work:
        made = await make_reward(work, MAX, Reward(**{**COFFEE._asdict(), **parts}))
    assert isinstance(made, Reward)
    assert made.id is not None
    return made.id


async def rich(books: Books, points: int = 100) -> int:
    """A member with so many points."""
    mei = await books.member(telegram_id=None)
    await books.bought(mei, points * 100)
    return mei


async def redeemed(books: Books, reward_id: int, member_id: int, press: str = "A") -> Voucher:
    """The voucher of a member who redeems."""
    done = await reach(books, reward_id, member_id, press)
    assert isinstance(done, Redeemed), done
    return done.voucher


async def code_of(books: Books, voucher: Voucher) -> str:
    """A voucher's code."""
    async with books.shop.work() as work:
        code = (await in_hand(work, voucher)).code
    assert code is not None
    return code


def said(answers: list[Redeemed | Refusal]) -> Counter[str]:
    """How many of each answer."""
    return Counter(one.key if isinstance(one, Refusal) else "redeemed" for one in answers)


@pytest.mark.promise(53)
async def test_the_last_of_a_reward_goes_to_one_of_many_at_once(books: Books, size: Size) -> None:
    n, coffee = size(50, 1000), await shelve(books, stock=1)
    members = [await rich(books) for _ in range(n)]

    answers = await asyncio.gather(*(reach(books, coffee, member) for member in members))

    assert said(answers) == {"redeemed": 1, "reward_gone": n - 1}
    async with books.shop.reading() as work:
        assert await work.the(_VOUCHERS) == 1
        left = await read_reward(work, coffee)
    assert left is not None
    assert left.stock == 0
    points = [(await books.account(member)).points for member in members]
    assert Counter(points) == {0: 1, 100: n - 1}
    assert await books.agree()


@pytest.mark.promise(53)
async def test_the_last_of_a_reward_goes_to_one_of_many_in_many_processes(
    books: Books, database_url: str, tmp_path: Path, size: Size
) -> None:
    processes, each, coffee = size(2, 20), size(10, 50), await shelve(books, stock=1)
    members = [await rich(books) for _ in range(processes * each)]
    gate, outs = tmp_path / "now", [tmp_path / f"{number}.out" for number in range(processes)]
    crowd = [
        Warm(grab, [database_url, coffee, *span, gate], {}, tmp_path, out, out.with_suffix(".err"))
        for out, span in zip(
            outs, ((members[n], members[n + each - 1]) for n in range(0, len(members), each)), strict=True
        )
    ]
    wait_until(lambda: all(out.read_text() for out in outs) or any(one.poll() for one in crowd))

    gate.touch()
    began = time.perf_counter()
    codes = [one.wait(120) for one in crowd]
    print(f"{len(members)} reached in {time.perf_counter() - began:.2f} s")

    assert codes == [0] * processes, [out.with_suffix(".err").read_text() for out in outs]
    answers = Counter(line for out in outs for line in out.read_text().split())
    assert answers == {"ready": processes, "redeemed": 1, "reward_gone": len(members) - 1}
    assert await books.agree()


async def test_a_reward_without_end_goes_to_everybody_and_a_limit_holds_for_each(books: Books) -> None:
    coffee, mei = await shelve(books, each=2), await rich(books, 1000)
    assert said([await reach(books, await shelve(books), await rich(books)) for _ in range(3)]) == {"redeemed": 3}

    answers = await asyncio.gather(*(reach(books, coffee, mei, f"{n}") for n in range(5)))

    assert said(answers) == {"redeemed": 2, "reward_had": 3}
    assert (await books.account(mei)).points == 800


async def test_one_press_that_comes_many_times_redeems_once(books: Books) -> None:
    coffee, mei = await shelve(books, stock=9), await rich(books, 1000)

    answers = await asyncio.gather(*(reach(books, coffee, mei, "same") for _ in range(20)))

    assert {one.voucher.id for one in answers if isinstance(one, Redeemed)} == {1}
    assert Counter(one.again for one in answers if isinstance(one, Redeemed)) == {False: 1, True: 19}
    assert (await books.account(mei)).points == 900
    async with books.shop.reading() as work:
        assert (await read_reward(work, coffee) or COFFEE).stock == 8


async def test_who_is_short_of_points_takes_nothing_from_the_shelf(books: Books) -> None:
    coffee, mei = await shelve(books, stock=1), await rich(books, 99)

    answer = await reach(books, coffee, mei)

    assert isinstance(answer, Refusal)
    assert (answer.key, answer.data) == ("points_short", {"wanted": 100, "have": 99})
    async with books.shop.reading() as work:
        assert (await read_reward(work, coffee) or COFFEE).stock == 1


async def test_points_that_have_expired_buy_nothing_though_they_are_still_in_the_account(books: Books) -> None:
    coffee, mei = await shelve(books, stock=1), await rich(books)
    books.clock.move(days=370)

    answer = await reach(books, coffee, mei)

    assert isinstance(answer, Refusal)
    assert answer.key == "points_short"
    async with books.shop.reading() as work:
        assert (await read_reward(work, coffee) or COFFEE).stock == 1


async def test_a_returned_voucher_brings_its_points_back_to_their_lots_with_their_own_expiry(books: Books) -> None:
    coffee, mei = await shelve(books), await rich(books, 60)
    books.clock.move(days=3)
    await books.bought(mei, 6000)
    before = await books.lots(mei)
    voucher = await redeemed(books, coffee, mei)
    assert [lot.left for lot in await books.lots(mei)] == [0, 20]
    books.clock.move(days=14)

    async with books.shop.work() as work:
        back = await return_voucher(work, of(mei), voucher.id)

    assert isinstance(back, Returned)
    assert back.balance == 120
    assert await books.lots(mei) == before
    async with books.shop.reading() as work:
        assert await work.all(_KINDS, member=mei) == [
            EntryKind.EARN,
            EntryKind.EARN,
            EntryKind.REDEEM,
            EntryKind.GIVE_BACK,
        ]
    assert await books.agree()


async def test_the_owners_terms_say_how_long_a_voucher_can_be_returned(books: Books) -> None:
    async with books.shop.work() as work:
        terms = await read_terms(work)
        await apply_terms(work, OLGA, type(terms)(terms.worth_points, terms.worth_amount, return_days=0))
    coffee, mei = await shelve(books), await rich(books)
    voucher = await redeemed(books, coffee, mei)

    async with books.shop.work() as work:
        done = await return_voucher(work, of(mei), voucher.id)

    assert isinstance(done, Refusal)
    assert done.key == "voucher_kept"


async def test_of_a_take_and_a_return_at_once_one_happens(books: Books, size: Size) -> None:
    coffee, mei = await shelve(books), await rich(books, 10_000)
    n = size(10, 100)
    numbers = [(await redeemed(books, coffee, mei, f"{press}")).id for press in range(n)]

    async def take(number: int, till: Actor) -> object:
        async with books.shop.work() as work:
            return await take_voucher(work, till, number)

    async def give_back(number: int) -> object:
        async with books.shop.work() as work:
            return await return_voucher(work, of(mei), number)

    answers = await asyncio.gather(
        *(act for number in numbers for act in (give_back(number), take(number, CARL), take(number, CORA)))
    )

    returned = sum(isinstance(one, Returned) for one in answers)
    assert returned + sum(isinstance(one, Voucher) for one in answers) == n
    assert (await books.account(mei)).points == 10_000 - 100 * (n - returned)
    assert await books.agree()


async def test_vouchers_end_in_pages_and_give_nothing_back(books: Books) -> None:
    coffee, mei = await shelve(books), await rich(books, 1000)
    numbers = [await redeemed(books, coffee, mei, f"{n}") for n in range(5)]
    async with books.shop.work() as work:
        await take_voucher(work, CARL, numbers[0].id)
    books.clock.at = numbers[0].expires_at
    async with books.shop.work() as work:
        assert await expire_vouchers(work, 3) == 0

    books.clock.move(microseconds=1)
    pages = []
    for _ in range(3):
        async with books.shop.work() as work:
            pages.append(await expire_vouchers(work, 3))
    async with books.shop.work() as work:
        late = await take_voucher(work, CARL, numbers[1].id)

    assert pages == [3, 1, 0]
    assert isinstance(late, Refusal)
    assert late.key == "voucher_expired"
    assert (await books.account(mei)).points == 500


@pytest.mark.parametrize(
    ("days", "spoken_of"), [(30, [24]), (7, [6]), (3, [2]), (1, [])], ids=["a month", "a week", "three days", "a day"]
)
async def test_a_voucher_is_spoken_of_once_when_its_end_comes_near(
    books: Books, days: int, spoken_of: list[int]
) -> None:
    coffee, mei = await shelve(books, voucher_days=days), await rich(books)
    await redeemed(books, coffee, mei)

    found = []
    for day in range(days):
        async with books.shop.work() as work:
            if await warn_of_vouchers(work, 10):
                found.append(day)
        books.clock.move(days=1)

    assert found == spoken_of


async def test_whoever_is_forgotten_leaves_no_voucher_that_a_code_opens(books: Books) -> None:
    coffee, mei = await shelve(books), await rich(books)
    voucher = await redeemed(books, coffee, mei)
    code = await code_of(books, voucher)

    async with books.shop.work() as work:
        await end_vouchers(work, mei)
    async with books.shop.work() as work:
        found = await find_voucher(work, CARL, code)
        taken = await take_voucher(work, CARL, voucher.id)

    assert isinstance(found, Refusal)
    assert isinstance(taken, Refusal)


@pytest.mark.promise(65)
async def test_whoever_guesses_has_five_tries_in_ten_minutes_one_answer_and_the_owners_hear_of_it(
    books: Books, size: Size
) -> None:
    coffee = await shelve(books)
    codes = [await code_of(books, await redeemed(books, coffee, await rich(books))) for _ in range(5)]
    tries, answers = size(300, 10_000), set()

    for number in range(tries):
        wrong = "".join(books.shop.chance.choices(ALPHABET, k=12))
        async with books.shop.work() as work:
            found = await find_voucher(work, CARL, codes[number % 5] if number >= WRONG_TRIES else wrong)
        answers.add(found.key if isinstance(found, Refusal) else "")

    assert answers == {"voucher_unknown"}
    async with books.shop.reading() as work:
        assert await work.the(_TOLD, kind="codes_guessed") == 1
    async with books.shop.work() as work:
        assert isinstance(await find_voucher(work, CORA, codes[0]), Voucher)
    books.clock.move(minutes=10, seconds=1)
    async with books.shop.work() as work:
        assert isinstance(await find_voucher(work, CARL, codes[0]), Voucher)


@pytest.mark.either
@pytest.mark.promise(65)
async def test_every_code_that_opens_nothing_takes_as_long(books: Books, size: Size) -> None:
    coffee = await shelve(books)
    code = await code_of(books, await redeemed(books, coffee, await rich(books)))
    spent: dict[str, list[float]] = {"nobody's": [], "none at all": [], "after five": []}

    for number in range(size(20, 500)):
        books.clock.move(minutes=11)
        tries = [("nobody's", f"{number:012}"), ("none at all", "?"), *[("", "?")] * 3, ("after five", code)]
        for kind, text in tries:
            began = time.perf_counter()
            async with books.shop.work() as work:
                assert await find_voucher(work, CARL, text) == Refusal("voucher_unknown")
            if kind:
                spent[kind].append(time.perf_counter() - began)

    middle = [median(found) for found in spent.values()]
    print({kind: f"{median(found) * 1000:.2f} ms" for kind, found in spent.items()})
    assert max(middle) - min(middle) < timedelta(milliseconds=20).total_seconds()


async def test_a_frozen_account_redeems_nothing(books: Books) -> None:
    coffee, mei = await shelve(books), await rich(books)
    await books.sql(
        f"UPDATE account SET frozen_at = '{books.clock.now():%Y-%m-%d %H:%M:%S+00:00}' WHERE member_id = {mei}"
    )

    answer = await reach(books, coffee, mei)

    assert isinstance(answer, Refusal)
    assert answer.key == "spending_frozen"


async def test_another_redemption_that_took_the_same_key_is_no_voucher(books: Books) -> None:
    coffee, mei = await shelve(books), await rich(books, 1000)
    async with books.shop.work() as work:
        await spend_points(work, of(mei), mei, 100, f"{mei}:B")

    with pytest.raises(Exception, match=r"(?i)unique"):
        await reach(books, coffee, mei, "B")
