"""Everything held about a member, gathered for them to take away."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from bot.actions.balance import holding
from bot.actions.birthdays import Greeting, birthday_of, greetings_of
from bot.actions.broadcast_privacy import Answered, answered_broadcasts
from bot.actions.contact_choices import Chosen, chosen_by
from bot.actions.event_privacy import Attended, events_of
from bot.actions.group_privacy import InGroup, groups_of
from bot.actions.held import (
    ADJUSTMENTS,
    AWAITED,
    CARDS,
    CONSENTS,
    ENTRIES,
    ITEMS,
    JOBS,
    LOG,
    LOTS,
    PERSON,
    PURCHASES,
    TOLD,
    Act,
    Adjustment,
    Card,
    Consent,
    Entry,
    Item,
    Job,
    Lot,
    Person,
    Purchase,
    Told,
)
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
from bot.rules.birthdays import Birthday
from bot.rules.rfm import Group
from bot.rules.roles import Action, Actor
from bot.rules.vouchers import InHand
from bot.shop import Work


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


async def everything_about(work: Work, actor: Actor) -> Everything:
    """All that is held about the member who asks."""
    authorise(actor, Action.SEE_MY_DATA)
    member, person = actor.member_id, actor.telegram_id
    if member is None:
        raise ValueError("only a member's data are held")
    held, told_birthday = await holding(work, member), await birthday_of(work, member)
    told = await work.one(PERSON, person=person)
    return Everything(
        person=told,
        cards=await work.all(CARDS, member=member),
        points=held.points,
        debt=held.debt,
        tier=await _tier_of(work, member),
        consents=await work.all(CONSENTS, member=member),
        purchases=await work.all(PURCHASES, member=member),
        items=await work.all(ITEMS, member=member),
        entries=await work.all(ENTRIES, member=member),
        lots=await work.all(LOTS, member=member),
        vouchers=await all_vouchers(work, member),
        adjustments=await work.all(ADJUSTMENTS, member=member),
        messages=await work.all(TOLD, person=person),
        log=await work.all(LOG, name=actor.name, subject=f"member:{member}"),
        jobs=await work.all(JOBS, person=person),
        awaited=await work.all(AWAITED, person=person),
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
