"""The page as a workbench: the time machine, the fault switch, and a line that breaks and heals."""

import time
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from bot.sandbox.people import Person
from tests.sandbox.page_browser import Visit, say
from tests.sandbox.page_shop import Shop

pytestmark = pytest.mark.browser


def test_the_clock_shows_the_shops_hour_and_weekday(visit: Visit, anna: Person) -> None:
    page = visit(anna)

    expect(page.locator(".clock-time")).to_have_text("09:00")
    expect(page.locator(".clock-date")).to_contain_text("Fri")
    expect(page.locator(".clock-date")).to_contain_text("2026")


@pytest.mark.parametrize(
    ("button", "hours", "shown"), [("+1 hour", 1, "10:00"), ("+1 day", 24, "09:00"), ("+1 week", 168, "09:00")]
)
def test_each_button_moves_the_shops_clock(
    visit: Visit, shop: Shop, anna: Person, button: str, hours: int, shown: str
) -> None:
    opening = shop.clock.now()
    page = visit(anna)

    page.get_by_role("button", name=button).click()

    expect(page.locator(".clock-time")).to_have_text(shown)
    expect(page.locator("body > .toast")).to_contain_text("It is now")
    assert shop.clock.now() - opening == timedelta(hours=hours)


def test_what_was_due_on_the_way_appears_under_its_day(visit: Visit, shop: Shop, anna: Person) -> None:
    shop.telegram.start(anna)
    page = visit(anna)
    expect(page.locator(".row.in")).to_have_count(1)
    shop.clock.at(timedelta(days=2), lambda: shop.bot.say(anna.id, "Your green tea may be running low."))

    page.get_by_role("button", name="+1 week").click()

    expect(page.locator(".row.in .text").last).to_contain_text("running low")
    expect(page.locator(".day-label .pill")).to_have_text(["20 November", "22 November"])
    expect(page.locator("body > .toast")).to_contain_text("1 new message.")


def test_while_time_passes_the_page_says_so_and_takes_no_second_order(visit: Visit, shop: Shop, anna: Person) -> None:
    page = visit(anna)
    opening = shop.clock.now()
    shop.clock.at(timedelta(hours=3), lambda: time.sleep(0.5))

    page.get_by_role("button", name="+1 day").click()
    expect(page.get_by_role("progressbar", name="Time is passing…")).to_be_visible()
    page.get_by_role("button", name="+1 day").click(force=True)

    expect(page.get_by_role("progressbar")).to_be_hidden()
    assert shop.clock.now() - opening == timedelta(days=1)


def test_the_clock_goes_to_a_date_in_the_shops_zone_and_never_back(visit: Visit, shop: Shop, anna: Person) -> None:
    page = visit(anna)
    page.get_by_role("button", name="To a date").click()
    when = page.get_by_label("The shop's clock", exact=True)
    when.fill("2026-11-19T12:00")
    page.get_by_role("button", name="Go", exact=True).click()
    expect(page.get_by_role("dialog")).to_be_visible()

    when.fill("2027-01-01T12:30")
    page.get_by_role("button", name="Go", exact=True).click()

    expect(page.locator(".clock-time")).to_have_text("12:30")
    expect(page.locator(".clock-date")).to_contain_text("2027")
    assert shop.clock.now().isoformat() == "2027-01-01T04:30:00+00:00"


def test_a_fault_is_switched_on_counted_and_cleared(visit: Visit, shop: Shop, anna: Person) -> None:
    shop.telegram.start(anna)
    page = visit(anna)
    page.get_by_role("button", name="Faults").click()
    expect(page.locator(".all-well")).to_be_visible()
    page.get_by_label("What goes wrong").select_option("server_error")
    page.get_by_label("Method").fill("sendMessage")
    page.get_by_label("How many times").fill("2")
    page.get_by_role("button", name="Switch on").click()
    expect(page.locator(".fault-row")).to_contain_text("sendMessage")
    page.keyboard.press("Escape")

    with pytest.raises(RuntimeError, match="Internal Server Error"):
        shop.bot.say(anna.id, "Hello?")

    page.get_by_role("button", name="Faults").click()
    page.get_by_role("button", name="Clear all").click()
    expect(page.locator(".all-well")).to_be_visible()
    shop.bot.say(anna.id, "Hello again")
    expect(page.locator(".row.in .text").last).to_contain_text("Hello again")


def test_a_message_that_could_not_be_sent_says_so_and_goes_when_tapped(visit: Visit, shop: Shop, anna: Person) -> None:
    shop.telegram.start(anna)
    page = visit(anna)
    page.route("**/sandbox/act", lambda route: route.abort())
    say(page, "are you open?")
    failed = page.locator(".row.out[data-status=failed]")
    expect(failed).to_be_visible()

    page.unroute("**/sandbox/act")
    failed.locator(".bubble").click()

    expect(page.locator(".row.in .text").last).to_contain_text("You said: are you open?")
    expect(failed).to_have_count(0)


def test_after_a_broken_line_what_was_missed_is_fetched(visit: Visit, shop: Shop, anna: Person) -> None:
    shop.telegram.start(anna)
    page = visit(anna)
    expect(page.locator(".row.in")).to_have_count(1)

    shop.telegram.bulletin.close()
    shop.bot.say(anna.id, "You missed this")

    expect(page.locator(".row.in .text").last).to_contain_text("You missed this")
    shop.bot.say(anna.id, "And this came by itself")
    expect(page.locator(".row.in .text").last).to_contain_text("by itself")
