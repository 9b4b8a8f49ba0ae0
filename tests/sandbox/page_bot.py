"""A small scripted bot for the page's tests: it greets, echoes, and shows every kind of message on request."""

import json
import struct
import threading
import zlib
from collections.abc import Callable
from typing import Any, TypeAlias

import httpx

Json: TypeAlias = dict[str, Any]

GREETING = (
    "<b>Good morning, {name}!</b>\nThis is <b>Regulars</b>, the card of Corner Grocery.\n\n"
    "• 1 point for every yuan\n• no letter at night, ever\n• your data stays in this shop"
)
ENTITIES = (
    "<b>bold</b>, <i>italic</i>, <u>underlined</u>, <s>struck</s>, <code>REG-7K4M</code>, "
    '<tg-spoiler>a secret gift</tg-spoiler>, <a href="https://example.org/terms">our terms</a>, /points and @mei_tea\n'
    "<blockquote>The milk was lovely, thank you.</blockquote>"
    '<pre><code class="language-json">{"points": 120, "tier": "gold"}</code></pre>'
)
WELCOME_KEYS = {
    "inline_keyboard": [
        [{"text": "Join", "callback_data": "join", "style": "success"}],
        [{"text": "My points", "callback_data": "points"}, {"text": "Privacy", "url": "https://example.org/privacy"}],
    ]
}
MENU_KEYS = {
    "keyboard": [[{"text": "My card"}, {"text": "Points"}], [{"text": "Share my number", "request_contact": True}]],
    "resize_keyboard": True,
    "input_field_placeholder": "Ask the shop",
}
STYLE_KEYS = {
    "inline_keyboard": [
        [{"text": "Yes, record it", "callback_data": "toast", "style": "success"}],
        [{"text": "Later", "callback_data": "later"}, {"text": "Undo", "callback_data": "alert", "style": "danger"}],
        [
            {"text": "Details", "callback_data": "edit", "style": "primary"},
            {"text": "Copy code", "copy_text": {"text": "REG-7K4M"}},
        ],
    ]
}


def picture(width: int, height: int, top: tuple[int, int, int], bottom: tuple[int, int, int]) -> bytes:
    """A PNG of a soft gradient, so that tests need no files."""
    rows = bytearray()
    for y in range(height):
        part = y / max(1, height - 1)
        colour = bytes(round(a + (b - a) * part) for a, b in zip(top, bottom, strict=True))
        rows += b"\0" + colour * width

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(rows))) + chunk(b"IEND", b"")
    )


class ScriptedBot:
    """Polls the Bot API at `base` in a thread of its own and answers from a table of commands."""

    def __init__(self, base: str, token: str) -> None:
        """Ready to start; the token is the pocket Telegram's."""
        self.http = httpx.Client(base_url=f"{base}/bot{token}/", timeout=20, trust_env=False, verify=False)
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self._poll, daemon=True)
        self.contacts: list[Json] = []
        self.started: list[str] = []
        self.commands: dict[str, Callable[[Json], object]] = {
            "/start": self._greet,
            "/entities": lambda message: self._say(message, ENTITIES),
            "/buttons": lambda message: self._say(message, "Is this right? <b>42.80</b> at the till", STYLE_KEYS),
            "/keys": lambda message: self._say(message, "Here is your menu.", MENU_KEYS),
            "/photo": self._photo,
            "/album": self._album,
            "/file": self._file,
            "/voice": self._voice,
            "/place": lambda message: self._call(
                "sendLocation", chat_id=message["chat"]["id"], latitude=31.23, longitude=121.47
            ),
            "/card": lambda message: self._call(
                "sendContact",
                chat_id=message["chat"]["id"],
                phone_number="+8613900001111",
                first_name="Corner",
                last_name="Grocery",
            ),
            "/poll": lambda message: self._call(
                "sendPoll",
                chat_id=message["chat"]["id"],
                question="Which tea next?",
                options=[{"text": "Longjing"}, {"text": "Pu'er"}],
            ),
            "/typing": lambda message: self._call("sendChatAction", chat_id=message["chat"]["id"], action="typing"),
            "/gone": self._gone,
            "/pin": self._pin,
            "/reply": lambda message: self._say(message, "I heard you.", reply_to=message["message_id"]),
            "/html": lambda message: self._say(message, "&lt;img src=x onerror=alert(1)&gt; &amp; &lt;b&gt;"),
        }

    def start(self) -> "ScriptedBot":
        """Name itself and its commands, and begin to poll."""
        self._call(
            "setMyDescription",
            description="Points, a card and a birthday wish from Corner Grocery.\n\nPress Start to look around.",
        )
        listed = [
            ("start", "begin here"),
            ("points", "your points"),
            ("photo", "a picture"),
            ("place", "where we are"),
            ("poll", "a vote"),
        ]
        self._call("setMyCommands", commands=[{"command": name, "description": about} for name, about in listed])
        self._call("setMyCommands", commands=[{"command": "points", "description": "我的积分"}], language_code="zh")
        self.thread.start()
        return self

    def stop(self) -> None:
        """Stop polling."""
        self.stopping.set()
        self.thread.join(timeout=5)
        self.http.close()

    def say(self, chat: int, text: str, **more: Any) -> Json:
        """Send a text, unasked; returns the message."""
        sent: Json = self._call("sendMessage", chat_id=chat, text=text, parse_mode="HTML", **more)
        return sent

    def edit(self, chat: int, message_id: int, text: str, keys: Json) -> None:
        """Change a text and its buttons."""
        self._call("editMessageText", chat_id=chat, message_id=message_id, text=text, reply_markup=keys)

    def invite(self, chat: int) -> str:
        """A link to a group where joining has to be asked for."""
        link: str = self._call("createChatInviteLink", chat_id=chat, creates_join_request=True)["invite_link"]
        return link

    def _call(self, method: str, files: Json | None = None, **fields: Any) -> Any:
        if files:
            data = {key: value if isinstance(value, str) else json.dumps(value) for key, value in fields.items()}
            response = self.http.post(method, data=data, files=files)
        else:
            response = self.http.post(method, json=fields)
        answer = response.json()
        if not answer["ok"]:
            raise RuntimeError(answer["description"])
        return answer["result"]

    def _poll(self) -> None:
        offset = 0
        while not self.stopping.is_set():
            try:
                updates = self._call("getUpdates", offset=offset, timeout=1)
            except (httpx.HTTPError, RuntimeError, ValueError):
                self.stopping.wait(0.05)
                continue
            for update in updates:
                offset = update["update_id"] + 1
                try:
                    self._heard(update)
                except (httpx.HTTPError, RuntimeError, ValueError):
                    continue

    def _heard(self, update: Json) -> None:
        if "callback_query" in update:
            self._pressed(update["callback_query"])
        elif "message" in update:
            message = update["message"]
            if "contact" in message:
                self.contacts.append(message["contact"])
                self._say(message, "Thank you, I will call you only about orders.")
            word = message.get("text", "").split("@")[0].split(" ")[0]
            if word in self.commands:
                self.commands[word](message)
            elif message["chat"]["type"] == "private" and message.get("text"):
                self._call("sendMessage", chat_id=message["chat"]["id"], text=f"You said: {message['text']}")

    def _pressed(self, query: Json) -> None:
        chat, message_id = query["message"]["chat"]["id"], query["message"]["message_id"]
        answers: dict[str, Json] = {
            "join": {"text": "Welcome to the regulars"},
            "toast": {"text": "Recorded"},
            "alert": {"text": "Undone. The points went back.", "show_alert": True},
        }
        if query["data"] == "later":
            return
        self._call("answerCallbackQuery", callback_query_id=query["id"], **answers.get(query["data"], {}))
        if query["data"] in ("edit", "join"):
            text = {"edit": "2 x milk, 1 x bread", "join": "You are in. Your card is <code>REG-7K4M</code>."}[
                query["data"]
            ]
            self._call("editMessageText", chat_id=chat, message_id=message_id, text=text, parse_mode="HTML")

    def _say(self, message: Json, text: str, keys: Json | None = None, reply_to: int | None = None) -> Json:
        more: Json = {"reply_markup": keys} if keys else {}
        if reply_to:
            more["reply_parameters"] = {"message_id": reply_to}
        return self.say(message["chat"]["id"], text, **more)

    def _greet(self, message: Json) -> None:
        self.started.append(message["text"].partition(" ")[2])
        self._say(message, GREETING.format(name=message["from"]["first_name"]), WELCOME_KEYS)

    def _photo(self, message: Json) -> None:
        shelf = picture(640, 420, (246, 196, 120), (120, 170, 150))
        self._call(
            "sendPhoto",
            {"photo": ("shelf.png", shelf, "image/png")},
            chat_id=message["chat"]["id"],
            caption="The new shelf",
        )

    def _album(self, message: Json) -> None:
        colours = [(240, 150, 130), (130, 190, 230), (170, 210, 140), (220, 180, 240)]
        files = {
            f"p{n}": (f"{n}.png", picture(400, 400, colour, (90, 110, 130)), "image/png")
            for n, colour in enumerate(colours)
        }
        media: list[Json] = [{"type": "photo", "media": f"attach://{name}"} for name in files]
        media[0]["caption"] = "Four teas to taste this week"
        self._call("sendMediaGroup", dict(files), chat_id=message["chat"]["id"], media=media)

    def _file(self, message: Json) -> None:
        report = ("mydata.json", b'{"points": 120}' * 900, "application/json")
        self._call(
            "sendDocument", {"document": report}, chat_id=message["chat"]["id"], caption="Everything held about you"
        )

    def _voice(self, message: Json) -> None:
        self._call(
            "sendVoice",
            {"voice": ("v.ogg", b"OggS" + b"\0" * 4000, "audio/ogg")},
            chat_id=message["chat"]["id"],
            duration=9,
        )

    def _gone(self, message: Json) -> None:
        sent = self._say(message, "This will vanish.")
        self._call("deleteMessage", chat_id=message["chat"]["id"], message_id=sent["message_id"])

    def _pin(self, message: Json) -> None:
        sent = self._say(message, "Opening hours: 9 to 21")
        self._call("pinChatMessage", chat_id=message["chat"]["id"], message_id=sent["message_id"])
