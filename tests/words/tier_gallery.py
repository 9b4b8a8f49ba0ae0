"""The screens of the tiers with made-up people in them, for the gallery."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from bot.rules.standing import Outlook
from bot.rules.tiers import MOST_NAME, Measure, Span, Tier, TierTable, plain
from bot.words import approvals, tier_parts, tier_preview, tier_table, tiers
from bot.words.catalogs import Language
from bot.words.message import Message, Toast

NOW = datetime(2026, 5, 14, 15, 30, tzinfo=UTC)
LATER = NOW + timedelta(days=400)
ID = 2**31
KEY = "0123abcd"

Said = Message | Toast | tuple[Message, ...]
Shown = Callable[..., tuple[Callable[..., Said], Said]]


def table_of(name: str, measure: Measure = Measure.POINTS, span: Span = Span.ROLLING) -> TierTable:
    """Three tiers, the middle one called by somebody's own words."""
    called = name[:MOST_NAME] or "Silver"
    return TierTable(
        measure,
        span,
        30,
        (
            Tier(1, {"en": "Bronze", "zh_Hans": "铜卡", "ru": "Бронза"}, "🥉", 10_000, 8_000),
            Tier(ID, dict.fromkeys(Language, called), "🥈", 50_000, 40_000, 125, 50, {"en": name}),
            Tier(3, {"en": "Gold"}, "🥇", 100_000, 80_000, 150, 80, {"en": "Coffee on Mondays", "ru": name}),
        ),
        4,
    )


def tier_screens(shown: Shown, name: str) -> Iterator[tuple[Callable[..., Said], Said]]:
    """Every function of words about tiers that makes something to send."""
    table = table_of(name)
    bronze, silver, gold = table.tiers
    empty = TierTable(Measure.SPENT, Span.YEAR, 0, (), 0)
    places = (
        tiers.Mine(table, None, 0),
        tiers.Mine(table, 1, 30_000, 30_000, LATER),
        tiers.Mine(table, ID, 45_000, 100, None, NOW + timedelta(days=12)),
        tiers.Mine(table, ID, 45_000, 100),
        tiers.Mine(table_of(name, Measure.SPENT, Span.YEAR), 3, 125_099, 125_099, LATER),
    )
    for mine in places:
        yield shown(tiers.tiers, mine, NOW)
    yield shown(tiers.up, silver, name, LATER)
    yield shown(tiers.up, bronze, name, None)
    yield shown(tiers.kept, gold, LATER)
    for days in (0, 1, 30):
        yield shown(tiers.notice, silver, bronze, Measure.POINTS, 120, days)
    yield shown(tiers.notice, bronze, None, Measure.SPENT, 125_099, 30)
    yield shown(tiers.down, bronze, silver, LATER)
    yield shown(tiers.down, bronze, None, LATER)
    yield shown(tiers.down, None, bronze, None)
    yield shown(tiers.down, None, None, None)
    for one in (table, table_of(name, Measure.SPENT), table_of(name, Measure.POINTS, Span.YEAR), empty):
        for changed in (True, False):
            pending = tier_table.Pending(NOW, these=changed)
            yield shown(tier_table.table, one, NOW, changed=changed, lapsed=not changed, pending=pending)
        yield shown(tier_preview.applied, one)
        yield shown(tier_preview.preview, empty, one, Outlook(1_000_000, 3, 40), KEY)
        yield shown(tier_preview.preview, table, one, Outlook(12, 1_000_000, 40), KEY)
    for tier in table.tiers:
        yield shown(tier_table.tier, table, tier)
    for field in ("enter", "keep", "mark", "multiplier", "pay_share"):
        yield shown(tier_parts.ask, field, ID, Measure.POINTS)
        yield shown(tier_parts.ask, field, ID, Measure.SPENT)
    yield shown(tier_parts.ask, "grace", 0, Measure.POINTS)
    for field in ("name", "perks"):
        yield shown(tier_parts.ask_language, ID, field, silver.names)
        for language in Language:
            yield shown(tier_parts.ask_text, ID, field, language, name)
            yield shown(tier_parts.ask_text, ID, field, language, "")
    yield shown(tier_parts.ask_new, Language.ZH_HANT)
    yield shown(tier_parts.ask_measure)
    yield shown(tier_parts.ask_span)
    yield shown(tier_preview.counting)
    asked = {"approval": 7, "action": "edit_tiers", "person": 1, "name": name, "up": 12, "down": 3}
    yield shown(approvals.question, {**asked, "before": plain(empty), "table": plain(table)})
    yield shown(approvals.question, {**asked, "before": plain(table), "table": plain(empty)})
