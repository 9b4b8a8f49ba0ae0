"""Everything held about a member, as values that are written out for them (bot/words/mydata.py)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from bot.rules.birthdays import Birthday
from bot.rules.care import Care
from bot.rules.events import Stand as AtEvent
from bot.rules.groups import Stand
from bot.rules.reasons import Line
from bot.rules.rfm import Group


class HeldConsent(NamedTuple):
    """A yes or no, where it was said, and when."""

    topic: str
    given: bool
    source: str
    at: datetime


class HeldPurchase(NamedTuple):
    """A purchase: its amount in minor units, and the names of its lines with their quantities."""

    at: datetime
    receipt: str
    amount: int
    branch: str | None
    items: Sequence[str]


class HeldVoucher(NamedTuple):
    """A voucher or donation: its name, what became of it in words, and the code of one that can be used."""

    at: datetime
    name: str
    points: int
    became: str
    code: str | None


class HeldOpinion(NamedTuple):
    """What they gave when they were asked whether they would recommend the shop, and why; none: they didn't answer."""

    at: datetime
    score: int | None
    reason: str


class HeldLine(NamedTuple):
    """Something said between them and the staff."""

    at: datetime
    by_staff: bool
    said: str


class HeldTurn(NamedTuple):
    """When they had their turn at a kind of care; `held` if they were left out of it."""

    at: datetime
    care: Care
    held: bool


class HeldChoices(NamedTuple):
    """How often and when they chose to be written to; None where the shop's rule holds."""

    opens: int | None = None
    closes: int | None = None
    cap: int | None = None
    paused_until: datetime | None = None


class HeldRefill(NamedTuple):
    """A thing that runs out: when they last bought it, and when it is expected to."""

    product: str
    bought_at: datetime
    due_at: datetime | None


class HeldAnswer(NamedTuple):
    """What they said of a thing that runs out, or asked the staff to do about it."""

    at: datetime
    product: str
    said: str


class HeldGreeting(NamedTuple):
    """A birthday that was kept, and the line that the staff added."""

    on: date
    line: str


class HeldGroup(NamedTuple):
    """A group that they asked to join, are in or were; since when, as far as that is known."""

    title: str
    stand: Stand
    since: datetime | None


class HeldEvent(NamedTuple):
    """An event that they said something to; `came`: they were seen there."""

    at: datetime
    name: str
    stand: AtEvent
    came: bool


class Held(NamedTuple):
    """Everything held about a member."""

    telegram_id: int | None
    name: str
    phone: str | None
    card: str
    external_id: str | None
    joined: datetime | None
    zone: str | None
    points: int
    debt: int
    consents: Sequence[HeldConsent]
    purchases: Sequence[HeldPurchase]
    entries: Sequence[Line]
    vouchers: Sequence[HeldVoucher]
    tier: str = ""
    """Its mark and name; empty where they have none."""
    birthday: Birthday | None = None
    greetings: Sequence[HeldGreeting] = ()
    opinions: Sequence[HeldOpinion] = ()
    conversations: Sequence[HeldLine] = ()
    turns: Sequence[HeldTurn] = ()
    late_from: datetime | None = None
    refills: Sequence[HeldRefill] = ()
    answers: Sequence[HeldAnswer] = ()
    chosen: HeldChoices = HeldChoices()
    groups: Sequence[HeldGroup] = ()
    events: Sequence[HeldEvent] = ()
    tags: Sequence[str] = ()
    lists: Sequence[str] = ()
    buys_like: Group | None = None
    answered: Sequence[tuple[str, datetime]] = ()
