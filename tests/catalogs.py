"""Gathers the sentences of the program into `locales/` and keeps every language's catalog in step with them.

`python -m tests.catalogs update` writes the files, `check` says whether they are as `update` would leave them.
"""

import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from bot.words.catalogs import LOCALES, Language

SPEAKING = LOCALES.parent / "bot" / "words"
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "say": None,
    "label": None,
    "sentence": None,
    "count": (1, 2),
    "count_label": (1, 2),
}
"""The functions whose literal first arguments (first two, where there is a plural) are message ids."""


def gather() -> Catalog:
    """Every sentence of the program in the order of its files and lines, each once."""
    found = Catalog(charset="utf-8")
    for _file, _line, message, _comments, _context in extract_from_dir(
        SPEAKING, method_map=[("**.py", "python")], keywords=KEYWORDS
    ):
        found.add(message)
    return found


def template() -> bytes:
    """What `locales/messages.pot` should hold."""
    return _written(gather())


def updated(language: Language) -> bytes:
    """What the language's catalog should hold: today's sentences with its translations; new ones are empty.

    In English a sentence is its own translation.
    """
    path = catalog_path(language)
    old = load(language) if path.exists() else Catalog()
    new = Catalog(locale=language, charset="utf-8")
    for message in gather():
        if message.id:
            new.add(
                message.id,
                message.id if language is Language.EN else _known(old, message),
            )
    return _written(new)


def _known(old: Catalog, message: Message) -> str | tuple[str, ...] | list[str]:
    known = old.get(message.id)
    return (known.string or "") if known and known.pluralizable == message.pluralizable else ""


def load(language: Language) -> Catalog:
    """The language's catalog as it is on disk."""
    with catalog_path(language).open("rb") as source:
        return read_po(source, locale=language)


def catalog_path(language: Language) -> Path:
    """Where the language's catalog is."""
    return LOCALES / language / "LC_MESSAGES" / "messages.po"


def files() -> dict[Path, bytes]:
    """Every file under `locales/` with what it should hold."""
    return {LOCALES / "messages.pot": template()} | {catalog_path(lang): updated(lang) for lang in Language}


def _written(catalog: Catalog) -> bytes:
    # The header says only what a reader of the file needs: no dates and no versions, so that a file changes
    # exactly when its sentences do.
    body = BytesIO()
    write_po(body, catalog, width=0, no_location=True, omit_header=True)
    header = ['msgid ""', 'msgstr ""', '"MIME-Version: 1.0\\n"', '"Content-Type: text/plain; charset=utf-8\\n"']
    header.append('"Content-Transfer-Encoding: 8bit\\n"')
    if catalog.locale:
        header += [f'"Language: {catalog.locale}\\n"', f'"Plural-Forms: {catalog.plural_forms}\\n"']
    return ("\n".join(header) + "\n\n").encode() + body.getvalue()


def forms_of(message: Message) -> list[str]:
    """A message's translation, or each form of it; empty where there is none."""
    return [message.string] if isinstance(message.string, str) else [str(form) for form in message.string or [""]]


def unsaid(language: Language) -> list[str]:
    """The sentences that the language's catalog doesn't say yet."""
    waiting = [message for message in load(language) if message.id and not all(forms_of(message))]
    return [message.id if isinstance(message.id, str) else message.id[0] for message in waiting]


def main(word: str) -> int:
    """Update the files or check them, and list what waits for a translator; 1 if the check finds anything."""
    wanted = files()
    behind = [path for path, content in wanted.items() if not path.exists() or path.read_bytes() != content]
    if word == "update":
        for path in behind:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(wanted[path])
    for path in behind:
        print(f"{'updated' if word == 'update' else 'behind'}: {path.relative_to(LOCALES.parent)}")
    waiting = [f"{language}: {text}" for language in Language for text in unsaid(language)]
    for line in waiting:
        print(f"to be translated into {line}")
    return 1 if (behind or waiting) and word == "check" else 0


if __name__ == "__main__":
    if sys.argv[1:] not in (["update"], ["check"]):
        sys.exit("Say `python -m tests.catalogs update` or `check`.")
    sys.exit(main(sys.argv[1]))
