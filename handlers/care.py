"""`/care`: what the bot does for members by itself, a line for each kind and the way to its rules."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from bot.actions.care import apply_care, read_care
from bot.rules import birthdays
from bot.rules.broadcasts import BroadcastRules
from bot.rules.care import Care
from bot.rules.contact import ContactRules
from bot.rules.holdout import Shares
from bot.rules.refills import RefillRules
from bot.rules.refusals import Refusal
from bot.rules.roles import Actor
from bot.rules.surveys import SurveyRules
from bot.rules.thanks import Thanks
from bot.rules.win_back import WinBack
from bot.shop import Work
from bot.words import birthday_rules, broadcast_rules, contact_rules, holdout, refill_rules, surveys, thanks, win_back
from bot.words import care as words
from bot.words.care import Says, told
from bot.words.message import Message
from handlers.visit import Visit

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

R = TypeVar("R", bound="DataclassInstance")

LINES: Mapping[Care, Says] = {
    Care.CONTACT: told(ContactRules, contact_rules.care_line),
    Care.BIRTHDAY: told(birthdays.from_plain, birthday_rules.care_line),
    Care.REFILL: told(RefillRules, refill_rules.care_line),
    Care.SURVEY: told(SurveyRules, surveys.care_line),
    Care.THANKS: told(Thanks, thanks.care_line),
    Care.WIN_BACK: told(WinBack, win_back.care_line),
    Care.BROADCAST: told(BroadcastRules, broadcast_rules.care_line),
    Care.HOLDOUT: told(Shares, holdout.care_line),
}
"""What the screen says of each kind, in this order; the button below it goes to the route `care.<kind>`."""


async def show(visit: Visit) -> Message:
    """Every kind of care."""
    found = [(care, says(visit.words, await read_care(visit.work, care, dict))) for care, says in LINES.items()]
    return words.every(visit.words, found)


def held(care: Care, shape: Callable[..., R]) -> Callable[[Work], Awaitable[R]]:
    """Reads the rules of a kind of care that hold, for the dialogue that edits them."""
    return partial(read_care, care=care, shape=shape)


def hold_now(care: Care) -> Callable[[Work, Actor, R], Awaitable[R | Refusal]]:
    """Lets rules of a kind of care hold from now on, for the dialogue that edits them."""

    async def apply(work: Work, actor: Actor, changed: R) -> R | Refusal:
        before = await read_care(work, care, type(changed))
        await apply_care(work, actor, care, _plain(changed), _plain(before))
        return changed

    return apply


def _plain(rules: "DataclassInstance") -> dict[str, object]:
    """Rules as they are kept, in which whatever is several is a list."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(rules).items()}
