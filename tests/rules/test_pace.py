"""The pacer: Telegram's limits are never passed, nobody starves, and a live answer never waits for a broadcast."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from heapq import heappop, heappush
from itertools import count, pairwise, repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.deliveries import Lane
from bot.rules.pace import Limits, Pacer

Sent = list[tuple[float, Lane, int]]

LIVE, SERVICE, BROADCAST = Lane.LIVE, Lane.SERVICE, Lane.BROADCAST
EVERYBODY_ASKS = dict.fromkeys(Lane, 8)


def go(pacer: Pacer, lane: Lane, chat: int, now: float) -> bool:
    return pacer.wait(lane, chat, now) == 0


def open_shop(
    pacer: Pacer, seconds: float, senders: dict[Lane, int], chat: Callable[[Lane, int], int] | None = None
) -> Sent:
    """Senders who always have a next message, each asking again when it was told to; what went out, and when."""
    numbers = count(1)
    choose = chat or (lambda lane, number: number)
    asking = [(0.0, turn, lane, choose(lane, next(numbers))) for turn, lane in enumerate(_one_by_one(senders))]
    sent: Sent = []
    while asking[0][0] < seconds:
        now, turn, lane, number = heappop(asking)
        wait = pacer.wait(lane, number, now)
        if wait == 0:
            sent.append((now, lane, number))
            heappush(asking, (now + 0.01, turn, lane, choose(lane, next(numbers))))
        else:
            heappush(asking, (now + wait, turn, lane, number))
    return sent


def _one_by_one(senders: dict[Lane, int]) -> Iterator[Lane]:
    for lane, many in senders.items():
        yield from repeat(lane, many)


def most_in_any(times: list[float], window: float) -> int:
    most, first = 0, 0
    for last, at in enumerate(times):
        while times[first] + window <= at:
            first += 1
        most = max(most, last - first + 1)
    return most


def test_a_live_answer_goes_at_once_while_a_broadcast_takes_all_it_can() -> None:
    pacer = Pacer()
    sent = open_shop(pacer, 3.0, {BROADCAST: 8})

    waits = [pacer.wait(LIVE, 1_000_000 + number, 3.0) for number in range(5)]

    assert most_in_any([at for at, _, _ in sent], 1.0) == 25
    assert waits == [0.0] * 5


def test_a_broadcast_alone_reaches_twenty_five_a_second() -> None:
    sent = open_shop(Pacer(), 10.0, {BROADCAST: 8})

    assert len(sent) == 250


def test_nobody_starves_when_everybody_has_more_than_may_go() -> None:
    sent = open_shop(Pacer(), 10.0, EVERYBODY_ASKS)

    by_lane = {lane: sum(one[1] is lane for one in sent) for lane in Lane}

    assert len(sent) == 300
    assert by_lane[LIVE] >= 50
    assert by_lane[SERVICE] >= 45
    assert by_lane[BROADCAST] >= 18


@given(
    st.lists(
        st.tuples(
            st.sampled_from(list(Lane)),
            st.one_of(st.integers(1, 6), st.integers(-3, -1), st.integers(7, 10_000)),
            st.one_of(st.just(0.0), st.floats(0, 0.2), st.floats(0, 30)),
        ),
        max_size=400,
    )
)
def test_no_window_holds_more_than_telegram_allows(asks: list[tuple[Lane, int, float]]) -> None:
    pacer = Pacer()
    now = 1000.0
    sent: Sent = []

    for lane, chat, later in asks:
        now += later
        if go(pacer, lane, chat, now):
            sent.append((now, lane, chat))

    chats = defaultdict(list)
    for at, _, chat in sent:
        chats[chat].append(at)
    assert most_in_any([at for at, _, _ in sent], 1.0) <= 30
    assert most_in_any([at for at, lane, _ in sent if lane is not LIVE], 1.0) <= 25
    for chat, times in chats.items():
        if chat < 0:
            assert most_in_any(times, 1.0) <= 1
            assert most_in_any(times, 60.0) <= 20
        else:
            assert most_in_any(times, 1.0) <= 3
            assert most_in_any(times, 10.0) <= 12


@given(st.lists(st.tuples(st.sampled_from([SERVICE, BROADCAST]), st.floats(0, 0.05)), max_size=300), st.data())
def test_whatever_the_others_sent_five_live_answers_a_second_never_wait(
    asks: list[tuple[Lane, float]], data: st.DataObject
) -> None:
    pacer = Pacer()
    now, chat = 0.0, 0
    answered: list[float] = []

    for lane, later in asks:
        now, chat = now + later, chat + 1
        pacer.wait(lane, chat, now)
        recent = [at for at in answered if at + 1.0 > now]
        if len(recent) < 5 and data.draw(st.booleans()):
            assert pacer.wait(LIVE, -1_000_000 - chat, now) == 0
            answered.append(now)


@given(st.sampled_from([SERVICE, BROADCAST]), st.integers(1, 40))
def test_whoever_waits_gets_a_slot_within_a_second_and_a_half(lane: Lane, rivals: int) -> None:
    pacer = Pacer()
    others = {other: rivals for other in Lane if other is not lane}

    sent = open_shop(pacer, 6.0, {**others, lane: 1})

    mine = [0.0, *(at for at, whose, _ in sent if whose is lane), 6.0]
    assert max(later - earlier for earlier, later in pairwise(mine)) <= 1.5


def test_a_conversation_may_come_in_a_burst_and_then_once_a_second() -> None:
    pacer = Pacer()

    at_once = [go(pacer, LIVE, 7, 0.0) for _ in range(4)]

    assert at_once == [True, True, True, False]
    assert pacer.wait(LIVE, 7, 0.0) == 1.0
    assert go(pacer, LIVE, 7, 1.0)


def test_a_broadcast_does_not_follow_another_message_within_a_second_in_the_same_chat() -> None:
    pacer = Pacer()
    assert go(pacer, BROADCAST, 7, 0.0)

    assert pacer.wait(BROADCAST, 7, 0.25) == 0.75
    assert go(pacer, LIVE, 7, 0.25)


def test_a_group_hears_twenty_messages_a_minute() -> None:
    pacer = Pacer()
    sent = open_shop(pacer, 120.0, {LIVE: 3, SERVICE: 3}, chat=lambda lane, number: -100)

    times = [at for at, _, _ in sent]

    assert len(times) == 40
    assert times[:2] == [0.0, 1.0]
    assert times[20] == pytest.approx(60.0)


def test_a_lane_told_to_wait_sends_nothing_and_the_others_go_on() -> None:
    pacer = Pacer()
    pacer.close(BROADCAST, 35.5, now=10.0)

    sent = open_shop(pacer, 60.0, {SERVICE: 1, BROADCAST: 8})

    broadcasts = [at for at, lane, _ in sent if lane is BROADCAST]
    assert 45.5 <= min(broadcasts) <= 46.5
    assert sum(at < 45.5 for at, _, _ in sent) > 1000


def test_a_shorter_wait_does_not_cut_a_longer_one_short() -> None:
    pacer = Pacer()
    pacer.close(LIVE, 35.5, now=0.0)
    pacer.close(LIVE, 1.5, now=10.0)

    assert pacer.wait(LIVE, 1, 11.5) == 24.0


def test_chats_are_forgotten_once_they_are_free_again() -> None:
    pacer = Pacer()
    open_shop(pacer, 300.0, {BROADCAST: 8}, chat=lambda lane, number: number if number % 2 else -number)

    assert pacer.remembered() < 30 * 60 + 100

    pacer.wait(LIVE, 1, 400.0)

    assert pacer.remembered() == 1


def test_paid_broadcasts_may_reach_a_thousand_a_second() -> None:
    pacer = Pacer(Limits(per_second=1000))

    sent = open_shop(pacer, 2.0, {BROADCAST: 64})

    assert most_in_any([at for at, _, _ in sent], 1.0) == 995
