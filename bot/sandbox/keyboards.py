"""Keyboards under messages, checked as strictly as Telegram checks them."""

from urllib.parse import urlsplit

from bot.sandbox.errors import bad
from bot.sandbox.params import Params
from bot.sandbox.shapes import Json, utf16

DATA_BYTES = 64
COPIED = 256
MOST_BUTTONS = 100
STYLES = frozenset(("danger", "success", "primary"))
ACTIONS = (
    "url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay",
)  # fmt: skip


def markup_in(params: Params) -> Json | None:
    """The reply markup of a call, checked; None if there is none. Raises Telegram's complaints."""
    markup = params.object("reply_markup", "reply markup")
    if not markup:
        return None
    if "inline_keyboard" in markup:
        rows = _rows(markup["inline_keyboard"], "inline keyboard")
        return {"inline_keyboard": [[_inline(button) for button in row] for row in rows]} if rows else None
    if "keyboard" in markup:
        rows = _rows(markup["keyboard"], "keyboard")
        return {**markup, "keyboard": [[_plain(button) for button in row] for row in rows]}
    return markup


def inline_markup_in(params: Params) -> Json | None:
    """The same where only an inline keyboard will do, as in edits."""
    markup = markup_in(params)
    if markup is not None and "inline_keyboard" not in markup:
        raise bad("inline keyboard expected")
    return markup


def _rows(rows: object, what: str) -> list[list[Json]]:
    if not isinstance(rows, list):
        raise bad(f'can\'t parse {what}: field "{what.replace(" ", "_")}" must be of type Array')
    for row in rows:
        if not isinstance(row, list):
            raise bad(f"can't parse {what}: {what} must be an Array of Arrays")
    kept = [row for row in rows if row]
    if sum(len(row) for row in kept) > MOST_BUTTONS:
        raise bad("reply markup is too long")
    return kept


def _text(button: Json) -> str:
    text = button.get("text")
    if not isinstance(text, str) or not text.strip():
        raise bad("keyboard button text must be non-empty")
    return text


def _inline(button: Json) -> Json:
    if not isinstance(button, dict):
        raise bad("can't parse inline keyboard button: expected an Object")
    _text(button)
    _style(button)
    if not any(action in button for action in ACTIONS):
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if "callback_data" in button:
        data = button["callback_data"]
        if not isinstance(data, str) or not 0 < len(data.encode()) <= DATA_BYTES:
            raise bad("BUTTON_DATA_INVALID")
    elif "url" in button:
        _url(str(button["url"]))
    elif "copy_text" in button:
        copied = button["copy_text"].get("text", "") if isinstance(button["copy_text"], dict) else ""
        if not 0 < utf16(copied) <= COPIED:
            raise bad("BUTTON_COPY_TEXT_INVALID")
    elif "web_app" in button:
        app = button["web_app"].get("url", "") if isinstance(button["web_app"], dict) else ""
        if not app.startswith("https://"):
            raise bad(f"inline keyboard button Web App URL '{app}' is invalid: Only HTTPS links are allowed")
    return button


def _style(button: Json) -> None:
    if button.get("style") not in (None, *STYLES):
        raise bad("invalid button style specified")


def _url(url: str) -> None:
    def wrong(why: str) -> None:
        raise bad(f"inline keyboard button URL '{url}' is invalid: {why}")

    if url.lower().startswith(("tg://", "ton://")):
        return
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        host = parts.hostname or ""
    except ValueError:
        host = ""
        parts = urlsplit("http://")
    if parts.scheme not in ("http", "https"):
        wrong("Unsupported URL protocol")
    if not host:
        wrong("URL host is empty")
    if "." not in host or " " in url:
        wrong("Wrong HTTP URL")


def _plain(button: object) -> Json:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict):
        raise bad("can't parse keyboard button: expected an Object")
    _text(button)
    _style(button)
    return button
