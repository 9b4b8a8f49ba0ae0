"""A messenger with a few people in it, and the bot of the tests."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.sandbox.chats import Chat
from bot.sandbox.people import Person
from bot.sandbox.telegram import PocketTelegram
from tests.sandbox.api import SPEC, Api, faults_of
from tests.sandbox.page_browser import anna as anna
from tests.sandbox.page_browser import browser as browser
from tests.sandbox.page_browser import lin as lin
from tests.sandbox.page_browser import shop as shop
from tests.sandbox.page_browser import street as street
from tests.sandbox.page_browser import visit as visit
from tests.sandbox.page_browser import windows as windows


class StillClock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def pass_by(self, **time: float) -> None:
        self.at += timedelta(**time)

    async def move_to(self, instant: datetime) -> None:
        self.at = instant


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def telegram(clock: StillClock) -> PocketTelegram:
    return PocketTelegram(clock=clock, username="shop_bot")


@pytest.fixture
async def api(telegram: PocketTelegram) -> AsyncIterator[Api]:
    api = Api(telegram)
    yield api
    for update in telegram.pending_updates():
        assert faults_of(update, "Update", "update") == []
    assert SPEC
    await api.http.aclose()


@pytest.fixture
def mei(telegram: PocketTelegram) -> Person:
    """Has pressed Start, and the bot has seen it."""
    mei = telegram.add_person("美", "zh-hans", username="mei_tea", phone="+8613800000001", bio="tea")
    telegram.start(mei)
    telegram.updates.queue.clear()
    return mei


@pytest.fixture
def ivan(telegram: PocketTelegram) -> Person:
    """Has never started the bot."""
    return telegram.add_person("Иван", "ru", last_name="Петров")


@pytest.fixture
def group(telegram: PocketTelegram, mei: Person) -> Chat:
    """A supergroup of Mei's with the bot as an administrator."""
    group = telegram.create_group(mei, "Tea club", bot_admin=True)
    telegram.updates.queue.clear()
    return group
