"""`regulars job`: one job of the timetable, by hand and now."""

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta

from telegram import Bot
from telegram.error import TelegramError

from bot.settings import Settings
from commands.requests import requests_for
from commands.settings import quiet_settings
from commands.shop import open_shop
from commands.stop import StopError
from jobs.leader import Leader
from jobs.runner import Clockwork
from jobs.timetable import TIMETABLE

TYPED_WRONG = 2


def run_job(name: str) -> None:
    """Run one job of the timetable now.

    Raises:
        StopError: there is no such job (2), or it failed (1).
    """
    asyncio.run(_run_job(name))


async def _run_job(name: str) -> None:
    names = [job.name for job in TIMETABLE]
    if name not in names:
        raise StopError(f"There is no job {name!r}; there are: {', '.join(names)}.", TYPED_WRONG)
    settings = quiet_settings()
    async with open_shop(settings, upgrade=False) as shop:
        heard = await _telegram_time(settings)
        shop.telegram_time = lambda: heard
        # Asked for by hand, a job runs whoever leads: what is due is a query, so that running twice changes nothing.
        leader = Leader(shop, timedelta(seconds=settings.lease), alone=False)
        if not await Clockwork(shop, leader, TIMETABLE).run(name):
            raise StopError(f"The job {name} failed; the lines above say why.")
        print(f"The job {name} went well.")


async def _telegram_time(settings: Settings) -> datetime | None:
    """What time Telegram says it is, by which points end; None where it doesn't answer, and then they don't."""
    token, request = settings.bot_token.get_secret_value(), requests_for(settings)
    if not token:
        return None
    bot = Bot(token, base_url=f"{settings.telegram_api}/bot", request=request, get_updates_request=request)
    with suppress(TelegramError):
        await bot.initialize()
    await bot.shutdown()
    return request.last_date
