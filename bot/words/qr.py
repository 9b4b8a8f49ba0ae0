"""QR codes as pictures: quick to draw, since each voucher and each spending code has its own."""

import struct
import zlib
from functools import lru_cache
from itertools import chain

import segno

_PAPER, _INK, _ACCENT, _PALE = 0, 1, 2, 3
_COLOURS = bytes.fromhex("ffffff12263a0a7f6fd3dae0")
_FINDER = 7
"""Modules that the square in a corner is wide (ISO/IEC 18004, 6.3.3)."""
_MARGIN = 4
_SCALE = 12
"""Pixels a module: they survive the messenger's JPEG."""
_MODULES = [bytes([0b01010101 * colour]) * (_SCALE // 4) for colour in range(4)]
"""A module's pixels of each colour, four in a byte."""
_MASK = 3


@lru_cache(256)
def qr(link: str, *, void: bool = False) -> bytes:
    """A PNG of the QR code of a link, sharp at the size a telephone shows it.

    Middle error correction survives a scratched screen; a margin of four modules is what ISO/IEC 18004 asks for. Which
    mask lies over the modules is for the writer to choose and every reader is told: the usual search for the prettiest
    takes four times as long as everything else here.

    Args:
        void: it is good for nothing any more, and drawn so pale that it is seen.
    """
    rows = segno.make_qr(link, error="m", mask=_MASK).matrix
    width, ink, accent = len(rows), _PALE if void else _INK, _PALE if void else _ACCENT
    side = _MODULES[_PAPER] * _MARGIN
    blank = (b"\0" + _MODULES[_PAPER] * (width + 2 * _MARGIN)) * (_SCALE * _MARGIN)
    lines = [blank]
    for y, row in enumerate(rows):
        colours = [_MODULES[ink] if module else _MODULES[_PAPER] for module in row]
        for x in _corners(y, width):
            colours[x] = _MODULES[accent] if row[x] else _MODULES[_PAPER]
        lines.append((b"\0" + side + b"".join(colours) + side) * _SCALE)
    return _png((width + 2 * _MARGIN) * _SCALE, b"".join([*lines, blank]))


def _corners(y: int, width: int) -> chain[int]:
    """Which of a row's modules belong to the three squares in the corners."""
    right = range(width - _FINDER, width) if y < _FINDER else range(0)
    return chain(range(_FINDER) if y < _FINDER or y >= width - _FINDER else range(0), right)


def _png(side: int, lines: bytes) -> bytes:
    """A square picture of two bits a pixel; each line has its filter, none, before it."""
    head = struct.pack(">IIBBBBB", side, side, 2, 3, 0, 0, 0)
    parts = ((b"IHDR", head), (b"PLTE", _COLOURS), (b"IDAT", zlib.compress(lines, 1)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in parts
    )
