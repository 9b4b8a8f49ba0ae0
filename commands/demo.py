"""The demo: the real bot behind a messenger in the browser, with a sample shop and a clock that can be moved."""

import asyncio
import secrets
import signal
import socket
import sys
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from pydantic import SecretStr

from bot.actions.members import member_by_telegram, new_member
from bot.actions.people import find_person
from bot.actions.products import add_product
from bot.actions.program import apply_rule, read_rule
from bot.actions.purchases import Line, Sold, record_purchases
from bot.actions.rewards import make_reward
from bot.actions.sales import record_sale
from bot.actions.staff import Invited, invite, make_owner_code
from bot.actions.terms import apply_terms, read_terms
from bot.actions.tier_reviews import settle_new_table
from bot.actions.tiers import apply_tiers
from bot.logs import log_uncaught_errors, start_logging
from bot.rules.codes import new_receipt
from bot.rules.refusals import Refusal
from bot.rules.roles import OPERATOR, Actor, Role
from bot.sandbox.people import Person
from bot.sandbox.serving import Serving
from bot.sandbox.telegram import PocketTelegram
from bot.settings import Settings
from commands.compose import App, compose
from commands.sample import (
    GOODS,
    HALF_YEAR,
    NEIGHBOURS,
    PLAYERS,
    REWARDS,
    STORE,
    TIERS,
    Basket,
    Player,
    baskets,
)
from commands.shop import open_shop
from commands.stop import StopError
from handlers.transport import AiohttpRequest, DatedRequest

SEED = 7
TOKEN = "123456789:AAThisTokenOpensNothingButTheDemo000"  # noqa: S105 - the pocket Telegram's own
HOST = "127.0.0.1"
SHOWN = timedelta(days=21)
"""How far back the players' chats show their receipts; what they bought before is history."""


class ShopClock:
    """The shop's clock: the machine's, moved by so much. Moving it lets what is due on the way happen."""

    def __init__(self) -> None:
        self._ahead = timedelta(0)
        self._walk: Callable[[datetime], Awaitable[None]] | None = None

    def now(self) -> datetime:
        """The instant it shows."""
        return datetime.now(UTC) + self._ahead

    def seconds(self) -> float:
        """The same as seconds, for whatever keeps a pace: a day that is skipped is a day."""
        return self.now().timestamp()

    def set(self, instant: datetime) -> None:
        """Set it, with nothing happening on the way."""
        self._ahead = instant - datetime.now(UTC)

    def walk_with(self, walk: Callable[[datetime], Awaitable[None]]) -> None:
        """Say who lets things happen while it moves."""
        self._walk = walk

    async def move_to(self, instant: datetime) -> None:
        """Move it forward; returns when everything due on the way has happened."""
        if self._walk is not None:
            await self._walk(instant)


def demo(port: int) -> None:
    """Serve the messenger and the bot on a port of this machine until Ctrl-C, or until its window is closed.

    Raises:
        StopError: the port is taken.
    """
    _look_free(port)
    start_logging("error")
    log_uncaught_errors()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    # A closed window leaves nothing behind either. It ends the demo as a kill does, which the server hears while it
    # serves; an interrupt of its own would strike wherever the bot happens to be.
    signal.signal(signal.SIGHUP, lambda *_: signal.raise_signal(signal.SIGTERM))
    with tempfile.TemporaryDirectory(prefix="regulars-demo-") as folder, suppress(KeyboardInterrupt):
        asyncio.run(_serve(port, Path(folder)))


def _look_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            raise StopError(f"Port {port} is taken; choose another one: make demo PORT={port + 1}") from None


def _settings(port: int, folder: Path) -> Settings:
    return Settings(
        bot_token=SecretStr(TOKEN),
        secret_key=SecretStr(secrets.token_urlsafe(32)),
        currency="EUR",
        store_name=STORE,
        timezone="Europe/Berlin",
        language="en",
        data=str(folder),
        database_url=SecretStr(f"sqlite:///{folder}/shop.sqlite3"),
        telegram_api=f"http://{HOST}:{port}",
    )


async def _serve(port: int, folder: Path) -> None:
    settings, clock = _settings(port, folder), ShopClock()
    telegram = PocketTelegram(
        token=TOKEN, username="green_corner_bot", name=STORE, clock=clock, seed=SEED, zone=settings.timezone
    )
    server = Serving(telegram, HOST, port)
    serving = asyncio.create_task(server.serve())
    await server.open.wait()
    async with open_shop(settings, clock=clock, chance=Random(SEED)) as shop:
        app = await compose(settings, shop, _requests, alone=True, seconds=clock.seconds)
        try:
            await app.leader.look()
            await app.menus.introduce()
            await furnish(app, telegram, clock)
            clock.walk_with(lambda instant: app.walk_to(instant, clock.set))
            app.clockwork.start()
            running = [
                asyncio.create_task(work)
                for work in (app.poller.run(lambda: True), app.sender.run(), app.leader.keep())
            ]
            sys.stdout.write(f"Regulars is open: http://{HOST}:{port}\n")
            sys.stdout.flush()
            await asyncio.wait([serving, *running], return_when=asyncio.FIRST_COMPLETED)
            server.should_exit = True
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
        finally:
            app.clockwork.stop()
            await app.intake.stop(2)
            await app.bot.shutdown()
    await serving


def _requests() -> DatedRequest:
    return AiohttpRequest()


async def furnish(app: App, telegram: PocketTelegram, clock: ShopClock) -> None:
    """Fill the shop with people, goods and half a year of purchases, by the very actions the bot uses."""
    today = clock.now()
    clock.set(today - HALF_YEAR)
    random = Random(SEED)
    players = [(player, _arrive(telegram, player)) for player in PLAYERS]
    cashier = await _open(app, telegram, players)
    members = [person for player, person in players if player.role is Role.MEMBER]
    for person in members:
        telegram.start(person)
        await _settle(app)
        greeting = telegram.messages(person.id)[-1]
        telegram.tap(person, greeting["message_id"], greeting["reply_markup"]["inline_keyboard"][0][0]["text"])
        await _settle(app)
    numbers = await _enrol(app, [person.id for person in members])
    shopping = baskets(random, len(numbers), clock.now() + timedelta(days=1), today - timedelta(hours=1))
    shown = [basket for basket in shopping if basket.who < len(members) and basket.at > today - SHOWN]
    await _record(app, clock, cashier, numbers, [basket for basket in shopping if basket not in shown])
    await settle_new_table(app.shop)
    for basket in shown:
        clock.set(basket.at)
        async with app.shop.work() as work:
            receipt = new_receipt(work.chance)
            await record_sale(work, cashier, numbers[basket.who], basket.amount, receipt, _lines(basket))
        await app.quiet()
    clock.set(today)
    for _, person in players:
        telegram.read(person)


def _arrive(telegram: PocketTelegram, player: Player) -> Person:
    return telegram.add_person(player.name, player.language, phone=player.phone, note=player.note)


async def _open(app: App, telegram: PocketTelegram, players: list[tuple[Player, Person]]) -> Actor:
    """The owner claims the shop, invites the staff, fills the shelves and sets the rule; answers the cashier."""
    staff = {player.role: person for player, person in players}
    async with app.shop.work() as work:
        claim = await make_owner_code(work, OPERATOR)
    await _follow(app, telegram, staff[Role.OWNER], "own", claim)
    owner = await _actor(app, staff[Role.OWNER])
    for role in (Role.MANAGER, Role.CASHIER):
        async with app.shop.work() as work:
            invitation = await invite(work, owner, role, None)
        await _follow(app, telegram, staff[role], "st", invitation)
    async with app.shop.work() as work:
        for product in GOODS:
            await add_product(work, owner, product)
        await apply_rule(work, owner, replace(await read_rule(work), starter=50))
        await apply_terms(work, owner, replace(await read_terms(work), pays=True))
        await apply_tiers(work, owner, TIERS)
        for reward in REWARDS:
            await make_reward(work, owner, reward)
    return await _actor(app, staff[Role.CASHIER])


async def _follow(app: App, telegram: PocketTelegram, person: Person, prefix: str, invited: Invited | Refusal) -> None:
    if isinstance(invited, Refusal):
        raise RuntimeError(f"the sample shop can't be opened: {invited.key}")
    telegram.start(person, f"{prefix}_{invited.code}")
    await _settle(app)


async def _actor(app: App, person: Person) -> Actor:
    async with app.shop.work() as work:
        known = await find_person(work, person.id)
    return known.actor if known is not None else Actor(Role.GUEST, person.id)


async def _enrol(app: App, telegram_ids: list[int]) -> list[int]:
    """The members' numbers: the players first, then their neighbours, who are not on Telegram."""
    numbers = []
    async with app.shop.work() as work:
        for telegram_id in telegram_ids:
            found = await member_by_telegram(work, telegram_id)
            if found is not None:
                numbers.append(found.id)
        for name in NEIGHBOURS:
            made = await new_member(work, source="till", name=name, joined=True)
            numbers.append(made.id)
    return numbers


async def _record(app: App, clock: ShopClock, cashier: Actor, numbers: list[int], shopping: list[Basket]) -> None:
    for start in range(0, len(shopping), 200):
        batch = shopping[start : start + 200]
        clock.set(batch[-1].at)
        async with app.shop.work() as work:
            sold = [
                Sold("till", f"T-{start + number:05}", numbers[one.who], one.at, one.amount, _lines(one))
                for number, one in enumerate(batch, 1)
            ]
            await record_purchases(work, cashier, sold)


def _lines(basket: Basket) -> list[Line]:
    return [Line(one.sku, count * 1000, (one.price or 0) * count) for one, count in basket.goods]


async def _settle(app: App) -> None:
    while await app.poller.poll(0):
        await app.quiet()
