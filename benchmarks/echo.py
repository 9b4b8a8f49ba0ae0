"""The baseline of every answer: a bare python-telegram-bot application on its stock transport, an echo.

The figure is processor time for an update, all of the process's, from the poll that brings it to the answer sent.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial

from telegram import Update
from telegram.ext import ApplicationBuilder, ContextTypes, MessageHandler, filters
from telegram.request import BaseRequest

from benchmarks.harness import TOKEN, Contestant, Figure, Play, Stub, alternate, contestant, idle, stub_api
from handlers.transport import AiohttpRequest

UPDATES = 500
ROUNDS = 5


async def echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    if update.message is not None and update.message.text is not None:
        await update.message.reply_text(update.message.text)


@asynccontextmanager
async def echo_bot(transport: type[BaseRequest] | None, address: str) -> AsyncIterator[Play]:
    """The echo bot, long polling; on PTB's stock transport if none is given."""
    builder = ApplicationBuilder().token(TOKEN).base_url(address)
    if transport is not None:
        builder = builder.request(transport()).get_updates_request(transport())
    application = builder.build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    async with application:
        assert application.updater is not None
        await application.updater.start_polling(timeout=30)
        await application.start()
        yield idle


stock_echo = partial(echo_bot, None)


def cpu_per_update(bot: Contestant, stub: Stub, text: str, members: Sequence[int] = range(UPDATES)) -> float:
    """Milliseconds of the bot's processor time for an update, when each of `members` says `text` at once."""
    before = bot.cpu()
    stub.deliver(text, members)
    return (bot.cpu() - before) / len(members) * 1000


def figures() -> list[Figure]:
    with (
        stub_api() as here,
        stub_api() as there,
        contestant(stock_echo, here.address) as stock,
        contestant(partial(echo_bot, AiohttpRequest), there.address) as ours,
    ):
        baseline, on_ours = alternate(
            ROUNDS,
            partial(cpu_per_update, stock, here, "hello"),
            partial(cpu_per_update, ours, there, "hello"),
        )
    return [
        Figure("echo bot, processor per update", baseline, "ms", "itself", baseline),
        Figure("echo bot on our transport", on_ours, "ms", "stock echo bot", baseline, 1.0, at_least=False),
    ]
