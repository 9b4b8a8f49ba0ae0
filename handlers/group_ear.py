"""Telegram's news of groups in our own words: who came and went, who asks, what the bot may do, where a group moved."""

from datetime import UTC, datetime

from bot.rules.group_news import Chat, Moved, News, OurStanding, Renamed, Request, Spoke, Standing
from bot.rules.groups import Right
from bot.rules.media import Form
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


_TALK = "group_talk"
"""What takes the place of a message that people say to each other in a group."""


def is_talk(update: Json) -> bool:
    """Whether an update is what people say to each other in a group: nobody's business, and not even kept.

    An administrator bot is told every message. What begins with a slash may be meant for it.
    """
    message = part(update, "message") or part(update, "edited_message")
    if part(message, "chat").get("type") not in _KINDS:
        return False
    return not text(message, "text").startswith("/") and _of_message(message) is None


def who_talks(update: Json) -> tuple[int, int] | None:
    """In which group who says something, by Telegram's numbers; None where nobody does whose own doing it is."""
    message = part(update, "message")
    user = part(message, "from")
    if user.get("is_bot") or "sender_chat" in message or not ("text" in message or any(one in message for one in Form)):
        return None
    return number(part(message, "chat"), "id"), number(user, "id")


def only_who(update: Json) -> dict[str, object]:
    """All that is kept of what is said in a group: who is there."""
    message = part(update, "message")
    of = {key: message.get(key) for key in ("chat", "date")}
    return {"update_id": update.get("update_id"), _TALK: {**of, "from": {"id": number(part(message, "from"), "id")}}}


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
    if talk := part(update, _TALK):
        return Spoke(_chat(part(talk, "chat")), number(part(talk, "from"), "id"), _at(talk))
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
    chat, old, new = part(change, "chat"), part(change, "old_chat_member"), part(change, "new_chat_member")
    by = part(change, "from")
    user, status = part(new, "user"), text(new, "status")
    if chat.get("type") not in _KINDS:
        return None
    return Standing(
        _chat(chat),
        number(user, "id"),
        number(by, "id"),
        by_bot=text(by, "username").lower() == bot_username.lower(),
        was_present=is_present(old),
        present=is_present(new),
        admin=status in _ADMINS,
        banned=status == "kicked",
        is_bot=bool(user.get("is_bot")),
        at=_at(change),
    )


def is_present(member: Json) -> bool:
    """Whether somebody is in a group, by what Telegram calls a chat member."""
    return text(member, "status") in _PRESENT or bool(member.get("is_member"))


def _our_standing(change: Json) -> News | None:
    chat, new = part(change, "chat"), part(change, "new_chat_member")
    if chat.get("type") not in _KINDS:
        return None
    status, rights = text(new, "status"), Right.NONE
    if status == "administrator":
        for name, right in _RIGHTS.items():
            rights |= right if new.get(name) else Right.NONE
    return OurStanding(_chat(chat), number(part(change, "from"), "id"), is_present(new), rights, _at(change))


def _chat(chat: Json) -> Chat:
    return Chat(number(chat, "id"), clean(text(chat, "title"), _TITLE) or "…")


def _at(told: Json) -> datetime:
    return datetime.fromtimestamp(number(told, "date"), UTC)
