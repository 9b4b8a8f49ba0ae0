"""What a machine may lack: found here, or the test is skipped with a line that says how to get it (in CI it fails)."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

COMPULSORY = "REGULARS_TEST_COMPULSORY"


def postgres_programs() -> Path:
    """Return the folder of PostgreSQL's server programs (initdb and postgres)."""
    for folder in _postgres_folders():
        if (folder / "initdb").is_file() and (folder / "postgres").is_file():
            return folder
    return _lacks("a PostgreSQL server", "apt-get install postgresql")


def chromium() -> str:
    """Return the path of Debian's Chromium, which Playwright drives."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    return found or _lacks("Chromium", "apt-get install chromium")


def cjk_font() -> Path:
    """Return the path of a font that has Chinese characters."""
    for folder in (Path("/usr/share/fonts"), Path.home() / ".fonts", Path.home() / ".local/share/fonts"):
        for font in sorted(folder.glob("**/NotoSansCJK*Regular*")):
            return font
    return _lacks("a Chinese font", "apt-get install fonts-noto-cjk")


def _postgres_folders() -> Iterator[Path]:
    if on_path := shutil.which("initdb"):
        yield Path(on_path).resolve().parent
    newest_first = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: -float(folder.parent.name))
    yield from newest_first


def _lacks(what: str, how: str) -> NoReturn:
    sentence = f"This machine lacks {what}; to get it: {how}"
    if os.environ.get(COMPULSORY) == "1":
        pytest.fail(sentence, pytrace=False)
    pytest.skip(sentence)
