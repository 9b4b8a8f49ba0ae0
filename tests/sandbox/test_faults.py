"""Trouble on request, in-process and over a real socket; the log is the truth about what was taken."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiohttp
import httpx
import pytest
from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from bot.sandbox.limits import GROUP_PER_MINUTE, PRIVATE_BURST
from bot.sandbox.people import Person
from bot.sandbox.telegram import PocketTelegram
from tests.sandbox.api import Api, Refused
from tests.sandbox.conftest import StillClock

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"


@pytest.fixture
def bot(telegram: PocketTelegram) -> Bot:
    """python-telegram-bot's own bot on the messenger, without a socket."""
    calls, polls = (HTTPXRequest(httpx_kwargs={"transport": httpx.ASGITransport(app=telegram.app)}) for _ in range(2))
    return Bot(telegram.bot.token, base_url="http://testserver/bot", request=calls, get_updates_request=polls)


@pytest.mark.parametrize(
    ("kind", "error", "words", "taken"),
    [
        ("too_many_requests", RetryAfter, "Flood control exceeded", 0),
        ("server_error", NetworkError, "Internal Server Error", 0),
        ("bad_gateway", NetworkError, "Bad Gateway", 0),
        ("hang", NetworkError, "never answered", 0),
        ("close_before", NetworkError, "cut before", 0),
        ("close_after", NetworkError, "cut after", 1),
        ("malformed", TelegramError, "Invalid server response", 1),
        ("blocked", Forbidden, "bot was blocked by the user", 0),
        ("deactivated", Forbidden, "user is deactivated", 0),
        ("migrated", ChatMigrated, "Group migrated to supergroup", 0),
    ],
)
async def test_every_trouble_is_what_the_bots_library_would_meet(
    telegram: PocketTelegram,
    bot: Bot,
    mei: Person,
    kind: str,
    error: type[TelegramError],
    words: str,
    taken: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    fault = telegram.faults.add(kind, times=1)
    async with bot:
        with pytest.raises(error, match=words):
            await bot.send_message(mei.id, "x")
        assert len(telegram.log) == taken
        await bot.send_message(mei.id, "y")
    assert fault.hits == 1


async def test_a_hang_can_come_after_the_call_was_taken(api: Api, telegram: PocketTelegram, mei: Person) -> None:
    telegram.faults.add("hang", accepted=True)
    with pytest.raises(TimeoutError):
        await api("sendMessage", chat_id=mei.id, text="x")
    assert len(telegram.log) == 1


async def test_faults_strike_by_method_chat_turn_and_chance(
    api: Api, telegram: PocketTelegram, mei: Person, ivan: Person
) -> None:
    telegram.start(ivan)

    async def fate(person: Person) -> str:
        url = f"/bot{telegram.bot.token}/sendMessage"
        body = (await api.http.post(url, data={"chat_id": str(person.id), "text": "x"})).json()
        if body["ok"]:
            return "."
        assert body["description"] == "Too Many Requests: retry after 5"
        assert body["parameters"] == {"retry_after": 5}
        return "x"

    async def fates(**params: Any) -> str:
        telegram.faults.clear()
        telegram.faults.add("too_many_requests", **params)
        fates = ""
        for number in range(12):
            fates += await fate((mei, ivan)[number % 2])
        return fates

    assert await fates() == "xxxxxxxxxxxx"
    assert await fates(times=2) == "xx.........."
    assert await fates(every=4) == "...x...x...x"
    assert await fates(chat=ivan.id) == ".x.x.x.x.x.x"
    assert await fates(method="sendPhoto") == "............"
    by_chance = await fates(chance=0.5)
    assert 0 < by_chance.count("x") < 12


async def test_telegrams_pace_is_held_by_the_clock(clock: StillClock) -> None:
    telegram = PocketTelegram(clock=clock, strict_limits=True)
    api = Api(telegram)
    people = [telegram.add_person(f"P{number}") for number in range(31)]
    for person in people:
        telegram.start(person)

    # one person: a short burst, then one a second
    for _ in range(PRIVATE_BURST):
        await api("sendMessage", chat_id=people[0].id, text="x")
    with pytest.raises(Refused, match="429 Too Many Requests: retry after"):
        await api("sendMessage", chat_id=people[0].id, text="x")
    clock.pass_by(seconds=3)
    await api("sendMessage", chat_id=people[0].id, text="x")

    # everybody: thirty a second
    clock.pass_by(seconds=2)
    for person in people[:30]:
        await api("sendMessage", chat_id=person.id, text="x")
    with pytest.raises(Refused, match="retry after 1"):
        await api("sendMessage", chat_id=people[30].id, text="x")

    # a group: twenty a minute
    group = telegram.create_group(people[0], "Club")
    for _ in range(GROUP_PER_MINUTE):
        clock.pass_by(seconds=1)
        await api("sendMessage", chat_id=group.id, text="x")
    with pytest.raises(Refused, match="retry after 41"):
        await api("sendMessage", chat_id=group.id, text="x")
    await api.http.aclose()


async def test_the_bots_library_talks_to_it_whole(telegram: PocketTelegram, bot: Bot, mei: Person) -> None:
    telegram.say(mei, "hello")
    async with bot:
        (update,) = await bot.get_updates(timeout=0)
        assert update.message is not None
        await update.message.reply_text("<b>hi</b>", parse_mode="HTML")
        with pytest.raises(BadRequest, match="Can't parse entities: can't find end tag corresponding to start tag"):
            await bot.send_message(mei.id, "<b>hi", parse_mode="HTML")
    assert telegram.messages(mei.id)[-1]["text"] == "hi"


@pytest.fixture
def process(tmp_path: Path) -> Iterator[str]:
    """The messenger as a process of its own, with one person in it; answers its address."""
    command = [
        sys.executable,
        "-m",
        "bot.sandbox",
        "--port",
        "0",
        "--log",
        str(tmp_path / "sends.jsonl"),
        "--people",
        "1",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        yield re.sub(r"\s", "", running.stdout.readline())
        running.terminate()
        assert running.wait(10) is not None


async def test_over_a_socket_lines_are_cut_and_the_log_is_written_first(process: str, tmp_path: Path) -> None:
    async with aiohttp.ClientSession(process, timeout=aiohttp.ClientTimeout(total=1)) as http:

        async def send(text: str) -> int:
            form = {"chat_id": "700000001", "text": text}
            async with http.post(f"/bot{TOKEN}/sendMessage", data=form) as answer:
                await answer.read()
                return answer.status

        async def trouble(kind: str, text: str) -> None:
            async with http.post("/sandbox/faults", json={"kind": kind, "method": "sendMessage", "times": 1}) as answer:
                assert answer.status == 200
            with pytest.raises((aiohttp.ClientError, TimeoutError)):
                await send(text)

        assert await send("one") == 200
        await trouble("close_before", "two")
        await trouble("close_after", "three")
        await trouble("hang", "four")
        assert await send("five") == 200

        lines = (tmp_path / "sends.jsonl").read_text(encoding="utf-8").splitlines()
        assert [json.loads(line)["params"]["text"] for line in lines] == ["one", "three", "five"]
