"""Whether members would recommend the shop, asked and answered in the chat, and what follows from a low score."""

from datetime import datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
import segno
from sqlalchemy import insert, select

from bot.actions.care import apply_care
from bot.actions.members import consent
from bot.actions.mydata import everything_about
from bot.actions.people import find_person
from bot.actions.privacy import forget
from bot.database import Command, Query
from bot.rules.care import Care
from bot.rules.roles import Actor, Role
from bot.rules.surveys import period
from bot.tables.conversations import conversation_messages
from bot.tables.surveys import surveys
from tests.world import Guest, World

_ANSWERED = Command(insert(surveys))
_KEPT_WORDS = Query(bytes, select(conversation_messages.c.said))
_KEPT_REASONS = Query(bytes, select(surveys.c.reason))
ALONE = ("video_note", "sticker")
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


def a_picture() -> bytes:
    """A small PNG."""
    made = BytesIO()
    segno.make("milk").save(made, kind="png", scale=4)
    return made.getvalue()


async def unhappy_mei(world: World) -> tuple[Guest, Guest, Guest]:
    """An owner, an agent, and Mei, who has just given 3 of 10."""
    olga, ada, carl, mei = await world.owner(), await world.agent(), await world.cashier(), await world.member("Mei")
    await agrees(mei)
    await buys(carl, mei)
    await world.later(days=3, hours=4)
    await mei.taps("3")
    return olga, ada, mei


async def changes(guest: Guest, given: int, now: str) -> None:
    """They change what they gave."""
    question = last_from(guest, f"You gave {given} of 10")
    for label in ("Change my answer", now):
        guest.world.telegram.tap(guest.person, question, label)
        await guest.world.hear()


def newest(guest: Guest, form: str) -> dict[str, object]:
    """The newest message of the bot's in somebody's chat that holds this."""
    bot = guest.world.app.bot.id
    return next(
        one
        for one in reversed(guest.messages)
        if form in one and isinstance(by := one["from"], dict) and by["id"] == bot
    )


def number(message: dict[str, object]) -> int:
    """A message's number in its chat."""
    return int(str(message["message_id"]))


def last_from(guest: Guest, words: str) -> int:
    """The newest message with these words in somebody's chat."""
    found = [one for one in guest.messages if words in str(one.get("text", one.get("caption")))]
    return int(str(found[-1]["message_id"]))


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
    await changes(mei, 9, "4")
    assert "4 of 10" in olga.sees

    await world.later(hours=25)
    world.telegram.tap(mei.person, last_from(mei, "You gave 4 of 10"), "Change my answer")
    await world.hear()
    assert "Yours stays: 4" in mei.toast
    await world.later(days=30)
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
    world.telegram.send_file(mei.person, b"OggS", kind="voice")
    await world.hear()
    await mei.says("/mydata")
    document = mei.messages[-2]["document"]
    assert isinstance(document, dict)
    assert "a voice note" in world.telegram.files.by_id[document["file_id"]].content.decode()

    async with world.shop.work() as work:
        known = await find_person(work, mei.id)
        assert known is not None
        held = await everything_about(work, known.actor)
        said = [work.vault.open(one.said) for one in held.conversations if one.said]
    assert [one.score for one in held.opinions] == [0]
    assert said == ["Sorry for the milk", "The milk was sour"]
    async with world.shop.work() as work:
        await forget(work, known.actor)
        assert await work.all(_KEPT_WORDS) == [None, None, None]
        assert await work.all(_KEPT_REASONS) == [None]
    assert "✓ On its way" not in await ada.says("Hello?")


async def test_staff_answer_by_replying_and_pictures_go_both_ways(world: World) -> None:
    olga, ada, mei = await unhappy_mei(world)

    world.telegram.send_photo(mei.person, a_picture(), "It was sour")
    await world.hear()
    assert "It was sour" in ada.sees  # a picture says why as well as words do
    await mei.says("Quite sour")
    world.telegram.send_photo(mei.person, a_picture(), "see here")
    await world.hear()
    assert "see here" in ada.sees
    assert "see here" in olga.sees  # nobody has begun to talk to her, so that everybody hears her
    await ada.says("/find")
    world.telegram.say(ada.person, "Who sold you this?", reply_to=last_from(ada, "see here"))
    await world.hear()
    assert "Who sold you this?" in mei.sees
    await ada.says("Nobody of that name")
    assert "Nobody found" in ada.sees  # what was asked for before stays asked
    await mei.says("Carl did")
    assert "Carl did" in ada.sees
    assert "Carl did" not in olga.sees  # it is Ada now who talks to her

    await olga.taps("Talk to them")
    assert "Who sold you this?" in olga.sees
    world.telegram.send_photo(olga.person, a_picture(), "A voucher for you")
    await world.hear()
    assert "A voucher for you" in mei.sees
    assert "photo" in mei.messages[-1]
    await olga.says("x" * 3501)
    assert "3,500" in olga.sees


async def test_whatever_people_send_goes_both_ways(world: World) -> None:
    olga, _, mei = await unhappy_mei(world)
    await mei.says("It was sour")
    await olga.taps("Talk to them")
    forms = ("document", "video", "animation", "audio", "voice", "video_note", "sticker")

    for sender, receiver in ((mei, olga), (olga, mei)):
        for form in forms:
            world.telegram.send_file(sender.person, b"...", kind=form, caption="" if form in ALONE else f"a {form}")
            await world.hear()
            assert newest(receiver, form)
            # Whose it is comes before what can't say so itself.
            said = receiver.heard[-2] if form in ALONE else receiver.sees
            assert f"💬 {sender.person.name}" in said
            assert form in ALONE or f"a {form}" in said
        world.telegram.send_location(sender.person, 48.86, 2.35)
        await world.hear()
        assert newest(receiver, "location")["location"] == {"latitude": 48.86, "longitude": 2.35}
        world.telegram.send_contact(sender.person)
        await world.hear()
        assert sender.person.name in str(newest(receiver, "contact")["contact"])
    sticker = int(str(newest(olga, "sticker")["message_id"]))
    await olga.says("/help")
    world.telegram.say(olga.person, "Nice cat", reply_to=sticker)
    await world.hear()
    assert "Nice cat" in mei.sees
    for n in range(3):
        world.telegram.send_file(mei.person, a_picture(), kind="photo", caption=f"jug {n}", group="jugs")
    answers = len(mei.messages) + 1
    await world.hear()
    assert len(mei.messages) == answers  # one for all three
    assert all(any(f"jug {n}" in text for text in olga.heard) for n in range(3))
    world.telegram.put(mei.person, {"dice": {"emoji": "🎲", "value": 6}}, None)
    await world.hear()
    assert "This can't be passed on" in mei.sees


async def test_what_somebody_edits_is_edited_on_the_other_side(world: World) -> None:
    olga, ada, mei = await unhappy_mei(world)
    await mei.says("It was sour")
    mine = world.telegram.say(mei.person, "Very sour")
    await world.hear()
    world.telegram.send_photo(mei.person, a_picture(), "see here")
    await world.hear()
    pictured = mei.messages[-2]
    spoken = world.telegram.send_file(mei.person, b"OggS", kind="voice", caption="hear this")
    await world.hear()
    counts = len(olga.messages), len(ada.messages)

    world.telegram.edit(mei.person, number(mine), "Very, very sour")
    world.telegram.edit(mei.person, number(pictured), "see there")
    world.telegram.edit(mei.person, number(spoken), "hear that")
    await world.hear()
    for one in (olga, ada):  # nobody has begun to talk to her, so that everybody has it
        assert any("Very, very sour" in text for text in one.heard)
        assert not any("Very sour" in text or "see here" in text for text in one.heard)
        assert "see there" in one.heard[-2]
        assert "photo" in one.messages[-2]
        assert "hear that" in one.sees
    assert (len(olga.messages), len(ada.messages)) == counts

    await ada.taps("Talk to them")
    answer = world.telegram.say(ada.person, "Sory")
    await world.hear()
    world.telegram.edit(ada.person, number(answer), "Sorry")
    await world.hear()
    assert "Sorry" in mei.sees
    assert not any("Sory" in text for text in mei.heard)
    world.telegram.edit(ada.person, number(answer), "x" * 3501)
    await world.hear()
    assert "3,500" in ada.sees
    await olga.taps("Talk to them")
    assert "Very, very sour" in olga.sees
    heard = len(ada.messages)
    await ada.taps("Close")
    world.telegram.edit(mei.person, number(mine), "Not so sour")
    await world.hear()
    assert not any("Not so sour" in text for text in ada.heard)
    assert len(ada.messages) == heard + 1


async def test_a_member_who_waits_for_an_answer_is_not_forgotten(world: World) -> None:
    olga, ada, mei = await unhappy_mei(world)

    await world.later(hours=4, minutes=1)
    assert sum("has been waiting for an answer since 5 March, 14:00" in text for text in ada.heard) == 1
    await world.later(days=2)  # and once more each day, since nothing else is sent to her
    assert sum("has been waiting for an answer since 5 March, 14:00" in text for text in ada.heard) == 2
    assert any("has been waiting" in text for text in olga.heard)
    await ada.taps("Talk to them")
    await ada.says("Sorry for the wait")
    await mei.says("It was sour")
    await ada.says("We will see to it")

    await world.later(hours=20)
    assert sum("has been waiting" in text for text in ada.heard) == 2
    await world.later(days=11)  # nobody closes it: a week after the last word it is over, and then she is asked
    assert "Did we put it right?" in mei.sees
    await mei.taps("Not yet")
    assert "It is still not right" in ada.sees
    await mei.says("Sour again")
    assert "Sour again" in ada.sees


async def test_whoever_does_not_answer_is_reminded_once_and_left_in_peace(world: World) -> None:
    olga, carl, mei = await world.owner(), await world.cashier(), await world.member("Mei")
    await agrees(mei)
    await olga.says("/care")
    await olga.taps("Surveys")
    for part, answer in (("The scale", "1"), ("How long after it", "5"), ("Rest between two", "120")):
        await olga.taps(part)
        await (olga.taps(answer) if part == "The scale" else olga.says(answer))
        await olga.taps("Apply")
        await olga.taps("Back")
    await buys(carl, mei)

    await world.later(days=40)

    assert [f"{at:%d %H:%M}" for at in asked(mei)] == ["07 12:00", "10 12:00"]
    assert mei.buttons[:10] == [str(n) for n in range(1, 11)]


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
