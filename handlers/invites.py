"""Personal invite links: made at Telegram between the two acts of a screen that asks for one."""

from datetime import datetime
from typing import NamedTuple

import structlog
from telegram.error import TelegramError

from handlers.calls import Calls

log = structlog.get_logger(__name__)


class Invite(NamedTuple):
    """A link that is to be made: to which group, what it is called there, until when it is good."""

    chat_id: int
    name: str
    expires_at: datetime


async def make_link(calls: Calls, wanted: Invite) -> str:
    """Make a link by which one can ask to join; empty where Telegram makes none."""
    fields = {
        "chat_id": wanted.chat_id,
        "name": wanted.name,
        "expire_date": int(wanted.expires_at.timestamp()),
        "creates_join_request": True,
    }
    try:
        made = await calls.call("createChatInviteLink", fields)
    except TelegramError as error:
        log.warning("link_not_made", reason=type(error).__name__)
        return ""
    url = made.get("invite_link") if isinstance(made, dict) else None
    return url if isinstance(url, str) else ""
