"""Files sent to and by the bot, kept in memory, found by file id and by path."""

import hashlib
import struct
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.sandbox.errors import Refusal, bad
from bot.sandbox.params import Params, Upload
from bot.sandbox.shapes import Json

PHOTO_BYTES = 10 * 1024 * 1024
PHOTO_EDGES = 10_000
"""The most pixels width and height may have together."""
PHOTO_RATIO = 20
FILE_BYTES = 50 * 1024 * 1024
DOWNLOAD_BYTES = 20 * 1024 * 1024
FOLDERS = {
    "photo": "photos", "document": "documents", "voice": "voice", "video": "videos", "audio": "music",
    "animation": "animations", "sticker": "stickers", "video_note": "video_notes",
}  # fmt: skip
THUMBS = (90, 320, 800)
IMAGES = {"jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "gif": "image/gif", "webp": "image/webp"}


@dataclass(frozen=True)
class Stored:
    """One file: what it is, its bytes, and the Bot API object that names it in a message."""

    id: str
    kind: str
    path: str
    mime: str
    content: bytes
    told: Json | list[Json]


class Files:
    """Everything uploaded so far."""

    def __init__(self) -> None:
        """Start empty."""
        self.by_id: dict[str, Stored] = {}
        self.by_path: dict[str, Stored] = {}

    def keep(self, kind: str, upload: Upload, extras: Mapping[str, object] | None = None) -> Stored:
        """Keep an upload as a medium of this kind. Raises what Telegram says of empty, huge or unreadable files."""
        content = upload.content
        if not content:
            raise bad("file must be non-empty")
        if len(content) > (PHOTO_BYTES if kind == "photo" else FILE_BYTES):
            raise bad("file is too big for a photo") if kind == "photo" else Refusal(413, "Request Entity Too Large")
        number = len(self.by_path)
        digest = hashlib.sha256(content).digest()
        unique = urlsafe_b64encode(digest[:9]).decode()
        suffix = upload.name.rpartition(".")[2].lower() if "." in upload.name else "bin"
        mime = IMAGES.get(suffix, "image/jpeg") if kind == "photo" else upload.mime
        path = f"{FOLDERS[kind]}/file_{number}.{'jpg' if suffix not in IMAGES and kind == 'photo' else suffix}"

        def file_id(part: int) -> str:
            secret = hashlib.sha256(digest + bytes(f"{kind}{number}.{part}", "ascii")).digest()
            return "AgAC" + urlsafe_b64encode(secret + digest[:10]).decode().rstrip("=")

        sizes: list[Json] = []
        if kind == "photo":
            size = image_size(content)
            if size is None:
                raise bad("IMAGE_PROCESS_FAILED")
            if sum(size) > PHOTO_EDGES or max(size) > PHOTO_RATIO * min(size):
                raise bad("PHOTO_INVALID_DIMENSIONS")
            steps = [edge for edge in THUMBS if edge < max(size)] + [max(size)]
            for part, edge in enumerate(steps):
                sizes.append(
                    {
                        "file_id": file_id(part),
                        "file_unique_id": unique + "abcd"[part],
                        "width": max(1, size[0] * edge // max(size)),
                        "height": max(1, size[1] * edge // max(size)),
                        "file_size": len(content),
                    }
                )
            told: Json | list[Json] = sizes
        else:
            told = {"file_id": file_id(0), "file_unique_id": unique, "file_size": len(content), **SHAPES[kind](upload)}
            told |= {key: value for key, value in (extras or {}).items() if value}
        ids = [one["file_id"] for one in sizes] or [told["file_id"]]  # type: ignore[call-overload]  # not a photo: one object
        stored = Stored(ids[-1], kind, path, mime, content, told)
        for one in ids:
            self.by_id[one] = stored
        self.by_path[path] = stored
        return stored

    def asked(self, params: Params, value: object, kind: str, extras: Mapping[str, object] | None = None) -> Stored:
        """The file a method names: a part of the request, `attach://part`, or the id of one already here."""
        if not isinstance(value, str) or not value:
            raise bad(f"there is no {kind.replace('_', ' ')} in the request")
        if value.startswith("attach://"):
            upload = params.uploads.get(value.removeprefix("attach://"))
            if upload is None:
                raise bad(f"there is no {kind.replace('_', ' ')} in the request")
            return self.keep(kind, upload, extras)
        if value.startswith(("http://", "https://")):
            raise bad("failed to get HTTP URL content")
        stored = self.by_id.get(value)
        if stored is None:
            raise bad("wrong remote file identifier specified: can't unserialize it. Wrong last symbol")
        if stored.kind != kind and ("photo" in (stored.kind, kind) or "document" not in (stored.kind, kind)):
            raise bad(f"can't use file of type {stored.kind.title()} as {kind.title()}")
        if stored.kind != kind:
            return self.keep(kind, Upload(stored.path.rpartition("/")[2], stored.mime, stored.content), extras)
        return stored

    def told(self, file_id: str) -> Json:
        """The Bot API's File. Raises what Telegram says of unknown ids and of files above 20 MB."""
        stored = self.by_id.get(file_id)
        if stored is None:
            raise bad("invalid file_id")
        if len(stored.content) > DOWNLOAD_BYTES:
            raise bad("file is too big")
        named = (
            stored.told if isinstance(stored.told, dict) else next(o for o in stored.told if o["file_id"] == file_id)
        )
        return {
            "file_id": file_id,
            "file_unique_id": named["file_unique_id"],
            "file_size": len(stored.content),
            "file_path": stored.path,
        }


def _named(upload: Upload) -> Json:
    return {"file_name": upload.name, "mime_type": upload.mime}


def _moving(upload: Upload) -> Json:
    return {"width": 640, "height": 360, "duration": 1, **_named(upload)}


SHAPES: dict[str, Callable[[Upload], Json]] = {
    "document": _named,
    "voice": lambda upload: {"duration": 1, "mime_type": upload.mime},
    "video": _moving,
    "animation": _moving,
    "audio": lambda upload: {"duration": 1, **_named(upload)},
    "video_note": lambda _: {"length": 240, "duration": 1},
    "sticker": lambda _: {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False},
}


def image_size(content: bytes) -> tuple[int, int] | None:
    """Width and height in pixels of a PNG, GIF, JPEG or WebP picture, None if it is none of these."""
    if content[:8] == b"\x89PNG\r\n\x1a\n" and len(content) >= 24:
        return struct.unpack(">II", content[16:24])
    if content[:4] == b"GIF8" and len(content) >= 10:
        return struct.unpack("<HH", content[6:10])
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return 512, 512
    if content[:2] == b"\xff\xd8":
        at = 2
        while at + 9 < len(content) and content[at] == 0xFF:
            if 0xC0 <= content[at + 1] <= 0xCF and content[at + 1] not in (0xC4, 0xC8, 0xCC):
                height, width = struct.unpack(">HH", content[at + 5 : at + 9])
                return width, height
            at += 2 + int(struct.unpack(">H", content[at + 2 : at + 4])[0])
    return None
