"""The parts of a reward as a table: how each is read from what a manager sends, and what leaving it empty means."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from bot.actions.products import product_by_sku
from bot.actions.tiers import read_tiers
from bot.rules.money import Money, Unsure
from bot.rules.refusals import Refusal
from bot.rules.rewards import (
    EVERY_DAY,
    MINUTES,
    USUAL_DAYS,
    Part,
    Reward,
    RewardKind,
    tidy_about,
    tidy_charity,
    tidy_name,
)
from bot.rules.store import LANGUAGES
from bot.rules.times import end_of, start_of
from handlers import typed
from handlers.darkroom import too_large
from handlers.visit import Kind, Visit

Found = Reward | Unsure | Refusal


class Field(NamedTuple):
    """A part as it is asked for: a name or a text in one language, anything else once."""

    part: Part
    language: str = ""

    @property
    def key(self) -> str:
        """How a button names it."""
        return f"{self.part}.{self.language}" if self.language else self.part.value


def field_of(key: str) -> Field:
    """The field that a button names."""
    part, _, language = key.partition(".")
    return Field(Part(part), language)


def fields_of(reward: Reward, language: str, *, tiers: bool) -> list[Field]:
    """What a reward is asked for, in order: names and texts in one language first, in its readers' others at the end.

    Args:
        language: the manager's own.
        tiers: whether the store has tiers.
    """
    texts = (Part.NAME, Part.ABOUT)
    first = [
        Field(part, language if part in texts else "") for part in reward.parts() if tiers or part is not Part.TIER
    ]
    names = [other for other in reward.languages or LANGUAGES if other != language]
    return first + [
        Field(part, other)
        for other in names
        for part in texts
        if part is Part.NAME or other in reward.names  # who gave no name in a language has no text in it either
    ]


async def read(visit: Visit, reward: Reward, field: Field) -> Found:
    """The reward with what was answered to a field; or why not, or the two readings of an amount."""
    match field.part:
        case Part.NAME:
            name = tidy_name(visit.text)
            return name if isinstance(name, Refusal) else reward._replace(names={**reward.names, field.language: name})
        case Part.ABOUT:
            text = tidy_about(visit.text)
            if isinstance(text, Refusal):
                return text
            return reward._replace(abouts={**reward.abouts, field.language: text})
        case Part.PRODUCT:
            product = await product_by_sku(visit.work, visit.text.strip())
            if product is None:
                return Refusal("reward_product", {"sku": visit.text.strip()})
            return reward._replace(product_id=product.id)
        case Part.TIER:
            tiers, number = await read_tiers(visit.work), typed.whole(visit.text)
            known = tiers is not None and tiers.tier(number) is not None
            return reward._replace(min_tier=number) if known else Refusal("reward_choose")
    return _READ[field.part](visit, reward)


def emptied(reward: Reward, field: Field) -> Reward:
    """The reward without this part, or with what is usual in its place."""
    match field.part:
        case Part.NAME:
            names, abouts = _without(reward.names, field.language), _without(reward.abouts, field.language)
            return reward._replace(names=names, abouts=abouts)
        case Part.ABOUT:
            return reward._replace(abouts=_without(reward.abouts, field.language))
    return _EMPTY[field.part](reward)


def may_be_empty(reward: Reward, field: Field) -> bool:
    """Whether a reward can do without this part."""
    return field.part is not Part.KIND and field.part not in emptied(reward, field).faults()


def _without(texts: Mapping[str, str], language: str) -> dict[str, str]:
    return {one: text for one, text in texts.items() if one != language}


def _kind(visit: Visit, reward: Reward) -> Found:
    if visit.text not in set(RewardKind):
        return Refusal("reward_choose")
    bare = reward if visit.text == reward.kind else reward._replace(worth=None, product_id=None, charity=None)
    return bare._replace(kind=RewardKind(visit.text))


def _picture(visit: Visit, reward: Reward) -> Found:
    picture = visit.incoming.picture
    if picture is None:
        return Refusal("picture_unreadable") if visit.incoming.kind is Kind.OTHER else Refusal("picture_missing")
    return picture.why_not or too_large(picture) or reward._replace(picture=picture.file_id)


def _price(visit: Visit, reward: Reward) -> Found:
    return reward._replace(price=typed.whole(visit.text) or 0)


def _worth(visit: Visit, reward: Reward) -> Found:
    if reward.kind is RewardKind.PERCENT_OFF:
        return reward._replace(worth=typed.whole(visit.text.strip().rstrip("%％ ")) or 0)
    amount = typed.amount(visit, visit.text)
    return reward._replace(worth=amount.amount) if isinstance(amount, Money) else amount


def _charity(visit: Visit, reward: Reward) -> Found:
    charity = tidy_charity(visit.text)
    return charity if isinstance(charity, Refusal) else reward._replace(charity=charity)


def _stock(visit: Visit, reward: Reward) -> Found:
    stock = typed.whole(visit.text)
    return reward._replace(stock=-1 if stock is None else stock)


def _each(visit: Visit, reward: Reward) -> Found:
    return reward._replace(each=typed.whole(visit.text) or 0)


def _from(visit: Visit, reward: Reward) -> Found:
    day = typed.day(visit.text)
    return Refusal("reward_day") if day is None else reward._replace(from_at=start_of(day, visit.work.store.zone_info))


def _until(visit: Visit, reward: Reward) -> Found:
    day = typed.day(visit.text)
    return Refusal("reward_day") if day is None else reward._replace(until_at=end_of(day, visit.work.store.zone_info))


def _languages(visit: Visit, reward: Reward) -> Found:
    """One language more, or one fewer; all of them are no limit."""
    if visit.text not in LANGUAGES:
        return Refusal("reward_choose")
    chosen = {visit.text} ^ set(LANGUAGES if reward.languages is None else reward.languages)
    languages = tuple(one for one in LANGUAGES if one in chosen)
    return reward._replace(languages=None if languages == LANGUAGES else languages)


def _weekdays(visit: Visit, reward: Reward) -> Found:
    """One day more, or one fewer."""
    day = typed.whole(visit.text)
    if day is None or day > 6:
        return Refusal("reward_choose")
    return reward._replace(weekdays=reward.weekdays ^ 1 << day)


def _hours(visit: Visit, reward: Reward) -> Found:
    hours = typed.hours(visit.text)
    return Refusal("reward_hours") if hours is None else reward._replace(from_minute=hours[0], to_minute=hours[1])


def _days(visit: Visit, reward: Reward) -> Found:
    return reward._replace(voucher_days=typed.whole(visit.text) or 0)


TOGGLES = frozenset({Part.LANGUAGES, Part.WEEKDAYS})
"""The parts of which each press changes one thing, until *Done*."""

_READ: Mapping[Part, Callable[[Visit, Reward], Found]] = {
    Part.KIND: _kind,
    Part.PICTURE: _picture,
    Part.PRICE: _price,
    Part.WORTH: _worth,
    Part.CHARITY: _charity,
    Part.STOCK: _stock,
    Part.EACH: _each,
    Part.FROM: _from,
    Part.UNTIL: _until,
    Part.LANGUAGES: _languages,
    Part.WEEKDAYS: _weekdays,
    Part.HOURS: _hours,
    Part.DAYS: _days,
}
_EMPTY: Mapping[Part, Callable[[Reward], Reward]] = {
    Part.PICTURE: lambda reward: reward._replace(picture=None),
    Part.PRICE: lambda reward: reward._replace(price=0),
    Part.WORTH: lambda reward: reward._replace(worth=None),
    Part.PRODUCT: lambda reward: reward._replace(product_id=None),
    Part.CHARITY: lambda reward: reward._replace(charity=None),
    Part.STOCK: lambda reward: reward._replace(stock=None),
    Part.EACH: lambda reward: reward._replace(each=None),
    Part.TIER: lambda reward: reward._replace(min_tier=None),
    Part.FROM: lambda reward: reward._replace(from_at=None),
    Part.UNTIL: lambda reward: reward._replace(until_at=None),
    Part.LANGUAGES: lambda reward: reward._replace(languages=None),
    Part.WEEKDAYS: lambda reward: reward._replace(weekdays=EVERY_DAY),
    Part.HOURS: lambda reward: reward._replace(from_minute=0, to_minute=MINUTES),
    Part.DAYS: lambda reward: reward._replace(voucher_days=USUAL_DAYS),
}
