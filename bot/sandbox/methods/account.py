"""The bot's own account: who it is, its commands by scope and language, its names, its menu button."""

import json
import re

from bot.sandbox.errors import bad
from bot.sandbox.menus import menu_shown
from bot.sandbox.methods.sending import Method
from bot.sandbox.params import Params
from bot.sandbox.shapes import Json
from bot.sandbox.world import World

COMMAND = re.compile(r"[a-z0-9_]{1,32}")
LANGUAGE = re.compile(r"[a-z]{2}")
MOST_COMMANDS = 100
SCOPES = {
    "default": (),
    "all_private_chats": (),
    "all_group_chats": (),
    "all_chat_administrators": (),
    "chat": ("chat_id",),
    "chat_administrators": ("chat_id",),
    "chat_member": ("chat_id", "user_id"),
}
RIGHTS = (
    "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members",
    "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories",
    "can_delete_stories",
    "can_post_messages", "can_edit_messages", "can_pin_messages", "can_manage_topics", "can_manage_tags",
)  # fmt: skip


def get_me(world: World, _: Params) -> Json:
    """getMe."""
    return world.bot.full_user()


def _language(params: Params) -> str:
    language = params.text("language_code")
    if language and LANGUAGE.fullmatch(language) is None:
        raise bad("invalid language code specified")
    return language


def _scope(world: World, params: Params) -> str:
    """The scope as a key; chats it names must exist."""
    scope = params.object("scope", "BotCommandScope") or {"type": "default"}
    needed = SCOPES.get(str(scope.get("type")))
    if needed is None:
        raise bad("can't parse BotCommandScope: Unsupported type specified")
    kept: Json = {"type": scope["type"]}
    if "chat_id" in needed:
        chat = world.called(scope.get("chat_id"))
        if chat.private and not chat.started:
            raise bad("chat not found")
        kept["chat_id"] = chat.id
    if "user_id" in needed:
        kept["user_id"] = int(scope.get("user_id") or 0)
        if kept["user_id"] not in world.people:
            raise bad("PARTICIPANT_ID_INVALID")
    return json.dumps(kept)


def set_my_commands(world: World, params: Params) -> bool:
    """setMyCommands."""
    commands: list[object] = [*params.array("commands", "BotCommand")]
    if len(commands) > MOST_COMMANDS:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    kept = []
    for one in commands:
        command = str(one.get("command", "")).removeprefix("/") if isinstance(one, dict) else ""
        if not isinstance(one, dict) or COMMAND.fullmatch(command) is None:
            raise bad("BOT_COMMAND_INVALID")
        description = str(one.get("description", "")).strip()
        if not 0 < len(description) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
        kept.append({"command": command, "description": description})
    world.bot.commands[_scope(world, params), _language(params)] = kept
    world.bulletin.tell("commands", dict)
    return True


def delete_my_commands(world: World, params: Params) -> bool:
    """deleteMyCommands."""
    world.bot.commands.pop((_scope(world, params), _language(params)), None)
    world.bulletin.tell("commands", dict)
    return True


def get_my_commands(world: World, params: Params) -> list[Json]:
    """getMyCommands, of exactly this scope and language."""
    return world.bot.commands.get((_scope(world, params), _language(params)), [])


def _text_pair(field: str, store: str, limit: int) -> tuple[Method, Method]:
    """The setter and the getter of one of the bot's texts by language."""

    def put(world: World, params: Params) -> bool:
        text = params.text(field).strip()
        if len(text) > limit:
            raise bad(f"{field.replace('_', ' ')} is too long")
        language = _language(params)
        texts: dict[str, str] = getattr(world.bot, store)
        if field == "name":
            if not text and not language:
                raise bad("name must be non-empty")
            world.bot.rename(language, text)
        else:
            texts[language] = text
        if not text:
            texts.pop(language, None)
        world.bulletin.tell("commands", dict)
        return True

    def get(world: World, params: Params) -> Json:
        texts: dict[str, str] = getattr(world.bot, store)
        return {field: texts.get(_language(params)) or texts.get("", "")}

    return put, get


set_name, get_name = _text_pair("name", "names", 64)
set_description, get_description = _text_pair("description", "descriptions", 512)
set_short, get_short = _text_pair("short_description", "short_descriptions", 120)


def set_chat_menu_button(world: World, params: Params) -> bool:
    """setChatMenuButton, for one private chat or as the default."""
    chat_id = params.integer("chat_id")
    if chat_id and not world.called(chat_id).private:
        raise bad("chat not found")
    button = params.object("menu_button", "MenuButton") or {"type": "default"}
    if button.get("type") not in ("default", "commands", "web_app"):
        raise bad("can't parse menu button: Unsupported type specified")
    world.bot.menus[chat_id] = button
    world.bulletin.tell("commands", dict)
    return True


def get_chat_menu_button(world: World, params: Params) -> Json:
    """getChatMenuButton."""
    return menu_shown(world, params.integer("chat_id"))


def set_default_rights(world: World, params: Params) -> bool:
    """setMyDefaultAdministratorRights."""
    asked = params.object("rights", "chat administrator rights") or {}
    world.bot.rights[params.flag("for_channels")] = {right: bool(asked.get(right, False)) for right in RIGHTS}
    return True


def get_default_rights(world: World, params: Params) -> Json:
    """getMyDefaultAdministratorRights."""
    return world.bot.rights.get(params.flag("for_channels")) or dict.fromkeys(RIGHTS, False)


METHODS: dict[str, Method] = {
    "getMe": get_me,
    "setMyCommands": set_my_commands,
    "deleteMyCommands": delete_my_commands,
    "getMyCommands": get_my_commands,
    "setMyName": set_name,
    "getMyName": get_name,
    "setMyDescription": set_description,
    "getMyDescription": get_description,
    "setMyShortDescription": set_short,
    "getMyShortDescription": get_short,
    "setChatMenuButton": set_chat_menu_button,
    "getChatMenuButton": get_chat_menu_button,
    "setMyDefaultAdministratorRights": set_default_rights,
    "getMyDefaultAdministratorRights": get_default_rights,
    "logOut": lambda *_: True,
    "close": lambda *_: True,
}
