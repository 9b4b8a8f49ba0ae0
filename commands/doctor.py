"""`regulars doctor`: looks at everything the bot needs, and says what to do about what is wrong."""

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from babel.messages.pofile import read_po
from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.actions.keys import Retired, retired_keys
from bot.actions.looks import Look, anything_sealed, look
from bot.actions.refunds import Refund, refunds_without_purchase
from bot.actions.store import read_store
from bot.database import DatabaseError, open_database
from bot.migrations import is_newest
from bot.rules.pauses import Pause
from bot.rules.room import Room, room_in
from bot.settings import Settings
from bot.shop import Store
from bot.vault import Vault, VaultError
from bot.words.catalogs import LOCALES, Language
from commands.requests import requests_for
from commands.settings import quiet_settings
from commands.stop import StopError

SKEW = timedelta(seconds=30)
"""How far our clock may be from Telegram's, whose Date header is good to a second."""
OVERDUE = timedelta(hours=3)
"""The books are audited every hour; longer ago, and the clock does not tick."""
_ROOM = {
    Room.PLENTY: "",
    Room.SHORT: "make room: offers wait, and below 100 MB nothing is recorded any more",
    Room.NEARLY_NONE: "make room: nothing is recorded, people are only shown what is there",
}
"""What to do about how much room is left."""


class Finding(NamedTuple):
    """What was looked at, how it is, and what to do; an empty `advice` means that all is well."""

    what: str
    how: str
    advice: str = ""


def examine() -> None:
    """Look at everything and print a line each.

    Raises:
        StopError: something is wrong (1); or the settings are (78).
    """
    settings = quiet_settings()
    wrong = asyncio.run(_print(settings))
    if wrong:
        raise StopError(f"{wrong} of these need somebody." if wrong > 1 else "One of these needs somebody.")


async def _print(settings: Settings) -> int:
    wrong = 0
    async for finding in _findings(settings):
        wrong += bool(finding.advice)
        mark = "!!" if finding.advice else "ok"
        print(
            f"{mark}  {finding.what:<9} {finding.how}"
            + (f"\n    {'':<9} -> {finding.advice}" if finding.advice else "")
        )
        sys.stdout.flush()
    return wrong


async def _findings(settings: Settings) -> AsyncIterator[Finding]:
    yield Finding("settings", "every one can be read")
    async for finding in _telegram(settings):
        yield finding
    async for finding in _database(settings):
        yield finding
    yield _disk(settings)
    yield _catalogs()
    yield _encoding()


async def _telegram(settings: Settings) -> AsyncIterator[Finding]:
    token = settings.bot_token.get_secret_value()
    if not token:
        yield Finding("token", "there is none", "put what @BotFather says into REGULARS_BOT_TOKEN")
        return
    request = requests_for(settings)
    bot = Bot(token, base_url=f"{settings.telegram_api}/bot", request=request, get_updates_request=request)
    try:
        await bot.initialize()
        yield Finding("token", f"it is @{bot.username}'s")
        yield _clock(request.last_date)
        info = await bot.get_webhook_info()
        yield _webhook(settings, info.url, info.pending_update_count, info.last_error_message)
    except InvalidToken:
        yield Finding("token", "Telegram does not know it", "put what @BotFather says into REGULARS_BOT_TOKEN")
    except TelegramError as error:
        yield Finding(
            "telegram",
            f"{settings.telegram_api} does not answer ({error.message})",
            "look at the network, at a proxy (HTTPS_PROXY) and at REGULARS_TELEGRAM_API",
        )
    finally:
        await bot.shutdown()


def _clock(theirs: datetime | None) -> Finding:
    if theirs is None:
        return Finding("clock", "Telegram's answer carried no date to compare with")
    ahead = datetime.now(UTC) - theirs
    if abs(ahead) <= SKEW:
        return Finding("clock", "within seconds of Telegram's")
    by = f"{abs(ahead).total_seconds():,.0f} s {'ahead of' if ahead > timedelta(0) else 'behind'} Telegram's"
    return Finding("clock", by, "let the machine keep its time: timedatectl set-ntp true")


def _webhook(settings: Settings, url: str, pending: int, error: str | None) -> Finding:
    how = f"updates come {'by webhook' if url else 'by polling'}, {pending:,} waiting at Telegram"
    if url != settings.webhook_url:
        wanted = settings.webhook_url or "none, for polling"
        return Finding(
            "webhook", how, f"Telegram's is {url or 'none'}, REGULARS_WEBHOOK_URL's {wanted}: restart the bot"
        )
    if error and pending:
        return Finding("webhook", how, f"Telegram's last try failed ({error}): look at the reverse proxy")
    return Finding("webhook", how)


async def _database(settings: Settings) -> AsyncIterator[Finding]:
    url = settings.database_url.get_secret_value()
    if url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).exists():
        yield Finding("database", "there is none yet; regulars run makes it")
        return
    try:
        database = await open_database(url)
    except DatabaseError as error:
        yield Finding("database", f"{error}", "follow this")
        return
    try:
        yield Finding("database", f"{database.dialect.name}, set up as it must be")
        if not await asyncio.to_thread(is_newest, url):
            yield Finding("schema", "it is an older one", "regulars migrate, or restart the bot")
            return
        yield Finding("schema", "the newest")
        async with database.reading() as reading:
            store, seen = await read_store(reading), await look(reading)
            sealed, retired = await anything_sealed(reading), await retired_keys(reading)
            late = await refunds_without_purchase(reading, datetime.now(UTC))
        if store is None:
            yield Finding("shop", "it has not opened yet", "regulars run opens it")
            return
        yield _key(settings, sealed, retired)
        for finding in (_shop(store), _owner(seen), _books(seen), _refunds(late), _inbox(seen), _zone(store)):
            yield finding
    finally:
        await database.close()


def _shop(store: Store) -> Finding:
    if store.paused_why is None:
        return Finding("shop", "open")
    if store.paused_why == Pause.CLOCK:
        how, advice = "its offers wait", "look at the machine's clock (timedatectl), then regulars resume"
    else:
        how, advice = "it writes to nobody by itself", "regulars resume"
    return Finding("shop", f"paused ({store.paused_why}): {how}", advice)


def _owner(seen: Look) -> Finding:
    return Finding("owner", "there is one") if seen.owned else Finding("owner", "there is none", "regulars owner-code")


def _key(settings: Settings, sealed: bytes | None, retired: Sequence[Retired]) -> Finding:
    if any(one.retired_at is None for one in retired):
        return Finding("key", "it has not replaced the former one everywhere", "regulars rotate-key")
    if sealed is None:
        return Finding("key", "nothing is sealed yet")
    vault = Vault(*(one.get_secret_value() for one in (settings.secret_key, *settings.former_secret_keys)))
    try:
        vault.open(sealed)
    except VaultError as error:
        return Finding("key", f"{error}", "bring back the REGULARS_SECRET_KEY that this database was made with")
    if not vault.is_current(sealed):
        return Finding("key", "the database is sealed with a former one", "stop the bot and run regulars rotate-key")
    needless = "; REGULARS_FORMER_SECRET_KEYS is needed no more" if settings.former_secret_keys else ""
    return Finding("key", f"it opens what is sealed{needless}")


def _books(seen: Look) -> Finding:
    if seen.fault is not None:
        return Finding("ledger", f"the last audit found a fault: {seen.fault}", "restore a backup, or ask for help")
    if seen.audited_at is None:
        return Finding("ledger", "not audited yet")
    if datetime.now(UTC) - seen.audited_at > OVERDUE:
        return Finding("ledger", f"audited last at {seen.audited_at:%Y-%m-%d %H:%M} UTC", "is the bot running?")
    return Finding("ledger", "the last audit found nothing wrong")


def _refunds(late: Sequence[Refund]) -> Finding:
    if not late:
        return Finding("refunds", "none has waited a month for its purchase")
    how = f"{len(late):,} waited a month for a purchase that didn't come, first of receipt {late[0].receipt}"
    return Finding("refunds", how, f"does {late[0].source} tell of all its purchases?")


def _inbox(seen: Look) -> Finding:
    how = f"{seen.dead:,} updates given up, {seen.waiting:,} messages waiting to go out"
    return Finding("traffic", how, "the log says why they failed: look for update_failed" if seen.dead else "")


def _zone(store: Store) -> Finding:
    there = datetime.now(store.zone_info)
    return Finding("locale", f"{store.language}, {store.zone}, where it is {there:%H:%M} now; {store.currency}")


def _disk(settings: Settings) -> Finding:
    folder = Path(settings.data).resolve()
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    how = f"{free / 1e9:,.1f} GB free where {settings.data} is"
    return Finding("disk", how, _ROOM[room_in(free)])


def _catalogs() -> Finding:
    behind = [language.value for language in Language if _unsaid(language)]
    if behind:
        return Finding("catalogs", f"incomplete: {', '.join(behind)}", "install the program's files again")
    return Finding("catalogs", f"{len(Language)} languages, complete")


def _unsaid(language: Language) -> bool:
    try:
        with (LOCALES / language / "LC_MESSAGES" / "messages.po").open("rb") as source:
            return any(
                not message.string or (isinstance(message.string, tuple) and not all(message.string))
                for message in read_po(source)
                if message.id
            )
    except OSError:
        return True


def _encoding() -> Finding:
    found = sys.getfilesystemencoding().lower()
    return Finding("encoding", found, "" if found == "utf-8" else "set LANG=C.UTF-8")
