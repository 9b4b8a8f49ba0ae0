"""The disk is nearly full: nothing is recorded, everybody is answered, and it goes on by itself."""

import pytest
from sqlalchemy import func, select

from bot.database import Query
from bot.rules.room import Room
from bot.tables.log import log_lines
from bot.tables.members import consents, members
from bot.tables.points import entries
from bot.tables.products import products
from bot.tables.purchases import purchases, refunds
from tests.world import World

pytestmark = pytest.mark.either

_COUNTS = [
    Query(int, select(func.count()).select_from(table))
    for table in (members, purchases, refunds, entries, products, log_lines)
]
_NOS = Query(int, select(func.count()).where(consents.c.given.is_(False)))
FULL = "The shop's computer is nearly full, so nothing was recorded."


async def recorded(world: World) -> list[int]:
    """How many rows there are of everything that an act leaves."""
    async with world.shop.reading() as reading:
        return [await reading.the(query) for query in _COUNTS]


async def test_a_sale_is_refused_with_a_sentence_and_recorded_by_the_same_button_when_there_is_room(
    world: World,
) -> None:
    carl, mei = await world.cashier(), await world.member("Mei")
    await carl.says(f"/sale {await mei.card()} 12.50")
    before = await recorded(world)

    world.shop.room = Room.NEARLY_NONE
    await carl.taps("Record")
    assert FULL in carl.toast
    assert await recorded(world) == before

    world.shop.room = Room.SHORT
    await carl.taps("Record")
    assert "12.50" in mei.sees
    assert "12" in await mei.says("/points")


async def test_an_answer_typed_while_there_is_no_room_can_be_typed_again(world: World) -> None:
    carl, mei = await world.cashier(), await world.member("Mei")
    await carl.says(f"/sale {await mei.card()}")

    world.shop.room = Room.NEARLY_NONE
    assert FULL in await carl.says("12.50")

    world.shop.room = Room.PLENTY
    assert "12.50" in await carl.says("12.50")
    await carl.taps("Record")
    assert "12.50" in mei.sees


@pytest.mark.parametrize("said", ["/refund R-1", "/products", "/program", "/store", "/undo", "/sale"])
async def test_whoever_runs_the_shop_changes_nothing_meanwhile(world: World, said: str) -> None:
    olga = await world.owner()
    before = await recorded(world)

    world.shop.room = Room.NEARLY_NONE

    assert FULL in await olga.says(said)
    assert await recorded(world) == before


@pytest.mark.both
async def test_somebody_new_is_greeted_and_asked_to_join_later_in_their_own_language(world: World) -> None:
    vera = world.guest("Vera", "ru")
    before = await recorded(world)

    world.shop.room = Room.NEARLY_NONE
    await vera.starts()
    assert "Vera" in vera.sees
    vera.presses(vera.buttons[0])
    await world.hear()

    assert "не записано" in vera.toast
    assert await recorded(world) == before


async def test_what_only_reads_is_answered_as_always(world: World) -> None:
    carl, mei = await world.cashier(), await world.member("Mei")
    card = await mei.card()

    world.shop.room = Room.NEARLY_NONE

    assert "0" in await mei.says("/points")
    assert card[:3] in await mei.says("/card")
    for text in ("/help", "/privacy", "/mydata", "/settings", "/cancel", "hello?"):
        assert FULL not in await mei.says(text)
    assert "Mei" in await carl.says(f"/find {card}")
    assert "Mei" in await carl.starts(f"c_{card}"), "a scanned card is shown, and begins no sale"
    assert FULL in (await carl.says(f"/sale {card} 5"))


@pytest.mark.both
async def test_nobody_waits_for_a_disk_to_be_written_to_no_more_or_to_be_forgotten(world: World) -> None:
    mei = await world.member("Mei")
    await mei.says("/settings")
    await mei.taps("Choose what I hear about")
    await mei.taps("News and offers")

    world.shop.room = Room.NEARLY_NONE
    await mei.taps("News and offers")
    async with world.shop.reading() as reading:
        assert await reading.the(_NOS) == 1
    await mei.says("/forget")
    await mei.taps("Erase…")
    await mei.taps("Yes, erase everything")
    assert "no longer a member" in mei.sees
