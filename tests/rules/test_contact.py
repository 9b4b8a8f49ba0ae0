"""When somebody may be written to unasked: each gate by itself, all of them together, and a long simulation."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.contact import (
    CAPS,
    EARLIEST,
    LATEST,
    Case,
    ContactRules,
    Gate,
    Matter,
    Recipient,
    Verdict,
    What,
    Why,
    judge,
    look,
    needs_facts,
)
from bot.rules.deliveries import KINDS, Class, Kind, Lane, Priority, Topic
from bot.rules.times import local_day, week_of
from tests.rules.test_times import ZONES, utc

BERLIN, SHANGHAI = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Shanghai")
NUDGE = Kind(
    "nudge",
    Lane.BROADCAST,
    Class.ONCE,
    timedelta(days=2),
    by_day=True,
    open_days=True,
    topic=Topic.REFILL,
    capped=True,
    priority=Priority.REFILL,
)
GREETING = replace(NUDGE, name="greeting", topic=Topic.BIRTHDAY, open_days=False)
WARNING = Kind("warning", Lane.SERVICE, Class.SURE, by_day=True)
RECEIPT = Kind("receipt", Lane.LIVE, Class.SURE)
MEI = Recipient(BERLIN, agreed=True)
MONDAY_NOON = utc(2026, 3, 2, 11)


def case(kind: Kind = NUDGE, whom: Recipient = MEI, at: datetime = MONDAY_NOON, **changed: object) -> Case:
    best_before = at + kind.best_before if kind.best_before else None
    return replace(Case(kind, best_before, whom, ContactRules(), BERLIN, at, at), **changed)  # type: ignore[arg-type] # a test's shorthand for any field


def test_nothing_speaks_against_a_nudge_at_noon_to_somebody_who_agreed() -> None:
    assert judge(case()) == Verdict(What.SEND, Why.FREE)
    assert not any(look(case()).values())


@pytest.mark.parametrize(
    ("whom", "why"),
    [
        (replace(MEI, reachable=False), Why.UNREACHABLE),
        (replace(MEI, agreed=False), Why.NO_CONSENT),
        (replace(MEI, paused_until=utc(2026, 3, 9)), Why.PAUSED),
        (replace(MEI, used=3), Why.CAP),
        (replace(MEI, cap=1, used=1), Why.CAP),
        (replace(MEI, matters=(Matter(Why.LOW_SCORE, utc(2026, 3, 9)),)), Why.LOW_SCORE),
    ],
)
def test_what_cannot_go_before_its_best_before_is_dropped_for_what_held_it_back(whom: Recipient, why: Why) -> None:
    assert judge(case(whom=whom)) == Verdict(What.DROP, why)


@pytest.mark.parametrize(
    ("changed", "verdict"),
    [
        ({"whom": replace(MEI, paused_until=utc(2026, 3, 3, 23))}, Verdict(What.DEFER, Why.PAUSED, utc(2026, 3, 4, 8))),
        (
            {"whom": replace(MEI, matters=(Matter(Why.CONVERSATION),))},
            Verdict(What.DEFER, Why.CONVERSATION, utc(2026, 3, 3, 8)),
        ),
        ({"whom": replace(MEI, used=2, ahead=1)}, Verdict(What.DEFER, Why.KEPT, utc(2026, 3, 3, 8))),
        ({"whom": replace(MEI, used=1, ahead=1)}, Verdict(What.SEND, Why.FREE)),
        ({"whom": replace(MEI, hours=(17, 21))}, Verdict(What.DEFER, Why.NIGHT, utc(2026, 3, 2, 16))),
        (
            {"whom": replace(MEI, zone=SHANGHAI), "at": utc(2026, 3, 2, 12)},
            Verdict(What.DEFER, Why.NIGHT, utc(2026, 3, 3, 1)),
        ),
        ({"rules": ContactRules(closed_weekdays=(0,))}, Verdict(What.DEFER, Why.CLOSED, utc(2026, 3, 3, 8))),
        (
            {"rules": ContactRules(closed_days=("2026-03-02", "2026-03-03"))},
            Verdict(What.DEFER, Why.CLOSED, utc(2026, 3, 4, 8)),
        ),
        ({"kind": GREETING, "rules": ContactRules(closed_weekdays=(0,))}, Verdict(What.SEND, Why.FREE)),
        ({"whom": replace(MEI, today=1, used=1)}, Verdict(What.SILENT, Why.SECOND)),
        (
            {"whom": replace(MEI, hours=(8, 21)), "at": utc(2026, 3, 2, 7, 30)},
            Verdict(What.SILENT, Why.EDGE),
        ),
    ],
)
def test_what_holds_a_nudge_back_for_a_while_names_the_hour_at_which_it_may_go(
    changed: dict[str, object], verdict: Verdict
) -> None:
    assert judge(case(**changed)) == verdict  # type: ignore[arg-type] # a test's shorthand for any field


def test_sunday_night_with_the_week_full_leads_to_monday_morning() -> None:
    sunday_night = utc(2026, 3, 8, 21)
    assert judge(case(whom=replace(MEI, used=3), at=sunday_night)) == Verdict(What.DEFER, Why.CAP, utc(2026, 3, 9, 8))


def test_a_birthday_is_kept_on_a_closed_day_and_what_the_shop_says_to_many_waits_for_an_open_one() -> None:
    closed = ContactRules(closed_weekdays=(0,))
    agreed = replace(MEI, agreed=True)
    of_kind = {
        name: judge(case(KINDS[name], agreed, rules=closed)).what for name in ("birthday", "refill", "broadcast")
    }

    assert of_kind == {"birthday": What.SEND, "refill": What.DEFER, "broadcast": What.DEFER}
    assert judge(case(KINDS["broadcast_in_group"], Recipient(BERLIN), rules=closed)).what is What.DEFER


def test_service_keeps_the_hours_and_nothing_else() -> None:
    nobody = Recipient(BERLIN, used=9, ahead=9, paused_until=utc(2027, 1, 1), matters=(Matter(Why.FROZEN),))
    closed = ContactRules(closed_weekdays=(0,))

    assert judge(case(WARNING, nobody, rules=closed)) == Verdict(What.SEND, Why.FREE)
    assert judge(case(WARNING, nobody, utc(2026, 3, 2, 22), rules=closed)).what is What.DEFER
    assert judge(case(RECEIPT, nobody, utc(2026, 3, 2, 22), rules=closed)) == Verdict(What.SEND, Why.FREE)
    assert needs_facts(WARNING)
    assert not needs_facts(RECEIPT)


def test_what_speaks_of_the_open_matter_goes_through_its_silence() -> None:
    sorry = replace(NUDGE, amid=True, topic=Topic.SURVEYS)
    upset = replace(MEI, matters=(Matter(Why.LOW_SCORE, utc(2026, 4, 1)),))

    assert judge(case(sorry, upset)).what is What.SEND
    assert look(case(NUDGE, upset))[Gate.MATTERS] == (Why.LOW_SCORE, utc(2026, 4, 1))


def test_each_gate_speaks_for_itself() -> None:
    whom = replace(MEI, agreed=False, used=3, paused_until=utc(2026, 3, 5))

    held = {gate: hold.why for gate, hold in look(case(whom=whom, at=utc(2026, 3, 2, 22))).items() if hold}

    assert held == {Gate.CONSENT: Why.NO_CONSENT, Gate.PAUSE: Why.PAUSED, Gate.CAP: Why.CAP, Gate.HOURS: Why.NIGHT}


def test_the_table_of_kinds_is_of_a_piece() -> None:
    for kind in KINDS.values():
        if kind.topic is not None:  # what is not service is late at some time, keeps the hours and is never repeated
            assert (kind.best_before is not None, kind.by_day, kind.klass) == (True, True, Class.ONCE), kind.name
        if kind.capped:  # one lane, so that two for the same person are judged one after the other
            assert (kind.lane, kind.topic is not None) == (Lane.BROADCAST, True), kind.name
        if kind.amid:
            assert kind.topic is not None, kind.name
        assert not (kind.about_work and kind.topic), kind.name


_instants = st.datetimes(datetime(2024, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 # bounds
_hours = st.tuples(st.integers(EARLIEST, LATEST - 1), st.integers(EARLIEST + 1, LATEST)).filter(
    lambda both: both[0] < both[1]
)


@given(
    st.builds(
        Recipient,
        zone=st.sampled_from(ZONES),
        reachable=st.booleans(),
        agreed=st.booleans(),
        hours=st.none() | _hours,
        cap=st.none() | st.sampled_from(CAPS),
        used=st.integers(0, 4),
        ahead=st.integers(0, 3),
        today=st.integers(0, 2),
        paused_until=st.none() | _instants,
        matters=st.lists(st.builds(Matter, st.just(Why.LOW_SCORE), st.none() | _instants), max_size=2),
    ),
    st.builds(
        ContactRules, cap=st.sampled_from(CAPS), closed_weekdays=st.sets(st.integers(0, 6), max_size=6).map(tuple)
    ),
    st.sampled_from((NUDGE, GREETING, WARNING, RECEIPT)),
    st.sampled_from(ZONES),
    _instants,
)
def test_whoever_is_told_to_wait_has_something_against_it_now_and_nothing_then(
    whom: Recipient, rules: ContactRules, kind: Kind, shop: ZoneInfo, now: datetime
) -> None:
    asked = Case(kind, now + timedelta(days=2), whom, rules, shop, now, now)

    verdict = judge(asked)

    held = any(look(asked).values())
    assert held == (verdict.what in (What.DEFER, What.DROP))
    if verdict.what is What.DEFER:
        assert verdict.until is not None
        assert now < verdict.until <= now + timedelta(days=2)
        assert not any(look(replace(asked, at=verdict.until)).values())


@pytest.mark.promise(35)
def test_nothing_unasked_is_sent_outside_of_the_hours(size: Callable[[int, int], int], seed: int) -> None:
    chance, sends = Random(seed), 0
    for _ in range(size(4_000, 1_000_000)):
        zone, shop = chance.choice(ZONES), chance.choice(ZONES)
        opens = chance.randrange(EARLIEST, LATEST)
        hours = (opens, chance.randrange(opens + 1, LATEST + 1)) if chance.random() < 0.5 else None
        now = utc(2024, 1, 1) + timedelta(seconds=chance.randrange(12 * 366 * 86400))
        rules = (
            ContactRules(closed_days=(local_day(now, shop).isoformat(),)) if chance.random() < 0.2 else ContactRules()
        )
        whom = Recipient(zone, agreed=True, hours=hours, used=chance.randrange(4))
        asked = Case(chance.choice((NUDGE, WARNING)), None, whom, rules, shop, now, now)

        verdict = judge(asked)
        at = verdict.until or now

        local = at.astimezone(zone)
        opens, closes = hours or (9, 20)
        assert time(opens) <= local.time() < time(closes - 1, 59, 59, 999999), (asked, verdict)
        assert EARLIEST <= local.hour < LATEST
        if asked.kind.capped:
            assert not rules.is_closed(local_day(at, shop))
            assert whom.used < 3 or at >= week_of(now, zone)[1]
        sends += 1
    assert sends


def test_a_week_lasts_from_monday_to_sunday_of_their_own_zone() -> None:
    begins, ends = week_of(utc(2026, 3, 1, 23, 30), BERLIN)  # half past midnight on Monday

    assert (local_day(begins, BERLIN), local_day(ends, BERLIN)) == (date(2026, 3, 2), date(2026, 3, 9))
    assert ends - begins == timedelta(days=7)
    assert week_of(utc(2026, 3, 27, 12), BERLIN)[1] - week_of(utc(2026, 3, 27, 12), BERLIN)[0] == timedelta(hours=167)
