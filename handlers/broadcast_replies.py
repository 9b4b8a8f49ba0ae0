"""What members write back to a broadcast, as a reply to it or only after it: our staff read it and answer."""

from typing import NamedTuple

from bot.actions.broadcast_replies import reply_to_broadcast
from bot.actions.broadcasts import find_broadcast
from bot.rules.conversations import Remark
from bot.rules.media import Media
from bot.words import broadcast_replies as words
from bot.words import conversations, refusals
from bot.words.message import Message
from handlers.conversations import goes_on, is_a_game, remark
from handlers.drafts import Flow, left
from handlers.visit import Reply, Visit


class Unsure(NamedTuple):
    """What somebody wrote soon after a broadcast, which may be about it.

    Args:
        number: the broadcast's.
        media: what came besides text, as it is kept.
        album: that it is the first picture of, with what is written below it.
    """

    number: int
    text: str = ""
    media: str = ""
    message_id: int | None = None
    album: str = ""


UNSURE = Flow("broadcast", Unsure)


async def hear(visit: Visit) -> Message | Reply:
    """A reply to one of them."""
    if is_a_game(visit):
        return conversations.only_words(visit.words)
    return await _pass_on(visit, int(visit.args[0]), remark(visit))


async def wonder(visit: Visit) -> Message | Reply:
    """Words that nobody understands, soon after one of them: are they about it?"""
    number = int(visit.args[0])
    found = await find_broadcast(visit.work, number)
    if found is None or is_a_game(visit):
        return conversations.only_words(visit.words)
    said = remark(visit)
    kept = Unsure(
        number, said.text, said.media.kept if said.media is not None else "", said.message_id, visit.incoming.album
    )
    await visit.ask("broadcast.unsure", kept)
    return words.ask_whether(visit.words)


async def more(visit: Visit) -> Message | Reply:
    """They go on writing."""
    before = UNSURE.draft(visit)
    if before is None:
        return left(visit)
    if before.album and before.album == visit.incoming.album:
        return Reply()
    visit.args = (str(before.number),)
    if not before.media and visit.incoming.media is None:
        visit.text = f"{before.text}\n{visit.text}"
    return await wonder(visit)


async def yes(visit: Visit) -> Message | Reply:
    """It is for our staff."""
    kept = UNSURE.draft(visit)
    if kept is None or visit.known.step != "broadcast.unsure":
        return left(visit)
    await visit.asked()
    media = Media.of(kept.media) if kept.media else None
    said = Remark(kept.text, visit.words.language, media, visit.incoming.chat_id, kept.message_id)
    return await _pass_on(visit, kept.number, said)


async def _pass_on(visit: Visit, number: int, said: Remark) -> Message | Reply:
    refused = await reply_to_broadcast(visit.work, visit.actor, number, said)
    if refused is not None:
        return refusals.refused(visit.words, refused, visit.now)
    return Reply() if await goes_on(visit) else conversations.passed_on_to_staff(visit.words)
