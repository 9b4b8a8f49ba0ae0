"""Copies of posts that stand in some chat already, and taking them away again, as calls."""

from collections.abc import Callable
from contextlib import suppress

from telegram.error import BadRequest, TelegramError

from bot.words.message import Copied, Go, Message
from handlers.calls import Calls, Fields, message_id_of
from handlers.markup import hangings


def copying(message: Message, copied: Copied, data: Callable[[Go], str]) -> Fields:
    """What a call says that copies a single post to a chat, but for the chat.

    Args:
        data: the callback data of a button.
    """
    caption = {"caption": copied.caption} if copied.caption else {"parse_mode": None}
    source = {"from_chat_id": copied.chat_id, "message_id": copied.message_ids[0]}
    return {**hangings(message, data), **source, **caption}


async def copy_album(calls: Calls, copied: Copied, beside: str, fields: Fields) -> tuple[int, ...]:
    """Copy an album, with what hangs on it in a second message; the numbers of the copies.

    Whether the second message arrives, or the album's own words could be put right, is not told: the album is there,
    and would come twice.

    Args:
        beside: the words of that second message.
        fields: those that every message has.

    Raises:
        telegram.error.TelegramError: as `Calls.call`; "message to copy not found" where nothing is left of an album.
    """
    source = {**fields, "from_chat_id": copied.chat_id, "message_ids": list(copied.message_ids)}
    found = await calls.call("copyMessages", {**source, "reply_markup": None, "parse_mode": None})
    numbers = [number for one in found if (number := message_id_of(one)) is not None] if isinstance(found, list) else []
    if not numbers:
        raise BadRequest("Message to copy not found")
    if copied.caption:
        # An album is copied with its own words or with none, so that others take their place afterwards.
        here = {"chat_id": fields["chat_id"], "message_id": numbers[0]}
        with suppress(TelegramError):
            await calls.call("editMessageCaption", {**here, "caption": copied.caption, "parse_mode": "HTML"})
    if fields.get("reply_markup") is not None:
        with suppress(TelegramError):
            number = message_id_of(await calls.call("sendMessage", {**fields, "text": beside}))
            numbers += [number] if number is not None else []
    return tuple(numbers)


async def take_away(calls: Calls, chat_id: int, message_ids: tuple[int, ...]) -> None:
    """Delete messages of a chat; those that are gone already are no matter."""
    await calls.call("deleteMessages", {"chat_id": chat_id, "message_ids": list(message_ids)})
