"""Everything held about a member, gathered for them to take away."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import BindParameter, bindparam, or_, select

from bot.actions.balance import holding
from bot.actions.birthdays import Greeting, birthday_of, greetings_of
from bot.actions.broadcast_privacy import Answered, answered_broadcasts
from bot.actions.contact_choices import Chosen, chosen_by
from bot.actions.event_privacy import Attended, events_of
from bot.actions.group_privacy import InGroup, groups_of
from bot.actions.holdout import Turn, turns_of
from bot.actions.log import authorise
from bot.actions.member_lists import lists_of
from bot.actions.opinions import Opinion, Spoken, opinions_of, spoken_with
from bot.actions.refills import Runs, ToldOf, answers_of, refills_of
from bot.actions.rfm import group_of
from bot.actions.standing import place_of
from bot.actions.tags import tags_of
from bot.actions.tasks import Asked, tasks_of
from bot.actions.tiers import read_tiers
from bot.actions.vouchers import all_vouchers
from bot.actions.win_back import late_from
from bot.database import Query
from bot.rules.birthdays import Birthday
from bot.rules.rfm import Group
from bot.rules.roles import Action, Actor
from bot.rules.vouchers import InHand
from bot.shop import Work
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


class InTier(NamedTuple):
    """Their tier, as the store calls it by language; since when, and when it is looked at next."""

    mark: str
    names: Mapping[str, str]
    since: datetime | None
    until: datetime | None


class Everything(NamedTuple):
    """All of it; the newest first, where things have an order."""

    person: Person | None
    cards: Sequence[Card]
    points: int
    debt: int
    tier: InTier | None
    consents: Sequence[Consent]
    purchases: Sequence[Purchase]
    items: Sequence[Item]
    entries: Sequence[Entry]
    lots: Sequence[Lot]
    vouchers: Sequence[InHand]
    adjustments: Sequence[Adjustment]
    messages: Sequence[Told]
    log: Sequence[Act]
    jobs: Sequence[Job]
    awaited: Sequence[str]
    birthday: Birthday | None
    greetings: Sequence[Greeting]
    opinions: Sequence[Opinion]
    conversations: Sequence[Spoken]
    turns: Sequence[Turn]
    late_from: datetime | None
    refills: Sequence[Runs]
    refill_answers: Sequence[ToldOf]
    tasks: Sequence[Asked]
    chosen: Chosen
    groups: Sequence[InGroup]
    events: Sequence[Attended]
    tags: Sequence[str]
    lists: Sequence[str]
    buys_like: Group | None
    answered: Sequence[Answered]


_MEMBER: BindParameter[int] = bindparam("member")
_PERSONS: BindParameter[int] = bindparam("person")
_THEIRS = or_(members.c.id == _MEMBER, members.c.merged_into == _MEMBER)
_NUMBERS = select(members.c.id).where(_THEIRS)

_PERSON = Query(Person, select(*(people.c[name] for name in Person._fields)).where(people.c.telegram_id == _PERSONS))
_CARDS = Query(
    Card,
    select(members.c.id.label("member_id"), *(members.c[name] for name in Card._fields[1:]))
    .where(_THEIRS)
    .order_by(members.c.id.desc()),
)
_CONSENTS = Query(
    Consent,
    select(*(consents.c[name] for name in Consent._fields))
    .where(consents.c.member_id.in_(_NUMBERS))
    .order_by(consents.c.id.desc()),
)
_PURCHASES = Query(
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
_ITEMS = Query(
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
_ENTRIES = Query(
    Entry,
    select(*(entries.c[name] for name in Entry._fields))
    .where(entries.c.member_id.in_(_NUMBERS))
    .order_by(entries.c.id.desc()),
)
_LOTS = Query(
    Lot,
    select(*(lots.c[name] for name in Lot._fields)).where(lots.c.member_id.in_(_NUMBERS)).order_by(lots.c.id.desc()),
)
_ADJUSTMENTS = Query(
    Adjustment,
    select(*(adjustments.c[name] for name in Adjustment._fields))
    .where(adjustments.c.member_id.in_(_NUMBERS))
    .order_by(adjustments.c.entry_id.desc()),
)
_TOLD = Query(
    Told,
    select(*(deliveries.c[name] for name in Told._fields))
    .where(deliveries.c.chat_id == _PERSONS)
    .order_by(deliveries.c.id.desc()),
)
_LOG = Query(
    Act,
    select(*(log_lines.c[name] for name in Act._fields))
    .where(or_(log_lines.c.actor == bindparam("name"), log_lines.c.subject == bindparam("subject")))
    .order_by(log_lines.c.id.desc()),
)
_JOBS = Query(
    Job,
    select(staff.c.role, branches.c.name.label("branch"), staff.c.since, staff.c.dismissed_at)
    .select_from(staff)
    .outerjoin(branches, branches.c.id == staff.c.branch_id)
    .where(staff.c.telegram_id == _PERSONS)
    .order_by(staff.c.id.desc()),
)
_AWAITED = Query(str, select(steps.c.name).where(steps.c.telegram_id == _PERSONS))


async def everything_about(work: Work, actor: Actor) -> Everything:
    """All that is held about the member who asks."""
    authorise(actor, Action.SEE_MY_DATA)
    member, person = actor.member_id, actor.telegram_id
    if member is None:
        raise ValueError("only a member's data are held")
    held, told_birthday = await holding(work, member), await birthday_of(work, member)
    told = await work.one(_PERSON, person=person)
    return Everything(
        person=told,
        cards=await work.all(_CARDS, member=member),
        points=held.points,
        debt=held.debt,
        tier=await _tier_of(work, member),
        consents=await work.all(_CONSENTS, member=member),
        purchases=await work.all(_PURCHASES, member=member),
        items=await work.all(_ITEMS, member=member),
        entries=await work.all(_ENTRIES, member=member),
        lots=await work.all(_LOTS, member=member),
        vouchers=await all_vouchers(work, member),
        adjustments=await work.all(_ADJUSTMENTS, member=member),
        messages=await work.all(_TOLD, person=person),
        log=await work.all(_LOG, name=actor.name, subject=f"member:{member}"),
        jobs=await work.all(_JOBS, person=person),
        awaited=await work.all(_AWAITED, person=person),
        birthday=told_birthday.birthday if told_birthday else None,
        greetings=await greetings_of(work, member),
        opinions=await opinions_of(work, member),
        conversations=await spoken_with(work, member),
        turns=await turns_of(work, member),
        late_from=await late_from(work, member),
        refills=await refills_of(work, member),
        refill_answers=await answers_of(work, member),
        tasks=await tasks_of(work, member),
        chosen=await chosen_by(work, member),
        events=await events_of(work, member),
        groups=await groups_of(work, person) if person is not None else [],
        tags=[tag.name for tag in await tags_of(work, member)],
        lists=await lists_of(work, member),
        buys_like=await group_of(work, member),
        answered=await answered_broadcasts(work, member),
    )


async def _tier_of(work: Work, member_id: int) -> InTier | None:
    place = await place_of(work, member_id)
    table = await read_tiers(work) if place.tier is not None else None
    tier = table.tier(place.tier) if table else None
    return InTier(tier.mark, tier.names, place.since, place.until) if tier else None
