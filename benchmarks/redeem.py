"""Redeeming a reward through the whole path beside `/points`: the press that spends points, and its answer.

The shop is one of ten thousand members with seven purchases each, in two copies. In one the outbox is let lie, so that
a redemption is an update with its act and two calls, as `/points` is an update with its reads and one. In the other the
voucher arrives too: a picture with a QR code of its own, which no other answer has.
"""

import tempfile
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path

from benchmarks.crowd import SECRET, fill
from benchmarks.echo import UPDATES, cpu_per_update
from benchmarks.harness import Contestant, Figure, Stub, alternate
from benchmarks.points_command import shop_bot
from benchmarks.running import wait_for_all
from benchmarks.stub import FIRST_MEMBER, ME, Press
from bot.vault import Vault
from bot.words.message import Go
from handlers.buttons import write_button

MEMBERS = 10_000
ROUNDS = 5


class Redeemers:
    """Members who each redeem for the first time, when they are asked; `sends` is whether their vouchers arrive."""

    def __init__(self, folder: Path, bot: Contestant, stub: Stub, *, sends: bool) -> None:
        self._folder = folder
        self._bot = bot
        self._stub = stub
        self._sends = sends
        self._vault = Vault(SECRET)
        self._members = count(0)

    def cpu_per_redemption(self) -> float:
        """Milliseconds of the bot's processor time for a redemption, when many redeem at once."""
        members = [next(self._members) for _ in range(UPDATES)]
        presses = [self._press(member) for member in members]
        before = self._bot.cpu()
        self._stub.deliver(presses, members, b"send" if self._sends else b"edit")
        if self._sends:
            wait_for_all(self._folder)
        return (self._bot.cpu() - before) / UPDATES * 1000

    def _press(self, member: int) -> Press:
        bot_id, until = int(str(ME["id"])), datetime.now(UTC) + timedelta(hours=1)
        redeem = write_button(self._vault, bot_id, Go("vouchers.redeem", "1", "1", "7K3F9Q2M"), until)
        return Press(redeem(FIRST_MEMBER + member))


def figures() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="regulars-benchmark-") as temporary:
        quiet, telling = Path(temporary) / "quiet", Path(temporary) / "telling"
        for folder in (quiet, telling):
            fill(folder, MEMBERS)
        with shop_bot(quiet, sends=False) as one, shop_bot(telling) as other:
            spread = range(0, MEMBERS, MEMBERS // UPDATES)
            points, pressed, arrived = alternate(
                ROUNDS,
                partial(cpu_per_update, *one, "/points", spread),
                Redeemers(quiet, *one, sends=False).cpu_per_redemption,
                Redeemers(telling, *other, sends=True).cpu_per_redemption,
            )
    beside = ("ms", "/points", points)
    return [
        Figure("a reward redeemed", pressed, *beside, 2.0, at_least=False),
        Figure("with its voucher's arrival", arrived, *beside),
    ]
