"""The bot's own account: commands by scope and language, names, the menu button."""

from typing import Any

import pytest

from bot.sandbox.chats import Chat
from bot.sandbox.menus import commands_shown
from bot.sandbox.people import Person
from bot.sandbox.telegram import PocketTelegram
from tests.sandbox.api import Api, Refused


def command(name: str, description: str = "does it") -> dict[str, str]:
    return {"command": name, "description": description}


async def test_the_nearest_list_of_commands_is_shown(
    api: Api, telegram: PocketTelegram, mei: Person, ivan: Person, group: Chat
) -> None:
    staff = {"type": "chat", "chat_id": ivan.id}
    with pytest.raises(Refused, match="chat not found"):
        await api("setMyCommands", commands=[command("staff")], scope=staff)
    telegram.start(ivan)
    await api("setMyCommands", commands=[command("start")])
    await api("setMyCommands", commands=[command("points")], scope={"type": "all_private_chats"}, language_code="zh")
    await api("setMyCommands", commands=[command("staff")], scope={"type": "chat", "chat_id": ivan.id})
    await api("setMyCommands", commands=[command("admin")], scope={"type": "all_chat_administrators"})

    assert commands_shown(telegram, mei.id, mei.id) == [command("points")]
    assert commands_shown(telegram, ivan.id, ivan.id) == [command("staff")]
    assert commands_shown(telegram, group.id, mei.id) == [command("admin")]
    assert commands_shown(telegram, group.id, ivan.id) == [command("start")]
    assert await api("getMyCommands", scope={"type": "chat", "chat_id": ivan.id}) == [command("staff")]
    await api("deleteMyCommands", scope={"type": "chat", "chat_id": ivan.id})
    assert commands_shown(telegram, ivan.id, ivan.id) == [command("start")]


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        ({"commands": [command("Start")]}, "BOT_COMMAND_INVALID"),
        ({"commands": [command("x" * 33)]}, "BOT_COMMAND_INVALID"),
        ({"commands": [command("start", "")]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"commands": [command("start", "x" * 257)]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"commands": [command(f"c{n}") for n in range(101)]}, "BOT_COMMANDS_TOO_MUCH"),
        ({"commands": [], "language_code": "zh-hans"}, "invalid language code specified"),
        ({"commands": [], "scope": {"type": "chat", "chat_id": 5}}, "chat not found"),
    ],
)
async def test_wrong_commands_are_refused(api: Api, params: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=f"400 Bad Request: {sentence}"):
        await api("setMyCommands", **params)


async def test_names_and_descriptions_by_language(api: Api, telegram: PocketTelegram) -> None:
    await api("setMyName", name="常客", language_code="zh")
    await api("setMyDescription", description="Hello")
    await api("setMyShortDescription", short_description="Hi")
    assert (await api("getMyName", language_code="zh"))["name"] == "常客"
    assert (await api("getMyName"))["name"] == (await api("getMe"))["first_name"] == "Regulars"
    assert (await api("getMyDescription", language_code="ru"))["description"] == "Hello"
    assert (await api("getMyShortDescription"))["short_description"] == "Hi"
    with pytest.raises(Refused, match="too long"):
        await api("setMyShortDescription", short_description="x" * 121)


async def test_the_menu_button_of_a_chat(api: Api, mei: Person) -> None:
    app = {"type": "web_app", "text": "Card", "web_app": {"url": "https://example.com"}}
    await api("setChatMenuButton", chat_id=mei.id, menu_button=app)
    assert await api("getChatMenuButton", chat_id=mei.id) == app
    assert await api("getChatMenuButton") == {"type": "commands"}
    await api("setMyDefaultAdministratorRights", rights={"can_manage_tags": True})
    assert (await api("getMyDefaultAdministratorRights"))["can_manage_tags"] is True
    assert await api("getUserProfilePhotos", user_id=mei.id) == {"total_count": 0, "photos": []}
