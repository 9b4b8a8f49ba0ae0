"""The member's card, which identifies and earns and never spends; the codes that do are a tap away."""

from bot.actions.terms import read_terms
from bot.actions.vouchers import open_vouchers
from bot.words import card as words
from bot.words.message import Message
from handlers.visit import Visit


async def show(visit: Visit) -> Message:
    """`/card`: the code and its QR picture."""
    code = visit.known.card or ""
    link = f"https://t.me/{visit.bot_username}?start=c_{code}"
    pays = (await read_terms(visit.work)).pays
    uses = bool(await open_vouchers(visit.work, visit.member_id))
    return words.card(visit.words, visit.name, code, link, visit.work.store.name, pays=pays, uses=uses)
