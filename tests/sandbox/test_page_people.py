"""The page as a place with people: one at a time or side by side, added, blocked, and gathered in groups."""

import pytest
from playwright.sync_api import expect

from bot.sandbox.people import Person
from tests.sandbox.page_browser import Visit, say
from tests.sandbox.page_shop import Shop

pytestmark = pytest.mark.browser


def test_an_empty_messenger_invites_to_add_a_person(visit: Visit, shop: Shop) -> None:
    page = visit()
    expect(page.locator(".no-people")).to_contain_text("Nobody is here yet")

    page.get_by_role("button", name="Add a person").click()
    page.get_by_label("Name", exact=True).fill("Ольга")
    page.get_by_label("Language").select_option("ru")
    page.get_by_role("button", name="Add", exact=True).click()

    expect(page.locator(".owner")).to_contain_text("Ольга")
    assert [(person.name, person.language) for person in shop.telegram.people.values()] == [("Ольга", "ru")]


def test_a_person_without_a_name_is_not_added(visit: Visit, shop: Shop, anna: Person) -> None:
    page = visit(anna)

    page.get_by_role("button", name="Add a person").click()
    page.get_by_role("button", name="Add", exact=True).click()

    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.get_by_label("Name", exact=True)).to_be_focused()
    assert len(shop.telegram.people) == 1


def test_unread_messages_are_counted_for_those_not_looked_at(
    visit: Visit, shop: Shop, anna: Person, lin: Person
) -> None:
    shop.telegram.start(lin)
    page = visit(anna)
    expect(page.locator(f".rail-item[data-person='{lin.id}'] .badge")).to_have_text("1")

    shop.bot.say(lin.id, "龙井到了")
    expect(page.locator(f".rail-item[data-person='{lin.id}'] .badge")).to_have_text("2")
    page.locator(f".rail-item[data-person='{lin.id}']").click()
    expect(page.locator(".chat-item .badge")).to_have_text("2")
    page.locator(".chat-item").click()

    expect(page.locator(".new-mark")).to_be_visible()
    expect(page.locator(".rail-item .badge")).to_have_count(0)
    say(page, "谢谢")
    expect(page.locator(".new-mark")).to_have_count(0)


def test_side_by_side_each_person_has_a_column_of_their_own(
    visit: Visit, shop: Shop, anna: Person, lin: Person
) -> None:
    shop.telegram.start(anna)
    shop.telegram.start(lin)
    page = visit(layout="side", width=1400)
    column = {person.id: page.locator(f".messenger[data-person='{person.id}']") for person in (anna, lin)}

    column[lin.id].locator(".composer-text").fill("茶")
    column[lin.id].locator(".composer-text").press("Enter")

    expect(column[lin.id].locator(".row.in .text").last).to_contain_text("You said: 茶")
    expect(column[anna.id].locator(".row.in .text").last).to_contain_text("Good morning, Anna!")
    column[anna.id].get_by_role("button", name="Hide this column").click()
    expect(page.locator(".messenger")).to_have_count(1)
    page.locator(f".rail-item[data-person='{anna.id}']").click()
    expect(page.locator(".messenger")).to_have_count(2)


def test_the_layout_and_the_people_shown_are_remembered(visit: Visit, anna: Person, lin: Person) -> None:
    page = visit(anna, width=1400)
    page.get_by_role("button", name="Side by side").click()
    page.locator(f".rail-item[data-person='{anna.id}']").click()

    page.reload()

    expect(page.locator(".messenger")).to_have_count(1)
    expect(page.locator(".messenger")).to_have_attribute("data-person", str(lin.id))


def test_blocking_the_bot_closes_the_chat_and_unblocking_opens_it(visit: Visit, shop: Shop, anna: Person) -> None:
    shop.telegram.start(anna)
    page = visit(anna)

    page.get_by_role("button", name="Menu of Anna Fields").first.click()
    page.get_by_role("menuitem", name="Block the bot").click()

    expect(page.locator(".owner")).to_contain_text("has blocked the bot")
    with pytest.raises(RuntimeError, match="bot was blocked by the user"):
        shop.bot.say(anna.id, "Are you there?")
    page.get_by_role("button", name="Unblock the bot").click()
    expect(page.locator(".composer-text")).to_be_visible()


def test_a_persons_language_is_changed_from_their_menu(visit: Visit, shop: Shop, anna: Person) -> None:
    page = visit(anna)

    page.get_by_role("button", name="Menu of Anna Fields").first.click()
    page.get_by_role("menuitem", name="Language").click()
    page.get_by_label("Language", exact=True).select_option("zh-hant")
    page.get_by_role("button", name="Save").click()

    expect(page.locator(".messenger")).to_have_attribute("lang", "zh-Hant")
    assert shop.telegram.people[anna.id].language == "zh-hant"


def test_the_start_link_is_copied(visit: Visit, anna: Person) -> None:
    page = visit(anna)

    page.get_by_role("button", name="Menu of Anna Fields").first.click()
    page.get_by_role("menuitem", name="Copy the start link").click()

    expect(page.locator(".toast")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "https://t.me/corner_grocery_bot"


def test_a_group_is_made_and_its_members_see_each_other_talk(
    visit: Visit, shop: Shop, anna: Person, lin: Person
) -> None:
    page = visit(anna)
    page.get_by_role("button", name="Menu of Anna Fields").first.click()
    page.get_by_role("menuitem", name="New group").click()
    page.get_by_label("Group name").fill("Tea friends")
    page.get_by_role("checkbox", name="林佳").check()
    page.get_by_role("button", name="Create").click()
    expect(page.locator(".chat-head")).to_contain_text("3 members")

    # Or the answer may be said before the question.
    with page.expect_response(lambda response: "Saturday" in (response.request.post_data or "")):
        say(page, "Who comes on Saturday?")
    group = next(chat for chat in shop.telegram.chats.values() if not chat.private)
    shop.telegram.say(lin, "我来！", group.id)

    expect(page.locator(".row.in .sender-name")).to_have_text("林佳")
    expect(page.locator(".service .pill").first).to_have_text("Anna Fields created the group")
    expect(page.locator(".chat-item").first).to_contain_text("林佳: 我来！")


def test_a_request_to_join_is_approved_from_the_bar(visit: Visit, shop: Shop, anna: Person, lin: Person) -> None:
    group = shop.telegram.create_group(anna, "Tea friends", [], bot=True, bot_admin=True)
    link = shop.bot.invite(group.id)
    page = visit(lin)
    page.fill(".search-input", link)
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_have_text("Your request to join was sent")

    page.locator(f".rail-item[data-person='{anna.id}']").click()
    page.locator(f".chat-item[data-chat='{group.id}']").click()
    page.get_by_role("button", name="1 request to join").click()
    page.get_by_role("button", name="Approve").click()

    expect(page.locator(".chat-head")).to_contain_text("3 members")
    expect(page.locator(".requests")).to_be_hidden()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_forum_shows_its_topics_and_one_writes_in_the_chosen_one(visit: Visit, shop: Shop, anna: Person) -> None:
    group = shop.telegram.create_group(anna, "Staff", [], bot=True, bot_admin=True, forum=True)
    page = visit(anna)
    page.locator(f".chat-item[data-chat='{group.id}']").click()
    page.get_by_role("button", name="New topic").click()
    page.get_by_label("Topic name").fill("Deliveries")
    page.get_by_role("button", name="Create").click()

    page.get_by_role("tab", name="Deliveries").click()
    say(page, "The milk is late")
    expect(page.locator(".row.out .text")).to_contain_text("The milk is late")
    page.get_by_role("tab", name="General").click()

    expect(page.locator(".row.out")).to_have_count(0)
    assert shop.telegram.messages(group.id)[-1]["is_topic_message"]


def test_on_a_phone_there_is_one_pane_at_a_time(visit: Visit, shop: Shop, anna: Person) -> None:
    shop.telegram.start(anna)
    page = visit(anna, width=390, height=760)
    expect(page.locator(".chat-list")).to_be_visible()

    page.locator(".chat-item").click()
    expect(page.locator(".chat-list")).to_be_hidden()
    expect(page.locator(".composer-text")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="Back to chats").click()

    expect(page.locator(".chat-list")).to_be_visible()
    expect(page.locator(".chat")).to_have_count(0)


def test_a_chat_that_was_written_in_is_in_the_list_once(visit: Visit, shop: Shop, anna: Person) -> None:
    shop.telegram.start(anna)
    page = visit(anna, layout="side", columns=[anna.id])

    shop.bot.say(anna.id, "one more")
    expect(page.locator(".row").get_by_text("one more")).to_be_visible()
    page.get_by_role("button", name="Back to chats").click()

    expect(page.locator(".chat-item")).to_have_count(1)
    expect(page.locator(".chat-item")).to_contain_text("one more")
