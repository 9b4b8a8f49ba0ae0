"""Members who are not content and the staff talk through the bot: whatever they send each other, and how it ends."""

from io import BytesIO

import pytest
import segno
from sqlalchemy import select

from bot.actions.mydata import everything_about
from bot.actions.people import find_person
from bot.actions.privacy import forget
from bot.database import Query
from bot.tables.conversations import conversation_messages
from bot.tables.surveys import surveys
from tests.dialogues.test_nps import agrees, buys, last_from
from tests.world import Guest, World

_KEPT_WORDS = Query(bytes, select(conversation_messages.c.said))
_KEPT_REASONS = Query(bytes, select(surveys.c.reason))
ALONE = ("video_note", "sticker")


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
    await mei.says("It was my fridge after all")
    assert "It was my fridge after all" in ada.sees
    await ada.taps("Close")

    await world.later(days=4)
    assert "Did we put it right?" in mei.sees
    await mei.taps("Yes, you did")
    assert "We are glad" in mei.sees


@pytest.mark.either
async def test_who_says_what_went_wrong_after_it_was_closed_is_heard_all_the_same(world: World) -> None:
    ada, carl, mei = await world.agent(), await world.cashier(), await world.member("Mei")
    await agrees(mei)
    await buys(carl, mei)
    await world.later(days=3, hours=4)
    await mei.taps("3")
    await ada.taps("Close")

    await world.later(hours=5)
    await mei.says("The milk was sour")

    assert "Somebody of our staff answers you here" in mei.sees
    assert "The milk was sour" in ada.sees
    await mei.says("And the bread")
    assert "And the bread" in ada.sees
    await ada.taps("Close")
    await world.later(days=4)
    assert "Did we put it right?" in mei.sees


@pytest.mark.either
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


@pytest.mark.either
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


@pytest.mark.either
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
