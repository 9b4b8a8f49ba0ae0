"""A broadcast to ten thousand at the usual pace, by the real bot, while Telegram fails or members ask something."""

import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles

import pytest

from tests.faults.hall import Hall, hall_of
from tests.killer import wait_until

pytestmark = pytest.mark.full

PEOPLE, PACE, IN_FLIGHT = 10_000, 25, 8
ASK = 300
"""Members who ask something, one after the other, while it goes out."""
IDEAL = PEOPLE / PACE
"""Seconds that the pace asks for."""


def out_after(hall: Hall, **fault: object) -> float:
    """Let the broadcast go out while something is wrong; the seconds between the first copy and the last."""
    if fault:
        hall.messenger.fault(method="copyMessage", **fault)
    hall.let_go()
    hall.let_end()
    copies = hall.copies()
    seconds = (copies[-1].at - copies[0].at).total_seconds()
    print(f"\n{fault}: {seconds:.0f} s of {IDEAL:.0f} s, {dict(hall.judge())}")
    return seconds


def answered(hall: Hall) -> dict[int | None, datetime]:
    """When each chat was last said something in that is no copy."""
    return {one.chat_id: one.at for one in hall.messenger.accepted() if one.method.lower() == "sendmessage"}


@pytest.mark.promise(13)
def test_where_one_copy_in_twenty_hangs_the_others_take_a_fourth_longer_at_most(tmp_path: Path) -> None:
    with hall_of(PEOPLE, tmp_path, PACE) as hall:
        seconds = out_after(hall, kind="hang", every=20)

        assert seconds <= IDEAL / 0.8
        assert hall.judge() == Counter(delivered=PEOPLE * 19 // 20, uncertain=PEOPLE // 20)


@pytest.mark.promise(18)
def test_told_to_wait_at_every_fiftieth_copy_it_takes_a_fifth_longer_than_telegram_asks_for(tmp_path: Path) -> None:
    with hall_of(PEOPLE, tmp_path, PACE) as hall:
        seconds = out_after(hall, kind="too_many_requests", every=50, retry_after=1)

        asked_for = IDEAL + PEOPLE // 49  # whoever stands still when told to, and is else at the pace
        assert seconds <= 1.2 * asked_for
        assert hall.judge() == Counter(delivered=PEOPLE)


@pytest.mark.promise(19)
@pytest.mark.parametrize("people", [PEOPLE, 100_000], ids=("ten_thousand", "a_hundred_thousand"))
def test_whoever_asks_something_while_it_goes_out_is_answered_as_if_it_did_not(tmp_path: Path, people: int) -> None:
    with hall_of(people, tmp_path, PACE) as hall:
        hall.let_go()
        hall.killer.start()
        wait_until(lambda: hall.over() > 0)
        asked = dict[int, datetime]()
        for member in hall.members[:: people // ASK]:
            asked[member] = datetime.now(UTC)
            hall.messenger.say(member, "/points")
            time.sleep(1)
        assert hall.over() < people
        wait_until(lambda: asked.keys() <= answered(hall).keys())
        said = answered(hall)

        waits = [(said[member] - at).total_seconds() for member, at in asked.items()]
        print(f"\n{len(waits)} asked: half within {sorted(waits)[len(waits) // 2]:.2f} s, all in {max(waits):.2f} s")
        assert quantiles(waits, n=100)[98] <= 1.5


@pytest.mark.promise(15)
@pytest.mark.promise(17)
def test_a_word_to_wait_and_ten_minutes_of_server_errors_lose_nobody_and_try_little(tmp_path: Path) -> None:
    with hall_of(PEOPLE, tmp_path, PACE) as hall:
        messenger = hall.messenger
        hall.let_go()
        hall.killer.start()
        wait_until(lambda: hall.over() > PEOPLE // 10)
        messenger.fault(kind="too_many_requests", method="copyMessage", times=1, retry_after=35)
        wait_until(lambda: messenger.http.get("/sandbox/faults").json()["faults"][0]["hits"] > 0)
        before = len(hall.copies())
        time.sleep(34.5)
        meanwhile = len(hall.copies()) - before
        wait_until(lambda: len(hall.copies()) > before + 50)

        messenger.fault(kind="server_error", method="copyMessage")
        time.sleep(1)
        before = len(hall.copies())
        time.sleep(600)
        assert len(hall.copies()) == before
        assert messenger.http.delete("/sandbox/faults").is_success
        back = time.monotonic()
        wait_until(lambda: len(hall.copies()) > before)
        rested = time.monotonic() - back
        hall.killer.wait_for("SELECT count(*) FROM broadcast WHERE state = 'done'", 1, 2 * IDEAL)
        [(tries,)] = hall.killer.ask("SELECT max(attempts) FROM delivery WHERE broadcast_id = 1")

        print(f"\n{meanwhile} in the 35 s, on {rested:.1f} s after the errors, {tries} tries at most")
        assert meanwhile <= IN_FLIGHT
        assert rested <= 35
        assert int(str(tries)) <= 5
        assert hall.judge() == Counter(delivered=PEOPLE)
