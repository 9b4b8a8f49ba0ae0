"""What the bot's menus show whom: commands by scope and language, and the button beside the message field."""

import json

from bot.sandbox.chats import ADMINS
from bot.sandbox.shapes import Json
from bot.sandbox.world import World


def commands_shown(world: World, chat_id: int, person_id: int) -> list[Json]:
    """What a person's menu of commands holds in a chat: the nearest scope and language that has any.

    Source: core.telegram.org/bots/api#determining-list-of-commands.
    """
    chat = world.chats[chat_id]
    scopes: list[Json] = []
    if chat.private:
        scopes = [{"type": "chat", "chat_id": chat.id}, {"type": "all_private_chats"}]
    else:
        member = chat.members.get(person_id)
        admin = member is not None and member.status in ADMINS
        scopes = [{"type": "chat_member", "chat_id": chat.id, "user_id": person_id}]
        scopes += [{"type": "chat_administrators", "chat_id": chat.id}] if admin else []
        scopes += [{"type": "chat", "chat_id": chat.id}]
        scopes += [{"type": "all_chat_administrators"}] if admin else []
        scopes += [{"type": "all_group_chats"}]
    language = world.people[person_id].language[:2]
    for scope in [*scopes, {"type": "default"}]:
        for spoken in (language, ""):
            found = world.bot.commands.get((json.dumps(scope), spoken))
            if found:
                return found
    return []


def menu_shown(world: World, chat_id: int) -> Json:
    """The menu button a private chat shows."""
    return world.bot.menus.get(chat_id) or world.bot.menus.get(0) or {"type": "commands"}
