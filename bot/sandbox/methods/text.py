"""Text messages, chat actions, and messages copied or forwarded from elsewhere."""

from bot.sandbox.chats import Chat
from bot.sandbox.errors import bad
from bot.sandbox.methods.cards import poll_id
from bot.sandbox.methods.sending import Method, caption_content, message_named, send, send_all, text_content
from bot.sandbox.params import Params
from bot.sandbox.shapes import Json
from bot.sandbox.world import World

ACTIONS = frozenset((
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
    "choose_sticker", "find_location", "record_video_note", "upload_video_note",
))  # fmt: skip
COPIED = (
    "text", "entities", "link_preview_options", "caption", "caption_entities", "show_caption_above_media",
    "has_media_spoiler", "photo", "document", "video", "audio", "voice", "animation", "video_note", "sticker",
    "location", "venue", "contact", "dice", "media_group_id",
)  # fmt: skip


def send_message(world: World, params: Params) -> Json:
    """sendMessage."""
    return send(world, params, text_content(world, params))


def send_chat_action(world: World, params: Params) -> bool:
    """sendChatAction: seen by whoever watches, kept by nobody."""
    action = params.text("action")
    if action not in ACTIONS:
        raise bad("wrong parameter action in request")
    chat = world.reached(params.values.get("chat_id"))
    thread = params.integer("message_thread_id")
    body: Json = {"chat_id": chat.id, "action": action}
    world.bulletin.tell("typing", lambda: body | ({"message_thread_id": thread} if thread else {}))
    return True


def _source(world: World, params: Params) -> Chat:
    chat = world.called(params.values.get("from_chat_id"))
    if not chat.private:
        world.present(chat)
    return chat


def _copied(world: World, message: Json) -> Json:
    content = {key: message[key] for key in COPIED if key in message}
    if "poll" in message:  # a copy counts its own votes
        options = [{**option, "voter_count": 0} for option in message["poll"]["options"]]
        content["poll"] = {**message["poll"], "id": poll_id(world), "options": options, "total_voter_count": 0}
    if not content:
        raise bad("message can't be copied")
    return content


def _may_travel(message: Json, verb: str) -> None:
    if message.get("has_protected_content"):
        raise bad(f"message can't be {verb}")


def copy_message(world: World, params: Params) -> Json:
    """copyMessage: the content without its author; a new caption replaces the old."""
    source = _source(world, params)
    message = message_named(source, params, "to copy")
    _may_travel(message, "copied")
    content = _copied(world, message)
    content.pop("media_group_id", None)
    if "caption" in params.values and "text" not in content:
        content.pop("caption", None)
        content.pop("caption_entities", None)
        content |= caption_content(world, params)
    return {"message_id": send(world, params, content)["message_id"]}


def _several(world: World, params: Params, verb: str) -> list[Json]:
    source = _source(world, params)
    numbers = params.integers("message_ids")
    if not numbers or len(numbers) > 100:
        raise bad("message identifiers are not specified" if not numbers else "too many message identifiers specified")
    found = [source.messages[number] for number in numbers if number in source.messages]
    found = [message for message in found if not message.get("has_protected_content")]
    if not found:
        raise bad(f"there are no messages to {verb}")
    return found


def copy_messages(world: World, params: Params) -> list[Json]:
    """copyMessages: those that can't be copied are left out; albums stay albums."""
    contents = [_copied(world, message) for message in _several(world, params, "copy")]
    if params.flag("remove_caption"):
        contents = [{key: value for key, value in one.items() if not key.startswith("caption")} for one in contents]
    return [{"message_id": message["message_id"]} for message in send_all(world, params, contents)]


def _forwarded(message: Json) -> Json:
    content = {key: message[key] for key in (*COPIED, "poll", "invoice") if key in message}
    if not content:
        raise bad("message can't be forwarded")
    origin = {"type": "user", "date": message["date"], "sender_user": message["from"]}
    content["forward_origin"] = message.get("forward_origin", origin)
    return content


def forward_message(world: World, params: Params) -> Json:
    """forwardMessage."""
    message = message_named(_source(world, params), params, "to forward")
    _may_travel(message, "forwarded")
    return send(world, params, _forwarded(message))


def forward_messages(world: World, params: Params) -> list[Json]:
    """forwardMessages."""
    contents = [_forwarded(message) for message in _several(world, params, "forward")]
    return [{"message_id": message["message_id"]} for message in send_all(world, params, contents)]


METHODS: dict[str, Method] = {
    "sendMessage": send_message,
    "sendChatAction": send_chat_action,
    "copyMessage": copy_message,
    "copyMessages": copy_messages,
    "forwardMessage": forward_message,
    "forwardMessages": forward_messages,
}
