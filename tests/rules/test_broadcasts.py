"""A broadcast's plan: when each may have it, in which words, and that its row gives it back as it was."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.rules.broadcast_data import plan_data, read_plan
from bot.rules.broadcast_forecast import Forecast, add_up
from bot.rules.broadcast_runs import Tally
from bot.rules.broadcast_when import FARTHEST, MOST_HOURS, MOST_WAVES, How, Wave, When
from bot.rules.broadcasts import (
    MOST_ALONE,
    MOST_BUTTONS,
    MOST_LABEL,
    BroadcastRules,
    Button,
    Does,
    Plan,
    Post,
    PostKind,
    is_address,
    version_for,
)
from bot.rules.care import not_between
from bot.rules.contact import Verdict, What, Why
from bot.rules.refusals import Refusal

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
POST = Post(PostKind.ALBUM, 7, (3, 4), "?", ("yes", "no"))
NOON = datetime(2026, 3, 4, 12)  # noqa: DTZ001 # what each member's own clock shows
SHANGHAI, NEW_YORK = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")


def test_a_plan_is_read_as_it_was_written() -> None:
    plan = Plan(
        "Plums",
        {"": POST, "ru": POST},
        (Button(Does.VOUCHER, {"": "Take it"}, "5"),),
        "tier:gold",
        (-100,),
        When(How.WAVES, NOW, NOON, (Wave((2, 3), 0), Wave((1,), 12)), 36),
        NOW + timedelta(days=2),
        closed_too=True,
        paid=True,
    )

    assert read_plan(plan_data(plan)) == plan


def test_at_noon_of_their_own_day_those_in_the_east_have_it_first() -> None:
    when = When(How.THEIR_ZONE, local=NOON)
    began = when.begins(NOW)

    assert began == datetime(2026, 3, 3, 22, tzinfo=UTC)  # when it is noon where days begin first
    assert when.due_in(SHANGHAI, began) == datetime(2026, 3, 4, 4, tzinfo=UTC)
    assert when.due_in(NEW_YORK, began) == datetime(2026, 3, 4, 17, tzinfo=UTC)


def test_whose_noon_was_long_over_when_it_began_has_it_the_next_day() -> None:
    when = When(How.THEIR_ZONE, local=NOON)

    assert when.due_in(SHANGHAI, datetime(2026, 3, 4, 10, tzinfo=UTC)) == datetime(2026, 3, 5, 4, tzinfo=UTC)


def test_an_hour_ago_is_no_reason_to_wait_a_day_and_more_than_that_is() -> None:
    when, noon = When(How.THEIR_ZONE, local=NOON), datetime(2026, 3, 4, 4, tzinfo=UTC)

    assert when.due_in(SHANGHAI, noon + timedelta(minutes=60)) == noon
    assert when.due_in(SHANGHAI, noon + timedelta(minutes=61)) == noon + timedelta(days=1)
    assert when.lasts == timedelta(days=2)


def test_it_begins_at_its_time_and_at_once_where_that_is_over_or_there_is_none() -> None:
    later = NOW + timedelta(hours=1)

    assert When().begins(NOW) == NOW
    assert When(How.AT, later, NOON).begins(NOW) == later
    assert When(How.AT, NOW).begins(later) == later
    assert When(How.THEIR_ZONE, local=NOON).begins(NOW + timedelta(days=1)) == NOW + timedelta(days=1)
    assert When().lasts == When(How.WAVES, waves=(Wave((3,), 0),), rest_hours=0).lasts == timedelta(0)


@pytest.mark.parametrize(
    ("when", "key"),
    [
        (When(How.AT, NOW), None),
        (When(How.AT), "broadcast_past"),
        (When(How.THEIR_ZONE), "broadcast_past"),
        (When(How.THEIR_ZONE, local=datetime(2026, 3, 3, 0)), None),  # noqa: DTZ001 # just now in the very west
        (When(How.THEIR_ZONE, local=datetime(2026, 3, 2, 23)), "broadcast_past"),  # noqa: DTZ001 # each member's own
        (When(How.NOW, NOW - timedelta(days=1)), None),
        (When(How.WAVES), "number_between"),
        (When(How.WAVES, waves=(Wave((1,), 0),) * MOST_WAVES), None),
        (When(How.WAVES, waves=(Wave((1,), 0),) * (MOST_WAVES + 1)), "number_between"),
        (When(How.WAVES, waves=(Wave((1,), MOST_HOURS),), rest_hours=0), None),
        (When(How.WAVES, waves=(Wave((1,), MOST_HOURS + 1),)), "number_between"),
        (When(How.WAVES, waves=(Wave((1,), -1),)), "number_between"),
        (When(How.WAVES, waves=(Wave((1,), 1),), rest_hours=MOST_HOURS + 1), "number_between"),
    ],
)
def test_a_time_that_is_over_and_waves_that_are_too_many_or_too_long_are_refused(when: When, key: str | None) -> None:
    refusal = when.refused(NOW)

    assert (refusal and refusal.key) == key


@pytest.mark.parametrize(
    ("buttons", "key"),
    [
        ((Button(Does.LINK, {"": "x" * MOST_LABEL}, "http://example.org"),) * MOST_BUTTONS, None),
        ((Button(Does.LINK, {"": "Go"}, "tg://resolve"),) * (MOST_BUTTONS + 1), "broadcast_buttons"),
        ((Button(Does.REWARD, {"": "Go"}, "5"),), None),
        ((Button(Does.REWARD, {"": "Go", "ru": ""}, "5"),), "broadcast_label"),
        ((Button(Does.REWARD, {"": "x" * (MOST_LABEL + 1), "ru": "x"}, "5"),), "broadcast_label"),
    ],
)
def test_buttons_have_labels_and_are_not_too_many(buttons: tuple[Button, ...], key: str | None) -> None:
    refusal = Plan(posts={"": POST}, buttons=buttons).refused(NOW)

    assert (refusal and refusal.key) == key


def test_one_for_groups_alone_needs_no_members_and_one_with_an_end_to_come_is_right() -> None:
    assert Plan(posts={"": POST}, audience="", groups=(-100,)).refused(NOW) is None
    assert Plan(posts={"": POST}, expires_at=NOW + timedelta(minutes=1)).refused(NOW) is None


def test_a_year_ahead_is_as_far_as_it_goes() -> None:
    far = NOW + FARTHEST

    for at, key in ((far, None), (far + timedelta(seconds=1), "broadcast_far")):
        refusals = (When(How.AT, at).refused(NOW), When().refused_end(at, NOW))
        assert [refusal and refusal.key for refusal in refusals] == [key, key]


def test_what_is_too_few_or_too_many_is_told_by_what_there_may_be() -> None:
    assert When(How.WAVES).refused(NOW) == not_between(1, MOST_WAVES)
    assert When(How.WAVES, waves=(Wave((1,), -1),)).refused(NOW) == not_between(0, MOST_HOURS)
    assert BroadcastRules(-1).refused() == not_between(0, MOST_ALONE)
    assert Plan(posts={"": POST}, buttons=(Button(Does.REWARD, {"": "→"}, "5"),)).refused(NOW) is None


def test_somebody_reads_their_own_version_or_the_nearest() -> None:
    versions = {"": "Plums", "zh_Hans": "李子", "ru": "Сливы"}

    assert [version_for(versions, code) for code in ("ru", "zh_Hant", "en")] == ["Сливы", "李子", "Plums"]
    assert version_for({"ru": "Сливы"}, "en") == "Сливы"
    with pytest.raises(LookupError):
        version_for({}, "en")


def test_words_can_be_put_right_where_there_are_words_and_buttons_hang_on_one_message() -> None:
    captions = {PostKind.PHOTO, PostKind.VIDEO, PostKind.ANIMATION, PostKind.ALBUM, PostKind.VOICE, PostKind.AUDIO}

    assert {kind for kind in PostKind if kind.has_caption} == captions | {PostKind.DOCUMENT}
    assert {kind for kind in PostKind if kind.has_words} == captions | {PostKind.DOCUMENT, PostKind.TEXT}
    assert {kind for kind in PostKind if not kind.is_one} == {PostKind.ALBUM}


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("https://example.com/plums?a=b", True),
        ("http://магазин.рф", True),
        ("tg://resolve?domain=plums", True),
        ("https://", False),
        ("https://plums", False),
        ("https://.", False),
        ("https://[plums.com", False),
        ("ftp://example.com", False),
        ("tg://", False),
    ],
)
def test_an_address_that_leads_nowhere_is_refused_before_anybody_gets_it(text: str, right: bool) -> None:
    assert is_address(text) is right


def test_an_album_is_not_offered_the_paid_pace_which_telegram_has_for_single_copies_only() -> None:
    text, album = Post(PostKind.TEXT, 1, (1,)), Post(PostKind.ALBUM, 1, (2, 3))
    assert Plan(posts={"": text}).can_be_paid
    assert not Plan(posts={"": text, "ru": album}).can_be_paid


def test_nobody_is_let_alone_with_a_number_that_cannot_be() -> None:
    assert [BroadcastRules(above).refused() is None for above in (-1, 0, MOST_ALONE, MOST_ALONE + 1)] == [
        False,
        True,
        True,
        False,
    ]


def test_gold_has_it_at_once_and_the_others_a_day_later() -> None:
    when = When(How.WAVES, waves=(Wave((3,), 0),), rest_hours=24)

    assert when.due_for(3, NOW) == NOW
    assert when.due_for(1, NOW) == when.due_for(None, NOW) == NOW + timedelta(days=1)
    assert when.lasts == timedelta(days=1)


@pytest.mark.parametrize(
    ("plan", "key"),
    [
        (Plan(), "broadcast_empty"),
        (Plan(posts={"": POST}, audience=""), "broadcast_nobody"),
        (Plan(posts={"": POST}, buttons=(Button(Does.LINK, {"": "Go"}, "javascript:"),)), "broadcast_link"),
        (Plan(posts={"": POST}, buttons=(Button(Does.NOT_INTERESTED),)), "broadcast_label"),
        (Plan(posts={"": POST}, when=When(How.AT, NOW - timedelta(minutes=1))), "broadcast_past"),
        (Plan(posts={"": POST}, expires_at=NOW), "broadcast_expires"),
    ],
)
def test_what_is_missing_is_said(plan: Plan, key: str) -> None:
    refusal = plan.refused(NOW)

    assert isinstance(refusal, Refusal)
    assert refusal.key == key


def test_the_paid_pace_is_spoken_of_where_it_saves_more_than_ten_minutes() -> None:
    goes = {(Verdict(What.SEND, Why.FREE), False): 100_000}

    found = add_up(goes, 100_000, 100_000, 0, 25.0, 1_000)

    assert found.seconds == 4_000.0
    assert found.paid == (100.0, 10_000)
    assert add_up({(Verdict(What.SEND, Why.FREE), False): 10_000}, 10_000, 10_000, 0, 25.0, 1_000).paid is None


def test_ten_minutes_are_not_worth_paying_for_and_a_second_more_is() -> None:
    for n, worth in ((16_000, False), (16_030, True)):  # at 25 and 400 a second 640 s and 40 s
        found = add_up({(Verdict(What.SEND, Why.FREE), False): n}, n, n, 0, 25.0, 400)
        assert (found.paid is not None) is worth


def test_each_is_counted_with_the_reason_and_groups_and_those_who_wait_for_morning_in_their_own_place() -> None:
    early, late = NOW + timedelta(hours=8), NOW + timedelta(hours=9)
    all_of_them = {
        (Verdict(What.SEND, Why.FREE), False): 500,
        (Verdict(What.SEND, Why.FREE), True): 7,
        (Verdict(What.DEFER, Why.NIGHT, late), False): 30,
        (Verdict(What.DEFER, Why.NIGHT, early), False): 20,
        (Verdict(What.DEFER, Why.NIGHT, NOW), True): 2,
        (Verdict(What.DROP, Why.UNREACHABLE), False): 11,
        (Verdict(What.DROP, Why.NO_CONSENT), False): 12,
        (Verdict(What.DROP, Why.CAP), False): 8,
        (Verdict(What.DROP, Why.KEPT), False): 5,
        (Verdict(What.DROP, Why.TOO_LATE), False): 14,
    }

    found = add_up(all_of_them, 613, 613, 3, 25.0, 0)

    assert found == Forecast(
        chosen=613,
        elsewhere=4,
        blocked=11,
        opted_out=12,
        capped=13,
        silenced=14,
        held=9,
        gets=550,
        later=50,
        first_later=early,
        groups=3,
        seconds=503 / 25.0,
        paid=None,
        of=1,
    )


def test_of_nobody_nothing_comes() -> None:
    assert add_up({}, 0, 0, 0, 25.0, 1_000) == Forecast(0, 0, 0, 0, 0, 0, 0, 0, 0, None, 0, 0.0, None, 1)


def test_a_part_of_the_members_stands_for_all_and_it_still_adds_up() -> None:
    part = {
        (Verdict(What.SEND, Why.FREE), False): 700,
        (Verdict(What.SEND, Why.FREE), True): 40,
        (Verdict(What.DEFER, Why.NIGHT, NOW), False): 60,
        (Verdict(What.DROP, Why.NO_CONSENT), False): 150,
        (Verdict(What.DROP, Why.CAP), True): 50,
    }

    found = add_up(part, 10_003, 1_000, 2, 25.0, 0)

    assert found.of == 10
    assert found.gets + found.held + found.opted_out + found.capped + found.elsewhere == 10_003
    assert (found.later, found.first_later) == (600, NOW)


def test_how_many_it_is_over_with_and_how_many_are_to_come_adds_up() -> None:
    tally = Tally(queued=100, delivered=40, blocked=20, failed=10, unknown=5, dropped=3)

    assert (tally.settled, tally.left) == (78, 22)
    assert Tally(queued=3, delivered=3).left == Tally(queued=3, delivered=4).left == 0
