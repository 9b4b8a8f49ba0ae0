"""Opens the shop for any command: schema, database, and the store's row."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random, SystemRandom

from bot.actions.keys import retired_keys
from bot.actions.looks import anything_sealed
from bot.actions.privacy import reapply_forgotten
from bot.actions.program import open_program
from bot.actions.staff import appoint_owner
from bot.actions.store import new_install, open_store, read_store
from bot.database import DatabaseError, Transaction, open_database
from bot.forget_list import ForgetList
from bot.migrations import MigrationError, is_newest, migrate
from bot.rules.roles import OPERATOR
from bot.settings import Settings
from bot.shop import Clock, Paces, Shop, Store, SystemClock
from bot.vault import FormerKey, Vault, VaultError
from commands.stop import WRONG, StopError


def install_of(settings: Settings) -> str:
    """The mark of this data folder, made at the first start; a database from elsewhere carries another."""
    mark = Path(settings.data) / "install"
    mark.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not mark.exists():
        mark.write_text(new_install())
        mark.chmod(0o600)
    return mark.read_text().strip()


@asynccontextmanager
async def open_shop(
    settings: Settings,
    *,
    clock: Clock | None = None,
    chance: Random | None = None,
    upgrade: bool = True,
    former: bool = False,
) -> AsyncIterator[Shop]:
    """Open the shop: bring the schema up to date, open the database, and the store in it.

    Args:
        clock: the system's by default.
        chance: the system's by default; a seeded one in the demo and in tests.
        upgrade: False refuses an old schema instead of bringing it up to date.
        former: True opens what is sealed with a former key as well, which nobody can be found in.

    Raises:
        StopError: the database can't be used, or its schema is old and may not be touched.
    """
    url = settings.database_url.get_secret_value()
    try:
        database = await open_database(url)
        try:
            if upgrade:
                await asyncio.to_thread(migrate, url)
            elif not await asyncio.to_thread(is_newest, url):
                raise StopError("The database has an older schema; run regulars migrate first.", WRONG)
            store = Store(settings.store_name, settings.timezone, settings.currency, settings.language, "", None)
            shop = Shop(
                database,
                Vault(*(one.get_secret_value() for one in (settings.secret_key, *settings.former_secret_keys))),
                clock or SystemClock(),
                store,
                chance or SystemRandom(),
                forget_list=ForgetList(Path(settings.data) / "forgotten"),
                paces=Paces(settings.pace, settings.paid_pace),
            )
            async with shop.reading() as reading:
                shop.vault = await _fitting(reading, shop.vault, former=former)
            async with shop.work() as work:
                shop.store = await open_store(work, store, install_of(settings))
                await open_program(work, shop.store.currency_info.digits)
                await reapply_forgotten(work, OPERATOR)
                if settings.owner_id:
                    await appoint_owner(work, OPERATOR, settings.owner_id)
            yield shop
        finally:
            await database.close()
    except (DatabaseError, MigrationError) as error:
        raise StopError(f"{error}.", WRONG) from error


async def _fitting(reading: Transaction, vault: Vault, *, former: bool) -> Vault:
    """The vault with what this database keeps of former keys.

    A key that opens nothing here is refused: under it every update would fail until it is given up. So is one that
    opens everything and finds nobody, since what it sealed has the blind indexes of a former one.
    """
    sealed, retired = await anything_sealed(reading), await retired_keys(reading)
    half = any(one.retired_at is None for one in retired)
    if half and not former:
        raise StopError("The change to another secret key was not finished; run: regulars rotate-key", WRONG)
    try:
        if sealed is not None:
            vault.open(sealed)
        found = vault.finding(FormerKey(one.mark, one.index_key) for one in retired)
    except VaultError as error:
        raise StopError(str(error), WRONG) from None
    if sealed is not None and not vault.is_current(sealed) and not former:
        raise StopError("This database is sealed with a former secret key; run: regulars rotate-key", WRONG)
    return found


async def reread(shop: Shop) -> None:
    """Read the store's row again, after somebody changed it."""
    async with shop.reading() as reading:
        shop.store = await read_store(reading) or shop.store
