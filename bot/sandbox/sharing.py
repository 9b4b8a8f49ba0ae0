"""What people share besides words: contacts, places, pictures, files."""

from bot.sandbox.chats import Chat
from bot.sandbox.detect import found_in
from bot.sandbox.methods.cards import poll_id
from bot.sandbox.methods.media import stored_content
from bot.sandbox.params import Upload
from bot.sandbox.people import Person
from bot.sandbox.shapes import Json
from bot.sandbox.talking import Talking


class Sharing(Talking):
    """The acts of sharing; each answers the message it made."""

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
        return self.put(person, {"contact": contact}, chat)

    def send_location(self, person: Person, latitude: float, longitude: float, chat: Chat | int | None = None) -> Json:
        """Share a place, in degrees."""
        return self.put(person, {"location": {"latitude": float(latitude), "longitude": float(longitude)}}, chat)

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
        return self.put(person, message, chat, reply_to, thread)

    def send_poll(self, person: Person, question: str, options: list[str], chat: Chat | int | None = None) -> Json:
        """Send an anonymous poll."""
        poll = {
            "id": poll_id(self),
            "question": question,
            "options": [{"persistent_id": str(n), "text": text, "voter_count": 0} for n, text in enumerate(options)],
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": True,
            "type": "regular",
            "allows_multiple_answers": False,
            "allows_revoting": True,
            "members_only": False,
        }
        return self.put(person, {"poll": poll}, chat)

    def send_photo(self, person: Person, content: bytes, caption: str = "", chat: Chat | int | None = None) -> Json:
        """Send a picture (PNG, JPEG, GIF or WebP)."""
        return self.send_file(person, content, "photo.jpg", kind="photo", mime="image/jpeg", caption=caption, chat=chat)
