"""The whole state of the messenger, and the few things everything in it does: find, post, change, tell."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from random import Random

from bot.sandbox.bulletin import Bulletin
from bot.sandbox.chats import Chat, Link, Member
from bot.sandbox.errors import bad, forbidden, migrated
from bot.sandbox.faults import Faults
from bot.sandbox.files import Files
from bot.sandbox.journal import Journal
from bot.sandbox.limits import Limits
from bot.sandbox.people import Bot, Person
from bot.sandbox.shapes import Clock, Json
from bot.sandbox.updates import Updates
from bot.sandbox.webhook import Webhook

FIRST_PERSON = 700_000_001
FIRST_GROUP = 4_000_001
REQUEST_SECONDS = 300
"""How long a bot may write to somebody who asked to join but never started it."""
CALLBACK_SECONDS = 150


@dataclass(frozen=True)
class Query:
    """A tap waiting for its answer."""

    id: str
    person: Person
    chat: Chat
    message_id: int
    at: float


@dataclass(frozen=True)
class Answer:
    """What the bot answered a tap with."""

    query_id: str
    person: Person
    text: str
    alert: bool
    url: str


class World:
    """People, chats, files, updates and what the bot set up: what the acts of people and the bot's methods share."""

    def __init__(
        self,
        *,
        token: str = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw",  # noqa: S107  # a made-up token of the right form
        username: str = "regulars_demo_bot",
        name: str = "Regulars",
        clock: Clock,
        seed: int = 0,
        strict_limits: bool = False,
        log_file: Path | None = None,
        zone: str = "",
    ) -> None:
        """An empty messenger with one bot.

        `token` has Telegram's form; `clock` is where all times come from; `seed` decides ids and chances; rate limits
        hold, by the clock, if `strict_limits`; accepted sends are also written to `log_file`; the page shows times in
        `zone`.
        """
        self.zone = zone
        self.clock = clock
        self.random = Random(seed)
        self.bot = Bot(token, username, name)
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.links: dict[str, tuple[Chat, Link]] = {}
        self.files = Files()
        self.updates = Updates(clock, self.random)
        self.webhook = Webhook(clock, self.updates)
        self.faults = Faults(seed)
        self.limits = Limits(clock) if strict_limits else None
        self.bulletin = Bulletin()
        self.log = Journal(log_file)
        self.queries: dict[str, Query] = {}
        self.checkouts: dict[str, tuple[Chat, Json]] = {}
        """Payments waiting for the bot's word: the chat and the invoice."""
        self.invoices: dict[tuple[int, int], Json] = {}
        """What an invoice message asks for, by chat and message."""
        self.answers: list[Answer] = []
        self.votes: dict[str, dict[int, list[int]]] = {}
        """Who chose what, by poll and person."""
        self.join_windows: dict[int, float] = {}
        """Until when the bot may write to people who asked to join."""
        self.small_numbers = count(1)
        self.person_numbers = count(FIRST_PERSON)
        self.group_numbers = count(FIRST_GROUP)
        self.updates.disturb = self._disturbed

    def _disturbed(self, kind: str, body: Json) -> str | None:
        if not self.faults.active:
            return None
        chat = body.get("chat") or body.get("message", {}).get("chat", {})
        fault = self.faults.strike("updates", kind, chat.get("id"))
        return str(fault.kind) if fault else None

    def now(self) -> datetime:
        """The instant it is in the shop."""
        return self.clock.now()

    def seconds(self) -> int:
        """The same in Unix seconds, as messages carry it."""
        return int(self.clock.now().timestamp())

    def private_chat(self, person: Person) -> Chat:
        """A person's chat with the bot."""
        return self.chats[person.id]

    def called(self, chat_id: object) -> Chat:
        """The chat a method names by id or @username. Raises Telegram's complaints; follows no migration."""
        if chat_id is None or chat_id == "":
            raise bad("chat_id is empty")
        chat: Chat | None = None
        if isinstance(chat_id, str) and chat_id.startswith("@"):
            named = (chat for chat in self.chats.values() if chat.username and chat.username == chat_id[1:])
            chat = next(named, None)
        else:
            try:
                chat = self.chats.get(int(chat_id))  # type: ignore[call-overload]  # what int() refuses is not found
            except (TypeError, ValueError):
                chat = None
        if chat is None:
            raise bad("chat not found")
        if chat.moved_to is not None:
            raise migrated(chat.moved_to)
        return chat

    def reached(self, chat_id: object) -> Chat:
        """The chat a method writes to. Raises 400 or 403 with Telegram's sentence if the bot can't write there."""
        chat = self.called(chat_id)
        if chat.person is not None:
            if chat.person.deactivated:
                raise forbidden("user is deactivated")
            if chat.blocked:
                raise forbidden("bot was blocked by the user")
            if not chat.started and self.join_windows.get(chat.id, 0) < self.clock.now().timestamp():
                raise forbidden("bot can't initiate conversation with a user")
            return chat
        self.present(chat)
        return chat

    def present(self, chat: Chat) -> Member:
        """The bot's own standing in a group; raises 403 if it isn't in it."""
        member = chat.members.get(self.bot.id)
        if member is None or not member.present:
            how = "was kicked from" if member is not None and member.status == "kicked" else "is not a member of"
            raise forbidden(f"bot {how} the {chat.type} chat")
        return member

    def post(
        self,
        chat: Chat,
        sender: Json,
        content: Json,
        *,
        reply: Json | None = None,
        thread: int | None = None,
        announce: bool = True,
    ) -> Json:
        """Put a message into a chat and give it its number; `announce` tells the bot if it may see it."""
        message: Json = {
            "message_id": next(chat.numbers),
            "from": sender,
            "chat": chat.brief,
            "date": int(self.clock.now().timestamp()),
        }
        if thread is not None:
            message["message_thread_id"] = thread
            message["is_topic_message"] = True
        if reply is not None:
            message["reply_to_message"] = {key: value for key, value in reply.items() if key != "reply_to_message"}
        if not chat.private and (member := chat.members.get(sender["id"])) is not None and member.tag:
            message["sender_tag"] = member.tag
        message.update(content)
        chat.messages[message["message_id"]] = message
        for person_id in chat.present_people():
            if person_id != sender["id"]:
                chat.unread[person_id] = chat.unread.get(person_id, 0) + 1
        if self.bulletin.listeners:
            self._tell_posted(chat, message)
        if announce and sender["id"] != self.bot.id and self.seen_by_bot(chat, message):
            self.updates.add("message", message)
        return message

    def _tell_posted(self, chat: Chat, message: Json) -> None:
        self.bulletin.tell("message", lambda: {"chat_id": chat.id, "message": message})
        for person_id in chat.present_people():
            body = {"person": person_id, "chat_id": chat.id, "unread": chat.unread.get(person_id, 0)}
            self.bulletin.tell("unread", lambda body=body: body)  # type: ignore[misc]  # bound early on purpose

    def replace(self, chat: Chat, message: Json, changes: Json, *, edited: bool = True) -> Json:
        """Change a message. A new object takes its place, so that updates that carry the old one keep it."""
        newer = {key: value for key, value in (message | changes).items() if value is not None}
        if edited:
            newer["edit_date"] = self.seconds()
        chat.messages[message["message_id"]] = newer
        self.bulletin.tell("edited", lambda: {"chat_id": chat.id, "message": newer})
        return newer

    def remove(self, chat: Chat, message_ids: Iterable[int]) -> None:
        """Take messages away."""
        gone = [number for number in message_ids if chat.messages.pop(number, None) is not None]
        chat.pinned = [number for number in chat.pinned if number not in gone]
        for number in gone:
            chat.reactions.pop(number, None)
        if gone:
            self.bulletin.tell("deleted", lambda: {"chat_id": chat.id, "message_ids": gone})

    def seen_by_bot(self, chat: Chat, message: Json) -> bool:
        """Whether the bot is told of a message: in groups, privacy mode shows it only what is meant for it.

        Source: core.telegram.org/bots/features#privacy-mode.
        """
        if chat.private:
            return True
        member = chat.members.get(self.bot.id)
        if member is None or not member.present:
            return False
        if not self.bot.privacy or member.status == "administrator":
            return True
        text = message.get("text") or message.get("caption")
        if text is None and not message.keys() & {
            "photo",
            "document",
            "voice",
            "contact",
            "location",
            "poll",
            "sticker",
        }:
            return True  # service messages
        reply = message.get("reply_to_message")
        if reply is not None and reply["from"]["id"] == self.bot.id:
            return True
        text = text or ""
        at_me = f"@{self.bot.username}".lower()
        if text.startswith("/"):
            word = text.split(maxsplit=1)[0].lower()
            return "@" not in word or word.endswith(at_me)
        return at_me in text.lower()

    def tell_bot_of_member(self, chat: Chat, by: Json, old: Json, new: Json, extras: Json | None = None) -> None:
        """Queue `my_chat_member` for the bot itself, `chat_member` for others where it is an administrator."""
        mine = new["user"]["id"] == self.bot.id
        if not mine and not self.bot_is_admin(chat):
            return
        kind = "my_chat_member" if mine else "chat_member"
        body = {"chat": chat.brief, "from": by, "date": self.seconds(), "old_chat_member": old, "new_chat_member": new}
        self.updates.add(kind, {**body, **(extras or {})})

    def change_member(self, chat: Chat, newer: Member, by: Json, extras: Json | None = None) -> None:
        """Give an account its new standing in a group, and tell the bot what it may know of it."""
        user_id = newer.user["id"]
        old = chat.members.get(user_id) or Member(newer.user)
        chat.members[user_id] = newer
        if old.told() != newer.told():
            self.tell_bot_of_member(chat, by, old.told(), newer.told(), extras)
        self.bulletin.tell("chat", lambda: {"chat_id": chat.id})

    def bot_is_admin(self, chat: Chat) -> bool:
        """Whether the bot is an administrator of a group."""
        member = chat.members.get(self.bot.id)
        return member is not None and member.status == "administrator"

    def tell_reactions(self, chat: Chat, message_id: int) -> None:
        """Show everybody the reactions of a message."""
        given = chat.reactions.get(message_id, {}).items()
        rows = [{"user_id": user, "reaction": reaction} for user, reaction in given if reaction]
        self.bulletin.tell("reaction", lambda: {"chat_id": chat.id, "message_id": message_id, "reactions": rows})

    def token_of(self, length: int) -> str:
        """A random word for links and ids, decided by the seed."""
        letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
        return "".join(self.random.choices(letters, k=length))
