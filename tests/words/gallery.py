"""Every screen of the bot with made-up people in it: what the tests of words walk through."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.rules.approvals import Decision
from bot.rules.care import Care
from bot.rules.events import Stand as AtEvent
from bot.rules.groups import Stand
from bot.rules.ledger import EntryKind
from bot.rules.liability import Batch, History
from bot.rules.liability import liability as costs_of
from bot.rules.log import Sieve, Topic
from bot.rules.points import EarningRule, Rounding
from bot.rules.products import Product
from bot.rules.reasons import Bought, Brought, Doer, Line, More, Moved, Reasons, Spent, Tiered
from bot.rules.refusals import Refusal
from bot.rules.roles import Action, Actor, Role
from bot.rules.spending import Paid
from bot.rules.store import Part
from bot.rules.terms import Terms
from bot.rules.terms_trial import TermsTrial, Tried
from bot.rules.trial import Given, Trial
from bot.rules.watch import What
from bot.words import (
    adjust,
    alarms,
    approvals,
    card,
    common,
    entries,
    expiry,
    find,
    groups,
    help,
    liability,
    log,
    points,
    privacy,
    products,
    program,
    reasons,
    receipts,
    refunds,
    refusals,
    sale,
    settings,
    staff,
    store,
    terms,
    tiers,
    watch,
    welcome,
    why_not,
)
from bot.words.catalogs import Language, Words
from bot.words.held import (
    Held,
    HeldChoices,
    HeldConsent,
    HeldEvent,
    HeldGroup,
    HeldLine,
    HeldOpinion,
    HeldPurchase,
    HeldTurn,
    HeldVoucher,
)
from bot.words.message import Go, Message, Toast, safe
from tests.words.birthday_gallery import birthday_screens
from tests.words.broadcast_gallery import broadcast_approvals, broadcast_screens
from tests.words.coming_back_gallery import coming_back_screens
from tests.words.contact_gallery import contact_screens, planned_screens
from tests.words.event_gallery import event_screens
from tests.words.group_gallery import group_screens
from tests.words.nps_gallery import nps_screens
from tests.words.paying_gallery import paying_screens
from tests.words.refill_gallery import refill_screens
from tests.words.reward_gallery import reward_screens
from tests.words.segment_gallery import segment_screens
from tests.words.tier_gallery import table_of, tier_screens
from tests.words.voucher_gallery import voucher_screens

NOW = datetime(2026, 5, 14, 15, 30, tzinfo=UTC)
LATER = NOW + timedelta(days=400)
CARD = "7K3F9Q2MX"
LINK = "https://t.me/regulars_bot?start=stf_0123456789abcdefghijkl"
KEY = "0123456789abcdefghijkl"
RULE = EarningRule(1, 1000, Rounding.NEAREST, 12, 50)
TERMS = (
    Terms(100, 100, pays=True, pay_share=50, keeps=True, extend_months=12, adjust_alone=1000, return_days=14),
    Terms(1, 2, pays=False, pay_share=1, keeps=False, extend_months=1, adjust_alone=1, return_days=1),
    Terms(1, 0, pays=True, pay_share=0, keeps=True, extend_months=0, adjust_alone=0, return_days=0),
)
TRIALS = (
    TermsTrial(TERMS[0], TERMS[1], 90, 10**9, Tried(1234, Paid(5000, 50_00), 10**9, 0)),
    TermsTrial(TERMS[0], TERMS[0], 90, 1, Tried()),
)
ID = 2**31

Said = Message | Toast | tuple[Message, ...]


def people() -> tuple[Actor, ...]:
    """Somebody of each role."""
    return (
        Actor(Role.GUEST, 1),
        Actor(Role.MEMBER, 2, member_id=2),
        Actor(Role.CASHIER, 3, staff_id=3),
        Actor(Role.CASHIER, 3, staff_id=3, member_id=3),
        Actor(Role.AGENT, 4, staff_id=4),
        Actor(Role.MANAGER, 5, staff_id=5),
        Actor(Role.OWNER, 6, staff_id=6, member_id=6),
    )


def _data(place: str, figures: tuple[str, ...], days: tuple[str, ...], name: str) -> str | int | datetime:
    if place in {*figures, "most", "digits"}:
        return 12
    return NOW if place in {*days, "at"} else name


def _explained(line: Line, name: str) -> Iterator[Reasons]:
    """An entry with as little behind it as there can be, and with as much."""
    yield Reasons(line, 12, Doer(Role.SYSTEM))
    several = [Moved(EntryKind.EARN, 7, NOW)]
    for n in (1, 2, 5):
        yield Reasons(line, 12, Doer(Role.MEMBER), taken=several, more=More(n, 7 * n))
    yield Reasons(line, 12, Doer(Role.MEMBER), brought=Brought(99, 1, LATER, several, More(2, 0)))
    name = name[:64]
    bought = Bought(name, 125099, name, 500, 500, 1250)
    moves = [Moved(EntryKind.REDEEM, 20, NOW), Moved(EntryKind.GIVE_BACK, -20, LATER), Moved(EntryKind.KEEP, 0, LATER)]
    names = {"en": name}
    for debt, left in ((-3, 1), (3, 0)):
        yield Reasons(
            line._replace(debt=debt),
            -debt,
            Doer(Role.CASHIER, name),
            Doer(Role.OWNER, name),
            bought,
            RULE,
            Tiered(150, 3, names if left else None),
            Brought(100, left, LATER, moves),
            moves,
            Spent(names, donation=bool(left)),
            name,
            unwarned=bool(left),
            tried_since=NOW,
        )
    for role in (Role.MEMBER, Role.OPERATOR, Role.MANAGER):
        yield Reasons(line, 12, Doer(role))


def _entries() -> list[Line]:
    return [Line(ID + n, kind, 1234 * (-1) ** n, 0, NOW - timedelta(days=90 * n)) for n, kind in enumerate(EntryKind)]


def screens(words: Words, name: str) -> Iterator[tuple[Callable[..., Said], Said]]:
    """Every function of words that makes something to send, called; `name` stands wherever people's own text can."""

    def shown(screen: Callable[..., Said], *args: object, **more: object) -> tuple[Callable[..., Said], Said]:
        return screen, screen(words, *args, **more)

    yield from _shared(shown, name)
    yield from _members(shown, name)
    yield from _till(shown, name)
    yield from _shop(shown, name)
    yield from voucher_screens(shown, name)
    yield from broadcast_screens(shown, name)
    yield from paying_screens(shown, name)
    yield from nps_screens(shown, name)
    yield from birthday_screens(shown, name)
    yield from tier_screens(shown, name)
    yield from reward_screens(shown, name)
    yield from contact_screens(shown)
    yield from planned_screens(shown, name)
    yield from coming_back_screens(shown, name)
    yield from refill_screens(shown, name)
    yield from group_screens(shown, name)
    yield from event_screens(shown, name)
    yield from segment_screens(shown, name)
    yield from _power(shown, name)
    for key, says in why_not.SENTENCES.items():
        places = re.findall(r"{(\w+)}", says.text)
        refusal = Refusal(key, {place: _data(place, says.money + says.points, says.days, name) for place in places})
        yield shown(refusals.refused, refusal, NOW)
        yield shown(refusals.refused_toast, refusal, NOW)
        yield shown(refusals.and_again, refusal, find.ask(words), NOW)
    yield shown(refusals.and_again, None, find.ask(words), NOW)


Shown = Callable[..., tuple[Callable[..., Said], Said]]


def _shared(shown: Shown, name: str) -> Iterator[tuple[Callable[..., Said], Said]]:
    for n in (1, 2, 5, 21):
        batches = [expiry.Batch(n, NOW + timedelta(days=7 * one)) for one in range(n)]
        for keeps in (False, True):
            yield shown(expiry.warning, batches, NOW, keeps=keeps)
        yield shown(expiry.kept, n, batches, NOW)
        yield shown(expiry.schedule, expiry.Page(batches, 1, 3), NOW)
        yield shown(points.balance, points.Balance(n, 0, points.Expiring(n, NOW), [], 0, 1, keeps=True), NOW)
    yield shown(expiry.schedule, expiry.Page([], 0, 1), NOW)
    yield shown(expiry.stopped, LATER, NOW)
    for held in TERMS:
        yield shown(terms.show, held)
        yield shown(terms.applied, held)
        for part in terms.Part:
            yield shown(terms.ask, part)
            yield shown(terms.preview, part, held, KEY)
        for one in TRIALS:
            yield shown(terms.preview, terms.Part.WORTH, held, KEY, one)
    yield shown(common.cancelled)
    yield shown(common.nothing_to_cancel)
    yield shown(common.not_understood)
    yield shown(common.not_text)
    yield shown(common.stale)
    yield shown(common.stale_message)
    yield shown(common.expired)
    yield shown(common.something_broke, "4F9A21")
    yield shown(common.slow_down)
    for action in (Action.SEE_POINTS, Action.RECORD_SALE, Action.SEE_PRIVACY):
        yield shown(groups.in_private, action, LINK)
    yield shown(refusals.not_allowed, Action.SEE_POINTS, at_work=False)
    for at_work in (False, True):
        yield shown(refusals.not_allowed, Action.REFUND, at_work=at_work)
    for actor in people():
        yield shown(help.help_for, actor, name)
        yield shown(welcome.at_work, name, name, actor)
    yield shown(alarms.update_given_up, "4F9A21")
    yield shown(alarms.books_wrong, "entry 12")
    yield shown(alarms.disk_full, 90)
    for gone in (False, True):
        yield shown(alarms.nothing_to_give, Care.BIRTHDAY, 2**31, {"en": name}, gone=gone)
    yield shown(alarms.clock_jumped, 120)
    yield shown(alarms.clock_jumped, -5_256_000)
    yield shown(alarms.paused, name)


def _members(shown: Shown, name: str) -> Iterator[tuple[Callable[..., Said], Said]]:
    yield shown(welcome.greeting, name, name)
    yield shown(welcome.greeting, "", name)
    yield shown(welcome.home, name, name, 1234567)
    yield shown(welcome.joined, CARD, 50, LATER, NOW)
    yield shown(welcome.joined, CARD, 0, None, NOW)
    yield shown(welcome.ask_phone)
    yield shown(welcome.phone_skipped)
    yield shown(welcome.phone_not_yours)
    yield shown(welcome.phone_kept)
    yield shown(welcome.phone_removed)
    for n in (1, 2, 5):
        yield shown(welcome.history_found, n, 10 * n)
        expiring = points.Expiring(n, NOW + timedelta(days=n))
        yield shown(points.balance, points.Balance(n, n, expiring, _entries()[:5], 1, 3), NOW)
    yield shown(points.balance, points.Balance(0, 0, None, (), 0, 1, frozen=True), NOW)
    for tier, counted in ((None, 0), (1, 30_000), (3, 125_000)):
        mine = tiers.Mine(table_of(name), tier, counted, counted, LATER)
        yield shown(points.balance, points.Balance(12, 0, None, (), 0, 1, mine=mine), NOW)
    for line in _entries():
        for of in _explained(line, name):
            yield shown(reasons.why, of, Go("points.page", "2"), NOW)
    yield shown(card.card, name, CARD, LINK, name)
    for on in (True, False):
        chosen = dict.fromkeys(("birthday", "refill", "offers", "surveys"), on)
        yield shown(settings.settings, chosen, on, safe(name))
        yield shown(settings.topics, chosen)
        yield shown(settings.topic_changed, "birthday", on)
        yield shown(privacy.privacy, name, name if on else "", on)
    yield shown(settings.languages)
    yield shown(settings.languages, str(ID))
    yield shown(settings.language_changed)
    yield shown(privacy.my_data, "all", b"{}")
    yield shown(privacy.forget, 12, 0, False)
    yield shown(privacy.forget, 0, 1, True)
    yield shown(privacy.forget, 12, 5, False)
    yield shown(privacy.forget_sure)
    yield shown(privacy.forgotten)
    bought = receipts.Receipt(name, "R-7K3F9Q", 125099, 125, 25, 1240)
    yield shown(receipts.thanks, bought)
    yield shown(receipts.thanks, bought._replace(paid_debt=0))
    yield shown(receipts.thanks, bought._replace(points=0))
    for returned in (receipts.Return("R-7K3F9Q", 125099, 125, 25, 0), receipts.Return("R-7K3F9Q", 99, 0, 0, 9)):
        yield shown(receipts.undone, returned)
        yield shown(receipts.refunded, returned)
    yield shown(receipts.history_joined, 120, 1240)


def _till(shown: Shown, name: str) -> Iterator[tuple[Callable[..., Said], Said]]:
    for buyer in (sale.Buyer(name, CARD, 120), sale.Buyer("", CARD, 0), sale.Buyer("", "", 0)):
        yield shown(sale.ask_amount, buyer)
        goods = (sale.Item(name), sale.Item("Filters", 1500))
        yield shown(sale.confirm, sale.Sale(buyer, 125099, 125, goods, name), KEY)
        yield shown(sale.confirm, sale.Sale(buyer, 1, 0), KEY)
        for minutes in (0, 1, 4):
            yield shown(sale.ask_again, sale.Sale(buyer, 125099, 125), "R-7K3F9Q", minutes, KEY)
        done = sale.Recorded(ID, buyer, 125099, 125, 245, name)
        yield shown(sale.recorded, done, NOW + timedelta(minutes=15))
        yield shown(sale.confirm_undo, done)
        yield shown(sale.taken_back, done)
    yield shown(sale.ask_member)
    yield shown(sale.ask_items)
    yield shown(common.which_amount, (123400, 123), "sale.amount")
    yield shown(sale.ask_which_amount, (123400, 123))
    yield shown(find.ask)
    for n in (1, 2):
        yield shown(find.found, [find.Found(ID, name, CARD, 120), find.Found(ID, "", CARD, 0)][:n], n == 2)
    yield shown(find.nobody, name)
    bought = [find.Bought(NOW, name, 1250, refunded) for refunded in (0, 250)]
    known = find.Profile(ID, name, CARD, 120, 3, NOW, 12, 125099, bought, tags=(name, name))
    yield shown(find.profile, known, NOW, True, True)
    in_tier = tiers.InProfile(table_of(name).tiers[1], NOW, 3)
    yield shown(find.profile, known._replace(tier=in_tier), NOW, True, True)
    yield shown(find.profile, known._replace(joined=None, purchases=0, last=(), debt=0), NOW, False, False)
    yield shown(find.ask_external, name, CARD, ID)
    yield shown(find.confirm_join, name, CARD, name, 12, 120, ID, ID + 1)
    yield shown(find.history_joined, name, CARD, 120, 1240, ID)
    yield shown(refunds.ask_receipt)
    yield shown(refunds.ask_amount, name, CARD, name, 125099)
    yield shown(refunds.ask_which_amount, (123400, 123))
    for short in (0, 1, 5):
        refund = refunds.Refund(name, CARD, name, 125099, 125000, 500, 5, short)
        yield shown(refunds.confirm, refund, KEY)
        yield shown(refunds.refunded, refund, 1240)


def _costs(shown: Shown) -> Iterator[tuple[Callable[..., Said], Said]]:
    batches = [Batch(NOW + timedelta(days=31 * n), 10**9) for n in range(14)]
    terms = Terms(worth_points=100, worth_amount=99)
    unequal, unexpired = History(1000, 1000, 40, 1e6), History(40, 0, 40, 40.0)
    for history in (History(700, 300, 90, 15_000.0), History(1, 0, 1, 1.0), unequal, unexpired):
        cost = costs_of(batches, history, terms, NOW, ZoneInfo("Europe/Berlin"))
        yield shown(liability.liability, cost, b"picture")
    yield shown(liability.liability, costs_of([], History(), terms, NOW, ZoneInfo("UTC")), None)


def _log(shown: Shown, name: str) -> Iterator[tuple[Callable[..., Said], Said]]:
    name = name[:64]
    everything = Sieve(ID, Topic.POINTS, ID, NOW.date())
    figures = [(None, None), ([0, 0], [500, 3]), ({"points": 1, "names": {"en": name}}, {"points": 2, "pays": True})]
    for role in Role:
        for before, after in figures:
            act = log.Act(NOW, role, name, ID, Action.ADJUST, f"member:{ID}", "", before, after, not before)
            page = log.Page([act._replace(action=action.value) for action in list(Action)[:6]], everything, name, 1, 3)
            yield shown(log.log, page, NOW)
    for action in Action:
        act = log.Act(NOW, Role.OWNER, name, None, action, f"purchase:{ID}", name, *figures[2], False)
        yield shown(log.log, log.Page([act], Sieve(), "", 0, 1), NOW)
    yield shown(log.log, log.Page([], Sieve(), "", 0, 1), NOW)
    found = [log.Person(ID, known, Role.CASHIER, bool(known)) for known in (name, "")]
    yield shown(log.people, found, everything)
    yield shown(log.topics, everything)
    yield shown(log.ask, everything, NOW.date(), NOW)


def _power(shown: Shown, name: str) -> Iterator[tuple[Callable[..., Said], Said]]:
    yield shown(adjust.ask_member)
    for by in (500, -20):
        change = adjust.Change(name, CARD, 120, 3, by, name)
        yield shown(adjust.ask_change, change)
        yield shown(adjust.ask_reason, change)
        for alone in (True, False):
            yield shown(adjust.confirm, change, alone, KEY)
        yield shown(adjust.adjusted, change, 1240)
        yield shown(adjust.told, by, 1240, 3, name)
    listed = entries.Entries(ID, name, CARD, 1240, 3, _entries()[:5], 1, 3)
    yield shown(entries.entries, listed, NOW, True)
    yield shown(entries.entries, listed._replace(lines=(), debt=0, page=0, pages=1), NOW, False)
    for line in _entries():
        for of in _explained(line, name):
            yield shown(reasons.why, of, Go("entries.page", str(ID), "2"), NOW, staff=True)
    yield from _log(shown, name)
    yield from _costs(shown)
    for what in What:
        for n in (1, 2, 5):
            yield shown(watch.alarm, watch.Seen(what, ID, name, name, name, n, n, n, n, n, n))
        yield shown(watch.alarm, watch.Seen(what))
    for n in (0, 1, 2, 5):
        yield shown(watch.line, watch.Day(NOW.date(), n, n, n, n, n, n))
    for n in (1, 2, 5):
        yield shown(approvals.waits, n, LATER, NOW)
    said = {"action": "adjust", "approval": ID, "points": 500, "before": 120, "debt": 3, "person": 1, "name": name}
    said |= {"member_name": name, "reason": name, "decider_name": name, "at": NOW.isoformat()}
    yield shown(approvals.question, said)
    yield from broadcast_approvals(shown, name)
    for decision in Decision:
        yield shown(approvals.settled, {**said, "decision": decision.value})
    yield shown(
        approvals.settled, {**said, "decision": "changed", "refusal": "approval_asker_gone", "refusal_data": {}}
    )


def _shop(shown: Shown, name: str) -> Iterator[tuple[Callable[..., Said], Said]]:
    anna = staff.Colleague(ID, name, Role.MANAGER, name, NOW)
    ben = staff.Colleague(ID, name, Role.CASHIER, None, NOW)
    yield shown(staff.staff, [anna, ben])
    yield shown(staff.colleague, anna, NOW, True)
    yield shown(staff.colleague, ben, NOW, False)
    yield shown(staff.confirm_dismissal, anna)
    yield shown(staff.dismissed, name)
    yield shown(staff.you_were_dismissed, name)
    yield shown(staff.ask_role)
    yield shown(staff.ask_branch, Role.CASHIER, [(ID, name), (2, "Harbour")])
    yield shown(staff.invitation, Role.CASHIER, name, LINK, LATER, NOW)
    yield shown(staff.invitation, Role.MANAGER, None, LINK, LATER, NOW)
    yield shown(staff.you_joined, name, Role.CASHIER)
    yield shown(staff.somebody_joined, name, Role.AGENT)
    yield shown(staff.you_own, name)
    other = EarningRule(2, 1000, Rounding.FLOOR, 1, 0)
    for rule in (RULE, other):
        yield shown(program.program, rule, TERMS[0], None)
        yield shown(program.program, rule, TERMS[0], table_of(name))
        for n, given in ((412, 4980), (1, 0), (0, 0)):
            tried = Trial(RULE, rule, 90, n, n, Given(5120, 5120), Given(given, given))
            yield shown(program.preview, tried, KEY)
        yield shown(program.applied, rule)
    for asked in program.Part:
        yield shown(program.ask, asked)
    mine = store.Shown(name, "America/Argentina/Buenos_Aires", "EUR", Language.ZH_HANT, name)
    for told in (mine, mine._replace(contact="")):
        yield shown(store.store, told, NOW)
        yield shown(store.saved, told, NOW)
    for part in Part:
        yield shown(store.ask, part)
    yield shown(store.confirm_zone, mine.zone, NOW, KEY)
    beans = Product(ID, name, name, name, 1250, 21)
    bare = Product(ID, "FLT-1", name)
    yield shown(products.products, [beans, bare], 1, 3)
    yield shown(products.products, [], 0, 1)
    for product in (beans, bare):
        yield shown(products.product, product)
        yield shown(products.saved, product)
    for field in ("sku", "name", "category", "price", "refill_days"):
        yield shown(products.ask, field, new=True)
        yield shown(products.ask, field, new=False)


def all_that_is_held(name: str) -> Held:
    """A member with something of everything."""
    return Held(
        telegram_id=ID,
        name=name,
        phone="+442079460958",
        card=CARD,
        external_id=name,
        joined=NOW,
        zone="Europe/London",
        points=1240,
        debt=3,
        consents=[HeldConsent("offers", on, "settings", NOW) for on in (True, False)],
        purchases=[HeldPurchase(NOW, name, 125099, name, [name, "Filters"])],
        entries=_entries(),
        opinions=[HeldOpinion(NOW, score, name) for score in (3, None)],
        conversations=[HeldLine(NOW, by_staff, name) for by_staff in (True, False)],
        turns=[HeldTurn(NOW, Care.WIN_BACK, held) for held in (True, False)],
        late_from=NOW,
        events=[HeldEvent(NOW, name, stand, came) for stand in AtEvent for came in (True, False)],
        groups=[HeldGroup(name, stand, since) for stand in Stand for since in (NOW, None)],
        chosen=HeldChoices(9, 18, 3, NOW),
        vouchers=[HeldVoucher(NOW, name, 120, name, code) for code in ("7K3F9Q2MX4T8", None)],
    )
