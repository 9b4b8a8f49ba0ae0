"""The conditions of a segment as SQL, each true or false of a row of members and never neither."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TypeAlias

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    and_,
    case,
    cast,
    distinct,
    exists,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    true,
)

from bot.actions.consents import agreed
from bot.actions.known import Known
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
from bot.rules.rfm import CELLS, Cuts, Group
from bot.rules.segment_values import ALWAYS, Span, Window
from bot.rules.times import local_day
from bot.tables.birthdays import birthdays
from bot.tables.groups import places
from bot.tables.members import members
from bot.tables.people import people
from bot.tables.points import accounts
from bot.tables.purchases import purchase_lines, purchases
from bot.tables.rhythm import rhythms
from bot.tables.segments import listed, member_tags
from bot.tables.surveys import surveys

Where: TypeAlias = ColumnElement[bool]

_BESIDE = (
    (accounts, accounts.c.member_id == members.c.id),
    (people, people.c.member_id == members.c.id),
    (rhythms, rhythms.c.member_id == members.c.id),
)


def joined_to_members(tables: Collection[FromClause]) -> FromClause:
    """Members with what is known of each, in one row of a table, in those of these tables that have it."""
    found: FromClause = members
    for table, theirs in _BESIDE:
        found = found.outerjoin(table, theirs) if table in tables else found
    return found


_DAY = timedelta(days=1)
_SPREAD, _OF = 2654435761, 2**32
"""A number's place among `_OF` when it is multiplied by this: numbers in order fall far apart (Knuth, 6.4)."""


def where(condition: Condition, known: Known) -> Where:
    """A condition as SQL over `joined_to_members`.

    Raises:
        UnknownError: it calls something by a name that isn't there.
    """
    match condition:
        case Everybody():
            return true()
        case Tier():
            return _tier(condition, known)
        case Number():
            return _number(condition, known)
        case Spent(least, most):
            return _spent(least, most, known)
        case Language(code):
            return _speaks(known.store.language) == code
        case Zone(zone):
            return func.coalesce(people.c.zone, known.store.zone) == zone
        case Joined(window):
            return _within(members.c.joined_at, window, known)
        case BirthMonth():
            return _birth_month(condition, known)
        case Bought():
            return _bought(condition, known)
        case Rfm(group):
            return rfm_group(group, known.fifths())
        case Nps(band):
            return _nps(band)
        case Agreed(topic):
            return func.coalesce(agreed(topic, members.c.id), false())
        case On():
            return _SHELVES[condition.shelf](known.on(condition))
        case Sample(percent):
            return (members.c.id * literal(_SPREAD, BigInteger)) % _OF < _OF * percent // 100


def _tier(tier: Tier, known: Known) -> Where:
    if tier.called.casefold() == NONE and not tier.above:
        return accounts.c.tier.is_(None)
    return and_(accounts.c.tier.is_not(None), accounts.c.tier.in_(known.tiers(tier)))


def _number(number: Number, known: Known) -> Where:
    match number.figure:
        case Figure.POINTS:
            return _in_span(func.coalesce(accounts.c.points, 0), number.span)
        case Figure.PURCHASES:
            return _in_span(func.coalesce(accounts.c.purchases, 0), number.span)
        case Figure.LATE:
            return _late(number.span, known)


def _in_span(figure: ColumnElement[int], span: Span) -> Where:
    ends = [figure >= span.least] if span.least is not None else []
    return and_(*ends, *([figure <= span.most] if span.most is not None else []))


def _late(span: Span, known: Known) -> Where:
    """Whoever has bought since their rhythm was reckoned, at night, is not late; nor who has none: no days."""
    is_newest = or_(accounts.c.last_at.is_(None), accounts.c.last_at <= rhythms.c.since)

    def for_days(days: int) -> Where:
        by = known.at - max(days - 1, 0) * _DAY
        return and_(rhythms.c.late_since.is_not(None), is_newest, rhythms.c.late_since <= by)

    least = for_days(span.least) if span.least else true()
    return and_(least, not_(for_days(span.most + 1))) if span.most is not None else least


def _spent(least: Decimal | None, most: Decimal | None, known: Known) -> Where:
    spent = func.coalesce(accounts.c.spent, 0)
    ends = [spent >= known.minor(least)] if least is not None else []
    return and_(*ends, *([spent <= -known.minor(-most)] if most is not None else []))


_USUAL: Mapping[str, Sequence[str]] = {
    "en": ("en", "en-us", "en-gb"),
    "ru": ("ru", "ru-ru"),
    "zh_Hans": ("zh-hans", "zh", "zh-cn"),
    "zh_Hant": ("zh-hant", "zh-tw", "zh-hk"),
}
"""What Telegram's clients say as a rule, by the language that it picks."""


def _speaks(default: str) -> ColumnElement[str]:
    """The language somebody reads, as bot/words/catalogs.py picks it."""
    said = people.c.client_language
    tag = literal("-") + func.replace(func.lower(func.coalesce(said, "")), "_", "-") + "-"
    traditional = or_(*(tag.like(f"%-{part}-%") for part in ("hant", "tw", "hk", "mo")))
    of_client = case(
        # What nearly all of them say, before what takes longer to tell.
        *((said.in_(tags), code) for code, tags in _USUAL.items()),
        (func.lower(func.substr(said, 1, 2)).not_in(("en", "ru", "zh")), default),
        (tag.like("-en-%"), "en"),
        (tag.like("-ru-%"), "ru"),
        (and_(tag.like("-zh-%"), traditional, tag.not_like("%-hans-%")), "zh_Hant"),
        (tag.like("-zh-%"), "zh_Hans"),
        else_=default,
    )
    return func.coalesce(people.c.language, of_client)


def _within(at: ColumnElement[datetime] | ColumnElement[datetime | None], window: Window, known: Known) -> Where:
    since, before = window.ends(known.at, known.zone)
    ends = [at >= since] if since is not None else []
    return and_(at.is_not(None), *ends, *([at < before] if before is not None else []))


def _birth_month(condition: BirthMonth, known: Known) -> Where:
    """By the next birthday, which is within the year that begins today or a leap month later."""
    today = local_day(known.at, known.zone)
    month = condition.month or (today.month - 1 + condition.ahead) % 12 + 1
    spans = [
        and_(
            birthdays.c.next_on >= date(year, month, 1),
            birthdays.c.next_on < date(year + month // 12, month % 12 + 1, 1),
        )
        for year in range(today.year - 1, today.year + 3)
    ]
    return members.c.id.in_(select(birthdays.c.member_id).where(or_(*spans)).correlate(None))


def _bought(bought: Bought, known: Known) -> Where:
    times, spent, since = bought.times, bought.spent, bought.window.since
    if bought.goods is not Goods.ANYTHING:
        return _bought_goods(bought, known)
    least = known.minor(spent) if spent is not None else None
    enough = [accounts.c.member_id.is_not(None), accounts.c.purchases >= times]
    if least is not None:
        enough.append(accounts.c.spent >= least)
    if bought.window == ALWAYS:
        return and_(*enough)
    lately = _within(accounts.c.last_at, Window(since), known)
    if times == 1 and spent is None and bought.window == Window(since):
        return lately
    # By the account and not the member: so it is asked while accounts are read, before PostgreSQL joins them.
    theirs = [purchases.c.member_id == accounts.c.member_id, *_stands(bought.window, known)]
    nth = select(literal(1)).select_from(purchases).where(*theirs).correlate(accounts).limit(1).offset(times - 1)
    came_to = cast(func.coalesce(func.sum(purchases.c.amount - purchases.c.refunded), 0), BigInteger)
    all_of_it = select(came_to).where(*theirs).correlate(accounts).scalar_subquery()
    summed = [all_of_it >= least] if least is not None else []
    # What is known of the account leaves out most members before anybody's purchases are looked at.
    most = and_(lately, *enough)
    return and_(most, case((most, and_(nth.scalar_subquery().is_not(None), *summed)), else_=false()))


def _stands(window: Window, known: Known) -> tuple[Where, ...]:
    """Within the time and not taken back; what was given back later counts, as wherever buyers are counted."""
    return _within(purchases.c.at, window, known), purchases.c.undone_at.is_(None)


def _bought_goods(bought: Bought, known: Known) -> Where:
    found = (
        select(purchases.c.member_id)
        .join(purchase_lines, purchase_lines.c.purchase_id == purchases.c.id)
        .where(purchase_lines.c.product_id.in_(known.goods(bought)), *_stands(bought.window, known))
    )
    since, _ = bought.window.ends(known.at, known.zone)
    if since is not None:
        # Purchases are numbered as they come, so that nearly all older lines are left out before they are looked at;
        # reckoned with, so that no database takes the first number that it finds by going through them all.
        first = select(func.min(purchases.c.id + 0)).where(purchases.c.at >= since).scalar_subquery()
        found = found.where(purchase_lines.c.purchase_id >= first)
    if bought.times > 1 or bought.spent is not None:
        found = found.group_by(purchases.c.member_id).having(func.count(distinct(purchases.c.id)) >= bought.times)
    if bought.spent is not None:
        came_to = cast(func.sum(func.coalesce(purchase_lines.c.amount, 0)), BigInteger)
        found = found.having(came_to >= known.minor(bought.spent))
    return members.c.id.in_(found.correlate(None))


def _scored(value: ColumnElement[int] | ColumnElement[datetime | None], cuts: Sequence[object]) -> ColumnElement[int]:
    return case(*((value > cut, len(cuts) + 1 - n) for n, cut in enumerate(reversed(cuts))), else_=1)


def rfm_group(group: Group, cuts: Cuts) -> Where:
    """Whether the account of a row is in a group; who never bought is in none."""
    recency = _scored(accounts.c.last_at, cuts.last_at)
    both = _scored(accounts.c.purchases, cuts.purchases) + _scored(accounts.c.spent, cuts.spent)
    cells = CELLS[group]
    of_recency: dict[tuple[int, ...], list[int]] = {}
    for one in range(1, 6):
        worths = tuple(w for r, w in cells if r == one)
        if worths:
            of_recency.setdefault(worths, []).append(one)
    # The mean of two scores rounded up is w where they come to 2w - 1 or to 2w.
    parts = (
        and_(recency.in_(scores), both.in_([sum_ for w in worths for sum_ in (2 * w - 1, 2 * w)]))
        for worths, scores in of_recency.items()
    )
    return and_(func.coalesce(accounts.c.purchases, 0) > 0, accounts.c.last_at.is_not(None), or_(*parts))


_BANDS: Mapping[Band, Callable[[ColumnElement[int | None]], Where]] = {
    Band.PROMOTER: lambda score: score >= PROMOTERS,
    Band.PASSIVE: lambda score: score.between(DETRACTORS + 1, PROMOTERS - 1),
    Band.DETRACTOR: lambda score: score <= DETRACTORS,
}


def _nps(band: Band) -> Where:
    later = surveys.alias("later")
    newer = exists().where(
        later.c.member_id == surveys.c.member_id,
        later.c.score.is_not(None),
        later.c.answered_at > surveys.c.answered_at,
    )
    said = select(surveys.c.member_id).where(surveys.c.score.is_not(None), _BANDS[band](surveys.c.score), not_(newer))
    return members.c.id.in_(said.correlate(None))


_SHELVES: Mapping[Shelf, Callable[[Sequence[int]], Where]] = {
    Shelf.TAG: lambda numbers: (
        exists().where(member_tags.c.member_id == members.c.id, member_tags.c.tag_id.in_(numbers)).correlate(members)
    ),
    Shelf.LIST: lambda numbers: (
        exists().where(listed.c.list_id.in_(numbers), listed.c.member_id == members.c.id).correlate(members)
    ),
    Shelf.GROUP: lambda numbers: (
        exists()
        .where(
            places.c.telegram_id == members.c.telegram_id, places.c.group_id.in_(numbers), places.c.state == "inside"
        )
        .correlate(members)
    ),
}
