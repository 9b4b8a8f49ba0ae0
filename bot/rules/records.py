"""A file's lines as records of a CSV: one bad line spoils only itself, and nothing in it can make memory grow."""

import csv
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from bot.rules.refusals import Refusal

LONGEST = 65_536
"""Bytes in a line; a longer one comes cut off, one byte longer than this."""
MOST_BROKEN = 16
"""Lines that a quoted cell may run over; a quote that never closes takes no more of the file with it."""

SEPARATORS = (",", ";", "\t", "|")


class Record(NamedTuple):
    """A line's cells, as well as they could be read, and why the line can't be taken, if it can't."""

    line: int
    cells: Sequence[str]
    why: Refusal | None = None


class Header(NamedTuple):
    """The names of the columns, and what stands between cells in the whole file."""

    cells: Sequence[str]
    separator: str


def _separator(header: str) -> str:
    """What separates the cells: the mark that the header has most of, outside quotes; a comma if it has none."""
    outside = "".join(header.split('"')[::2])
    return max(SEPARATORS, key=outside.count)


def read_header(first: bytes, encoding: str) -> Header | Refusal:
    """The names of the columns.

    Args:
        first: the file's first line without a byte order mark, cut off as `records` expects it.

    Returns:
        Refusal: `file_empty`, or `file_binary` where this is no text in that encoding (`encoding`).
    """
    if not first.strip():
        return Refusal("file_empty")
    if b"\0" in first or len(first) > LONGEST:
        return Refusal("file_binary", {"encoding": encoding})
    try:
        text = first.decode(encoding).strip("\r\n")
    except UnicodeDecodeError:
        return Refusal("file_binary", {"encoding": encoding})
    separator = _separator(text)
    try:
        return Header(next(csv.reader([text], delimiter=separator, strict=True)), separator)
    except csv.Error:
        return Refusal("file_binary", {"encoding": encoding})


def records(lines: Iterable[bytes], header: Header, encoding: str) -> Iterator[Record]:
    """Each record with the number of its first line; empty lines are passed over.

    Args:
        lines: what comes after the header, which is line 1; none longer than `LONGEST + 1`.
        encoding: one in which a line's end is the byte 10.
    """
    separator, width = header.separator, len(header.cells)
    numbered = enumerate(lines, 2)
    again: deque[tuple[int, bytes]] = deque()
    while (found := again.popleft() if again else next(numbered, None)) is not None:
        line, raw = found
        text, why = _decoded(raw, encoding)
        if not text.strip(f"{separator} \r\n"):
            continue
        if '"' not in text:
            cells: Sequence[str] = text.rstrip("\r\n").split(separator)
        else:
            cells, why = _quoted(text, why, separator, encoding, numbered, again)
        if why is None and len(cells) != width:
            why = Refusal("line_columns", {"found": len(cells), "wanted": width})
        yield Record(line, cells, why)


def _decoded(raw: bytes, encoding: str) -> tuple[str, Refusal | None]:
    if len(raw) > LONGEST:
        return raw.decode(encoding, "backslashreplace"), Refusal("line_long", {"most": LONGEST})
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        return raw.decode(encoding, "backslashreplace"), Refusal("line_encoding", {"encoding": encoding})
    return text, Refusal("line_binary") if "\0" in text else None


def _quoted(
    text: str,
    why: Refusal | None,
    separator: str,
    encoding: str,
    numbered: Iterator[tuple[int, bytes]],
    again: deque[tuple[int, bytes]],
) -> tuple[Sequence[str], Refusal | None]:
    """Parse a line with quotes, and as many of the next as its cells run over; those it doesn't need are read again."""
    whole, taken = [text], list[tuple[int, bytes]]()
    while why is None:
        try:
            return next(csv.reader(whole, delimiter=separator, strict=True)), None
        except csv.Error as error:
            more = None
            if "end of data" in str(error) and len(taken) < MOST_BROKEN:
                more = again.popleft() if again else next(numbered, None)
            if more is None:
                why = Refusal("line_quotes")
                break
            taken.append(more)
            next_text, bad = _decoded(more[1], encoding)
            if bad or sum(map(len, whole)) > LONGEST:
                why = Refusal("line_quotes")
            whole.append(next_text)
    again.extendleft(reversed(taken))
    return text.rstrip("\r\n").replace('"', "").split(separator), why
