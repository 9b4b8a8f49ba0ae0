"""Whether members would recommend the shop, asked and answered in the chat, and what follows from a low score."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.actions.members import consent
from bot.actions.mydata import everything_about
from bot.actions.people import find_person
from bot.actions.privacy import forget
from bot.database import Query
from bot.tables.conversations import conversation_messages
from bot.tables.surveys import surveys
from tests.world import Guest, World

_KEPT_WORDS = Query(bytes, select(conversation_messages.c.said))
_KEPT_REASONS = Query(bytes, select(surveys.c.reason))
BERLIN = ZoneInfo("Europe/Berlin")


async def agrees(guest: Guest) -> None:
    """They let the shop ask them."""
    async with guest.world.shop.work() as work:
        known = await find_person(work, guest.id)
        assert known is not None
        await consent(work, known.actor, "surveys", given=True, wording="en:test", source="settings")


async def buys(carl: Guest, mei: Guest, times: int = 2) -> None:
    """So many purchases, a minute apart."""
    for n in range(times):
        await carl.says(f"/sale {await mei.card()} {10 + n}")
        await carl.taps("Record")


def asked(guest: Guest) -> list[datetime]:
    """When the question came to them, in Berlin."""
    return [
        datetime.fromtimestamp(int(str(one["date"])), BERLIN)
        for one in guest.messages
        if "How likely are you to recommend" in str(one.get("text"))
    ]


async def test_a_member_is_asked_three_days_after_the_second_purchase_and_one_tap_counts(world: World) -> None:
    olga, carl, mei, lena = (
        await world.owner(),
        await world.cashier(),
        await world.member("Mei"),
        await world.member("Lena"),
    )
    await agrees(mei)
    for one in (mei, lena):
        await buys(carl, one)

    await world.later(days=3, hours=4)

    assert [f"{at:%d %H:%M}" for at in asked(mei)] == ["05 12:00"]
    assert asked(lena) == []  # she never agreed to be asked
    assert mei.buttons[:11] == [str(n) for n in range(11)]

    await mei.taps("9")
    assert "You gave 9 of 10" in mei.sees
    assert "What do you like best" in mei.sees
    assert "Tell a friend" in mei.buttons
    await mei.says("The tea <3")
    assert "We read every answer" in mei.sees
    assert olga.heard == olga.heard[:1]  # nobody is alarmed

    await world.later(days=80)
    assert asked(mei) == []  # the question became the answer, and for ninety days there is no other


async def test_a_low_score_brings_the_staff_and_both_talk_until_it_is_put_right(world: World) -> None:
    ada, carl, mei = await world.agent(), await world.cashier(), await world.member("Mei")
    await agrees(mei)
    await buys(carl, mei)
    await world.later(days=3, hours=4)

    await mei.taps("3")
    assert "We are sorry" in mei.sees
    assert "3 of 10" in ada.sees
    assert "2 purchases" in ada.sees
    await mei.says("The milk was sour")
    assert "The milk was sour" in ada.sees
    await ada.taps("Talk to them")
    assert "The milk was sour" in ada.sees
    await ada.says("We are sorry, here is a fresh one")
    assert "✓ On its way to Mei" in ada.sees
    assert "Ada" in mei.sees
    assert "here is a fresh one" in mei.sees
    await mei.says("Thank you!")
    assert any("Thank you!" in text for text in ada.heard)
    await ada.taps("Close")
    assert "has closed this conversation" in mei.sees

    await world.later(days=4)
    assert "Did we put it right?" in mei.sees
    await mei.taps("Yes, you did")
    assert "We are glad" in mei.sees


async def test_what_somebody_said_is_theirs_to_take_and_to_erase(world: World) -> None:
    ada, carl, mei = await world.agent(), await world.cashier(), await world.member("Mei")
    await agrees(mei)
    await buys(carl, mei)
    await world.later(days=3, hours=4)
    await mei.taps("0")
    await mei.says("The milk was sour")
    await ada.taps("Talk to them")
    await ada.says("Sorry for the milk")

    async with world.shop.work() as work:
        known = await find_person(work, mei.id)
        assert known is not None
        held = await everything_about(work, known.actor)
        said = [work.vault.open(one.said) for one in held.conversations if one.said]
    assert [one.score for one in held.opinions] == [0]
    assert said == ["Sorry for the milk", "The milk was sour"]
    async with world.shop.work() as work:
        await forget(work, known.actor)
        assert await work.all(_KEPT_WORDS) == [None, None]
        assert await work.all(_KEPT_REASONS) == [None]
    assert "✓ On its way" not in await ada.says("Hello?")
