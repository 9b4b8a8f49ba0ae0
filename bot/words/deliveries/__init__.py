"""Each kind of delivery put into words, in the recipient's language, when it is sent."""

from collections.abc import Mapping

from bot.words.deliveries.broadcasts import BROADCASTS
from bot.words.deliveries.care import CARE
from bot.words.deliveries.data import Wording
from bot.words.deliveries.events import EVENTS
from bot.words.deliveries.groups import GROUPS
from bot.words.deliveries.points import POINTS
from bot.words.deliveries.rewards import REWARDS
from bot.words.deliveries.shop import SHOP
from bot.words.deliveries.talk import TALK

WORDINGS: Mapping[str, Wording] = {
    **POINTS,
    **REWARDS,
    **CARE,
    **TALK,
    **SHOP,
    **BROADCASTS,
    **GROUPS,
    **EVENTS,
}
"""By kind; a test sees that each of `bot/rules/deliveries.py` has its words."""
