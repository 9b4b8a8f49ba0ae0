"""What somebody wrote as Telegram's HTML, with the formatting they gave it."""

from collections.abc import Mapping
from html import escape

from telegram import Message


def html_of(message: Mapping[str, object]) -> str:
    """The text of a message, or its caption, formatted as it is there."""
    for key, entities in (("text", "entities"), ("caption", "caption_entities")):
        text = message.get(key)
        if isinstance(text, str) and text:
            return _formatted(message, key) if message.get(entities) else escape(text, quote=False)
    return ""


def _formatted(message: Mapping[str, object], key: str) -> str:
    read = Message.de_json(dict(message), None)
    return read.text_html if key == "text" else read.caption_html
