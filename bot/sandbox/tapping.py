"""What people do to the bot's messages: tap buttons, pay, vote."""

from bot.sandbox.chats import Chat
from bot.sandbox.errors import ActError
from bot.sandbox.people import Person
from bot.sandbox.shapes import Json
from bot.sandbox.talking import Talking
from bot.sandbox.world import Query


class Tapping(Talking):
    """The acts on buttons, invoices and polls."""

    def tap(self, person: Person, message_id: int, label: str, chat: Chat | int | None = None) -> str:
        """Tap the callback button with this label under a message; answers the callback query's id."""
        place, message = self.seen(person, message_id, chat)
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
        place, message = self.seen(person, message_id, chat)
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

    def _query(self, person: Person, place: Chat, message: Json, data: str) -> str:
        query = Query(
            str(self.random.randrange(10**17, 10**18)), person, place, message["message_id"], self.now().timestamp()
        )
        self.queries[query.id] = query
        instance = str(7_000_000_000_000_000 + abs(place.id))
        body = {"id": query.id, "from": person.user, "message": message, "chat_instance": instance, "data": data}
        self.updates.add("callback_query", body)
        return query.id

    def vote(self, person: Person, message_id: int, options: list[int], chat: Chat | int | None = None) -> None:
        """Vote in a poll; an empty list takes the vote back. The bot hears of it if the poll is not anonymous."""
        place, message = self.seen(person, message_id, chat)
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

    def pay(self, person: Person, message_id: int, chat: Chat | int | None = None) -> str:
        """Pay an invoice: asks the bot first. Answers the id of its pre-checkout query."""
        place, message = self.seen(person, message_id, chat)
        invoice = self.invoices.get((place.id, message["message_id"]))
        if invoice is None:
            raise ActError("there is nothing to pay here")
        number = str(self.random.randrange(10**17, 10**18))
        self.checkouts[number] = (place, {**invoice, "from": person.user})
        amounts = {key: invoice[key] for key in ("currency", "total_amount", "invoice_payload")}
        self.updates.add("pre_checkout_query", {"id": number, "from": person.user, **amounts})
        return number
