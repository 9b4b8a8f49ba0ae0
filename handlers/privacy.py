"""What we hold about a person: said, given back, erased."""

from bot.words import privacy as words
from bot.words.message import Message
from handlers.visit import Visit


async def show(visit: Visit) -> Message:
    """`/privacy`."""
    store = visit.work.store
    member = visit.actor.member_id is not None
    return words.privacy(visit.words, store.name, store.privacy_contact, member)
