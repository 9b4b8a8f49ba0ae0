"""Makes a photo of a picture that was sent as a file: Telegram shows a file by its id as a file only."""

from dataclasses import replace

import structlog
from telegram.error import BadRequest, TelegramError

from bot.rules.refusals import Refusal
from handlers.calls import Calls, upload
from handlers.visit import Picture

log = structlog.get_logger(__name__)

MOST_MEGABYTES = 10
"""As much as Telegram takes for a photo."""
MOST_PIXELS = 10_000
"""Of a photo's width and height together."""


def too_large(picture: Picture) -> Refusal | None:
    """Whether a picture has more bytes than a photo may have."""
    return Refusal("picture_large", {"most": MOST_MEGABYTES}) if picture.size > MOST_MEGABYTES * 2**20 else None


async def develop(calls: Calls, chat_id: int, picture: Picture) -> Picture:
    """Send a picture back as a photo, to the person it is from, and so get to know the photo's id.

    Returns:
        The photo; or the picture with why there is none: `picture_large`, `picture_sides`, `picture_unreadable`, or
        `picture_lost` where Telegram could not be asked.
    """
    try:
        content = await calls.fetch(picture.file_id)
        sent = await calls.call(
            "sendPhoto", {"chat_id": chat_id, "photo": upload(content, "picture.jpg"), "disable_notification": True}
        )
    except TelegramError as error:
        log.info("picture_not_developed", reason=type(error).__name__)
        return replace(picture, why_not=_why(error))
    sizes = sent.get("photo") if isinstance(sent, dict) else None
    if not sizes:
        return replace(picture, why_not=Refusal("picture_lost"))
    return Picture(str(sizes[-1]["file_id"]), picture.size)


def _why(error: TelegramError) -> Refusal:
    words = error.message.lower()
    if not isinstance(error, BadRequest):
        return Refusal("picture_lost")
    if "too big" in words:
        return Refusal("picture_large", {"most": MOST_MEGABYTES})
    if "dimensions" in words:
        return Refusal("picture_sides", {"most": MOST_PIXELS})
    return Refusal("picture_unreadable")
