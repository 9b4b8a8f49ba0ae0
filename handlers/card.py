"""The member's card, which identifies and earns and never spends."""

from bot.words import card as words
from bot.words.message import Message
from handlers.visit import Visit


async def show(visit: Visit) -> Message:
    """`/card`: the code and its QR picture."""
    code = visit.known.card or ""
    link = f"https://t.me/{visit.bot_username}?start=c_{code}"
    return words.card(visit.words, visit.name, code, link, visit.work.store.name)
