"""Members as the staff look them up: by card, phone or name; and an import's history that is somebody's own."""

from typing import NamedTuple

from bot.actions.balance import holding
from bot.actions.freezing import frozen_since, unfreeze
from bot.actions.history import history_under, join_imported
from bot.actions.members import MemberRow, find_members, member_by_id, member_name
from bot.actions.profiles import buying_of, last_purchases
from bot.actions.standing import place_of
from bot.actions.tags import tags_of
from bot.actions.tiers import read_tiers
from bot.rules.refusals import Refusal
from bot.rules.roles import Action, allowed
from bot.words import find as words
from bot.words import refusals
from bot.words.find import Bought, Found, Profile
from bot.words.message import Message
from bot.words.tiers import InProfile
from handlers import typed
from handlers.drafts import Flow, left
from handlers.visit import Kind, Reply, Visit

MOST = 10
LAST_PURCHASES = 5


class Joining(NamedTuple):
    """Whose card a history would come to."""

    member_id: int


JOINING = Flow("find", Joining)


async def begin(visit: Visit) -> Message:
    """`/find`, with whom or without; and a scanned card, for who may look but not sell."""
    query = "" if visit.incoming.kind is Kind.PRESS else visit.text.strip()
    return await _search(visit, query)


async def take(visit: Visit) -> Message:
    """Whom to look for was answered."""
    return await _search(visit, visit.text.strip())


async def _search(visit: Visit, query: str) -> Message:
    if not query:
        await visit.ask("find.query")
        return words.ask(visit.words)
    found = await find_members(visit.work, visit.actor, query, typed.region(visit), MOST + 1)
    if not found:
        await visit.ask("find.query")
        return words.nobody(visit.words, query)
    await visit.asked()
    if len(found) == 1:
        return await _profile(visit, found[0])
    shown = [await _found(visit, member) for member in found[:MOST]]
    return words.found(visit.words, shown, more=len(found) > MOST)


async def _found(visit: Visit, member: MemberRow) -> Found:
    held = await holding(visit.work, member.id)
    return Found(member.id, member_name(visit.work, member), member.card, held.points)


async def show(visit: Visit) -> Message | Reply:
    """A member of the list, and the way back from whatever was asked about them."""
    member = await member_by_id(visit.work, int(visit.args[0]))
    if visit.known.step in ("find.external", "tags.name"):
        await visit.asked()
    return await _profile(visit, member) if member else gone(visit)


async def _profile(visit: Visit, member: MemberRow) -> Message:
    buying = await buying_of(visit.work, visit.actor, member.id)
    last = await last_purchases(visit.work, visit.actor, member.id, LAST_PURCHASES)
    profile = Profile(
        member.id,
        member_name(visit.work, member),
        member.card,
        buying.points,
        buying.debt,
        buying.joined_at,
        buying.purchases,
        buying.spent,
        [Bought(*one) for one in last],
        tier=await _tier_of(visit, member.id),
        frozen=await frozen_since(visit.work, member.id),
        tags=[tag.name for tag in await tags_of(visit.work, member.id)],
    )
    may_sell = allowed(visit.actor, Action.RECORD_SALE) and member.id != visit.actor.member_id
    may_join = allowed(visit.actor, Action.JOIN_HISTORY) and member.joined
    may_free = allowed(visit.actor, Action.UNFREEZE)
    return words.profile(visit.words, profile, visit.now, may_sell, may_join, may_free=may_free)


async def _tier_of(visit: Visit, member_id: int) -> InProfile | None:
    place = await place_of(visit.work, member_id)
    table = await read_tiers(visit.work) if place.tier is not None else None
    tier = table.tier(place.tier) if table else None
    if tier is None or place.since is None or place.version is None:
        return None
    return InProfile(tier, place.since, place.version)


def gone(visit: Visit) -> Reply:
    """For a button of a member who has left since."""
    return Reply(toast=refusals.refused_toast(visit.words, Refusal("member_unknown"), visit.now))


async def unfreeze_now(visit: Visit) -> Message | Reply:
    """The stop that a member's *not me* put on their points is lifted."""
    member = await member_by_id(visit.work, int(visit.args[0]))
    if member is None:
        return gone(visit)
    freed = await unfreeze(visit.work, visit.actor, member.id)
    return Reply((await _profile(visit, member),), words.freed(visit.words) if freed else None)


async def ask_external(visit: Visit) -> Message | Reply:
    """Under which number the till knew them before."""
    return await _ask_external(visit, Joining(int(visit.args[0])))


async def _ask_external(visit: Visit, joining: Joining, why: Refusal | None = None) -> Message | Reply:
    member = await member_by_id(visit.work, joining.member_id)
    if member is None:
        return gone(visit)
    await visit.ask("find.external", joining)
    question = words.ask_external(visit.words, member_name(visit.work, member), member.card, member.id)
    return refusals.and_again(visit.words, why, question, visit.now)


async def take_external(visit: Visit) -> Message | Reply:
    """The number was answered: what would move."""
    joining = JOINING.draft(visit)
    if joining is None:
        return left(visit)
    number = visit.text.strip()
    old = await history_under(visit.work, visit.actor, number, joining.member_id)
    if isinstance(old, Refusal):
        return await _ask_external(visit, joining, old)
    member = await member_by_id(visit.work, joining.member_id)
    if member is None:
        return gone(visit)
    await visit.asked()
    buying = await buying_of(visit.work, visit.actor, old.id)
    name = member_name(visit.work, member)
    return words.confirm_join(
        visit.words, name, member.card, number, buying.purchases, buying.points, old.id, member.id
    )


async def join_now(visit: Visit) -> Message | Reply:
    """The history moves."""
    old_id, member_id = (int(arg) for arg in visit.args)
    joined = await join_imported(visit.work, visit.actor, old_id, member_id)
    member = await member_by_id(visit.work, member_id)
    if isinstance(joined, Refusal) or member is None:
        why = joined if isinstance(joined, Refusal) else Refusal("member_unknown")
        return Reply(toast=refusals.refused_toast(visit.words, why, visit.now))
    held = await holding(visit.work, member_id)
    name = member_name(visit.work, member)
    return words.history_joined(visit.words, name, member.card, joined.points, held.points, member_id)
