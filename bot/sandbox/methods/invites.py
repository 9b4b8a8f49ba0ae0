"""Invite links, and the people who ask to be let in."""

from bot.sandbox.chats import Chat, Link, Request
from bot.sandbox.errors import bad
from bot.sandbox.gathering import settle
from bot.sandbox.methods.groups import group_named, user_named
from bot.sandbox.methods.sending import Method
from bot.sandbox.params import Params
from bot.sandbox.shapes import Json
from bot.sandbox.world import World

NAME_LIMIT = 32
INVITING = "not enough rights to manage chat invite link"


def _made(world: World, chat: Chat, link: Link) -> Link:
    chat.links[link.url] = link
    world.links[link.url] = (chat, link)
    world.bulletin.tell("chat", lambda: {"chat_id": chat.id})
    return link


def _url(world: World) -> str:
    return f"https://t.me/+{world.token_of(16)}"


def export_chat_invite_link(world: World, params: Params) -> str:
    """exportChatInviteLink: a new primary link; the bot's old one is revoked."""
    chat = group_named(world, params, "can_invite_users", INVITING)
    for link in chat.links.values():
        if link.primary and link.creator["id"] == world.bot.id:
            link.revoked = True
            link.primary = False
    return _made(world, chat, Link(_url(world), world.bot.user, primary=True)).url


def _settings(world: World, params: Params, link: Link) -> None:
    """Read what a link can do into it; refuse what Telegram refuses."""
    name = params.text("name")
    if len(name) > NAME_LIMIT:
        raise bad("invite link name is too long")
    limit, expires = params.integer("member_limit"), params.integer("expire_date")
    by_request = params.flag("creates_join_request")
    if not 0 <= limit <= 99_999:
        raise bad("member limit must be between 1 and 99999")
    if limit and by_request:
        raise bad("member limit can't be specified for links requiring administrator approval")
    if expires and expires <= world.seconds():
        raise bad("EXPIRE_DATE_INVALID")
    link.name, link.limit, link.expires, link.by_request = name, limit, expires, by_request


def create_chat_invite_link(world: World, params: Params) -> Json:
    """createChatInviteLink."""
    chat = group_named(world, params, "can_invite_users", INVITING)
    link = Link(_url(world), world.bot.user)
    _settings(world, params, link)
    return chat.link_told(_made(world, chat, link))


def _own_link(world: World, params: Params) -> tuple[Chat, Link]:
    chat = group_named(world, params, "can_invite_users", INVITING)
    link = chat.links.get(params.text("invite_link"))
    if link is None or link.creator["id"] != world.bot.id:
        raise bad("INVITE_HASH_EXPIRED")
    return chat, link


def edit_chat_invite_link(world: World, params: Params) -> Json:
    """editChatInviteLink: what is left out goes back to its default."""
    chat, link = _own_link(world, params)
    _settings(world, params, link)
    return chat.link_told(link)


def revoke_chat_invite_link(world: World, params: Params) -> Json:
    """revokeChatInviteLink; a revoked primary link is replaced by a new one."""
    chat, link = _own_link(world, params)
    link.revoked = True
    if link.primary:
        _made(world, chat, Link(_url(world), world.bot.user, primary=True))
    return chat.link_told(link)


def _request(world: World, params: Params) -> tuple[Chat, Request]:
    chat = group_named(world, params, "can_invite_users")
    user = user_named(world, params)
    if chat.holds(user["id"]):
        raise bad("USER_ALREADY_PARTICIPANT")
    request = chat.requests.get(user["id"])
    if request is None:
        raise bad("HIDE_REQUESTER_MISSING")
    return chat, request


def approve_chat_join_request(world: World, params: Params) -> bool:
    """approveChatJoinRequest."""
    chat, request = _request(world, params)
    settle(world, chat, request, world.bot.user, approve=True)
    return True


def decline_chat_join_request(world: World, params: Params) -> bool:
    """declineChatJoinRequest."""
    chat, request = _request(world, params)
    settle(world, chat, request, world.bot.user, approve=False)
    return True


METHODS: dict[str, Method] = {
    "exportChatInviteLink": export_chat_invite_link,
    "createChatInviteLink": create_chat_invite_link,
    "editChatInviteLink": edit_chat_invite_link,
    "revokeChatInviteLink": revoke_chat_invite_link,
    "approveChatJoinRequest": approve_chat_join_request,
    "declineChatJoinRequest": decline_chat_join_request,
}
