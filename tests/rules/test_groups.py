"""The door of a group by its rules alone, and what stands on a tag."""

import pytest

from bot.rules.group_parts import MOST_ABOUT, MOST_GRACE, MOST_HOUSE_RULES, MOST_PEOPLE, Part, fit
from bot.rules.groups import (
    ASKS_A_DAY,
    Answer,
    Asking,
    Group,
    Right,
    Says,
    Seen,
    Stand,
    State,
    Why,
    decide,
    is_supergroup,
    link_name,
    owner_of,
    tag_of,
)
from bot.rules.refusals import Refusal

ALL = Right.INVITE | Right.REMOVE | Right.TAG
OPEN = Group(
    1, -1_000_000_000_007, "Tasters", State.OPEN, ALL, "en", "", "", "everybody", None, 10, 7, True, True, 0, 5, None
)
MEMBER = Asking(member=True, named=True, seated=3, stand=None, asks=1)


@pytest.mark.promise(45)
@pytest.mark.parametrize(
    ("group", "asking", "answer"),
    [
        (OPEN, MEMBER, Answer(Says.COME_IN)),
        (OPEN, MEMBER._replace(seated=9), Answer(Says.COME_IN)),
        (OPEN, MEMBER._replace(seated=10), Answer(Says.NO, Why.FULL)),
        (OPEN._replace(most=None), MEMBER._replace(seated=10_000), Answer(Says.COME_IN)),
        (OPEN._replace(unknown=None), MEMBER, Answer(Says.WAIT, Why.NOT_READY)),
        (OPEN._replace(unknown=None, most=None), MEMBER, Answer(Says.COME_IN)),
        (OPEN, MEMBER._replace(asks=99), Answer(Says.COME_IN)),
        (OPEN, MEMBER._replace(named=False), Answer(Says.NO, Why.NOT_NAMED)),
        (OPEN, MEMBER._replace(named=False, asks=ASKS_A_DAY), Answer(Says.NO, Why.NOT_NAMED)),
        (OPEN, MEMBER._replace(named=False, asks=ASKS_A_DAY + 1), Answer(Says.NO, Why.OFTEN)),
        (OPEN, MEMBER._replace(seated=10, asks=ASKS_A_DAY + 1), Answer(Says.NO, Why.OFTEN)),
        (OPEN._replace(state=State.CLOSED), MEMBER._replace(asks=ASKS_A_DAY + 1), Answer(Says.NO, Why.OFTEN)),
        (OPEN, MEMBER._replace(named=None), Answer(Says.WAIT, Why.UNSURE)),
        (OPEN, MEMBER._replace(named=None, asks=ASKS_A_DAY + 1), Answer(Says.WAIT, Why.UNSURE)),
        (OPEN, Asking(member=False, named=False, seated=0, stand=None, asks=1), Answer(Says.WAIT, Why.NOT_MEMBER)),
        (OPEN._replace(who=None), Asking(False, True, 0, None, 1), Answer(Says.COME_IN)),
        (OPEN, MEMBER._replace(stand=Stand.BANNED), Answer(Says.NO, Why.BANNED)),
        (OPEN._replace(state=State.CLOSED), MEMBER, Answer(Says.NO, Why.CLOSED)),
        (OPEN._replace(state=State.NEW), MEMBER, Answer(Says.WAIT, Why.NOT_READY)),
        (OPEN._replace(rights=Right.REMOVE), MEMBER, Answer(Says.WAIT, Why.NOT_READY)),
    ],
)
def test_a_request_is_decided_by_the_group_and_by_who_asks(group: Group, asking: Asking, answer: Answer) -> None:
    assert decide(group, asking) == answer


@pytest.mark.parametrize(
    ("names", "language", "tag"),
    [
        ({"en": "Gold", "zh_Hans": "金牌"}, "zh_Hans", "金牌"),
        ({"en": "Gold", "zh_Hans": "金牌"}, "zh_Hant", "金牌"),
        ({"en": "Gold"}, "ru", "Gold"),
        ({"en": "🥇 Gold ⭐"}, "en", "Gold"),
        ({"en": "The most regular of all"}, "en", "The most regular"),
        ({"en": "𝐆" * 12}, "en", "𝐆" * 8),
        ({"en": "🥇"}, "en", ""),
        ({}, "en", ""),
    ],
)
def test_a_tag_is_a_tiers_name_as_far_as_telegram_takes_it(names: dict[str, str], language: str, tag: str) -> None:
    assert tag_of(names, language) == tag


def test_a_link_names_its_owner_and_no_other_link_does() -> None:
    assert owner_of(link_name(814)) == 814
    assert [owner_of(name) for name in ("", "m", "poster", "m08", "814", "m-3", "m３")] == [None] * 7


def test_a_supergroup_is_told_by_its_number() -> None:
    numbers = (-4_000_001, -1_000_000_000_000, -1_000_000_000_001, -1_000_004_000_001)
    assert [is_supergroup(number) for number in numbers] == [False, False, True, True]


def test_whoever_may_invite_and_remove_keeps_the_door() -> None:
    rights = (Right.NONE, Right.INVITE, Right.REMOVE, Right.INVITE | Right.REMOVE, ALL)
    assert [one.keeps_door for one in rights] == [False, False, False, True, True]


@pytest.mark.parametrize(("part", "most"), [(Part.ABOUT, MOST_ABOUT), (Part.RULES, MOST_HOUSE_RULES)])
def test_a_text_as_long_as_it_may_be_is_taken_and_a_longer_one_is_not(part: Part, most: int) -> None:
    assert fit(part, "x" * most) == "x" * most
    assert fit(part, "x" * (most + 1)) == Refusal("text_long", {"most": most})


@pytest.mark.parametrize(("part", "least", "most"), [(Part.MOST, 1, MOST_PEOPLE), (Part.GRACE, 0, MOST_GRACE)])
def test_a_number_within_its_bounds_is_taken_and_no_other(part: Part, least: int, most: int) -> None:
    refused = Refusal("number_between", {"least": least, "most": most})

    assert [fit(part, given) for given in (least, most, None)] == [least, most, None]
    assert [fit(part, given) for given in (least - 1, most + 1)] == [refused, refused]


def test_house_rules_keep_their_paragraphs_and_nothing_that_cant_be_seen() -> None:
    assert fit(Part.RULES, " Be kind.\n\n\n\u202eNo ads.\x00 \n") == "Be kind.\n\nNo ads."


def test_only_whoever_is_in_a_group_is_inside() -> None:
    assert [Seen(OPEN, stand, True, 3).inside for stand in (Stand.INSIDE, Stand.LET_IN, None)] == [True, False, False]
