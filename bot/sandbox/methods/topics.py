"""Forum topics."""

from bot.sandbox.chats import Chat, Topic
from bot.sandbox.errors import bad
from bot.sandbox.methods.groups import group_named
from bot.sandbox.methods.sending import Method
from bot.sandbox.params import Params
from bot.sandbox.shapes import Json
from bot.sandbox.world import World

COLOURS = (0x6FB9F0, 0xFFD67E, 0xCB86DB, 0x8EEE98, 0xFF93B2, 0xFB6F5F)
NAME_LIMIT = 128
GENERAL = 1


def _forum(world: World, params: Params, complaint: str = "not enough rights to manage topics") -> Chat:
    chat = group_named(world, params)
    if not chat.forum:
        raise bad("the chat is not a forum")
    if not world.present(chat).may("can_manage_topics"):
        raise bad(complaint)
    return chat


def _topic(chat: Chat, params: Params) -> Topic:
    topic = chat.topics.get(params.integer("message_thread_id"))
    if topic is None:
        raise bad("TOPIC_ID_INVALID" if not params.integer("message_thread_id") else "message thread not found")
    return topic


def _changed(world: World, chat: Chat) -> None:
    world.bulletin.tell("chat", lambda: {"chat_id": chat.id})


def create_forum_topic(world: World, params: Params) -> Json:
    """createForumTopic; the topic's id is that of the message that opens it."""
    chat = _forum(world, params, "not enough rights to create a topic")
    name = params.text("name").strip()
    colour = params.integer("icon_color", COLOURS[0])
    if not 0 < len(name) <= NAME_LIMIT:
        raise bad("TOPIC_TITLE_EMPTY" if not name else "topic name is too long")
    if colour not in COLOURS:
        raise bad("invalid icon color specified")
    emoji = params.text("icon_custom_emoji_id")
    created: Json = {"name": name, "icon_color": colour, **({"icon_custom_emoji_id": emoji} if emoji else {})}
    message = world.post(chat, world.bot.user, {"forum_topic_created": created})
    number = message["message_id"]
    message |= {"message_thread_id": number, "is_topic_message": True}
    chat.topics[number] = Topic(number, name, colour, emoji)
    _changed(world, chat)
    return {"message_thread_id": number, **created}


def edit_forum_topic(world: World, params: Params) -> bool:
    """editForumTopic."""
    chat = _forum(world, params)
    topic = _topic(chat, params)
    name = params.text("name").strip()
    emoji = params.text("icon_custom_emoji_id") if "icon_custom_emoji_id" in params.values else topic.emoji
    if (name or topic.name, emoji) == (topic.name, topic.emoji):
        raise bad("TOPIC_NOT_MODIFIED")
    edited: Json = {}
    if name and name != topic.name:
        topic.name = edited["name"] = name
    if emoji != topic.emoji:
        topic.emoji = edited["icon_custom_emoji_id"] = emoji
    world.post(chat, world.bot.user, {"forum_topic_edited": edited}, thread=topic.id)
    _changed(world, chat)
    return True


def _turn(world: World, params: Params, closed: bool) -> bool:
    chat = _forum(world, params)
    topic = _topic(chat, params)
    if topic.closed == closed:
        raise bad("TOPIC_NOT_MODIFIED")
    topic.closed = closed
    world.post(chat, world.bot.user, {"forum_topic_closed" if closed else "forum_topic_reopened": {}}, thread=topic.id)
    _changed(world, chat)
    return True


def close_forum_topic(world: World, params: Params) -> bool:
    """closeForumTopic."""
    return _turn(world, params, closed=True)


def reopen_forum_topic(world: World, params: Params) -> bool:
    """reopenForumTopic."""
    return _turn(world, params, closed=False)


def delete_forum_topic(world: World, params: Params) -> bool:
    """deleteForumTopic, with everything in it."""
    chat = _forum(world, params, "not enough rights to delete a topic")
    topic = _topic(chat, params)
    del chat.topics[topic.id]
    world.remove(chat, [n for n, message in chat.messages.items() if message.get("message_thread_id") == topic.id])
    _changed(world, chat)
    return True


def unpin_all_topic_messages(world: World, params: Params) -> bool:
    """unpinAllForumTopicMessages."""
    chat = _forum(world, params)
    topic = _topic(chat, params)
    chat.pinned = [n for n in chat.pinned if chat.messages[n].get("message_thread_id") != topic.id]
    world.bulletin.tell("pinned", lambda: {"chat_id": chat.id, "pinned": list(chat.pinned)})
    return True


METHODS: dict[str, Method] = {
    "createForumTopic": create_forum_topic,
    "editForumTopic": edit_forum_topic,
    "closeForumTopic": close_forum_topic,
    "reopenForumTopic": reopen_forum_topic,
    "deleteForumTopic": delete_forum_topic,
    "unpinAllForumTopicMessages": unpin_all_topic_messages,
    "getForumTopicIconStickers": lambda *_: [],
}
