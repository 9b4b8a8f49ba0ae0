"""Telegram's news of groups in our own words: who came and went, who asks, what the bot may do, where a group moved."""

from datetime import UTC, datetime

from bot.rules.group_news import Chat, Moved, News, OurStanding, Renamed, Request, Standing
from bot.rules.groups import Right
from bot.rules.names import clean
from handlers.parts import Json, number, part, text

_TITLE = 128
_ADMINS = frozenset({"creator", "administrator"})
_PRESENT = _ADMINS | {"member"}
_RIGHTS = {
    "can_invite_users": Right.INVITE,
    "can_restrict_members": Right.REMOVE,
    "can_manage_tags": Right.TAG,
}
_KINDS = frozenset({"group", "supergroup"})


def is_talk(update: Json) -> bool:
    """Whether an update is what people say to each other in a group: nobody's business, and not even kept.

    An administrator bot is told every message. What begins with a slash may be meant for it.
    """
    message = part(update, "message") or part(update, "edited_message")
    if part(message, "chat").get("type") not in _KINDS:
        return False
    return not text(message, "text").startswith("/") and _of_message(message) is None


def subject_of(update: Json) -> int:
    """Whose order news of a group keeps: the person's whom it is about, or the group's; 0 for anything else.

    What somebody does in a group and what is done to them there must not overtake each other.
    """
    if change := part(update, "chat_member"):
        return number(part(part(change, "new_chat_member"), "user"), "id")
    chat = part(part(update, "my_chat_member"), "chat")
    return number(chat, "id") if chat.get("type") in _KINDS else 0


def news_of(update: Json, bot_username: str) -> News | None:
    """What an update tells of a group; None where it tells nothing."""
    if asks := part(update, "chat_join_request"):
        return _request(asks)
    if change := part(update, "chat_member"):
        return _standing(change, bot_username)
    if change := part(update, "my_chat_member"):
        return _our_standing(change)
    return _of_message(part(update, "message"))


def _of_message(message: Json) -> News | None:
    chat = part(message, "chat")
    if chat.get("type") not in _KINDS:
        return None
    if new := number(message, "migrate_to_chat_id"):
        return Moved(number(chat, "id"), new)
    if old := number(message, "migrate_from_chat_id"):
        return Moved(old, number(chat, "id"))
    return Renamed(_chat(chat)) if "new_chat_title" in message else None


def _request(asks: Json) -> News | None:
    chat = part(asks, "chat")
    if chat.get("type") not in _KINDS:
        return None
    link = text(part(asks, "invite_link"), "name")
    return Request(_chat(chat), number(part(asks, "from"), "id"), link, _at(asks))


def _standing(change: Json, bot_username: str) -> News | None:
    chat, new, by = part(change, "chat"), part(change, "new_chat_member"), part(change, "from")
    user, status = part(new, "user"), text(new, "status")
    if chat.get("type") not in _KINDS or user.get("is_bot"):
        return None
    return Standing(
        _chat(chat),
        number(user, "id"),
        number(by, "id"),
        by_bot=text(by, "username").lower() == bot_username.lower(),
        present=status in _PRESENT or bool(new.get("is_member")),
        admin=status in _ADMINS,
        banned=status == "kicked",
        at=_at(change),
    )


def _our_standing(change: Json) -> News | None:
    chat, new = part(change, "chat"), part(change, "new_chat_member")
    if chat.get("type") not in _KINDS:
        return None
    status, rights = text(new, "status"), Right.NONE
    if status == "administrator":
        for name, right in _RIGHTS.items():
            rights |= right if new.get(name) else Right.NONE
    present = status in _PRESENT or bool(new.get("is_member"))
    return OurStanding(_chat(chat), number(part(change, "from"), "id"), present, rights, _at(change))


def _chat(chat: Json) -> Chat:
    return Chat(number(chat, "id"), clean(text(chat, "title"), _TITLE) or "…")


def _at(told: Json) -> datetime:
    return datetime.fromtimestamp(number(told, "date"), UTC)
