"""Deliveries about vouchers put into words."""

from collections.abc import Mapping

from bot.rules.vouchers import InHand
from bot.words import redeeming, vouchers
from bot.words.deliveries.data import Data, Wording, text_of


def _in_hand(data: Data) -> InHand:
    value = data["in_hand"]
    if not isinstance(value, InHand):
        raise TypeError(f"no voucher: {value!r}")
    return value


REWARDS: Mapping[str, Wording] = {
    "voucher": lambda words, _, data: vouchers.own(words, _in_hand(data), text_of(data, "bot")),
    "voucher_used": lambda words, store, data: vouchers.used(words, _in_hand(data).voucher, store),
    "voucher_changed": lambda words, _, data: vouchers.own(words, _in_hand(data), text_of(data, "bot")),
    "voucher_ending": lambda words, _, data: vouchers.ending(words, _in_hand(data)),
    "donation": lambda words, store, data: redeeming.thanks(words, _in_hand(data).voucher, store),
}
