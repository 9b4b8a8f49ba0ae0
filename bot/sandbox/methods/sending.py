"""What every sent message has in common: its text and entities, where it goes, what it replies to, its keyboard."""

from collections.abc import Callable
from typing import TypeAlias

from bot.sandbox.chats import Chat
from bot.sandbox.detect import found_in, trimmed
from bot.sandbox.entities import Formatted, parse_html
from bot.sandbox.errors import bad
from bot.sandbox.keyboards import markup_in
from bot.sandbox.markdown import parse_markdown
from bot.sandbox.params import Params
from bot.sandbox.shapes import Json, utf16
from bot.sandbox.world import World

Method: TypeAlias = Callable[[World, Params], object]

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
PARSERS = {"html": parse_html, "markdownv2": parse_markdown}


def formatted(world: World, params: Params, name: str, entities_name: str, mode_name: str = "parse_mode") -> Formatted:
    """A text value with its markup parsed, trimmed, and with what Telegram finds in it by itself."""
    return format_text(world, params.text(name), params.text(mode_name), params.array(entities_name, "entities"))


def format_text(world: World, source: str, mode: str, given: list[Json]) -> Formatted:
    """A text in a parse mode, or with entities given apart. Raises "can't parse entities: ..."."""
    if mode:
        parser = PARSERS.get(mode.lower())
        if parser is None:
            raise bad("unsupported parse_mode")
        parsed = parser(source)
    else:
        parsed = Formatted(source, [_entity(one, utf16(source)) for one in given] if given else [])
    text, entities = trimmed(parsed)
    entities = found_in(text, entities)
    return Formatted(text, _with_users(world, entities) if entities else entities)


def _entity(one: object, length: int) -> Json:
    if not isinstance(one, dict) or not isinstance(one.get("type"), str):
        raise bad("can't parse entities: can't parse MessageEntity")
    offset, size = one.get("offset"), one.get("length")
    if not isinstance(offset, int) or not isinstance(size, int) or offset < 0 or size < 0 or offset + size > length:
        raise bad(f"can't parse entities: entity begins or ends outside of the text at offset {offset}")
    return one


def _with_users(world: World, entities: list[Json]) -> list[Json]:
    """Mentions of people by id carry the person; of nobody known, Telegram drops them."""
    kept = []
    for one in entities:
        if one["type"] == "text_mention":
            person = world.people.get(one["user"]["id"])
            if person is None:
                continue
            one = {**one, "user": person.user}
        kept.append(one)
    return kept


def text_content(world: World, params: Params) -> Json:
    """The text of a message. Raises Telegram's complaints about empty and long ones."""
    if not params.text("text"):
        raise bad("message text is empty")
    text, entities = formatted(world, params, "text", "entities")
    if not text:
        raise bad("text must be non-empty")
    if utf16(text) > TEXT_LIMIT:
        raise bad("message is too long")
    content: Json = {"text": text}
    if entities:
        content["entities"] = entities
    if preview := params.object("link_preview_options"):
        content["link_preview_options"] = preview
    return content


def caption_content(world: World, params: Params) -> Json:
    """The caption of a medium, which may be empty."""
    content: Json = {}
    if params.values.get("caption"):
        content = caption_of(formatted(world, params, "caption", "caption_entities"))
    if params.flag("show_caption_above_media"):
        content["show_caption_above_media"] = True
    if params.flag("has_spoiler"):
        content["has_media_spoiler"] = True
    return content


def caption_of(text: Formatted) -> Json:
    """A caption as part of a message; raises if it is too long."""
    if utf16(text.text) > CAPTION_LIMIT:
        raise bad("message caption is too long")
    if not text.text:
        return {}
    return {"caption": text.text, **({"caption_entities": text.entities} if text.entities else {})}


def thread_in(world: World, chat: Chat, params: Params) -> int | None:
    """The topic a message goes to; None for the chat itself."""
    thread = params.integer("message_thread_id")
    if not thread:
        return None
    topic = chat.topics.get(thread)
    if topic is None:
        raise bad("message thread not found")
    if topic.closed and not world.present(chat).may("can_manage_topics"):
        raise bad("TOPIC_CLOSED")
    return thread


def replied_in(world: World, chat: Chat, params: Params) -> Json | None:
    """The message a call replies to, by `reply_parameters` or the older `reply_to_message_id`."""
    asked = params.object("reply_parameters", "reply parameters")
    number = asked.get("message_id", 0) if asked else params.integer("reply_to_message_id")
    if not number:
        return None
    lenient = bool(asked and asked.get("allow_sending_without_reply")) or params.flag("allow_sending_without_reply")
    place = world.called(asked["chat_id"]) if asked and asked.get("chat_id") else chat
    replied = place.messages.get(int(number))
    if replied is None and not lenient:
        raise bad("message to be replied not found")
    return replied if place is chat else None


def send(world: World, params: Params, content: Json) -> Json:
    """Send one message to the chat a call names, as the bot. Answers the message."""
    return send_all(world, params, [content])[0]


def send_all(world: World, params: Params, contents: list[Json]) -> list[Json]:
    """Send messages that belong together, such as an album."""
    chat = world.reached(params.values.get("chat_id"))
    if not chat.private:
        _check_standing(world, chat)
    markup = markup_in(params) if params.values.get("reply_markup") else None
    reply = replied_in(world, chat, params)
    thread = thread_in(world, chat, params)
    if thread is None and reply is not None and chat.forum:
        thread = reply.get("message_thread_id")
    if world.limits is not None:
        world.limits.take(chat.id, len(contents), paid=params.flag("allow_paid_broadcast"))
    common: Json = {}
    if params.flag("protect_content"):
        common["has_protected_content"] = True
    if effect := params.text("message_effect_id"):
        common["effect_id"] = effect
    if markup is not None and "inline_keyboard" in markup:
        common["reply_markup"] = markup
    bot = world.bot.user
    sent = [world.post(chat, bot, content | common, reply=reply, thread=thread) for content in contents]
    if markup is not None and "inline_keyboard" not in markup:
        chat.frozen.update(message["message_id"] for message in sent)
        set_keyboard(world, chat, markup, reply)
    return sent


def _check_standing(world: World, chat: Chat) -> None:
    member = world.present(chat)
    if member.status == "restricted" and "can_send_messages" not in member.permissions:
        raise bad("not enough rights to send text messages to the chat")


def set_keyboard(world: World, chat: Chat, markup: Json, reply: Json | None) -> None:
    """Show, replace or remove the reply keyboard of those it is meant for."""
    people = chat.present_people()
    if markup.get("selective") and reply is not None and not chat.private:
        people = [person for person in people if person == reply["from"]["id"]]
    for person in people:
        if markup.get("remove_keyboard"):
            chat.keyboards.pop(person, None)
        else:
            chat.keyboards[person] = markup
    world.bulletin.tell("chat", lambda: {"chat_id": chat.id})


def message_named(chat: Chat, params: Params, what: str, name: str = "message_id") -> Json:
    """The message a call names; `what` says what for in Telegram's complaint."""
    number = params.integer(name)
    if not number:
        raise bad("message identifier is not specified")
    message = chat.messages.get(number)
    if message is None:
        raise bad(f"message {what} not found")
    return message
