"""The messenger as people use it: every act, and what can be seen of it afterwards."""

from bot.sandbox.gathering import Gathering
from bot.sandbox.shapes import Json
from bot.sandbox.talking import Talking


class Messenger(Talking, Gathering):
    """Everything people do, in one place."""

    def messages(self, chat_id: int) -> list[Json]:
        """Every message now in a chat, oldest first, as Bot API objects."""
        chat = self.chats.get(chat_id)
        return list(chat.messages.values()) if chat is not None else []

    def pending_updates(self) -> list[Json]:
        """The updates the bot has not confirmed yet."""
        return [waiting.body for waiting in self.updates.queue]
