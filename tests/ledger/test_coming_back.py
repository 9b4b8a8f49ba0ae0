"""Coming back: who is late by their own rhythm hears of it, a part is left out, and what it does is counted."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

import pytest
from sqlalchemy import bindparam, insert, select, update

from bot.actions.care import apply_care
from bot.actions.conversations import end_conversation, open_conversation
from bot.actions.effect import effects
from bot.actions.holdout import split
from bot.actions.learning import waiting_to_be_learned
from bot.actions.mydata import everything_about
from bot.actions.presents import take_present
from bot.actions.privacy import forget
from bot.actions.reversals import Reversed
from bot.actions.rewards import make_reward
from bot.actions.sales import Rung, record_sale, undo_sale
from bot.actions.thanks import call_thanks_off, thank
from bot.database import Command, Query
from bot.rules.care import Care
from bot.rules.contact import Why
from bot.rules.conversations import Why as Conversing
from bot.rules.effect import Came, Verdict
from bot.rules.refusals import Refusal
from bot.rules.rewards import Reward, RewardKind, RewardState
from bot.rules.roles import Actor, Role
from bot.rules.vouchers import Voucher
from bot.tables.holdout import treatments
from bot.tables.members import consents
from bot.tables.outbox import deliveries
from bot.tables.people import people
from jobs.win_back import wanted, win_back
from tests.ledger.books import CARL, MAX, OLGA, Books

_AGREE = Command(insert(consents))
_MEET = Command(insert(people))


class Turn(NamedTuple):
    member_id: int
    care: str
    about: str
    held: bool


class Posted(NamedTuple):
    kind: str
    key: str
    chat_id: int
    due: datetime
    state: str
    data: object


_LET_DROP = Command(
    update(deliveries)
    .where(deliveries.c.key == bindparam("about"))
    .values(state="dropped", verdict="drop", verdict_why=bindparam("because"))
)
_TURNS = Query(Turn, select(*(treatments.c[name] for name in Turn._fields)).order_by(treatments.c.member_id))
_POSTED = Query(Posted, select(*(deliveries.c[name] for name in Posted._fields)).order_by(deliveries.c.id))


async def regular(books: Books, telegram_id: int, *, agrees: bool = True) -> int:
    """A member on Telegram, who lets us write about offers or doesn't."""
    member_id = await books.member(telegram_id=telegram_id)
    async with books.shop.work() as work:
        await work.run(_MEET, telegram_id=telegram_id, member_id=member_id, name=b"", first_seen=work.now)
        for given in (not agrees, agrees):
            await work.run(
                _AGREE, member_id=member_id, topic="offers", given=given, wording="en:1", source="settings", at=work.now
            )
    return member_id


async def come_weekly(books: Books, member_ids: Iterable[int], weeks: int = 6) -> None:
    """These members buy once a week, and the nights pass."""
    for _ in range(weeks):
        for member_id in member_ids:
            await books.bought(member_id, 1000)
        await night(books)
        books.clock.move(days=7)


async def night(books: Books) -> bool:
    """The night's job, where there is anything to do."""
    if not await wanted(books.shop, books.clock.now()):
        return False
    await win_back(books.shop)
    return True


async def nights(books: Books, days: int) -> None:
    """Some nights pass."""
    for _ in range(days):
        books.clock.move(days=1)
        await night(books)


async def posted(books: Books, kind: str = "win_back") -> list[Posted]:
    async with books.shop.reading() as reading:
        return [one for one in await reading.all(_POSTED) if one.kind == kind]


async def turns(books: Books) -> list[Turn]:
    async with books.shop.reading() as reading:
        return await reading.all(_TURNS)


async def care(books: Books, kind: Care, **fields: object) -> None:
    async with books.shop.work() as work:
        await apply_care(work, OLGA, kind, fields)


async def coffee(books: Books) -> int:
    """A reward on offer."""
    async with books.shop.work() as work:
        made = await make_reward(
            work, MAX, Reward(None, RewardKind.GIFT, {"en": "Coffee"}, {}, 100, stock=1, state=RewardState.ACTIVE)
        )
        assert isinstance(made, Reward)
        assert made.id is not None
        return made.id


async def test_who_came_back_is_counted_once_by_their_first_turn(books: Books) -> None:
    await care(books, Care.HOLDOUT, refill=50)
    everybody = [await regular(books, 500 + n) for n in range(40)]
    async with books.shop.work() as work:
        parted = await split(work, Care.REFILL, everybody, "20260302")
        assert await split(work, Care.REFILL, everybody, "20260302") == parted  # the same turn, and the same parts
    back = sorted(parted.treated)[:5]
    books.clock.move(days=3)
    for member_id in back:
        await books.bought(member_id, 1000)
    books.clock.move(days=10)
    assert await effects(books.shop, OLGA, books.clock.now()) == {}  # their time to come back isn't over
    async with books.shop.work() as work:
        await split(work, Care.REFILL, everybody, "20260315")
    books.clock.move(days=20)
    await books.bought(sorted(parted.held)[0], 1000)  # too late for the first turn

    [(kind, found)] = (await effects(books.shop, MAX, books.clock.now())).items()

    assert kind is Care.REFILL
    assert found.treated == Came(5, len(parted.treated))
    assert found.held == Came(0, len(parted.held))
    assert found.verdict is Verdict.TOO_FEW or found.low > 0


@pytest.mark.either
async def test_whoever_is_late_hears_of_it_once_in_an_absence_and_once_in_a_season(books: Books) -> None:
    await care(books, Care.HOLDOUT, win_back=0)
    mei, lena = await regular(books, 501), await regular(books, 502, agrees=False)
    till = await books.member()
    await come_weekly(books, [mei, lena, till])
    assert await posted(books) == []

    await nights(books, 14)

    [one] = await posted(books)
    assert one.chat_id == 501
    assert one.key.startswith(f"win_back:{mei}:")
    assert await turns(books) == [Turn(mei, "win_back", one.key[-8:], held=False)]
    assert not await night(books)  # nothing is left to look at
    await come_weekly(books, [mei], 4)
    books.clock.move(days=60)
    assert await night(books)
    assert len(await posted(books)) == 1  # another absence in the same season
    await books.bought(mei, 1000)
    await night(books)
    books.clock.move(days=200)
    await night(books)
    assert len(await posted(books)) == 2
    await care(books, Care.WIN_BACK, on=False)
    await books.bought(mei, 1000)
    assert await night(books)  # how they buy is kept all the same: segments go by it
    books.clock.move(days=200)
    assert not await wanted(books.shop, books.clock.now())
    async with books.shop.work() as work:
        me = Actor(Role.MEMBER, 501, member_id=mei)
        assert [turn.care for turn in (await everything_about(work, me)).turns] == ["win_back"] * 2
        await forget(work, me)
    assert await turns(books) == []


async def test_a_word_that_could_not_be_said_is_said_once_more_as_soon_as_it_may_be(books: Books) -> None:
    await care(books, Care.HOLDOUT, win_back=0)
    mei, lena = await regular(books, 501), await regular(books, 502)
    await come_weekly(books, [mei, lena])
    await nights(books, 14)
    hers, lenas = await posted(books)
    await let_drop(books, hers.key, Why.CONVERSATION)
    await let_drop(books, lenas.key, Why.NO_CONSENT)  # that was her own choice
    async with books.shop.work() as work:
        talk = await open_conversation(work, mei, Conversing.LOW_SCORE)

    await nights(books, 3)
    assert len(await posted(books)) == 2
    async with books.shop.work() as work:
        await end_conversation(work, talk)
    assert await night(books)

    *_, again = await posted(books)
    assert (again.key, again.chat_id) == (f"{hers.key}-2", 501)
    assert len(await turns(books)) == 2  # it is the same turn, which is counted as it was
    await let_drop(books, again.key, Why.CAP)
    assert not await night(books)


async def let_drop(books: Books, key: str, why: Why) -> None:
    """The gate held a message back for too long."""
    async with books.shop.work() as work:
        await work.run(_LET_DROP, about=key, because=why.value)


@pytest.mark.either
async def test_a_part_is_left_out_and_whoever_is_not_has_a_voucher_made_when_they_take_it(books: Books) -> None:
    await care(books, Care.HOLDOUT, win_back=50)
    await care(books, Care.WIN_BACK, reward=await coffee(books), present_days=14)
    everybody = [await regular(books, 500 + n) for n in range(12)]
    await come_weekly(books, everybody, 5)
    await nights(books, 10)
    assert await posted(books) == []
    while not await posted(books):
        await nights(books, 1)

    had, written = await turns(books), await posted(books)
    held = {everybody.index(one.member_id) for one in had if one.held}
    assert [one.member_id for one in had] == everybody
    assert held
    assert {one.chat_id - 500 for one in written} == set(range(12)) - held
    one, other, *_ = written
    me, her = (Actor(Role.MEMBER, post.chat_id, member_id=everybody[post.chat_id - 500]) for post in (one, other))
    async with books.shop.work() as work:
        stolen = await take_present(work, her, one.key)
        taken = await take_present(work, me, one.key)
        again = await take_present(work, me, one.key)
        gone = await take_present(work, her, other.key)
    books.clock.move(days=15)
    async with books.shop.work() as work:
        late = await take_present(work, me, one.key)
    assert stolen == Refusal("present_none")
    assert isinstance(taken, Voucher)
    assert taken == again
    assert (taken.member_id, taken.points) == (me.member_id, 0)
    assert gone == Refusal("reward_gone")  # there was one
    assert [told.chat_id for told in await posted(books, "nothing_to_give")] == [OLGA.telegram_id]
    assert isinstance(late, Refusal)
    assert late.key == "present_over"


async def test_a_sale_that_is_taken_back_is_not_thanked_for_and_what_it_taught_is_learned_anew(books: Books) -> None:
    mei = await regular(books, 501)
    async with books.shop.work() as work:
        rung = await record_sale(work, CARL, mei, 1000, "A-1")
        assert isinstance(rung, Rung)
        assert isinstance(await undo_sale(work, CARL, rung.purchase_id), Reversed)
        assert await waiting_to_be_learned(work, 10) == [mei]

    assert [one.state for one in await posted(books, "thanks")] == ["dropped"]


async def test_a_third_purchase_brings_the_present_to_those_who_agreed(books: Books) -> None:
    await care(books, Care.THANKS, reward=await coffee(books))
    mei, lena, till = await regular(books, 501), await regular(books, 502, agrees=False), await books.member()
    async with books.shop.work() as work:
        for member_id in (mei, lena, till):
            for nth in (1, 2, 3, 4):
                await thank(work, member_id, 10 * member_id + nth, nth)
        await call_thanks_off(work, mei, 10 * mei + 2)

    plain, present = await posted(books, "thanks"), await posted(books, "thanks_present")

    assert [(one.chat_id, one.state) for one in plain] == [
        (501, "queued"),
        (501, "dropped"),
        (502, "queued"),
        (502, "queued"),
        (502, "queued"),
    ]
    assert [one.key for one in present] == [f"thanks:{mei}:{10 * mei + 3}"]
    assert {one.due - books.clock.now() for one in [*plain, *present]} == {timedelta(hours=2)}
