"""The first words, joining, and the phone number a member may share."""

from bot.actions.balance import holding, next_expiring
from bot.actions.group_door import ask_again
from bot.actions.history import join_history
from bot.actions.members import join, keep_phone
from bot.actions.points import give_starter
from bot.rules.phones import shared_phone
from bot.rules.refusals import Refusal
from bot.words import refusals
from bot.words import welcome as words
from bot.words.message import Message
from handlers.visit import Kind, Reply, Visit


async def start(visit: Visit) -> Message:
    """`/start`: staff go to work, a member comes home, anybody else is greeted."""
    if visit.actor.staff_id is not None:
        return words.at_work(visit.words, visit.name, visit.work.store.name, visit.actor)
    if visit.actor.member_id is None:
        return words.greeting(visit.words, visit.name, visit.work.store.name)
    held = await holding(visit.work, visit.member_id)
    return words.home(visit.words, visit.name, visit.work.store.name, held.points)


async def join_now(visit: Visit) -> Reply:
    """*Join* was pressed; pressed twice, it says the same."""
    member = await join(visit.work, visit.actor, visit.name)
    await ask_again(visit.work, visit.incoming.person_id)
    given = await give_starter(visit.work, visit.actor, member.id)
    expiring = await next_expiring(visit.work, member.id) if given else None
    joined = words.joined(visit.words, member.card, given, expiring.at if expiring else None, visit.now)
    return Reply((joined,), menus=(visit.incoming.person_id,))


async def ask_phone(visit: Visit) -> Reply:
    """Offer to share the number; it is never needed."""
    await visit.ask("welcome.phone")
    return Reply((words.ask_phone(visit.words),), fresh=True)


async def take_phone(visit: Visit) -> Message:
    """The contact came, or something else instead of it."""
    contact = visit.incoming.contact
    if visit.incoming.kind is not Kind.CONTACT or contact is None:
        await visit.asked()
        return words.phone_skipped(visit.words)
    if not contact.own:
        return words.phone_not_yours(visit.words)
    await visit.asked()
    phone = shared_phone(contact.phone)
    if isinstance(phone, Refusal):
        return refusals.refused(visit.words, phone, visit.now)
    before = await keep_phone(visit.work, visit.actor, phone)
    if isinstance(before, Refusal):
        return refusals.refused(visit.words, before, visit.now)
    if before is None:
        return words.phone_kept(visit.words)
    joined = await join_history(visit.work, visit.actor, before.id, visit.member_id)
    return words.history_found(visit.words, joined.purchases, joined.points)
