"""Messages changed after they were sent: text, caption, medium, keyboard; and messages deleted."""

from bot.sandbox.chats import Chat
from bot.sandbox.errors import NOT_MODIFIED, bad
from bot.sandbox.keyboards import inline_markup_in
from bot.sandbox.methods.media import MEDIA, medium_of
from bot.sandbox.methods.sending import Method, caption_content, message_named, text_content
from bot.sandbox.params import Params
from bot.sandbox.shapes import Json
from bot.sandbox.world import World

DELETABLE_SECONDS = 48 * 3600
COMPARED = (
    "text",
    "entities",
    "caption",
    "caption_entities",
    "reply_markup",
    "link_preview_options",
    "show_caption_above_media",
)


def _own(world: World, params: Params) -> tuple[Chat, Json]:
    """The bot's message an edit names, and its chat."""
    chat = world.reached(params.values.get("chat_id"))
    message = message_named(chat, params, "to edit")
    number = message["message_id"]
    if message["from"]["id"] != world.bot.id or number in chat.frozen or "forward_origin" in message:
        raise bad("message can't be edited")
    return chat, message


def _changed(world: World, chat: Chat, message: Json, changes: Json) -> Json:
    same = all(message.get(key) == changes.get(key, message.get(key)) for key in (*COMPARED, *MEDIA))
    if same:
        raise bad(NOT_MODIFIED)
    return world.replace(chat, message, changes, edited=changes.keys() != {"reply_markup"})


def edit_text(world: World, params: Params) -> Json:
    """editMessageText. Without a keyboard the old one goes, as in Telegram."""
    content = text_content(world, params)
    chat, message = _own(world, params)
    if "text" not in message:
        raise bad("there is no text in the message to edit")
    gone: Json = dict.fromkeys(("entities", "link_preview_options"))
    return _changed(world, chat, message, {**gone, **content, "reply_markup": inline_markup_in(params)})


def edit_caption(world: World, params: Params) -> Json:
    """editMessageCaption."""
    content = caption_content(world, params)
    chat, message = _own(world, params)
    if not message.keys() & MEDIA.keys():
        raise bad("there is no caption in the message to edit")
    gone: Json = dict.fromkeys(("caption", "caption_entities"))
    return _changed(world, chat, message, {**gone, **content, "reply_markup": inline_markup_in(params)})


def edit_media(world: World, params: Params) -> Json:
    """editMessageMedia."""
    media = params.object("media", "input media")
    if media is None:
        raise bad("media is empty")
    content = medium_of(world, params, media)
    chat, message = _own(world, params)
    gone: Json = dict.fromkeys((*MEDIA, "text", "entities", "caption", "caption_entities", "has_media_spoiler"))
    return _changed(world, chat, message, {**gone, **content, "reply_markup": inline_markup_in(params)})


def edit_keyboard(world: World, params: Params) -> Json:
    """editMessageReplyMarkup."""
    chat, message = _own(world, params)
    return _changed(world, chat, message, {"reply_markup": inline_markup_in(params)})


def _deletable(world: World, chat: Chat, message: Json) -> bool:
    own = bool(message["from"]["id"] == world.bot.id)
    recent = bool(world.seconds() - message["date"] < DELETABLE_SECONDS)
    if chat.private:
        return recent
    return (own and recent) or world.present(chat).may("can_delete_messages")


def delete_message(world: World, params: Params) -> bool:
    """deleteMessage: within 48 hours, or with the right to delete in a group."""
    chat = world.reached(params.values.get("chat_id"))
    message = message_named(chat, params, "to delete")
    if not _deletable(world, chat, message):
        raise bad("message can't be deleted for everyone" if chat.private else "message can't be deleted")
    world.remove(chat, [message["message_id"]])
    return True


def delete_messages(world: World, params: Params) -> bool:
    """deleteMessages: those that can't be found are skipped."""
    chat = world.reached(params.values.get("chat_id"))
    numbers = params.integers("message_ids")
    if not numbers or len(numbers) > 100:
        raise bad("message identifiers are not specified" if not numbers else "too many message identifiers specified")
    found = [chat.messages[number] for number in numbers if number in chat.messages]
    if not all(_deletable(world, chat, message) for message in found):
        raise bad("message can't be deleted")
    world.remove(chat, [message["message_id"] for message in found])
    return True


METHODS: dict[str, Method] = {
    "editMessageText": edit_text,
    "editMessageCaption": edit_caption,
    "editMessageMedia": edit_media,
    "editMessageReplyMarkup": edit_keyboard,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
}
