"""A segment said back in plain words."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial, reduce

from bot.rules.buying import Bought, Goods, Rfm, Spent
from bot.rules.conditions import (
    NONE,
    Agreed,
    BirthMonth,
    Condition,
    Everybody,
    Figure,
    Joined,
    Language,
    Nps,
    Number,
    On,
    Sample,
    Shelf,
    Tier,
    Zone,
)
from bot.rules.nps import DETRACTORS, PROMOTERS, Band
from bot.rules.rfm import Group
from bot.rules.segment_values import ALWAYS, Ago, Day, Span, Window
from bot.rules.segments import And, Expression, Not, Or, with_tiers
from bot.words import catalogs, formats
from bot.words.catalogs import Words, sentence
from bot.words.common import own_text
from bot.words.message import Html
from bot.words.settings import topic_name

GROUPS: Mapping[Group, str] = {
    Group.CHAMPIONS: sentence("champions"),
    Group.LOYAL: sentence("loyal"),
    Group.PROMISING: sentence("promising"),
    Group.FADING: sentence("fading"),
    Group.AT_RISK: sentence("at risk"),
    Group.ASLEEP: sentence("asleep"),
}
"""What the groups of bot/rules/rfm.py are called."""
_FIGURES: Mapping[Figure, str] = {
    Figure.POINTS: sentence("points: {span}"),
    Figure.PURCHASES: sentence("purchases: {span}"),
    Figure.LATE: sentence("days late by their own rhythm: {span}"),
}
_SHELVES: Mapping[Shelf, str] = {
    Shelf.TAG: sentence("tag “{name}”"),
    Shelf.LIST: sentence("on the list “{name}”"),
    Shelf.GROUP: sentence("in the group “{name}”"),
}


def said(words: Words, expression: Expression, tiers: Sequence[Mapping[str, str]] = ()) -> Html:
    """Whom a segment names, in a sentence's middle: `tier Gold and not (bought “Formula”, in the last 90 days)`.

    Args:
        tiers: what the shop's own are called, each by language: the reader reads them in theirs.
    """
    return _said(words, with_tiers(expression, partial(_called, words, tiers)))


def _called(words: Words, tiers: Sequence[Mapping[str, str]], name: str) -> str:
    key = name.casefold()
    found = next((names for names in tiers if key in {one.casefold() for one in names.values()}), None)
    return own_text(words, found) if found is not None else name


def _said(words: Words, expression: Expression) -> Html:
    match expression:
        case And(parts):
            each = [_bracketed(words, part, Or) for part in parts]
            return reduce(lambda one, other: words.say("{one} and {other}", one=one, other=other), each)
        case Or(parts):
            each = [_bracketed(words, part, And) for part in parts]
            return reduce(lambda one, other: words.say("{one} or {other}", one=one, other=other), each)
        case Not(part):
            return words.say("not ({what})", what=_said(words, part))
        case _:
            return condition(words, expression)


def _bracketed(words: Words, part: Expression, kind: type[And] | type[Or]) -> Html:
    return words.say("({what})", what=_said(words, part)) if isinstance(part, kind) else _said(words, part)


def condition(words: Words, one: Condition) -> Html:
    """One condition, without a capital or a full stop."""
    match one:
        case Everybody():
            return words.say("all members")
        case Tier(called, above):
            if called.casefold() == NONE and not above:
                return words.say("no tier")
            return words.say("tier {tier} or higher", tier=called) if above else words.say("tier {tier}", tier=called)
        case Number(figure, span):
            return words.say(_FIGURES[figure], span=_span(words, span))
        case Spent(least, most):
            if least is not None:
                return words.say("spent {amount} or more in all", amount=_money(words, least))
            return words.say("spent {amount} at most in all", amount=_money(words, most or Decimal()))
        case Language(code):
            return words.say("reads {language}", language=catalogs.Language(code).own_name)
        case Zone(zone):
            return words.say("lives by the clock of {city}", city=formats.city(words, zone))
        case Joined(window):
            return words.say("joined {when}", when=_window(words, window))
        case BirthMonth():
            return _birth_month(words, one)
        case Bought():
            return _bought(words, one)
        case Rfm(group):
            return words.say("by how they buy: {group}", group=words.label(GROUPS[group]))
        case Nps(band):
            return _nps(words, band)
        case Agreed(topic):
            return words.say("wants to hear of: {topic}", topic=topic_name(words, topic))
        case On(shelf, called):
            return words.say(_SHELVES[shelf], name=called)
        case Sample(percent):
            return words.say("a sample of {n}% of the members", n=percent)


def _span(words: Words, span: Span) -> Html:
    if span.least is None:
        return words.say("at most {n}", n=span.most or 0)
    if span.most is None:
        return words.say("{n} or more", n=span.least)
    if span.least == span.most:
        return Html(words.number(span.least))
    return words.say("{least} to {most}", least=span.least, most=span.most)


def _money(words: Words, amount: Decimal) -> str:
    return formats.money(words, int(amount * formats.minor_units(words)))


def _window(words: Words, window: Window) -> Html:
    since, before = window.since, window.before
    match since, before:
        case Ago(days), None:
            return words.count("in the last {n} day", "in the last {n} days", days)
        case None, Ago(days):
            return words.count("more than {n} day ago", "more than {n} days ago", days)
        case None, _:
            return words.say("before {day}", day=_day(words, before))
        case _, None:
            return words.say("since {day}", day=_day(words, since))
    return words.say("from {since} until before {before}", since=_day(words, since), before=_day(words, before))


def _day(words: Words, day: Day | None) -> str:
    match day:
        case Ago(days):
            return words.count_label("{n} day ago", "{n} days ago", days)
        case date():
            return formats.date_of(words, day, year=True)
    return ""


def _birth_month(words: Words, one: BirthMonth) -> Html:
    if one.month is not None:
        return words.say("birthday in {month}", month=formats.month_name(words, one.month))
    return words.say("birthday next month") if one.ahead else words.say("birthday this month")


def _bought(words: Words, one: Bought) -> Html:
    what: Mapping[Goods, Callable[[], Html]] = {
        Goods.ANYTHING: lambda: words.say("bought something"),
        Goods.PRODUCT: lambda: words.say("bought “{product}”", product=one.called),
        Goods.CATEGORY: lambda: words.say("bought something of “{category}”", category=one.called),
    }
    parts = [what[one.goods]()]
    if one.times > 1:
        parts.append(words.count("{n} time at least", "{n} times at least", one.times))
    if one.spent is not None:
        parts.append(words.say("for {amount} or more", amount=_money(words, one.spent)))
    if one.window != ALWAYS:
        parts.append(_window(words, one.window))
    return reduce(lambda one, other: words.say("{one}, {other}", one=one, other=other), parts)


def _nps(words: Words, band: Band) -> Html:
    match band:
        case Band.PROMOTER:
            return words.say("would recommend the shop ({score} or more)", score=PROMOTERS)
        case Band.PASSIVE:
            return words.say(
                "would perhaps recommend the shop ({low} or {high})", low=DETRACTORS + 1, high=PROMOTERS - 1
            )
    return words.say("wouldn't recommend the shop ({score} or less)", score=DETRACTORS)
