"""What is held about a member, row by row: who they are, what they bought, what the ledger and the log say of them."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import BindParameter, bindparam, or_, select

from bot.database import Query
from bot.tables.approvals import adjustments
from bot.tables.log import log_lines
from bot.tables.members import consents, members
from bot.tables.outbox import deliveries
from bot.tables.people import people, steps
from bot.tables.points import entries, lots
from bot.tables.products import products
from bot.tables.purchases import purchase_lines, purchases
from bot.tables.staff import branches, staff


class Person(NamedTuple):
    """What Telegram told, and what they chose; `name` is sealed."""

    telegram_id: int
    name: bytes
    client_language: str | None
    language: str | None
    zone: str | None
    first_seen: datetime


class Card(NamedTuple):
    """A member's card: theirs, or an earlier one that an import made and that was joined to theirs."""

    member_id: int
    card: str
    external_id: str | None
    name: bytes | None
    phone: bytes | None
    source: str
    created_at: datetime
    joined_at: datetime | None


class Consent(NamedTuple):
    """A yes or no, and the sentence it was said to."""

    topic: str
    given: bool
    wording: str
    source: str
    at: datetime


class Purchase(NamedTuple):
    """A purchase, in minor units; `paid_points` of the member's paid `paid_worth` of it."""

    id: int
    receipt: str
    source: str
    branch: str | None
    at: datetime
    recorded_at: datetime
    amount: int
    earned: int
    paid_points: int
    paid_worth: int
    refunded: int
    undone_at: datetime | None


class Item(NamedTuple):
    """Goods of a purchase; the quantity in thousandths."""

    purchase_id: int
    sku: str
    name: str
    quantity: int
    amount: int | None


class Entry(NamedTuple):
    """A line of the ledger."""

    id: int
    kind: str
    points: int
    debt: int
    at: datetime
    purchase_id: int | None


class Lot(NamedTuple):
    """Points that came together, and what is left of them."""

    points: int
    left: int
    expires_at: datetime


class Adjustment(NamedTuple):
    """Why the staff changed the points in an entry; `reason` is sealed."""

    entry_id: int
    points: int
    reason: bytes | None


class Told(NamedTuple):
    """A message that the shop sent or meant to."""

    kind: str
    data: object
    due: datetime
    state: str
    reason: str | None
    settled_at: datetime | None


class Act(NamedTuple):
    """A line of the audit log."""

    at: datetime
    actor: str
    action: str
    subject: str
    refused: bool


class Job(NamedTuple):
    """When they worked here, and as what."""

    role: str
    branch: str | None
    since: datetime
    dismissed_at: datetime | None


_MEMBER: BindParameter[int] = bindparam("member")
_PERSONS: BindParameter[int] = bindparam("person")
_THEIRS = or_(members.c.id == _MEMBER, members.c.merged_into == _MEMBER)
_NUMBERS = select(members.c.id).where(_THEIRS)

PERSON = Query(Person, select(*(people.c[name] for name in Person._fields)).where(people.c.telegram_id == _PERSONS))
CARDS = Query(
    Card,
    select(members.c.id.label("member_id"), *(members.c[name] for name in Card._fields[1:]))
    .where(_THEIRS)
    .order_by(members.c.id.desc()),
)
CONSENTS = Query(
    Consent,
    select(*(consents.c[name] for name in Consent._fields))
    .where(consents.c.member_id.in_(_NUMBERS))
    .order_by(consents.c.id.desc()),
)
PURCHASES = Query(
    Purchase,
    select(
        *(purchases.c[name] for name in ("id", "receipt", "source")),
        branches.c.name.label("branch"),
        *(purchases.c[name] for name in Purchase._fields[4:]),
    )
    .select_from(purchases)
    .outerjoin(branches, branches.c.id == purchases.c.branch_id)
    .where(purchases.c.member_id.in_(_NUMBERS))
    .order_by(purchases.c.at.desc(), purchases.c.id.desc()),
)
ITEMS = Query(
    Item,
    select(
        purchase_lines.c.purchase_id,
        products.c.sku,
        products.c.name,
        purchase_lines.c.quantity,
        purchase_lines.c.amount,
    )
    .join(products, products.c.id == purchase_lines.c.product_id)
    .join(purchases, purchases.c.id == purchase_lines.c.purchase_id)
    .where(purchases.c.member_id.in_(_NUMBERS))
    .order_by(purchase_lines.c.purchase_id, purchase_lines.c.n),
)
ENTRIES = Query(
    Entry,
    select(*(entries.c[name] for name in Entry._fields))
    .where(entries.c.member_id.in_(_NUMBERS))
    .order_by(entries.c.id.desc()),
)
LOTS = Query(
    Lot,
    select(*(lots.c[name] for name in Lot._fields)).where(lots.c.member_id.in_(_NUMBERS)).order_by(lots.c.id.desc()),
)
ADJUSTMENTS = Query(
    Adjustment,
    select(*(adjustments.c[name] for name in Adjustment._fields))
    .where(adjustments.c.member_id.in_(_NUMBERS))
    .order_by(adjustments.c.entry_id.desc()),
)
TOLD = Query(
    Told,
    select(*(deliveries.c[name] for name in Told._fields))
    .where(deliveries.c.chat_id == _PERSONS)
    .order_by(deliveries.c.id.desc()),
)
LOG = Query(
    Act,
    select(*(log_lines.c[name] for name in Act._fields))
    .where(or_(log_lines.c.actor == bindparam("name"), log_lines.c.subject == bindparam("subject")))
    .order_by(log_lines.c.id.desc()),
)
JOBS = Query(
    Job,
    select(staff.c.role, branches.c.name.label("branch"), staff.c.since, staff.c.dismissed_at)
    .select_from(staff)
    .outerjoin(branches, branches.c.id == staff.c.branch_id)
    .where(staff.c.telegram_id == _PERSONS)
    .order_by(staff.c.id.desc()),
)
AWAITED = Query(str, select(steps.c.name).where(steps.c.telegram_id == _PERSONS))
