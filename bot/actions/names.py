"""The words of members' names, by which staff find them: kept as blind indexes that open nothing."""

from collections.abc import Mapping

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert

from bot.database import Command, Query
from bot.shop import Work
from bot.tables.members import name_words
from bot.vault import Vault

_ADD_WORD = Command(insert(name_words).on_conflict_do_nothing())
_WORDS = Query(bytes, select(name_words.c.word).where(name_words.c.member_id == bindparam("member")))
_DROP_WORDS = Command(delete(name_words).where(name_words.c.member_id == bindparam("member")))


async def index_name(work: Work, member_id: int, name: str) -> None:
    """Let staff find a member by this name and by each word of it, and no longer by the one before."""
    await work.run(_DROP_WORDS, member=member_id)
    await add_words(work, {member_id: name})


async def add_words(work: Work, names: Mapping[int, str]) -> None:
    """Let staff find new members, by number, by their names and by each word of them."""
    found = {member_id: words_of(work.vault, name) for member_id, name in names.items()}
    await work.many(
        _ADD_WORD, [{"member_id": member_id, "word": word} for member_id, words in found.items() for word in words]
    )


async def index_again(work: Work, names: Mapping[int, str]) -> int:
    """Find members by these names and no others, where that isn't so already; how many it wasn't so for."""
    found = await work.each(_WORDS, [{"member": member_id} for member_id in names])
    other = {
        member_id: name
        for (member_id, name), words in zip(names.items(), found, strict=True)
        if set(words) != set(words_of(work.vault, name))
    }
    await work.many(_DROP_WORDS, [{"member": member_id} for member_id in other])
    await add_words(work, other)
    return len(other)


def words_of(vault: Vault, name: str) -> list[bytes]:
    """The blind indexes of a name and of each word of it."""
    return [vault.index("name", word) for word in sorted({word for word in (name, *name.split()) if word.strip()})]
