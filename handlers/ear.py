"""The ear: Telegram's updates, as they come, in our own words."""

from functools import partial

from bot.rules.broadcasts import Post, PostKind, Votes
from bot.rules.group_news import News
from bot.rules.media import Form, Media
from bot.rules.names import clean
from handlers.formatting import html_of
from handlers.group_ear import news_of, subject_of
from handlers.parts import Json, number, part
from handlers.parts import text as text_of
from handlers.visit import Contact, Incoming, Kind, Location, Picture

ALLOWED_UPDATES = (
    *("message", "edited_message", "callback_query", "my_chat_member"),
    *("chat_member", "chat_join_request", "poll"),
)
_GONE = ("kicked", "left")
_FILES = (Form.ANIMATION, Form.VIDEO, Form.AUDIO, Form.VOICE, Form.VIDEO_NOTE, Form.STICKER, Form.FILE)
"""What comes with the id of one file, each before what Telegram says beside it."""


def _degrees(of: Json, key: str) -> float:
    found = of.get(key)
    return float(found) if isinstance(found, int | float) else 0.0


def sender_of(update: Json) -> int:
    """Whose order an update keeps: the sender's id, or the chat's where there is no sender, or 0."""
    if subject := subject_of(update):
        return subject
    for body in update.values():
        if isinstance(body, dict):
            for key in ("from", "user", "chat"):
                if sender := number(part(body, key), "id"):
                    return sender
    return 0


def read_update(update: Json, bot_username: str) -> Incoming | None:
    """An update in our own words; None for what we have no ear for."""
    if news := news_of(update, bot_username):
        return _read_news(update, news)
    if message := part(update, "message"):
        return _read_message(message, bot_username)
    if edited := part(update, "edited_message"):
        return _read_edit(edited, bot_username)
    if query := part(update, "callback_query"):
        return _read_press(query)
    if poll := part(update, "poll"):
        return _read_votes(poll)
    if change := part(update, "my_chat_member"):
        return _read_block(change)
    return None


def _read_votes(poll: Json) -> Incoming:
    found = poll.get("options")
    options = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    heard = _heard(Kind.POLL, {}, {})
    heard.votes = Votes(
        text_of(poll, "id"),
        text_of(poll, "question"),
        tuple(text_of(one, "text") for one in options),
        tuple(number(one, "voter_count") for one in options),
    )
    return heard


def _read_news(update: Json, news: News) -> Incoming:
    body = next((one for one in update.values() if isinstance(one, dict)), {})
    heard = _heard(Kind.GROUP, part(body, "from"), part(body, "chat"))
    heard.news = news
    return heard


def _heard(kind: Kind, user: Json, chat: Json) -> Incoming:
    name = f"{text_of(user, 'first_name')} {text_of(user, 'last_name')}"
    return Incoming(
        kind=kind,
        person_id=number(user, "id"),
        name=clean(name),
        client_language=text_of(user, "language_code")[:16] or None,
        chat_id=number(chat, "id"),
        private=chat.get("type") == "private",
    )


def _read_edit(message: Json, bot_username: str) -> Incoming | None:
    heard = _read_message(message, bot_username)
    if heard is None or heard.kind is Kind.COMMAND:
        return None
    heard.edited = True
    return heard


def _read_message(message: Json, bot_username: str) -> Incoming | None:
    user = part(message, "from")
    # An anonymous administrator or a channel speaks through a sender chat, and has no role here.
    if not user or user.get("is_bot") or "sender_chat" in message:
        return None
    heard = _heard(Kind.OTHER, user, part(message, "chat"))
    heard.message_id = number(message, "message_id")
    heard.replies_to = number(part(message, "reply_to_message"), "message_id") or None
    heard.post, heard.album = _post(message, heard.chat_id), text_of(message, "media_group_id")
    heard.media = _media(message)
    if heard.private:
        heard.html = partial(html_of, message)  # few screens ask for it, and it takes long
    text = text_of(message, "text")
    if contact := part(message, "contact"):
        heard.kind = Kind.CONTACT
        heard.contact = Contact(text_of(contact, "phone_number"), own=number(contact, "user_id") == heard.person_id)
    elif location := part(message, "location"):
        heard.kind = Kind.LOCATION
        heard.location = Location(_degrees(location, "latitude"), _degrees(location, "longitude"))
        heard.text = "\n".join(filter(None, (text_of(part(message, "venue"), key) for key in ("title", "address"))))
    elif picture := _picture(message):
        heard.kind, heard.picture, heard.text = Kind.PICTURE, picture, text_of(message, "caption")
    elif heard.media is not None:
        heard.text = text_of(message, "caption")
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
    poll = part(message, "poll")
    if poll.get("type") == "quiz" and not poll.keys() & {"correct_option_id", "correct_option_ids"}:
        return None
    options = poll.get("options")
    answers = tuple(text_of(one, "text") for one in options) if isinstance(options, list) else ()
    return Post(kind, chat_id, (number(message, "message_id"),), text_of(poll, "question"), answers)


def _media(message: Json) -> Media | None:
    """What a message holds besides text that can be sent on."""
    if contact := part(message, "contact"):
        name = f"{text_of(contact, 'first_name')} {text_of(contact, 'last_name')}"
        return Media.contact(text_of(contact, "phone_number"), clean(name))
    if location := part(message, "location"):
        return Media.place(_degrees(location, "latitude"), _degrees(location, "longitude"))
    if sizes := message.get("photo"):
        largest = sizes[-1] if isinstance(sizes, list) else None
        return Media(Form.PHOTO, text_of(largest, "file_id")) if isinstance(largest, dict) else None
    form = next((form for form in _FILES if form in message), None)
    return Media(form, text_of(part(message, form), "file_id")) if form is not None else None


def _picture(message: Json) -> Picture | None:
    """The picture in a message: a photo in its largest size, or a file that says it is a picture."""
    sizes = message.get("photo")
    if isinstance(sizes, list) and sizes and isinstance(sizes[-1], dict):
        return Picture(text_of(sizes[-1], "file_id"), number(sizes[-1], "file_size"))
    file = part(message, "document")
    if text_of(file, "mime_type").startswith("image/"):
        return Picture(text_of(file, "file_id"), number(file, "file_size"), as_file=True)
    return None


def _command_length(message: Json) -> int:
    """The length of the command that a text begins with; 0 if it begins with none."""
    entities = message.get("entities")
    if isinstance(entities, list):
        for entity in entities:
            if isinstance(entity, dict) and entity.get("type") == "bot_command" and entity.get("offset") == 0:
                return number(entity, "length")
    return 0


def _read_press(query: Json) -> Incoming | None:
    message = part(query, "message")
    if not message:
        return None
    heard = _heard(Kind.PRESS, part(query, "from"), part(message, "chat"))
    heard.text = text_of(query, "data")
    heard.message_id = number(message, "message_id")
    heard.over_media = any(form in message for form in Form)
    heard.callback_id = text_of(query, "id")
    return heard


def _read_block(change: Json) -> Incoming | None:
    chat = part(change, "chat")
    if chat.get("type") != "private":
        return None
    gone = text_of(part(change, "new_chat_member"), "status") in _GONE
    return _heard(Kind.BLOCKED if gone else Kind.UNBLOCKED, part(change, "from"), chat)
