"""What hangs on a message, as Telegram takes it: buttons under it, a keyboard in place of the letters, how it comes."""

from collections.abc import Callable

from bot.words.message import AskContact, AskLocation, Button, Copy, Go, Key, Keyboard, Link, Message

Markup = dict[str, object]


def hangings(message: Message, data: Callable[[Go], str]) -> Markup:
    """What every message has beside its text or medium, as a call's fields; None stands for what it hasn't.

    Args:
        data: the callback data of a button.
    """
    return {
        "parse_mode": "HTML",
        "reply_markup": markup(message, data),
        "disable_notification": message.silent or None,
        "allow_paid_broadcast": message.paid or None,
    }


def markup(message: Message, data: Callable[[Go], str]) -> Markup | None:
    """A message's buttons or keyboard; None if it has neither."""
    if message.buttons:
        return {"inline_keyboard": [[_inline(one, data) for one in row] for row in message.buttons]}
    return None if message.keyboard is None else _keyboard(message.keyboard)


def _inline(button: Button, data: Callable[[Go], str]) -> Markup:
    made: Markup = {"text": button.label}
    match button.does:
        case Go():
            made["callback_data"] = data(button.does)
        case Link(url):
            made["url"] = url
        case Copy(text):
            made["copy_text"] = {"text": text}
    if button.style is not None:
        made["style"] = button.style
    return made


def _keyboard(keyboard: Keyboard) -> Markup:
    if not keyboard.rows:
        return {"remove_keyboard": True}
    rows = [[_key(key) for key in row] for row in keyboard.rows]
    return {"keyboard": rows, "resize_keyboard": True, "one_time_keyboard": True}


def _key(key: Key) -> Markup:
    match key:
        case AskContact(label):
            return {"text": label, "request_contact": True}
        case AskLocation(label):
            return {"text": label, "request_location": True}
    return {"text": key}
