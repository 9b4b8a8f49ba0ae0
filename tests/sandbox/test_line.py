"""The messenger on a real port speaks plain HTTP/1.1 to bots and browsers alike."""

import asyncio
import io
from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.sandbox.people import Person
from bot.sandbox.serving import Serving
from bot.sandbox.telegram import PocketTelegram
from tests.sandbox.api import until
from tests.sandbox.test_messages import png


@pytest.fixture
async def port(telegram: PocketTelegram) -> AsyncIterator[int]:
    serving = Serving(telegram, "127.0.0.1", 0)
    running = asyncio.create_task(serving.serve())
    await until(lambda: serving.started)
    yield serving.servers[0].sockets[0].getsockname()[1]
    serving.should_exit = True
    await asyncio.wait_for(running, 10)


@pytest.fixture
async def http(port: int) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as http:
        yield http


async def test_forms_files_and_json_arrive_whole(
    http: aiohttp.ClientSession, telegram: PocketTelegram, mei: Person
) -> None:
    large = b"x" * 3_000_000
    form = aiohttp.FormData({"chat_id": str(mei.id), "caption": "list"})
    form.add_field("document", io.BytesIO(large), filename="list.csv", content_type="text/csv")
    async with http.post(f"/bot{telegram.bot.token}/sendDocument", data=form) as answer:
        document = (await answer.json())["result"]["document"]
    async with http.get(f"/sandbox/file/{document['file_id']}") as answer:
        assert await answer.read() == large
    form = aiohttp.FormData({"person": str(mei.id), "act": "photo"})
    form.add_field("file", png(), filename="a.png", content_type="image/png")
    async with http.post("/sandbox/act", data=form) as answer:
        assert "photo" in (await answer.json())["message"]


async def test_a_body_in_chunks_is_put_together(
    http: aiohttp.ClientSession, mei: Person, telegram: PocketTelegram
) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b'{"person": %d, "act": "say", ' % mei.id
        yield b'"text": "in pieces"}'

    async with http.post("/sandbox/act", data=pieces(), headers={"Content-Type": "application/json"}) as answer:
        assert answer.status == 200
    assert telegram.messages(mei.id)[-1]["text"] == "in pieces"


async def test_requests_sent_together_are_answered_in_order(port: int, telegram: PocketTelegram) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    path = f"/bot{telegram.bot.token}"
    one = f"GET {path}/getMe HTTP/1.1\r\nHost: x\r\n\r\n"
    writer.write((one + one.replace("getMe", "getNothing") + "nonsense\r\n\r\n").encode())
    answers = await reader.read()
    assert answers.index(b"200 OK") < answers.index(b"404 Not Found") < answers.index(b"400 Bad Request")
    writer.close()


async def test_the_page_is_told_at_once_and_let_go_at_the_end(
    http: aiohttp.ClientSession, telegram: PocketTelegram, mei: Person
) -> None:
    async with http.get("/sandbox/events") as stream:
        await until(lambda: telegram.bulletin.listeners)
        telegram.say(mei, "live")
        heard = b""
        while b"live" not in heard:
            heard += await stream.content.readany()
        telegram.close()
        await stream.content.read()
    assert stream.headers["content-type"].startswith("text/event-stream")


async def test_a_long_poll_over_the_line_ends_with_news(
    http: aiohttp.ClientSession, telegram: PocketTelegram, mei: Person
) -> None:
    async def poll() -> str:
        async with http.post(f"/bot{telegram.bot.token}/getUpdates", data={"timeout": "30"}) as answer:
            return str((await answer.json())["result"][0]["message"]["text"])

    polling = asyncio.create_task(poll())
    await until(lambda: telegram.updates.poller)
    telegram.say(mei, "hello")
    assert await polling == "hello"


async def test_a_failure_of_the_messenger_is_a_500_and_the_line_stays(
    http: aiohttp.ClientSession,
    telegram: PocketTelegram,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(telegram.bot, "user", None)
    for _ in range(2):
        async with http.get(f"/bot{telegram.bot.token}/getMe") as answer:
            assert answer.status == 500


async def test_the_date_of_every_answer_is_the_shops(http: aiohttp.ClientSession, telegram: PocketTelegram) -> None:
    async with http.get(f"/bot{telegram.bot.token}/getMe") as answer:
        assert answer.headers["Date"] == "Sat, 21 Nov 2026 09:00:00 GMT"
