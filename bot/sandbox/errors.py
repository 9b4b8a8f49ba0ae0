"""Telegram's refusals, word for word."""

from bot.sandbox.shapes import Json

PREFIXES = {400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 409: "Conflict"}

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
OTHER_POLLER = "terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_SET = "terminated by setWebhook request"
WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


class Refusal(Exception):  # noqa: N818  # a refusal is what it is called here
    """A method refused: `code` is the HTTP status and `error_code`, `parameters` are Telegram's ResponseParameters."""

    def __init__(self, code: int, sentence: str = "", parameters: Json | None = None) -> None:
        """Make a refusal; the prefix for the code ("Bad Request: ") is put before the sentence."""
        prefix = PREFIXES.get(code, "")
        self.code = code
        self.description = ": ".join(part for part in (prefix, sentence) if part)
        self.parameters = parameters
        super().__init__(self.description)

    def body(self) -> Json:
        """The answer's body."""
        body: Json = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad(sentence: str) -> Refusal:
    """400 Bad Request with Telegram's sentence."""
    return Refusal(400, sentence)


def forbidden(sentence: str) -> Refusal:
    """403 Forbidden with Telegram's sentence."""
    return Refusal(403, sentence)


def too_many(seconds: int) -> Refusal:
    """429: come back after so many seconds."""
    return Refusal(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


def migrated(chat_id: int) -> Refusal:
    """The group became a supergroup with this id."""
    return Refusal(400, "group chat was upgraded to a supergroup chat", {"migrate_to_chat_id": chat_id})


class ActError(ValueError):
    """Something a person can't do in a messenger: tap a button that isn't there, write to a group they aren't in."""
