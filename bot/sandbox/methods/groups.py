"""Groups as the bot sees and changes them: title, description, permissions."""

from dataclasses import replace

from bot.sandbox.chats import PERMISSIONS, Chat, Member
from bot.sandbox.errors import bad
from bot.sandbox.methods.sending import Method
from bot.sandbox.params import Params
from bot.sandbox.shapes import Json
from bot.sandbox.world import World

TITLE_LIMIT = 128
DESCRIPTION_LIMIT = 255
NO_GIFTS: Json = dict.fromkeys(
    ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
)


def group_named(world: World, params: Params, right: str = "", complaint: str = "not enough rights") -> Chat:
    """The group a call names, once it is sure that the bot holds the right. Raises Telegram's complaint otherwise."""
    chat = world.reached(params.values.get("chat_id"))
    if chat.private:
        raise bad("method is available for supergroup and channel chats only")
    if right and not world.present(chat).may(right):
        raise bad(complaint)
    return chat


def user_named(world: World, params: Params) -> Json:
    """The account a call names."""
    number = params.integer("user_id")
    if number == world.bot.id:
        return world.bot.user
    person = world.people.get(number)
    if person is None:
        raise bad("PARTICIPANT_ID_INVALID" if number else "invalid user_id specified")
    return person.user


def member_named(world: World, chat: Chat, params: Params) -> Member:
    """The standing of the account a call names; other bots are known by the groups they were in."""
    return chat.members.get(params.integer("user_id")) or Member(user_named(world, params))


def get_chat(world: World, params: Params) -> Json:
    """getChat."""
    chat = world.called(params.values.get("chat_id"))
    told: Json = {
        **chat.brief,
        "accent_color_id": abs(chat.id) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": NO_GIFTS,
    }
    if chat.person is not None:
        if not chat.started and chat.id not in world.join_windows:
            raise bad("chat not found")
        if chat.person.username:
            told["active_usernames"] = [chat.person.username]
        if chat.person.bio:
            told["bio"] = chat.person.bio
        if chat.person.birthdate:
            month, day, year = chat.person.birthdate
            told["birthdate"] = {"day": day, "month": month, **({"year": year} if year else {})}
    else:
        member = world.present(chat)
        told["permissions"] = {name: name in chat.permissions for name in PERMISSIONS}
        if chat.description:
            told["description"] = chat.description
        primary = next(
            (link for link in chat.links.values() if link.primary and link.creator["id"] == world.bot.id), None
        )
        if primary is not None and member.may("can_invite_users"):
            told["invite_link"] = primary.url
    if chat.pinned:
        told["pinned_message"] = chat.messages[chat.pinned[-1]]
    return told


def get_chat_member_count(world: World, params: Params) -> int:
    """getChatMemberCount."""
    chat = world.reached(params.values.get("chat_id"))
    return 2 if chat.private else sum(1 for member in chat.members.values() if member.present)


def set_chat_permissions(world: World, params: Params) -> bool:
    """setChatPermissions."""
    chat = group_named(world, params, "can_restrict_members", "not enough rights to change chat permissions")
    asked = params.object("permissions", "chat permissions") or {}
    chat.permissions = frozenset(name for name in PERMISSIONS if asked.get(name))
    return True


def set_chat_title(world: World, params: Params) -> bool:
    """setChatTitle."""
    chat = group_named(world, params, "can_change_info", "not enough rights to change chat title")
    title = params.text("title").strip()
    if not 0 < len(title) <= TITLE_LIMIT:
        raise bad("title must be non-empty" if not title else "chat title is too long")
    if title == chat.title:
        raise bad("chat title is not modified")
    chat.title = title
    chat.name_again()
    world.post(chat, world.bot.user, {"new_chat_title": title})
    return True


def set_chat_description(world: World, params: Params) -> bool:
    """setChatDescription."""
    chat = group_named(world, params, "can_change_info", "not enough rights to set chat description")
    description = params.text("description").strip()
    if len(description) > DESCRIPTION_LIMIT:
        raise bad("chat description is too long")
    if description == chat.description:
        raise bad("chat description is not modified")
    chat.description = description
    world.bulletin.tell("chat", lambda: {"chat_id": chat.id})
    return True


def leave_chat(world: World, params: Params) -> bool:
    """leaveChat."""
    chat = group_named(world, params)
    mine = world.present(chat)
    world.post(chat, world.bot.user, {"left_chat_member": world.bot.user})
    world.change_member(chat, replace(mine, status="left", rights=frozenset()), world.bot.user)
    return True


METHODS: dict[str, Method] = {
    "getChat": get_chat,
    "getChatMemberCount": get_chat_member_count,
    "setChatPermissions": set_chat_permissions,
    "setChatTitle": set_chat_title,
    "setChatDescription": set_chat_description,
    "leaveChat": leave_chat,
}
