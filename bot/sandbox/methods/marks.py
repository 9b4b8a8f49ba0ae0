"""Pins and reactions."""

from bot.sandbox.chats import Chat
from bot.sandbox.errors import bad
from bot.sandbox.methods.sending import Method, message_named
from bot.sandbox.params import Params
from bot.sandbox.shapes import Json
from bot.sandbox.world import World

ALLOWED = """
❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥
🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨
🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡
"""
EMOJI = frozenset(ALLOWED.split())
"""What a bot may react with. Source: core.telegram.org/bots/api#reactiontypeemoji."""


def _may_pin(world: World, chat: Chat, verb: str) -> None:
    if not chat.private and not world.present(chat).may("can_pin_messages"):
        raise bad(f"not enough rights to manage pinned messages in the chat to {verb}")


def _told(world: World, chat: Chat) -> bool:
    world.bulletin.tell("pinned", lambda: {"chat_id": chat.id, "pinned": list(chat.pinned)})
    return True


def pin_chat_message(world: World, params: Params) -> bool:
    """pinChatMessage; the chat is told by a service message."""
    chat = world.reached(params.values.get("chat_id"))
    _may_pin(world, chat, "pin")
    message = message_named(chat, params, "to pin")
    if message["message_id"] in chat.pinned:
        return True
    chat.pinned.append(message["message_id"])
    bare = {key: value for key, value in message.items() if key not in ("reply_to_message", "pinned_message")}
    world.post(chat, world.bot.user, {"pinned_message": bare}, thread=message.get("message_thread_id"))
    return _told(world, chat)


def unpin_chat_message(world: World, params: Params) -> bool:
    """unpinChatMessage: the newest, or the one named."""
    chat = world.reached(params.values.get("chat_id"))
    _may_pin(world, chat, "unpin")
    number = params.integer("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    if number not in chat.pinned:
        raise bad("message to unpin not found")
    chat.pinned.remove(number)
    return _told(world, chat)


def unpin_all_chat_messages(world: World, params: Params) -> bool:
    """unpinAllChatMessages."""
    chat = world.reached(params.values.get("chat_id"))
    _may_pin(world, chat, "unpin")
    chat.pinned.clear()
    return _told(world, chat)


def set_message_reaction(world: World, params: Params) -> bool:
    """setMessageReaction: one emoji of Telegram's own list, or none."""
    chat = world.reached(params.values.get("chat_id"))
    message = message_named(chat, params, "to react")
    reaction: list[Json] = params.array("reaction", "ReactionType")
    if len(reaction) > 1:
        raise bad("REACTIONS_TOO_MANY")
    for one in reaction:
        if one.get("type") != "emoji" or str(one.get("emoji")).removesuffix("\ufe0f") not in EMOJI:
            raise bad("REACTION_INVALID")
    chat.reactions.setdefault(message["message_id"], {})[world.bot.id] = reaction
    world.tell_reactions(chat, message["message_id"])
    return True


METHODS: dict[str, Method] = {
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
    "unpinAllChatMessages": unpin_all_chat_messages,
    "setMessageReaction": set_message_reaction,
}
