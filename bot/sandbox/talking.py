"""What people do in a chat: say, edit, delete, react, read; and block the bot."""

from bot.sandbox import views
from bot.sandbox.chats import Chat
from bot.sandbox.detect import found_in
from bot.sandbox.errors import ActError
from bot.sandbox.params import clean
from bot.sandbox.people import Person
from bot.sandbox.shapes import Json
from bot.sandbox.world import World


def _number(chat: Chat | int | None) -> int | None:
    return chat.id if isinstance(chat, Chat) else chat


class Talking(World):
    """The acts of one person in one chat.

    `chat` is left out for the private chat with the bot; it may be a Chat or its id. Every act is done at once and
    tells the bot of it, if the bot may know. An act a messenger does not offer raises ActError: writing to a bot one
    has blocked, or into a group one isn't in, or tapping a button that isn't there.
    """

    def place(self, person: Person, chat: Chat | int | None) -> Chat:
        """The chat a person means, once it is sure that they can write there."""
        number = _number(chat)
        found = self.chats.get(person.id if number is None else number)
        if found is None or not found.holds(person.id):
            raise ActError(f"{person.name} is not in this chat")
        if person.deactivated:
            raise ActError(f"{person.name} has no account any more")
        if found.private and found.blocked:
            raise ActError(f"{person.name} has blocked the bot")
        return found

    def put(
        self,
        person: Person,
        content: Json,
        chat: Chat | int | None,
        reply_to: int | None = None,
        thread: int | None = None,
    ) -> Json:
        """Put something of theirs into a chat."""
        place = self.place(person, chat)
        member = place.members.get(person.id)
        if member is not None and member.status == "restricted" and "can_send_messages" not in member.permissions:
            raise ActError(f"{person.name} may not write here")
        if place.private:
            place.started = True
        reply = place.messages.get(reply_to) if reply_to else None
        if reply is not None and place.forum and thread is None:
            thread = reply.get("message_thread_id")
        keyboard = place.keyboards.get(person.id)
        if keyboard is not None and (keyboard.get("force_reply") or keyboard.get("one_time_keyboard")):
            del place.keyboards[person.id]
        return self.post(place, person.user, content, reply=reply, thread=thread)

    def say(
        self,
        person: Person,
        text: str,
        chat: Chat | int | None = None,
        reply_to: int | None = None,
        thread: int | None = None,
    ) -> Json:
        """Write a text; commands, links and mentions in it become entities. Answers the message."""
        text = clean(text).strip()
        if not text:
            raise ActError("there is nothing to say")
        entities = found_in(text, [])
        return self.put(person, {"text": text, **({"entities": entities} if entities else {})}, chat, reply_to, thread)

    def start(self, person: Person, payload: str = "") -> Json:
        """Press Start, or follow a link with a payload (at most 64 of A-Z a-z 0-9 _ -); unblocks a blocked bot."""
        if len(payload) > 64 or not all(one.isascii() and (one.isalnum() or one in "_-") for one in payload):
            raise ActError("a start payload holds at most 64 of A-Z, a-z, 0-9, _ and -")
        if self.private_chat(person).blocked:
            self.unblock(person)
        return self.say(person, f"/start {payload}".rstrip())

    def seen(self, person: Person, message_id: int, chat: Chat | int | None) -> tuple[Chat, Json]:
        """The chat and the message a person means."""
        place = self.place(person, chat)
        message = place.messages.get(message_id)
        if message is None:
            raise ActError(f"there is no message {message_id} here")
        return place, message

    def edit(self, person: Person, message_id: int, text: str, chat: Chat | int | None = None) -> Json:
        """Change one's own text or caption."""
        place, message = self.seen(person, message_id, chat)
        if message["from"]["id"] != person.id:
            raise ActError("only one's own messages can be changed")
        text = clean(text).strip()
        entities = found_in(text, []) or None
        body, marks = ("text", "entities") if "text" in message else ("caption", "caption_entities")
        newer = self.replace(place, message, {body: text, marks: entities})
        if self.seen_by_bot(place, newer):
            self.updates.add("edited_message", newer)
        return newer

    def delete(self, person: Person, message_id: int, chat: Chat | int | None = None) -> None:
        """Take a message away for everybody; bots never hear of it."""
        place, message = self.seen(person, message_id, chat)
        member = place.members.get(person.id)
        if (
            not place.private
            and message["from"]["id"] != person.id
            and not (member and member.may("can_delete_messages"))
        ):
            raise ActError("only one's own messages can be deleted")
        self.remove(place, [message_id])

    def react(self, person: Person, message_id: int, emoji: str, chat: Chat | int | None = None) -> None:
        """Put an emoji on a message; "" takes it back."""
        place, message = self.seen(person, message_id, chat)
        given = place.reactions.setdefault(message_id, {})
        old = given.get(person.id, [])
        new = [{"type": "emoji", "emoji": emoji}] if emoji else []
        given[person.id] = new
        if place.private or self.bot_is_admin(place):
            body: Json = {
                "chat": place.brief,
                "message_id": message["message_id"],
                "user": person.user,
                "date": self.seconds(),
            }
            self.updates.add("message_reaction", body | {"old_reaction": old, "new_reaction": new})
        self.tell_reactions(place, message_id)

    def read(self, person: Person, chat: Chat | int | None = None) -> None:
        """Read everything in a chat."""
        number = _number(chat)
        place = self.chats[person.id if number is None else number]
        place.unread.pop(person.id, None)
        self.bulletin.tell("unread", lambda: {"person": person.id, "chat_id": place.id, "unread": 0})

    def block(self, person: Person) -> None:
        """Stop the bot from writing; it hears of that."""
        self._turn(person, blocked=True)

    def unblock(self, person: Person) -> None:
        """Let the bot write again."""
        self._turn(person, blocked=False)

    def _turn(self, person: Person, *, blocked: bool) -> None:
        chat = self.private_chat(person)
        if chat.blocked == blocked:
            return
        chat.blocked = blocked
        member: Json = {"user": self.bot.user, "status": "member"}
        kicked: Json = {"user": self.bot.user, "status": "kicked", "until_date": 0}
        old, new = (member, kicked) if blocked else (kicked, member)
        self.tell_bot_of_member(chat, person.user, old, new)
        self.bulletin.tell("people", lambda: views.people(self))

    def deactivate(self, person: Person) -> None:
        """Delete the account; the bot only learns it when it writes."""
        person.deactivated = True
        self.bulletin.tell("people", lambda: views.people(self))
