"""The shop as its acts see it: database, clock, vault and chance; `work()` opens one transaction."""

from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random, SystemRandom
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from bot.database import Connection, Database, Transaction
from bot.forget_list import ForgetList
from bot.rules.deliveries import Lane
from bot.rules.groups import Crowd
from bot.rules.money import Currency, read_currency
from bot.rules.refusals import Refusal
from bot.rules.room import Room
from bot.vault import Vault


class Clock(Protocol):
    """Says what time it is; only edges hold one."""

    def now(self) -> datetime:
        """The instant, aware, in UTC."""
        ...


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        """The instant, aware, in UTC."""
        return datetime.now(UTC)


class Store(NamedTuple):
    """The store's own row: what it is called, where its days begin, its money and its language."""

    name: str
    zone: str
    currency: str
    language: str
    privacy_contact: str
    paused_why: str | None

    @property
    def zone_info(self) -> ZoneInfo:
        """The zone in which its days begin and end."""
        return ZoneInfo(self.zone)

    def zone_of(self, own: str | None) -> ZoneInfo:
        """The zone of somebody's days: theirs by its IANA name, or the store's."""
        return ZoneInfo(own) if own else self.zone_info

    @property
    def currency_info(self) -> Currency:
        """The currency with the digits of its minor unit; LookupError if the row holds none that there is."""
        currency = read_currency(self.currency)
        if isinstance(currency, Refusal):
            raise LookupError(f"the store's currency is none: {self.currency}")
        return currency


class Work(Transaction):
    """One act: an open transaction, and what the act may know of the world, fixed when it began."""

    def __init__(self, connection: Connection, shop: "Shop") -> None:
        super().__init__(connection)
        self.now = shop.clock.now()
        self.store = shop.store
        self.vault = shop.vault
        self.chance = shop.chance
        self.room = shop.room
        self.paces = shop.paces
        self.forget_list = shop.forget_list
        self.posted: set[Lane] = set()
        """The lanes in which something was put into the outbox, whose senders are woken after the commit."""


def _nobody_listens(_: Collection[Lane]) -> None:
    return None


def _nothing_heard() -> datetime | None:
    return None


class Paces(NamedTuple):
    """How many messages a second go out unasked: at the usual pace, and at the one the operator pays for; 0: none."""

    usual: float = 25.0
    paid: int = 0


class Eyes(Protocol):
    """Looks into groups on Telegram."""

    async def see(self, chat_id: int, people: Collection[int]) -> Mapping[int, bool | None]:
        """Whether some people are in a group: None for whom that can't be told, nothing for whom nobody asked about."""
        ...

    async def count(self, chat_id: int) -> Crowd | None:
        """How many people are in a group besides the bot, and who keeps it; None where it can't be told."""
        ...


class _Shut:
    async def see(self, _: int, __: Collection[int]) -> Mapping[int, bool | None]:
        return {}

    async def count(self, _: int) -> Crowd | None:
        return None


@dataclass
class Shop:
    """Everything an act needs, made once by the composition root.

    `store` is what was last read of the store's row; an act that changes the row puts the new one into its own
    `work.store`, and it is taken over after the commit. `on_post` is called after a commit that left something in the
    outbox. `telegram_time` is what time it was by Telegram's latest answer, None before the first: a clock that isn't
    the machine's. `eyes` look into groups. `paces` is how fast offers may go out.
    """

    database: Database
    vault: Vault
    clock: Clock
    store: Store
    chance: Random = field(default_factory=SystemRandom)
    on_post: Callable[[Collection[Lane]], None] = _nobody_listens
    telegram_time: Callable[[], datetime | None] = _nothing_heard
    eyes: Eyes = field(default_factory=_Shut)
    paces: Paces = field(default_factory=Paces)
    room: Room = Room.PLENTY
    forget_list: ForgetList = field(default_factory=ForgetList)

    @asynccontextmanager
    async def work(self) -> AsyncIterator[Work]:
        """Open one transaction; it commits at the block's end and rolls back when the block raises."""
        async with self.database.transaction(lambda connection: Work(connection, self)) as work:
            before = work.store
            yield work
        if work.store is not before:
            self.store = work.store
        if work.posted:
            self.on_post(work.posted)

    def reading(self) -> AbstractAsyncContextManager[Transaction]:
        """Open a snapshot that only reads, beside whoever writes."""
        return self.database.reading()
