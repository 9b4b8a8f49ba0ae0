"""Members who ask something while an offer goes out to many: they are answered as if it did not."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from random import Random
from statistics import quantiles

import pytest

from bot.rules.deliveries import Lane
from bot.rules.pace import Pacer
from bot.words.message import Html, Message
from handlers.calls import Calls
from handlers.mouth import Mouth
from jobs.outbox import IDLE, Sender
from tests.faults.mail import OFFER, about, mail, offer_mail
from tests.simulation import Simulation
from tests.world import World

pytestmark = pytest.mark.either
Size = Callable[[int, int], int]
ASKED_A_SECOND, ANSWER = 4, Message(Html("You have 0 points."))


class Telegram(Calls):
    """It takes a tenth of a second for each message, and remembers when it took it."""

    def __init__(self, time: Simulation) -> None:
        self.time = time
        self.offers = list[float]()
        self.answers = dict[int, float]()

    async def call(self, method: str, fields: Mapping[str, object]) -> object:
        """Take it."""
        if about(str(fields["text"])):
            self.offers.append(self.time.now)
        else:
            self.answers[int(str(fields["chat_id"]))] = self.time.now
        await self.time.pause(0.1)
        return {"message_id": 1}


@pytest.mark.promise(19)
async def test_an_answer_does_not_wait_behind_an_offer_to_many(
    world: World, size: Size, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer_mail(monkeypatch)
    many, time, chance = size(150, 20_000), Simulation(world, monkeypatch), Random(seed)
    telegram, app = Telegram(time), world.app
    mouth = Mouth(telegram, Pacer(), lambda _: lambda _: "", seconds=lambda: time.now, pause=time.pause)
    sender = Sender(world.shop, mouth, app.leader, app.wall, in_flight=8, bot_username="shop_bot", later=time.later)
    await mail(world, OFFER, [world.guest(f"Guest {number}") for number in range(many)])
    asked = {number: chance.uniform(0, many / 25) for number in range(1, many * ASKED_A_SECOND // 25)}

    def look() -> None:
        sender.wake()
        time.later(IDLE, look)

    answering = list[asyncio.Task[object]]()

    def ask(person: int) -> None:
        answering.append(asyncio.create_task(mouth.say(person, ANSWER, Lane.LIVE)))

    for person, moment in asked.items():
        time.later(moment, partial(ask, person))
    look()
    running = asyncio.create_task(sender.run())
    await time.until(lambda: len(telegram.offers) == many and len(telegram.answers) == len(asked))
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running

    waits = [telegram.answers[person] - moment for person, moment in asked.items()]
    assert quantiles(waits, n=100)[98] <= 1.5, sorted(waits)[-5:]
    assert telegram.offers[-1] <= 1.1 * many / 25
