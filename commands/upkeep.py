"""`regulars migrate`, `owner-code` and `resume`: short acts of whoever keeps the machine."""

import asyncio
from datetime import timedelta
from pathlib import Path

from bot.actions.staff import OWNER_CODE_LASTS, make_owner_code
from bot.actions.store import resume
from bot.rules.refusals import Refusal
from bot.rules.roles import OPERATOR
from commands.lock import only_one
from commands.settings import quiet_settings
from commands.shop import install_of, open_shop
from commands.stop import StopError


def migrate_now() -> None:
    """Bring the database to the newest schema, while no bot runs."""
    asyncio.run(_migrate())


def print_owner_code() -> None:
    """Print the code that makes the first owner, and keep it in a file that only the bot's user may read."""
    asyncio.run(_owner_code())


def resume_now() -> None:
    """Let a paused shop write to people again; a running bot notices within ten seconds."""
    asyncio.run(_resume())


async def _migrate() -> None:
    settings = quiet_settings()
    with only_one(settings):
        async with open_shop(settings):
            print("The database has the newest schema.")


async def _owner_code() -> None:
    settings = quiet_settings()
    async with open_shop(settings, upgrade=False) as shop:
        async with shop.work() as work:
            made = await make_owner_code(work, OPERATOR)
        if isinstance(made, Refusal):
            raise StopError("This shop has its owner already; a new one is not made by a code.")
        said = f"/start own_{made.code}"
        path = Path(settings.data) / "owner-code"
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
        path.write_text(f"{said}\n")
        minutes = OWNER_CODE_LASTS // timedelta(minutes=1)
        print(f"Send this to the bot in a private chat within {minutes} minutes; who sends it owns the shop:\n\n{said}")
        print(f"\n(It is in {path} too.)")


async def _resume() -> None:
    settings = quiet_settings()
    async with open_shop(settings, upgrade=False) as shop:
        if shop.store.paused_why is None:
            print("The shop is not paused.")
            return
        async with shop.work() as work:
            await resume(work, OPERATOR, install_of(settings))
        print(f"The shop was paused ({shop.store.paused_why}); it writes to people again.")
