"""What takes two: how long a second person has, and what may come of their being asked."""

from datetime import timedelta
from enum import StrEnum

LASTS = timedelta(hours=24)
"""So long somebody else may say yes; after that it has to be asked again, since the world has moved on."""


class Decision(StrEnum):
    """What came of it."""

    APPROVED = "approved"
    REFUSED = "refused"
    CHANGED = "changed"  # approved, but meanwhile it could not be done any more
    LAPSED = "lapsed"
