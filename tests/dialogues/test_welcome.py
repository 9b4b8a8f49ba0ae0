"""Coming in, joining, and what is asked of whom."""

from html import unescape
from re import sub
from typing import NamedTuple

import pytest
from sqlalchemy import select

from bot.actions.audit import audit
from bot.actions.balance import holding, next_expiring
from bot.actions.members import member_by_id, new_member
from bot.actions.people import find_person
from bot.actions.program import apply_rule, read_rule
from bot.actions.purchases import Sold, record_purchases
from bot.database import Query
from bot.rules.codes import read_card
from bot.rules.points import EarningRule
from bot.rules.roles import OPERATOR, Actor, Role
from bot.shop import Work
from bot.tables.members import consents
from bot.words import common, settings, welcome
from bot.words.catalogs import Language, words_in
from tests.world import Guest, World

pytestmark = pytest.mark.either

PHONE = "8613800138000"
"""As Telegram gives it, without the plus."""
SPEAKERS = [("en", Language.EN), ("zh-hans", Language.ZH_HANS), ("zh-hant", Language.ZH_HANT), ("ru", Language.RU)]
AWKWARD = [
    "<b>Mei</b>",
    "Tom & Jerry",
    "</b><script>",
    "{name} %s {0}",
    "مي\u202e evil \u2066",
    "👩‍👩‍👧‍👦" * 64,
    "\u200b\u200b",
    "a" * 500,
]


class Choice(NamedTuple):
    """A consent as it was written down."""

    topic: str
    given: bool
    wording: str
    source: str


_CONSENTS = Query(Choice, select(*(consents.c[name] for name in Choice._fields)).order_by(consents.c.id))


def shown(html: str) -> str:
    """A sentence as its reader sees it."""
    return unescape(sub(r"</?\w+>", "", html))


async def starter(world: World, points: int) -> None:
    """Let the shop give points for joining."""
    async with world.shop.work() as work:
        rule = await read_rule(work)
        gift = EarningRule(rule.points, rule.per, rule.rounding, rule.months, points, rule.version)
        assert isinstance(await apply_rule(work, Actor(Role.OWNER), gift), EarningRule)


async def earlier_card(world: World, phone: str = f"+{PHONE}", amount: int = 4200) -> int:
    """A member whom an import knew, with a purchase: their number."""
    async with world.shop.work() as work:
        made = await new_member(work, source="import", external_id="77", phone=phone)
        await record_purchases(work, OPERATOR, [Sold("file", "A-1", made.id, work.now, amount)])
        return made.id


async def member_number(work: Work, guest: Guest) -> int:
    """A member's number in the shop."""
    known = await find_person(work, guest.id)
    assert known is not None
    assert known.member_id is not None
    return known.member_id


@pytest.mark.parametrize(("client", "language"), SPEAKERS)
async def test_a_guest_is_greeted_in_their_language_and_joins(world: World, client: str, language: Language) -> None:
    words = words_in(language, "Europe/Berlin", "EUR")
    mei = world.guest("Mei", client)

    await mei.starts()
    assert "Mei" in mei.sees
    assert "Green Corner" in mei.sees
    assert shown(welcome.data_in_three_lines(words)) in mei.sees

    await mei.taps(mei.buttons[0])
    assert isinstance(read_card(await mei.card()), str)
    assert mei.sees == shown(welcome.joined(words, await mei.card(), 0, None, world.clock.now()).text)
    assert "0" in await mei.says("/points")


async def test_a_shop_may_give_points_for_joining_and_gives_them_once(world: World) -> None:
    await starter(world, 50)
    mei = world.guest("Mei")
    await mei.starts()

    assert "50 points" in await mei.taps("Join")
    await mei.says("/start")

    assert "50 points" in mei.sees
    assert "Join" not in mei.buttons
    assert (await audit(world.shop)).findings == []


async def test_nothing_is_allowed_until_it_is_chosen_and_each_choice_is_kept(world: World) -> None:
    mei = await world.member("Mei")

    await mei.taps("Choose what I hear about")
    assert [label[:2] for label in mei.buttons[:4]] == ["▫️"] * 4
    await mei.taps("News and offers")
    assert mei.toast == "News and offers: on"
    await mei.taps("News and offers")
    assert mei.toast == "News and offers: off"

    async with world.shop.work() as work:
        kept = await work.all(_CONSENTS)
    wording = settings.wording(words_in(Language.EN), "offers")
    assert kept == [Choice("offers", given, wording, "settings") for given in (True, False)]


@pytest.mark.both
async def test_a_switch_pressed_twice_on_an_old_screen_is_written_down_once(world: World) -> None:
    mei = await world.member("Mei")
    await mei.taps("Choose what I hear about")
    message, found = mei._keyboard()
    label = next(text for text, _ in found if "Birthday" in text)

    world.telegram.tap(mei.person, message, label)
    world.telegram.tap(mei.person, message, label)
    await world.settle()

    async with world.shop.work() as work:
        assert len(await work.all(_CONSENTS)) == 1


async def test_a_member_who_shares_their_phone_gets_the_history_the_shop_has_under_it(world: World) -> None:
    earlier = await earlier_card(world)
    async with world.shop.work() as work:
        before = await next_expiring(work, earlier)
    await world.later(days=40)
    mei = await world.member("Mei", phone=PHONE)

    await mei.taps("Add my earlier purchases")
    await mei.shares_phone()

    assert "1 earlier purchase " in mei.sees
    async with world.shop.work() as work:
        me = await member_number(work, mei)
        assert before is not None
        assert (await holding(work, me)).points == before.points
        assert (await holding(work, earlier)).points == 0
        assert await next_expiring(work, me) == before
    assert (await audit(world.shop)).findings == []


@pytest.mark.both
async def test_a_phone_that_nobody_knew_is_kept(world: World) -> None:
    mei = await world.member("Mei", phone=PHONE)
    await mei.taps("Add my earlier purchases")

    assert "is saved" in await mei.shares_phone()

    assert "Phone number: saved" in await mei.says("/settings")
    await mei.taps("Erase my phone number")
    assert "Phone number: not saved" in await mei.says("/settings")


async def test_only_ones_own_phone_is_accepted(world: World) -> None:
    await earlier_card(world)
    mei, eve = world.guest("Mei", phone=PHONE), await world.member("Eve")
    await eve.taps("Add my earlier purchases")

    assert "somebody else's" in await eve.shares_phone(mei.person)

    assert "Phone number: not saved" in await eve.says("/settings")


async def test_a_phone_belongs_to_one_member(world: World) -> None:
    mei, eve = await world.member("Mei", phone=PHONE), await world.member("Eve", phone=PHONE)
    for guest in (mei, eve):
        await guest.says("/settings")
        await guest.taps("Add my phone number")
        await guest.shares_phone()

    assert "another card" in eve.sees
    async with world.shop.work() as work:
        row = await member_by_id(work, await member_number(work, eve))
    assert row is not None
    assert row.phone is None


async def test_sharing_the_phone_can_be_left(world: World) -> None:
    mei = await world.member("Mei")

    await mei.taps("Add my earlier purchases")
    assert "No problem" in await mei.says("Not now")

    assert "didn't understand" in await mei.says("Not now")


async def test_a_guest_who_shares_a_phone_is_invited_to_join_first(world: World) -> None:
    mei = world.guest("Mei", phone=PHONE)
    await mei.starts()

    await mei.shares_phone()

    assert "membership" in mei.sees
    assert "Join" in mei.buttons


async def test_what_is_being_asked_can_be_cancelled(world: World) -> None:
    mei = await world.member("Mei")

    assert "nothing to cancel" in await mei.says("/cancel")
    await mei.taps("Add my earlier purchases")
    assert "cancelled" in await mei.says("/cancel")
    assert "nothing to cancel" in await mei.says("/cancel")


@pytest.mark.both
async def test_an_answer_that_comes_hours_later_is_told_so(world: World) -> None:
    mei = await world.member("Mei")
    await mei.taps("Add my earlier purchases")

    await world.later(hours=2)

    assert "has lapsed" in await mei.says("Not now")


async def test_what_nobody_asked_for_gets_a_helpful_answer(world: World) -> None:
    mei = await world.member("Mei")

    for said in ("hello?", "/nonsense", "/START@green_corner_bot x y"):
        await mei.says(said)
        assert "/help" in mei.sees or "Green Corner" in mei.sees, said
    await mei.sends_picture()
    assert "/help" in mei.sees


@pytest.mark.parametrize(("client", "language"), SPEAKERS)
async def test_text_that_nobody_awaited_is_answered_in_ones_language(
    world: World, client: str, language: Language
) -> None:
    mei = world.guest("Mei", client)

    assert await mei.says("?") == shown(common.not_understood(words_in(language)).text)


async def test_in_a_group_a_personal_command_is_answered_with_a_way_to_the_private_chat(world: World) -> None:
    mei, olga = await world.member("Mei"), await world.owner()
    group = world.telegram.create_group(olga.person, "Regulars", [mei.person])
    private = len(mei.messages)

    for said in ("/points", "hello everybody", "/card@green_corner_bot", "/points@another_bot"):
        world.telegram.say(mei.person, said, chat=group)
        await world.settle()

    answers = [one for one in group.messages.values() if one["from"]["id"] == world.app.bot.id]
    assert len(answers) == 2
    assert "Mei" not in str([one["text"] for one in answers])
    links = [one["reply_markup"]["inline_keyboard"][0][0]["url"] for one in answers]
    assert links == [f"https://t.me/green_corner_bot?start={name}" for name in ("points", "card")]
    assert len(mei.messages) == private

    assert "0 points" in await mei.starts("points")


@pytest.mark.parametrize(
    ("command", "words"),
    [("points", "nobody else's business"), ("sale", "work for our private chat"), ("privacy", "talk about that")],
)
async def test_in_a_group_a_command_is_answered_in_words_that_fit_it(world: World, command: str, words: str) -> None:
    carl, olga = await world.cashier(), await world.owner()
    group = world.telegram.create_group(olga.person, "Regulars", [carl.person])

    world.telegram.say(carl.person, f"/{command}", chat=group)
    await world.settle()

    [said] = [one for one in group.messages.values() if one["from"]["id"] == world.app.bot.id]
    assert words in said["text"]
    assert said["reply_markup"]["inline_keyboard"][0][0]["url"].endswith(f"?start={command}")


@pytest.mark.promise(40)
@pytest.mark.parametrize("name", AWKWARD)
async def test_any_name_is_shown_literally(world: World, name: str) -> None:
    mei = world.guest(name)

    await mei.starts()
    greeting = mei.sees
    assert "Green Corner" in greeting
    assert not set("\u202e\u200b\u2066") & set(greeting)
    if len(name) < 20 and name.isascii():
        assert name in greeting

    await mei.taps("Join")
    assert "You're in" in mei.sees
    assert "0 points" in await mei.says("/start")


async def test_a_name_that_changes_in_telegram_changes_here(world: World) -> None:
    mei = await world.member("Mei")
    mei.person.first_name = "Meimei"
    mei.person.speak("en")

    assert "Meimei" in await mei.says("/start")


@pytest.mark.both
async def test_a_language_that_was_chosen_wins_over_the_clients(world: World) -> None:
    ivan = await world.member("Ivan", "ru")
    await ivan.says("/language")
    await ivan.taps("English")

    ivan.person.speak("zh-hans")

    assert "0 points" in await ivan.says("/points")


async def test_joining_twice_from_two_screens_makes_one_member(world: World) -> None:
    mei = world.guest("Mei")
    await mei.starts()
    first, _ = mei._keyboard()
    await mei.starts()
    second, _ = mei._keyboard()

    for message in (first, second):
        world.telegram.tap(mei.person, message, "Join")
    await world.settle()

    assert len({text for text in mei.heard if "You're in" in text}) == 1


async def test_whoever_works_here_and_chooses_a_language_is_back_at_work(world: World) -> None:
    olga = await world.owner()
    await olga.says("/language")

    await olga.taps("Русский")

    assert "Вы работаете в" in olga.sees
    assert "Моя команда" in olga.buttons
