"""A broadcast's plan: when each may have it, in which words, and that its row gives it back as it was."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.rules.broadcast_data import plan_data, read_plan
from bot.rules.broadcast_forecast import add_up
from bot.rules.broadcasts import Button, Does, How, Plan, Post, PostKind, Wave, When
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
