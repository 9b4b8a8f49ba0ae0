"""What of a broadcast reaches its recipients: the copied post with its buttons, corrected words, nothing any more."""

from bot.rules.broadcasts import LEADS, Does, Plan
from bot.words.catalogs import Words
from bot.words.contact import nudge_footer
from bot.words.message import Button, Copied, Go, Html, Link, Message, Row, plain

ABOVE = Html("👆")
"""What stands over the buttons that follow an album: it is the same in every language."""


def post(words: Words, broadcast_id: int, plan: Plan) -> Message:
    """The post as somebody has it."""
    return _copied(words, plan, buttons(words, broadcast_id, plan))


def in_group(words: Words, broadcast_id: int, plan: Plan, bot: str) -> Message:
    """The post as a group has it, where a button leads whoever presses it to the bot, by the bot's username.

    What is somebody's own has no place there: a voucher, and the end of offers.
    """
    hangs = []
    for number, one in enumerate(plan.buttons):
        if one.does is Does.LINK or one.does in LEADS:
            link = one.value if one.does is Does.LINK else f"https://t.me/{bot}?start=b_{broadcast_id}-{number}"
            hangs.append((Button(plain(one.label_for(words.language)), Link(link)),))
    return _copied(words, plan, tuple(hangs))


def _copied(words: Words, plan: Plan, hangs: tuple[Row, ...]) -> Message:
    shown = plan.post_for(words.language)
    return Message(ABOVE, hangs, copies=Copied(shown.chat_id, shown.message_ids), paid=plan.paid)


def corrected(words: Words, broadcast_id: int, plan: Plan, text: str) -> Message:
    """Other words in the place of those that somebody has.

    Args:
        text: in Telegram's HTML, as the manager's own message was formatted.
    """
    kind = plan.post_for(words.language).kind
    hangs = buttons(words, broadcast_id, plan) if kind.is_one else ()
    return Message(Html(text), hangs, captions=kind.has_caption, paid=plan.paid)


def recalled(message_ids: tuple[int, ...]) -> Message | None:
    """The post taken away again; None where nobody knows what to take."""
    return Message(Html(""), deletes=message_ids) if message_ids else None


def buttons(words: Words, broadcast_id: int, plan: Plan) -> tuple[Row, ...]:
    """What hangs under the post, one below another, and the way to fewer of these."""
    own = []
    for number, one in enumerate(plan.buttons):
        does = Link(one.value) if one.does is Does.LINK else Go("broadcast.press", str(broadcast_id), str(number))
        own.append((Button(plain(one.label_for(words.language)), does),))
    return (*own, *nudge_footer(words, "broadcast"))


def paused(words: Words, broadcast_id: int, title: str) -> Message:
    """To those who run the shop, when one pauses by itself; its card says why."""
    return Message(
        words.say("⏸ The broadcast “{title}” has paused by itself.", title=title)
        if title
        else words.say("⏸ A broadcast has paused by itself."),
        ((Button(words.label("See why"), Go("broadcast.show", str(broadcast_id))),),),
    )
