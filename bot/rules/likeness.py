"""Names that are like a word that somebody mistyped, or remembers by half."""

from collections.abc import Iterable


def most_like(word: str, names: Iterable[str], most: int) -> list[str]:
    """The names that are like a word, the most like first; where none is like it at all, the first of them.

    Two are as alike as the pairs of neighbouring letters that they share (Dice, 1945), which does for any script and
    for words in another order. What is less than half as like it as the best isn't worth naming beside it.

    Args:
        most: how many are wanted.
    """
    asked = _pairs(word)

    def likeness(name: str) -> float:
        theirs = _pairs(name)
        return 2 * len(asked & theirs) / (len(asked) + len(theirs))

    alike = {name: likeness(name) for name in names}
    least = max(alike.values(), default=0.0) / 2
    near = [name for name, how in alike.items() if how >= least]
    return sorted(near, key=alike.__getitem__, reverse=True)[:most]


def _pairs(text: str) -> set[str]:
    edged = f" {text.casefold()} "
    return {edged[at : at + 2] for at in range(len(edged) - 1)}
