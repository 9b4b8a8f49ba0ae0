"""The screens of when somebody is written to, with made-up people in them."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from bot.rules.deliveries import KINDS
from bot.rules.zones import nearest_zones
from bot.words import contact, when
from bot.words.contact import Week
from bot.words.message import Message, Toast
from bot.words.when import When

NOW = datetime(2026, 5, 14, 15, 30, tzinfo=UTC)
Said = Message | Toast | tuple[Message, ...]
Shown = Callable[..., tuple[Callable[..., Said], Said]]
NUDGES = [kind.name for kind in KINDS.values() if kind.topic is not None]


def contact_screens(shown: Shown) -> Iterator[tuple[Callable[..., Said], Said]]:
    """Every one of them."""
    for zone in ("America/Argentina/Buenos_Aires", "Asia/Shanghai"):
        for paused in (None, NOW + timedelta(days=30)):
            one = When(Week(1, 3), (9, 20), zone, paused is None, paused)
            yield shown(when.show, one, NOW)
        yield shown(when.zone_kept, zone, NOW)
    yield shown(when.ask_cap, 3)
    yield shown(when.ask_opens)
    for opens in (8, 20):
        yield shown(when.ask_closes, opens)
    yield shown(when.ask_pause)
    yield shown(when.ask_zone)
    yield shown(when.zone_left)
    yield shown(when.choose_zone, nearest_zones(-34.6, -58.4, 500), NOW)
    yield shown(when.kept)
    for kind in NUDGES:
        for agreed in (None, NOW):
            yield shown(contact.why, kind, agreed, Week(3, 3), NOW)
        for cap in (1, 7):
            yield shown(contact.fewer, kind, Week(1, cap))
    for was_on in (False, True):
        yield shown(contact.stopped, was_on=was_on)
