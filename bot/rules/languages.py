"""What the store calls things in its readers' languages: texts by language, and which of them somebody is shown."""

from collections.abc import Mapping

_NEAREST = {
    "zh_Hans": "zh_Hant",
    "zh_Hant": "zh_Hans",
}  # who reads one kind of Chinese reads the other with little pain


def nearest(language: str) -> tuple[str, ...]:
    """A language, and the one whose readers it serves best where there is nothing in their own."""
    return (language, _NEAREST[language]) if language in _NEAREST else (language,)


def in_language(texts: Mapping[str, str], language: str, home: str = "") -> str:
    """The text a reader is shown: in their own language or the nearest to it, else in the store's, else in any.

    Args:
        texts: by language, such as `{"en": "Coffee", "zh_Hans": "咖啡"}`.
        language: the reader's.
        home: the store's.

    Returns:
        The text; empty where there is none in any language.
    """
    for one in (language, _NEAREST.get(language, ""), home, _NEAREST.get(home, "")):
        if found := texts.get(one):
            return found
    return next((text for text in texts.values() if text), "")
