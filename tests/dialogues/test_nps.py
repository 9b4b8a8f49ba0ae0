"""Whether members would recommend the shop: asked and answered in the chat, and seen by those who run it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert

from bot.actions import surveys as acts
from bot.actions.care import apply_care
from bot.actions.members import consent
from bot.actions.people import find_person
from bot.database import Command
from bot.rules.care import Care
from bot.rules.roles import Actor, Role
from bot.rules.surveys import period
from bot.tables.surveys import surveys
from jobs.surveys import wanted
from tests.world import Guest, World

_ANSWERED = Command(insert(surveys))
BERLIN = ZoneInfo("Europe/Berlin")


async def agrees(guest: Guest) -> None:
    """They let the shop ask them."""
    async with guest.world.shop.work() as work:
        known = await find_person(work, guest.id)
        assert known is not None
        await consent(work, known.actor, "surveys", given=True, wording="en:test", source="settings")


async def rule(world: World, **changed: object) -> None:
    """The owner has set other rules."""
    async with world.shop.work() as work:
        await apply_care(work, Actor(Role.OWNER, staff_id=0), Care.SURVEY, changed)


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


async def changes(guest: Guest, given: int, now: str) -> None:
    """They change what they gave."""
    question = last_from(guest, f"You gave {given} of 10")
    for label in ("Change my answer", now):
        guest.world.telegram.tap(guest.person, question, label)
        await guest.world.hear()


def last_from(guest: Guest, words: str) -> int:
    """The newest message with these words in somebody's chat."""
    found = [one for one in guest.messages if words in str(one.get("text", one.get("caption")))]
    return int(str(found[-1]["message_id"]))


@pytest.mark.either
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
    await world.later(hours=20)
    await mei.says("The tea <3")
    assert "We read every answer" in mei.sees
    assert olga.heard == olga.heard[:1]  # nobody is alarmed
    await changes(mei, 9, "4")
    assert "4 of 10" in olga.sees

    await world.later(hours=5)
    world.telegram.tap(mei.person, last_from(mei, "You gave 4 of 10"), "Change my answer")
    await world.hear()
    assert "Yours stays: 4" in mei.toast
    await world.later(days=30)
    assert asked(mei) == []  # the question became the answer, and for ninety days there is no other


async def test_a_score_can_be_written_as_well_as_tapped(world: World) -> None:
    carl, mei = await world.cashier(), await world.member("Mei")
    await agrees(mei)
    await buys(carl, mei)
    assert "didn't understand" in await mei.says("9")
    await world.later(days=3, hours=4)

    assert "didn't understand" in await mei.says("11")
    await mei.says("９")

    assert "You gave 9" in mei.sees


@pytest.mark.either
async def test_whoever_does_not_answer_is_reminded_once_and_left_in_peace(world: World) -> None:
    olga, carl, mei = await world.owner(), await world.cashier(), await world.member("Mei")
    await agrees(mei)
    await olga.says("/care")
    await olga.taps("Surveys")
    for part, answer in (("The scale", "1"), ("How long after it", "5"), ("Rest between two", "120")):
        await olga.taps(part)
        await olga.says(answer)
        await olga.taps("Apply")
        await olga.taps("Back")
    await buys(carl, mei)

    await world.later(days=40)

    assert [f"{at:%d %H:%M}" for at in asked(mei)] == ["07 12:00", "10 12:00"]
    assert mei.buttons[:10] == [str(n) for n in range(1, 11)]


@pytest.mark.either
async def test_by_the_calendar_each_member_is_asked_once_a_period_on_a_day_of_their_own(world: World) -> None:
    carl = await world.cashier()
    await rule(world, purchase=0, months=2, remind=0)
    cast = [await world.member(name) for name in ("Mei", "Lena", "Bo")]
    for one in cast:
        await agrees(one)
        await buys(carl, one, 1)

    await world.later(days=period(2))

    assert [len(asked(one)) for one in cast] == [1, 1, 1]
    assert len({f"{at:%m-%d}" for one in cast for at in asked(one)}) == 3


async def test_a_manager_sees_the_score_and_what_they_say(world: World) -> None:
    max_, mei = await world.manager(), await world.member("Mei")
    await max_.says("/nps")
    assert "Can't tell yet" in max_.sees
    assert "photo" not in max_.messages[-1]
    async with world.shop.work() as work:
        known = await find_person(work, mei.id)
        assert known is not None
        given = {"member_id": known.member_id, "lowest": 0, "held": False, "language": "en"}
        for n, score in enumerate([9] * 6 + [7] * 2 + [2] * 2 + [None]):
            at = world.clock.now() - timedelta(days=n)
            answer = {"score": score, "answered_at": at, "reason": work.vault.seal(f"Because {n} <3")}
            await work.run(_ANSWERED, **given, asked_at=at, arrived_at=at, **(answer if score is not None else {}))

    await max_.says("/nps")

    assert "+40 (between" in max_.sees
    assert "n = 10" in max_.sees
    assert "91%" in max_.sees
    assert "photo" in max_.messages[-1]
    await max_.taps("What they say")
    assert "“Because 0 <3”" in max_.sees
    await max_.taps("Older")
    assert "“Because 9 <3”" in max_.sees


@pytest.mark.promise(36)
async def test_a_clock_that_ticks_twice_asks_once(world: World) -> None:
    carl, mei = await world.cashier(), await world.member("Mei")
    await agrees(mei)
    await buys(carl, mei)
    world.clock.set(world.clock.now() + timedelta(days=3))

    for _ in range(3):
        await world.app.clockwork.run("surveys")
    await world.later(hours=12)

    assert len(asked(mei)) == 1


@pytest.mark.either
async def test_among_more_members_than_a_look_goes_through_each_morning_is_run_and_asks_the_same(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acts, "MANY", 0)
    carl, mei = await world.cashier(), await world.member("Mei")
    await agrees(mei)
    await buys(carl, mei)
    assert await wanted(world.shop, world.clock.now())

    await world.later(days=3, hours=4)
    assert [f"{at:%d %H:%M}" for at in asked(mei)] == ["05 12:00"]

    await rule(world, asks=False)
    assert await world.app.clockwork.run("surveys")
    assert not await wanted(world.shop, world.clock.now() + timedelta(days=1))


@pytest.mark.either
@pytest.mark.promise(31)
@pytest.mark.parametrize(("hours", "comes"), [(97, "06 11:00"), (99, None), (122, None)])
async def test_after_days_without_power_the_question_comes_within_a_day_of_its_hour_or_not_at_all(
    world: World, hours: int, comes: str | None
) -> None:
    carl, mei = await world.cashier(), await world.member("Mei")
    await agrees(mei)
    await rule(world, months=0)
    await buys(carl, mei)

    world.clock.set(world.clock.now() + timedelta(hours=hours))
    await world.later(days=2)

    assert [f"{at:%d %H:%M}" for at in asked(mei)] == ([comes] if comes else [])
