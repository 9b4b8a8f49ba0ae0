"""A CSV file, also gzipped, as its header and its lines: read once, from its beginning to its end."""

import codecs
import gzip
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from bot.rules.columns import Columns, Field, arrange
from bot.rules.records import LONGEST, Header, Record, read_header, records
from bot.rules.refusals import Refusal
from bot.rules.sheets import from_cell
from commands.rejected import OUR_COLUMNS
from commands.stop import StopError

TYPED_WRONG = 2
_UTF_8 = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Table:
    """An open file: its columns, its records, and how far it was read, in bytes of the file itself."""

    header: Header
    columns: Columns
    records: Iterator[Record]
    size: int
    position: Callable[[], int]


@contextmanager
def open_table(
    path: Path, encoding: str, fields: tuple[Field, ...], said: Mapping[str, str], tell: Callable[[Refusal], str]
) -> Iterator[Table]:
    """Open a file.

    Args:
        encoding: how its text is written; a file that begins with UTF-8's mark is UTF-8 whatever is said.
        fields: what its columns may hold.
        said: a field's name, and the header of its column.
        tell: a refusal as a sentence.

    Raises:
        StopError: it can't be opened, is no such file, or breaks off in the middle.
    """
    encoding = _known(encoding)
    try:
        file = path.open("rb")
    except OSError as error:
        raise StopError(f"{path} can't be read: {error.strerror}.") from None
    with file:
        try:
            packed = file.peek(2)[:2] == b"\x1f\x8b"
            unpacked: BinaryIO = gzip.GzipFile(fileobj=file) if packed else file  # type: ignore[assignment] # it reads like one
            lines = _lines(unpacked)
            first = next(lines, b"")
            if first.startswith(_UTF_8):
                first, encoding = first.removeprefix(_UTF_8), "utf-8"
            header = read_header(first, encoding)
            if isinstance(header, Refusal):
                raise StopError(f"{path}: {tell(header)}")
            columns = arrange(fields, header.cells, said)
            if isinstance(columns, Refusal):
                raise StopError(f"{path}: {tell(columns)}")
            read = records(lines, header, encoding)
            if tuple(header.cells[: len(OUR_COLUMNS)]) == OUR_COLUMNS:
                read = (one._replace(cells=[from_cell(cell) for cell in one.cells]) for one in read)
            yield Table(header, columns, read, path.stat().st_size, file.tell)
        except (gzip.BadGzipFile, EOFError, zlib.error):
            raise StopError(
                f"{path} is damaged: its gzip data can't be read to the end. What was recorded stays; "
                "import a whole copy of the file, and it goes on from there."
            ) from None


def _known(encoding: str) -> str:
    """The encoding, if there is such a one and its lines end as we read them."""
    try:
        if "\n".encode(codecs.lookup(encoding).name) == b"\n":
            return encoding
    except (LookupError, TypeError, ValueError):
        pass
    raise StopError(f"--encoding {encoding!r}: give utf-8, gb18030, big5, cp1251, cp1252 or the like.", TYPED_WRONG)


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """The lines, each cut off one byte after the longest that a record may be."""
    while line := file.readline(LONGEST + 1):
        yield line
        while len(line) > LONGEST and not line.endswith(b"\n"):
            line = file.readline(LONGEST + 1)
