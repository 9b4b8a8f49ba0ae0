"""What somebody has answered so far in a dialogue of several steps, as the typed value it was before it was kept."""

from typing import Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from bot.words import common
from handlers.visit import Kind, Reply, Visit

T = TypeVar("T")


class Flow(Generic[T]):
    """A dialogue of several steps and the draft that its steps carry.

    Args:
        name: the first part of its steps' names: `sale` for `sale.amount`.
        kind: the draft, a NamedTuple of plain values.
    """

    def __init__(self, name: str, kind: type[T]) -> None:
        self._name = name
        self._kind = TypeAdapter(kind)

    def plain(self, draft: T) -> object:
        """The draft as plain data, to be asked with where it holds more than numbers and texts."""
        return self._kind.dump_python(draft, mode="json")

    def draft(self, visit: Visit) -> T | None:
        """The draft of whoever is here; None where they aren't in the dialogue any more, or its question has lapsed.

        A button may be pressed long after its dialogue was left, finished or replaced by another, and a draft may be
        older than the program.
        """
        known = visit.known
        lapsed = known.step_expires_at is not None and known.step_expires_at < visit.now
        if known.step is None or known.step.partition(".")[0] != self._name or lapsed:
            return None
        return self.read(visit.answered)

    def read(self, data: object) -> T | None:
        """The draft from plain data; None where that isn't one, as what an older program has kept may be."""
        try:
            return self._kind.validate_python(data)
        except ValidationError:
            return None


def left(visit: Visit) -> Reply:
    """For a button of a dialogue that was left, and for an answer to a question that nobody remembers."""
    if visit.incoming.kind is Kind.PRESS:
        return Reply((common.stale_message(visit.words),), common.stale(visit.words), fresh=True)
    return Reply((common.expired(visit.words),))
