"""Writing to many: the post is shown, the sheet says all of it, and what is let go is watched on its card."""

from io import BytesIO

import pytest
import segno

from bot.actions.broadcasts import list_broadcasts
from bot.actions.members import consent
from bot.actions.people import find_person
from bot.rules.broadcasts import Does, PostKind
from bot.rules.refusals import Refusal
from bot.rules.rewards import Reward, RewardKind, RewardState
from bot.rules.roles import Role
from handlers.broadcast_buttons import read_link
from tests.dialogues.test_birthdays import moves
from tests.dialogues.test_events import invites
from tests.dialogues.test_groups import comes, gather
from tests.dialogues.test_rewards import offer
from tests.dialogues.test_vouchers import sent_file
from tests.world import Guest, World

pytestmark = pytest.mark.either


async def reader(world: World, name: str, language: str = "en") -> Guest:
    """A member who wants offers."""
    guest = await world.member(name, language)
    async with world.shop.work() as work:
        known = await find_person(work, guest.id)
        assert known is not None
        await consent(work, known.actor, "offers", True, "yes", "test")
    return guest


async def begin(guest: Guest, post: str = "Fresh rolls from Saturday on!") -> None:
    """Show a post, so that its sheet is there."""
    await guest.says("/broadcast")
    await guest.says(post)


async def let_go(guest: Guest) -> None:
    """Check it, let it go, and wait until it is out."""
    await guest.taps("Check and send")
    await guest.taps("Let it go")
    await passes(guest.world)


async def passes(world: World) -> None:
    """A minute, and another, in which what is due goes out and is looked at."""
    for _ in range(3):
        await world.later(minutes=1)


def picture() -> bytes:
    """Some picture."""
    made = BytesIO()
    segno.make("rolls").save(made, kind="png", scale=4)
    return made.getvalue()


def shows(guest: Guest, caption: str, album: str = "") -> None:
    """Send a picture, or one of an album."""
    world = guest.world
    world.telegram.send_file(
        guest.person, picture(), "a.jpg", kind="photo", mime="image/jpeg", caption=caption, group=album
    )


async def test_a_manager_says_to_whom_when_and_until_when(world: World) -> None:
    max_ = await world.manager()
    await begin(max_)
    assert "What: A text" in max_.sees
    assert "To: all members" in max_.sees

    await max_.taps("When")
    await max_.taps("At a time by each")
    await max_.says("yesterday")
    assert "I can't read that time" in max_.sees
    await max_.says("2026-03-01 10:00")
    assert "That time is over everywhere" in max_.sees
    await max_.says("2026-03-07 10:00")
    assert "7 March, 10:00 by each member's own clock" in max_.sees

    await max_.taps("When")
    await max_.taps("At a time")
    await max_.taps("3 March, 18:00")
    assert "When: 3 March, 18:00" in max_.sees

    await max_.taps("Good until")
    await max_.says("2026-03-01 10:00")
    assert "It would be over before it begins" in max_.sees
    await max_.taps("1 day")
    assert "Good until: 4 March, 18:00" in max_.sees

    await max_.taps("To whom")
    await max_.says("tier:gold but not me")
    assert "tier:gold" in max_.sees
    await max_.says("not everybody")
    assert "To: not" in max_.sees

    await max_.taps("Closed days too")
    assert "On the shop's closed days too" in max_.sees
    await max_.says("/broadcasts")
    assert "Fresh rolls" in max_.buttons[1]
    await max_.taps("Fresh rolls")
    await max_.taps("Throw away")
    assert "Nobody was written to" in max_.sees


async def test_a_saved_segment_is_written_to_from_its_own_page(world: World) -> None:
    max_ = await world.manager()
    await max_.says("/segments")
    await max_.taps("Write one")
    await max_.says("points>=40")
    await max_.taps("Keep it")
    await max_.says("Rich")
    await max_.taps("Write to them")
    await max_.says("Rolls for points!")

    assert "Rolls for points!" in max_.sees
    assert "To: all members" not in max_.sees
    assert "To: points: 40 or more" in max_.sees


@pytest.mark.both
async def test_what_is_let_go_reaches_the_members_and_its_card_and_report_say_so(world: World) -> None:
    max_, mei, tom = await world.manager(), await reader(world, "Mei"), await world.member("Tom")
    await begin(max_)

    await max_.taps("Check and send")
    assert "2 members are meant" in max_.sees
    assert "1 wants no offers" in max_.sees
    assert "1 will get it" in max_.sees
    await max_.taps("Let it go")
    assert "It begins now" in max_.sees
    await passes(world)

    assert mei.sees == "Fresh rolls from Saturday on!"
    assert "Fresh rolls" not in tom.sees
    assert "It is out." in max_.sees
    assert "1 delivered" in max_.sees

    await max_.taps("What came of it")
    assert "no consent: 1" in max_.sees
    assert "nobody was left out" in max_.sees
    await max_.taps("Who got it")
    lines = sent_file(world, max_.messages[-1]).splitlines()
    assert len(lines) == 3
    assert '"Mei","","delivered",""' in "\n".join(lines)
    assert '"Tom","","left in peace","no consent"' in "\n".join(lines)


async def test_an_album_is_gathered_and_goes_out_as_one_with_its_buttons_behind_it(world: World) -> None:
    max_, mei = await world.manager(), await reader(world, "Mei")
    await max_.says("/broadcast")
    for caption in ("Our new rolls", "", ""):
        shows(max_, caption, album="77")
    await world.hear()
    assert "What: An album" in max_.sees

    await max_.taps("Buttons")
    await max_.taps("Add a link")
    await max_.says("somewhere")
    assert "I can't read that" in max_.sees
    await max_.says("ru: В магазин\nTo the shop https://example.com")
    await max_.taps("Add “not interested”")
    await max_.taps("‹ Back")
    assert "🔗 To the shop" in max_.sees
    await let_go(max_)

    album = [message for message in mei.messages if "photo" in message]
    assert len(album) == 3
    assert len({str(message["media_group_id"]) for message in album}) == 1
    assert mei.sees == "👆"
    assert mei.buttons[:2] == ["To the shop", "🔕 Not interested"]

    world.telegram.say(mei.person, "Where are you?", reply_to=int(str(album[2]["message_id"])))
    await world.hear()
    await mei.taps("Not interested")
    await max_.says("/broadcasts")
    await max_.taps("Our new rolls ·")
    await max_.taps("What came of it")
    assert "pressed “🔕 Not interested”: 1" in max_.sees
    assert "want no offers any more: 1" in max_.sees
    assert "wrote back: 1" in max_.sees


@pytest.mark.both
async def test_every_kind_of_post_is_copied_and_what_cant_be_is_refused_at_once(world: World) -> None:
    max_, mei = await world.manager(), await reader(world, "Mei")
    await max_.says("/broadcast")
    world.telegram.send_contact(max_.person)
    await world.hear()
    assert "Telegram doesn't let me copy this" in max_.sees
    for kind in ("video", "voice", "document", "audio", "animation", "video_note"):
        world.telegram.send_file(max_.person, b"content", "a.bin", kind=kind)
        await world.hear()
        assert "To whom" in max_.buttons, kind
        await max_.taps("👁 Show me")
        assert kind in max_.messages[-2]
        await max_.says("/broadcast")
    world.telegram.send_poll(max_.person, "Which rolls?", ["Rye", "Wheat"])
    await world.hear()
    await let_go(max_)

    poll = next(message for message in mei.messages if "poll" in message)
    world.telegram.vote(mei.person, int(str(poll["message_id"])), [1])
    await world.hear()
    async with world.shop.reading() as reading:
        [newest, *_] = await list_broadcasts(reading)
    assert newest.plan.title == "Which rolls?"
    assert newest.plan.posts[""].kind is PostKind.POLL
    await max_.taps("What came of it")
    assert "voted “Wheat”: 1" in max_.sees
    for question, known in (("Which rolls?", True), ("Which rolls today?", False)):
        await max_.says("/broadcast")
        world.telegram.send_poll(max_.person, question, ["Rye", "Wheat"])
        await world.hear()
        assert ("The same poll went out in “Which rolls?”" in max_.sees) is known


async def test_each_reads_their_own_language_and_takes_their_own_voucher_once(world: World) -> None:
    max_, mei, ivan = [await reader(world, *who) for who in (("Max", "en"), ("Mei", "en"), ("Ivan", "ru"))]
    await world.put_to_work(max_, Role.MANAGER)
    coffee = Reward(None, RewardKind.GIFT, {"en": "Coffee", "ru": "Кофе"}, {}, 100, state=RewardState.ACTIVE)
    await offer(world, coffee)
    await begin(max_)
    await max_.taps("In a language")
    await max_.taps("Русский")
    await max_.says("Свежие булочки с субботы!")
    assert "In Русский: A text" in max_.sees
    await max_.taps("Buttons")
    await max_.taps("Add a voucher each")
    await max_.taps("Coffee")
    await max_.taps("‹ Back")
    assert "gives Coffee to whoever presses it" in max_.sees
    await max_.taps("👁 Show me")
    assert "gives Coffee to whoever presses it" in max_.sees
    world.telegram.tap(max_.person, int(str(max_.messages[-2]["message_id"])), "🎟 Get my voucher")
    await world.hear()
    assert "only a trial" in max_.toast
    await let_go(max_)

    assert mei.sees == "Fresh rolls from Saturday on!"
    assert ivan.sees == "Свежие булочки с субботы!"
    assert "🎟" in ivan.buttons[0]

    await mei.taps("Get my voucher")
    first = [message for message in mei.messages if "photo" in message]
    await mei.says("/vouchers")
    assert "Coffee" in mei.sees or any("Coffee" in label for label in mei.buttons)
    assert len(first) == 1


@pytest.mark.both
async def test_a_colleague_sees_it_first_and_above_a_size_another_has_to_say_yes(world: World) -> None:
    olga, max_ = await world.owner(), await world.manager()
    for name in ("Mei", "Tom"):
        await reader(world, name)
    await olga.says("/care")
    await olga.taps("Broadcasts")
    await olga.taps("When two must agree")
    await olga.says("1")
    await olga.taps("Apply")
    assert "more than 1 recipient" in olga.sees

    await begin(max_)
    await max_.taps("Show colleagues")
    await max_.taps("Olga")
    assert max_.toast == "Olga gets it now."
    assert olga.sees == "Fresh rolls from Saturday on!"

    await max_.says("/broadcasts")
    await max_.taps("Fresh rolls")
    await max_.taps("Check and send")
    await max_.taps("Let it go")
    assert "I've asked 1 colleague" in max_.sees
    assert olga.heard[-2] == "Fresh rolls from Saturday on!"
    assert "To: all members" in olga.sees
    assert "“Fresh" not in olga.sees
    await olga.taps("Refuse")
    await max_.taps("See how it stands")
    await max_.taps("Buttons")
    await max_.taps("Add “not interested”")
    await max_.taps("‹ Back")
    await max_.taps("Check and send")
    await max_.taps("Let it go")
    assert "Not interested: ends offers" in olga.sees
    await max_.says("/broadcasts")
    await max_.taps("Fresh rolls")
    await max_.taps("Change it")
    await max_.taps("Closed days too")
    await olga.taps("Approve")
    assert "can't be done any more" in olga.sees

    await max_.says("/broadcasts")
    await max_.taps("Fresh rolls")
    await max_.taps("Check and send")
    await max_.taps("Let it go")
    await olga.taps("Approve")
    await passes(world)
    await max_.says("/broadcasts")
    await max_.taps("Fresh rolls")
    assert "2 delivered" in max_.sees


async def test_one_whose_post_is_gone_pauses_and_goes_on_with_another(world: World) -> None:
    max_, mei = await world.manager(), await reader(world, "Mei")
    await begin(max_)
    post = next(message for message in max_.messages if message.get("text") == "Fresh rolls from Saturday on!")
    await max_.taps("Check and send")
    await max_.taps("Let it go")
    world.telegram.delete(max_.person, int(str(post["message_id"])))
    await passes(world)
    assert "has paused by itself" in max_.sees

    await max_.taps("See why")
    assert "the post that I copy is gone" in max_.sees
    await max_.taps("Show another post")
    await max_.says("Fresh rolls from Sunday on!")
    await max_.taps("See how it stands")
    await max_.taps("Go on")
    await passes(world)
    assert mei.sees == "Fresh rolls from Sunday on!"
    assert "1 delivered" in max_.sees


async def test_whoever_looks_at_a_post_that_was_deleted_hears_so(world: World) -> None:
    max_ = await world.manager()
    await begin(max_)
    post = next(message for message in max_.messages if message.get("text") == "Fresh rolls from Saturday on!")
    world.telegram.delete(max_.person, int(str(post["message_id"])))

    await max_.taps("Show me")

    assert "The post that I copy is gone" in "\n".join(max_.heard[-2:])
    assert "Check and send" in max_.buttons


async def test_what_is_out_is_put_right_and_taken_back(world: World) -> None:
    max_, mei = await world.manager(), await reader(world, "Mei")
    await begin(max_)
    await let_go(max_)

    await max_.taps("What came of it")
    await max_.taps("Correct the post")
    await max_.says("Fresh rolls from <Sunday> on!")
    assert "So it would say" in max_.sees
    await max_.taps("Correct the post")
    await passes(world)
    assert mei.sees == "Fresh rolls from <Sunday> on!"

    await max_.says("/broadcasts")
    await max_.taps("Fresh rolls from Saturday on! ·")
    await max_.taps("What came of it")
    await max_.taps("Take the post back")
    await max_.taps("Take the post back")
    await passes(world)
    assert not any("Fresh rolls" in text for text in mei.heard)
    assert "1 taken back" in max_.sees


async def test_what_is_read_in_the_place_of_the_card_stays_there(world: World) -> None:
    max_, _ = await world.manager(), await reader(world, "Mei")
    await begin(max_)
    await max_.taps("Check and send")
    await max_.taps("Let it go")
    await max_.taps("All broadcasts")
    await passes(world)
    assert "Written to many" in max_.sees
    assert "It is out" not in max_.sees


@pytest.mark.both
@pytest.mark.parametrize("kind", [PostKind.TEXT, pytest.param(PostKind.PHOTO, marks=pytest.mark.full), PostKind.ALBUM])
async def test_what_is_put_right_while_it_goes_out_is_right_for_whoever_is_still_to_come(
    world: World, kind: PostKind
) -> None:
    max_, mei, tom = await world.manager(), await reader(world, "Mei"), await reader(world, "Tom")
    await moves(tom, "America/Los_Angeles")
    await max_.says("/broadcast")
    if kind is PostKind.TEXT:
        await max_.says("Rolls on Saturday")
    else:
        for caption in ("Rolls on Saturday", "")[: 1 + (kind is PostKind.ALBUM)]:
            shows(max_, caption, album="77" if kind is PostKind.ALBUM else "")
        await world.hear()
    await let_go(max_)
    assert "1 of 2" in max_.sees

    await max_.taps("What came of it")
    await max_.taps("Correct the post")
    await max_.says("Rolls on Sunday")
    assert "1 person has it.\n1 is still to get it." in max_.sees
    await max_.taps("Correct the post")
    await passes(world)
    await world.later(days=1)

    for guest in (mei, tom):
        said = [str(one.get("text") or one.get("caption") or "") for one in guest.messages]
        assert [text for text in said if "Rolls" in text] == ["Rolls on Sunday"]
        assert "🔕" not in "".join(guest.buttons)
    await max_.says("/broadcasts")
    await max_.taps("Rolls on Saturday ·")
    assert "2 delivered" in max_.sees


async def test_what_a_member_writes_back_reaches_the_staff_and_is_answered(world: World) -> None:
    max_, mei, tom, ann = await world.manager(), *[await reader(world, name) for name in ("Mei", "Tom", "Ann")]
    await begin(max_)
    await let_go(max_)
    post = next(one for one in mei.messages if one.get("text") == "Fresh rolls from Saturday on!")
    world.telegram.say(mei.person, "Rye too?", reply_to=int(str(post["message_id"])))
    await world.hear()
    assert "Our staff have it" in mei.sees
    assert max_.sees == "💬 Mei\n📣 In answer to “Fresh rolls from Saturday on!”\nRye too?"
    await max_.taps("Talk to them")
    await max_.says("Yes, on Sundays!")
    assert "Yes, on Sundays!" in mei.sees
    await mei.says("Lovely")
    assert "Lovely" in max_.sees

    await tom.says("Do you have them")
    await tom.says("without sugar?")
    assert "Shall I give it to our staff?" in tom.sees
    await tom.taps("Yes, to the staff")
    assert "Our staff have it" in tom.sees
    assert "In answer to “Fresh rolls from Saturday on!”\nDo you have them\nwithout sugar?" in max_.sees

    await max_.says("/broadcasts")
    await max_.taps("Fresh rolls")
    await max_.taps("What came of it")
    assert "wrote back: 2" in max_.sees
    await world.later(days=1)
    assert "I didn't understand" in await ann.says("And now?")


async def test_whom_it_failed_are_offered_once_and_only_where_there_are_any(world: World) -> None:
    max_, mei, tom = await world.manager(), await reader(world, "Mei"), await reader(world, "Tom")
    world.telegram.faults.add("refused", method="copyMessage", chat=tom.person.id, times=1)
    await begin(max_)
    await let_go(max_)
    await max_.taps("What came of it")
    await max_.taps("Send to the failed ones")
    assert "the 1 person" in max_.sees
    await max_.taps("Send it")
    await passes(world)
    assert tom.sees == mei.sees == "Fresh rolls from Saturday on!"

    await max_.says("/broadcasts")
    await max_.taps("Fresh rolls from Saturday on! ·")
    await max_.taps("What came of it")
    assert "1 failed" in max_.sees
    assert "Send to the failed ones" not in max_.buttons


async def test_a_time_more_than_a_year_ahead_isnt_taken(world: World) -> None:
    max_ = await world.manager()
    await begin(max_)
    for part in ("At a time", "At a time by each"):
        await max_.taps("When")
        await max_.taps(part)
        assert "more than a year ahead" in await max_.says("2099-12-24 10:00")
        await max_.taps("‹ Back")
    await max_.taps("Good until")
    assert "more than a year ahead" in await max_.says("2099-12-24 10:00")


async def test_a_broadcast_has_the_name_that_it_is_given_and_keeps_it_with_another_post(world: World) -> None:
    max_ = await world.manager()
    await begin(max_)
    await max_.taps("Name")
    assert "too long" in await max_.says("x" * 65)
    await max_.says("Rolls, spring")
    assert "📣 Rolls, spring" in max_.sees

    await max_.taps("Post")
    await max_.says("Fresh rolls from Sunday on!")
    assert "📣 Rolls, spring" in max_.sees


async def test_waves_and_what_ends_is_ended(world: World) -> None:
    max_, mei = await world.manager(), await reader(world, "Mei")
    await begin(max_)
    await max_.taps("When")
    await max_.taps("At a time")
    await max_.says("2026-03-07 10:00")
    await max_.taps("Check and send")
    await max_.taps("Let it go")
    assert "It begins on 7 March, 10:00" in max_.sees
    await max_.taps("End it")
    assert "End it?" in max_.sees
    await max_.taps("End it")
    await world.later(days=7)

    assert "Fresh rolls" not in mei.sees
    assert "whoever had not got it does not get it" in max_.sees


async def test_a_button_in_a_group_leads_to_the_bot_and_one_that_leads_nowhere_says_so(world: World) -> None:
    max_, mei, sam = await world.manager(), await reader(world, "Mei"), world.guest("Sam")
    olga = await world.owner("Olga")
    chat = await gather(world, olga)
    await comes(mei)
    await begin(max_)
    await max_.taps("To whom")
    await max_.taps("Groups")
    await max_.taps("Tasters")
    await max_.taps("Only into groups")
    await max_.taps("Buttons")
    await max_.taps("Add a group")
    await max_.taps("Tasters")
    await max_.taps("Add “not interested”")
    await max_.taps("Back")
    assert "leads to Tasters" in max_.sees
    assert "In groups it goes out without 🔕 Not interested" in max_.sees
    await max_.taps("Check and send")
    assert "1 group will get it" in max_.sees
    assert "member" not in max_.sees.partition("Tasters")[2].replace("for each member by themselves", "")
    await max_.taps("‹ Back")

    await let_go(max_)
    shown = next(one for one in world.telegram.messages(chat.id) if "Fresh rolls" in str(one.get("text")))
    (button,) = [one for row in shown["reply_markup"]["inline_keyboard"] for one in row]
    assert button["url"].endswith("?start=b_1-0")

    await mei.says("/start b_1-0")
    assert "You are in it" in mei.sees
    await sam.says("/start b_1-0")
    assert "Join" in sam.buttons
    for nowhere in ("b_1-1", "b_1-9", "b_77-0"):
        await mei.says("/start")
        await mei.says(f"/start {nowhere}")
        assert "That button was an old one" in mei.sees, nowhere
    for nonsense in (f"b_{'9' * 40}-0", f"b_1-{'9' * 40}", "b_-"):
        await mei.says(f"/start {nonsense}")
        assert "Mei" in mei.sees, nonsense
    await mei.says(f"/start g_{'9' * 40}")
    assert "isn't there any more" in mei.sees


async def test_an_events_button_shows_it_and_a_group_reads_its_own_language_when_it_is_put_right(world: World) -> None:
    max_, mei, sam = await world.manager(), await reader(world, "Mei"), world.guest("Sam")
    olga = await world.owner("Olga")
    chat = await gather(world, olga, language="Русский")
    await invites(max_)
    await begin(max_)
    await max_.taps("In a language")
    await max_.taps("Русский")
    await max_.says("Приходите на чай!")
    await max_.taps("To whom")
    await max_.taps("Groups")
    await max_.taps("Tasters")
    await max_.taps("Back")
    await max_.taps("Buttons")
    await max_.taps("Add an event")
    await max_.taps("Tea tasting")
    await max_.taps("Back")
    assert "📅 See when and where: shows Tea tasting" in max_.sees
    await let_go(max_)

    def in_group() -> tuple[str, str, str]:
        shown = next(one for one in world.telegram.messages(chat.id) if "чай" in str(one.get("text")))
        ((button,),) = shown["reply_markup"]["inline_keyboard"]
        return str(shown["text"]), str(button["text"]), str(button["url"]).partition("start=")[2]

    assert in_group() == ("Приходите на чай!", "📅 Когда и где", "b_1-0")
    await mei.taps("See when and where")
    assert "upstairs" in mei.sees
    await sam.says("/start b_1-0")
    assert "upstairs" in sam.sees
    await max_.says("/broadcasts")
    await max_.taps("Fresh rolls")
    await max_.taps("What came of it")
    assert "pressed “📅 See when and where”: 1" in max_.sees
    await max_.taps("Correct the post")
    await max_.taps("This one is right")
    await max_.says("Приходите на чай и булочки!")
    await max_.taps("Correct the post")
    await passes(world)
    assert in_group() == ("Приходите на чай и булочки!", "📅 Когда и где", "b_1-0")
    assert "Fresh rolls from Saturday on!" in mei.heard
    await max_.says("/broadcasts")
    await max_.taps("Fresh rolls from Saturday on! ·")
    await max_.taps("What came of it")
    await max_.taps("Who got it")
    assert '"","","Tasters","delivered","","2026-03-02 10:00:30"' in sent_file(world, max_.messages[-1])


@pytest.mark.both
@pytest.mark.promise(21)
async def test_a_draft_for_a_group_that_becomes_a_supergroup_goes_there_once(world: World) -> None:
    max_, olga = await world.manager(), await world.owner("Olga")
    chat = await gather(world, olga, supergroup=False)
    await begin(max_)
    await max_.taps("To whom")
    await max_.taps("Groups")
    await max_.taps("Tasters")

    newer = world.telegram.upgrade_group(chat)
    await world.hear()
    await max_.says("/broadcasts")
    await max_.taps("Fresh rolls")
    assert "Into groups: Tasters" in max_.sees
    await max_.taps("To whom")
    await max_.taps("Groups")
    assert "✓ Tasters" in max_.buttons
    await max_.taps("Only into groups")
    await let_go(max_)

    told = [str(one.get("text")) for one in world.telegram.messages(newer.id)]
    assert sum("Fresh rolls" in text for text in told) == 1


def test_a_links_lines_are_read_by_language() -> None:
    button = read_link("ru: В магазин\nTo the shop https://example.com/a?b=c")

    assert not isinstance(button, Refusal)
    assert (button.does, button.value) == (Does.LINK, "https://example.com/a?b=c")
    assert button.labels == {"ru": "В магазин", "": "To the shop"}
    for text in (
        "",
        "https://example.com",
        "To the shop",
        "To the shop example.com",
        "ru: https://example.com",
        "en: A\nen: B https://b.example",
    ):
        assert read_link(text) == Refusal("broadcast_link"), text
