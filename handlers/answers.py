"""What follows an act once it is committed: its reply is said, and what the screen wanted besides is looked at."""

from collections.abc import Callable
from dataclasses import replace

import structlog

from bot.actions.people import find_person, mark_unreachable
from bot.rules.outcomes import Result
from bot.shop import Shop
from bot.words import common
from bot.words.catalogs import Words
from bot.words.message import Message
from handlers.albums import Albums
from handlers.door import Door
from handlers.menus import Menus
from handlers.mouth import Mouth
from handlers.visit import Incoming, Reply

log = structlog.get_logger(__name__)


class Answers:
    """Says replies. The acts are done and stay done: whatever fails here is logged and not repeated."""

    def __init__(self, shop: Shop, door: Door, mouth: Mouth, menus: Menus) -> None:
        self._shop = shop
        self._door = door
        self._mouth = mouth
        self._menus = menus
        self._albums = Albums()

    async def give(self, incoming: Incoming, reply: Reply) -> None:
        """Say the reply, and then what it asks to be fetched for it."""
        await self._say(incoming, self._albums.once(incoming, reply))
        await self._develop(incoming, reply)
        await self._look_at_profile(incoming, reply)
        await self._invite(incoming, reply)
        await self._look_up(incoming, reply)

    async def press(self, incoming: Incoming) -> None:
        """Answer a press before its act is done, so that it doesn't look dead."""
        await self._mouth.answer_press(incoming, Reply())

    async def tell(self, incoming: Incoming | None, say: Callable[[Words], Message]) -> None:
        """Say something that no screen says, in somebody's own language; in a group we'd rather say nothing."""
        if incoming is None or not incoming.private:
            return
        try:
            async with self._shop.work() as work:
                known = await find_person(work, incoming.person_id)
        except Exception:
            known = None
        words = self._door.words_for(known.language if known else None, incoming.client_language)
        await self._say(incoming, Reply((say(words),), fresh=True))

    async def _say(self, incoming: Incoming, reply: Reply) -> None:
        try:
            await self._mouth.answer_press(incoming, reply)
            outcome = await self._mouth.reply(incoming, reply)
            if outcome is not None and outcome.result is not Result.DELIVERED:
                log.warning("answer_not_sent", result=outcome.result.value, reason=outcome.reason)
            if outcome is not None and outcome.result is Result.BLOCKED:
                async with self._shop.work() as work:
                    await mark_unreachable(work, incoming.person_id)
            for person_id in reply.menus:
                await self._menus.show(person_id)
            if reply.introduces:
                await self._menus.introduce()
        except Exception:
            log.exception("answer_failed", user=incoming.person_id)

    async def _develop(self, incoming: Incoming, reply: Reply) -> None:
        """Make a photo of a file, if the screen wants that, and let it hear the photo."""
        if reply.develop is None:
            return
        try:
            picture = await self._mouth.develop(incoming.chat_id, reply.develop)
        except Exception:
            log.exception("picture_failed", user=incoming.person_id)
            return
        await self._hear_again(replace(incoming, picture=picture))

    async def _look_at_profile(self, incoming: Incoming, reply: Reply) -> None:
        """Look at somebody's profile, if the screen wants that, and let it hear what is there."""
        if reply.asks_profile:
            await self._hear_again(replace(incoming, profile=await self._mouth.look_at_profile(incoming.chat_id)))

    async def _invite(self, incoming: Incoming, reply: Reply) -> None:
        """Make a link to a group, if the screen wants one, and let it hear that."""
        if reply.invites is not None:
            await self._hear_again(replace(incoming, invited=await self._mouth.make_link(reply.invites)))

    async def _hear_again(self, incoming: Incoming) -> None:
        """Let the screen hear once more what came in, with what was fetched for it."""
        try:
            async with self._shop.work() as work:
                said = await self._door.receive(work, incoming, late=False)
        except Exception:
            log.exception("hearing_failed", user=incoming.person_id)
            return
        await self._say(incoming, said)

    async def _look_up(self, incoming: Incoming, reply: Reply) -> None:
        """Say what takes long to find out, once it is found."""
        if reply.then is None:
            return
        try:
            said = await reply.then(self._shop)
        except Exception:
            reference = f"{self._shop.clock.now():%y%m%d-%H%M%S}"
            log.exception("look_up_failed", user=incoming.person_id, reference=reference)
            await self.tell(incoming, lambda words: common.something_broke(words, reference))
            return
        await self._say(incoming, Reply((said,), fresh=reply.fresh))
