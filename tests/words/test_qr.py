"""The QR code of a voucher, read back from its picture module by module."""

import struct
import zlib
from collections.abc import Iterator

import segno

from bot.words.qr import qr

LINK = "https://t.me/green_corner_bot?start=v_7K3F9Q2MX4T8"
MARGIN, SCALE = 4, 12


def chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The parts of a PNG: names and contents, their checksums compared."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    at = 8
    while at < len(png):
        (size,) = struct.unpack(">I", png[at : at + 4])
        name, data = png[at + 4 : at + 8], png[at + 8 : at + 8 + size]
        assert struct.unpack(">I", png[at + 8 + size : at + 12 + size]) == (zlib.crc32(name + data),)
        yield name, data
        at += 12 + size


def colours(png: bytes) -> list[list[bytes]]:
    """The colour in the middle of each module, row by row, the margin included; all its pixels have it."""
    parts = dict(chunks(png))
    side, high, bits, kind = struct.unpack(">IIBB", parts[b"IHDR"][:10])
    assert (side, bits, kind) == (high, 2, 3)
    palette = [parts[b"PLTE"][at : at + 3] for at in range(0, 12, 3)]
    raw, line = zlib.decompress(parts[b"IDAT"]), 1 + side // 4
    assert len(raw) == side * line
    pixels = [[raw[y * line + 1 + x // 4] >> (6 - 2 * (x % 4)) & 3 for x in range(side)] for y in range(side)]
    for y, row in enumerate(pixels):
        for x, pixel in enumerate(row):
            assert pixel == pixels[y - y % SCALE][x - x % SCALE]
    return [[palette[pixel] for pixel in row[::SCALE]] for row in pixels[::SCALE]]


def test_the_picture_is_the_code_with_its_margin() -> None:
    code = segno.make_qr(LINK, error="m", mask=3)

    dark = [[colour != b"\xff\xff\xff" for colour in row] for row in colours(qr(LINK))]

    assert code.error == "M"
    assert [row[MARGIN:-MARGIN] for row in dark[MARGIN:-MARGIN]] == [[bool(one) for one in row] for row in code.matrix]
    assert sum(map(sum, dark)) == sum(map(sum, code.matrix))


def test_a_code_that_is_good_for_nothing_is_pale() -> None:
    good, void = ({colour for row in colours(qr(LINK, void=void)) for colour in row} for void in (False, True))

    assert len(good) == 3
    assert len(void) == 2
    assert max(sum(colour) for colour in good - void) < 3 * 0x60 < 3 * 0xC0 < min(map(sum, void))


def test_another_link_is_another_picture() -> None:
    assert qr(LINK) != qr(LINK[:-1] + "9")
    assert qr(LINK) is qr(LINK)
