"""Looks into a group: who of some people is in it, and how many there are in all."""

from collections.abc import Collection

import structlog
from telegram.error import TelegramError

from bot.rules.groups import Crowd
from handlers.calls import Calls
from handlers.group_ear import is_present
from handlers.outcomes import outcome_of
from handlers.parts import number, part

log = structlog.get_logger(__name__)


class Eyes:
    """Asks Telegram about groups, one question after the other."""

    def __init__(self, calls: Calls, bot_id: int) -> None:
        self._calls = calls
        self._bot_id = bot_id

    async def see(self, chat_id: int, people: Collection[int]) -> dict[int, bool | None]:
        """Whether each of them is in a group; None for whom Telegram can't tell.

        Once Telegram has had enough, whoever is left isn't asked about, and isn't in the answer.

        Args:
            chat_id: the group's.
            people: their Telegram numbers.
        """
        seen = dict[int, bool | None]()
        for person in people:
            try:
                found = await self._calls.call("getChatMember", {"chat_id": chat_id, "user_id": person})
            except TelegramError as error:
                if _is_enough(error):
                    break
                seen[person] = None
                continue
            seen[person] = is_present(found) if isinstance(found, dict) else None
        return seen

    async def count(self, chat_id: int) -> Crowd | None:
        """How many are in a group besides the bot, and who keeps it; None if Telegram doesn't say."""
        try:
            n = await self._calls.call("getChatMemberCount", {"chat_id": chat_id})
            admins = await self._calls.call("getChatAdministrators", {"chat_id": chat_id, "return_bots": True})
        except TelegramError as error:
            _is_enough(error)
            return None
        if not isinstance(n, int) or not isinstance(admins, list):
            return None
        users = [part(one, "user") for one in admins if isinstance(one, dict)]
        people, bots = (
            frozenset(number(user, "id") for user in users if bool(user.get("is_bot")) is bots)
            for bots in (False, True)
        )
        return Crowd(n - 1, people, bots - {self._bot_id})


def _is_enough(error: TelegramError) -> bool:
    outcome = outcome_of(error)
    log.info("group_not_seen", result=outcome.result.value, reason=outcome.reason)
    return bool(outcome.seconds)
