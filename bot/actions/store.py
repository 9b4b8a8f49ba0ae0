"""Opening the store, reading its row, pausing and resuming it."""

from uuid import uuid4

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.actions.log import authorise, note
from bot.database import Command, Query, Transaction
from bot.rules.roles import Action, Actor
from bot.shop import Store, Work
from bot.tables.staff import branches
from bot.tables.store import stores


def _marks(told: object) -> dict[str, str]:
    return {str(place): str(mark) for place, mark in told.items()} if isinstance(told, dict) else {}


_STORE = Query(
    Store,
    select(
        stores.c.name,
        stores.c.zone,
        stores.c.currency,
        stores.c.language,
        stores.c.privacy_contact,
        stores.c.paused_why,
    ),
)
_OPEN = Command(insert(stores).on_conflict_do_nothing())
_BRANCH = Query(int, select(branches.c.id).limit(1))
_ADD_BRANCH = Command(insert(branches))
_INSTALL = Query(str, select(stores.c.install))
_PAUSE = Command(update(stores).values(paused_why=bindparam("why")))
_INTRODUCED = Query(_marks, select(stores.c.introduced))
_INTRODUCE = Command(update(stores).values(introduced=bindparam("marks")))
_MOVE_IN = Command(update(stores).values(install=bindparam("here"), paused_why=None))


async def read_store(work: Transaction) -> Store | None:
    """The store's row; None in a database where no store has opened yet."""
    return await work.one(_STORE)


async def open_store(work: Work, seed: Store, install: str) -> Store:
    """Open the store if it isn't open yet, and pause it if it was moved here by a restore.

    Args:
        seed: what the environment says; used at the very first start only.
        install: the mark of this data folder. A database that carries another is a copy: a store that sent its
            messages once must not send them again, so it starts paused.

    Returns:
        The store as it is now.
    """
    await work.run(
        _OPEN,
        id=1,
        name=seed.name,
        zone=seed.zone,
        currency=seed.currency,
        language=seed.language,
        opened_at=work.now,
        install=install,
    )
    if await work.one(_BRANCH) is None:
        await work.run(_ADD_BRANCH, name=seed.name)
    store = await work.the(_STORE)
    if store.paused_why is None and await work.the(_INSTALL) != install:
        await work.run(_PAUSE, why="restored")
    return await work.the(_STORE)


async def introduced(work: Work) -> dict[str, str]:
    """What Telegram was told about the bot: a mark of each text, by its place."""
    return await work.the(_INTRODUCED)


async def remember_introduction(work: Work, marks: dict[str, str]) -> None:
    """Telegram was told these texts about the bot."""
    await work.run(_INTRODUCE, marks=marks)


async def pause(work: Work, why: str) -> None:
    """Send nothing from now on, until the operator says `regulars resume`."""
    await work.run(_PAUSE, why=why)


async def resume(work: Work, actor: Actor, install: str) -> None:
    """Send again; a restored copy becomes the store itself."""
    authorise(actor, Action.RESUME)
    await work.run(_MOVE_IN, here=install)
    await note(work, actor, Action.RESUME)


def new_install() -> str:
    """A mark for a data folder that has none."""
    return str(uuid4())
