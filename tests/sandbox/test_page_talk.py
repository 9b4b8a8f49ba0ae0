"""The page as a place to talk: starting, writing, pressing the bot's buttons, and every kind of message."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bot.sandbox.people import Person
from tests.sandbox.page_bot import picture
from tests.sandbox.page_browser import Visit, say
from tests.sandbox.page_shop import Shop

pytestmark = pytest.mark.browser


@pytest.fixture
def talk(visit: Visit, shop: Shop, anna: Person) -> Page:
    """Anna's chat with the bot, started."""
    shop.telegram.start(anna)
    page = visit(anna)
    expect(page.locator(".inline-keys")).to_be_visible()
    return page


def test_an_empty_chat_says_what_the_bot_does_and_start_greets(visit: Visit, anna: Person) -> None:
    page = visit(anna)
    expect(page.locator(".welcome")).to_contain_text("a birthday wish from Corner Grocery")

    page.get_by_role("button", name="Start", exact=True).click()

    expect(page.locator(".row.in .text")).to_contain_text("Good morning, Anna!")
    expect(page.locator(".composer-text")).to_be_visible()


def test_enter_sends_shift_enter_breaks_the_line_and_the_bot_answers(talk: Page) -> None:
    talk.click(".composer-text")
    talk.keyboard.type("two packs")
    talk.keyboard.press("Shift+Enter")
    talk.keyboard.type("of tea")
    talk.keyboard.press("Enter")

    expect(talk.locator(".row.out .text").last).to_contain_text("two packs\nof tea")
    expect(talk.locator(".row.in .text").last).to_contain_text("You said: two packs")
    expect(talk.locator(".row.out").last.get_by_label("Seen by the bot")).to_be_visible()
    expect(talk.locator(".composer-text")).to_have_value("")


def test_what_is_typed_in_a_chinese_input_method_is_not_sent_by_its_enter(talk: Page) -> None:
    before = talk.locator(".row.out").count()
    talk.fill(".composer-text", "ni hao")

    talk.dispatch_event(".composer-text", "keydown", {"key": "Enter", "isComposing": True})

    expect(talk.locator(".composer-text")).to_have_value("ni hao")
    assert talk.locator(".row.out").count() == before


def test_text_is_shown_literally_and_entities_are_drawn(talk: Page) -> None:
    say(talk, "<img src=x onerror=alert(1)> & <b>")
    expect(talk.locator(".row.out .text").last).to_contain_text("<img src=x onerror=alert(1)> & <b>")
    assert talk.locator(".text img").count() == 0

    say(talk, "/entities")

    text = talk.locator(".row.in .text").last
    expect(text.locator("strong")).to_have_text("bold")
    expect(text.locator("blockquote")).to_have_text("The milk was lovely, thank you.")
    expect(text.locator(".pre")).to_contain_text('{"points": 120, "tier": "gold"}')
    expect(text.locator("a", has_text="our terms")).to_have_attribute("href", "https://example.org/terms")


def test_a_spoiler_opens_and_a_code_copies_when_pressed(talk: Page) -> None:
    say(talk, "/entities")
    spoiler = talk.locator(".spoiler")
    expect(spoiler.locator(".spoiler-text")).to_have_css("opacity", "0")

    spoiler.click()
    talk.locator(".text button.code").click()

    expect(spoiler.locator(".spoiler-text")).to_have_css("opacity", "1")
    expect(talk.locator(".toast")).to_have_text("Copied")
    assert talk.evaluate("navigator.clipboard.readText()") == "REG-7K4M"


def test_a_command_in_a_message_is_sent_when_pressed(talk: Page) -> None:
    say(talk, "/entities")

    talk.locator(".text").get_by_role("button", name="/points").click()

    expect(talk.locator(".row.out .text").last).to_contain_text("/points")


def test_a_pressed_button_waits_for_the_answer_then_shows_a_toast_or_an_alert(talk: Page) -> None:
    say(talk, "/buttons")
    talk.get_by_role("button", name="Later").click()
    expect(talk.get_by_role("button", name="Later")).to_have_attribute("aria-busy", "true")

    talk.get_by_role("button", name="Yes, record it").click()
    expect(talk.locator(".toast")).to_have_text("Recorded")
    talk.get_by_role("button", name="Undo").click()

    expect(talk.get_by_role("dialog")).to_contain_text("Undone. The points went back.")
    talk.keyboard.press("Escape")
    expect(talk.get_by_role("dialog")).to_have_count(0)


def test_an_edited_message_changes_in_place_and_says_so(talk: Page) -> None:
    say(talk, "/buttons")

    talk.get_by_role("button", name="Details").click()

    expect(talk.locator(".row.in .text").last).to_contain_text("2 x milk, 1 x bread")
    expect(talk.locator(".row.in").last.locator(".meta-edited")).to_have_text("edited")


def test_buttons_wear_the_bots_styles_and_copy_what_they_promise(talk: Page) -> None:
    say(talk, "/buttons")
    green = talk.get_by_role("button", name="Yes, record it").evaluate("node => getComputedStyle(node).backgroundColor")
    red = talk.get_by_role("button", name="Undo").evaluate("node => getComputedStyle(node).backgroundColor")
    plain = talk.get_by_role("button", name="Later").evaluate("node => getComputedStyle(node).backgroundColor")

    talk.get_by_role("button", name="Copy code").click()

    assert len({green, red, plain}) == 3
    expect(talk.locator(".toast")).to_have_text("Copied")
    assert talk.evaluate("navigator.clipboard.readText()") == "REG-7K4M"


def test_the_slash_menu_narrows_as_one_types_and_the_arrows_choose(talk: Page) -> None:
    talk.click(".composer-text")
    talk.keyboard.type("/p")
    expect(talk.get_by_role("option")).to_have_count(4)

    talk.keyboard.press("ArrowDown")
    expect(talk.get_by_role("option", selected=True)).to_contain_text("/photo")
    talk.keyboard.press("Enter")

    expect(talk.locator(".row.out .text").last).to_contain_text("/photo")
    expect(talk.get_by_role("option")).to_have_count(0)
    expect(talk.locator(".picture img")).to_be_visible()


def test_the_commands_are_those_of_the_persons_language(visit: Visit, shop: Shop, lin: Person) -> None:
    shop.telegram.start(lin)
    page = visit(lin)

    page.get_by_role("button", name="Commands", exact=True).click()

    expect(page.get_by_role("option")).to_have_count(1)
    expect(page.get_by_role("option")).to_contain_text("我的积分")


def test_the_reply_keyboard_writes_for_one_and_folds_away(talk: Page) -> None:
    say(talk, "/keys")
    expect(talk.locator(".composer-text")).to_have_attribute("placeholder", "Ask the shop")

    talk.locator(".reply-keys").get_by_role("button", name="My card").click()

    expect(talk.locator(".row.out .text").last).to_contain_text("My card")
    talk.get_by_role("button", name="Hide the bot's keyboard").click()
    expect(talk.locator(".reply-keys").get_by_role("button", name="My card")).to_be_hidden()


def test_a_phone_number_is_shared_only_after_a_yes(talk: Page, shop: Shop, anna: Person) -> None:
    say(talk, "/keys")
    talk.get_by_role("button", name="Share my number").click()
    expect(talk.get_by_role("dialog")).to_contain_text("447700900123")
    talk.get_by_role("button", name="Cancel").click()
    assert shop.bot.contacts == []

    talk.get_by_role("button", name="Share my number").click()
    talk.get_by_role("button", name="Share", exact=True).click()

    expect(talk.locator(".row.in .text").last).to_contain_text("I will call you only about orders")
    assert [contact["user_id"] for contact in shop.bot.contacts] == [anna.id]


def test_pictures_open_large_and_the_arrows_go_through_an_album(talk: Page) -> None:
    say(talk, "/album")
    expect(talk.locator(".album .picture")).to_have_count(4)

    talk.locator(".album .picture").first.click()
    expect(talk.locator(".light-count")).to_have_text("1 / 4")
    talk.keyboard.press("ArrowRight")

    expect(talk.locator(".light-count")).to_have_text("2 / 4")
    talk.keyboard.press("Escape")
    expect(talk.locator(".lightbox")).to_have_count(0)


@pytest.mark.parametrize(
    ("command", "part", "words"),
    [
        ("/file", ".file", "mydata.json"),
        ("/voice", ".voice", "0:09"),
        ("/place", ".place", "31.23000, 121.47000"),
        ("/card", ".contact", "+8613900001111"),
        ("/poll", ".poll", "Which tea next?"),
    ],
)
def test_each_kind_of_message_has_its_look(talk: Page, command: str, part: str, words: str) -> None:
    say(talk, command)

    expect(talk.locator(part)).to_contain_text(words)


def test_a_vote_is_counted(talk: Page) -> None:
    say(talk, "/poll")

    talk.get_by_role("button", name="Longjing").click()

    expect(talk.locator(".poll-count")).to_have_text("1 vote")
    expect(talk.get_by_role("button", name="Longjing")).to_have_attribute("aria-pressed", "true")


def test_a_reply_is_quoted_and_leads_to_what_it_answers(talk: Page) -> None:
    say(talk, "/reply")

    expect(talk.locator(".quote")).to_contain_text("Anna Fields")
    talk.locator(".quote").click()

    expect(talk.locator(".row.out.lit, .row.out").last).to_be_in_viewport()


def test_one_answers_reacts_edits_and_deletes_from_the_message_menu(talk: Page) -> None:
    say(talk, "first")
    expect(talk.locator(".row.in .text").last).to_contain_text("You said: first")
    talk.locator(".row.in").last.click(button="right")
    talk.get_by_role("button", name="React 👍").click()
    expect(talk.locator(".reaction")).to_have_attribute("aria-pressed", "true")

    talk.locator(".row.in").last.click(button="right")
    talk.get_by_role("menuitem", name="Reply").click()
    say(talk, "an answer")
    expect(talk.locator(".row.out .quote")).to_contain_text("You said: first")
    expect(talk.locator(".row.in .text").last).to_contain_text("You said: an answer")

    talk.keyboard.press("ArrowUp")
    say(talk, "a better answer")
    expect(talk.locator(".row.out .text").last).to_contain_text("a better answer")

    talk.locator(".row.out").last.click(button="right")
    talk.get_by_role("menuitem", name="Delete").click()
    talk.get_by_role("button", name="Delete").last.click()
    expect(talk.locator(".row.out .quote")).to_have_count(0)


def test_a_deleted_message_goes_and_a_pinned_one_stays_on_top(talk: Page) -> None:
    say(talk, "/gone")
    say(talk, "/pin")

    expect(talk.locator(".pinned")).to_contain_text("Opening hours: 9 to 21")
    expect(talk.locator(".row .text", has_text="This will vanish.")).to_have_count(0)
    expect(talk.locator(".service").last).to_contain_text("pinned")


def test_the_bot_is_seen_typing(talk: Page) -> None:
    say(talk, "/typing")

    expect(talk.locator(".typing-row")).to_be_visible()
    expect(talk.locator(".chat-head .head-state")).to_have_text("typing…")


def test_a_photo_is_sent_with_its_caption(talk: Page, shop: Shop, anna: Person, tmp_path: Path) -> None:
    photo = tmp_path / "tea.png"
    photo.write_bytes(picture(60, 40, (90, 160, 90), (200, 220, 160)))

    talk.set_input_files("input[type=file]", photo)
    talk.get_by_label("Add a caption").fill("this one")
    talk.get_by_role("button", name="Send", exact=True).last.click()

    expect(talk.locator(".row.out .picture img")).to_be_visible()
    sent = shop.telegram.messages(anna.id)[-1]
    assert sent["caption"] == "this one"
    assert sent["photo"]


def test_a_start_link_typed_into_the_search_box_reaches_the_bot(talk: Page, shop: Shop) -> None:
    talk.fill(".search-input", "https://t.me/corner_grocery_bot?start=card_7K4M")
    talk.keyboard.press("Enter")

    expect(talk.locator(".row.in .text", has_text="Good morning")).to_have_count(2)
    assert shop.bot.started[-1] == "card_7K4M"


def test_a_start_link_tapped_in_a_message_reaches_the_bot(talk: Page, shop: Shop, anna: Person) -> None:
    shop.bot.say(anna.id, "Your friend's gift: https://t.me/corner_grocery_bot?start=ref_9")

    talk.get_by_role("link", name="start=ref_9").click()

    expect(talk.locator(".row.in .text", has_text="Good morning")).to_have_count(2)
    assert shop.bot.started[-1] == "ref_9"


def test_a_long_talk_opens_at_its_end_and_older_letters_come_on_scrolling(
    visit: Visit, shop: Shop, anna: Person
) -> None:
    shop.telegram.start(anna)
    for number in range(1, 131):
        shop.bot.say(anna.id, f"Letter {number} of the shop")
    shop.telegram.read(anna)

    page = visit(anna)
    expect(page.get_by_text("Letter 130 of the shop").last).to_be_in_viewport()
    assert page.get_by_text("Letter 1 of the shop", exact=True).count() == 0

    while page.locator(".talk .text", has_text="Letter 1 of the shop").count() == 0:
        page.locator(".talk").evaluate("node => { node.scrollTop = 0; }")
        page.wait_for_timeout(30)

    page.get_by_role("button", name="Go to the newest message").click()
    expect(page.locator(".talk .text", has_text="Letter 130 of the shop")).to_be_in_viewport()
