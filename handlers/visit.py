"""What a screen is given and what it gives back: a visit in, a reply out."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.actions.people import STEP_LASTS, Known, await_answer, stop_awaiting
from bot.rules.broadcasts import Post, Votes
from bot.rules.group_news import News
from bot.rules.media import Form, Media
from bot.rules.refusals import Refusal
from bot.rules.roles import Action, Actor
from bot.rules.room import has_room
from bot.shop import Shop, Work
from bot.words.catalogs import Words
from bot.words.message import Message, Toast
from handlers.invites import Invite


class Kind(StrEnum):
    """What came in."""

    COMMAND = "command"
    TEXT = "text"
    CONTACT = "contact"
    LOCATION = "location"
    PRESS = "press"
    PICTURE = "picture"
    OTHER = "other"  # a sticker, a voice message, a file that is no picture, a poll
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    GROUP = "group"  # news of a group
    POLL = "poll"  # somebody has voted


@dataclass(frozen=True, slots=True)
class Contact:
    """A shared contact; only one's own counts."""

    phone: str
    own: bool


@dataclass(frozen=True, slots=True)
class Location:
    """Where somebody says they are, in degrees north and east."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that somebody sent, by Telegram's id, as a photo or as a file that holds one."""

    file_id: str
    size: int
    """Bytes."""
    as_file: bool = False
    why_not: Refusal | None = None
    """Why no photo could be made of the file."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What somebody's Telegram profile shows the bot of them: month, day and perhaps year of their birth."""

    birthdate: tuple[int, int, int | None] | None = None


@dataclass(slots=True)
class Incoming:
    """One update in our own words.

    `text` is a message's text, a picture's caption, a command's arguments or a press's payload; `replies_to` is the
    message that was replied to, in the same chat.
    """

    kind: Kind
    person_id: int
    name: str
    client_language: str | None
    chat_id: int
    private: bool
    text: str = ""
    command: str = ""
    contact: Contact | None = None
    location: Location | None = None
    picture: Picture | None = None
    media: Media | None = None
    """What came besides text, to be sent on."""
    profile: Profile | None = None
    """What their Telegram profile says, once a screen has asked for it."""
    message_id: int | None = None
    replies_to: int | None = None
    post: Post | None = None
    """A message as it can be shown to others; None for what no bot can copy."""
    html: Callable[[], str] = str
    """A message's text or caption in Telegram's HTML, formatted as it came."""
    album: str = ""
    """The mark that the messages of one album share."""
    over_media: bool = False
    """The message that was pressed shows a picture, so that text can't take its place."""
    callback_id: str | None = None
    edited: bool = False
    """A message that was heard before is another now."""
    news: News | None = None
    votes: Votes | None = None
    """How a poll stands."""
    """What happened in a group."""
    invited: str | None = None
    """The link that a screen asked for; empty where Telegram made none."""

    @property
    def voice(self) -> str | None:
        """A voice note, by Telegram's id."""
        return self.media.what if self.media is not None and self.media.form is Form.VOICE else None


@dataclass(slots=True)
class Visit:
    """Somebody in front of us: who they are, what they said, their words, and the open transaction."""

    work: Work
    words: Words
    actor: Actor
    known: Known
    incoming: Incoming
    bot_username: str
    text: str = ""
    args: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Their name as Telegram shows it."""
        return self.incoming.name

    @property
    def now(self) -> datetime:
        """The instant this act began."""
        return self.work.now

    @property
    def member_id(self) -> int:
        """The member who is here; the route's action has made sure there is one."""
        if self.actor.member_id is None:
            raise LookupError("this screen needs a member, and its route does not ask for one")
        return self.actor.member_id

    def has_room(self, action: Action) -> bool:
        """Whether the disk has room for this, whoever may do it."""
        return has_room(self.work.room, action)

    @property
    def answered(self) -> object:
        """What they have answered so far in the dialogue they are in, as plain data; None outside of one."""
        sealed = self.known.step_data
        return json.loads(self.work.vault.open(sealed)) if sealed else None

    async def ask(self, step: str, data: object = (), lasts: timedelta = STEP_LASTS) -> None:
        """Await the answer to a question, for so long; `step` is a name in the table of answers."""
        await await_answer(self.work, self.incoming.person_id, step, data, lasts)

    async def asked(self) -> None:
        """Await nothing any more."""
        await stop_awaiting(self.work, self.incoming.person_id)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a screen says: messages, and a toast for a press.

    The first message takes the place of the one that was pressed unless `fresh`. `menus` are the people who may do
    other things now than before, so that their chats list other commands. `introduces` says that the store is
    another than before, so that the bot's own name and texts on Telegram may have to follow. `develop` is a picture
    that came as a file: a photo is made of it, and the screen hears it once more as that. `asks_profile` looks at the
    profile of whoever is here, and the screen hears once more, with that; so it does with the personal link to a group
    that `invites` is made of. `then` takes long and only reads: it is looked up after the act, beside whoever writes,
    and its message comes as the others did. `gone` is said in the place of a copy whose original was deleted.
    """

    messages: tuple[Message, ...] = ()
    toast: Toast | None = None
    fresh: bool = False
    menus: tuple[int, ...] = ()
    introduces: bool = False
    then: Callable[[Shop], Awaitable[Message]] | None = None
    develop: Picture | None = None
    asks_profile: bool = False
    invites: Invite | None = None
    gone: Message | None = None


Screen = Callable[[Visit], Awaitable[Reply | Message | Toast]]


@dataclass(frozen=True, slots=True)
class Route:
    """A screen, and the action its visitor must be allowed."""

    screen: Screen
    action: Action
    lives: timedelta = timedelta(days=30)
    """How long a button to it stays good."""
    spends: bool = False
    """It must not run on a press that may be old."""
    pictures: bool = False
    """It hears pictures, and whatever else was sent in a picture's place, as answers."""
    places: bool = False
    """It hears where somebody is as an answer."""
    voices: bool = False
    """It hears a voice note as an answer."""
    posts: bool = False
    """It hears any message at all, to be shown to others as it is."""
    in_groups: bool = False
    """A command that anybody may use in a group, where it is answered for all to read."""
    beside: bool = False
    """The message that was pressed stays, as a receipt does, and the answer comes as a new one."""

    def hears(self, incoming: Incoming) -> bool:
        """Whether what came in can be an answer here; what is written always can."""
        if self.posts:
            return True
        match incoming.kind:
            case Kind.LOCATION:
                return self.places
            case Kind.PICTURE | Kind.OTHER:
                return self.pictures or (self.voices and incoming.voice is not None)
        return True


@dataclass(frozen=True, slots=True)
class Routes:
    """The bot, or an area of it: what each command, button, awaited answer and deep link leads to."""

    commands: dict[str, Route] = field(default_factory=dict)
    buttons: dict[str, Route] = field(default_factory=dict)
    answers: dict[str, Route] = field(default_factory=dict)
    links: dict[str, Route] = field(default_factory=dict)
    """By the letters before the first underscore of a start payload."""
