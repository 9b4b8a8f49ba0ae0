"""Logs tell of rows and never of persons, whoever writes the line."""

import io
import json
import logging
import sys
import threading

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from bot.logs import LOUD, log_uncaught_errors, mask_with, start_logging
from tests.canaries import NAME, PHONE, SECRET_KEY, TEXT, TOKEN, WEBHOOK_SECRET, canaries_in

pytestmark = pytest.mark.promise(80)

log = structlog.get_logger()
LEAKS = [
    f"POST https://api.telegram.org/bot{TOKEN}/sendMessage",
    f"POST https://api.telegram.org/bot{TOKEN.replace(':', '%3A')}/sendMessage",
    "Authorization: Bearer canary.canary-canary",
    "postgresql://regulars:canary-word@localhost/regulars",
    f"the key is {SECRET_KEY}",
    f"the header was {WEBHOOK_SECRET}",
    f"shared contact {PHONE}",
    "shared contact 8613800138000",
    "shared contact +86 138-0013-8000",
    "shared contact 138 0013 8000",
    "wrote to mei.canary+shop@mail.example.cn",
    f"[SQL: INSERT INTO member ...]\n[parameters: ('{NAME}', '{TEXT}')]",
    f"DETAIL:  Key (phone)=({NAME} {PHONE}) already exists.",
    f"DETAIL:  Failing row contains (1, {NAME}, {TEXT}\nand more canary).",
]


@pytest.mark.parametrize("text", LEAKS)
def test_a_leak_is_masked_in_every_line_and_every_exception(text: str) -> None:
    lines = io.StringIO()
    start_logging("info", readable=False, stream=lines, secrets=[SECRET_KEY, WEBHOOK_SECRET])

    log.info(text)
    log.info("event", detail=text, deep={"list": [text, (text,)]})
    logging.getLogger("any.library").warning("it said %s", text)
    try:
        raise ValueError(text)
    except ValueError:
        log.exception("an act failed")
        logging.getLogger("any.library").exception("it failed")

    assert len(lines.getvalue().splitlines()) == 5
    assert canaries_in(lines.getvalue()) == []


def test_fields_that_are_personal_by_name_are_masked_whatever_they_hold(log_lines: io.StringIO) -> None:
    log.info("joined", member=5123456789, name=NAME, note={"text": TEXT}, seen={"first_name": NAME, "id": 7})

    line = json.loads(log_lines.getvalue())
    assert line["name"] == line["note"] == line["seen"]["first_name"] == "[hidden]"
    assert (line["member"], line["seen"]["id"]) == (5123456789, 7), "ids stay readable"


def test_what_an_operator_needs_stays_readable(log_lines: io.StringIO) -> None:
    log.info(
        "delivered", key="birthday:12:2026", due="2026-11-21 21:12:18+00:00", took=0.0123456789, server="10.20.30.40"
    )

    line = json.loads(log_lines.getvalue())
    assert line["key"] == "birthday:12:2026"
    assert line["due"] == "2026-11-21 21:12:18+00:00"
    assert line["took"] == 0.0123456789
    assert line["server"] == "10.20.30.40"
    assert line["level"] == "info"
    assert line["timestamp"].endswith("Z")


@pytest.mark.parametrize("name", LOUD)
def test_libraries_that_say_too_much_are_quiet(log_lines: io.StringIO, name: str) -> None:
    for child in (name, f"{name}.child"):
        logging.getLogger(child).info("POST %s", TEXT)
        logging.getLogger(child).debug("secret_token=%s", WEBHOOK_SECRET)

    assert log_lines.getvalue() == ""


def test_the_level_is_the_operators() -> None:
    lines = io.StringIO()
    start_logging("warning", readable=False, stream=lines)

    log.info("quiet")
    log.warning("heard")

    assert [json.loads(line)["event"] for line in lines.getvalue().splitlines()] == ["heard"]


def test_a_terminal_gets_lines_for_eyes_through_the_same_filter() -> None:
    lines = io.StringIO()
    start_logging("info", readable=True, stream=lines)

    log.info("joined", member=7, name=NAME)

    assert "joined" in lines.getvalue()
    assert "member=7" in lines.getvalue()
    assert canaries_in(lines.getvalue()) == []


def test_what_nobody_caught_is_logged_through_the_same_filter(
    log_lines: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    log_uncaught_errors()

    sys.excepthook(ValueError, ValueError(f"wrote to {PHONE}"), None)
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)

    (line,) = log_lines.getvalue().splitlines()
    assert json.loads(line)["exception"] == "ValueError: wrote to [phone]"


@given(st.text(max_size=200))
def test_any_text_can_be_logged(text: str) -> None:
    mask = mask_with([SECRET_KEY])

    event = mask(None, "info", {"event": text, "bytes": text.encode("utf-8", "replace"), "none": None, "yes": True})

    json.dumps(event, default=str)
    assert event["yes"] is True


def test_a_very_long_line_is_masked_in_linear_time(log_lines: io.StringIO) -> None:
    # Runs of what the patterns begin with; unbounded repeats would take hours here, so finishing is the proof.
    for run in ("1", "1 ", "a.", "a@", "+1", "://a"):
        log.info(run * 50_000)

    assert len(log_lines.getvalue().splitlines()) == 6
