"""Trouble on request: what can go wrong between a bot and Telegram, switched on by method, chat, count or chance."""

from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import NamedTuple

from bot.sandbox.shapes import Json


class Trouble(StrEnum):
    """What can be made to go wrong."""

    TOO_MANY_REQUESTS = "too_many_requests"
    SERVER_ERROR = "server_error"
    BAD_GATEWAY = "bad_gateway"
    HANG = "hang"
    CLOSE_BEFORE = "close_before"
    CLOSE_AFTER = "close_after"
    MALFORMED = "malformed"
    BLOCKED = "blocked"
    DEACTIVATED = "deactivated"
    REFUSED = "refused"
    MIGRATED = "migrated"
    REPEATED = "repeated"
    LATE = "late"
    SHUFFLED = "shuffled"


class Kind(NamedTuple):
    """What a trouble is, for the page; whether it concerns methods or updates; whether the call is accepted first."""

    about: str
    side: str = "methods"
    accepted: bool = False


KINDS = {
    Trouble.TOO_MANY_REQUESTS: Kind("429 with retry_after"),
    Trouble.SERVER_ERROR: Kind("500 Internal Server Error"),
    Trouble.BAD_GATEWAY: Kind("502 with an HTML page"),
    Trouble.HANG: Kind("no answer until the bot gives up"),
    Trouble.CLOSE_BEFORE: Kind("the line is cut before the call is taken"),
    Trouble.CLOSE_AFTER: Kind("the call is taken, then the line is cut", accepted=True),
    Trouble.MALFORMED: Kind("the call is taken, the answer is broken JSON", accepted=True),
    Trouble.BLOCKED: Kind("403 bot was blocked by the user"),
    Trouble.DEACTIVATED: Kind("403 user is deactivated"),
    Trouble.REFUSED: Kind("400 wrong file identifier"),
    Trouble.MIGRATED: Kind("400 group chat was upgraded to a supergroup chat"),
    Trouble.REPEATED: Kind("an update is given again after it was confirmed", "updates"),
    Trouble.LATE: Kind("an update comes two polls late", "updates"),
    Trouble.SHUFFLED: Kind("a batch of updates comes in any order", "updates"),
}


@dataclass(eq=False)
class Fault:
    """One trouble and when it strikes.

    `method` is a method's name or, for updates, an update's kind; left out it is every method that names a chat, or
    every update. `chat` is a chat's id. Of the calls that fit, it strikes each `every`th, or each with probability
    `chance`, or all; `times` is how often before it is over. `retry_after` is in seconds. `accepted` says whether the
    call is carried out and logged before it fails (left out: as its kind says). `moved_to` is the new id of `migrated`.
    """

    kind: Trouble
    method: str | None = None
    chat: int | None = None
    times: int | None = None
    every: int | None = None
    chance: float | None = None
    retry_after: int = 5
    accepted: bool | None = None
    moved_to: int | None = None
    id: int = 0
    hits: int = 0
    seen: int = 0

    def __post_init__(self) -> None:
        """Refuse an unknown kind with ValueError."""
        self.kind = Trouble(self.kind)

    @property
    def takes_it_first(self) -> bool:
        """Whether the call is carried out before the trouble."""
        return KINDS[self.kind].accepted if self.accepted is None else self.accepted

    def fits(self, side: str, method: str, chat: int | None) -> bool:
        """Whether a call, or an update, is one it is meant for."""
        if KINDS[self.kind].side != side or (self.method is not None and self.method.lower() != method.lower()):
            return False
        if self.chat is not None:
            return self.chat == chat
        return side == "updates" or self.method is not None or chat is not None

    def told(self) -> Json:
        """The row the page shows."""
        names = ("method", "chat", "times", "every", "chance", "retry_after", "accepted", "moved_to")
        row = {name: getattr(self, name) for name in names if getattr(self, name) is not None}
        return {"id": self.id, "kind": str(self.kind), **row, "hits": self.hits}


class Faults:
    """The faults that are switched on; with the same seed the same calls are struck."""

    def __init__(self, seed: int) -> None:
        """Start without any."""
        self.random = Random(seed)
        self.active: list[Fault] = []
        self.count = 0

    def add(
        self,
        kind: str,
        *,
        method: str | None = None,
        chat: int | None = None,
        times: int | None = None,
        every: int | None = None,
        chance: float | None = None,
        retry_after: int = 5,
        accepted: bool | None = None,
        moved_to: int | None = None,
    ) -> Fault:
        """Switch a fault on; the arguments are those of Fault. Raises ValueError for an unknown kind."""
        fault = Fault(Trouble(kind), method, chat, times, every, chance, retry_after, accepted, moved_to)
        self.count += 1
        fault.id = self.count
        self.active.append(fault)
        return fault

    def remove(self, fault_id: int) -> None:
        """Switch one off."""
        self.active = [fault for fault in self.active if fault.id != fault_id]

    def clear(self) -> None:
        """Switch all off."""
        self.active = []

    def strike(self, side: str, method: str, chat: int | None = None) -> Fault | None:
        """The fault that strikes this call or update, if one does."""
        for fault in self.active:
            if not fault.fits(side, method, chat) or fault.hits == fault.times:
                continue
            fault.seen += 1
            if fault.every is not None and fault.seen % fault.every:
                continue
            if fault.chance is not None and self.random.random() >= fault.chance:
                continue
            fault.hits += 1
            return fault
        return None
