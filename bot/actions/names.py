"""The words of members' names, by which staff find them: kept as blind indexes that open nothing."""

from collections.abc import Mapping

from sqlalchemy import bindparam, delete
from sqlalchemy.dialects.postgresql import insert

from bot.database import Command
from bot.shop import Work
from bot.tables.members import name_words

_ADD_WORD = Command(insert(name_words).on_conflict_do_nothing())
_DROP_WORDS = Command(delete(name_words).where(name_words.c.member_id == bindparam("member")))


async def index_name(work: Work, member_id: int, name: str) -> None:
    """Let staff find a member by this name and by each word of it, and no longer by the one before."""
    await work.run(_DROP_WORDS, member=member_id)
    await add_words(work, {member_id: name})


async def add_words(work: Work, names: Mapping[int, str]) -> None:
    """Let staff find new members, by number, by their names and by each word of them."""
    rows = [
        {"member_id": member_id, "word": work.vault.index("name", word)}
        for member_id, name in names.items()
        for word in sorted({word for word in (name, *name.split()) if word.strip()})
    ]
    await work.many(_ADD_WORD, rows)
