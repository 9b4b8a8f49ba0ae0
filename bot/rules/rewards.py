"""Rewards: what points buy, and what makes one that a shop can offer."""

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.rules.names import clean
from bot.rules.points import MOST_POINTS
from bot.rules.refusals import Refusal
from bot.rules.store import LANGUAGES

MOST_NAME = 32
"""Characters: with its price it stands on a button."""
MOST_ABOUT = 500
"""UTF-16 code units, as Telegram counts: with everything else on its screen it is a caption of 1024."""
MOST_CHARITY = 48
MOST_PRICE = 1_000_000
MOST_STOCK = 1_000_000
MOST_EACH = 1000
MOST_VOUCHER_DAYS = 730
USUAL_DAYS = 30
EVERY_DAY = 0b111_1111
MINUTES = 24 * 60


class RewardKind(StrEnum):
    """What a reward is."""

    MONEY_OFF = "money_off"
    PERCENT_OFF = "percent_off"
    PRODUCT = "product"
    GIFT = "gift"
    EXPERIENCE = "experience"
    DONATION = "donation"


class RewardState(StrEnum):
    """Whether it is offered."""

    DRAFT = "draft"
    ACTIVE = "active"
    PAUSED = "paused"


class Part(StrEnum):
    """What a reward consists of, in the order in which it is asked for."""

    KIND = "kind"
    NAME = "name"
    ABOUT = "about"
    PICTURE = "picture"
    PRICE = "price"
    WORTH = "worth"
    PRODUCT = "product"
    CHARITY = "charity"
    STOCK = "stock"
    EACH = "each"
    TIER = "tier"
    FROM = "from"
    UNTIL = "until"
    LANGUAGES = "languages"
    WEEKDAYS = "weekdays"
    HOURS = "hours"
    DAYS = "days"


class Times(NamedTuple):
    """When a voucher is taken at the till.

    `weekdays` are bits from Monday, 1, to Sunday, 64; the minutes are of the store's day, the last one left out. Hours
    that end before they begin end on the next day, and belong to the day on which they began.
    """

    weekdays: int = EVERY_DAY
    from_minute: int = 0
    to_minute: int = MINUTES

    @property
    def always(self) -> bool:
        """Whether they exclude nothing."""
        return self == Times()

    def hold(self, now: datetime, zone: ZoneInfo) -> bool:
        """Whether a voucher is taken at an instant, by the clock on the wall of a store in this zone."""
        local = now.astimezone(zone)
        minute, day = local.hour * 60 + local.minute, local.weekday()
        if self.from_minute < self.to_minute:
            return self._are_on(day) and self.from_minute <= minute < self.to_minute
        began_today, lasts_from_yesterday = self.from_minute <= minute, minute < self.to_minute
        return (began_today and self._are_on(day)) or (lasts_from_yesterday and self._are_on((day - 1) % 7))

    def _are_on(self, day: int) -> bool:
        return bool(self.weekdays >> day & 1)


class Reward(NamedTuple):
    """Something that points buy.

    `names` and `abouts` are by language. `price` is in points; `worth` in minor units of money off or given away, or
    in percent. None is no picture, no end of the stock, no limit for each, no tier needed, no first or last instant,
    every language. `version` counts its edits; redeeming changes the stock and no version.
    """

    id: int | None
    kind: RewardKind
    names: Mapping[str, str]
    abouts: Mapping[str, str]
    price: int
    picture: str | None = None
    worth: int | None = None
    product_id: int | None = None
    charity: str | None = None
    stock: int | None = None
    each: int | None = None
    min_tier: int | None = None
    from_at: datetime | None = None
    until_at: datetime | None = None
    languages: tuple[str, ...] | None = None
    weekdays: int = EVERY_DAY
    from_minute: int = 0
    to_minute: int = MINUTES
    voucher_days: int = USUAL_DAYS
    state: RewardState = RewardState.DRAFT
    version: int = 1

    @property
    def times(self) -> Times:
        """When its vouchers are taken."""
        return Times(self.weekdays, self.from_minute, self.to_minute)

    def parts(self) -> tuple[Part, ...]:
        """What a reward of its kind consists of."""
        left_out = set(_ONLY) - {part for part, kinds in _ONLY.items() if self.kind in kinds}
        return tuple(part for part in Part if part not in left_out)

    def faults(self) -> dict[Part, Refusal]:
        """What keeps it from being offered, by the part that is at fault."""
        found = ((part, _CHECKS[part](self)) for part in self.parts() if part in _CHECKS)
        return {part: why for part, why in found if why is not None}

    def refused(self) -> Refusal | None:
        """Why a shop can't have this reward; None if it can."""
        return next(iter(self.faults().values()), None)


_WORTH = {RewardKind.MONEY_OFF, RewardKind.PERCENT_OFF, RewardKind.DONATION}
_AT_THE_TILL = set(RewardKind) - {RewardKind.DONATION}  # a donation has no voucher: it is given when it is chosen
_ONLY = {
    Part.WORTH: _WORTH,
    Part.PRODUCT: {RewardKind.PRODUCT},
    Part.CHARITY: {RewardKind.DONATION},
    Part.WEEKDAYS: _AT_THE_TILL,
    Part.HOURS: _AT_THE_TILL,
    Part.DAYS: _AT_THE_TILL,
}
"""The parts that only some kinds have."""


def units(text: str) -> int:
    """The length of a text as Telegram counts it, in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def tidy_name(text: str) -> str | Refusal:
    """A reward's name as it may be kept: `reward_nameless` or `reward_name_long` (`most`); it is never cut."""
    name = clean(text)
    if len(name) > MOST_NAME:
        return Refusal("reward_name_long", {"most": MOST_NAME})
    return name or Refusal("reward_nameless")


def tidy_about(text: str) -> str | Refusal:
    """What is told about a reward, its lines kept: `reward_about_empty` or `reward_about_long` (`most`)."""
    about = "\n".join(line for line in (clean(line, len(line)) for line in text.splitlines()) if line)
    if units(about) > MOST_ABOUT:
        return Refusal("reward_about_long", {"most": MOST_ABOUT})
    return about or Refusal("reward_about_empty")


def tidy_charity(text: str) -> str | Refusal:
    """Who gets a donation: `reward_charity` (`most`) where nobody is named, or too long a name."""
    charity = clean(text)
    return charity if 0 < len(charity) <= MOST_CHARITY else Refusal("reward_charity", {"most": MOST_CHARITY})


def _name(reward: Reward) -> Refusal | None:
    if not any(reward.names.values()):
        return Refusal("reward_nameless")
    return _texts(reward.names, tidy_name)


def _about(reward: Reward) -> Refusal | None:
    return _texts(reward.abouts, tidy_about)


def _texts(texts: Mapping[str, str], tidy: Callable[[str], str | Refusal]) -> Refusal | None:
    if not set(texts) <= set(LANGUAGES):
        return Refusal("language_unknown")
    return next((why for text in texts.values() if isinstance(why := tidy(text), Refusal)), None)


def _price(reward: Reward) -> Refusal | None:
    return None if 0 < reward.price <= MOST_PRICE else Refusal("reward_price", {"most": MOST_PRICE})


def _worth(reward: Reward) -> Refusal | None:
    worth = reward.worth or 0
    if reward.kind is RewardKind.PERCENT_OFF:
        return None if 0 < worth <= 100 else Refusal("reward_percent")
    return None if 0 < worth <= MOST_POINTS else Refusal("reward_worth")


def _product(reward: Reward) -> Refusal | None:
    return Refusal("reward_product_missing") if reward.product_id is None else None


def _charity(reward: Reward) -> Refusal | None:
    found = tidy_charity(reward.charity or "")
    return found if isinstance(found, Refusal) else None


def _stock(reward: Reward) -> Refusal | None:
    fits = reward.stock is None or 0 <= reward.stock <= MOST_STOCK
    return None if fits else Refusal("reward_stock", {"most": MOST_STOCK})


def _each(reward: Reward) -> Refusal | None:
    fits = reward.each is None or 0 < reward.each <= MOST_EACH
    return None if fits else Refusal("reward_each", {"most": MOST_EACH})


def _until(reward: Reward) -> Refusal | None:
    if reward.from_at is not None and reward.until_at is not None and reward.until_at <= reward.from_at:
        return Refusal("reward_ends_first", {"first": reward.from_at, "last": reward.until_at})
    return None


def _languages(reward: Reward) -> Refusal | None:
    if reward.languages is None or (reward.languages and set(reward.languages) <= set(LANGUAGES)):
        return None
    return Refusal("reward_languages")


def _weekdays(reward: Reward) -> Refusal | None:
    return None if 0 < reward.weekdays <= EVERY_DAY else Refusal("reward_weekdays")


def _hours(reward: Reward) -> Refusal | None:
    first, last = reward.from_minute, reward.to_minute
    return None if 0 <= first < MINUTES and 0 < last <= MINUTES and first != last else Refusal("reward_hours")


def _days(reward: Reward) -> Refusal | None:
    fits = 0 < reward.voucher_days <= MOST_VOUCHER_DAYS
    return None if fits else Refusal("reward_days", {"most": MOST_VOUCHER_DAYS})


_CHECKS: Mapping[Part, Callable[[Reward], Refusal | None]] = {
    Part.NAME: _name,
    Part.ABOUT: _about,
    Part.PRICE: _price,
    Part.WORTH: _worth,
    Part.PRODUCT: _product,
    Part.CHARITY: _charity,
    Part.STOCK: _stock,
    Part.EACH: _each,
    Part.UNTIL: _until,
    Part.LANGUAGES: _languages,
    Part.WEEKDAYS: _weekdays,
    Part.HOURS: _hours,
    Part.DAYS: _days,
}
