"""All the clockwork on one screen: what runs, how often, and what it does."""

from collections.abc import Awaitable, Callable
from datetime import time, timedelta

from bot.actions.audit import audit
from bot.actions.broadcast_cards import any_card_due, tell_cards
from bot.actions.decisions import lapse_approvals
from bot.actions.event_privacy import sweep_events
from bot.actions.inbox import sweep as sweep_inbox
from bot.actions.leases import sweep_runs
from bot.actions.people import sweep_steps
from bot.actions.rfm import anything_bought, reckon_fifths
from bot.actions.spending import sweep_spending
from bot.actions.tier_reviews import anybody_due, table_is_new
from bot.actions.watch import LOOKS_BACK, anything_since, look, look_back
from bot.database.sqlite import SqliteDatabase
from bot.rules.surveys import MORNING
from bot.shop import Shop, Work
from jobs import birthdays, broadcasts, expiry, groups, refills, surveys, tiers, vouchers, win_back
from jobs.job import DAY, Job


def _in_one_act(*acts: Callable[[Work], Awaitable[object]]) -> Callable[[Shop], Awaitable[None]]:
    async def run(shop: Shop) -> None:
        async with shop.work() as work:
            for act in acts:
                await act(work)

    return run


async def _cut_log(shop: Shop) -> None:
    """Give the space of SQLite's log back, and with it what was forgotten since the last hour."""
    if isinstance(shop.database, SqliteDatabase):
        await shop.database.checkpoint()


TIMETABLE = (
    Job("sweep", timedelta(hours=1), _in_one_act(sweep_inbox, sweep_steps, sweep_runs, sweep_spending, sweep_events)),
    Job("approvals", timedelta(minutes=10), _in_one_act(lapse_approvals)),
    Job("broadcasts", timedelta(seconds=2), broadcasts.tend, wanted=broadcasts.wanted, steady=True),
    Job("broadcast_cards", timedelta(seconds=4), _in_one_act(tell_cards), wanted=any_card_due, steady=True),
    Job("watch", timedelta(minutes=10), look),
    Job(LOOKS_BACK, DAY, look_back, at=time(9), wanted=anything_since),
    Job("group_doors", timedelta(minutes=10), groups.mind_doors),
    Job("audit", timedelta(hours=1), audit),
    Job("checkpoint", timedelta(hours=1), _cut_log),
    Job("fifths", DAY, reckon_fifths, at=time(3), wanted=anything_bought),
    Job("tiers", DAY, tiers.review, at=time(3, 30), wanted=anybody_due),
    Job("tier_table", timedelta(seconds=30), tiers.settle, wanted=lambda shop, _: table_is_new(shop)),
    Job("expiry", DAY, expiry.sweep_points, at=time(0, 5), wanted=expiry.wanted),
    Job("birthdays", DAY, birthdays.keep, at=time(0, 5), wanted=birthdays.wanted),
    Job("surveys", DAY, surveys.care_for_answers, at=MORNING, wanted=surveys.wanted),
    Job("win_back", DAY, win_back.win_back, at=time(4), wanted=win_back.wanted),
    Job("refills", DAY, refills.look_ahead, at=time(6), wanted=refills.wanted),
    Job("group_counts", timedelta(seconds=10), groups.count_people, wanted=groups.anybody_uncounted, steady=True),
    Job("group_faces", timedelta(minutes=10), groups.get_to_know, wanted=groups.anybody_unknown),
    Job("groups", DAY, groups.care_for_groups, at=time(10), wanted=groups.wanted),
    Job("vouchers", DAY, vouchers.sweep_vouchers, at=time(0, 5), wanted=vouchers.wanted),
)
