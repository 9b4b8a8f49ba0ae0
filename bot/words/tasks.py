"""What members ask staff to do: as staff see it, and what the member hears when it is done."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from bot.rules.codes import spaced
from bot.rules.tasks import Outcome, TaskState
from bot.words import formats
from bot.words.catalogs import Words
from bot.words.common import back, pager, yes
from bot.words.message import Button, Go, Html, Message, lines, paragraphs, plain, rows
from bot.words.sale import person


class Shown(NamedTuple):
    """A task: for whom, what they said, who has taken it, empty where nothing is known; `mine` if the reader has."""

    id: int
    state: TaskState
    product: str
    member: str
    card: str
    said: str
    opened_at: datetime
    taken_by: str
    mine: bool = False

    @property
    def whose(self) -> str:
        """The member's name, or else their card."""
        return self.member or spaced(self.card)


def tasks(words: Words, found: Sequence[Shown], page: int, pages: int, now: datetime) -> Message:
    """`/tasks`: what is still to do, the oldest first; pages count from 0."""
    return Message(
        paragraphs(
            words.say("<b>To do for members</b>"),
            lines(*(_line(words, one, now) for one in found)) or words.say("Nothing: all is done."),
        ),
        rows(
            *((Button(f"{plain(one.product)} · {plain(one.whose)}", Go("tasks.show", str(one.id))),) for one in found),
            pager(words, "tasks.page", page, pages),
        ),
    )


def _line(words: Words, one: Shown, now: datetime) -> Html:
    when = formats.moment(words, one.opened_at, now)
    if one.state is TaskState.TAKEN:
        return words.say(
            "• {product} for {member}, since {when}; taken by {name}",
            product=one.product,
            member=one.whose,
            when=when,
            name=one.taken_by,
        )
    return words.say("• {product} for {member}, since {when}", product=one.product, member=one.whose, when=when)


def task(words: Words, one: Shown, now: datetime) -> Message:
    """One, with everything that can be done about it."""
    number, done = str(one.id), one.state is TaskState.DONE
    return Message(
        paragraphs(
            words.say("🛍 <b>{product}</b>", product=one.product),
            lines(
                person(words, one.member, one.card),
                words.say("Asked: {when}", when=formats.moment(words, one.opened_at, now)),
                _stands(words, one),
            ),
            words.say("<blockquote>{said}</blockquote>", said=one.said) if one.said else None,
        ),
        rows(
            (Button(words.label("I take it"), Go("tasks.take", number)),) if not (done or one.mine) else (),
            (yes(words.label("Ready for them"), Go("tasks.close", number, Outcome.READY)),) if not done else (),
            (Button(words.label("Not possible"), Go("tasks.close", number, Outcome.NOT_POSSIBLE)),) if not done else (),
            (back(words, Go("tasks.list")),),
        ),
    )


def _stands(words: Words, one: Shown) -> Html:
    match one.state:
        case TaskState.OPEN:
            return words.say("Nobody has taken it yet.")
        case TaskState.TAKEN:
            return words.say("Taken by {name}", name=one.taken_by)
    return words.say("Closed by {name}", name=one.taken_by)


def opened(words: Words, task_id: int, product: str) -> Message:
    """To the staff: a member asks for something."""
    return Message(
        words.say("🛍 A member asks us to order or keep <b>{product}</b>.", product=product),
        ((Button(words.label("See it"), Go("tasks.show", str(task_id))),),),
    )


def done(words: Words, store: str, product: str, outcome: Outcome) -> Message:
    """To the member: how it went."""
    if outcome is Outcome.READY:
        return Message(
            words.say("✅ <b>{product}</b> is kept for you at {store}. See you!", product=product, store=store)
        )
    return Message(
        words.say(
            "We are sorry: we can't get <b>{product}</b> for you at the moment. {store} would like to see you anyway.",
            product=product,
            store=store,
        )
    )
