"""Cells that a spreadsheet shows and never runs (OWASP, "CSV Injection"), and their way back."""

import re

_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)
_BEGINS = tuple("=+-@＝＋－＠﹢﹣﹦﹫'")
"""Signs, ASCII, full-width and small, by which spreadsheets know a formula; and our own mark."""
_HIDDEN = tuple("\t\r\n\x00\ufeff")


def to_cell(text: str) -> str:
    """The text as a cell: one that could be taken for a formula is marked with an apostrophe; numbers are not."""
    if _NUMBER.fullmatch(text):
        return text
    return f"'{text}" if text.startswith(_HIDDEN) or text.lstrip().startswith(_BEGINS) else text


def from_cell(cell: str) -> str:
    """The text that `to_cell` made this cell of."""
    return cell.removeprefix("'")
