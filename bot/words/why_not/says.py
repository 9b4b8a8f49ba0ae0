"""How a reason is said."""

from typing import NamedTuple


class Says(NamedTuple):
    """A sentence with places for the data of a refusal, and how some of these are shown."""

    text: str
    money: tuple[str, ...] = ()
    """The data that are minor units of the shop's currency."""
    points: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    """The instants that stand for the shop's day they are on."""
