"""Who may have a reward now, and in which order people find what there is."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from bot.rules.languages import in_language
from bot.rules.refusals import Refusal
from bot.rules.rewards import Reward, RewardState
from bot.rules.tiers import TierTable


class Standing(NamedTuple):
    """What a member brings to the catalogue: points, the id of their tier, and how many of each reward they had.

    `frozen` says that their points can't be spent at the moment.
    """

    points: int = 0
    tier: int | None = None
    had: Mapping[int, int] = {}
    frozen: bool = False


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
            `reward_gone`, `reward_had` (`most`), `reward_tier` (`tier`, its name), `points_short` (`wanted`,
            `have`) or `spending_frozen`.
    """
    lowest = tiers.tier(reward.min_tier) if tiers is not None else None
    if not _offered(reward, language) or (reward.min_tier is not None and lowest is None):
        return Refusal("reward_off")  # of a tier that was abolished, it is nobody's until a manager says whose
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
    return Refusal("spending_frozen") if standing.frozen else None


def _offered(reward: Reward, language: str) -> bool:
    return reward.state is RewardState.ACTIVE and (reward.languages is None or language in reward.languages)


_UNSEEN = {"reward_off", "reward_over"}


def catalogue(
    rewards: Iterable[Reward], standing: Standing, *, now: datetime, language: str, tiers: TierTable | None
) -> list[Offer]:
    """The rewards that somebody is shown: what they can have now, then what they are short of, then the rest.

    Each group has the cheapest first, donations like everything else. What is not for them, or over, is left out.

    Args:
        rewards: those that are offered, the oldest first.
    """
    offers = (Offer(one, why_not(one, standing, now=now, language=language, tiers=tiers)) for one in rewards)
    shown = [offer for offer in offers if offer.why_not is None or offer.why_not.key not in _UNSEEN]
    return sorted(shown, key=_place)


def _place(offer: Offer) -> tuple[bool, int]:
    return offer.why_not is not None and not offer.short, offer.reward.price
