"""The audit log for whoever runs the shop: by pages, sieved by person, kind, member and day."""

from bot.actions.log_pages import Act, Names, everybody, names_in, read_log
from bot.actions.members import find_member
from bot.rules.log import Sieve, unpack
from bot.rules.refusals import Refusal
from bot.rules.roles import Action, Role
from bot.rules.times import local_day
from bot.shop import Shop
from bot.words import log as words
from bot.words import refusals
from bot.words.log import Page, Person
from bot.words.message import Message
from handlers import typed
from handlers.drafts import Flow, left
from handlers.visit import Reply, Visit

PAGE = 6
MOST_PEOPLE = 40

SIEVE = Flow("log", tuple[str])


async def begin(visit: Visit) -> Reply | Message:
    """`/log`, with a day, a card or a phone number after it, or without."""
    text = visit.text.strip()
    return await _read(visit, Sieve(), text) if text else _look(visit, Sieve(), 0)


async def page(visit: Visit) -> Reply:
    """A page of it."""
    packed, number = visit.args
    if visit.known.step == "log.query":
        await visit.asked()
    return _look(visit, unpack(packed), int(number))


async def people(visit: Visit) -> Message:
    """Whose acts."""
    found = await everybody(visit.work, visit.actor, visit.work.vault)
    return words.people(
        visit.words,
        [Person(one.id, one.name, one.role, one.at_work) for one in found[:MOST_PEOPLE]],
        unpack(visit.args[0]),
    )


async def topics(visit: Visit) -> Message:
    """Which kind of acts."""
    return words.topics(visit.words, unpack(visit.args[0]))


async def ask(visit: Visit) -> Message:
    """Which day or which member."""
    return await _ask(visit, unpack(visit.args[0]))


async def take(visit: Visit) -> Reply | Message:
    """A day or a member was answered."""
    kept = SIEVE.draft(visit)
    return left(visit) if kept is None else await _read(visit, unpack(kept[0]), visit.text.strip())


async def _read(visit: Visit, sieve: Sieve, text: str) -> Reply | Message:
    if day := typed.day(text):
        sieve = sieve._replace(day=day)
    else:
        found = await find_member(visit.work, visit.actor, text, typed.region(visit))
        if isinstance(found, Refusal):
            return await _ask(visit, sieve, Refusal("log_query"))
        sieve = sieve._replace(member_id=found.id)
    await visit.asked()
    return _look(visit, sieve, 0)


async def _ask(visit: Visit, sieve: Sieve, why: Refusal | None = None) -> Message:
    await visit.ask("log.query", (sieve.packed(),))
    today = local_day(visit.now, visit.work.store.zone_info)
    return refusals.and_again(visit.words, why, words.ask(visit.words, sieve, today, visit.now), visit.now)


def _look(visit: Visit, sieve: Sieve, number: int) -> Reply:
    """A page, read beside whoever writes: a sieve may let through little of a long log."""

    async def look(shop: Shop) -> Message:
        async with shop.reading() as reading:
            acts = await read_log(reading, visit.actor, shop.store, sieve, most=PAGE + 1, skip=number * PAGE)
            names = await names_in(reading, visit.actor, acts, shop.vault)
        person = names.staff.get(sieve.staff_id) if sieve.staff_id is not None else None
        shown = Page(
            [_shown(act, names) for act in acts[:PAGE]],
            sieve,
            person.name if person else "",
            page=number,
            pages=number + (2 if len(acts) > PAGE else 1),
        )
        return words.log(visit.words, shown, visit.now)

    return Reply(then=look)


def _shown(act: Act, names: Names) -> words.Act:
    name, _, number = act.actor.partition(":")
    role = Role(name)
    colleague = names.staff.get(int(number)) if number.isdecimal() and role not in (Role.MEMBER, Role.GUEST) else None
    kind, _, subject = act.subject.partition(":")
    member = int(number) if number.isdecimal() and role is Role.MEMBER else None
    if act.action == Action.JOIN and kind == "member":
        role, member = Role.MEMBER, int(subject)  # a guest became one by it
    about = ""
    if kind == "purchase":
        about = names.receipts.get(int(subject), "")
    elif kind == "staff" and (other := names.staff.get(int(subject))):
        about = other.name
    return words.Act(
        act.at,
        role,
        colleague.name if colleague else "",
        member,
        act.action,
        act.subject,
        about,
        _with_branch(act, act.before, names),
        _with_branch(act, act.after, names),
        act.refused,
    )


def _with_branch(act: Act, value: object, names: Names) -> object:
    """What was written down, with a branch's name for its number."""
    if act.action not in (Action.INVITE_STAFF, Action.ACCEPT_INVITATION, Action.CLAIM_SHOP):
        return value
    match value:
        case [role, int() as branch]:
            return [role, names.branches.get(branch, branch)]
    return value
