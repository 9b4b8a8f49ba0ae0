"""Catalogs are compiled once and kept beside their source, and never said from an older one."""

import os
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

import pytest

from bot.words.catalogs import compiled

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'


def said(source: Path) -> str:
    return GNUTranslations(BytesIO(compiled(source))).gettext("Hello")


def write(source: Path, hello: str) -> None:
    source.write_text(f'{HEADER}msgid "Hello"\nmsgstr "{hello}"\n', encoding="utf-8")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    source = tmp_path / "ru" / "LC_MESSAGES" / "messages.po"
    source.parent.mkdir(parents=True)
    write(source, "Привет")
    return source


def test_what_was_compiled_is_read_again_by_the_next_start(source: Path) -> None:
    assert said(source) == "Привет"
    age = source.stat().st_mtime_ns
    source.write_text("nothing that could be compiled")
    os.utime(source, ns=(age, age))

    assert said(source) == "Привет"
    assert sorted(path.suffix for path in source.parent.iterdir()) == [".mo", ".po"]


@pytest.mark.parametrize("seconds", [-3600, 3600], ids=["an older source", "a newer source"])
def test_another_source_is_compiled_anew_whichever_is_older(source: Path, seconds: int) -> None:
    assert said(source) == "Привет"
    age = source.stat().st_mtime + seconds
    write(source, "Здравствуйте")
    os.utime(source, (age, age))

    assert said(source) == "Здравствуйте"


def test_a_folder_that_cannot_be_written_costs_nobody_a_word(source: Path) -> None:
    source.with_suffix(".mo").mkdir()

    assert said(source) == said(source) == "Привет"
