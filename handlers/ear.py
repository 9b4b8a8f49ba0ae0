"""The ear: Telegram's updates, as they come, in our own words."""

from collections.abc import Mapping

from bot.rules.broadcasts import Post, PostKind
from bot.rules.media import Form, Media
from bot.rules.names import clean
from handlers.visit import Contact, Incoming, Kind, Location, Picture

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
_GONE = ("kicked", "left")
_FILES = (Form.ANIMATION, Form.VIDEO, Form.AUDIO, Form.VOICE, Form.VIDEO_NOTE, Form.STICKER, Form.FILE)
"""What comes with the id of one file, each before what Telegram says beside it."""

Json = Mapping[str, object]


def _part(of: Json, key: str) -> Json:
    found = of.get(key)
    return found if isinstance(found, dict) else {}


def _text(of: Json, key: str) -> str:
    found = of.get(key)
    return found if isinstance(found, str) else ""


def _number(of: Json, key: str) -> int:
    found = of.get(key)
    return found if isinstance(found, int) else 0


def _degrees(of: Json, key: str) -> float:
    found = of.get(key)
    return float(found) if isinstance(found, int | float) else 0.0


def sender_of(update: Json) -> int:
    """Whose order an update keeps: the sender's id, or the chat's where there is no sender, or 0."""
    for body in update.values():
        if isinstance(body, dict):
            for key in ("from", "user", "chat"):
                if number := _number(_part(body, key), "id"):
                    return number
    return 0


def read_update(update: Json, bot_username: str) -> Incoming | None:
    """An update in our own words; None for what we have no ear for."""
    if message := _part(update, "message"):
        return _read_message(message, bot_username)
    if edited := _part(update, "edited_message"):
        return _read_edit(edited, bot_username)
    if query := _part(update, "callback_query"):
        return _read_press(query)
    if change := _part(update, "my_chat_member"):
        return _read_block(change)
    return None


def _heard(kind: Kind, user: Json, chat: Json) -> Incoming:
    name = f"{_text(user, 'first_name')} {_text(user, 'last_name')}"
    return Incoming(
        kind=kind,
        person_id=_number(user, "id"),
        name=clean(name),
        client_language=_text(user, "language_code")[:16] or None,
        chat_id=_number(chat, "id"),
        private=chat.get("type") == "private",
    )


def _read_edit(message: Json, bot_username: str) -> Incoming | None:
    heard = _read_message(message, bot_username)
    if heard is None or heard.kind is Kind.COMMAND:
        return None
    heard.edited = True
    return heard


def _read_message(message: Json, bot_username: str) -> Incoming | None:
    user = _part(message, "from")
    # An anonymous administrator or a channel speaks through a sender chat, and has no role here.
    if not user or user.get("is_bot") or "sender_chat" in message:
        return None
    heard = _heard(Kind.OTHER, user, _part(message, "chat"))
    heard.message_id = _number(message, "message_id")
    heard.replies_to = _number(_part(message, "reply_to_message"), "message_id") or None
    heard.post, heard.album = _post(message, heard.chat_id), _text(message, "media_group_id")
    heard.media = _media(message)
    text = _text(message, "text")
    if contact := _part(message, "contact"):
        heard.kind = Kind.CONTACT
        heard.contact = Contact(_text(contact, "phone_number"), own=_number(contact, "user_id") == heard.person_id)
    elif location := _part(message, "location"):
        heard.kind = Kind.LOCATION
        heard.location = Location(_degrees(location, "latitude"), _degrees(location, "longitude"))
        heard.text = "\n".join(filter(None, (_text(_part(message, "venue"), key) for key in ("title", "address"))))
    elif picture := _picture(message):
        heard.kind, heard.picture, heard.text = Kind.PICTURE, picture, _text(message, "caption")
    elif heard.media is not None:
        heard.text = _text(message, "caption")
    elif text:
        heard.kind, heard.text = Kind.TEXT, text
        if length := _command_length(message):
            command, _, addressed = text[1:length].partition("@")
            if addressed and addressed.lower() != bot_username.lower():
                return None
            heard.kind, heard.command, heard.text = Kind.COMMAND, command.lower(), text[length:].strip()
    return heard


def _post(message: Json, chat_id: int) -> Post | None:
    """A message as it can be copied: no game, no paid picture, no quiz whose answer is hidden."""
    kind = next((kind for kind in PostKind if kind.replace(" ", "_") in message), None)
    if kind is None or message.get("has_protected_content") or "paid_media" in message:
        return None
    poll = _part(message, "poll")
    if poll.get("type") == "quiz" and not poll.keys() & {"correct_option_id", "correct_option_ids"}:
        return None
    options = poll.get("options")
    answers = tuple(_text(one, "text") for one in options) if isinstance(options, list) else ()
    return Post(kind, chat_id, (_number(message, "message_id"),), _text(poll, "question"), answers)


def _media(message: Json) -> Media | None:
    """What a message holds besides text that can be sent on."""
    if contact := _part(message, "contact"):
        name = f"{_text(contact, 'first_name')} {_text(contact, 'last_name')}"
        return Media.contact(_text(contact, "phone_number"), clean(name))
    if location := _part(message, "location"):
        return Media.place(_degrees(location, "latitude"), _degrees(location, "longitude"))
    if sizes := message.get("photo"):
        largest = sizes[-1] if isinstance(sizes, list) else None
        return Media(Form.PHOTO, _text(largest, "file_id")) if isinstance(largest, dict) else None
    form = next((form for form in _FILES if form in message), None)
    return Media(form, _text(_part(message, form), "file_id")) if form is not None else None


def _picture(message: Json) -> Picture | None:
    """The picture in a message: a photo in its largest size, or a file that says it is a picture."""
    sizes = message.get("photo")
    if isinstance(sizes, list) and sizes and isinstance(sizes[-1], dict):
        return Picture(_text(sizes[-1], "file_id"), _number(sizes[-1], "file_size"))
    file = _part(message, "document")
    if _text(file, "mime_type").startswith("image/"):
        return Picture(_text(file, "file_id"), _number(file, "file_size"), as_file=True)
    return None


def _command_length(message: Json) -> int:
    """The length of the command that a text begins with; 0 if it begins with none."""
    entities = message.get("entities")
    if isinstance(entities, list):
        for entity in entities:
            if isinstance(entity, dict) and entity.get("type") == "bot_command" and entity.get("offset") == 0:
                return _number(entity, "length")
    return 0


def _read_press(query: Json) -> Incoming | None:
    message = _part(query, "message")
    if not message:
        return None
    heard = _heard(Kind.PRESS, _part(query, "from"), _part(message, "chat"))
    heard.text = _text(query, "data")
    heard.message_id = _number(message, "message_id")
    heard.over_media = any(form in message for form in Form)
    heard.callback_id = _text(query, "id")
    return heard


def _read_block(change: Json) -> Incoming | None:
    chat = _part(change, "chat")
    if chat.get("type") != "private":
        return None
    gone = _text(_part(change, "new_chat_member"), "status") in _GONE
    return _heard(Kind.BLOCKED if gone else Kind.UNBLOCKED, _part(change, "from"), chat)
