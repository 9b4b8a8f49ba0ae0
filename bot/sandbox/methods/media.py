"""Photos, files, voices and the rest that is uploaded; albums; getFile."""

from bot.sandbox.errors import bad
from bot.sandbox.methods.sending import Method, caption_content, caption_of, format_text, send, send_all
from bot.sandbox.params import Params, Upload
from bot.sandbox.shapes import Json
from bot.sandbox.world import World

MEDIA = dict.fromkeys(("photo", "document", "video", "audio", "voice", "animation", "video_note", "sticker"))
DETAILS = {
    "video": ("duration", "width", "height"),
    "animation": ("duration", "width", "height"),
    "audio": ("duration", "performer", "title"),
    "voice": ("duration",),
    "video_note": ("duration", "length"),
    "sticker": ("emoji",),
}
TEXTS = frozenset(("performer", "title", "emoji"))
ALBUM = range(2, 11)
ALONE = frozenset(("document", "audio"))
"""Kinds that go into an album only among themselves."""


def _kept(world: World, params: Params, kind: str, value: object, details: Json) -> Json | list[Json]:
    uploads = params.uploads
    if value in (None, "") and kind in uploads:
        return world.files.keep(kind, uploads[kind], details).told
    stored = world.files.asked(params, value, kind, details)
    return stored.told


def _content(told: Json | list[Json], kind: str) -> Json:
    content: Json = {kind: told}
    if kind == "animation" and isinstance(told, dict):  # for old clients an animation is a document too
        content["document"] = {key: told[key] for key in DOCUMENT if key in told}
    return content


DOCUMENT = ("file_id", "file_unique_id", "file_name", "mime_type", "file_size")


def _sender(kind: str) -> Method:
    def send_medium(world: World, params: Params) -> Json:
        details: Json = {}
        for name in DETAILS.get(kind, ()):
            details[name] = params.text(name) if name in TEXTS else params.integer(name)
        content = _content(_kept(world, params, kind, params.values.get(kind), details), kind)
        if kind not in ("sticker", "video_note"):
            content |= caption_content(world, params)
        return send(world, params, content)

    send_medium.__doc__ = f"Send a {kind}."
    return send_medium


def medium_of(world: World, params: Params, media: Json) -> Json:
    """The content an InputMedia makes: the medium and its caption."""
    kind = media.get("type")
    if kind not in ("photo", "document", "video", "audio", "animation"):
        raise bad("can't parse InputMedia: unsupported media type")
    details = {name: media[name] for name in DETAILS.get(kind, ()) if name in media}
    content = _content(_kept(world, params, kind, media.get("media"), details), kind)
    if media.get("has_spoiler"):
        content["has_media_spoiler"] = True
    if media.get("show_caption_above_media"):
        content["show_caption_above_media"] = True
    caption = str(media.get("caption") or "")
    mode = str(media.get("parse_mode") or "")
    return content | caption_of(format_text(world, caption, mode, media.get("caption_entities") or []))


def send_media_group(world: World, params: Params) -> list[Json]:
    """sendMediaGroup: two to ten photos and videos, or documents, or audio; an album carries no buttons."""
    album = params.array("media", "InputMedia")
    if len(album) not in ALBUM:
        raise bad("media group must include 2-10 items" if album else "media is empty")
    kinds = {media.get("type") for media in album}
    if len(kinds) > 1 and kinds & ALONE:
        raise bad("document can't be mixed with other media types" if "document" in kinds else "Audio can't be mixed")
    contents = [medium_of(world, params, media) for media in album]
    group = str(world.random.randrange(10**16, 10**17))
    return send_all(world, params, [content | {"media_group_id": group} for content in contents])


def get_file(world: World, params: Params) -> Json:
    """getFile."""
    file_id = params.text("file_id")
    if not file_id:
        raise bad("file_id is empty")
    return world.files.told(file_id)


def stored_content(world: World, kind: str, upload: Upload, details: Json | None = None) -> Json:
    """The content a person's upload makes."""
    return _content(world.files.keep(kind, upload, details).told, kind)


METHODS: dict[str, Method] = {
    "sendPhoto": _sender("photo"),
    "sendDocument": _sender("document"),
    "sendVideo": _sender("video"),
    "sendAudio": _sender("audio"),
    "sendVoice": _sender("voice"),
    "sendAnimation": _sender("animation"),
    "sendVideoNote": _sender("video_note"),
    "sendSticker": _sender("sticker"),
    "sendMediaGroup": send_media_group,
    "getFile": get_file,
}
