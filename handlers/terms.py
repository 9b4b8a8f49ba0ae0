"""The terms of points: as they are, a part of them changed, what that means and costs, and only then applied."""

from dataclasses import replace

from bot.actions.terms import apply_terms, read_terms, try_terms
from bot.rules.points import MOST_POINTS
from bot.rules.refusals import Refusal
from bot.rules.terms import MOST_EXTENSION, MOST_RETURN_DAYS, Terms
from bot.shop import Shop
from bot.words import terms as words
from bot.words.message import Message
from bot.words.terms import Part
from handlers.editing import Answer, Draft, Editing, in_words, number, points_and_amount, with_buttons
from handlers.visit import Reply, Visit

_COSTS = frozenset({Part.WORTH, Part.PAYS, Part.SHARE})
"""The parts whose change is tried on the shop's own points and purchases."""


async def show(visit: Visit) -> Message:
    """The terms that hold; whatever was asked about them is not asked any more."""
    await TERMS.leave(visit)
    return words.show(visit.words, await read_terms(visit.work))


async def _preview(visit: Visit, part: Part, terms: Terms, key: str) -> Message | Reply:
    if part not in _COSTS:
        return words.preview(visit.words, part, terms, key)
    held = await read_terms(visit.work)

    async def try_them(shop: Shop) -> Message:
        tried = await try_terms(shop, visit.actor, held, terms, visit.now)
        return words.preview(visit.words, part, terms, key, tried)

    return Reply(then=try_them)


_ANSWERS: dict[Part, Answer[Terms]] = {
    Part.WORTH: Answer(
        points_and_amount(
            Refusal("terms_unreadable"),
            lambda terms, points, amount: replace(terms, worth_points=points, worth_amount=amount),
        ),
        lambda terms, amount: replace(terms, worth_amount=int(amount)),
    ),
    Part.PAYS: Answer(with_buttons(Refusal("terms_switch")), lambda terms, said: replace(terms, pays=said == "1")),
    Part.SHARE: Answer(number(Refusal("terms_share"), lambda terms, n: replace(terms, pay_share=n), unit="%")),
    Part.KEEPS: Answer(with_buttons(Refusal("terms_switch")), lambda terms, said: replace(terms, keeps=said == "1")),
    Part.EXTEND: Answer(
        number(Refusal("terms_extension", {"most": MOST_EXTENSION}), lambda terms, n: replace(terms, extend_months=n))
    ),
    Part.ADJUST: Answer(
        number(Refusal("terms_adjust", {"most": MOST_POINTS}), lambda terms, n: replace(terms, adjust_alone=n))
    ),
    Part.RETURN: Answer(
        number(Refusal("terms_return", {"most": MOST_RETURN_DAYS}), lambda terms, n: replace(terms, return_days=n))
    ),
}
TERMS = Editing(
    "terms", Draft[Part, Terms], _ANSWERS, read_terms, apply_terms, in_words(words.ask, _preview, words.applied)
)
