"""What the messenger shows before anybody writes: commands by language and role, the bot's name and descriptions.

Telegram keeps commands for two-letter languages, so Traditional Chinese, a language chosen against the client's, and
staff get theirs for their own chat. It allows few such calls, so each text is told only when it has changed.
"""

import asyncio
import json
from functools import cache
from hashlib import sha256
from typing import NamedTuple

import structlog
from telegram.error import TelegramError

from bot.actions.people import Known, find_person, remember_menu
from bot.actions.store import introduced, remember_introduction
from bot.rules.outcomes import Result
from bot.rules.roles import Actor, Role
from bot.shop import Shop
from bot.words import commands
from bot.words.catalogs import Language, Words, words_for, words_in
from handlers.calls import Calls
from handlers.outcomes import outcome_of

log = structlog.get_logger(__name__)

_NAME = 64
_EVERYBODY = Actor(Role.MEMBER, member_id=0)
"""Guests are shown what members can do: each of it offers them to join."""


class Menu(NamedTuple):
    """The commands of one chat, and the mark by which they are compared."""

    commands: list[dict[str, str]]
    mark: str


class Menus:
    """Keeps Telegram's lists of commands, and the bot's own texts, as they should be."""

    def __init__(self, shop: Shop, calls: Calls, bot_id: int) -> None:
        self._shop = shop
        self._calls = calls
        self._bot_id = bot_id
        self._made: dict[tuple[Language, Role, bool], Menu] = {}
        self._introducing = asyncio.Lock()

    def fits(self, known: Known) -> bool:
        """Whether somebody's chat lists what it should."""
        wanted = self._wanted(known)
        return known.menu == (wanted.mark if wanted else None)

    async def show(self, person_id: int) -> None:
        """Let somebody's chat list what they can do now. What fails is tried again when they are next here."""
        async with self._shop.work() as work:
            known = await find_person(work, person_id)
        if known is not None and self.fits(known):
            return
        wanted = self._wanted(known) if known else None
        scope = {"type": "chat", "chat_id": person_id}
        if wanted is None:
            told = await self._tell("deleteMyCommands", {"scope": scope})
        else:
            told = await self._tell("setMyCommands", {"commands": wanted.commands, "scope": scope})
        if told and known is not None:
            async with self._shop.work() as work:
                await remember_menu(work, person_id, wanted.mark if wanted else None)

    async def introduce(self) -> None:
        """Tell Telegram the bot's name, descriptions and everybody's commands, where they changed.

        At the start, and when the store was edited. What fails is told the next time.
        """
        async with self._introducing:
            async with self._shop.work() as work:
                before = await introduced(work)
            after = dict(before)
            for place, method, fields in self._texts():
                mark = self._mark(fields)
                if before.get(place) != mark and await self._tell(method, fields):
                    after[place] = mark
            if after != before:
                async with self._shop.work() as work:
                    await remember_introduction(work, after)

    def _texts(self) -> list[tuple[str, str, dict[str, object]]]:
        """Each text's place, the method that sets it, and what it takes."""
        name = self._shop.store.name
        found: list[tuple[str, str, dict[str, object]]] = [("name", "setMyName", {"name": name[:_NAME]})]
        for code, language in _languages(Language(self._shop.store.language)).items():
            words = self._words(language)
            known: dict[str, object] = {"language_code": code} if code else {}
            listed = _listed(words, _EVERYBODY)
            about = commands.about(words, name)
            described = commands.description(words, name)
            found += [
                (f"commands {code}", "setMyCommands", {**known, "commands": listed}),
                (f"about {code}", "setMyShortDescription", {**known, "short_description": about}),
                (f"description {code}", "setMyDescription", {**known, "description": described}),
            ]
        return found

    def _wanted(self, known: Known) -> Menu | None:
        """What somebody's chat should list; None if that is what everybody's does."""
        store = self._shop.store
        words = words_for(known.language, known.client_language, store)
        actor = known.actor
        if actor.staff_id is None:
            spoken = (known.client_language or "")[:2].lower()
            languages = _languages(Language(store.language))
            if words.language is languages.get(spoken, languages[""]):
                return None
            actor = _EVERYBODY
        key = (words.language, actor.role, actor.member_id is not None)
        if key not in self._made:
            listed = _listed(words, actor)
            self._made[key] = Menu(listed, self._mark(listed))
        return self._made[key]

    def _words(self, language: Language) -> Words:
        store = self._shop.store
        return words_in(language, store.zone, store.currency, Language(store.language))

    def _mark(self, told: object) -> str:
        """A short mark of what was told, and to which bot: another token's bot knows nothing yet."""
        return sha256(json.dumps([self._bot_id, told]).encode()).hexdigest()[:12]

    async def _tell(self, method: str, fields: dict[str, object]) -> bool:
        """Whether Telegram took it, or will never take it, so that there is no use in trying again."""
        try:
            await self._calls.call(method, fields)
        except TelegramError as error:
            outcome = outcome_of(error)
            log.warning("menu_not_told", method=method, result=outcome.result.value, reason=outcome.reason)
            return outcome.result in (Result.REFUSED, Result.BLOCKED)
        return True


@cache
def _languages(own: Language) -> dict[str, Language]:
    """The language of each two-letter code in a store that speaks `own`.

    "" is any other code; both Chinese have one code between them.
    """
    return {"": own, **{language.telegram: language for language in reversed(Language)}, own.telegram: own}


def _listed(words: Words, actor: Actor) -> list[dict[str, str]]:
    return [{"command": name, "description": does} for name, does in commands.listed(words, actor)]
