"""The messenger as people use it: every act, and what can be seen of it afterwards."""

from bot.sandbox import views
from bot.sandbox.chats import Chat
from bot.sandbox.errors import ActError
from bot.sandbox.gathering import Gathering
from bot.sandbox.people import Person
from bot.sandbox.shapes import Json
from bot.sandbox.sharing import Sharing
from bot.sandbox.tapping import Tapping


class Messenger(Sharing, Tapping, Gathering):
    """Everything people do, in one place."""

    def messages(self, chat_id: int) -> list[Json]:
        """Every message now in a chat, oldest first, as Bot API objects."""
        chat = self.chats.get(chat_id)
        return list(chat.messages.values()) if chat is not None else []

    def pending_updates(self) -> list[Json]:
        """The updates the bot has not confirmed yet."""
        return [waiting.body for waiting in self.updates.queue]

    def group_of(self, chat_id: int | None) -> Chat:
        """A group by its id; raises ActError if there is none."""
        chat = self.chats.get(chat_id or 0)
        if chat is None or chat.private:
            raise ActError("there is no such group")
        return chat

    def speak(self, person: Person, language: str) -> None:
        """Somebody's client speaks another language from now on."""
        person.speak(language)
        self.bulletin.tell("people", lambda: views.people(self))

    def close(self) -> None:
        """Let go of everybody who waits: the page's listeners and a bot in a long poll, so that a server can stop."""
        self.bulletin.close()
        self.updates.wake(None)
        self.log.close()
