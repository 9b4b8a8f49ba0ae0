"""Opening the store, reading and editing its row, pausing and resuming it."""

from uuid import uuid4

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.actions.broadcast_moves import pause_all_begun
from bot.actions.log import authorise, note
from bot.database import Command, Query, Transaction
from bot.rules.pauses import Pause
from bot.rules.refusals import Refusal
from bot.rules.roles import Action, Actor
from bot.rules.store import Part, tidy
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
_PAUSE_OFFERS = Command(update(stores).where(stores.c.paused_why.is_(None)).values(paused_why=Pause.CLOCK.value))
_COLUMNS = {
    Part.NAME: stores.c.name,
    Part.ZONE: stores.c.zone,
    Part.LANGUAGE: stores.c.language,
    Part.CONTACT: stores.c.privacy_contact,
}
_PART = {part: Query(str, select(column)) for part, column in _COLUMNS.items()}
_EDIT = {part: Command(update(stores).values({column: bindparam("new")})) for part, column in _COLUMNS.items()}
_NAMESAKES = Command(update(branches).where(branches.c.name == bindparam("old")).values(name=bindparam("new")))
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
    if store.paused_why in (None, Pause.CLOCK) and await work.the(_INSTALL) != install:
        await pause(work, Pause.RESTORED)
    return await work.the(_STORE)


async def edit_store(work: Work, actor: Actor, part: Part, text: str) -> Store | Refusal:
    """Change a part of the store from now on; who acts after the commit finds it in `work.store`.

    A branch that is called as the store was, as the first one is, goes with its name. Points that were earned keep
    the end that they have, whatever the zone.

    Args:
        text: as it was written; an empty contact takes it away.

    Returns:
        The store as it is now, or why the text won't do, as `tidy` says.
    """
    authorise(actor, Action.EDIT_STORE)
    new = tidy(part, text) if text or part is not Part.CONTACT else ""
    if isinstance(new, Refusal):
        return new
    old = await work.the(_PART[part])
    if old != new:
        await work.run(_EDIT[part], new=new)
        if part is Part.NAME:
            await work.run(_NAMESAKES, old=old, new=new)
        await note(work, actor, Action.EDIT_STORE, f"store:{part}", _logged(work, part, old), _logged(work, part, new))
    work.store = await work.the(_STORE)
    return work.store


def _logged(work: Work, part: Part, value: str) -> str:
    """What the log, which nobody can erase, is told: of a contact, who may be a person, only a keyed hash."""
    return work.vault.index("contact", value).hex()[:16] if part is Part.CONTACT and value else value


async def introduced(work: Work) -> dict[str, str]:
    """What Telegram was told about the bot: a mark of each text, by its place."""
    return await work.the(_INTRODUCED)


async def remember_introduction(work: Work, marks: dict[str, str]) -> None:
    """Telegram was told these texts about the bot."""
    await work.run(_INTRODUCE, marks=marks)


async def pause(work: Work, why: str) -> None:
    """Send nothing from now on, until the operator says `regulars resume`."""
    await work.run(_PAUSE, why=why)


async def pause_offers(work: Work) -> bool:
    """Send nothing unasked from now on, since the clock can't be trusted; False if the shop is paused already."""
    paused = await work.run(_PAUSE_OFFERS) == 1
    work.store = await work.the(_STORE)
    return paused


async def resume(work: Work, actor: Actor, install: str) -> None:
    """Send again; a restored copy becomes the store itself, and nobody gets twice what was going out to many."""
    authorise(actor, Action.RESUME)
    if (await work.the(_STORE)).paused_why == Pause.RESTORED:
        await pause_all_begun(work)
    await work.run(_MOVE_IN, here=install)
    await note(work, actor, Action.RESUME)


def new_install() -> str:
    """A mark for a data folder that has none."""
    return str(uuid4())
