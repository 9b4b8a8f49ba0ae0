"""The member's card: a number to say and a QR code to scan; both identify and earn, neither can spend."""

from functools import lru_cache
from io import BytesIO

import segno

from bot.rules.codes import spaced
from bot.rules.colours import ACCENT, INK, PAPER
from bot.words.catalogs import Words
from bot.words.message import Button, Copy, Go, Message, Photo, Style, paragraphs, rows


def card(
    words: Words, name: str, code: str, link: str, store: str, *, pays: bool = False, uses: bool = False
) -> Message:
    """The card of a member.

    Args:
        code: the card's.
        link: the address in the QR code, which opens the sale at a cashier's and nothing at anybody else's.
        pays: the store takes points in payment.
        uses: there is a voucher that the till could take.
    """
    return Message(
        paragraphs(
            words.say("<b>{name}</b>, member of {store}", name=name, store=store) if name else None,
            words.say("Card number: <code>{code}</code>", code=spaced(code)),
            words.say("Show the QR code or say the number at the till, and your points are added."),
        ),
        rows(
            (Button(words.label("Pay with points"), Go("spending.pay"), Style.PRIMARY),) if pays else (),
            (Button(words.label("Use a voucher"), Go("spending.use")),) if uses else (),
            (Button(words.label("Copy the number"), Copy(code)),),
            (Button(words.label("My points"), Go("points.show")),),
        ),
        photo=Photo(qr(link), "card.png"),
    )


@lru_cache(256)
def qr(link: str) -> bytes:
    """A PNG of the QR code of a link, sharp at the size a telephone shows it.

    Middle error correction survives a scratched screen; a margin of four modules is what ISO/IEC 18004 asks for, and
    twelve pixels a module survive the messenger's JPEG.
    """
    picture = BytesIO()
    segno.make_qr(link, error="m").save(
        picture, kind="png", scale=12, border=4, dark=INK, finder_dark=ACCENT, alignment_dark=ACCENT, light=PAPER
    )
    return picture.getvalue()
