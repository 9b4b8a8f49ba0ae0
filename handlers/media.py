"""What Telegram has already, as calls: with which method each form is sent, and how it takes another's place."""

from bot.rules.media import Form, Media
from handlers.calls import Fields

_METHODS = {
    Form.PHOTO: "sendPhoto",
    Form.VIDEO: "sendVideo",
    Form.ANIMATION: "sendAnimation",
    Form.AUDIO: "sendAudio",
    Form.VOICE: "sendVoice",
    Form.FILE: "sendDocument",
    Form.VIDEO_NOTE: "sendVideoNote",
    Form.STICKER: "sendSticker",
    Form.PLACE: "sendLocation",
    Form.CONTACT: "sendContact",
}
_PAIRS = {Form.PLACE: ("latitude", "longitude"), Form.CONTACT: ("phone_number", "first_name")}
_REPLACEABLE = frozenset((Form.PHOTO, Form.VIDEO, Form.ANIMATION, Form.AUDIO, Form.FILE))


def sending(media: Media, fields: Fields) -> tuple[str, Fields]:
    """The method that sends it, and its fields.

    Args:
        fields: those that every message has, the caption among them.
    """
    if media.form in _PAIRS:
        return _METHODS[media.form], {**fields, **dict(zip(_PAIRS[media.form], media.pair, strict=True))}
    return _METHODS[media.form], {**fields, media.form.value: media.what}


def editing(media: Media, caption: str, fields: Fields) -> tuple[str, Fields]:
    """The method that puts it, with a caption in HTML, in the place of a message, and its fields.

    A voice note stays the one that it is, since Telegram lets none take another's place.
    """
    text = {"caption": caption, "parse_mode": "HTML"}
    if media.form not in _REPLACEABLE:
        return "editMessageCaption", {**fields, **text}
    return "editMessageMedia", {**fields, "media": {"type": media.form.value, "media": media.what, **text}}
