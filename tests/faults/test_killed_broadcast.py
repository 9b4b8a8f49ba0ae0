"""A broadcast, with the real bot killed -9 in its middle: everybody has it once, and every doubt is on the list."""

import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.hall import hall_of

Size = Callable[[int, int], int]
IN_FLIGHT = 8
NOTICED = 15
"""Seconds after which a running bot has noticed what an operator typed, and has looked what is due."""


@pytest.mark.promise(10)
@pytest.mark.promise(11)
def test_killed_again_and_again_in_its_middle_a_broadcast_loses_nobody_and_repeats_nobody(
    tmp_path: Path, size: Size, seed: int
) -> None:
    kills, everybody = size(2, 20), size(120, 10_000)
    for each in range(seed, seed + size(1, 100)):
        chance = random.Random(each)
        with hall_of(everybody, tmp_path / str(each), pace=size(300, 500)) as hall:
            hall.let_go()
            for _ in range(kills):
                hall.kill_after(1 + chance.randrange(everybody // (kills + 1)))
            hall.let_end()

            fates = hall.judge()
            print(f"\nseed {each}: {dict(fates)}", flush=True)
            assert fates["uncertain"] <= IN_FLIGHT * hall.killer.kills
            assert fates["delivered"] == everybody - fates["uncertain"]


@pytest.mark.full
@pytest.mark.promise(10)
@pytest.mark.promise(11)
def test_with_every_kind_of_trouble_switched_on_as_well_nobody_is_lost_or_repeated(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    with hall_of(10_000, tmp_path, pace=500) as hall:
        for kind, share in (
            ("close_after", 0.01),
            ("close_before", 0.01),
            ("server_error", 0.001),
            ("bad_gateway", 0.001),
            ("malformed", 0.005),
            ("blocked", 0.01),
            ("deactivated", 0.005),
            ("refused", 0.005),
            ("hang", 0.001),
        ):
            hall.messenger.fault(kind=kind, method="copyMessage", chance=share)
        hall.messenger.fault(kind="too_many_requests", method="copyMessage", every=2000, retry_after=3)
        hall.let_go()
        for _ in range(10):
            hall.kill_after(1 + chance.randrange(900))
        hall.let_end()

        fates = hall.judge()
        print(f"\n{dict(fates)}")
        assert fates["delivered"] > 0.9 * len(hall.members)


@pytest.mark.full
@pytest.mark.promise(82)
def test_put_back_from_a_copy_made_in_its_middle_nobody_has_it_twice_before_somebody_lets_it_go_on(
    tmp_path: Path,
) -> None:
    with hall_of(2_000, tmp_path, pace=500) as hall:
        hall.let_go()
        hall.kill_after(500)
        hall.killer.command("backup")
        hall.let_end()
        hall.killer.kill()
        sent = len(hall.copies())

        [copy] = (tmp_path / "backups").iterdir()
        hall.killer.command("restore", copy)
        assert hall.over() < 2_000
        hall.killer.start()
        time.sleep(NOTICED)
        assert len(hall.copies()) == sent

        hall.killer.command("resume")
        time.sleep(NOTICED)
        assert len(hall.copies()) == sent
        assert hall.killer.ask("SELECT state, paused_why FROM broadcast") == [("paused", "restored")]
