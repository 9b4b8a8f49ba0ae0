"""A screen's own answer when Telegram fails: late rather than never, and twice only where nobody can know."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO
from itertools import product
from typing import Any

import pytest

from handlers.transport import NotSentError
from tests.dialogues.test_sale import bought_by
from tests.requests import Requests
from tests.world import Guest, World

NOT_TAKEN = ("server_error", "no connection", "too_many_requests")
PERHAPS_TAKEN = ("bad_gateway", "close_after")

Trouble = Callable[[str], str | None]
"""What goes wrong with a call of this method; None if nothing does."""


class Line:
    """The line to Telegram, on which calls go wrong as a test says."""

    def __init__(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        self.trouble: Trouble = lambda method: None
        send = Requests.do_request

        async def call(request: Requests, url: str, method: str, **how: Any) -> tuple[int, bytes]:
            called = url.rpartition("/")[2].partition("?")[0].lower()
            trouble = None if called == "getupdates" else self.trouble(called)
            if trouble == "no connection":
                raise NotSentError("ClientConnectorError: Connection refused")
            if trouble is not None:
                world.telegram.faults.add(trouble, method=called, times=1)
            return await send(request, url, method, **how)

        monkeypatch.setattr(Requests, "do_request", call)


@pytest.fixture
def line(world: World, monkeypatch: pytest.MonkeyPatch) -> Line:
    return Line(world, monkeypatch)


def one_after_the_other(*troubles: str) -> Trouble:
    """The first sends go wrong so, and the next one well."""
    left = list(troubles)
    return lambda method: left.pop(0) if left and method.lower() == "sendmessage" else None


def until(world: World, instant: datetime, *troubles: str) -> Trouble:
    """Everything goes wrong in turn till then."""
    turns = 0

    def trouble(_: str) -> str | None:
        nonlocal turns
        turns += 1
        return troubles[turns % len(troubles)] if world.clock.now() < instant else None

    return trouble


def sends_to(world: World, guest: Guest) -> int:
    """How many messages Telegram has taken for somebody."""
    return sum(one.chat_id == guest.id and one.method.lower() == "sendmessage" for one in world.telegram.log)


@pytest.mark.either
async def test_an_answer_outlives_any_three_troubles_unless_two_of_them_leave_it_unknown(
    world: World, line: Line
) -> None:
    mei = await world.member("Mei")
    for troubles in product(NOT_TAKEN + PERHAPS_TAKEN, repeat=3):
        before, kinds = sends_to(world, mei), Counter(troubles)
        world.telegram.faults.clear()
        line.trouble = one_after_the_other(*troubles)

        await mei.says("/points")

        taken = sends_to(world, mei) - before
        unknown = sum(kinds[one] for one in PERHAPS_TAKEN)
        if unknown < 2:
            assert taken == 1 + kinds["close_after"], troubles
        else:
            assert taken <= 2, troubles
            line.trouble = one_after_the_other()


@pytest.mark.either
@pytest.mark.parametrize("troubles", [("server_error",), ("no connection",), ("server_error", "no connection")])
async def test_who_asked_while_telegram_was_down_is_answered_once_soon_after_it_is_back(
    world: World, line: Line, troubles: tuple[str, ...]
) -> None:
    mei = await world.member("Mei")
    before, back = sends_to(world, mei), world.clock.now() + timedelta(minutes=10)
    line.trouble = until(world, back, *troubles)

    await mei.says("/points")

    assert sends_to(world, mei) == before + 1
    assert "0" in mei.sees
    assert back <= world.clock.now() <= back + timedelta(seconds=35)


async def test_a_pressed_message_changes_once_telegram_is_back_whatever_it_answered_meanwhile(
    world: World, line: Line
) -> None:
    mei = await world.member("Mei")
    await mei.says("/settings")
    before, shown = sends_to(world, mei), mei.sees
    line.trouble = until(world, world.clock.now() + timedelta(minutes=10), *NOT_TAKEN, *PERHAPS_TAKEN)

    await mei.taps("Change the language")

    assert mei.sees != shown
    assert sends_to(world, mei) == before


@pytest.mark.either
async def test_where_a_toast_is_all_the_answer_it_is_not_lost(world: World, line: Line) -> None:
    carl, mei = await world.cashier(), await world.member("Mei")
    await carl.says(f"/sale {await mei.card()} 12.50")
    await carl.taps("Record")
    await carl.says("/undo")
    await world.later(minutes=20)
    line.trouble = until(world, world.clock.now() + timedelta(minutes=1), *NOT_TAKEN, "bad_gateway")

    await carl.taps("Take it back")

    assert "15 minutes" in carl.toast


async def test_nobody_waits_for_an_answer_all_day(world: World, line: Line, log_lines: StringIO) -> None:
    mei = await world.member("Mei")
    before, asked = sends_to(world, mei), world.clock.now()
    line.trouble = until(world, asked + timedelta(days=1), "server_error")

    await mei.says("/points")

    assert timedelta(minutes=14) < world.clock.now() - asked < timedelta(minutes=16)
    assert "answer_not_sent" in log_lines.getvalue()
    line.trouble = one_after_the_other()
    await mei.says("/help")
    assert sends_to(world, mei) == before + 1


async def test_a_press_that_waited_for_telegram_to_come_back_sells_nothing(world: World, line: Line) -> None:
    carl, mei = await world.cashier(), await world.member("Mei")
    await carl.says(f"/sale {await mei.card()} 12.50")
    line.trouble = until(world, world.clock.now() + timedelta(minutes=5), "server_error")
    message, found = carl._keyboard()
    world.telegram.say(carl.person, "/help")
    world.telegram.tap(carl.person, message, next(label for label, _ in found if "Record" in label))

    await world.hear()

    assert await bought_by(mei) == []
    assert "an old one" in carl.sees


async def test_a_group_is_not_told_what_it_asked_long_ago(world: World, line: Line) -> None:
    mei = await world.member("Mei")
    group = world.telegram.create_group(mei.person, "Regulars")
    asked = world.clock.now()
    line.trouble = until(world, asked + timedelta(minutes=10), "server_error")

    world.telegram.say(mei.person, "/points", chat=group)
    await world.hear()

    assert world.clock.now() - asked < timedelta(minutes=2)
