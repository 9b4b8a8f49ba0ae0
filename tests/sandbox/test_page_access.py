"""The page for everybody: without a mouse, with a screen reader, in the dark, in four languages, with less movement."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bot.sandbox.people import Person
from tests.sandbox.page_browser import Visit, say
from tests.sandbox.page_shop import Shop

PAGE = Path(__file__).parents[2] / "bot" / "sandbox" / "page"
TEXT_MINIMUM = 4.5
"""Contrast of text against its background, WCAG 2.2, 1.4.3, level AA."""
TEXT_ON = [
    ("text", "surface"), ("muted", "surface"), ("muted", "surface-2"), ("muted", "hover"), ("muted", "canvas"),
    ("accent", "surface"), ("accent", "accent-soft"), ("text", "accent-soft"), ("muted", "accent-soft"),
    ("on-accent", "accent-fill"), ("on-accent", "danger-fill"), ("on-accent", "success-fill"),
    ("danger", "surface"), ("danger", "danger-soft"), ("success", "success-soft"), ("warn", "warn-soft"),
    ("text", "bubble-in"), ("text", "bubble-out"), ("meta-in", "bubble-in"), ("meta-out", "bubble-out"),
    ("accent", "bubble-in"), ("tick", "bubble-out"), *((f"sender-{n}", "bubble-in") for n in range(7)),
]  # fmt: skip


def palette(theme: str) -> dict[str, str]:
    """The colours of the tokens in light; in dark, with those that differ."""
    light, dark = (PAGE / "css" / "tokens.css").read_text().split(':root[data-theme="dark"]')
    found = re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", light)
    return dict([*found, *(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", dark) if theme == "dark" else [])])


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, as WCAG 2.2 defines it."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_text_stands_out_from_its_background(theme: str) -> None:
    colours = palette(theme)

    faint = {
        f"{text} on {ground}": round(contrast(colours[text], colours[ground]), 2)
        for text, ground in TEXT_ON
        if contrast(colours[text], colours[ground]) < TEXT_MINIMUM
    }

    assert faint == {}


def test_every_sentence_of_the_page_exists_in_four_languages_and_is_used() -> None:
    words = (PAGE / "js" / "words.js").read_text()
    rows = dict(re.findall(r'^  (\w+): (\[".*"\]),$', words, re.MULTILINE))
    code = "\n".join(path.read_text() for path in (PAGE / "js").glob("*.js"))

    assert len(rows) > 100
    for key, row in rows.items():
        sentences = re.findall(r'"((?:[^"\\]|\\.)*)"', row)
        assert len(sentences) == 4, key
        assert all(sentences), key
        fields = [set(re.findall(r"\{(\w+)\}", sentence)) for sentence in sentences]
        assert fields == [fields[0]] * 4, key
    outside = code.replace(words, re.sub(r'^  (\w+): (\[".*"\]),$', "", words, flags=re.MULTILINE))
    assert [key for key in rows if f'"{key}"' not in outside] == []


def test_nothing_is_ever_read_as_markup_and_nothing_comes_from_elsewhere() -> None:
    sources = {
        path.name: path.read_text() for path in PAGE.rglob("*") if path.suffix in (".js", ".css", ".html", ".svg")
    }

    for name, source in sources.items():
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", source), name
        foreign = re.findall(r"""(?:src|href|url|import|from)\s*[=(]?\s*["']?(https?://[^"')\s]+)""", source)
        assert foreign == [], name


@pytest.mark.browser
def test_a_script_that_somehow_got_in_would_not_run(visit: Visit, anna: Person) -> None:
    page = visit(anna)

    page.evaluate(
        """() => { const script = document.createElement("script"); script.textContent = "window.got_in = true";
            document.body.append(script); }"""
    )

    assert page.evaluate("window.got_in === undefined")


@pytest.fixture
def talk(visit: Visit, shop: Shop, anna: Person) -> Page:
    """Anna's chat with the bot, started."""
    shop.telegram.start(anna)
    page = visit(anna)
    expect(page.locator(".inline-keys")).to_be_visible()
    return page


@pytest.mark.browser
def test_the_whole_way_from_start_to_an_answer_needs_no_mouse(visit: Visit, shop: Shop, anna: Person) -> None:
    page = visit(anna)
    expect(page.get_by_role("button", name="Start", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".composer-text")).to_be_focused()

    page.keyboard.type("hello")
    page.keyboard.press("Enter")
    expect(page.locator(".row.in .text").last).to_contain_text("You said: hello")
    page.keyboard.press("Escape")

    expect(page.locator(".chat-item")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".composer-text")).to_be_focused()


@pytest.mark.browser
def test_the_first_stop_of_the_tab_key_leads_past_everything_to_the_chat(talk: Page) -> None:
    first = talk.evaluate("document.querySelector('a[href], button, input, textarea').textContent")
    assert first == "Skip to the chat"

    talk.get_by_role("link", name="Skip to the chat").focus()
    talk.keyboard.press("Enter")

    expect(talk.locator(".composer-text")).to_be_focused()


@pytest.mark.browser
def test_arrows_walk_the_people_and_the_messages_and_enter_opens_a_messages_menu(
    visit: Visit, shop: Shop, anna: Person, lin: Person
) -> None:
    shop.telegram.start(anna)
    page = visit(anna)
    page.locator(f".rail-item[data-person='{anna.id}']").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(f".rail-item[data-person='{lin.id}']")).to_be_focused()

    page.locator(".talk").focus()
    page.keyboard.press("ArrowUp")
    expect(page.locator(".row.in").last).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.get_by_role("menu", name="Message menu")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".row.in").last).to_be_focused()


@pytest.mark.browser
def test_the_focus_stays_on_a_button_whose_message_was_edited(talk: Page, shop: Shop, anna: Person) -> None:
    sent = shop.bot.say(anna.id, "One", reply_markup={"inline_keyboard": [[{"text": "Next", "callback_data": "next"}]]})
    talk.get_by_role("button", name="Next").focus()

    shop.bot.edit(
        anna.id, sent["message_id"], "Two", {"inline_keyboard": [[{"text": "Next", "callback_data": "next"}]]}
    )

    expect(talk.locator(".row.in .text").last).to_contain_text("Two")
    expect(talk.get_by_role("button", name="Next")).to_be_focused()


@pytest.mark.browser
def test_a_new_message_is_announced_with_who_said_it_to_whom(talk: Page) -> None:
    say(talk, "hello")

    expect(talk.locator("[aria-live=polite][role=log]")).to_contain_text(
        "Corner Grocery to Anna Fields: You said: hello"
    )


@pytest.mark.browser
def test_everything_that_can_be_pressed_has_a_name(talk: Page) -> None:
    for command in ("/buttons", "/keys", "/album", "/voice", "/file", "/poll"):
        say(talk, command)
    expect(talk.locator(".poll")).to_be_visible()

    nameless = talk.evaluate(
        """() => [...document.querySelectorAll("button, a, input, textarea, select, [role=button]")]
            .filter((node) => node.checkVisibility())
            .filter((node) => !(node.getAttribute("aria-label") || node.textContent.trim() || node.title))
            .map((node) => node.outerHTML.slice(0, 120))"""
    )

    assert nameless == []


@pytest.mark.browser
@pytest.mark.parametrize(
    ("locale", "language", "hour"),
    [
        ("en-US", "en", "+1 hour"),
        ("zh-CN", "zh-Hans", "+1 小时"),
        ("zh-HK", "zh-Hant", "+1 小時"),
        ("ru-RU", "ru", "+1 час"),
    ],
)
def test_the_page_speaks_the_browsers_language(
    visit: Visit, anna: Person, locale: str, language: str, hour: str
) -> None:
    page = visit(anna, locale=locale)

    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator(".step").first).to_have_text(hour)


@pytest.mark.browser
def test_the_language_and_the_light_are_switched_and_remembered(visit: Visit, anna: Person) -> None:
    page = visit(anna)
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    page.get_by_role("button", name="Settings").click()
    page.get_by_role("menuitemradio", name="Dark").click()
    page.get_by_role("button", name="Settings").click()
    page.get_by_role("menuitemradio", name="Русский").click()

    page.reload()

    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.get_by_role("button", name="Настройки")).to_be_visible()


@pytest.mark.browser
def test_the_page_follows_the_systems_light(visit: Visit, anna: Person) -> None:
    page = visit(anna, dark=True)
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")

    page.emulate_media(color_scheme="light")

    expect(page.locator("html")).to_have_attribute("data-theme", "light")


@pytest.mark.browser
def test_with_less_movement_nothing_moves(talk: Page) -> None:
    say(talk, "/buttons")

    lasting = talk.evaluate(
        """() => [...document.querySelectorAll("*")].map((node) => getComputedStyle(node))
            .flatMap((style) => [style.animationDuration, style.transitionDuration])
            .filter((seconds) => parseFloat(seconds) > 0.01).length"""
    )

    assert lasting == 0


@pytest.mark.browser
def test_at_every_width_nothing_sticks_out(visit: Visit, shop: Shop, anna: Person) -> None:
    shop.telegram.start(anna)
    page = visit(anna, width=320, height=720)
    page.locator(".chat-item").click()
    for command in ("/entities", "/album", "/file", "/poll", "/keys"):
        say(page, command)
    expect(page.locator(".reply-keys")).to_be_visible()

    for width in (320, 390, 768, 1024, 1440, 2200, 320):
        page.set_viewport_size({"width": width, "height": 720})
        expect(page.locator(".reply-keys")).to_be_visible()
        out = page.evaluate(
            """() => [...document.querySelectorAll(".bubble, .key, .composer-bar, .step, .tools, .chat-head")]
                .filter((node) => node.checkVisibility())
                .map((node) => ({ name: node.className, box: node.getBoundingClientRect() }))
                .filter(({ box }) => box.left < -1 || box.right > innerWidth + 1)
                .map(({ name }) => name)"""
        )
        assert (width, out) == (width, [])
        assert page.evaluate("document.documentElement.scrollWidth") <= width
