"""Members of a group: who they are, what they may do, their tags, and who has to leave."""

from dataclasses import replace

from bot.sandbox.chats import ADMIN_RIGHTS, ADMINS, PERMISSIONS, Chat, Member
from bot.sandbox.errors import bad, forbidden
from bot.sandbox.methods.groups import group_named, member_named, user_named
from bot.sandbox.methods.sending import Method
from bot.sandbox.params import Params
from bot.sandbox.shapes import Json, utf16
from bot.sandbox.world import World

TAG_LIMIT = 16
RESTRICTING = "not enough rights to restrict/unrestrict chat member"


def get_chat_member(world: World, params: Params) -> Json:
    """getChatMember."""
    chat = world.reached(params.values.get("chat_id"))
    if chat.private:
        return {"status": "member", "user": user_named(world, params)}
    return member_named(world, chat, params).told()


def get_chat_administrators(world: World, params: Params) -> list[Json]:
    """getChatAdministrators: people only, unless bots are asked for too."""
    chat = world.reached(params.values.get("chat_id"))
    if chat.private:
        raise bad("there are no administrators in the private chat")
    bots = params.flag("return_bots")
    admins = [member for member in chat.members.values() if member.status in ADMINS]
    return [
        member.told() for member in admins if bots or not member.user["is_bot"] or member.user["id"] == world.bot.id
    ]


def _target(world: World, params: Params, right: str, complaint: str) -> tuple[Chat, Member]:
    """A member the bot may act on: never the owner, never an administrator somebody else made."""
    chat = group_named(world, params, right, complaint)
    member = member_named(world, chat, params)
    if member.status == "creator":
        raise bad("can't remove chat owner")
    if member.status == "administrator" and not member.by_bot:
        raise bad("user is an administrator of the chat")
    return chat, member


def ban_chat_member(world: World, params: Params) -> bool:
    """banChatMember; a small group knows no ban: whoever is removed there can come back."""
    chat, member = _target(world, params, "can_restrict_members", RESTRICTING)
    was_in = member.present
    status = "kicked" if chat.type == "supergroup" else "left"
    newer = replace(member, status=status, until=params.integer("until_date"), rights=frozenset(), tag="", title="")
    world.change_member(chat, newer, world.bot.user)
    chat.requests.pop(member.user["id"], None)
    if was_in:
        world.post(chat, world.bot.user, {"left_chat_member": member.user})
    return True


def unban_chat_member(world: World, params: Params) -> bool:
    """unbanChatMember: without `only_if_banned` a member present is removed, and may come back."""
    chat, member = _target(world, params, "can_restrict_members", RESTRICTING)
    if chat.type == "group":
        raise bad("method is available for supergroup and channel chats only")
    if member.status == "kicked" or (member.present and not params.flag("only_if_banned")):
        world.change_member(chat, replace(member, status="left", tag="", until=0), world.bot.user)
    return True


def restrict_chat_member(world: World, params: Params) -> bool:
    """restrictChatMember; all permissions given back make a plain member again."""
    chat, member = _target(world, params, "can_restrict_members", RESTRICTING)
    if not member.present:
        raise bad("PARTICIPANT_ID_INVALID")
    asked = params.object("permissions", "chat permissions") or {}
    allowed = frozenset(name for name in PERMISSIONS if asked.get(name))
    free = chat.permissions <= allowed
    newer = replace(
        member, status="member" if free else "restricted", permissions=allowed, until=params.integer("until_date")
    )
    world.change_member(chat, newer, world.bot.user)
    return True


def promote_chat_member(world: World, params: Params) -> bool:
    """promoteChatMember: with no right at all it demotes. A bot gives only rights it holds."""
    chat, member = _target(world, params, "can_promote_members", "not enough rights")
    if not member.present:
        raise bad("USER_NOT_PARTICIPANT")
    asked = frozenset(right for right in ADMIN_RIGHTS if params.flag(right))
    mine = world.present(chat)
    if not all(mine.may(right) for right in asked):
        raise forbidden("RIGHT_FORBIDDEN")
    if asked:
        newer = replace(member, status="administrator", rights=asked | {"can_manage_chat"}, by_bot=True)
    else:
        newer = replace(member, status="member", rights=frozenset(), by_bot=False, title="")
    world.change_member(chat, newer, world.bot.user)
    return True


def _short(text: str, what: str) -> str:
    """A tag or title: at most 16 characters and no emoji."""
    if utf16(text) > TAG_LIMIT:
        raise bad(f"{what} is too long")
    if any(ord(one) >= 0x1F000 or 0x2600 <= ord(one) <= 0x27BF for one in text):
        raise bad("ADMIN_RANK_EMOJI_NOT_ALLOWED")
    return text


def set_administrator_title(world: World, params: Params) -> bool:
    """setChatAdministratorCustomTitle, of an administrator the bot made."""
    chat = group_named(world, params, "can_promote_members")
    member = member_named(world, chat, params)
    if member.status != "administrator" or not member.by_bot:
        raise bad("not enough rights to change custom title of the user")
    world.change_member(
        chat, replace(member, title=_short(params.text("custom_title"), "custom title")), world.bot.user
    )
    return True


def set_member_tag(world: World, params: Params) -> bool:
    """setChatMemberTag, of a plain member, by a bot with `can_manage_tags`; an empty tag takes it away."""
    chat = group_named(world, params, "can_manage_tags")
    member = member_named(world, chat, params)
    if member.status not in ("member", "restricted"):
        raise bad("USER_NOT_PARTICIPANT" if not member.present else "user is an administrator of the chat")
    world.change_member(chat, replace(member, tag=_short(params.text("tag"), "member tag")), world.bot.user)
    return True


METHODS: dict[str, Method] = {
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "banChatMember": ban_chat_member,
    "unbanChatMember": unban_chat_member,
    "restrictChatMember": restrict_chat_member,
    "promoteChatMember": promote_chat_member,
    "setChatAdministratorCustomTitle": set_administrator_title,
    "setChatMemberTag": set_member_tag,
}
