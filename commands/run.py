"""`regulars run`: the bot, until it is told to stop."""

import asyncio
import gc
import logging
import os
import signal
import threading
import time
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import replace
from socket import socket
from typing import TypeVar
from urllib.parse import urlsplit

import structlog
import uvloop
from starlette.routing import Route
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter

from bot.actions.store import read_store
from bot.rules.pace import Limits
from bot.settings import Settings
from bot.shop import Shop
from commands.compose import App, compose
from commands.lock import sqlite_path
from commands.requests import requests_for
from commands.serving import Server, health, listening
from commands.settings import webhook_secret
from commands.shop import open_shop, reread
from commands.stop import BUSY, WRONG, StopError
from handlers.ear import ALLOWED_UPDATES
from handlers.polling import LONG_POLL, SecondInstanceError
from handlers.transport import AiohttpRequest
from handlers.webhook import Webhook
from jobs.carrier import BotStoppedError
from jobs.disk import watch_disk

log = structlog.get_logger(__name__)
T = TypeVar("T")

IN_HAND = 4.0
"""Seconds that what is in hand is given when the bot stops."""
LAST = 4.9
"""Seconds after which the process ends, whatever still hangs; the next start takes it up."""
DEAF = 3.0 * LONG_POLL
"""Seconds without an answered poll after which the bot no longer counts as well."""
TENDING = 10.0
"""Seconds between looks at what other processes left or changed."""


def run(settings: Settings) -> None:
    """Run the bot until Ctrl-C or SIGTERM; the caller holds the lock.

    Raises:
        StopError: Telegram refuses the token (78), another process polls with it (75), or the address is taken (75).
    """
    try:
        uvloop.run(_run(settings))
    except Exception as error:
        if (stop := _stop_for(error)) is None:
            raise
        raise stop from None
    # Everything is written and closed. What Python would still do is tear down its modules, for up to a second.
    logging.shutdown()
    os._exit(0)


async def _run(settings: Settings) -> None:
    stop = asyncio.Event()
    with listening(settings.listen) as door, _told_to_stop(stop):
        async with open_shop(settings) as shop:
            app = await _unless(stop, _reach(settings, shop))
            if app is not None:
                try:
                    await _keep_open(settings, app, door, stop)
                finally:
                    await app.bot.shutdown()
    log.info("stopped")


@contextmanager
def _told_to_stop(stop: asyncio.Event) -> Iterator[None]:
    """Hear SIGINT and SIGTERM, and end in time even if a thread hangs in the database."""
    loop = asyncio.get_running_loop()
    last = threading.Timer(LAST, os._exit, [0])
    last.daemon = True

    def hear() -> None:
        if not stop.is_set():
            stop.set()
            last.start()

    for sign in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(sign, hear)
    yield


async def _unless(stop: asyncio.Event, work: Coroutine[None, None, T]) -> T | None:
    """Do the work, unless told to stop meanwhile."""
    working, waiting = asyncio.create_task(work), asyncio.create_task(stop.wait())
    await asyncio.wait((working, waiting), return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if working.done():
        return working.result()
    working.cancel()
    await asyncio.wait((working,))
    return None


async def _reach(settings: Settings, shop: Shop) -> App:
    """Wire the bot and tell Telegram how updates shall come, again and again until it answers."""
    wait = 1.0
    while True:
        made: list[AiohttpRequest] = []

        def requests(made: list[AiohttpRequest] = made) -> AiohttpRequest:
            made.append(requests_for(settings))
            return made[-1]

        try:
            app = await compose(
                settings, shop, requests, alone=sqlite_path(settings) is not None, limits=_limits(settings)
            )
            if settings.webhook_url:
                await app.bot.set_webhook(
                    settings.webhook_url, secret_token=webhook_secret(shop.vault), allowed_updates=ALLOWED_UPDATES
                )
            else:
                await app.bot.delete_webhook()
        except BaseException as error:
            for request in made:
                await request.shutdown()
            if isinstance(error, BadRequest):
                raise StopError(f"Telegram refuses REGULARS_WEBHOOK_URL: {error.message}.", WRONG) from None
            if not isinstance(error, NetworkError | RetryAfter):
                raise
            log.warning("telegram_away", error=type(error).__name__, again_in=wait)
            await asyncio.sleep(wait)
            wait = min(2 * wait, 30.0)
        else:
            return app


def _limits(settings: Settings) -> Limits:
    """REGULARS_PACE is for what is unasked; answers have their own share beside it.

    Of several senders each takes its share, rounded down: together they must not be faster than one.
    """
    usual = Limits()
    pace, paid = max(1, int(settings.pace / settings.senders)), settings.paid_pace // settings.senders
    return replace(usual, per_second=pace + usual.for_live, paid=paid)


def spare_the_collector() -> None:
    """Let the collector look seldom, and never at what stays; whoever measures the running bot does so as well.

    Looking through all that was imported takes a tenth of a second, so that it isn't done even once. By itself the
    collector looks whenever 700 objects more were made than were given up, which the messages on their way come to all
    the time (docs/speed.md).
    """
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)
    gc.enable()


async def _keep_open(settings: Settings, app: App, door: socket, stop: asyncio.Event) -> None:
    spare_the_collector()
    await app.leader.look()
    await app.sender.recover(everything=sqlite_path(settings) is not None)
    await app.intake.recover()
    polls = not settings.webhook_url
    began = time.monotonic()
    server = Server(health(lambda: _illness(app, began, polls=polls)), *([] if polls else [_webhook(settings, app)]))
    serving = asyncio.create_task(server.serve([door]))
    sending = asyncio.create_task(app.sender.run())
    tasks = [asyncio.create_task(app.leader.keep()), asyncio.create_task(_tend(app))]
    if polls:
        tasks.append(asyncio.create_task(app.poller.run(lambda: app.leader.leading)))
    app.clockwork.start()
    log.info("started", polling=polls, leading=app.leader.leading, paused=app.shop.store.paused_why)
    stopped = asyncio.create_task(stop.wait())
    try:
        done, _ = await asyncio.wait((stopped, serving, sending, *tasks), return_when=asyncio.FIRST_COMPLETED)
    finally:
        app.clockwork.stop()
        server.should_exit = True
        for task in (stopped, *tasks):
            task.cancel()
        await asyncio.gather(app.intake.stop(IN_HAND), app.sender.stop(IN_HAND), asyncio.wait((serving,)))
        await app.leader.leave()
    for task in done - {stopped}:
        task.result()


def _webhook(settings: Settings, app: App) -> Route:
    webhook = Webhook(app.intake, webhook_secret(app.shop.vault), after_silence=app.leader.after_silence)
    return Route(urlsplit(settings.webhook_url).path or "/", webhook.receive, methods=["POST"])


async def _tend(app: App) -> None:
    """Introduce the bot; then take up what a process that died left behind, and what another changed in the store."""
    introduced = False
    while True:
        try:
            await watch_disk(app.shop)
            if app.leader.leading and not introduced:
                await app.menus.introduce()
                introduced = True
            await asyncio.sleep(TENDING)
            await reread(app.shop)
            if app.leader.leading:
                await app.ask_the_time()  # behind a webhook nothing else may have asked for days
                await app.sender.recover()
                await app.intake.recover()
        except Exception as error:
            log.warning("tending_failed", error=type(error).__name__)
            await asyncio.sleep(TENDING)


async def _illness(app: App, began: float, *, polls: bool) -> str | None:
    """What is wrong with the bot that has run since `began` (monotonic seconds), in a few words."""
    async with app.shop.reading() as reading:
        await read_store(reading)
    deaf = time.monotonic() - (app.poller.heard or began) > DEAF
    return "Telegram does not answer" if deaf and polls and app.leader.leading else None


def _stop_for(error: BaseException) -> StopError | None:
    """What the operator is told; None for what nobody foresaw."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    match error:
        case StopError():
            return error
        case InvalidToken():
            return StopError(
                "Telegram does not know this token; put what @BotFather says into REGULARS_BOT_TOKEN.", WRONG
            )
        case SecondInstanceError():
            return StopError("Another process polls with this token; stop that one first.", BUSY)
        case BotStoppedError():
            return StopError(f"The bot has stopped: {error}.", error.code)
    return None
