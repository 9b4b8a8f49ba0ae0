"""A chat: its messages, and in a group its members, invite links, join requests and topics."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from bot.sandbox.people import Person
from bot.sandbox.shapes import Json

ADMIN_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
    "can_manage_topics",
    "can_manage_tags",
)
PERMISSIONS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)
PRESENT = frozenset(("creator", "administrator", "member", "restricted"))
ADMINS = frozenset(("creator", "administrator"))


@dataclass(frozen=True, eq=False)
class Member:
    """One account's standing in a group."""

    user: Json
    status: str = "left"
    rights: frozenset[str] = frozenset()
    permissions: frozenset[str] = frozenset()
    until: int = 0
    tag: str = ""
    title: str = ""
    by_bot: bool = False
    """Promoted by the bot, which may then edit them."""

    @property
    def present(self) -> bool:
        """Whether they are in the group now."""
        return self.status in PRESENT

    def may(self, right: str) -> bool:
        """Whether they hold an administrator's right."""
        return self.status == "creator" or (self.status == "administrator" and right in self.rights)

    def told(self) -> Json:
        """The Bot API's ChatMember."""
        told: Json = {"status": self.status, "user": self.user}
        if self.status == "creator":
            told["is_anonymous"] = False
        elif self.status == "administrator":
            told |= {"can_be_edited": self.by_bot, "is_anonymous": False}
            told |= {right: right in self.rights for right in ADMIN_RIGHTS}
        elif self.status == "restricted":
            told |= {"is_member": True, "until_date": self.until}
            told |= {permission: permission in self.permissions for permission in PERMISSIONS}
        elif self.status == "kicked":
            told["until_date"] = self.until
        if self.title and self.status in ADMINS:
            told["custom_title"] = self.title
        if self.tag and self.status in ("member", "restricted"):
            told["tag"] = self.tag
        return told


@dataclass(eq=False)
class Link:
    """An invite link."""

    url: str
    creator: Json
    name: str = ""
    by_request: bool = False
    primary: bool = False
    revoked: bool = False
    expires: int = 0
    limit: int = 0
    used: int = 0

    def told(self, pending: int = 0) -> Json:
        """The Bot API's ChatInviteLink."""
        told: Json = {
            "invite_link": self.url,
            "creator": self.creator,
            "creates_join_request": self.by_request,
            "is_primary": self.primary,
            "is_revoked": self.revoked,
        }
        if self.name:
            told["name"] = self.name
        if self.expires:
            told["expire_date"] = self.expires
        if self.limit:
            told["member_limit"] = self.limit
        if pending:
            told["pending_join_request_count"] = pending
        return told


@dataclass
class Topic:
    """A topic of a forum; its id is that of the message that opened it."""

    id: int
    name: str
    colour: int
    emoji: str = ""
    closed: bool = False


@dataclass
class Request:
    """Somebody waits to be let in."""

    person: Person
    link: Link | None
    at: datetime


@dataclass(eq=False)
class Chat:
    """A conversation. A private chat with the bot has the id of its person; the rest is for groups."""

    id: int
    type: str
    numbers: Iterator[int]
    """Where message ids come from: shared by all small chats, a supergroup's own."""
    person: Person | None = None
    title: str = ""
    username: str = ""
    forum: bool = False
    description: str = ""
    brief: Json = field(default_factory=dict, repr=False)
    messages: dict[int, Json] = field(default_factory=dict, repr=False)
    members: dict[int, Member] = field(default_factory=dict, repr=False)
    links: dict[str, Link] = field(default_factory=dict, repr=False)
    requests: dict[int, Request] = field(default_factory=dict, repr=False)
    topics: dict[int, Topic] = field(default_factory=dict, repr=False)
    pinned: list[int] = field(default_factory=list)
    reactions: dict[int, dict[int, list[Json]]] = field(default_factory=dict, repr=False)
    keyboards: dict[int, Json] = field(default_factory=dict, repr=False)
    """The reply keyboard or forced reply each person sees now."""
    frozen: set[int] = field(default_factory=set, repr=False)
    """Messages sent with a reply keyboard, which Telegram never lets be edited."""
    unread: dict[int, int] = field(default_factory=dict, repr=False)
    permissions: frozenset[str] = frozenset(PERMISSIONS) - {"can_change_info", "can_pin_messages", "can_edit_tag"}
    started: bool = False
    blocked: bool = False
    moved_to: int | None = None

    def __post_init__(self) -> None:
        """Make the Bot API's Chat once: it travels with every message."""
        self.name_again()

    def name_again(self) -> None:
        """Make the Bot API's Chat again after a change of title or kind."""
        brief: Json = {"id": self.id, "type": self.type}
        if self.person is not None:
            brief |= {
                key: self.person.user[key] for key in ("first_name", "last_name", "username") if key in self.person.user
            }
        else:
            brief["title"] = self.title
            if self.username:
                brief["username"] = self.username
            if self.forum:
                brief["is_forum"] = True
        self.brief = brief

    @property
    def private(self) -> bool:
        """Whether it is one person's chat with the bot."""
        return self.type == "private"

    def holds(self, user_id: int) -> bool:
        """Whether the account is in this chat."""
        if self.person is not None:
            return user_id == self.person.id
        member = self.members.get(user_id)
        return member is not None and member.present

    def present_people(self) -> list[int]:
        """Ids of those in the chat, without bots."""
        if self.person is not None:
            return [self.person.id]
        members = self.members.items()
        return [number for number, member in members if member.present and not member.user["is_bot"]]

    def link_told(self, link: Link) -> Json:
        """The Bot API's ChatInviteLink, with how many wait behind it."""
        return link.told(sum(1 for request in self.requests.values() if request.link is link))
