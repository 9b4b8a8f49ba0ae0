"""The words of a segment's line, one after the other, whatever keyboard they were typed on."""

import re

from bot.rules.refusals import Refusal

JOINTS = {
    "and": ("and", "и", "且", "和", "並且", "并且"),
    "or": ("or", "или", "或", "或者"),
    "not": ("not", "не", "非", "不"),
}
"""What joins conditions, in our languages; it is written in the first."""
_WIDE = str.maketrans("（）：＞＜＝≥≤“”„«»＂", '():><=≥≤""""""')
_TOKEN = re.compile(r'"((?:[^"]|"")*)"|(>=|<=|≥|≤|[()<>=:])|([^\s()<>=:"≥≤]+)|\s+')
_OPERATORS = {"≥": ">=", "≤": "<="}
_PLAIN = re.compile(r'[^\s()<>=:"≥≤]+')


class UnreadableError(Exception):
    """Somewhere in the line is something that can't stand there."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.key)
        self.refusal = refusal


def wrong(word: str, right: str) -> UnreadableError:
    """A word that isn't right in its place, and what would be."""
    return UnreadableError(Refusal("segment_value", {"word": word, "right": right}))


class Word(str):
    """A word as it was typed; a `quoted` one is a name and nothing else."""

    quoted = False


class Tokens:
    """What is left of the line."""

    def __init__(self, words: list[Word]) -> None:
        self._left = words[::-1]

    def __bool__(self) -> bool:
        return bool(self._left)

    def count(self, *words: str) -> int:
        """How many of these words are left, in whatever capitals."""
        return sum(1 for word in self._left if not word.quoted and word.casefold() in words)

    def peek(self) -> Word | None:
        """The next word; None at the end."""
        return self._left[-1] if self._left else None

    def take(self, *words: str) -> bool:
        """Take the next word if it is one of these, in whatever capitals; whether it was."""
        following = self.peek()
        if following is None or following.quoted or following.casefold() not in words:
            return False
        self._left.pop()
        return True

    def next(self, right: str = "") -> Word:
        """Take the next word; `segment_ends` where there is none."""
        if not self._left:
            raise UnreadableError(Refusal("segment_ends", {"right": right}))
        return self._left.pop()

    def need(self, word: str) -> None:
        """Take this word, which has to come next."""
        if not self.take(word):
            following = self.next(right=word)
            raise UnreadableError(Refusal("segment_beside", {"word": following, "right": word}))


def tokens(text: str) -> Tokens:
    """The words of a line; `segment_value` where a character can't be read."""
    text = text.translate(_WIDE)
    words, at = [], 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise wrong(text[at : at + 20], 'tier:gold, tier:"very good"')
        at = found.end()
        quoted, operator, plain = found.groups()
        if quoted is not None:
            word = Word(quoted.replace('""', '"'))
            word.quoted = True
            words.append(word)
        elif operator or plain:
            words.append(Word(_OPERATORS.get(operator, operator) if operator else plain))
    return Tokens(words)


def name(text: str, reserved: frozenset[str] = frozenset()) -> str:
    """A name as it is written in a line: in quotes where it isn't one plain word."""
    joints = {word for several in JOINTS.values() for word in several}
    is_plain = _PLAIN.fullmatch(text.translate(_WIDE)) and text.translate(_WIDE) == text
    if is_plain and text.casefold() not in joints | reserved:
        return text
    doubled = text.replace('"', '""')
    return f'"{doubled}"'
