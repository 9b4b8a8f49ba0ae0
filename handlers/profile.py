"""What Telegram shows the bot of somebody's profile: their birthdate, where they let others see it."""

from collections.abc import Mapping

import structlog
from telegram.error import TelegramError

from handlers.calls import Calls
from handlers.visit import Profile

log = structlog.get_logger(__name__)


async def look_at_profile(calls: Calls, chat_id: int) -> Profile:
    """Look at the profile behind a private chat; an empty one where Telegram shows nothing or can't be asked."""
    try:
        found = await calls.call("getChat", {"chat_id": chat_id})
    except TelegramError as error:
        log.info("profile_not_seen", reason=type(error).__name__)
        return Profile()
    born = found.get("birthdate") if isinstance(found, Mapping) else None
    if not isinstance(born, Mapping):
        return Profile()
    month, day, year = born.get("month"), born.get("day"), born.get("year")
    if not isinstance(month, int) or not isinstance(day, int):
        return Profile()
    return Profile((month, day, year if isinstance(year, int) else None))
