"""Carries what was claimed to Telegram: one chat's messages in the order in which they were posted."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from bot.actions.claims import Due, Ending
from bot.rules.deliveries import Lane
from bot.rules.outcomes import Chance, Outcome, Result, Settled, State
from bot.shop import Shop
from bot.words.message import Message
from jobs.ready import Ready, ending_of
from jobs.window import Turn


class Courier(Protocol):
    """Whoever carries messages to Telegram."""

    async def say(
        self,
        chat_id: int,
        message: Message,
        lane: Lane,
        *,
        replaces: int | None = None,
        on_its_way: Callable[[], None] = ...,
    ) -> Outcome:
        """Send one message, or put it in another's place, once; whatever goes wrong is an outcome.

        Args:
            on_its_way: called when it has waited for its pace and is handed to Telegram.
        """
        ...


class BotStoppedError(Exception):
    """Nothing can be sent any more: the token is dead, or another process uses it."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.reason)
        self.code = outcome.exit_code


class _Ahead(NamedTuple):
    """A delivery that is to be tried again, and until when the newer ones of its chat wait for it."""

    id: int
    until: datetime


class Carrier:
    """Hands messages to the courier and tells each one's turn what became of it.

    Args:
        may_send: whether this process may still send in a lane.
    """

    def __init__(self, shop: Shop, courier: Courier, may_send: Callable[[Lane], bool]) -> None:
        self._shop = shop
        self._courier = courier
        self._may_send = may_send
        self.open: dict[int, Ready] = {}
        """What is being sent: until Telegram has answered, nothing is known of it."""
        self.next: set[int] = set()
        """What is claimed and waits for its turn in its chat; nobody else has begun to send it."""
        self._ahead: dict[tuple[Lane, int], _Ahead] = {}
        """By lane and chat, what is to be tried again: it comes before what was posted later."""

    async def carry(self, lane: Lane, chat: Sequence[Ready], turn: Turn) -> None:
        """One chat's messages, in the order they were posted: where one has to wait, those after it wait too."""
        place = lane, chat[0].due.chat_id
        try:
            for number, ready in enumerate(chat):
                if not self._may_send(lane):
                    return  # the leases lapse, and the new leader takes it from there
                until = self._behind(place, ready.due)
                if until is not None:
                    turn.end(_put_back(ready.due, until))
                    continue
                became = await self._deliver(lane, ready, turn)
                self._ahead.pop(place, None)
                if became.state is State.QUEUED:
                    self._ahead[place] = _Ahead(ready.due.id, became.due)
                elif became.unreachable:
                    for later in chat[number + 1 :]:
                        turn.end(_put_back(later.due, became.due))
                    return
        finally:
            for ready in chat:
                self.next.discard(ready.due.id)

    def _behind(self, place: tuple[Lane, int], due: Due) -> datetime | None:
        """Until when a delivery waits for an older one of its chat; None if it needn't.

        What falls due together is claimed together and in order, so that an older one that is not there by its time is
        nobody's any more to wait for.
        """
        ahead = self._ahead.get(place)
        if ahead is None or due.id <= ahead.id or ahead.until <= self._shop.clock.now():
            return None
        return ahead.until

    async def _deliver(self, lane: Lane, ready: Ready, turn: Turn) -> Settled:
        due = ready.due
        self.open[due.id] = ready
        outcome = await self._courier.say(
            due.chat_id, ready.message, lane, replaces=ready.replaces, on_its_way=turn.begin
        )
        del self.open[due.id]
        ending = ending_of(due, outcome, self._shop.clock.now(), ready.verdict)
        turn.end(ending)
        if outcome.result is Result.STOP:
            raise BotStoppedError(outcome)
        return ending.settled


def _put_back(due: Due, until: datetime) -> Ending:
    """Let a delivery that was claimed and not sent be claimed again, and then judged anew."""
    return Ending(due, Settled(State.QUEUED, "", due.attempts, until, Chance(due.chances)))
