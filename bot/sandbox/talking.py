"""What people do in a chat: say, tap, share, edit, delete, react, block."""

from bot.sandbox import views
from bot.sandbox.chats import Chat
from bot.sandbox.detect import found_in
from bot.sandbox.errors import ActError
from bot.sandbox.methods.media import stored_content
from bot.sandbox.params import Upload, clean
from bot.sandbox.people import Person
from bot.sandbox.shapes import Json
from bot.sandbox.world import Query, World

CONTENTS = frozenset(
    ("text", "photo", "document", "video", "audio", "voice", "animation", "sticker", "contact", "location", "poll")
)


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

    def _put(
        self,
        person: Person,
        content: Json,
        chat: Chat | int | None,
        reply_to: int | None = None,
        thread: int | None = None,
    ) -> Json:
        place = self.place(person, chat)
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
        return self._put(person, {"text": text, **({"entities": entities} if entities else {})}, chat, reply_to, thread)

    def start(self, person: Person, payload: str = "") -> Json:
        """Press Start, or follow a link with a payload (at most 64 of A-Z a-z 0-9 _ -); unblocks a blocked bot."""
        if len(payload) > 64 or not all(one.isascii() and (one.isalnum() or one in "_-") for one in payload):
            raise ActError("a start payload holds at most 64 of A-Z, a-z, 0-9, _ and -")
        if self.private_chat(person).blocked:
            self.unblock(person)
        return self.say(person, f"/start {payload}".rstrip())

    def tap(self, person: Person, message_id: int, label: str, chat: Chat | int | None = None) -> str:
        """Tap the callback button with this label under a message; answers the callback query's id."""
        place, message = self._seen(person, message_id, chat)
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        button = next((button for row in rows for button in row if button["text"] == label), None)
        if button is None:
            shown = ", ".join(button["text"] for row in rows for button in row) or "none"
            raise ActError(f"there is no button {label!r} under message {message_id}; there are: {shown}")
        if "callback_data" not in button:
            raise ActError(f"the button {label!r} opens something and tells the bot nothing")
        return self._query(person, place, message, button["callback_data"])

    def press(self, person: Person, message_id: int, row: int, column: int, chat: Chat | int | None = None) -> Json:
        """Tap any inline button by its place. Answers what comes of it: a query's id, or what to open or copy."""
        place, message = self._seen(person, message_id, chat)
        try:
            button: Json = message["reply_markup"]["inline_keyboard"][row][column]
        except (KeyError, IndexError):
            raise ActError("there is no such button any more") from None
        if "callback_data" in button:
            return {"callback_query_id": self._query(person, place, message, button["callback_data"])}
        if "copy_text" in button:
            return {"copied": button["copy_text"]["text"]}
        if "web_app" in button:
            return {"web_app": button["web_app"]["url"]}
        if button.get("pay"):
            return {"checkout": self.pay(person, message_id, place)}
        if "url" in button:
            return {"url": button["url"]}
        raise ActError("this kind of button does nothing here")

    def _seen(self, person: Person, message_id: int, chat: Chat | int | None) -> tuple[Chat, Json]:
        place = self.place(person, chat)
        message = place.messages.get(message_id)
        if message is None:
            raise ActError(f"there is no message {message_id} here")
        return place, message

    def _query(self, person: Person, place: Chat, message: Json, data: str) -> str:
        query = Query(
            str(self.random.randrange(10**17, 10**18)), person, place, message["message_id"], self.now().timestamp()
        )
        self.queries[query.id] = query
        instance = str(7_000_000_000_000_000 + abs(place.id))
        body = {"id": query.id, "from": person.user, "message": message, "chat_instance": instance, "data": data}
        self.updates.add("callback_query", body)
        return query.id

    def pay(self, person: Person, message_id: int, chat: Chat | int | None = None) -> str:
        """Pay an invoice: asks the bot first. Answers the id of its pre-checkout query."""
        place, message = self._seen(person, message_id, chat)
        invoice = self.invoices.get((place.id, message["message_id"]))
        if invoice is None:
            raise ActError("there is nothing to pay here")
        number = str(self.random.randrange(10**17, 10**18))
        self.checkouts[number] = (place, {**invoice, "from": person.user})
        amounts = {key: invoice[key] for key in ("currency", "total_amount", "invoice_payload")}
        self.updates.add("pre_checkout_query", {"id": number, "from": person.user, **amounts})
        return number

    def send_contact(self, person: Person, of: Person | Json | None = None, chat: Chat | int | None = None) -> Json:
        """Share a contact: one's own, another person's, or any number; without "+" in front, as Telegram gives them."""
        shared = of or person
        if isinstance(shared, Person):
            contact: Json = {
                "phone_number": shared.phone or f"86139{shared.id % 10**8:08d}",
                "first_name": shared.first_name,
            }
            if shared.last_name:
                contact["last_name"] = shared.last_name
            contact["user_id"] = shared.id
        else:
            contact = dict(shared)
        return self._put(person, {"contact": contact}, chat)

    def send_location(self, person: Person, latitude: float, longitude: float, chat: Chat | int | None = None) -> Json:
        """Share a place, in degrees."""
        return self._put(person, {"location": {"latitude": float(latitude), "longitude": float(longitude)}}, chat)

    def send_file(
        self,
        person: Person,
        content: bytes,
        name: str = "file.bin",
        *,
        kind: str = "document",
        mime: str = "application/octet-stream",
        caption: str = "",
        chat: Chat | int | None = None,
        reply_to: int | None = None,
        thread: int | None = None,
        group: str | None = None,
    ) -> Json:
        """Send a photo, document, voice, video, audio, animation or sticker (`kind`); `group` makes an album."""
        self.place(person, chat)
        message = stored_content(self, kind, Upload(name, mime, content))
        if caption:
            entities = found_in(caption, [])
            message |= {"caption": caption, **({"caption_entities": entities} if entities else {})}
        if group:
            message["media_group_id"] = group
        return self._put(person, message, chat, reply_to, thread)

    def send_photo(self, person: Person, content: bytes, caption: str = "", chat: Chat | int | None = None) -> Json:
        """Send a picture (PNG, JPEG, GIF or WebP)."""
        return self.send_file(person, content, "photo.jpg", kind="photo", mime="image/jpeg", caption=caption, chat=chat)

    def vote(self, person: Person, message_id: int, options: list[int], chat: Chat | int | None = None) -> None:
        """Vote in a poll; an empty list takes the vote back. The bot hears of it if the poll is not anonymous."""
        place, message = self._seen(person, message_id, chat)
        poll = message.get("poll")
        if poll is None or poll["is_closed"]:
            raise ActError("there is no open poll here")
        votes = self.votes.setdefault(poll["id"], {})
        votes[person.id] = list(options)
        told = [
            {**option, "voter_count": sum(1 for chosen in votes.values() if number in chosen)}
            for number, option in enumerate(poll["options"])
        ]
        newer = {**poll, "options": told, "total_voter_count": sum(1 for chosen in votes.values() if chosen)}
        self.replace(place, message, {"poll": newer}, edited=False)
        self.updates.add("poll", newer)
        if not poll["is_anonymous"]:
            ids = [poll["options"][number]["persistent_id"] for number in options]
            vote = {
                "poll_id": poll["id"],
                "user": person.user,
                "option_ids": list(options),
                "option_persistent_ids": ids,
            }
            self.updates.add("poll_answer", vote)

    def edit(self, person: Person, message_id: int, text: str, chat: Chat | int | None = None) -> Json:
        """Change one's own text or caption."""
        place, message = self._seen(person, message_id, chat)
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
        place, message = self._seen(person, message_id, chat)
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
        place, message = self._seen(person, message_id, chat)
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
