"""Tiers as members see them: where they stand, and what each tier brings."""

from bot.actions.standing import progress_of
from bot.rules.standing import grace_ends
from bot.words import common
from bot.words import tiers as words
from bot.words.message import Message, Toast
from bot.words.tiers import Mine
from handlers.visit import Visit


async def mine_of(visit: Visit) -> Mine | None:
    """Where whoever is here stands; None in a store without tiers."""
    progress = await progress_of(visit.work, visit.member_id)
    if progress is None:
        return None
    counted, missed = progress.counted, progress.missed
    ends = grace_ends(missed, visit.work.store.zone_info) if missed else None
    until = progress.place.until if missed is None else None
    return Mine(progress.table, progress.place.tier, counted.now, counted.review, until, ends)


async def show(visit: Visit) -> Message | Toast:
    """The tiers, and what each of them brings."""
    mine = await mine_of(visit)
    return common.stale(visit.words) if mine is None else words.tiers(visit.words, mine, visit.now)
