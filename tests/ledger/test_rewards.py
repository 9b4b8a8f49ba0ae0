"""Rewards in the books: kept, edited by version, counted down to the last one and never below."""

import asyncio
from datetime import timedelta

import pytest

from bot.actions.log import NotAllowedError
from bot.actions.products import add_product
from bot.actions.rewards import (
    count_had,
    edit_reward,
    list_rewards,
    make_reward,
    offers_for,
    put_one_back,
    read_reward,
    take_one,
    turn_reward,
)
from bot.actions.vouchers import Redeemed, redeem, return_voucher
from bot.rules.products import Product
from bot.rules.refusals import Refusal
from bot.rules.rewards import Reward, RewardKind, RewardState
from bot.rules.roles import Actor, Role
from tests.ledger.books import CARL, MAX, OPENING, Books
from tests.ledger.test_parallel import Size, outcomes

MUG = Reward(None, RewardKind.GIFT, {"en": "A mug", "ru": "Кружка"}, {"en": "Blue."}, 100, state=RewardState.ACTIVE)


async def made(books: Books, reward: Reward = MUG) -> Reward:
    """A reward that the shop offers."""
    async with books.shop.work() as work:
        kept = await make_reward(work, MAX, reward)
    assert isinstance(kept, Reward), kept
    return kept


async def now(books: Books, reward: Reward) -> Reward:
    """A reward as it is by now."""
    async with books.shop.work() as work:
        found = await read_reward(work, reward.id or 0)
    assert found is not None
    return found


async def redeemed(books: Books, member: int, reward: Reward, press: str) -> Redeemed | Refusal:
    """A member takes a reward."""
    actor, number = Actor(Role.MEMBER, member_id=member), reward.id or 0
    async with books.shop.work() as work:
        return await redeem(work, actor, number, press, version=reward.version, language="en")


async def test_a_reward_is_kept_as_it_was_made(books: Books) -> None:
    async with books.shop.work() as work:
        tea = await add_product(work, MAX, Product(None, "T-1", "Green tea"))
    assert isinstance(tea, Product)
    whole = MUG._replace(
        kind=RewardKind.PRODUCT,
        picture="AgAC",
        product_id=tea.id,
        stock=3,
        each=1,
        min_tier=4,
        from_at=OPENING,
        until_at=OPENING + timedelta(days=9),
        languages=("en", "ru"),
        weekdays=31,
        from_minute=540,
        to_minute=1050,
        voucher_days=7,
    )

    for reward in (MUG, whole):
        kept = await made(books, reward)
        assert kept == reward._replace(id=kept.id)
        assert await now(books, kept) == kept
    async with books.shop.work() as work:
        page, n = await list_rewards(work, most=1)
    assert ([one.kind for one in page], n) == ([RewardKind.PRODUCT], 2)


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        (MUG._replace(price=0), "reward_price"),
        (MUG._replace(until_at=OPENING - timedelta(days=1)), "reward_over"),
        (MUG._replace(kind=RewardKind.PRODUCT, product_id=999), "product_unknown"),
    ],
)
async def test_what_can_be_no_reward_is_not_kept(books: Books, wrong: Reward, key: str) -> None:
    async with books.shop.work() as work:
        refused = await make_reward(work, MAX, wrong)
        assert await list_rewards(work, most=9) == ([], 0)
    assert isinstance(refused, Refusal)
    assert refused.key == key


async def test_an_edit_holds_for_the_version_that_was_seen(books: Books) -> None:
    mug = await made(books)

    async with books.shop.work() as work:
        dear = await edit_reward(work, MAX, mug._replace(price=150))
        late = await edit_reward(work, MAX, mug._replace(price=90))
        lost = await edit_reward(work, MAX, mug._replace(id=999))
        wrong = await edit_reward(work, MAX, mug._replace(version=2, price=-1))

    assert dear == mug._replace(price=150, version=2)
    assert outcomes([late, lost, wrong]) == {"reward_changed": 1, "reward_unknown": 1, "reward_price": 1}
    assert await now(books, mug) == dear


async def test_an_edit_leaves_the_stock_as_it_is_by_now(books: Books) -> None:
    mug = await made(books, MUG._replace(stock=3))
    async with books.shop.work() as work:
        assert await take_one(work, mug)

    async with books.shop.work() as work:
        dear = await edit_reward(work, MAX, mug._replace(price=150))
    assert dear == mug._replace(price=150, stock=2, version=2)
    async with books.shop.work() as work:
        full = await edit_reward(work, MAX, mug._replace(price=150, stock=50, version=2), restock=True)

    assert full == await now(books, mug) == mug._replace(price=150, stock=50, version=3)


async def test_pausing_and_offering_again_go_by_version_too(books: Books) -> None:
    mug = await made(books)
    number = mug.id or 0

    async with books.shop.work() as work:
        paused = await turn_reward(work, MAX, number, 1, RewardState.PAUSED)
        again = await turn_reward(work, MAX, number, 1, RewardState.ACTIVE)
        lost = await turn_reward(work, MAX, 999, 1, RewardState.ACTIVE)

    assert paused == mug._replace(state=RewardState.PAUSED, version=2)
    assert outcomes([again, lost]) == {"reward_changed": 1, "reward_unknown": 1}


async def test_the_log_says_what_was_changed_from_what_to_what(books: Books) -> None:
    mug = await made(books, MUG._replace(stock=3))
    async with books.shop.work() as work:
        until = OPENING + timedelta(days=9)
        await edit_reward(work, MAX, mug._replace(price=150, stock=9, until_at=until))

    first, second = [line for line in await books.logged() if line.action == "edit_rewards"]

    assert (first.actor, first.subject, first.before) == ("manager:3", f"reward:{mug.id}", None)
    assert isinstance(first.after, dict)
    assert (first.after["price"], first.after["stock"]) == (100, 3)
    assert second.before == {"kind": "gift", "price": 100, "until_at": None}
    assert second.after == {"kind": "gift", "price": 150, "until_at": until.isoformat()}


async def test_cashiers_edit_no_rewards(books: Books) -> None:
    mug = await made(books)

    async with books.shop.work() as work:
        for act in (
            make_reward(work, CARL, MUG),
            edit_reward(work, CARL, mug),
            turn_reward(work, CARL, mug.id or 0, 1, RewardState.PAUSED),
        ):
            with pytest.raises(NotAllowedError):
                await act


async def test_the_last_one_is_taken_once(books: Books, size: Size) -> None:
    mug = await made(books, MUG._replace(stock=1))
    n = size(50, 1000)

    async def take(_: int) -> bool:
        async with books.shop.work() as work:
            return await take_one(work, mug)

    taken = await asyncio.gather(*map(take, range(n)))

    assert sum(taken) == 1
    assert (await now(books, mug)).stock == 0


async def test_one_is_put_back_where_they_are_counted(books: Books) -> None:
    counted, endless = await made(books, MUG._replace(stock=0)), await made(books)

    async with books.shop.work() as work:
        assert not await take_one(work, counted)
        assert await take_one(work, endless)
        for reward in (counted, endless):
            await put_one_back(work, reward.id or 0)

    assert (await now(books, counted)).stock == 1
    assert (await now(books, endless)).stock is None


async def test_the_catalogue_knows_what_a_member_has_and_had(books: Books) -> None:
    mug, cake, off = (
        await made(books, MUG._replace(each=1)),
        await made(books, MUG._replace(price=250)),
        await made(books, MUG._replace(state=RewardState.PAUSED)),
    )
    mei, ben = await books.member(), await books.member()
    await books.bought(mei, 30_000)

    async with books.shop.work() as work:
        shown = await offers_for(work, mei, "en")
    assert [(offer.reward.id, offer.why_not) for offer in shown.offers] == [(mug.id, None), (cake.id, None)]
    assert shown.points == 300
    done = await redeemed(books, mei, mug, "one")
    assert isinstance(done, Redeemed)

    async with books.shop.work() as work:
        after = await offers_for(work, mei, "en")
        nobody = await offers_for(work, None, "en")
        bens = await offers_for(work, ben, "en")
        assert await count_had(work, mei, mug.id or 0) == 1
    assert after.points == 200
    keys = [(offer.reward.id, offer.why_not.key if offer.why_not else "") for offer in after.offers]
    assert keys == [(cake.id, "points_short"), (mug.id, "reward_had")]
    assert after.offers[0].short == 50
    assert (nobody.points, bens.points) == (None, 0)
    assert {offer.reward.id for offer in nobody.offers} == {mug.id, cake.id}
    assert off.id not in {offer.reward.id for offer in bens.offers}

    async with books.shop.work() as work:
        await return_voucher(work, Actor(Role.MEMBER, member_id=mei), done.voucher.id)
        assert await count_had(work, mei, mug.id or 0) == 0
