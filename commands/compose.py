"""Wires the running bot together, top to bottom; the tests call it with a pocket Telegram in place of the real one."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from telegram import Bot
from telegram.error import TelegramError

from bot.actions.claims import next_due
from bot.rules.pace import MANY, Limits, Pacer
from bot.settings import Settings
from bot.shop import Shop
from handlers.answers import Answers
from handlers.calls import Calls
from handlers.door import Door
from handlers.flood import Flood
from handlers.group_eyes import Eyes
from handlers.intake import Intake
from handlers.menus import Menus
from handlers.mouth import Mouth
from handlers.polling import Poller
from handlers.routes import ROUTES
from handlers.transport import DatedRequest
from jobs.leader import Leader
from jobs.outbox import Sender
from jobs.runner import Clockwork
from jobs.timetable import TIMETABLE
from jobs.wall import WallWatch

HEARD_LATELY = timedelta(hours=1)


@dataclass(frozen=True)
class App:
    """The running bot's parts."""

    shop: Shop
    bot: Bot
    menus: Menus
    intake: Intake
    mouth: Mouth
    poller: Poller
    sender: Sender
    leader: Leader
    wall: WallWatch
    clockwork: Clockwork

    async def quiet(self) -> None:
        """Wait until nothing is in hand and nothing more is due."""
        await self.intake.settled()
        await self.sender.drain()

    async def ask_the_time(self) -> None:
        """Make sure that Telegram has told lately what time it is, by which points expire."""
        heard = self.shop.telegram_time()
        if heard is None or abs(self.shop.clock.now() - heard) > HEARD_LATELY:
            with suppress(TelegramError):
                await self.bot.get_me()

    async def walk_to(self, instant: datetime, move: Callable[[datetime], None]) -> None:
        """Move the shop's clock forward, stopping wherever something falls due on the way, so that it happens then.

        Args:
            instant: where to.
            move: sets the clock.
        """
        await self._happen(at_last=False)
        while (now := self.shop.clock.now()) < instant:
            async with self.shop.reading() as reading:
                posted = await next_due(reading, now)
            stop = min(posted, instant) if posted else instant
            stop = await self.clockwork.next_busy(stop) or stop
            move(stop)
            await self._happen(at_last=stop == instant)
            await self.quiet()

    async def _happen(self, *, at_last: bool) -> None:
        """Run the jobs whose hour has come; at last also those that look after the house."""
        jobs = await self.clockwork.due(house=at_last)
        if not jobs:
            return
        await self.ask_the_time()
        for job in jobs:
            await self.clockwork.run(job)
        await self.quiet()


async def compose(
    settings: Settings,
    shop: Shop,
    requests: Callable[[], DatedRequest],
    *,
    alone: bool,
    seconds: Callable[[], float] = time.monotonic,
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    limits: Limits | None = None,
) -> App:
    """Make every part and introduce them to each other; nothing runs yet.

    Args:
        requests: makes a request object; polling has one of its own, so that it keeps no answer waiting.
        alone: no other process can run on this database.
        seconds: a monotonic clock for the pace and for silences.
        pause: waits for so many seconds; a test's needn't.
        limits: the pace that Telegram allows, its usual one by default.

    Raises:
        telegram.error.InvalidToken: Telegram does not know the token.
        telegram.error.NetworkError: it can't be reached.
    """
    base = f"{settings.telegram_api}/bot"
    polling, asking = requests(), requests()
    bot = Bot(
        settings.bot_token.get_secret_value(),
        base_url=base,
        base_file_url=f"{settings.telegram_api}/file/bot",
        request=asking,
        get_updates_request=polling,
    )
    await bot.initialize()
    calls = Calls(bot)
    menus = Menus(shop, calls, bot.id)
    door = Door(shop, ROUTES, menus, bot.id, bot.username)
    pacer = Pacer(limits)
    mouth = Mouth(calls, pacer, door.button, seconds=seconds, pause=pause)
    intake = Intake(shop, bot.username, door, Answers(shop, door, mouth, menus), Flood(seconds), pause=pause)
    leader = Leader(shop, timedelta(seconds=settings.lease), alone=alone)
    wall = WallWatch(shop)
    sender = Sender(
        shop,
        mouth,
        leader,
        wall,
        in_flight=settings.in_flight,
        many=MANY if settings.paid_pace else None,
        helps=settings.senders > 1,
        bot_username=bot.username,
        pause=pause,
    )
    shop.on_post = sender.wake
    shop.eyes = Eyes(calls, bot.id)
    shop.telegram_time = lambda: max(filter(None, (polling.last_date, asking.last_date)), default=None)
    poller = Poller(polling, bot.base_url, intake, lambda: leader.after_silence, seconds=seconds, pause=pause)
    clockwork = Clockwork(shop, leader, TIMETABLE)
    return App(shop, bot, menus, intake, mouth, poller, sender, leader, wall, clockwork)
