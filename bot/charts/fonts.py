"""Which letters a picture is written in."""

FONTS = {"zh_Hans": "Noto Sans CJK SC", "zh_Hant": "Noto Sans CJK TC"}
"""By language, the font that has its letters; every other language has them in the usual one."""
USUAL = "DejaVu Sans"


def has_font(family: str) -> bool:
    """Whether this machine has a font."""
    from matplotlib import font_manager

    return family in {font.name for font in font_manager.fontManager.ttflist}


def font_for(language: str) -> str | None:
    """The font of a language; None where this machine lacks it, and a picture shows figures alone."""
    wanted = FONTS.get(language, USUAL)
    return wanted if wanted == USUAL or has_font(wanted) else None
