"""`/groups` for members: which there are, which are open to them, and their own way in."""

from bot.actions.group_door import named, place_of
from bot.actions.group_links import keep_link, link_of
from bot.actions.groups import every_group, group_of_chat, read_group, seats_taken
from bot.actions.tiers import names_of_tiers
from bot.rules.groups import LINK_LASTS, Group, Seen, Stand, State, link_name
from bot.rules.roles import Action, allowed
from bot.words import group_door, group_talk, welcome
from bot.words import groups as words
from bot.words.catalogs import Language, words_in
from bot.words.message import Message
from handlers.invites import Invite
from handlers.typed import whole
from handlers.visit import Reply, Visit


async def show_list(visit: Visit) -> Message:
    """`/groups`."""
    found = [one for one in await every_group(visit.work) if one.state is State.OPEN]
    tiers = await names_of_tiers(visit.work)
    seen = [(await _seen(visit, one))._replace(tiers=tiers) for one in found]
    seen.sort(key=lambda one: (not one.inside, not one.named))
    return words.groups(visit.words, seen, owns=allowed(visit.actor, Action.EDIT_GROUPS))


async def show(visit: Visit) -> Message:
    """One of them."""
    group = await read_group(visit.work, int(visit.args[0]))
    return await _shown(visit, group)


async def arrive(visit: Visit) -> Message:
    """Somebody comes by the link of a group's greeting."""
    number = whole(visit.text)
    group = await read_group(visit.work, number) if number is not None else None
    if group is not None and group.state is State.OPEN and visit.actor.member_id is None:
        store = visit.work.store.name
        return group_door.for_guest(visit.words, group, store, welcome.greeting(visit.words, visit.name, store))
    return await _shown(visit, group)


async def _shown(visit: Visit, group: Group | None) -> Message:
    if group is None or group.state is not State.OPEN:
        return words.gone(visit.words)
    seen = await _seen(visit, group)
    return words.group(visit.words, seen._replace(tiers=await names_of_tiers(visit.work)))


async def get_link(visit: Visit) -> Message | Reply:
    """*Let me in*: a link of their own, made at Telegram unless they have one."""
    group = await read_group(visit.work, int(visit.args[0]))
    if group is None or group.state is not State.OPEN:
        return words.gone(visit.words)
    seen = await _seen(visit, group)
    if seen.inside or not seen.named or words.is_full(seen):
        return words.group(visit.words, seen)
    url = await link_of(visit.work, group.id, visit.member_id)
    if url is not None:
        return words.link(visit.words, group, url)
    if visit.incoming.invited is None:
        return Reply(invites=Invite(group.chat_id, link_name(visit.member_id), visit.now + LINK_LASTS))
    if not visit.incoming.invited:
        return words.no_link(visit.words, group)
    await keep_link(visit.work, group.id, visit.member_id, visit.incoming.invited, visit.now + LINK_LASTS)
    return words.link(visit.words, group, visit.incoming.invited)


async def _seen(visit: Visit, group: Group) -> Seen:
    place = await place_of(visit.work, group.id, visit.incoming.person_id)
    is_open = await named(visit.work, group, visit.actor.member_id)
    n = await seats_taken(visit.work, group)
    return Seen(group, Stand(place.state) if place is not None else None, bool(is_open), n)


async def house_rules(visit: Visit) -> Message | Reply:
    """`/rules`: in a group of the shop's, what holds there; in private, which groups there are."""
    if visit.incoming.private:
        return await show_list(visit)
    group = await group_of_chat(visit.work, visit.incoming.chat_id)
    if group is None:
        return Reply()
    store = visit.work.store
    there = words_in(Language(group.language), store.zone, store.currency, Language(store.language))
    return group_talk.house_rules(there, group)
