"""Events: the shop invites, members take the seats, wait for one, and are told in time."""

import json
from datetime import timedelta

import pytest

from bot.actions.event_desk import make_event
from bot.rules.roles import Actor, Role
from tests.dialogues.test_privacy import forgets
from tests.world import Guest, World

pytestmark = pytest.mark.either
NEWS = "Something has changed"
REMINDER = "We look forward to seeing you"
NO_SEAT = "No seat has become free"


async def invites(max_: Guest, *, when: str = "2026-03-12 18:00-20:30", seats: str = "", who: str = "") -> None:
    """An event is made and announced."""
    await to_desk(max_)
    await max_.taps("New event")
    for said in ("Tea tasting", when, "Green Corner, upstairs"):
        await max_.says(said)
    await (max_.says(seats) if seats else max_.taps("As many as come"))
    await (max_.says(who) if who else max_.taps("Every member"))
    await max_.says("Six teas of the first harvest.")
    await max_.taps("Announce it")


async def to_desk(max_: Guest, card: str = "") -> str:
    """Where the shop's events are, or one of them by its button; what they see."""
    await max_.says("/events")
    await max_.taps("Look after the events")
    return await max_.taps(card) if card else max_.sees


async def finds(guest: Guest) -> str:
    """They look at the event; what they see."""
    await guest.says("/events")
    return await guest.taps("Tea tasting")


async def comes(guest: Guest) -> str:
    """They say yes to what is offered."""
    await finds(guest)
    return await guest.taps("I'm coming" if "I'm coming" in guest.buttons else "Wait for a seat")


def heard(guest: Guest, news: str) -> int:
    """How often they were told something."""
    return sum(news in text for text in guest.heard)


def files(guest: Guest) -> list[str]:
    """What is in the files that they have, the newest last."""
    found = [one["document"] for one in guest.messages if "document" in one]
    contents = [guest.world.telegram.files.by_id[one["file_id"]].content for one in found if isinstance(one, dict)]
    return [content.decode("utf-8-sig") for content in contents]


@pytest.mark.both
async def test_a_manager_invites_and_the_last_seat_is_waited_for(world: World) -> None:
    max_, mei, ben, ada = await world.manager(), *[await world.member(name) for name in ("Mei", "Ben", "Ada")]
    await invites(max_, seats="1")
    assert "It is on" in max_.sees
    assert "Thu, 12 March, 18:00–20:30" in await finds(mei)
    assert "Six teas of the first harvest." in mei.sees

    assert "You are coming" in await mei.taps("I'm coming")
    assert "as number 1" in await comes(ben)
    assert "as number 2" in await comes(ada)
    await mei.taps("I can't come after all")

    assert "A seat is free, and it is yours" in ben.sees
    assert "as number 1" in await finds(ada)
    assert "as number 2" in await comes(mei)
    await ben.taps("I can't come after all")
    assert "A seat is free, and it is yours" in ada.sees
    assert "SUMMARY:Tea tasting" in await calendar(ada)


async def calendar(guest: Guest) -> str:
    """The file for their calendar."""
    await finds(guest)
    await guest.taps("Add to my calendar")
    return files(guest)[-1]


async def test_reminders_come_on_the_eve_and_two_hours_before_and_not_to_whoever_cant_come(world: World) -> None:
    max_, mei, ben = await world.manager(), await world.member("Mei"), await world.member("Ben")
    await invites(max_)
    for one in (mei, ben):
        await comes(one)
    await ben.taps("I can't come after all")
    await mei.says("/why")
    assert "An event that is near, 11 March, 17:00" in mei.sees

    await world.later(days=9, hours=8)
    assert REMINDER in mei.sees
    assert "reminders of events you come to still come" in await mei.says("stop")
    await world.later(hours=23)

    assert heard(mei, REMINDER) == 2
    assert heard(ben, REMINDER) == 0
    await world.later(hours=5)
    assert "over or isn't on" in await mei.taps("See it")
    assert "It is over" in await to_desk(max_, "🗓 Tea tasting, 12 March")


async def test_an_early_event_wakes_nobody(world: World) -> None:
    max_, mei = await world.manager(), await world.member("Mei")
    await invites(max_, when="2026-03-12 07:00")
    await comes(mei)

    await world.later(days=11)

    assert heard(mei, REMINDER) == 1


async def test_whoever_still_waits_is_told_once_that_there_is_no_seat_and_may_still_get_one(world: World) -> None:
    max_, mei, *line = await world.manager(), *[await world.member(name) for name in ("Mei", "Ben", "Ada", "Lin")]
    ben, ada, lin = line
    await invites(max_, seats="1")
    for one in (mei, ben, ada):
        await comes(one)
    await ada.taps("I can't come after all")
    assert "An event with no seat free so far, 12 March, 16:00" in await ben.says("/why")
    assert "still come" in await ben.says("stop")
    await world.later(days=10, hours=7, minutes=30)
    assert (heard(ben, NO_SEAT), heard(mei, NO_SEAT), heard(ada, NO_SEAT)) == (1, 0, 0)

    await comes(lin)
    assert "as number 2" in lin.sees
    await mei.taps("I can't come after all")
    assert "A seat is free, and it is yours" in ben.sees
    await world.later(hours=2)

    assert "It has begun, and no seat became free" in lin.sees
    assert (heard(ben, NO_SEAT), heard(lin, NO_SEAT)) == (1, 0)


async def test_whoever_comes_is_told_of_another_time_and_that_it_is_off(world: World) -> None:
    max_, mei, ben = await world.manager(), await world.member("Mei"), await world.member("Ben")
    await invites(max_, seats="1")
    await comes(mei)
    await comes(ben)

    await to_desk(max_, "🗓 Tea tasting, 12 March")
    await max_.taps("When")
    for said, why in (
        ("soon", "can't read that time"),
        ("2026-03-01 18:00", "is over"),
        ("2027-04-01 18:00", "a year"),
    ):
        assert why in await max_.says(said)
    assert "2 people who come or wait will be told" in await max_.says("2026-03-13 17:00")
    assert heard(mei, NEWS) == 0
    await max_.taps("Apply")
    assert "Fri, 13 March, 17:00–19:00" in mei.sees
    assert heard(ben, NEWS) == 1
    await world.later(days=10, hours=12)
    assert heard(mei, REMINDER) == 1

    await max_.taps("Call it off")
    await max_.taps("Call it off")
    assert "Called off" in max_.sees
    assert "this is off" in mei.sees
    assert "this is off" in ben.sees
    assert "There is nothing on" in await ben.taps("What is on")
    await world.later(days=2)
    assert heard(mei, REMINDER) == 1


async def test_whoever_reads_another_name_than_before_is_told_once(world: World) -> None:
    max_, mei, ben, anna = (
        await world.manager(),
        await world.member("Mei"),
        await world.member("Ben"),
        await world.member("Анна", "ru"),
    )
    await invites(max_, seats="1")
    for one in (mei, ben):
        await comes(one)
    await to_desk(max_, "🗓 Tea tasting, 12 March")
    await max_.taps("Other languages")
    await max_.taps("Русский")
    await max_.says("Чайный вечер")
    await max_.taps("Leave it empty")
    await anna.says("/events")
    await anna.taps("Чайный вечер")
    await anna.taps("Подождать места")

    await max_.taps("Name")
    assert "“Tea tasting” will be called “Harvest tea”" in await max_.says("Harvest tea")
    assert "2 people who come or wait will be told" in max_.sees
    assert heard(mei, "is called") == 0
    await max_.taps("Apply")

    assert "“Tea tasting” is called “Harvest tea” now" in mei.sees
    assert (heard(ben, "is called"), heard(anna, "теперь называется")) == (1, 0)
    await world.later(hours=14)
    for again in ("Plum tea", "Oolong night"):
        await max_.taps("Name")
        await max_.says(again)
        await max_.taps("Apply")
    assert heard(mei, "is called") == 1
    await world.later(hours=12)
    assert "“Harvest tea” is called “Oolong night” now" in mei.sees
    assert heard(mei, "is called") == 2


async def test_an_event_has_other_languages_and_is_for_whom_its_line_says(world: World) -> None:
    max_, mei, sam = await world.manager(), await world.member("小梅", "zh-hans"), world.guest("Sam")
    await invites(max_, who="points>=100")
    await max_.taps("Other languages")
    await max_.taps("简体中文")
    await max_.says("品茶会")
    await max_.says("六款头采春茶。")

    await mei.says("/events")
    assert "品茶会" in mei.sees
    await mei.taps("品茶会")
    assert "六款头采春茶。" in mei.sees
    assert "它面向" in mei.sees
    assert "我要参加" not in mei.buttons
    assert "Tea tasting" in await sam.starts("e_1")
    assert "It is for" in sam.sees

    await max_.taps("Who may come")
    await max_.says("points>=100 or")
    assert "Who may come?" in max_.sees
    await max_.taps("Every member")
    assert "It is for members" in await sam.starts("e_1")
    for label in ("🌐", "English"):
        await sam.taps(label)
    assert "It is for members" in sam.sees  # what brought them here isn't lost on the way
    assert "You're in, welcome!" in await sam.taps("Join")
    assert "Tea tasting" in await sam.taps("Tea tasting")  # the way on from there, without a command
    assert "1 person is coming" in await comes(sam)
    assert "over or isn't on" in await sam.starts("e_9")
    await max_.taps("QR code for posters")
    assert "start=e_1" in max_.sees


@pytest.mark.both
async def test_the_list_is_ticked_off_at_the_door(world: World) -> None:
    max_, mei, ben = await world.manager(), await world.member("Mei"), await world.member("=Ben")
    await invites(max_, seats="1")
    await comes(mei)
    await comes(ben)

    await to_desk(max_, "🗓 Tea tasting, 12 March")
    assert "Mei" in await max_.taps("Who is coming")
    await max_.taps("Check people in")
    assert "no seat at this event" in await max_.says(await ben.card())
    assert "a slip in that card number" in await max_.says("7K3F 9Q2M X")
    assert "Mei is here" in await max_.says(await mei.card())
    assert "Mei" in await max_.taps("‹ Back")
    assert "didn't understand" in await max_.says("Who's next?")  # nobody is asked for any more
    await to_desk(max_, "🗓 Tea tasting, 12 March")
    assert "Here so far: 1 of 1" in await max_.taps("Who is coming")
    await max_.taps("The list as a file")

    header, first, second = files(max_)[-1].splitlines()
    assert header.startswith('"Card","Member\'s name","Comes?"')
    assert '"Mei","comes"' in first
    assert '"\'=Ben","waits for a seat"' in second


async def test_a_seat_passes_by_whoever_cant_be_told_of_it(world: World) -> None:
    max_, mei, ben, ada = await world.manager(), *[await world.member(name) for name in ("Mei", "Ben", "Ada")]
    await invites(max_, seats="1")
    for one in (mei, ben, ada):
        await comes(one)
    world.telegram.block(ben.person)
    await world.hear()

    await mei.taps("I can't come after all")

    assert "A seat is free, and it is yours" in ada.sees


async def test_whoever_is_forgotten_leaves_their_seat_to_the_next(world: World) -> None:
    max_, mei, ben = await world.manager(), await world.member("Mei"), await world.member("Ben")
    await invites(max_, seats="1")
    await comes(mei)
    await comes(ben)
    await mei.says("/mydata")
    readable, plain = files(mei)
    assert "Tea tasting · you said you come" in readable
    assert json.loads(plain)["events"][0]["stand"] == "coming"

    await forgets(mei)

    assert "A seat is free, and it is yours" in ben.sees


async def test_whoever_looks_at_a_question_and_leaves_it_is_back_at_the_event(world: World) -> None:
    max_ = await world.manager()
    await to_desk(max_)
    await max_.taps("New event")
    assert max_.buttons == ["Cancel"]  # there is nothing to go back to yet
    await max_.says("Tea tasting")
    await max_.says("2026-03-12 18:00")

    assert "A draft" in await max_.taps("‹ Back")
    await max_.taps("Where")
    assert "A draft" in await max_.taps("‹ Back")
    assert "didn't understand" in await max_.says("Green Corner")


@pytest.mark.both
async def test_nobody_sees_a_draft_and_it_can_be_thrown_away(world: World) -> None:
    max_, mei = await world.manager(), await world.member("Mei")
    await to_desk(max_)
    await max_.taps("New event")
    assert "too long" in await max_.says("t" * 49)
    await max_.says("Tea tasting")
    await max_.says("2026-03-12 18:00")
    await max_.says("/cancel")

    assert "There is nothing on" in await mei.says("/events")
    assert "over or isn't on" in await mei.starts("e_1")
    assert "nobody sees it yet" in await to_desk(max_, "✏️ Tea tasting, 12 March")
    await max_.taps("Throw it away")
    assert "There is none yet" in max_.sees


async def test_however_many_events_there_are_the_next_ones_come_first_at_the_desk_and_the_last_is_found(
    world: World,
) -> None:
    max_ = await world.manager()
    async with world.shop.work() as work:
        for days in range(1, 15):
            at = work.now + timedelta(days=days)
            await make_event(work, Actor(Role.MANAGER), {"en": "Tea tasting"}, at, at + timedelta(hours=2))
    await world.later(days=1, hours=6)

    await to_desk(max_)

    assert max_.buttons[:2] == ["New event", "✏️ Tea tasting, 4 March"]
    await max_.taps("Next ›")
    assert max_.buttons[1:4] == ["✏️ Tea tasting, 16 March", "✏️ Tea tasting, 3 March", "‹ Previous"]


@pytest.mark.both
async def test_two_who_change_an_event_at_once_change_each_their_own_part(world: World) -> None:
    max_, nora, mei = await world.manager(), await world.manager("Nora"), await world.member("Mei")
    await invites(max_)
    await comes(mei)
    for who, part, said in ((max_, "Where", "Town hall"), (nora, "When", "2026-03-13 17:00")):
        await to_desk(who, "🗓 Tea tasting, 12 March")
        await who.taps(part)
        await who.says(said)

    await nora.taps("Apply")
    await max_.taps("Apply")

    assert "Fri, 13 March, 17:00–19:00" in max_.sees
    assert "Town hall" in max_.sees


async def test_once_an_event_has_begun_nobody_is_asked_to_wait_for_a_seat(world: World) -> None:
    max_, mei, ben, ada = await world.manager(), *[await world.member(name) for name in ("Mei", "Ben", "Ada")]
    await invites(max_, seats="1")
    await comes(mei)
    await comes(ben)
    await finds(ada)
    await world.later(days=10, hours=9)  # an hour into it

    assert "every seat is taken" in (await ada.taps("Wait for a seat"), ada.toast)[1]
    assert "Wait for a seat" not in ada.buttons
    assert "no seat became free" in await finds(ben)
    assert "as number" not in ben.sees
