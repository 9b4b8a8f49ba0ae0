"""A morning on which a shop has much to say unasked: everybody's birthday, a thing that runs out, points that end, a
question, a kind word to who stays away, and the receipts and thanks of days when nothing went out.

Everything comes about as in life: people joined, agreed and bought, and the jobs of the day find what is due.
"""

import re
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.actions.birthdays import tell_birthday
from bot.actions.care import apply_care
from bot.actions.contact_choices import choose_zone
from bot.actions.members import consent, join
from bot.actions.people import meet
from bot.actions.products import add_product
from bot.actions.purchases import Line
from bot.actions.sales import record_sale
from bot.rules.birthdays import Birthday, Calendar
from bot.rules.care import Care
from bot.rules.deliveries import Topic
from bot.rules.products import Product
from bot.rules.refusals import Refusal
from bot.rules.roles import OPERATOR, Actor, Role
from bot.sandbox.journal import Accepted
from bot.shop import Shop
from jobs import birthdays, expiry, refills, surveys, win_back
from tests.auditor import SENDS, Findings, compare, posted_in_file, text_of
from tests.faults.mail import about
from tests.world import HandClock

OLGA = Actor(Role.OWNER, staff_id=0)
FORMULA, TEA = Line("FORMULA"), Line("TEA")
REGULARS: dict[int, Line] = {336: TEA, 11: FORMULA, 4: FORMULA}
"""By how many days ago, what every other member bought: a can that is empty in three days."""
ABSENT: dict[int, Line] = {336: TEA, 326: TEA, 316: TEA, 306: TEA}
"""What the others bought, who have stayed away for longer than they used to."""
WORDS = {
    "birthday": "Happy birthday",
    "refill": "keep one for you",
    "survey": "likely are you to recommend",
    "win_back": "seen you for a while",
    "points_expiring": "points expire soon",
    "thanks": "Thank you for",
}
"""What only a message of this kind says, but for receipts, which have numbers."""
TOGETHER = 50
T = TypeVar("T")


def zone_of_the_afternoon(now: datetime) -> ZoneInfo:
    """A zone in which it is four in the afternoon."""
    return ZoneInfo(f"Etc/GMT{(now.hour - 16 + 12) % 24 - 12:+d}")


async def lay_out(shop: Shop, clock: HandClock, people: Sequence[int]) -> None:
    """Let these people, who are a year with us, have bought what they did; today is the clock's, as it was before."""
    now, zone = clock.now(), shop.store.zone
    days = sorted(REGULARS.keys() | ABSENT.keys(), reverse=True)
    clock.set(now - timedelta(days=days[0] + 1))
    async with shop.work() as work:
        for sku, name, lasts in (("FORMULA", "Infant formula", 7), ("TEA", "Tea", 40)):
            await add_product(work, OLGA, Product(None, sku, name, "", 990, lasts))
        await apply_care(work, OLGA, Care.SURVEY, {"most": 100_000, "purchase": len(REGULARS), "days": min(REGULARS)})
    members: list[int] = []
    today = now.astimezone(shop.store.zone_info).date()
    for some in _some(people):
        async with shop.work() as work:
            for person in some:
                known = await meet(work, person, "Mei", "en")
                members.append((await join(work, known.actor, "Mei")).id)
                known = await meet(work, person, "Mei", "en")
                await choose_zone(work, known.actor, zone)
                for topic in Topic:
                    await consent(work, known.actor, topic, True, "", "join")
                await tell_birthday(work, known.actor, Birthday(Calendar.SOLAR, today.month, today.day))
    for ago in days:
        clock.set(now - timedelta(days=ago))
        for buyers in _some(list(enumerate(members))):
            async with shop.work() as work:
                for place, member in buyers:
                    line = (ABSENT if place % 2 else REGULARS).get(ago)
                    if line is not None:
                        rung = await record_sale(work, OPERATOR, member, 1000 + place, f"K{member}-{ago}", [line])
                        assert not isinstance(rung, Refusal)
    clock.set(now)


async def post(shop: Shop) -> None:
    """Let the day's jobs find what is due, and post it."""
    for job in (birthdays.keep, win_back.win_back, refills.look_ahead, surveys.care_for_answers, expiry.tell_members):
        await job(shop)


def _some(all_of_them: Sequence[T]) -> Iterable[Sequence[T]]:
    return [all_of_them[start : start + TOGETHER] for start in range(0, len(all_of_them), TOGETHER)]


def audited(path: Path, accepted: Iterable[Accepted]) -> Findings:
    """What the auditor finds in the shop's file and the messenger's log, where most messages carry no number."""
    posted = posted_in_file(path)
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        purchases = database.execute("SELECT id, receipt FROM purchase").fetchall()
    numbers = {receipt: f"receipt:{number}" for number, receipt in purchases}
    keys = {(row.chat_id, row.kind): row.key for row in posted}

    def marked(one: Accepted) -> Accepted:
        said = text_of(one)
        receipt = re.search(r"receipt <code>(.+?)</code>", said)
        kind = next((name for name, words in WORDS.items() if words in said), "")
        key = numbers[receipt[1]] if receipt else keys[one.chat_id or 0, kind]
        return replace(one, params={"text": f"#{key}"})

    return compare([marked(one) for one in accepted if one.method.lower() in SENDS], posted, about)
