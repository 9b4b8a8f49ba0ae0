"""What members ask staff to do for them."""

from enum import StrEnum

MOST_SAID = 300
"""Characters that a member may say about it."""


class TaskKind(StrEnum):
    """What is to be done."""

    KEEP = "keep"  # order it, or put it aside until they come


class TaskState(StrEnum):
    """Where it stands."""

    OPEN = "open"
    TAKEN = "taken"
    DONE = "done"


class Outcome(StrEnum):
    """What the member is told when it is over."""

    READY = "ready"
    NOT_POSSIBLE = "not_possible"
