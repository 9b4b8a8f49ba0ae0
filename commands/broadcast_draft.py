"""`regulars broadcast write`: a draft of a plain text from the command line, foreseen before it is kept."""

import asyncio
from pathlib import Path

from bot.actions.broadcasts import make_broadcast
from bot.rules.broadcasts import MOST_TITLE, Plan, text_post
from bot.rules.names import clean
from bot.rules.refusals import Refusal
from bot.rules.roles import OPERATOR
from commands.broadcast import audience_of, foretell, opened, stop_for
from commands.stop import StopError


def write(text: str, to: str, title: str, *, dry_run: bool) -> None:
    """Foresee a text to many, and keep it as a draft, which the chat and `broadcast send` know by its number.

    Args:
        text: plain; links in it can be tapped.
        to: a segment's line; "" for every member.
        title: for those who run the shop; "" for what the text begins with.
        dry_run: only foresee it.

    Raises:
        StopError: the text or the segment can't be read like that (1).
    """
    asyncio.run(_write(text.strip(), to, title, dry_run=dry_run))


def read_text(file: Path) -> str:
    """What a file of text says.

    Raises:
        StopError: it isn't there, or isn't UTF-8 (1).
    """
    try:
        return file.read_text("utf-8-sig")
    except (OSError, UnicodeError) as error:
        raise StopError(f"{file} can't be read: {error}") from error


async def _write(text: str, to: str, title: str, *, dry_run: bool) -> None:
    async with opened() as shop:
        post = text_post(text)
        if isinstance(post, Refusal):
            raise stop_for(shop, post)
        called = clean(title or text.partition("\n")[0])[:MOST_TITLE]
        plan = audience_of(shop, Plan(called, {"": post}, named=bool(title)), to)
        await foretell(shop, plan)
        if dry_run:
            print("A dry run: nothing is kept, and nobody is written to.")
            return
        async with shop.work() as work:
            number = await make_broadcast(work, OPERATOR, plan)
        print(f"Draft {number} is kept: let it go with `regulars broadcast send {number}`, or from /broadcasts.")
