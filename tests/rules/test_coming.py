"""What is known to come to a member before its job has found it, kind by kind."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.rules.birthdays import BirthdayRules, Gift, GiftKind
from bot.rules.care import Care
from bot.rules.coming import (
    NextBirthday,
    Plans,
    Runs,
    Span,
    Whose,
    birthday,
    question,
    question_again,
    reminders,
    warnings,
    word_on_voucher,
    word_to_absent,
)
from bot.rules.deliveries import Topic
from bot.rules.expiry import Ending
from bot.rules.foresight import Coming
from bot.rules.holdout import Shares, held_out
from bot.rules.refills import RefillRules
from bot.rules.surveys import SurveyRules, days_to_turn, due_on
from bot.rules.times import end_of, instant, start_of

BERLIN, SHANGHAI = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 3, 2)
NOW = instant(TODAY, time(12), BERLIN)
SPAN = Span.between(NOW, NOW + timedelta(days=14), BERLIN)
MEI = Whose(7, BERLIN, frozenset(Topic))
NOBODY_LEFT_OUT = Shares(refill=0, win_back=0)
PLANS = Plans(shares=NOBODY_LEFT_OUT, birthday=BirthdayRules(gifts={0: Gift(GiftKind.POINTS, 50)}))
DAY = timedelta(days=1)


def day(n: int) -> date:
    return TODAY + n * DAY


def told(found: list[Coming], zone: ZoneInfo = BERLIN) -> list[tuple[str, str]]:
    return [(one.kind.name, f"{one.due.astimezone(zone):%d %H:%M}") for one in found]


def test_a_birthday_comes_with_a_word_before_it_unless_that_was_said_or_there_is_no_gift() -> None:
    next_on = NextBirthday(day(9))

    assert told(list(birthday(MEI, next_on, PLANS, SPAN))) == [
        ("birthday_ahead", "08 10:00"),
        ("birthday", "11 10:00"),
    ]
    begun, left_out = next_on._replace(held=False), next_on._replace(held=True)
    assert told(list(birthday(MEI, begun, PLANS, SPAN))) == [("birthday", "11 10:00")]
    assert not list(birthday(MEI, left_out, PLANS, SPAN))
    assert told(list(birthday(MEI, next_on, Plans(), SPAN))) == [("birthday", "11 10:00")]
    assert not list(birthday(MEI, next_on._replace(greeted_on=day(-200)), PLANS, SPAN))


def test_things_due_within_a_few_days_are_named_together_and_not_on_the_day_after_a_purchase() -> None:
    runs = [Runs(start_of(day(n), BERLIN), wanted=False) for n in (8, 10, 13)]
    asked_for = Runs(start_of(day(6), BERLIN), wanted=True)

    assert told(list(reminders(MEI, runs, PLANS, SPAN))) == [("refill", "06 10:00"), ("refill", "11 10:00")]
    assert told(list(reminders(MEI, [asked_for], PLANS, SPAN))) == [("refill", "08 10:00")]
    bought = replace(MEI, last_at=instant(day(3), time(9), BERLIN))
    assert told(list(reminders(bought, runs[:1], PLANS, SPAN))) == [("refill", "07 10:00")]
    long_over = Runs(NOW - timedelta(days=20), wanted=False)
    assert not list(reminders(MEI, [long_over], PLANS, SPAN))
    assert not list(reminders(MEI, runs, PLANS._replace(refill=RefillRules(on=False)), SPAN))


def test_whoever_is_left_out_by_lot_is_known_to_be() -> None:
    plans = PLANS._replace(shares=Shares(refill=30), salt=b"salt")
    runs = [Runs(start_of(day(8), BERLIN), wanted=False)]

    given = {n for n in range(200) if list(reminders(Whose(n, BERLIN, frozenset(Topic)), runs, plans, SPAN))}

    assert given == {n for n in range(200) if not held_out(n, Care.REFILL, b"salt", 30)}


def test_who_is_late_by_their_rhythm_is_missed_in_the_night_after_once_in_a_season() -> None:
    away = replace(MEI, last_at=NOW - timedelta(days=40))
    late_at = start_of(day(4), BERLIN)

    assert told(list(word_to_absent(away, late_at, None, PLANS, SPAN))) == [("win_back", "06 09:00")]
    assert not list(word_to_absent(away, late_at, NOW - timedelta(days=30), PLANS, SPAN))
    assert not list(word_to_absent(MEI, late_at, None, PLANS, SPAN))


def test_the_question_comes_on_the_day_of_a_turn_or_after_a_purchase_and_never_within_its_rest() -> None:
    rules = SurveyRules()
    turn = days_to_turn(7, day(1), rules.months)
    whose = replace(MEI, zone=SHANGHAI, last_at=NOW - timedelta(days=3))
    far = Span.between(NOW, NOW + timedelta(days=turn + 2), BERLIN)

    [by_turn] = question(whose, None, None, PLANS, far)
    assert by_turn.due == due_on(day(1 + turn), 12, BERLIN, SHANGHAI)
    assert told(list(question(MEI, None, day(-1), PLANS, SPAN))) == [("survey", "04 12:00")]
    assert not list(question(MEI, NOW - timedelta(days=60), day(-1), PLANS, SPAN))
    assert not list(question(MEI, None, None, PLANS, SPAN))
    assert told(list(question_again(MEI, NOW - DAY, PLANS, SPAN))) == [("survey_reminder", "04 12:00")]


@pytest.mark.parametrize(
    ("ends", "told_before", "nights"),
    [
        (
            (10,),
            (),
            ["03 09:00", "05 09:00"],
        ),  # thirty days before its end is over: in the next night, and a week before
        ((10,), (30,), ["05 09:00"]),
        ((10, 13), (30,), ["05 09:00"]),  # the week's word names what ends soon after
        ((10, 19), (30,), ["05 09:00", "14 09:00"]),
        ((40,), (), ["12 09:00"]),
        ((10,), (30, 7), []),
    ],
)
def test_warnings_of_points_come_by_the_nights_own_rule(
    ends: tuple[int, ...], told_before: tuple[int, ...], nights: list[str]
) -> None:
    endings = [Ending(end_of(day(n), BERLIN), told=told_before) for n in ends]

    assert told(list(warnings(MEI, endings, SPAN))) == [("points_expiring", night) for night in nights]


def test_the_word_on_a_voucher_comes_in_the_night_after_it_is_due() -> None:
    made, ends = NOW - timedelta(days=24), datetime(2026, 3, 12, 22, 59, tzinfo=UTC)

    assert told(list(word_on_voucher(made, ends, SPAN))) == [("voucher_ending", "06 09:00")]
    assert not list(word_on_voucher(NOW, NOW + timedelta(hours=20), SPAN))
