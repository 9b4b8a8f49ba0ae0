"""Chromium for the page's tests: one browser a module, one window a person, and no error may go unseen."""

import json
from collections.abc import Iterator
from typing import Protocol

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from bot.sandbox.people import Person
from tests.needs import chromium
from tests.sandbox.page_shop import Shop, open_shop

QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run",
]  # fmt: skip
PATIENCE_MS = 8000


class Visit(Protocol):
    """Opens a window: whose messenger it shows, how large it is, and what the browser remembers or asks for."""

    def __call__(
        self, person: Person | None = None, *, width: int = 1280, height: int = 800, locale: str = "en-GB",
        dark: bool = False, calm: bool = True, **memory: object,
    ) -> Page: ...  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, for one module: Playwright's loop must not outlive it, or asynchronous tests could not run."""
    program = chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def shop() -> Iterator[Shop]:
    """The served messenger with the scripted bot."""
    with open_shop() as shop:
        yield shop


@pytest.fixture
def anna(shop: Shop) -> Person:
    """English, has a phone, has not pressed Start."""
    return shop.telegram.add_person("Anna", "en", last_name="Fields", phone="447700900123", username="anna_f")


@pytest.fixture
def lin(shop: Shop) -> Person:
    """Simplified Chinese, has not pressed Start."""
    return shop.telegram.add_person("林佳", "zh-hans", phone="8613900001111", username="lin_tea")


@pytest.fixture
def visit(browser: Browser, shop: Shop) -> Iterator[Visit]:
    """Windows onto the shop; an error in the page fails the test."""
    contexts = []
    wrong: list[str] = []

    def visit(
        person: Person | None = None, *, width: int = 1280, height: int = 800, locale: str = "en-GB",
        dark: bool = False, calm: bool = True, **memory: object,
    ) -> Page:  # fmt: skip
        context = browser.new_context(
            viewport={"width": width, "height": height},
            locale=locale,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce" if calm else "no-preference",
            permissions=["clipboard-read", "clipboard-write"],
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        kept = json.dumps({"layout": "one", **({"person": person.id} if person else {}), **memory})
        context.add_init_script(f"localStorage['regulars-page'] ??= {json.dumps(kept)}")
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("requestfailed", lambda request: wrong.append(request.url) if "/page/" in request.url else None)
        page.goto(shop.address)
        page.wait_for_selector(".messenger, .no-people")
        return page

    yield visit
    for context in contexts:
        context.close()
    assert wrong == []


def say(page: Page, text: str) -> None:
    """Type into the open chat and press Enter."""
    page.fill(".composer-text", text)
    page.keyboard.press("Enter")
