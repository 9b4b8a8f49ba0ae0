"""Being written to unasked: what has to be agreed to, how often, at what hours, and how it ends."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest
from sqlalchemy import bindparam, select

from bot.actions.members import consent
from bot.actions.outbox import post
from bot.actions.people import find_person
from bot.database import Query
from bot.rules.care import Care
from bot.rules.deliveries import KINDS, Class, Kind, Lane, Priority, Topic
from bot.tables.members import consents, members
from bot.tables.outbox import deliveries
from bot.words.catalogs import Words
from bot.words.contact import nudge_footer
from bot.words.deliveries import WORDINGS
from bot.words.message import Html, Message
from tests.world import Guest, World

NUDGE = Kind(
    "nudge",
    Lane.BROADCAST,
    Class.ONCE,
    timedelta(days=2),
    by_day=True,
    open_days=True,
    topic=Topic.REFILL,
    capped=True,
    priority=Priority.REFILL,
    care=Care.REFILL,
)
URGENT = Kind(
    "urgent",
    Lane.BROADCAST,
    Class.ONCE,
    timedelta(days=3),
    by_day=True,
    topic=Topic.BIRTHDAY,
    capped=True,
    priority=Priority.BIRTHDAY,
)


class Fate(NamedTuple):
    """What became of a message, and what the policy said."""

    state: str
    verdict: str | None
    verdict_why: str | None
    due: datetime


_FATE = Query(
    Fate, select(*(deliveries.c[name] for name in Fate._fields)).where(deliveries.c.key == bindparam("about"))
)
_YESES = Query(
    str,
    select(consents.c.source)
    .join(members, members.c.id == consents.c.member_id)
    .where(members.c.telegram_id == bindparam("person"))
    .order_by(consents.c.id),
)


@pytest.fixture(autouse=True)
def _nudges(monkeypatch: pytest.MonkeyPatch) -> None:
    def in_words(words: Words, _: str, data: Mapping[str, object]) -> Message:
        return Message(Html(f"#{data['key']}"), nudge_footer(words, "nudge"))

    for kind in (NUDGE, URGENT):
        monkeypatch.setitem(KINDS, kind.name, kind)
        monkeypatch.setitem(WORDINGS, kind.name, in_words)


async def nudge(world: World, guest: Guest, key: str, kind: Kind = NUDGE, due: datetime | None = None) -> Fate:
    """Post a nudge, and what became of it at once."""
    async with world.shop.work() as work:
        await post(work, kind.name, guest.id, key, {"key": key}, due=due)
    await world.later(seconds=1)
    return await fate(world, key)


async def fate(world: World, key: str) -> Fate:
    async with world.shop.work() as work:
        return await work.the(_FATE, about=key)


async def agree(guest: Guest, *topics: str) -> None:
    await guest.says("/settings")
    await guest.taps("Choose what I hear about")
    for topic in topics:
        await guest.taps(f"▫️ {topic}")


@pytest.mark.either
async def test_only_what_was_agreed_to_comes_and_no_more_of_it_than_was_chosen(world: World) -> None:
    mei = await world.member("Mei")
    assert (await nudge(world, mei, "unasked"))[:3] == ("dropped", "drop", "no consent")
    await agree(mei, "Refill reminders", "Birthday")

    # Monday: the first sounds, the second of the day doesn't, and the third is the week's last.
    assert (await nudge(world, mei, "first"))[:3] == ("delivered", "send", "free")
    assert (await nudge(world, mei, "second"))[:3] == ("delivered", "silent", "second today")
    assert "This week: 2 of 3" in await mei.says("/settings")

    # The last place of the week is kept for the birthday on Wednesday.
    wednesday = datetime(2026, 3, 4, 9, tzinfo=UTC)
    assert (await nudge(world, mei, "birthday", URGENT, wednesday)).state == "queued"
    kept = await nudge(world, mei, "kept")
    assert kept[:3] == ("queued", "defer", "place kept")
    assert kept.due == datetime(2026, 3, 3, 8, tzinfo=UTC)
    await world.later(days=2)
    assert (await fate(world, "birthday"))[:3] == ("delivered", "send", "free")
    assert (await fate(world, "kept"))[:3] == ("dropped", "drop", "place kept")
    assert (await nudge(world, mei, "too much"))[:3] == ("dropped", "drop", "cap")
    assert [text for text in mei.heard if "#" in text] == ["#first", "#second", "#birthday"]

    # On Saturday the week is as good as over, and Monday's takes its place in the next.
    await world.later(days=3)
    waits = await nudge(world, mei, "monday")
    assert (waits.verdict_why, waits.due) == ("cap", datetime(2026, 3, 9, 8, tzinfo=UTC))
    await world.later(days=2)
    assert (await fate(world, "monday")).state == "delivered"


async def test_a_member_chooses_how_often_at_what_hours_and_by_which_clocks(world: World) -> None:
    mei = await world.member("Mei")
    await agree(mei, "Refill reminders")
    await mei.says("/settings")
    await mei.taps("How often and when")

    await mei.taps("How many a week")
    assert "from 1 to 7" in await mei.says("9")
    assert "0 of 2" in await mei.says("2")
    await mei.taps("How many a week")
    assert "0 of 1" in await mei.taps("1")
    await mei.taps("Hours")
    await mei.taps("17:00")
    assert "until" in mei.sees
    assert "17:00–21:00" in await mei.taps("21:00")
    assert "Write a big city" in await mei.taps("Time zone")
    assert "Write a big city" in await mei.says("Nowhere")
    assert "Shanghai, where it is 17:00 now" in await mei.says("上海")
    evening = await nudge(world, mei, "evening")  # it is five in the afternoon there
    assert evening[:3] == ("delivered", "send", "free")
    assert (await nudge(world, mei, "more")).verdict_why == "cap"

    await mei.says("/settings")
    assert "Hours: 17:00–21:00, by the clocks of Shanghai" in mei.sees
    await mei.taps("How often and when")
    await mei.taps("Take a break")
    assert "break until" in await mei.taps("A week")
    await world.later(days=6)
    assert (await nudge(world, mei, "paused")).verdict_why == "paused"
    await mei.says("/settings")
    await mei.taps("How often and when")
    assert "break until" not in await mei.taps("End the pause")

    # Where they are on the map is asked for only to know the clocks.
    world.telegram.send_location(mei.person, 48.86, 2.35)
    await world.hear()
    assert "Which of these clocks" in mei.sees
    assert "Paris" in await mei.taps("Paris")


async def test_every_nudge_says_why_it_came_and_how_to_get_fewer(world: World) -> None:
    mei = await world.member("Mei")
    await agree(mei, "Refill reminders")
    await nudge(world, mei, "first")

    why = await mei.taps("Why this?")
    assert "You agreed to “Refill reminders” on 2 March" in why
    assert "1 of 3" in why
    await mei.taps("Fewer of these")
    assert "1 of 2" in await mei.taps("At most 2 a week")
    await nudge(world, mei, "second")
    await mei.taps("Fewer of these")
    await mei.taps("Nothing about “Refill reminders”")
    assert "Refill reminders: off" in mei.toast
    assert (await nudge(world, mei, "third")).verdict_why == "no consent"
    async with world.shop.work() as work:
        assert await work.all(_YESES, person=mei.id) == ["settings", "nudge"]


@pytest.mark.either
@pytest.mark.promise(43)
@pytest.mark.parametrize(
    ("language", "word", "answer"),
    [("en", "STOP", "Done."), ("ru", "Отпишите меня!", "🔕"), ("zh-hans", "退订", "🔕"), ("en", "/stop", "Done.")],
)
async def test_a_word_of_stopping_ends_everything_even_while_something_else_is_asked(
    world: World, language: str, word: str, answer: str
) -> None:
    mei = await world.member("Mei", language)
    async with world.shop.work() as work:
        known = await find_person(work, mei.id)
        assert known is not None
        for topic in Topic:
            await consent(work, known.actor, topic, True, "", "test")
    assert (await nudge(world, mei, "before")).state == "delivered"
    await mei.says("/settings")
    await mei.taps(mei.buttons[3])  # asks for the phone number, and awaits it

    assert answer in await mei.says(word)

    assert {(await nudge(world, mei, f"after {kind.name}", kind)).verdict_why for kind in (NUDGE, URGENT)} == {
        "no consent"
    }
    assert "🔕" in await mei.says(word)
    await mei.says("/cancel")
    assert "🔕" in await mei.says("stop")


@pytest.mark.either
async def test_staff_see_why_a_member_is_or_is_not_written_to_and_a_member_sees_their_own(world: World) -> None:
    mei, max_ = await world.member("Mei"), await world.manager()
    await agree(mei, "Refill reminders")
    for n in range(3):
        await nudge(world, mei, f"{n}")
    await nudge(world, mei, "planned", due=datetime(2026, 3, 3, 21, tzinfo=UTC))  # at ten in the evening

    assert "Whose messages?" in await max_.says("/why")
    seen = await max_.says("Mei")

    assert "🚫 Refill reminders, 3 March, 22:00: will be dropped, as many as are wanted this week" in seen
    assert "✓ It has the yes that it needs" in seen
    assert "✗ It is within the hours chosen: outside of these hours, until 4 March, 09:00" in seen
    assert "🔇 Refill reminders, 2 March, 10:00: without a sound, the second of the day" in seen
    own = await mei.says("/why")
    assert "will be dropped" in own
    assert "card" not in own


@pytest.mark.either
async def test_the_owner_sets_when_the_shop_writes(world: World) -> None:
    olga, mei = await world.owner(), await world.member("Mei")
    await agree(mei, "Refill reminders")
    await olga.says("/care")
    await olga.taps("When I write")

    await olga.taps("How many a week")
    await olga.taps("1")
    assert "1 message a week" in await olga.taps("Apply")
    await olga.taps("Back")
    await olga.taps("Hours")
    assert "two whole hours" in await olga.says("9:30-20")
    assert "two whole hours" in await olga.says("6-22")
    await olga.says("12-18")
    assert "12:00–18:00" in await olga.taps("Apply")
    await olga.taps("Back")
    await olga.taps("Closed every week")
    await olga.taps("Mon")
    await olga.taps("Apply")
    await olga.taps("Back")
    await olga.taps("Closed on single days")
    assert "each day as" in await olga.says("tomorrow")
    await olga.says("2026-03-03, 2026-03-05")
    assert "3 March 2026 and 5 March 2026" in await olga.taps("Apply")

    # Monday is closed, and so is Tuesday: Wednesday at noon it is, and that is all for the week.
    await nudge(world, mei, "first", due=datetime(2026, 3, 2, 12, tzinfo=UTC))
    await world.later(hours=4)
    first = await fate(world, "first")
    assert (first.verdict_why, first.due) == ("shop closed", datetime(2026, 3, 4, 11, tzinfo=UTC))
    await world.later(days=2, hours=3)
    assert (await fate(world, "first")).state == "delivered"
    assert (await nudge(world, mei, "second")).verdict_why == "cap"
