"""What of a broadcast reaches its recipients: the copied post with its buttons, corrected words, nothing any more."""

from bot.rules.broadcast_runs import Told
from bot.rules.broadcasts import IN_GROUPS, Does, Plan, PostKind, version_named
from bot.words.catalogs import Words
from bot.words.contact import nudge_footer
from bot.words.message import Button, Copied, Go, Html, Link, Message, Row, Toast, plain

ABOVE = Html("👆")
"""What stands over the buttons that follow an album: it is the same in every language."""


def post(words: Words, broadcast_id: int, plan: Plan) -> Message:
    """The post as somebody has it."""
    return _copied(words, plan, buttons(words, broadcast_id, plan))


def gone(words: Words) -> Message:
    """To whoever makes a broadcast, in the place of a post that was deleted."""
    return Message(words.say("🕳 The post that I copy is gone. Please show me another one."))


def in_group(words: Words, broadcast_id: int, plan: Plan, bot: str) -> Message:
    """The post as a group has it."""
    return _copied(words, plan, _in_group(words, broadcast_id, plan, bot))


def _in_group(words: Words, broadcast_id: int, plan: Plan, bot: str) -> tuple[Row, ...]:
    """What hangs under it in a group, where a button leads whoever presses it to the bot, by the bot's username.

    What is somebody's own has no place there: a voucher, and the end of offers.
    """
    hangs = []
    for number, one in enumerate(plan.buttons):
        if one.does in IN_GROUPS:
            link = one.value if one.does is Does.LINK else f"https://t.me/{bot}?start=b_{broadcast_id}-{number}"
            hangs.append((Button(plain(one.label_for(words.language)), Link(link)),))
    return tuple(hangs)


def _copied(words: Words, plan: Plan, hangs: tuple[Row, ...]) -> Message:
    shown = plan.post_for(words.language)
    said = Html(shown.words)
    if said and shown.kind is PostKind.TEXT:
        return Message(said, hangs, preview=True, paid=plan.paid)
    paid = plan.paid and shown.kind.is_one
    return Message(ABOVE, hangs, copies=Copied(shown.chat_id, shown.message_ids, said), paid=paid)


def corrected(words: Words, told: Told, bot: str = "") -> Message | None:
    """Other words in the place of those that somebody has; None where theirs were right.

    Args:
        bot: the bot's username where a group has them; empty for a member.
    """
    about, plan = told.about or told.id, told.plan
    code = version_named(plan.posts, words.language)
    if code not in told.texts:
        return None
    kind = plan.posts[code].kind
    hangs = _in_group(words, about, plan, bot) if bot else buttons(words, about, plan)
    text = Html(told.texts[code])
    return Message(text, hangs if kind.is_one else (), preview=True, captions=kind.has_caption)


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


def only_a_trial(words: Words) -> Toast:
    """For a button of somebody's own, pressed by whoever only tries the post out."""
    return Toast(words.label("This is only a trial. The button works for the members who get the post."), alert=True)


def paused(words: Words, broadcast_id: int, title: str) -> Message:
    """To those who run the shop, when one pauses by itself; its card says why."""
    return Message(
        words.say("⏸ The broadcast “{title}” has paused by itself.", title=title)
        if title
        else words.say("⏸ A broadcast has paused by itself."),
        ((Button(words.label("See why"), Go("broadcast.show", str(broadcast_id))),),),
    )
