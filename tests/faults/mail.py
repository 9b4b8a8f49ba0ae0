"""Made-up deliveries of both classes, whose words carry their key, so that the auditor knows each of them."""

import re
from collections.abc import Iterable, Mapping

import pytest

from bot.actions.outbox import post
from bot.rules.deliveries import KINDS, Class, Kind, Lane
from bot.words.catalogs import Words
from bot.words.deliveries import WORDINGS
from bot.words.message import Html, Message
from tests.auditor import Findings, Posted, compare, posted_in
from tests.world import Guest, World

PROOF = Kind("proof", Lane.LIVE, Class.SURE)
OFFER = Kind("offer", Lane.BROADCAST, Class.ONCE)

_MARK = re.compile(r"#(\S+)")


def about(text: str) -> str | None:
    """The key that a text carries."""
    found = _MARK.search(text)
    return found[1] if found else None


def offer_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the shop know both kinds for the length of a test."""

    def in_words(_: Words, __: str, data: Mapping[str, object]) -> Message:
        return Message(Html(f"#{data['key']}"))

    for kind in (PROOF, OFFER):
        monkeypatch.setitem(KINDS, kind.name, kind)
        monkeypatch.setitem(WORDINGS, kind.name, in_words)


async def mail(world: World, kind: Kind, guests: Iterable[Guest], times: int = 1, name: str = "") -> list[str]:
    """Post to everybody so many messages; their keys."""
    keys = []
    async with world.shop.work() as work:
        for number in range(times):
            for guest in guests:
                key = f"{name or kind.name}-{guest.id}-{number}"
                assert await post(work, kind.name, guest.id, key, {"key": key})
                keys.append(key)
    return keys


async def audited(world: World) -> Findings:
    """What the auditor finds."""
    return compare(world.telegram.log, await outbox(world), about)


async def outbox(world: World) -> list[Posted]:
    """Every delivery."""
    return await posted_in(world.shop)


async def fates(world: World) -> dict[str, str]:
    """Each delivery's state, by key."""
    return {row.key: row.state for row in await outbox(world)}
