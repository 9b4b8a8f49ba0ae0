"""Fills the demo's shop with people, goods, rules and half a year of purchases, by the very actions the bot uses."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from random import Random

from bot.actions.birthday_rules import apply_birthday_rules, read_birthday_rules
from bot.actions.birthdays import tell_birthday
from bot.actions.care import apply_care
from bot.actions.event_desk import edit_event, make_event
from bot.actions.event_guests import come
from bot.actions.group_edits import edit_group, turn_group
from bot.actions.groups import group_of_chat
from bot.actions.members import consent, member_by_telegram, new_member
from bot.actions.people import find_person
from bot.actions.products import add_product
from bot.actions.program import apply_rule, read_rule
from bot.actions.purchases import Line, Sold, record_purchases
from bot.actions.rewards import make_reward
from bot.actions.rfm import reckon_fifths
from bot.actions.sales import record_sale
from bot.actions.staff import Invited, invite, make_owner_code
from bot.actions.terms import apply_terms, read_terms
from bot.actions.tier_reviews import settle_new_table
from bot.actions.tiers import apply_tiers
from bot.rules.care import Care
from bot.rules.codes import new_receipt
from bot.rules.events import State
from bot.rules.group_parts import Part
from bot.rules.groups import LINK_LASTS
from bot.rules.refusals import Refusal
from bot.rules.roles import OPERATOR, Actor, Role
from bot.rules.times import instant, local_day
from bot.sandbox.people import Person
from bot.sandbox.telegram import PocketTelegram
from bot.words.catalogs import words_for
from bot.words.settings import wording
from commands.compose import App
from commands.sample import (
    GIFTS,
    GOODS,
    GROUP,
    HALF_YEAR,
    NEIGHBOURS,
    PLAYERS,
    PRESENT,
    REWARDS,
    TASTING,
    TIERS,
    Basket,
    Player,
    baskets,
)
from handlers.invites import Invite

SEED = 7
SHOWN = timedelta(days=21)
"""How far back the players' chats show their receipts; what they bought before is history."""


async def furnish(app: App, telegram: PocketTelegram, set_clock: Callable[[datetime], None]) -> None:
    """Let half a year pass in the shop until now, and nothing of it be unread."""
    clock = app.shop.clock
    today = clock.now()
    set_clock(today - HALF_YEAR)
    random = Random(SEED)
    players = [(player, _arrive(telegram, player)) for player in PLAYERS]
    cashier = await _open(app, telegram, players)
    members = [person for player, person in players if player.role is Role.MEMBER]
    for person in members:
        telegram.start(person)
        await _settle(app)
        greeting = telegram.messages(person.id)[-1]
        telegram.tap(person, greeting["message_id"], greeting["reply_markup"]["inline_keyboard"][0][0]["text"])
        await _settle(app)
    for player, person in players:
        if player.topics:
            await _choose(app, player, person, today)
    numbers = await _enrol(app, [person.id for person in members])
    shopping = baskets(random, len(numbers), clock.now() + timedelta(days=1), today - timedelta(hours=1))
    past = [basket for basket in shopping if basket.at <= today - SHOWN]
    shown = [basket for basket in shopping if basket.who < len(members) and basket.at > today - SHOWN]
    await _record(app, set_clock, cashier, numbers, past)
    set_clock(today - SHOWN)
    await settle_new_table(app.shop)
    await _gather(app, telegram, next(person for player, person in players if player.role is Role.OWNER), members)
    for basket in shown:
        set_clock(basket.at)
        async with app.shop.work() as work:
            receipt = new_receipt(work.chance)
            await record_sale(work, cashier, numbers[basket.who], basket.amount, receipt, _lines(basket))
        await app.quiet()
    beside = [basket for basket in shopping if basket.who >= len(members) and basket.at > today - SHOWN]
    await _record(app, set_clock, cashier, numbers, beside, len(past))
    set_clock(today)
    await _invite(app, next(person for player, person in players if player.role is Role.MANAGER), members)
    await reckon_fifths(app.shop)
    for _, person in players:
        telegram.read(person)


def _arrive(telegram: PocketTelegram, player: Player) -> Person:
    return telegram.add_person(player.name, player.language, phone=player.phone, note=player.note)


async def _open(app: App, telegram: PocketTelegram, players: list[tuple[Player, Person]]) -> Actor:
    """The owner claims the shop, invites the staff, fills the shelves and sets the rule; answers the cashier."""
    staff = {player.role: person for player, person in players}
    async with app.shop.work() as work:
        claim = await make_owner_code(work, OPERATOR)
    await _follow(app, telegram, staff[Role.OWNER], "own", claim)
    owner = await _actor(app, staff[Role.OWNER])
    for role in (Role.MANAGER, Role.CASHIER):
        async with app.shop.work() as work:
            invitation = await invite(work, owner, role, None)
        await _follow(app, telegram, staff[role], "st", invitation)
    async with app.shop.work() as work:
        for product in GOODS:
            await add_product(work, owner, product)
        await apply_rule(work, owner, replace(await read_rule(work), starter=50))
        await apply_terms(work, owner, replace(await read_terms(work), pays=True))
        await apply_tiers(work, owner, TIERS)
        rewards = [await make_reward(work, owner, reward) for reward in REWARDS]
        await apply_birthday_rules(work, owner, replace(await read_birthday_rules(work), gifts=GIFTS))
        present = rewards[PRESENT]
        for care in (Care.REFILL, Care.WIN_BACK):
            await apply_care(work, owner, care, {"reward": None if isinstance(present, Refusal) else present.id})
    return await _actor(app, staff[Role.CASHIER])


async def _gather(app: App, telegram: PocketTelegram, owner: Person, members: Sequence[Person]) -> None:
    """The owner opens a group to every member; some of them are in it, and the others find it with /groups."""
    chat = telegram.create_group(owner, GROUP.title, bot_admin=True)
    await _settle(app)
    actor = await _actor(app, owner)
    async with app.shop.work() as work:
        group = await group_of_chat(work, chat.id)
        if group is None:
            raise RuntimeError("the sample shop's group was not heard of")
        await edit_group(work, actor, group.id, Part.ABOUT, GROUP.about)
        await edit_group(work, actor, group.id, Part.RULES, GROUP.house_rules)
        await turn_group(work, actor, group.id, opens=True)
    link = await app.mouth.make_link(Invite(chat.id, GROUP.title, app.shop.clock.now() + LINK_LASTS))
    for person in members[: GROUP.people]:
        telegram.join(person, link)
        await _settle(app)


async def _invite(app: App, manager: Person, members: Sequence[Person]) -> None:
    """There is a tasting in some days, and a seat is left."""
    zone = app.shop.store.zone_info
    day = local_day(app.shop.clock.now(), zone) + timedelta(days=TASTING.days)
    begins, ends = (instant(day, time(hour), zone) for hour in TASTING.hours)
    actor = await _actor(app, manager)
    async with app.shop.work() as work:
        event = await make_event(work, actor, TASTING.names, begins, ends)
        if isinstance(event, Refusal):
            raise RuntimeError(f"the sample shop's event can't be: {event.key}")
        event = event._replace(abouts=TASTING.abouts, place=TASTING.place, seats=TASTING.seats, state=State.ON)
        await edit_event(work, actor, event)
    for person in members[: TASTING.people]:
        coming = await _actor(app, person)
        async with app.shop.work() as work:
            await come(work, coming, event.id)


async def _follow(app: App, telegram: PocketTelegram, person: Person, prefix: str, invited: Invited | Refusal) -> None:
    if isinstance(invited, Refusal):
        raise RuntimeError(f"the sample shop can't be opened: {invited.key}")
    telegram.start(person, f"{prefix}_{invited.code}")
    await _settle(app)


async def _actor(app: App, person: Person) -> Actor:
    async with app.shop.work() as work:
        known = await find_person(work, person.id)
    return known.actor if known is not None else Actor(Role.GUEST, person.id)


async def _choose(app: App, player: Player, person: Person, today: datetime) -> None:
    """What a member lets the shop write about, and when their birthday is."""
    async with app.shop.work() as work:
        known = await find_person(work, person.id)
        if known is None:
            raise RuntimeError(f"{player.name} has not come in")
        words = words_for(known.language, known.client_language, work.store)
        for topic in player.topics:
            await consent(work, known.actor, topic, True, wording(words, topic), "settings")
        if player.born is not None:
            await tell_birthday(work, known.actor, player.born(local_day(today, work.store.zone_info)))


async def _enrol(app: App, telegram_ids: list[int]) -> list[int]:
    """The members' numbers: the players first, then their neighbours, who are not on Telegram."""
    numbers = []
    async with app.shop.work() as work:
        for telegram_id in telegram_ids:
            found = await member_by_telegram(work, telegram_id)
            if found is not None:
                numbers.append(found.id)
        for name in NEIGHBOURS:
            made = await new_member(work, source="till", name=name, joined=True)
            numbers.append(made.id)
    return numbers


async def _record(
    app: App,
    set_clock: Callable[[datetime], None],
    cashier: Actor,
    numbers: list[int],
    shopping: list[Basket],
    before: int = 0,
) -> None:
    """Record them as a till that had recorded so many `before`."""
    for start in range(0, len(shopping), 200):
        batch = shopping[start : start + 200]
        set_clock(batch[-1].at)
        async with app.shop.work() as work:
            sold = [
                Sold("till", f"T-{before + start + number:05}", numbers[one.who], one.at, one.amount, _lines(one))
                for number, one in enumerate(batch, 1)
            ]
            await record_purchases(work, cashier, sold)


def _lines(basket: Basket) -> list[Line]:
    return [Line(one.sku, count * 1000, (one.price or 0) * count) for one, count in basket.goods]


async def _settle(app: App) -> None:
    while await app.poller.poll(0):
        await app.quiet()
