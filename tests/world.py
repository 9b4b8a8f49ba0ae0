"""The cast, the shop they meet in, and a pocket Telegram between them; a test is a dialogue.

    async def test_a_member_sees_their_points(world: World) -> None:
        mei = await world.member("Mei", "zh-hans")
        await mei.says("/points")
        assert "0" in mei.sees

Nothing sleeps: the clock is moved by hand, a poll returns at once, and `settle` waits for what is in hand.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from random import Random

import segno
from pydantic import SecretStr
from sqlalchemy import bindparam, insert, select, update

from bot.actions.people import find_person
from bot.actions.staff import dismiss
from bot.database import Command, Query
from bot.rules.roles import Actor, Role
from bot.sandbox.people import Person
from bot.sandbox.telegram import PocketTelegram
from bot.settings import Settings
from bot.shop import Shop
from bot.tables.staff import branches, staff
from commands.compose import App, compose
from commands.shop import open_shop
from handlers.transport import DatedRequest
from tests.requests import Requests

OPENING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday
TOKEN = "123456789:AAExampleExampleExampleExampleExample"
SECRET = "a secret of the tests, forty letters long"

MOMENT = 0.5
"""Seconds a person needs for an act; who were faster would be asked to slow down."""

_HIRE = Command(insert(staff))
_POST = Command(update(staff).where(staff.c.telegram_id == bindparam("person")).values(branch_id=bindparam("where")))
_BRANCH = Query(int, select(branches.c.id).where(branches.c.name == bindparam("named")))
_ADD_BRANCH = Query(int, insert(branches).returning(branches.c.id))


class HandClock:
    """A clock that moves when it is told to."""

    def __init__(self, now: datetime = OPENING) -> None:
        self._now = now
        self._jumped = 0.0

    def now(self) -> datetime:
        """The instant it shows."""
        return self._now

    def set(self, now: datetime) -> None:
        """Set it."""
        self._now = now

    def jump(self, **by: float) -> None:
        """Somebody sets it, by a timedelta's arguments: no time passes."""
        self._now += timedelta(**by)
        self._jumped += timedelta(**by).total_seconds()

    def seconds(self) -> float:
        """The same instant as seconds of a steady clock, which nobody can set."""
        return self._now.timestamp() - self._jumped

    async def pause(self, seconds: float) -> None:
        """Waiting is moving on."""
        self._now += timedelta(seconds=seconds)


@dataclass
class Guest:
    """A person with a Telegram account, as the test plays them."""

    world: "World"
    person: Person

    @property
    def id(self) -> int:
        """Their Telegram id, which is also their private chat's."""
        return self.person.id

    @property
    def messages(self) -> list[dict[str, object]]:
        """Everything now in their private chat, as Bot API objects."""
        return self.world.telegram.messages(self.person.id)

    @property
    def heard(self) -> list[str]:
        """The texts (or captions) the bot has in their chat now, oldest first."""
        bot = self.world.app.bot.id
        return [
            str(message.get("text", message.get("caption", "")))
            for message in self.messages
            if isinstance(sender := message.get("from"), dict) and sender.get("id") == bot
        ]

    @property
    def sees(self) -> str:
        """The bot's newest message to them."""
        return self.heard[-1] if self.heard else ""

    @property
    def toast(self) -> str:
        """The newest answer to a button they pressed."""
        answers = [answer for answer in self.world.telegram.answers if answer.person is self.person]
        return answers[-1].text if answers else ""

    @property
    def buttons(self) -> list[str]:
        """The labels under the newest message of the bot that has buttons."""
        return [label for label, _ in self._keyboard()[1]]

    def _keyboard(self) -> tuple[int, list[tuple[str, dict[str, object]]]]:
        for message in reversed(self.messages):
            markup = message.get("reply_markup")
            if isinstance(markup, dict) and "inline_keyboard" in markup:
                found = [(str(button["text"]), button) for row in markup["inline_keyboard"] for button in row]
                return int(str(message["message_id"])), found
        raise AssertionError(f"{self.person.name} sees no buttons: {self.sees!r}")

    async def says(self, text: str) -> str:
        """Write to the bot; what they see then."""
        self.world.telegram.say(self.person, text)
        await self.world.hear()
        return self.sees

    async def starts(self, payload: str = "") -> str:
        """Press Start, or follow a link; what they see then."""
        self.world.telegram.start(self.person, payload)
        await self.world.hear()
        return self.sees

    async def taps(self, label: str) -> str:
        """Press the button with this label, or the only one that holds it, under the newest buttons."""
        self.presses(label)
        await self.world.hear()
        return self.sees

    def presses(self, label: str) -> None:
        """Press a button, and don't wait for what comes of it."""
        message_id, found = self._keyboard()
        labels = [text for text, _ in found]
        hits = [text for text in labels if text == label] or [text for text in labels if label in text]
        assert len(set(hits)) == 1, f"{label!r} is not one of {labels}"
        self.world.telegram.tap(self.person, message_id, hits[0])

    async def sends_picture(self) -> str:
        """Send a photo where perhaps a word was awaited."""
        picture = BytesIO()
        segno.make("a picture").save(picture, kind="png", scale=8)
        self.world.telegram.send_photo(self.person, picture.getvalue())
        await self.world.hear()
        return self.sees

    async def card(self) -> str:
        """The code of their card."""
        async with self.world.shop.work() as work:
            known = await find_person(work, self.id)
        assert known is not None
        assert known.card is not None, f"{self.person.name} has no card"
        return known.card

    async def shares_phone(self, of: Person | None = None) -> str:
        """Share their own contact, or another person's."""
        self.world.telegram.send_contact(self.person, of)
        await self.world.hear()
        return self.sees


@dataclass
class World:
    """One shop, one messenger, one clock."""

    telegram: PocketTelegram
    clock: HandClock
    shop: Shop
    app: App
    settings: Settings

    def guest(self, name: str, language: str = "en", *, phone: str | None = None) -> Guest:
        """Somebody who has never spoken to the bot."""
        return Guest(self, self.telegram.add_person(name, language, phone=phone))

    async def member(self, name: str, language: str = "en", *, phone: str | None = None) -> Guest:
        """Somebody who has joined."""
        guest = self.guest(name, language, phone=phone)
        await guest.starts()
        message_id, found = guest._keyboard()
        self.telegram.tap(guest.person, message_id, found[0][0])
        await self.hear()
        return guest

    async def owner(self, name: str = "Olga", language: str = "en") -> Guest:
        """Somebody who owns the shop."""
        return await self._hire(Role.OWNER, name, language)

    async def manager(self, name: str = "Max", language: str = "en") -> Guest:
        """Somebody who runs the shop."""
        return await self._hire(Role.MANAGER, name, language)

    async def cashier(self, name: str = "Carl", language: str = "en") -> Guest:
        """Somebody at the till."""
        return await self._hire(Role.CASHIER, name, language)

    async def agent(self, name: str = "Ada", language: str = "en") -> Guest:
        """Somebody who answers members."""
        return await self._hire(Role.AGENT, name, language)

    async def _hire(self, role: Role, name: str, language: str) -> Guest:
        guest = self.guest(name, language)
        await guest.starts()
        await self.put_to_work(guest, role)
        return guest

    async def put_to_work(self, guest: Guest, role: Role) -> None:
        """Make somebody staff without the invitation that it takes; a member stays one."""
        async with self.shop.work() as work:
            name = work.vault.seal(guest.person.name)
            await work.run(_HIRE, telegram_id=guest.id, name=name, role=role.value, since=work.now)

    async def post_to_branch(self, guest: Guest, branch: str) -> None:
        """Let somebody of the staff work at a branch, made if there is none of this name."""
        async with self.shop.work() as work:
            known = await work.one(_BRANCH, named=branch)
            number = known if known is not None else await work.the(_ADD_BRANCH, name=branch)
            await work.run(_POST, person=guest.id, where=number)

    async def dismiss(self, guest: Guest) -> None:
        """Let somebody of the staff go."""
        async with self.shop.work() as work:
            known = await find_person(work, guest.id)
            assert known is not None
            assert known.staff_id is not None, f"{guest.person.name} does not work here"
            await dismiss(work, Actor(Role.OWNER, staff_id=0), known.staff_id)

    async def hear(self) -> None:
        """A moment passes, as between any two acts of a person, and the bot hears, acts and answers."""
        await self.clock.pause(MOMENT)
        await self.settle()

    async def settle(self) -> None:
        """Let the bot hear, act and answer until nothing is left to do."""
        heard = await self.app.poller.poll(0)
        await self.app.quiet()
        while heard and (heard := await self.app.poller.poll(0)):
            await self.app.quiet()

    async def later(self, **by: float) -> None:
        """Move the clock on by a timedelta's arguments, and let what is due happen."""
        await self.app.walk_to(self.clock.now() + timedelta(**by), self.clock.set)
        await self.settle()


@cache
def _usual_settings() -> Settings:
    return Settings(
        bot_token=SecretStr(TOKEN),
        secret_key=SecretStr(SECRET),
        currency="EUR",
        store_name="Green Corner",
        timezone="Europe/Berlin",
        telegram_api="http://telegram.test",
    )


def settings_for(url: str, folder: Path) -> Settings:
    """The settings of a test's shop."""
    return _usual_settings().model_copy(update={"data": str(folder), "database_url": SecretStr(url)})


@asynccontextmanager
async def open_world(url: str, folder: Path, seed: int = 1, *, owner_id: int = 0) -> AsyncIterator[World]:
    """Open a shop on this database, with an empty messenger around it; `owner_id` as in the settings."""
    clock = HandClock()
    telegram = PocketTelegram(token=TOKEN, username="green_corner_bot", clock=clock, seed=seed)
    settings = settings_for(url, folder).model_copy(update={"owner_id": owner_id})

    def requests() -> DatedRequest:
        return Requests(telegram.app)

    async with open_shop(settings, clock=clock, chance=Random(seed), upgrade=False) as shop:
        app = await compose(settings, shop, requests, alone=True, seconds=clock.seconds, pause=clock.pause)
        await app.leader.look()
        try:
            yield World(telegram, clock, shop, app, settings)
        finally:
            await app.intake.stop(1)
            await app.bot.shutdown()
