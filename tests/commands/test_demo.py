"""The demo of the README: a furnished shop at the address it prints, and nothing left behind."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.commands.shopfront import free_port
from tests.warm import ROOT

IN_TIME = 60.0
"""Seconds that the shop's furnishing and end may take on a slow machine."""


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_sample_shop_is_open_at_its_address_until_it_is_ended_and_then_gone(
    tmp_path: Path, sign: signal.Signals
) -> None:
    demo = subprocess.Popen(
        [sys.executable, ROOT / "main.py", "demo", "--port", str(free_port())],
        env=os.environ | {"TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert demo.stdout is not None
        address = demo.stdout.readline().split()[-1]
        with urlopen(f"{address}/sandbox/state", timeout=IN_TIME) as answer:
            people = json.load(answer)["people"]
        demo.send_signal(sign)
        code = demo.wait(IN_TIME)
    finally:
        demo.kill()
        demo.communicate()

    assert {"en", "zh-hans", "zh-hant", "ru"} == {person["language"] for person in people}
    assert {"member", "cashier", "manager", "owner"} <= {person["note"] for person in people}
    assert code == 0
    assert list(tmp_path.iterdir()) == []
