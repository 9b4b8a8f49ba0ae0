"""The store itself: as it is, a part of it changed; a time zone is shown with its time before it holds."""

from typing import NamedTuple

from bot.actions.store import edit_store
from bot.rules.codes import new_secret
from bot.rules.refusals import Refusal
from bot.rules.store import Part, tidy
from bot.shop import Store
from bot.words import refusals
from bot.words import store as words
from bot.words.catalogs import Language, words_in
from bot.words.message import Message
from handlers.drafts import Flow, left
from handlers.visit import Reply, Visit


class Draft(NamedTuple):
    """The part that is asked for; of a zone that was read, its name and the key of the button that applies it."""

    part: Part
    zone: str = ""
    key: str = ""


STORE = Flow("store", Draft)


async def show(visit: Visit) -> Message:
    """`/store`; whatever was asked about it is not asked any more."""
    if visit.known.step is not None and visit.known.step.startswith("store."):
        await visit.asked()
    return words.store(visit.words, _shown(visit.work.store), visit.now)


async def edit(visit: Visit) -> Message:
    """A part of it is to change."""
    return await _ask(visit, Part(visit.args[0]))


async def take(visit: Visit) -> Message | Reply:
    """The part was answered."""
    draft = STORE.draft(visit)
    if draft is None:
        return left(visit)
    read = tidy(draft.part, visit.text)
    if isinstance(read, Refusal):
        return await _ask(visit, draft.part, read)
    return await (_preview(visit, read) if draft.part is Part.ZONE else _change(visit, draft.part, read))


async def choose_language(visit: Visit) -> Message | Reply:
    """A language was chosen."""
    draft = STORE.draft(visit)
    if draft is None or draft.part is not Part.LANGUAGE:
        return left(visit)
    return await _change(visit, Part.LANGUAGE, visit.args[0])


async def no_contact(visit: Visit) -> Message | Reply:
    """There is to be no contact."""
    draft = STORE.draft(visit)
    if draft is None or draft.part is not Part.CONTACT:
        return left(visit)
    return await _change(visit, Part.CONTACT, "")


async def apply_zone(visit: Visit) -> Message | Reply:
    """The time that was shown is right."""
    draft = STORE.draft(visit)
    if draft is None or draft.key != visit.args[0]:
        return left(visit)
    return await _change(visit, Part.ZONE, draft.zone)


async def _preview(visit: Visit, zone: str) -> Message:
    key = new_secret(visit.work.chance)
    await visit.ask("store.part", Draft(Part.ZONE, zone, key))
    return words.confirm_zone(visit.words, zone, visit.now, key)


async def _ask(visit: Visit, part: Part, why: Refusal | None = None) -> Message:
    await visit.ask("store.part", Draft(part))
    return refusals.and_again(visit.words, why, words.ask(visit.words, part), visit.now)


async def _change(visit: Visit, part: Part, text: str) -> Message | Reply:
    store = await edit_store(visit.work, visit.actor, part, text)
    if isinstance(store, Refusal):
        return await _ask(visit, part, store)
    await visit.asked()
    visit.words = words_in(visit.words.language, store.zone, store.currency, Language(store.language))
    return Reply((words.saved(visit.words, _shown(store), visit.now),), introduces=True)


def _shown(store: Store) -> words.Shown:
    return words.Shown(store.name, store.zone, store.currency, Language(store.language), store.privacy_contact)
