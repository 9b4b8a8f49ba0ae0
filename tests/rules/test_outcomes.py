"""What becomes of a delivery: every row of the promises' table of error classes, for both classes of message."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.deliveries import Class
from bot.rules.outcomes import MOVES, Chance, Outcome, Result, Settled, State, settled

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
ENDED = {State.DELIVERED, State.FAILED, State.UNCERTAIN, State.DROPPED}

BUSY = Outcome(Result.LATER, "500 Internal Server Error", seconds=15.0, counts=True, closes_lane=True)
NOT_SENT = Outcome(Result.LATER, "no connection", seconds=5.0)
UNKNOWN = Outcome(Result.UNKNOWN, "TimedOut")


def once(outcome: Outcome, attempts: int = 0, chances: Chance = Chance.NONE) -> Settled:
    return settled(outcome, Class.ONCE, attempts, chances, NOON)


def sure(outcome: Outcome, attempts: int = 0, chances: Chance = Chance.NONE) -> Settled:
    return settled(outcome, Class.SURE, attempts, chances, NOON)


def test_every_result_has_its_row() -> None:
    assert set(MOVES) == set(Result)


@pytest.mark.parametrize("klass", Class)
@pytest.mark.parametrize(
    ("outcome", "state", "wait", "unreachable"),
    [
        (Outcome.delivered(17), State.DELIVERED, 0, False),
        (Outcome.delivered(None, "message is not modified"), State.DELIVERED, 0, False),
        (Outcome(Result.BLOCKED, "bot was blocked by the user"), State.FAILED, 0, True),
        (Outcome(Result.REFUSED, "can't parse entities"), State.FAILED, 0, False),
        (Outcome(Result.EXPIRED, "query is too old"), State.DROPPED, 0, False),
        (Outcome.moved(-1001), State.QUEUED, 0, False),
        (Outcome(Result.RETARGET, "message to edit not found"), State.QUEUED, 0, False),
        (Outcome(Result.TOPIC_GONE, "topic_deleted"), State.QUEUED, 0, False),
        (Outcome.flood(35), State.QUEUED, 35.5, False),
        (NOT_SENT, State.QUEUED, 5, False),
        (BUSY, State.QUEUED, 60, False),
        (Outcome.stop("the token is dead", 78), State.QUEUED, 0, False),
    ],
)
def test_a_first_attempt_ends_as_promised(
    klass: Class, outcome: Outcome, state: State, wait: float, unreachable: bool
) -> None:
    after = settled(outcome, klass, 0, Chance.NONE, NOON)

    assert (after.state, after.due, after.unreachable) == (state, NOON + timedelta(seconds=wait), unreachable)
    assert after.reason


@pytest.mark.promise(12)
def test_a_broadcast_whose_answer_was_lost_is_never_sent_again() -> None:
    assert once(UNKNOWN).state is State.UNCERTAIN


@pytest.mark.promise(12)
def test_a_receipt_whose_answer_was_lost_is_sent_once_more_after_a_minute_and_never_a_third_time() -> None:
    first = sure(UNKNOWN)
    assert (first.state, first.due) == (State.QUEUED, NOON + timedelta(seconds=60))

    between = sure(Outcome.flood(3), first.attempts, first.chances)
    second = sure(UNKNOWN, between.attempts, between.chances)

    assert second.state is State.UNCERTAIN


@pytest.mark.promise(14)
def test_an_edit_whose_answer_was_lost_is_made_again_at_once() -> None:
    lost = Outcome(Result.UNKNOWN)

    after = settled(lost, Class.SURE, 0, Chance.NONE, NOON, edits=True)

    assert (after.state, after.due) == (State.QUEUED, NOON)
    assert settled(lost, Class.SURE, 1, after.chances, NOON, edits=True).state is State.UNCERTAIN


def test_what_was_never_sent_waits_for_a_connection_as_long_as_it_takes() -> None:
    after = sure(NOT_SENT)
    for _ in range(1000):
        after = sure(NOT_SENT, after.attempts, after.chances)

    assert (after.state, after.attempts) == (State.QUEUED, 0)


@pytest.mark.parametrize("klass", Class)
def test_five_tries_outlast_ten_minutes_of_a_broken_telegram_and_are_the_last(klass: Class) -> None:
    now = NOON
    tries = 0
    after = Settled(State.QUEUED, "", 0, NOON, Chance.NONE)

    while after.state is State.QUEUED:
        after = settled(BUSY, klass, after.attempts, after.chances, now := after.due)
        tries += 1

    assert (after.state, tries) == (State.FAILED, 5)
    assert now - NOON > timedelta(minutes=10)


def test_waiting_for_telegram_is_no_attempt() -> None:
    after = once(Outcome.flood(35), attempts=4)

    assert (after.state, after.attempts) == (State.QUEUED, 4)


def test_a_wait_of_more_than_five_minutes_is_told_to_the_owner() -> None:
    assert not once(Outcome.flood(299)).long_wait
    assert once(Outcome.flood(301)).long_wait


@pytest.mark.parametrize("result", [Result.MOVED, Result.RETARGET, Result.TOPIC_GONE])
def test_another_target_is_tried_once(result: Result) -> None:
    first = once(Outcome(result, chat_id=-1001))
    second = once(Outcome(result, chat_id=-1002), first.attempts, first.chances)

    assert (first.state, second.state) == (State.QUEUED, State.FAILED)


def test_a_moved_group_whose_topic_is_gone_too_still_gets_its_message() -> None:
    first = sure(Outcome.moved(-1001))
    second = sure(Outcome(Result.TOPIC_GONE), first.attempts, first.chances)
    third = sure(UNKNOWN, second.attempts, second.chances)

    assert third.state is State.QUEUED
    assert third.chances == Chance.NEW_CHAT | Chance.NEW_TOPIC | Chance.REPEAT


@given(
    st.sampled_from(Class),
    st.lists(
        st.builds(
            Outcome,
            st.sampled_from([result for result in Result if result is not Result.STOP]),
            seconds=st.floats(0, 400),
            counts=st.booleans(),
        ),
        min_size=60,
        max_size=60,
    ),
)
def test_whatever_happens_nobody_gets_more_copies_than_their_class_allows(
    klass: Class, outcomes: list[Outcome]
) -> None:
    after = Settled(State.QUEUED, "", 0, NOON, Chance.NONE)
    arrived = 0

    for outcome in outcomes:
        after = settled(outcome, klass, after.attempts, after.chances, after.due)
        arrived += outcome.result in (Result.UNKNOWN, Result.DELIVERED)  # the worst case: unknown ones arrived
        assert after.due >= NOON
        if after.state in ENDED:
            break

    assert arrived <= (2 if klass is Class.SURE else 1)
