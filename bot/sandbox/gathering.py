"""What people do around chats: get an account, make groups, add and promote, join by link, leave."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from itertools import count
from typing import NamedTuple

from bot.sandbox import views
from bot.sandbox.chats import ADMIN_RIGHTS, ADMINS, Chat, Link, Member, Request, Topic
from bot.sandbox.errors import ActError
from bot.sandbox.people import Person
from bot.sandbox.shapes import Json
from bot.sandbox.world import REQUEST_SECONDS, World

BOT_RIGHTS = frozenset(ADMIN_RIGHTS) - {
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_promote_members",
}
"""What a bot gets when it is promoted and nothing else is said."""


class Joined(NamedTuple):
    """What became of following an invite link: in at once, or a request that waits."""

    chat: Chat
    waiting: bool


class Gathering(World):
    """The acts around accounts and groups."""

    def add_person(
        self,
        name: str,
        language: str = "en",
        *,
        username: str | None = None,
        phone: str | None = None,
        note: str = "",
        last_name: str | None = None,
        bio: str | None = None,
    ) -> Person:
        """Somebody new. `language` is the client's tag ("zh-hans"), `phone` digits with or without "+"."""
        number = next(self.person_numbers)
        phone = phone.removeprefix("+") if phone else None
        person = Person(number, name, last_name, username, language, phone, note, bio)
        self.people[number] = person
        self.chats[number] = Chat(number, "private", self.small_numbers, person)
        self.bulletin.tell("people", lambda: views.people(self))
        return person

    def create_group(
        self,
        owner: Person,
        title: str,
        members: Iterable[Person] = (),
        *,
        supergroup: bool = True,
        forum: bool = False,
        bot: bool = True,
        bot_admin: bool = False,
        username: str = "",
    ) -> Chat:
        """A group, with the bot in it if `bot`, as an administrator if `bot_admin`; a forum is always a supergroup."""
        number = next(self.group_numbers)
        large = supergroup or forum
        chat = Chat(
            -1_000_000_000_000 - number if large else -number,
            "supergroup" if large else "group",
            count(1) if large else self.small_numbers,
            title=title,
            username=username,
            forum=forum,
        )
        self.chats[chat.id] = chat
        chat.members[owner.id] = Member(owner.user, "creator")
        self.post(
            chat, owner.user, {"supergroup_chat_created" if large else "group_chat_created": True}, announce=False
        )
        for person in members:
            chat.members[person.id] = Member(person.user, "member")
        if bot:
            self.add_bot(chat, owner)
        if bot_admin:
            self.promote_bot(chat, owner)
        self._tell_group(chat)
        return chat

    def _tell_group(self, chat: Chat) -> None:
        self.bulletin.tell("chat", lambda: {"chat_id": chat.id, "group": views.group(self, chat)})
        self.bulletin.tell("people", lambda: views.people(self))

    def member(self, chat: Chat, user: Json) -> Member:
        """An account's standing in a group."""
        return chat.members.get(user["id"]) or Member(user)

    def _service(self, chat: Chat, by: Json, content: Json) -> None:
        self.post(chat, by, content)
        self._tell_group(chat)

    def add_bot(self, chat: Chat, by: Person) -> None:
        """Add the bot to a group."""
        self.change_member(chat, replace(self.member(chat, self.bot.user), status="member"), by.user)
        self._service(chat, by.user, {"new_chat_members": [self.bot.user]})

    def promote_bot(self, chat: Chat, by: Person, rights: Collection[str] = BOT_RIGHTS) -> None:
        """Make the bot an administrator with these rights; `can_manage_chat` goes without saying."""
        held = frozenset(rights) | {"can_manage_chat"}
        newer = replace(self.member(chat, self.bot.user), status="administrator", rights=held)
        self.change_member(chat, newer, by.user)
        self._tell_group(chat)

    def demote_bot(self, chat: Chat, by: Person) -> None:
        """Make the bot a plain member again."""
        self.change_member(
            chat, replace(self.member(chat, self.bot.user), status="member", rights=frozenset()), by.user
        )
        self._tell_group(chat)

    def remove_bot(self, chat: Chat, by: Person) -> None:
        """Throw the bot out of a group."""
        self.post(chat, by.user, {"left_chat_member": self.bot.user}, announce=False)
        self.change_member(
            chat, replace(self.member(chat, self.bot.user), status="kicked", rights=frozenset()), by.user
        )
        self._tell_group(chat)

    def add_member(self, chat: Chat, person: Person, by: Person | None = None) -> None:
        """Somebody is added by a member, or comes by themselves."""
        adder = (by or person).user
        self.change_member(chat, replace(self.member(chat, person.user), status="member", tag=""), adder)
        self._service(chat, adder, {"new_chat_members": [person.user]})

    def promote(self, chat: Chat, person: Person, by: Person, rights: Collection[str] = ADMIN_RIGHTS) -> None:
        """Make a member an administrator."""
        newer = replace(self.member(chat, person.user), status="administrator", rights=frozenset(rights), by_bot=False)
        self.change_member(chat, newer, by.user)
        self._tell_group(chat)

    def demote(self, chat: Chat, person: Person, by: Person) -> None:
        """Make an administrator a plain member again."""
        newer = replace(self.member(chat, person.user), status="member", rights=frozenset(), title="")
        self.change_member(chat, newer, by.user)
        self._tell_group(chat)

    def leave(self, person: Person, chat: Chat | int) -> None:
        """Leave a group."""
        self._gone(chat, person, person, "left")

    def remove_member(self, chat: Chat | int, person: Person, by: Person) -> None:
        """Remove somebody, from a supergroup for good: they can't come back by a link."""
        place = chat if isinstance(chat, Chat) else self.chats[chat]
        self._gone(place, person, by, "kicked" if place.type == "supergroup" else "left")

    def _gone(self, chat: Chat | int, person: Person, by: Person, status: str) -> None:
        place = chat if isinstance(chat, Chat) else self.chats[chat]
        if not place.holds(person.id) or place.private:
            raise ActError(f"{person.name} is not in this group")
        newer = replace(self.member(place, person.user), status=status, rights=frozenset(), tag="", title="")
        self.change_member(place, newer, by.user)
        self._service(place, by.user, {"left_chat_member": person.user})

    def join(self, person: Person, url: str) -> Joined:
        """Follow an invite link: in at once, or into the line of those who ask. Raises ActError if it is no good."""
        if url not in self.links:
            raise ActError("this link is not known")
        chat, link = self.links[url]
        member = self.member(chat, person.user)
        spent = (
            link.revoked or (link.expires and link.expires < self.seconds()) or (link.limit and link.used >= link.limit)
        )
        if spent:
            raise ActError("this link has expired")
        if member.present:
            raise ActError(f"{person.name} is already in this group")
        if member.status == "kicked":
            raise ActError(f"{person.name} is banned from this group")
        if not link.by_request:
            link.used += 1
            self.let_in(chat, person, person.user, link)
            return Joined(chat, waiting=False)
        if person.id not in chat.requests:
            chat.requests[person.id] = Request(person, link, self.now())
            self._ask(chat, person, link)
        return Joined(chat, waiting=True)

    def _ask(self, chat: Chat, person: Person, link: Link) -> None:
        bot = chat.members.get(self.bot.id)
        if bot is not None and bot.may("can_invite_users"):
            self.join_windows[person.id] = self.now().timestamp() + REQUEST_SECONDS
            ask: Json = {"chat": chat.brief, "from": person.user, "user_chat_id": person.id, "date": self.seconds()}
            if person.bio:
                ask["bio"] = person.bio
            self.updates.add("chat_join_request", {**ask, "invite_link": chat.link_told(link)})
        self.bulletin.tell("join_request", lambda: {"chat_id": chat.id, "user_id": person.id, "state": "waiting"})
        self._tell_group(chat)

    def let_in(self, chat: Chat, person: Person, by: Json, link: Link) -> None:
        """Somebody comes in by a link that asks nobody."""
        extras: Json = {"invite_link": chat.link_told(link)}
        self.change_member(chat, replace(self.member(chat, person.user), status="member", tag=""), by, extras)
        self._service(chat, person.user, {"new_chat_members": [person.user]})

    def decide(self, chat: Chat | int, person: Person, by: Person, *, approve: bool) -> None:
        """An administrator lets in or turns away somebody who asked."""
        place = chat if isinstance(chat, Chat) else self.chats[chat]
        if self.member(place, by.user).status not in ADMINS:
            raise ActError(f"{by.name} is not an administrator of this group")
        request = place.requests.get(person.id)
        if request is None:
            raise ActError(f"{person.name} has not asked to join")
        settle(self, place, request, by.user, approve=approve)

    def open_topic(self, chat: Chat, person: Person, name: str) -> Topic:
        """Open a topic in a forum."""
        colour = 0x6FB9F0
        created: Json = {"forum_topic_created": {"name": name, "icon_color": colour}}
        message = self.post(chat, person.user, created, announce=False)
        topic = Topic(message["message_id"], name, colour)
        chat.topics[topic.id] = topic
        message |= {"message_thread_id": topic.id, "is_topic_message": True}
        if self.seen_by_bot(chat, message):
            self.updates.add("message", message)
        self._tell_group(chat)
        return topic

    def upgrade_group(self, chat: Chat) -> Chat:
        """Turn a small group into a supergroup with a new id; the old id answers with the new one from then on."""
        if chat.type != "group":
            raise ActError("only a small group can be upgraded")
        newer = Chat(-1_000_000_000_000 - next(self.group_numbers), "supergroup", count(1), title=chat.title)
        newer.members, newer.links, newer.unread = dict(chat.members), chat.links, dict.fromkeys(chat.members, 0)
        self.chats[newer.id] = newer
        for url, link in chat.links.items():
            self.links[url] = (newer, link)
        owner = next((member.user for member in chat.members.values() if member.status == "creator"), self.bot.user)
        self.post(chat, owner, {"migrate_to_chat_id": newer.id})
        chat.moved_to = newer.id
        self._service(newer, owner, {"migrate_from_chat_id": chat.id})
        return newer


def settle(world: World, chat: Chat, request: Request, by: Json, *, approve: bool) -> None:
    """End a join request; once it is over, the bot may no longer write on its strength."""
    person = request.person
    del chat.requests[person.id]
    world.join_windows.pop(person.id, None)
    if approve:
        extras: Json = {"via_join_request": True}  # of a request without a link only
        if request.link is not None:
            request.link.used += 1
            extras = {"invite_link": chat.link_told(request.link)}
        old = chat.members.get(person.id) or Member(person.user)
        world.change_member(chat, replace(old, status="member", tag=""), by, extras)
        world.post(chat, person.user, {"new_chat_members": [person.user]})
    state = "approved" if approve else "declined"
    world.bulletin.tell("join_request", lambda: {"chat_id": chat.id, "user_id": person.id, "state": state})
    world.bulletin.tell("chat", lambda: {"chat_id": chat.id, "group": views.group(world, chat)})
    world.bulletin.tell("people", lambda: views.people(world))
