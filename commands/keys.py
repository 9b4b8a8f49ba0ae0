"""`regulars rotate-key`: a new secret key takes the place of a former one, while no bot runs."""

import asyncio
from datetime import timedelta

from bot.actions.keys import rotate
from bot.database.sqlite import SqliteDatabase
from bot.rules.roles import OPERATOR
from bot.settings import Settings
from bot.shop import Shop
from bot.vault import VaultError
from commands.lock import only_one, sqlite_path
from commands.settings import quiet_settings
from commands.shop import open_shop
from commands.stop import BUSY, WRONG, StopError
from jobs.leader import Leader


def rotate_key() -> None:
    """Seal every field anew and make every index again, under the key that the settings name now.

    Raises:
        StopError: the settings name no former key, or not the right one (78); or a bot runs (75).
    """
    asyncio.run(_rotate())


async def _rotate() -> None:
    settings = quiet_settings()
    if not settings.former_secret_keys or settings.secret_key in settings.former_secret_keys:
        raise StopError(
            "Put a new key into REGULARS_SECRET_KEY and the one used so far into REGULARS_FORMER_SECRET_KEYS.", WRONG
        )
    with only_one(settings):
        async with open_shop(settings, former=True) as shop:
            await _put_in_place(settings, shop)


async def _put_in_place(settings: Settings, shop: Shop) -> None:
    # Where no file lock keeps bots out, the lease does, and from the first batch on that none opens this shop.
    leader = Leader(shop, timedelta(seconds=settings.lease), alone=sqlite_path(settings) is not None)

    async def go_on() -> None:
        if not await leader.look():
            raise StopError(
                "A bot runs on this database; stop every process first. One that was killed counts for "
                f"{settings.lease:g} seconds.",
                BUSY,
            )

    await go_on()
    try:
        done = await rotate(shop, OPERATOR, go_on)
    except VaultError as error:
        raise StopError(
            f"{error} What was sealed anew stays so; run this again with every key there was.", WRONG
        ) from None
    finally:
        await leader.leave()
    if isinstance(shop.database, SqliteDatabase):
        await shop.database.checkpoint()
    print(f"Sealed anew: {done.fields:,} fields. Found by the new key: {done.members:,} members.")
    print(
        "REGULARS_FORMER_SECRET_KEYS may be taken away now; backups from before can only be opened with the former key."
    )
