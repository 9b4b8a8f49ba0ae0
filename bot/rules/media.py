"""What people send besides text, by what Telegram calls it, and how it is kept."""

from enum import StrEnum
from typing import NamedTuple


class Form(StrEnum):
    """What it is; the value is the name of the field that holds it."""

    PHOTO = "photo"
    VIDEO = "video"
    ANIMATION = "animation"
    AUDIO = "audio"
    VOICE = "voice"
    FILE = "document"
    VIDEO_NOTE = "video_note"
    STICKER = "sticker"
    PLACE = "location"
    CONTACT = "contact"


WITHOUT_TEXT = frozenset((Form.VIDEO_NOTE, Form.STICKER, Form.PLACE, Form.CONTACT))
"""Those that can't carry a text, and that nobody can edit."""


class Media(NamedTuple):
    """Something that Telegram has already, so that it can be sent on; another bot can't use its ids.

    Args:
        what: Telegram's id of the file; `latitude,longitude` of a place; `phone,name` of a contact.
    """

    form: Form
    what: str

    @property
    def kept(self) -> str:
        """As it is kept."""
        return f"{self.form}:{self.what}"

    @property
    def pair(self) -> tuple[str, str]:
        """A place's latitude and longitude, a contact's phone and name."""
        first, _, second = self.what.partition(",")
        return first, second

    @classmethod
    def of(cls, kept: str) -> "Media":
        """The one that was kept."""
        form, _, what = kept.partition(":")
        return cls(Form(form), what)

    @classmethod
    def place(cls, latitude: float, longitude: float) -> "Media":
        """A place, in degrees north and east."""
        return cls(Form.PLACE, f"{latitude},{longitude}")

    @classmethod
    def contact(cls, phone: str, name: str) -> "Media":
        """Somebody's number and name."""
        return cls(Form.CONTACT, f"{phone},{name}")
