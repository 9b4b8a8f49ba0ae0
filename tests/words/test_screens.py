"""Every screen, in every language, with every name people come up with, is one that Telegram takes."""

import inspect
import random
import re
import string
from collections.abc import Callable, Iterator
from importlib import import_module
from pkgutil import iter_modules

import pytest

import bot.words
from bot.rules.media import WITHOUT_TEXT
from bot.rules.names import clean
from bot.sandbox.entities import parse_html
from bot.sandbox.shapes import utf16
from bot.words import commands, mydata
from bot.words.catalogs import Language, words_in
from bot.words.message import Go, Html, Message, Toast, safe
from handlers.routes import ROUTES
from tests.words.gallery import NOW, Said, all_that_is_held, people, screens

EVERY = pytest.mark.parametrize("language", Language)
NAMES = (
    "Mei",
    "<3 </b> & &lt; <b>",
    "{name} {0.__class__} %s %(name)s",
    "\u202egnp.exe",
    "\u2067abc\u2069",
    "مريم",
    "דנה\u200f",
    "a\u200bb",
    "🎉" * 64,
    "👨‍👩‍👧‍👦" * 16,
    "a\x00b",
    "\ud800x",
    "x" * 10_000,
    "",
    " ",
    "line\nbreak",
    "@everyone /start https://example.com",
    "Ünïcödé ß Ж 李",
)


def said(language: Language, name: str) -> Iterator[tuple[str, Message | Toast]]:
    """Each message and toast of the gallery with its screen's name."""
    for screen, result in screens(words_in(language, "Europe/London", "USD"), name):
        for one in result if isinstance(result, tuple) else (result,):
            yield f"{screen.__module__}.{screen.__name__}", one


def written(one: Message | Toast) -> Iterator[str]:
    """All its text as people see it."""
    if isinstance(one, Toast):
        yield one.text
        return
    yield parse_html(one.text).text
    for row in one.buttons:
        yield from (button.label for button in row)


def makers() -> set[Callable[..., Said]]:
    """Every function of words that makes something to send."""
    found: set[Callable[..., Said]] = set()
    for module in iter_modules(bot.words.__path__):
        loaded = import_module(f"bot.words.{module.name}")
        for name, function in inspect.getmembers(loaded, inspect.isfunction):
            made = inspect.signature(function).return_annotation
            if (
                made in (Message, Toast, tuple[Message, ...])
                and function.__module__ == loaded.__name__
                and name[0] != "_"
            ):
                found.add(function)
    return found


def test_the_gallery_shows_every_screen() -> None:
    shown = {screen for screen, _ in screens(words_in(Language.EN), "Mei")}

    assert {f"{one.__module__}.{one.__name__}" for one in makers() - shown} == set()


def longest(one: Message) -> int:
    """Characters of text that Telegram takes with it."""
    if one.media is not None and one.media.form in WITHOUT_TEXT:
        return 0
    return 1024 if one.photo or one.file or one.media else 4096


@EVERY
def test_every_screen_is_one_that_telegram_takes(language: Language) -> None:
    for name, one in said(language, "Mei Chen"):
        if isinstance(one, Toast):
            assert 0 < len(one.text) <= 200, name
            assert "<" not in one.text, name
            continue
        assert isinstance(one.text, Html), name
        shown = parse_html(one.text).text
        assert min(longest(one), 1) <= utf16(shown) <= longest(one), name
        assert "{" not in shown, f"{name}: {shown}"
        assert "…" not in shown, f"{name}: {shown}"


@EVERY
def test_buttons_are_short_and_carry_what_fits(language: Language) -> None:
    for name, one in said(language, "Mei"):
        rows = one.buttons if isinstance(one, Message) else ()
        for row in rows:
            # A scale's figures leave room for more of them; clients show eight in a row.
            assert 0 < len(row) <= (8 if all(len(button.label) <= 2 for button in row) else 3), name
            for button in row:
                assert 0 < len(button.label) <= (48 if len(row) == 1 else 24), f"{name}: {button.label}"
                assert "<" not in button.label, name
                if isinstance(button.does, Go):
                    # 64 bytes less a version, an expiry of seven digits, a signature of fourteen and their bars.
                    assert len("|".join((button.does.route, *button.does.args)).encode()) <= 41, (
                        f"{name}: {button.does}"
                    )


def test_every_button_and_command_leads_somewhere() -> None:
    messages = [one for _, one in said(Language.EN, "Mei") if isinstance(one, Message)]
    pressed = {
        button.does.route for one in messages for row in one.buttons for button in row if isinstance(button.does, Go)
    }

    assert pressed - set(ROUTES.buttons) == set()
    assert {command.name for command in commands.COMMANDS} == set(ROUTES.commands)


def _check_names(language: Language, *names: str) -> None:
    """Look at each thing said with these names, once: most of a shop's words name nobody."""
    known = [clean(name) or "Somebody" for name in names]
    kept = {one: screen for name in set(known) for screen, one in said(language, name)}
    foreign = {one: screen for name in set(names) - set(known) for screen, one in said(language, name)}
    for one, screen in (foreign | kept).items():
        for text in written(one):
            assert not re.search("[\x00-\x08\x0b-\x1f\u200e\u200f\u202a-\u202e\u2066\u2067\ud800-\udfff]", text), screen
            assert text.count("\u2068") == text.count("\u2069"), screen
            assert utf16(text) <= 4096, screen
    for one, screen in kept.items():
        if isinstance(one, Message):
            assert utf16(parse_html(one.text).text) <= longest(one), screen


@pytest.mark.promise(40)
@EVERY
def test_names_are_shown_literally_and_break_no_screen(language: Language, size: Callable[[int, int], int]) -> None:
    # Every day each language has its own names of them, all together every one; a name does to all languages alike.
    apart = size(len(Language), 1)
    _check_names(language, *NAMES[list(Language).index(language) % apart :: apart])


@pytest.mark.promise(40)
def test_a_name_full_of_markup_reaches_the_reader_as_it_was_typed() -> None:
    words = words_in(Language.EN)

    for name in ("<3", "</b>", "&", "&lt;", "<b>bold</b>", "{name}", "🎉" * 64):
        assert parse_html(words.say("Hello, {name}! 👋", name=name)).text == f"Hello, {name}! 👋"


@pytest.mark.promise(40)
@pytest.mark.full
@EVERY
def test_two_thousand_names_break_no_screen(language: Language, seed: int) -> None:
    chance = random.Random(seed)
    letters = [*string.printable, *"<>&{}%\u202e\u2067\u200b\u200d\x00\ud83dЖ李א🎉👨‍👩‍👧‍👦ı\u0301"]

    for _ in range(2000):
        _check_names(language, "".join(chance.choices(letters, k=chance.randrange(80))))


def test_right_to_left_names_keep_to_themselves() -> None:
    shown = safe("דנה 123")

    assert shown == "\u2068דנה 123\u2069"


@EVERY
def test_everything_held_can_be_read_as_text(language: Language) -> None:
    held = all_that_is_held("Mei")

    text = mydata.readable(words_in(language, "Europe/London", "USD"), held, "Corner Coffee", NOW)

    assert "7K3 F9Q 2MX" in text
    assert "+442079460958" in text
    assert "{" not in text
    nobody = held._replace(name="", phone=None, joined=None, consents=(), purchases=(), entries=(), vouchers=(), debt=0)
    assert mydata.readable(words_in(language, "UTC", "USD"), nobody, "Corner Coffee", NOW)


@EVERY
def test_commands_are_ones_that_telegram_lists(language: Language) -> None:
    words = words_in(language)

    for actor in people():
        listed = commands.listed(words, actor)
        assert {"help", "privacy", "language", "cancel", "start"} <= {name for name, _ in listed}
        for name, does in listed:
            assert re.fullmatch(r"[a-z0-9_]{1,32}", name)
            assert 3 <= len(does) <= 40 or (language in (Language.ZH_HANS, Language.ZH_HANT) and does)
    assert len(commands.about(words, "Corner Coffee")) <= 120
    assert len(commands.description(words, "Corner Coffee")) <= 512


def test_each_role_is_shown_its_own_commands() -> None:
    by_role = {actor: {name for name, _ in commands.listed(words_in(Language.EN), actor)} for actor in people()}

    guest, member, cashier, both, agent, manager, owner = by_role.values()
    assert "points" not in guest
    assert {"points", "card", "forget"} <= member
    assert "sale" not in member
    assert {"sale", "undo", "find"} <= cashier
    assert "points" not in cashier
    assert "points" in both
    assert "sale" not in agent
    assert {"refund", "products"} <= manager
    assert {"program", "staff"} <= owner
