"""The screens of when somebody is written to, with made-up people in them."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from bot.rules.contact import ContactRules, Gate, Hold, Verdict, What, Why, needs_facts
from bot.rules.deliveries import KINDS
from bot.rules.zones import nearest_zones
from bot.words import calendar, contact, contact_rules, planned, when
from bot.words.contact import Week
from bot.words.message import Message, Toast
from bot.words.when import When

KEY = "0123456789abcdefghijkl"
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


def _waiting() -> Iterator[planned.Waits]:
    until = NOW + timedelta(days=3)
    for why in Why:
        gates = {gate: None if gate is Gate.REACH else Hold(why, until if gate is Gate.CAP else None) for gate in Gate}
        yield planned.Waits("points_expiring", NOW, Verdict(What.DEFER, why, until), gates)


def _went() -> Iterator[planned.Went]:
    for kind in KINDS.values():
        if needs_facts(kind) and not kind.about_work:
            yield planned.Went(kind.name, NOW, True, "", What.SEND, Why.FREE)
    yield planned.Went("voucher_ending", NOW, True, "", What.SILENT, Why.SECOND)
    yield planned.Went("voucher_ending", NOW, False, "cap", What.DROP, Why.CAP)
    yield planned.Went("voucher_ending", NOW, False, "blocked", None, None)


def planned_screens(shown: Shown, name: str) -> Iterator[tuple[Callable[..., Said], Said]]:
    """What is planned for a member, the calendar, and the shop's rules."""
    yield shown(planned.ask)
    yield shown(planned.nobody, name)
    whose = planned.Whose(name, "7K3F9Q2MX")
    yield shown(planned.several, [(1, whose), (2, planned.Whose("", "7K3F9Q2MX"))])
    yield shown(planned.planned, whose, (), (), NOW)
    for one in _waiting():
        yield shown(planned.planned, None, (one,), (), NOW)
    for verdict in (Verdict(What.SEND, Why.FREE), Verdict(What.SILENT, Why.EDGE), Verdict(What.DROP, Why.TOO_LATE)):
        yield shown(planned.planned, whose, (planned.Waits("voucher_ending", NOW, verdict, {}),), tuple(_went()), NOW)
    counts = [dict.fromkeys(What, 12_345)] * 5 + [{What.SEND: 21}, {What.DROP: 5}]
    days = [calendar.Day(NOW.date() + timedelta(days=n), kind, counts[n]) for n in range(7) for kind in NUDGES]
    yield shown(calendar.calendar, days, 14, 1, NOW)
    yield shown(calendar.calendar, (), 1, 80, NOW, later=True)
    for rules in (ContactRules(), ContactRules(1, 8, 21, (0, 6), ("2026-12-25", "2027-01-01"), 1)):
        yield shown(contact_rules.show, rules)
        yield shown(contact_rules.preview, rules, KEY)
        yield shown(contact_rules.applied, rules)
    for part in contact_rules.Part:
        yield shown(contact_rules.ask, part)
