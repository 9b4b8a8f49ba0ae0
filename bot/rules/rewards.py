"""Rewards: what points buy, what makes one that a shop can offer, and who may have it now."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.rules.languages import in_language
from bot.rules.names import clean
from bot.rules.points import MOST_POINTS
from bot.rules.refusals import Refusal
from bot.rules.store import LANGUAGES
from bot.rules.tiers import TierTable

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

    `weekdays` are bits from Monday, 1, to Sunday, 64; the minutes are of the store's day, the last one left out.
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
        minute = local.hour * 60 + local.minute
        return bool(self.weekdays >> local.weekday() & 1) and self.from_minute <= minute < self.to_minute


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
    name = clean(text, MOST_NAME + 1)
    if len(name) > MOST_NAME:
        return Refusal("reward_name_long", {"most": MOST_NAME})
    return name or Refusal("reward_nameless")


def tidy_about(text: str) -> str | Refusal:
    """What is told about a reward, its lines kept: `reward_about_empty` or `reward_about_long` (`most`)."""
    about = "\n".join(line for line in (clean(line, MOST_ABOUT + 1) for line in text.splitlines()) if line)
    if units(about) > MOST_ABOUT:
        return Refusal("reward_about_long", {"most": MOST_ABOUT})
    return about or Refusal("reward_about_empty")


def tidy_charity(text: str) -> str | Refusal:
    """Who gets a donation: `reward_charity` (`most`) where nobody is named, or too long a name."""
    charity = clean(text, MOST_CHARITY + 1)
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
    return None if 0 <= (reward.stock or 0) <= MOST_STOCK else Refusal("reward_stock", {"most": MOST_STOCK})


def _each(reward: Reward) -> Refusal | None:
    each = 1 if reward.each is None else reward.each
    return None if 0 < each <= MOST_EACH else Refusal("reward_each", {"most": MOST_EACH})


def _until(reward: Reward) -> Refusal | None:
    if reward.from_at is not None and reward.until_at is not None and reward.until_at <= reward.from_at:
        return Refusal("reward_ends_first", {"at": reward.from_at})
    return None


def _languages(reward: Reward) -> Refusal | None:
    if reward.languages is None or (reward.languages and set(reward.languages) <= set(LANGUAGES)):
        return None
    return Refusal("reward_languages")


def _weekdays(reward: Reward) -> Refusal | None:
    return None if 0 < reward.weekdays <= EVERY_DAY else Refusal("reward_weekdays")


def _hours(reward: Reward) -> Refusal | None:
    return None if 0 <= reward.from_minute < reward.to_minute <= MINUTES else Refusal("reward_hours")


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


class Standing(NamedTuple):
    """What a member brings to the catalogue: points, the id of their tier, and how many of each reward they had."""

    points: int = 0
    tier: int | None = None
    had: Mapping[int, int] = {}


class Offer(NamedTuple):
    """A reward as somebody finds it: None, or why they can't have it now."""

    reward: Reward
    why_not: Refusal | None

    @property
    def short(self) -> int:
        """How many points are missing where nothing else is; 0 otherwise."""
        if self.why_not is None or self.why_not.key != "points_short":
            return 0
        return self.reward.price - int(str(self.why_not.data["have"]))


def why_not(
    reward: Reward, standing: Standing, *, now: datetime, language: str, tiers: TierTable | None
) -> Refusal | None:
    """Why somebody can't have a reward now; None if they can.

    Args:
        standing: theirs.
        now: the instant they ask.
        language: the one they read.
        tiers: the table of tiers that holds; None in a store without tiers.

    Returns:
        Refusal: `reward_off` (not offered, or not in this language), `reward_early` (`at`), `reward_over`,
            `reward_gone`, `reward_had` (`most`), `reward_tier` (`tier`, its name) or `points_short` (`wanted`,
            `have`).
    """
    lowest = tiers.tier(reward.min_tier) if tiers is not None else None
    if not _offered(reward, language) or (reward.min_tier is not None and lowest is None):
        return Refusal(
            "reward_off"
        )  # its tier may have been abolished: then nobody has it until a manager says who may
    if reward.from_at is not None and now < reward.from_at:
        return Refusal("reward_early", {"at": reward.from_at})
    if reward.until_at is not None and now > reward.until_at:
        return Refusal("reward_over")
    if reward.stock == 0:
        return Refusal("reward_gone")
    if reward.each is not None and reward.id is not None and standing.had.get(reward.id, 0) >= reward.each:
        return Refusal("reward_had", {"most": reward.each})
    if tiers is not None and lowest is not None and tiers.rank(standing.tier) < tiers.rank(lowest.id):
        return Refusal("reward_tier", {"tier": in_language(lowest.names, language)})
    if standing.points < reward.price:
        return Refusal("points_short", {"wanted": reward.price, "have": standing.points})
    return None


def _offered(reward: Reward, language: str) -> bool:
    return reward.state is RewardState.ACTIVE and (reward.languages is None or language in reward.languages)


_UNSEEN = {"reward_off", "reward_over"}


def catalogue(
    rewards: Iterable[Reward], standing: Standing, *, now: datetime, language: str, tiers: TierTable | None
) -> list[Offer]:
    """The rewards that somebody is shown: what they can have now, then what they are short of, then the rest.

    Each group has the cheapest first, donations like everything else. What is not for them, or over, is left out.
    """
    offers = (Offer(one, why_not(one, standing, now=now, language=language, tiers=tiers)) for one in rewards)
    shown = [offer for offer in offers if offer.why_not is None or offer.why_not.key not in _UNSEEN]
    return sorted(shown, key=_place)


def _place(offer: Offer) -> tuple[int, int, int]:
    group = 0 if offer.why_not is None else 1 if offer.short else 2
    return group, offer.reward.price, offer.reward.id or 0
