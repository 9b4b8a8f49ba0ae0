"""What is unusual at the till is told to the owner, once."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert

from bot.actions.ledger import hold
from bot.actions.members import new_member
from bot.actions.points import Posted
from bot.actions.watch import look, look_back
from bot.database import Command
from bot.rules.roles import SYSTEM
from bot.tables.purchases import purchases
from bot.tables.staff import wrong_codes
from tests.dialogues.test_adjust import actor_of
from tests.spending import spend_points
from tests.world import Guest, World

pytestmark = pytest.mark.either

_WRONG = Command(insert(wrong_codes))
_BOUGHT = Command(insert(purchases))


async def sells(carl: Guest, mei: Guest, amount: str) -> None:
    await carl.says(f"/sale {await mei.card()} {amount}")
    await carl.taps("Record")


async def watched(world: World) -> None:
    """The clock looks, and what it says goes out."""
    await look(world.shop)
    await world.later(seconds=1)


async def test_more_than_five_sales_for_one_member_in_a_day_are_told_once(world: World) -> None:
    olga, carl, mei = await world.owner(), await world.cashier(), await world.member("Mei")
    for amount in range(10, 15):
        await sells(carl, mei, str(amount))
    await watched(world)
    assert "have a look" not in olga.sees

    await sells(carl, mei, "15")
    await watched(world)
    assert "Mei: 6 sales with points on one day." in olga.sees
    heard = len(olga.heard)
    await sells(carl, mei, "16")
    await watched(world)

    assert len(olga.heard) == heard
    await olga.taps("The member")
    assert "Mei" in olga.sees


@pytest.mark.both
async def test_a_sale_taken_back_after_its_points_were_spent_is_told(world: World) -> None:
    olga, carl = await world.owner(), await world.cashier()
    mei, ben = await world.member("Mei"), await world.member("Ben")
    for member in (mei, ben):
        await sells(carl, member, "50")
        if member is mei:
            async with world.shop.work() as work:
                number = (await actor_of(mei, work)).member_id
                assert number is not None
                assert isinstance(await spend_points(work, SYSTEM, number, 30, "a cake"), Posted)
        await carl.says("/undo")
        await carl.taps("Take it back")
    await watched(world)

    assert [text for text in olga.heard if "Carl took back receipt" in text] != []
    assert "of Mei, of whose points 30 had been spent already." in olga.sees
    assert not any("Ben" in text for text in olga.heard)


@pytest.mark.both
async def test_a_cashier_with_all_the_sales_of_one_member_is_told_with_the_figures(world: World) -> None:
    olga, carl, cora = await world.owner(), await world.cashier(), await world.cashier("Cora")
    mei = await world.member("Mei")
    async with world.shop.work() as work:
        staff = [(await actor_of(one, work)).staff_id for one in (carl, cora)]
        member = (await actor_of(mei, work)).member_id or 0
        others = [(await new_member(work, source="till")).id for _ in range(10)]
        await hold(work, SYSTEM, [member, *others])
        sold = [(member, staff[0])] * 14 + [(others[n // 12], staff[n % 4 > 0]) for n in range(120)]
        for n, (whose, by) in enumerate(sold):
            await work.run(
                _BOUGHT,
                source="web",
                receipt=f"S{n}",
                member_id=whose,
                staff_id=by,
                at=work.now - timedelta(days=2),
                recorded_at=work.now,
                amount=1000,
                earned=0,
                rule_version=1,
            )

    await look_back(world.shop)
    await world.later(seconds=1)

    alarm = next(text for text in olga.heard if "Carl recorded 14 of 14 sales of Mei" in text)
    assert "25%" in alarm
    assert not any("Cora recorded" in text for text in olga.heard)


async def test_many_wrong_codes_of_one_person_are_told_and_nobody_is_named_who_has_no_number_here(world: World) -> None:
    olga, mei, gus = await world.owner(), await world.member("Mei"), world.guest("Gus")
    async with world.shop.work() as work:
        for person in (mei, gus):
            for _ in range(15):
                await work.run(_WRONG, telegram_id=person.id, kind="voucher", at=work.now)
    await watched(world)

    assert any("Mei has tried 15 wrong codes" in text for text in olga.heard)
    assert any("Somebody unknown has tried 15 wrong codes" in text for text in olga.heard)


async def test_the_day_after_brings_one_line_and_a_quiet_day_none(world: World) -> None:
    olga, carl, mei = await world.owner(), await world.cashier(), await world.member("Mei")
    for amount in range(10, 16):
        await sells(carl, mei, str(amount))
    for _ in range(5):
        await carl.says("/staff")

    await world.later(days=1)
    lines = [text for text in olga.heard if "Unusual yesterday" in text]
    assert len(lines) == 1
    assert "1 member with more than 5 sales" in lines[0]
    assert "1 colleague who often tried" in lines[0]
    await world.later(days=2)

    assert len([text for text in olga.heard if "Unusual yesterday" in text]) == 1


async def test_the_line_waits_for_the_day_if_the_bot_was_down(world: World) -> None:
    olga, carl, mei = await world.owner(), await world.cashier(), await world.member("Mei")
    for amount in range(10, 16):
        await sells(carl, mei, str(amount))
    world.clock.set(datetime(2026, 3, 3, 22, 30, tzinfo=UTC))

    await look_back(world.shop)
    await world.settle()
    assert not any("Unusual yesterday" in text for text in olga.heard)
    await world.later(hours=10)

    assert any("Unusual yesterday" in text for text in olga.heard)
