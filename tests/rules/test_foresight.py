"""What becomes of all that comes to one member: who goes first, who waits, and what nobody wants any more by then."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.rules.contact import ContactRules, Gate, Matter, Recipient, What, Why, look
from bot.rules.deliveries import KINDS, Topic
from bot.rules.foresight import Coming, foresee, places_kept
from tests.rules.test_contact import BERLIN
from tests.rules.test_times import utc

MEI = Recipient(BERLIN)
MONDAY_NOON = utc(2026, 3, 2, 11)
DAY = timedelta(days=1)
RULES = ContactRules()


def coming(kind: str, days: float = 0) -> Coming:
    return Coming.of(KINDS[kind], MONDAY_NOON + timedelta(days=days))


def verdicts(whom: Recipient, *found: Coming, now: datetime = MONDAY_NOON) -> list[tuple[str, What, Why]]:
    told = foresee(whom, frozenset(Topic), found, RULES, BERLIN, now)
    return [(one.coming.kind.name, one.verdict.what, one.verdict.why) for one in told]


def test_a_birthday_later_in_the_week_keeps_its_place_and_next_weeks_is_free_again() -> None:
    one_a_week = replace(MEI, cap=1)

    assert verdicts(one_a_week, coming("refill", 1), coming("birthday", 4), coming("survey", 8)) == [
        ("refill", What.DROP, Why.KEPT),
        ("birthday", What.SEND, Why.FREE),
        ("survey", What.SEND, Why.FREE),
    ]


def test_what_is_put_off_for_a_while_and_goes_then_waits_and_takes_its_place_on_that_day() -> None:
    closed = ContactRules(closed_days=("2026-03-03",))

    told = foresee(MEI, frozenset(Topic), [coming("refill", 1), coming("survey", 2)], closed, BERLIN, MONDAY_NOON)

    assert [one.verdict.what for one in told] == [What.DEFER, What.SILENT]
    assert told[0].verdict.until == utc(2026, 3, 4, 8)


@pytest.mark.parametrize(
    ("whom", "days", "expected"),
    [
        (MEI, 0, [(What.SEND, Why.FREE), (What.SILENT, Why.SECOND)]),
        (replace(MEI, used=2, today=1), 0, [(What.SILENT, Why.SECOND), (What.DROP, Why.CAP)]),
        (replace(MEI, used=3, today=1), 7, [(What.SEND, Why.FREE), (What.SILENT, Why.SECOND)]),
    ],
)
def test_what_went_this_week_counts_for_this_week(whom: Recipient, days: int, expected: list[tuple[What, Why]]) -> None:
    told = verdicts(whom, coming("win_back", days), coming("refill", days))

    assert [name for name, *_ in told] == ["refill", "win_back"]
    assert [verdict for _, *verdict in told] == [list(one) for one in expected]


def test_what_somebody_has_to_settle_puts_off_for_a_night_and_a_low_score_until_it_is_old() -> None:
    talking = replace(MEI, matters=(Matter(Why.CONVERSATION),))
    upset = replace(MEI, matters=(Matter(Why.LOW_SCORE, MONDAY_NOON + 14 * DAY),))

    assert verdicts(talking, coming("refill", 1)) == [("refill", What.DEFER, Why.CONVERSATION)]
    assert verdicts(upset, coming("refill", 1)) == [("refill", What.DROP, Why.LOW_SCORE)]


def test_each_gate_is_looked_at_as_it_will_be_when_the_message_is_due() -> None:
    told = foresee(
        replace(MEI, used=3), {Topic.REFILL}, [coming("birthday", 1), coming("refill", 7.5)], RULES, BERLIN, MONDAY_NOON
    )

    held = [{gate for gate, hold in look(one.case).items() if hold} for one in told]
    assert held == [{Gate.CONSENT, Gate.CAP}, {Gate.HOURS}]


def test_places_are_kept_for_what_is_more_urgent_counts_and_comes_in_the_same_week() -> None:
    found = [coming("birthday", 4), coming("survey", 1), coming("points_expiring", 1), coming("birthday", 7)]

    assert places_kept(found, KINDS["refill"], MONDAY_NOON, BERLIN) == 1
    assert places_kept(found, KINDS["win_back"], MONDAY_NOON, BERLIN) == 2
    assert places_kept(found, KINDS["birthday"], MONDAY_NOON, BERLIN) == 0
