"""The line that says whom a segment names: read strictly, written in one way, and the same when it is read again."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.buying import Bought, Goods, Rfm, Spent
from bot.rules.conditions import (
    CONDITIONS,
    Agreed,
    BirthMonth,
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
from bot.rules.deliveries import Topic
from bot.rules.nps import Band
from bot.rules.refusals import Refusal
from bot.rules.rfm import CELLS, Cuts, Group, group, score, worth
from bot.rules.segment_values import Ago, Span, Window
from bot.rules.segments import And, Expression, Not, Or, all_of, any_of, conditions, parse, with_tiers, written
from bot.rules.store import LANGUAGES
from tests.world import OPENING

NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12).filter(
    lambda name: name.strip() and "“" not in name and "”" not in name
)
DAYS = st.one_of(st.dates(date(1970, 1, 1), date(2199, 12, 31)), st.builds(Ago, st.integers(0, 3660)))
WINDOWS = st.builds(Window, st.none() | DAYS, st.none() | DAYS)
SPANS = st.one_of(
    st.builds(Span, st.integers(0, 999), st.none()),
    st.builds(Span, st.none(), st.integers(0, 999)),
    st.builds(lambda least, more: Span(least, least + more), st.integers(0, 999), st.integers(0, 99)),
)
AMOUNTS = st.decimals(0, 10**6, places=2)
ONE = st.one_of(
    st.just(Everybody()),
    st.builds(Tier, NAMES, st.booleans()),
    st.builds(Number, st.sampled_from(Figure), SPANS),
    st.builds(lambda amount, least: Spent(amount, None) if least else Spent(None, amount), AMOUNTS, st.booleans()),
    st.builds(Language, st.sampled_from(LANGUAGES)),
    st.builds(Zone, st.sampled_from(("Europe/Berlin", "Asia/Shanghai", "America/New_York"))),
    st.builds(Joined, WINDOWS.filter(lambda window: window != Window())),
    st.builds(BirthMonth, st.integers(1, 12)) | st.builds(BirthMonth, ahead=st.integers(0, 1)),
    st.builds(Bought, st.just(Goods.ANYTHING), st.just(""), st.integers(1, 99), st.none() | AMOUNTS, WINDOWS),
    st.builds(
        Bought,
        st.sampled_from((Goods.PRODUCT, Goods.CATEGORY)),
        NAMES,
        st.integers(1, 99),
        st.none() | AMOUNTS,
        WINDOWS,
    ),
    st.builds(Rfm, st.sampled_from(Group)),
    st.builds(Nps, st.sampled_from(Band)),
    st.builds(Agreed, st.sampled_from(Topic)),
    st.builds(On, st.sampled_from(Shelf), NAMES),
    st.builds(Sample, st.integers(1, 99)),
)


def _joined(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    several = st.lists(inner, min_size=2, max_size=3)
    return st.one_of(
        several.map(lambda parts: all_of(*parts)), several.map(lambda parts: any_of(*parts)), inner.map(Not)
    )


EXPRESSIONS: st.SearchStrategy[Expression] = st.recursive(ONE, _joined, max_leaves=6)


@given(EXPRESSIONS)
def test_what_is_written_is_read_as_the_same(expression: Expression) -> None:
    assert parse(written(expression)) == expression


@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from((*CONDITIONS, "and", "not", "(", ")", ":", ">=", "5", "x", '"'))).map(" ".join)
)
def test_whatever_is_typed_is_read_or_refused_with_what_would_be_right(text: str) -> None:
    found = parse(text)

    if isinstance(found, Refusal):
        assert found.key.startswith("segment_")
    else:
        assert parse(written(found)) == found


GOLD, MILK = Tier("gold"), Bought(Goods.PRODUCT, "milk")
READ: dict[str, Expression] = {
    "everybody": Everybody(),
    "TIER:gold AND not bought:milk": And((GOLD, Not(MILK))),
    "tier:gold and bought:milk or everybody": Or((And((GOLD, MILK)), Everybody())),
    "tier:gold and (bought:milk or everybody)": And((GOLD, Or((MILK, Everybody())))),
    "tier:gold и не bought:milk": And((GOLD, Not(MILK))),
    "（tier：gold 或 bought:milk） 且 everybody": And((Or((GOLD, MILK)), Everybody())),
    "tier:“very good”": Tier("very good"),
    'tier:"and"': Tier("and"),
    "points≥500": Number(Figure.POINTS, Span(500, None)),
    "points>500": Number(Figure.POINTS, Span(501, None)),
    "points=500": Number(Figure.POINTS, Span(500, 500)),
    "points<500": Number(Figure.POINTS, Span(None, 499)),
    "points<1": Number(Figure.POINTS, Span(None, 0)),
    "points<0": Number(Figure.POINTS, Span(None, 0)),
    "points>=1000000000": Number(Figure.POINTS, Span(10**9, None)),
    "joined since 2w": Joined(Window(Ago(14))),
    "joined since 3660d": Joined(Window(Ago(3660))),
    "joined since 1970-01-01 before 2199-12-31": Joined(Window(date(1970, 1, 1), date(2199, 12, 31))),
    "language:ZH_hant": Language("zh_Hant"),
    "zone:上海": Zone("Asia/Shanghai"),
    "bought:milk since 2026-05-01 3 times": MILK,
    "birthday:may": BirthMonth(5),
    "birthday:5": BirthMonth(5),
    "sample:10": Sample(10),
    "bought 3 times for 99.90 since 90d before 2026-05-01": Bought(
        times=3, spent=Decimal("99.90"), window=Window(Ago(90), date(2026, 5, 1))
    ),
}


@pytest.mark.parametrize("line", READ)
def test_a_line_is_read_as_people_type_it(line: str) -> None:
    found = parse(line)

    if line.endswith("3 times"):  # how often comes before when
        assert found == Refusal("segment_beside", {"word": "3", "right": "and, or"})
    else:
        assert found == READ[line]


WRITTEN: dict[str, Expression] = {
    "spent>=100": Spent(Decimal(100), None),
    "spent<=99.99": Spent(None, Decimal("99.99")),
    "bought": Bought(times=1),
    "bought 2 times": Bought(times=2),
    'bought:"category"': Bought(Goods.PRODUCT, "category"),
    "bought:milk": MILK,
    'bought:category "baby food"': Bought(Goods.CATEGORY, "baby food"),
    "birthday:this": BirthMonth(),
    "birthday:next": BirthMonth(ahead=1),
    "birthday:jan": BirthMonth(1),
    "sample:99%": Sample(99),
}


@pytest.mark.parametrize("line", WRITTEN)
def test_each_is_written_as_it_is_read(line: str) -> None:
    assert written(WRITTEN[line]) == line
    assert parse(line) == WRITTEN[line]


def test_so_many_days_ago_and_a_day_begin_at_midnight_where_the_shop_is() -> None:
    at, berlin = datetime(2026, 3, 30, 22, 30, tzinfo=UTC), ZoneInfo("Europe/Berlin")  # the 31st, after clocks changed

    since, before = Window(Ago(2), date(2026, 5, 1)).ends(at, berlin)

    assert (since, before) == (datetime(2026, 3, 28, 23, tzinfo=UTC), datetime(2026, 4, 30, 22, tzinfo=UTC))
    assert Window().ends(at, berlin) == (None, None)


def test_whoever_bought_no_time_bought_once() -> None:
    assert parse("bought 0 times") == parse("bought")


@pytest.mark.parametrize(
    ("line", "right"),
    [("zone:Atlantis", "zone:Berlin, zone:Europe/Berlin"), ("zone:Pacific", "America/Los_Angeles, America/Vancouver")],
)
def test_a_zone_that_there_is_not_or_that_may_be_two_is_answered_with_what_is_one(line: str, right: str) -> None:
    found = parse(line)

    assert isinstance(found, Refusal)
    assert found.data["right"] == right


REFUSED = {
    "teir:gold": ("segment_unknown", "teir"),
    "tier gold": ("segment_beside", "gold"),
    "tier:gold milk": ("segment_beside", "milk"),
    "tier:": ("segment_ends", None),
    "(tier:gold": ("segment_ends", None),
    "points>=many": ("segment_value", "many"),
    "points:9..3": ("segment_value", "9..3"),
    "points>=1000000001": ("segment_value", "1000000001"),
    "spent>5": ("segment_value", ">"),
    "spent>=many": ("segment_value", "many"),
    "spent>=１０": ("segment_value", "１０"),  # in wide digits
    "language:fr": ("segment_value", "fr"),
    "zone:Atlantis": ("segment_value", "Atlantis"),
    "joined": ("segment_value", "joined"),
    "joined since soon": ("segment_value", "soon"),
    "joined since 3661d": ("segment_value", "3661d"),
    "joined since 1969-12-31": ("segment_value", "1969-12-31"),
    "joined before 2200-01-01": ("segment_value", "2200-01-01"),
    "birthday:13": ("segment_value", "13"),
    "sample:0%": ("segment_value", "0%"),
    "sample:100%": ("segment_value", "100%"),
    "rfm:rich": ("segment_value", "rich"),
    'tier:"': ("segment_value", '"'),
    'tier:"without an end to the name': ("segment_value", '"without an end to t'),
    'tier:""': ("segment_value", ""),
    "tier:(": ("segment_value", "("),
    "not": ("segment_ends", None),
}


@pytest.mark.parametrize("line", REFUSED)
def test_what_is_not_understood_is_pointed_at(line: str) -> None:
    key, word = REFUSED[line]

    found = parse(line)

    assert isinstance(found, Refusal)
    assert (found.key, found.data.get("word")) == (key, word)
    assert "right" in found.data or "known" in found.data


def test_a_segment_has_an_end() -> None:
    assert parse("x" * 1001) == Refusal("segment_long", {"most": 1000})
    assert parse("tier:" + "x" * 995) == Tier("x" * 995)
    assert parse(" or ".join(["everybody"] * 41)) == Refusal("segment_many", {"most": 40})
    assert parse(" or ".join(["everybody"] * 40)) == any_of(*[Everybody()] * 40)
    assert parse("not " * 41 + "everybody") == Refusal("segment_many", {"most": 40})
    assert isinstance(parse("not " * 40 + "everybody"), Not)
    assert isinstance(parse("(" * 990), Refusal)
    assert len(list(conditions(any_of(*[Everybody()] * 40)))) == 40


def test_every_score_makes_one_group_and_those_who_are_alike_score_alike() -> None:
    cells = [cell for one in Group for cell in CELLS[one]]
    assert sorted(cells) == [(r, w) for r in range(1, 6) for w in range(1, 6)]
    assert [score(n, (1, 1, 1, 4)) for n in (1, 2, 4, 5)] == [1, 4, 4, 5]
    assert (worth(1, 2), worth(5, 5), worth(2, 3)) == (2, 5, 3)
    lately, long_ago = "promising promising loyal champions champions", "asleep asleep at-risk at-risk at-risk"
    for recency, row in enumerate((long_ago, long_ago, "fading fading loyal loyal loyal", lately, lately), start=1):
        assert [group(recency, one) for one in range(1, 6)] == row.split()


def test_the_share_of_the_best_fifth_is_told_only_of_enough_buyers() -> None:
    cuts = Cuts((), (), (), (5, 10, 10, 15, 60), 20, OPENING)

    assert cuts.top_share == 0.6
    assert cuts._replace(buyers=19).top_share is None
    assert cuts._replace(takings=(0, 0, 0, 0, 0)).top_share is None
    assert cuts._replace(takings=(0, 0, 0, 0, 1)).top_share == 1


def test_tiers_are_called_as_the_reader_calls_them_wherever_they_stand_in_a_segment() -> None:
    read = parse("tier>=Gold and not (tier:silver or language:ru)")
    assert not isinstance(read, Refusal)

    assert written(with_tiers(read, str.upper)) == "tier>=GOLD and not (tier:SILVER or language:ru)"
