"""The people of the messenger, and the bot's own account."""

import re
from dataclasses import dataclass, field

from bot.sandbox.shapes import Json

COLOURS = ("#3a7bd5", "#c0392b", "#16a085", "#8e44ad", "#d35400", "#2c7a3f", "#b0307a", "#5d6d7e")
LANGUAGES = ("en", "zh-hans", "zh-hant", "ru", "de", "fr", "es", "ja")
TOKEN = re.compile(r"\d{5,}:[A-Za-z0-9_-]{30,}")


@dataclass(eq=False)
class Person:
    """Somebody with a Telegram account.

    `language` is the client's IETF tag ("zh-hans"); `note` is a role the page shows ("cashier") and Telegram never
    sees; `phone` is kept without "+", as Telegram gives it in contacts; `birthdate` is what their profile shows: month,
    day and perhaps the year.
    """

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language: str = "en"
    phone: str | None = None
    note: str = ""
    bio: str | None = None
    birthdate: tuple[int, int, int | None] | None = None
    deactivated: bool = False
    user: Json = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Make the Bot API's User once: it travels with every message."""
        self.speak(self.language)

    def speak(self, language: str) -> None:
        """Change the client's language; messages already sent keep the old one."""
        self.language = language
        user: Json = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        if self.last_name:
            user["last_name"] = self.last_name
        if self.username:
            user["username"] = self.username
        if self.language:
            user["language_code"] = self.language
        self.user = user

    @property
    def name(self) -> str:
        """First and last name, as shown."""
        return f"{self.first_name} {self.last_name}" if self.last_name else self.first_name

    @property
    def colour(self) -> str:
        """The colour of their name, by id as in Telegram."""
        return COLOURS[self.id % len(COLOURS)]


class Bot:
    """The bot's account: its token, name, texts and menu."""

    def __init__(self, token: str, username: str, name: str) -> None:
        """Raises ValueError if the token does not look like one."""
        if TOKEN.fullmatch(token) is None:
            raise ValueError("a bot token looks like 110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw")
        self.token = token
        self.id = int(token.partition(":")[0])
        self.username = username
        self.privacy = True
        self.names: dict[str, str] = {"": name}
        self.descriptions: dict[str, str] = {}
        self.short_descriptions: dict[str, str] = {}
        self.commands: dict[tuple[str, str], list[Json]] = {}
        """Commands by scope (as JSON) and language."""
        self.menus: dict[int, Json] = {}
        """Menu buttons by private chat, the default under 0."""
        self.rights: dict[bool, Json] = {}
        """Suggested administrator rights, for channels or not."""
        self.user: Json = {"id": self.id, "is_bot": True, "first_name": name, "username": username}

    def rename(self, language: str, name: str) -> None:
        """Its name in a language, "" for the rest."""
        self.names[language] = name
        self.user = {**self.user, "first_name": self.names[""]}

    def full_user(self) -> Json:
        """What getMe answers."""
        return {
            **self.user,
            "can_join_groups": True,
            "can_read_all_group_messages": not self.privacy,
            "supports_inline_queries": False,
            "can_connect_to_business": False,
            "has_main_web_app": False,
            "has_topics_enabled": False,
        }
