"""Every method of the Bot API the messenger answers, by name."""

from bot.sandbox.methods import (
    account,
    cards,
    editing,
    groups,
    invites,
    marks,
    media,
    members,
    receiving,
    taps,
    text,
    topics,
)
from bot.sandbox.methods.sending import Method

METHODS: dict[str, Method] = {
    **account.METHODS,
    **receiving.METHODS,
    **text.METHODS,
    **media.METHODS,
    **cards.METHODS,
    **editing.METHODS,
    **taps.METHODS,
    **groups.METHODS,
    **members.METHODS,
    **invites.METHODS,
    **topics.METHODS,
    **marks.METHODS,
}
"""getUpdates is not among them: it alone may wait, and is answered by the server itself."""
BY_NAME: dict[str, tuple[str, Method]] = {name.lower(): (name, method) for name, method in METHODS.items()}
"""Telegram does not mind the case of a method's name."""
