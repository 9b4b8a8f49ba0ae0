"""Chromium for the page's tests: one browser a module, windows that forget, and no error may go unseen."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

import pytest
from playwright.sync_api import Browser, Page, Request, expect, sync_playwright

from bot.sandbox.people import Person
from tests.needs import chromium
from tests.sandbox.page_shop import Shop, Street, open_shop, open_street

QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run",
]  # fmt: skip
PATIENCE_MS = 20_000
expect.set_options(timeout=PATIENCE_MS)  # the usual five seconds are few where two browsers share two busy cores


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


@dataclass
class Window:
    """A window of the browser, and what has gone wrong in it."""

    page: Page
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("requestfailed", self._failed)

    def _failed(self, request: Request) -> None:
        if "/page/" in request.url:
            self.wrong.append(request.url)

    def leave(self) -> list[str]:
        """Leave the shop, so that it can be closed; what had gone wrong until then."""
        self.page.evaluate("0")  # what has happened in the page is told before its answer
        wrong = self.wrong.copy()
        self.page.goto("about:blank")
        self.wrong.clear()
        return wrong


@pytest.fixture(scope="module")
def windows(browser: Browser) -> dict[str, list[Window]]:
    """By language, windows that nobody looks into: a new one would cost two new processes."""
    return defaultdict(list)


@pytest.fixture(scope="module")
def street() -> Iterator[Street]:
    """The address that every shop of a module has in turn."""
    with open_street() as street:
        yield street


@pytest.fixture
def shop(street: Street) -> Iterator[Shop]:
    """The served messenger with the scripted bot."""
    with open_shop(street) as shop:
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
def visit(browser: Browser, windows: dict[str, list[Window]], shop: Shop) -> Iterator[Visit]:
    """Windows onto the shop that remember nothing of other tests; an error in the page fails the test."""
    lent: list[tuple[str, Window]] = []

    def visit(
        person: Person | None = None, *, width: int = 1280, height: int = 800, locale: str = "en-GB",
        dark: bool = False, calm: bool = True, **memory: object,
    ) -> Page:  # fmt: skip
        window = windows[locale].pop() if windows[locale] else _new_window(browser, locale)
        lent.append((locale, window))
        page = window.page
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(
            color_scheme="dark" if dark else "light", reduced_motion="reduce" if calm else "no-preference"
        )
        page.goto(f"{shop.address}/page/icon.svg")  # storage belongs to an address
        kept = {"layout": "one", **({"person": person.id} if person else {}), **memory}
        page.evaluate(
            "kept => { localStorage.clear(); sessionStorage.clear(); localStorage['regulars-page'] = kept }",
            json.dumps(kept),
        )
        page.goto(shop.address)
        page.wait_for_selector(".messenger, .no-people")
        return page

    yield visit
    wrong = [error for _, window in lent for error in window.leave()]
    for locale, window in lent:
        windows[locale].append(window)
    assert wrong == []


def _new_window(browser: Browser, locale: str) -> Window:
    context = browser.new_context(locale=locale, permissions=["clipboard-read", "clipboard-write"])
    context.set_default_timeout(PATIENCE_MS)
    return Window(context.new_page())


def say(page: Page, text: str) -> None:
    """Type into the open chat and press Enter."""
    page.fill(".composer-text", text)
    page.keyboard.press("Enter")
