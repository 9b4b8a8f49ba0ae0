"""Requests to Telegram against a far end that misbehaves: what arrived, and whether it is known what became of it."""

import asyncio
import io
import json
import logging
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from aiohttp import web
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputFile
from telegram.error import BadRequest, ChatMigrated, NetworkError, RetryAfter, TelegramError, TimedOut

from handlers.transport import AiohttpRequest, GatewayError, NotSentError, ServerBusyError, environment_proxy
from tests.canaries import TOKEN

SENT = {"message_id": 7, "date": 1_795_000_000, "chat": {"id": 1, "type": "private", "first_name": "Mei"}, "text": "hi"}
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]
Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def answer(status: int = 200, **body: object) -> Answer:
    async def give(_: web.Request) -> web.StreamResponse:
        return web.json_response({"ok": status == 200, **body}, status=status)

    return give


@asynccontextmanager
async def telegram_that(answers: Answer, **options: float | None) -> AsyncIterator[Bot]:
    """A bot at a server that answers every request so."""
    app = web.Application(client_max_size=64 << 20)
    app.router.add_route("*", "/{path:.*}", answers)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        async with bot_at(runner.addresses[0][1], **options) as bot:
            yield bot
    finally:
        await runner.cleanup()


@asynccontextmanager
async def line_that(talk: Talk, **options: float | None) -> AsyncIterator[Bot]:
    """A bot at the far end of a bare connection."""

    async def talk_and_hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await talk(reader, writer)
        finally:
            writer.close()

    server = await asyncio.start_server(talk_and_hang_up, "127.0.0.1", 0)
    try:
        async with bot_at(server.sockets[0].getsockname()[1], **options) as bot:
            yield bot
    finally:
        server.close()
        await server.wait_closed()


@asynccontextmanager
async def bot_at(port: int, **options: float | None) -> AsyncIterator[Bot]:
    async with AiohttpRequest(**options) as request:  # type: ignore[arg-type]  # the options are timeouts
        yield Bot(TOKEN, f"http://127.0.0.1:{port}/bot", request=request, get_updates_request=request)


async def free_port() -> int:
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = int(server.sockets[0].getsockname()[1])
    server.close()
    await server.wait_closed()
    return port


async def test_a_message_arrives_with_every_field_as_telegram_reads_it() -> None:
    got: dict[str, object] = {}

    async def keep(request: web.Request) -> web.StreamResponse:
        got.update(await request.json(), path=request.path)
        return web.json_response({"ok": True, "result": SENT})

    buttons = InlineKeyboardMarkup([[InlineKeyboardButton("Да & 是", callback_data="1")]])
    text = "привет <b>你好</b> 🎂"
    async with telegram_that(keep) as bot:
        sent = await bot.send_message(1, text, "HTML", reply_markup=buttons, disable_notification=True)

    assert sent.message_id == 7
    assert got == {
        "path": f"/bot{TOKEN}/sendMessage",
        "chat_id": 1,
        "text": text,
        "parse_mode": "HTML",
        "disable_notification": True,
        "reply_markup": {"inline_keyboard": [[{"text": "Да & 是", "callback_data": "1"}]]},
    }


@pytest.mark.parametrize("document", [b"{}", b" " * (3 << 20), InputFile(io.BytesIO(b"{}"), read_file_handle=False)])
async def test_a_file_arrives_in_parts_with_its_name_and_caption(document: bytes | InputFile) -> None:
    got: list[object] = []

    async def keep(request: web.Request) -> web.StreamResponse:
        form = await request.post()
        file = form["document"]
        assert isinstance(file, web.FileField)
        got.extend((form["chat_id"], form["caption"], file.filename, file.content_type, len(file.file.read())))
        return web.json_response({"ok": True, "result": SENT})

    name = 'данные "Мэй".json'
    if isinstance(document, InputFile):
        document.filename, document.mimetype = name, "application/json"
    async with telegram_that(keep) as bot:
        await bot.send_document(1, document, caption="Ваши данные", filename=name)

    size = len(document) if isinstance(document, bytes) else 2
    assert got == ["1", "Ваши данные", name, "application/json", size]


async def test_a_file_of_telegrams_is_fetched() -> None:
    async def give(_: web.Request) -> web.StreamResponse:
        return web.Response(body=b"\x89PNG")

    async with telegram_that(give) as bot:
        assert await bot.request.retrieve(f"{bot.base_url}/file") == b"\x89PNG"


async def test_the_clock_of_telegrams_latest_answer_is_remembered() -> None:
    async def dated(_: web.Request) -> web.StreamResponse:
        return web.json_response({"ok": True, "result": True}, headers={"Date": "Sat, 21 Nov 2026 20:00:00 GMT"})

    async with telegram_that(dated) as bot:
        assert isinstance(bot.request, AiohttpRequest)
        assert bot.request.last_date is None
        await bot.log_out()

        assert bot.request.last_date == datetime(2026, 11, 21, 20, tzinfo=UTC)


@pytest.mark.promise(32)
async def test_the_clock_of_whatever_stands_between_is_not_telegrams() -> None:
    async def other(_: web.Request) -> web.StreamResponse:
        return web.Response(status=502, text="<html>", headers={"Date": "Sat, 21 Nov 2036 20:00:00 GMT"})

    async with telegram_that(other) as bot:
        with pytest.raises(GatewayError):
            await bot.log_out()

        assert isinstance(bot.request, AiohttpRequest)
        assert bot.request.last_date is None


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        (answer(400, description="Bad Request: chat not found"), BadRequest),
        (answer(400, parameters={"migrate_to_chat_id": -100}), ChatMigrated),
        (answer(429, parameters={"retry_after": 35}), RetryAfter),
        (answer(500, description="Internal Server Error"), ServerBusyError),
        (answer(503, description="Service Unavailable"), ServerBusyError),
        (answer(502, description="Bad Gateway"), GatewayError),
        (answer(504, description="Gateway Timeout"), GatewayError),
    ],
)
async def test_what_telegram_says_is_told_apart(answers: Answer, error: type[TelegramError]) -> None:
    async with telegram_that(answers) as bot:
        with pytest.raises(error) as raised:
            await bot.send_message(1, "hi")

    assert type(raised.value) is error


@pytest.mark.parametrize(
    ("status", "error"), [(429, ServerBusyError), (500, GatewayError), (502, GatewayError), (200, NetworkError)]
)
async def test_a_page_of_html_in_telegrams_place_is_no_answer_of_its(status: int, error: type[NetworkError]) -> None:
    async def page(_: web.Request) -> web.StreamResponse:
        return web.Response(status=status, text="<html>Mei Chen</html>", content_type="text/html")

    async with telegram_that(page) as bot:
        with pytest.raises(NetworkError) as raised:
            await bot.send_message(1, "hi")

    assert type(raised.value) is error


@pytest.mark.promise(14)
async def test_where_nobody_listens_nothing_was_sent() -> None:
    async with bot_at(await free_port()) as bot:
        with pytest.raises(NotSentError):
            await bot.send_message(1, "hi")


@pytest.mark.promise(14)
async def test_where_no_connection_is_free_in_time_nothing_was_sent() -> None:
    first, never = asyncio.Event(), asyncio.Event()

    async def hold(_: web.Request) -> web.StreamResponse:
        first.set()
        await never.wait()
        return web.json_response({"ok": True, "result": SENT})

    async with telegram_that(hold, connections=1, connect_timeout=0.01, pool_timeout=0.01) as bot:
        held = asyncio.create_task(bot.send_message(1, "holds the only connection"))
        await first.wait()
        with pytest.raises(NotSentError):
            await bot.send_message(1, "hi")
        never.set()
        await held


@pytest.mark.promise(12)
async def test_a_line_cut_after_the_request_was_read_leaves_it_unknown() -> None:
    async def read_and_hang_up(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"}")

    async with line_that(read_and_hang_up) as bot:
        with pytest.raises(NetworkError) as raised:
            await bot.send_message(1, "hi")

    assert type(raised.value) is NetworkError


async def test_a_line_cut_in_the_middle_of_the_answer_leaves_it_unknown() -> None:
    async def half(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"}")
        writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"ok":true')

    async with line_that(half) as bot:
        with pytest.raises(NetworkError) as raised:
            await bot.send_message(1, "hi")

    assert type(raised.value) is NetworkError


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"])
async def test_a_far_end_that_falls_silent_leaves_it_unknown(head: bytes) -> None:
    silent = asyncio.Event()

    async def say_no_more(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"}")
        writer.write(head)
        await silent.wait()

    async with line_that(say_no_more, read_timeout=0.02) as bot:
        with pytest.raises(TimedOut):
            await bot.send_message(1, "hi")
        silent.set()


async def test_an_upload_that_never_got_through_was_not_sent() -> None:
    silent = asyncio.Event()

    async def read_nothing(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
        await silent.wait()

    waits = {"read_timeout": 0.02, "write_timeout": 0.05, "connect_timeout": 0.02, "pool_timeout": 0.02}
    async with line_that(read_nothing, **waits) as bot:
        with pytest.raises(NotSentError):
            await bot.send_document(1, b"x" * (32 << 20), filename="a.bin")
        silent.set()


async def test_babble_is_an_unknown_outcome() -> None:
    async def babble(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"}")
        writer.write(b"220 mail.example.org ESMTP\r\n\r\n")

    async with line_that(babble) as bot:
        with pytest.raises(NetworkError) as raised:
            await bot.send_message(1, "hi")

    assert not isinstance(raised.value, NotSentError)


async def test_a_connection_that_was_closed_while_it_lay_idle_is_not_used_again() -> None:
    lines = 0

    async def one_answer_each(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal lines
        lines += 1
        await reader.readuntil(b"}")
        body = json.dumps({"ok": True, "result": SENT}).encode()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))

    async with line_that(one_answer_each) as bot:
        await bot.send_message(1, "hi")
        while lines == 1:
            try:
                await bot.send_message(1, "hi")
            except NetworkError:
                continue  # written before the hang-up was seen

    assert lines == 2


@pytest.mark.promise(80)
async def test_no_failure_tells_the_token(caplog: pytest.LogCaptureFixture) -> None:
    secret = TOKEN.partition(":")[2]
    caplog.set_level(logging.DEBUG, "aiohttp")

    async def hang_up(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
        return

    async def babble(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"nonsense\r\n\r\n")

    async def silence(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.read()

    failures: list[BaseException] = []
    for talk in (hang_up, babble, silence):
        async with line_that(talk, read_timeout=0.02) as bot:
            for send in (bot.send_message(1, "hi"), bot.send_document(1, b"x", filename="a")):
                with pytest.raises(NetworkError) as raised:
                    await send
                failures.append(raised.value)
    for port in (await free_port(), -1):
        async with bot_at(port) as bot:
            with pytest.raises(NetworkError) as raised:
                await bot.send_message(1, "hi")
            failures.append(raised.value)

    for failure in failures:
        assert secret not in "".join(traceback.format_exception(failure))
        assert failure.__cause__ is failure.__context__ is None
    assert secret not in caplog.text


async def test_a_request_can_be_shut_down_twice_and_opened_again() -> None:
    request = AiohttpRequest()
    with pytest.raises(RuntimeError):
        await request.do_request("http://127.0.0.1/", "GET")
    await request.initialize()
    await request.initialize()
    await request.shutdown()
    await request.shutdown()
    await request.initialize()
    await request.shutdown()


@pytest.mark.parametrize(
    ("environment", "proxy"),
    [
        ({}, None),
        ({"HTTPS_PROXY": "http://proxy:3128"}, "http://proxy:3128"),
        ({"all_proxy": "http://proxy:3128"}, "http://proxy:3128"),
        ({"https_proxy": "http://proxy:3128", "no_proxy": "telegram.org"}, None),
        ({"http_proxy": "http://proxy:3128"}, None),
    ],
)
def test_the_operators_proxy_is_found(
    environment: dict[str, str], proxy: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert environment_proxy("https://api.telegram.org/bot") == proxy
