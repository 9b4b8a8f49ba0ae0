"""Segments: each condition names whom it says, on both databases, and what isn't sure names nobody."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Select, insert, select

from bot.actions.buyers import look_at_buyers
from bot.actions.history import join_history
from bot.actions.member_lists import add_to_list, begin_list, lists, lists_of
from bot.actions.privacy import forget
from bot.actions.purchases import Line, Recorded, Sold, record_purchases
from bot.actions.rfm import anything_bought, group_of, read_cuts, reckon_fifths
from bot.actions.saved_segments import Saved, edit_segment, find_segment, remove_segment, save_segment, saved
from bot.actions.segments import chosen, count, look_at, matches
from bot.actions.tags import put_tag, tags_of, take_tag_off
from bot.actions.tiers import apply_tiers
from bot.database import Command, Query, Transaction
from bot.rules.refusals import Refusal
from bot.rules.rfm import Group
from bot.rules.roles import OPERATOR, Actor, Role
from bot.rules.segments import Expression, parse
from bot.rules.tiers import Measure, Span, Tier, TierTable
from bot.shop import Store, Work
from bot.tables.members import members
from bot.tables.people import people
from bot.tables.products import products
from bot.words.catalogs import Language, pick_language
from tests.ledger.books import CARL, MAX, OLGA, OPENING, Books

MEMBERS = ("mei", "anna", "sam", "yu", "nora")
EVERYBODY = "mei anna sam yu nora"
TIERS = (Tier(1, {"en": "Silver", "ru": "Серебро"}, "🥈", 50, 50), Tier(2, {"en": "Very Gold"}, "🥇", 200, 150))

WHO = {
    "everybody": EVERYBODY,
    "not everybody": "",
    "tier:silver": "mei",
    "tier:СЕРЕБРО": "mei",
    "tier>=silver": "mei anna",
    'tier:"very gold"': "anna",
    "tier:none": "sam yu nora",
    "not tier>=silver": "sam yu nora",
    "points>=100": "mei anna",
    "points:0": "yu nora",
    "points<100": "sam yu nora",
    "points:1..299": "mei sam",
    "purchases:0": "yu nora",
    "purchases>=2": "anna",
    "spent>=100": "mei anna",
    "spent>=200": "mei anna",
    "spent>=200.01": "anna",
    "spent<=200": "mei sam yu nora",
    "spent<=99.99": "sam yu nora",
    "spent<=0": "yu nora",
    "language:ru": "anna nora",
    "language:zh_hant": "yu",
    "language:en": "mei sam",
    "zone:Berlin": "sam",
    "zone:上海": "mei anna yu nora",
    "joined since 30d": "anna sam nora",
    "joined before 2025-01-01": "yu",
    "joined since 2024-06-01": EVERYBODY,
    "joined before 2024-06-01": "",
    "joined since 2025-01-01 before 2026-01-01": "mei",
    "birthday:mar": "mei",
    "birthday:this": "mei",
    "birthday:next": "sam",
    "not birthday:3": "anna sam yu nora",
    "bought": "mei anna sam",
    "bought since 10d": "mei sam",
    "bought since 10d before 2d": "mei",
    "not bought since 10d": "anna yu nora",
    "bought before 100d": "anna",
    "bought 2 times": "anna",
    "bought for 200": "mei anna",
    "bought for 200.01": "anna",
    "bought 2 times since 10d": "",
    "bought:flt-1": "mei anna",
    'bought:"Formula two"': "mei anna",
    "bought:flt-1 2 times": "anna",
    "bought:flt-1 since 10d": "mei",
    "bought:flt-1 before 10d": "anna",
    "bought:flt-1 for 70": "anna",
    "bought:flt-1 for 80": "anna",
    "bought:flt-1 for 80.01": "",
    'bought:category "baby food"': "mei anna",
    "bought:beans": "sam",
    "late>=1": "anna sam",
    "late:0": "mei yu nora",
    "late:1": "sam",
    "late>=11": "anna",
    "late>=12": "",
    "late<=10": "mei sam yu nora",
    "late<=11": EVERYBODY,
    "nps:promoter": "mei",
    "nps:detractor": "anna",
    "nps:passive": "",
    "not nps:promoter": "anna sam yu nora",
    "agreed:offers": "mei sam",
    "not agreed:offers": "anna yu nora",
    "tag:vip": "mei sam",
    'tag:"Best <friends>"': "sam",
    "list:spring": "anna nora",
    "group:mums": "yu",
    "tier>=silver and not agreed:offers": "anna",
    "tag:vip or list:spring and language:ru": "mei anna sam nora",
    "(tag:vip or list:spring) and language:ru": "anna nora",
    "not (tag:vip or list:spring)": "yu",
    "not not tag:vip": "mei sam",
}


async def open_the_shop(books: Books) -> dict[str, int]:
    """Five members of whom much is known, one who was forgotten, and one whom only an import knows."""
    ids = {name: await books.member(telegram_id=1000 + n) for n, name in enumerate((*MEMBERS, "gone"))}
    ids["import"] = await books.member()
    for name, day in zip(
        (*MEMBERS, "gone"),
        ("2025-01-10 03", "2026-02-20 03", "2026-03-01 03", "2024-05-31 16", "2026-03-02 03", "2026-01-01 03"),
        strict=True,
    ):
        await books.sql(f"UPDATE member SET joined_at = '{day}:00:00.000000+00:00' WHERE id = {ids[name]}")
    await books.sql(f"UPDATE member SET forgotten_at = created_at WHERE id = {ids['gone']}")
    async with books.shop.work() as work:
        await apply_tiers(work, OLGA, TierTable(Measure.POINTS, Span.ROLLING, 30, TIERS, 0))
        for n, (client, own, zone) in enumerate(
            (
                ("en-US", None, None),
                ("en", "ru", None),
                (None, None, "Europe/Berlin"),
                ("zh-TW", None, None),
                ("ru", None, None),
            )
        ):
            row = {"name": work.vault.seal(MEMBERS[n]), "client_language": client, "language": own, "zone": zone}
            known = {"telegram_id": 1000 + n, "member_id": ids[MEMBERS[n]], "first_seen": work.now}
            await work.run(Command(insert(people)), **known, **row)
        for number, sku, name, category in ((1, "FLT-1", "Formula two", "Baby food"), (2, "BNS", "Beans", "Coffee")):
            await work.run(Command(insert(products)), id=number, sku=sku, name=name, category=category)
    for name, days, amount, line in (
        ("mei", 5, 20000, "FLT-1"),
        ("anna", 120, 20000, "FLT-1"),
        ("anna", 40, 20000, "FLT-1"),
        ("sam", 1, 900, "BNS"),
    ):
        await buy(books, ids[name], days, amount, line)
    mei, anna, sam = (ids[name] for name in MEMBERS[:3])
    await books.sql(f"UPDATE account SET tier = 1, points = 200 WHERE member_id = {mei}")
    await books.sql(f"UPDATE account SET tier = 2, points = 400 WHERE member_id = {anna}")
    now, ago, earlier = (f"'2026-{day} 09:00:00.000000+00:00'" for day in ("03-02", "02-20", "03-01"))
    for member, score, at in ((mei, 3, ago), (mei, 9, earlier), (anna, 10, ago), (anna, 6, now), (sam, "NULL", "NULL")):
        await books.sql(
            "INSERT INTO survey (member_id, lowest, asked_at, held, score, answered_at)"
            f" VALUES ({member}, 0, {ago}, false, {score}, {at})"
        )
    for member, given in ((mei, "false"), (mei, "true"), (anna, "true"), (anna, "false"), (sam, "true")):
        await books.sql(
            'INSERT INTO consent (member_id, topic, given, wording, source, "at")'
            f" VALUES ({member}, 'offers', {given}, 'en:1', 'settings', {now})"
        )
    for member, month, day in ((mei, 3, "2027-03-01"), (sam, 4, "2026-04-01")):
        await books.sql(
            'INSERT INTO birthday (member_id, calendar, month, "day", leap, told_at, next_on)'
            f" VALUES ({member}, 'solar', {month}, 1, false, {now}, '{day}')"
        )
    bought = "(SELECT last_at FROM account WHERE member_id = rhythm.member_id)"
    await books.sql(
        f"INSERT INTO rhythm (member_id, late_since) VALUES ({mei}, {ago}), ({anna}, {ago}), ({sam}, {now})"
    )
    await books.sql(f"UPDATE rhythm SET since = {bought}")
    await books.sql(f"UPDATE rhythm SET since = {ago} WHERE member_id = {mei}")  # bought since it was reckoned
    await books.sql(
        "INSERT INTO community_group (id, chat_id, title, state, rights, language, about, house_rules, grace_days,"
        f" hello, added_by, added_at) VALUES (7, -100, 'Mums', 'open', 0, 'en', '', '', 7, false, 1, {now})"
    )
    for person, state in ((1003, "inside"), (1000, "left")):
        await books.sql(
            "INSERT INTO group_place (group_id, telegram_id, state, changed_at, asks, by_hand, tag)"
            f" VALUES (7, {person}, '{state}', {now}, 0, false, '')"
        )
    async with books.shop.work() as work:
        for member, tag in ((mei, "VIP"), (sam, "vip"), (sam, "Best <friends>")):
            assert not isinstance(await put_tag(work, CARL, member, tag), Refusal)
        cards = dict(await work.all(Query(lambda *row: row, select(members.c.id, members.c.card))))
        assert await read_list(work, "Spring", [cards[anna], "nobody", cards[ids["nora"]], cards[anna]]) == [1]
    return ids


async def buy(books: Books, member_id: int, days: int, amount: int, sku: str) -> None:
    """A purchase some days ago; its one line is of a fifth of the amount."""
    at = OPENING - timedelta(days=days)
    sold = Sold("web", f"r{member_id}-{days}", member_id, at, amount, [Line(sku, 1000, amount // 5)] if sku else ())
    async with books.shop.work() as work:
        assert isinstance((await record_purchases(work, OPERATOR, [sold]))[0], Recorded)


async def read_list(work: Work, name: str, lines: Sequence[str]) -> Sequence[int]:
    """A list from a file; the places of the lines that name nobody."""
    number = await begin_list(work, OPERATOR, name)
    assert isinstance(number, int)
    return await add_to_list(work, OPERATOR, number, lines)


async def named(books: Books, ids: dict[str, int], line: str) -> str | Refusal:
    """Whom a line names, by name."""
    expression = read(line)
    async with books.shop.reading() as reading:
        found = await chosen(reading, expression, books.clock.now(), books.shop.store)
        if isinstance(found, Refusal):
            return found
        numbers = await reading.all(Query(int, found))
    return " ".join(name for name, number in ids.items() if number in numbers)


def read(line: str) -> Expression:
    found = parse(line)
    assert not isinstance(found, Refusal), found
    return found


async def test_each_condition_names_whom_it_says(books: Books) -> None:
    ids = await open_the_shop(books)

    found = {line: await named(books, ids, line) for line in WHO}

    assert found == WHO
    for line, near in (
        ("tier:glod", "Very Gold"),
        ("not tag:vpi", "VIP"),
        ("bought:formal or everybody", "Formula two"),
        ("bought:flt-2", "FLT-1"),
        ("bought:xyz", "Formula two, Beans, FLT-1, BNS"),
        ("bought:category foods", "Baby food"),
        ("list:summer", "Spring"),
        ("group:mom", "Mums"),
    ):
        assert isinstance(why := await named(books, ids, line), Refusal), line
        assert (why.key, why.data["known"]) == ("segment_gone", near)
    assert await named(books, ids, "rfm:loyal or everybody") == Refusal("segment_early", {"least": 20})
    async with books.shop.reading() as reading:
        asked = books.clock.now(), books.shop.store
        looked = await look_at(reading, books.shop.vault, read("tag:vip"), *asked)
        assert not isinstance(looked, Refusal)
        assert (looked.n, looked.of, [one.name for one in looked.examples]) == (2, 5, ["sam", "mei"])
        assert await matches(reading, read("tag:vip"), ids["sam"], *asked) is True
        assert await matches(reading, read("tag:vip"), ids["yu"], *asked) is False
        within = select(members.c.id).where(members.c.id.in_(await _chosen(reading, "tag:vip", *asked)))
        assert await reading.all(Query(int, within.order_by(members.c.id))) == [ids["mei"], ids["sam"]]


async def _chosen(reading: Transaction, line: str, at: datetime, store: Store) -> Select[tuple[int]]:
    found = await chosen(reading, read(line), at, store)
    assert not isinstance(found, Refusal)
    return found


async def test_a_tier_that_is_renamed_is_still_meant_and_one_that_is_gone_names_nobody(books: Books) -> None:
    mei = await books.member(telegram_id=1000)
    await books.sql(f"UPDATE member SET joined_at = created_at WHERE id = {mei}")
    await books.bought(mei, 1000)
    await books.sql(f"UPDATE account SET tier = 1 WHERE member_id = {mei}")
    table = TierTable(Measure.POINTS, Span.ROLLING, 30, TIERS, 0)
    for tiers in (TIERS, (replace(TIERS[0], names={"en": "Bronze"}), TIERS[1]), (TIERS[1],)):
        async with books.shop.work() as work:
            table = replace(table, tiers=tiers)
            applied = await apply_tiers(work, OLGA, table)
            assert isinstance(applied, TierTable)
            table = applied

        found = await named(books, {"mei": mei}, "tier:silver")

        assert found == "mei" if len(tiers) == 2 else isinstance(found, Refusal)


async def test_a_segment_is_kept_changed_and_removed_and_its_name_is_free_again(books: Books) -> None:
    async with books.shop.work() as work:
        gold = await save_segment(work, MAX, "  Gold  ", read("points>=10"))
        assert isinstance(gold, Saved)
        assert await save_segment(work, MAX, "GOLD", read("everybody")) == Refusal("segment_taken", {"name": "GOLD"})
        assert await save_segment(work, MAX, "x" * 33, read("everybody")) == Refusal("label_long", {"most": 32})

        changed = await edit_segment(work, OLGA, gold._replace(expression=read("points>=20")))
        late = await edit_segment(work, MAX, gold._replace(name="Old"))
        await remove_segment(work, MAX, gold.id)

        assert changed == Saved(gold.id, "Gold", read("points>=20"), 2)
        assert late == Refusal("segment_changed")
        assert await saved(work) == []
        assert await find_segment(work, gold.id) == changed  # who names it by number still finds what it meant
        assert isinstance(await save_segment(work, MAX, "gold", read("points>=10")), Saved)


async def test_tags_and_lists_follow_a_member_and_go_with_them(books: Books) -> None:
    old, new = await books.member(), await books.member(telegram_id=1000)
    async with books.shop.work() as work:
        for member, tag in ((old, "VIP"), (old, "Twins"), (new, "vip")):
            assert not isinstance(await put_tag(work, CARL, member, tag), Refusal)
        cards = dict(await work.all(Query(lambda *row: row, select(members.c.id, members.c.card))))
        assert await read_list(work, "Fair", [cards[old]]) == []

        await join_history(work, MAX, old, new)

        assert [tag.name for tag in await tags_of(work, new)] == ["Twins", "VIP"]
        assert await lists_of(work, new) == ["Fair"]
        assert await read_list(work, "fair", [cards[old], "nobody"]) == [1]  # the heir, by the old card
        [vip] = [tag for tag in await tags_of(work, new) if tag.name == "VIP"]
        await take_tag_off(work, CARL, new, vip.id)
        assert [tag.name for tag in await tags_of(work, new)] == ["Twins"]
        await forget(work, Actor(Role.MEMBER, 1000, member_id=new))
        assert await tags_of(work, new) == []
        assert [one.members for one in await lists(work)] == [0]


async def test_the_fifths_of_buyers_are_reckoned_at_night_and_members_move_with_each_purchase(books: Books) -> None:
    ids = [await books.member(telegram_id=1000 + n) for n in range(25)]
    await books.sql("UPDATE member SET joined_at = created_at")
    for n, member in enumerate(ids):
        await buy(books, member, 200 - 8 * n, 1000 * (n + 1), "")
    assert await anything_bought(books.shop, books.clock.now())

    await reckon_fifths(books.shop)

    async with books.shop.reading() as reading:
        cuts, looked = await read_cuts(reading), await look_at_buyers(reading)
    assert cuts is not None
    assert cuts.purchases == (1, 1, 1, 1)
    assert cuts.spent == (5000, 10000, 15000, 20000)
    assert cuts.takings == (15000, 40000, 65000, 90000, 115000)
    assert round(cuts.top_share or 0, 3) == 0.354
    assert sum(looked.groups.values()) == 25
    assert not await anything_bought(books.shop, books.clock.now())
    for group in Group:
        whose = [n for n, member in enumerate(ids) if await _group(books, member) is group]
        assert await named(books, dict(zip(map(str, range(25)), ids, strict=True)), f"rfm:{group}") == " ".join(
            map(str, whose)
        )
        assert looked.groups[group] == len(whose)
    assert await _group(books, ids[0]) is Group.ASLEEP
    for _ in range(5):
        await books.bought(ids[0], 10000)
    assert await _group(books, ids[0]) is Group.CHAMPIONS


async def _group(books: Books, member_id: int) -> Group | None:
    async with books.shop.reading() as reading:
        return await group_of(reading, member_id)


async def test_a_segment_goes_by_the_language_that_a_member_is_spoken_to_in(books: Books) -> None:
    tags = (
        "en",
        "EN-gb",
        "ru",
        "be",
        "zh",
        "zh-CN",
        "zh_TW",
        "zh-tw",
        "zh-hk",
        "zh-hant",
        "zh-Hant-HK",
        "zh-hans-hk",
        "zh-mo",
        "eng",
        "rue",
        "",
        None,
    )
    ids = {str(tag): await books.member(telegram_id=1000 + n) for n, tag in enumerate(tags)}
    await books.sql("UPDATE member SET joined_at = created_at")
    async with books.shop.work() as work:
        for n, tag in enumerate(tags):
            known = {"telegram_id": 1000 + n, "member_id": ids[str(tag)], "client_language": tag}
            await work.run(Command(insert(people)), name=b"", first_seen=work.now, **known)

    found = {code: await named(books, ids, f"language:{code}") for code in Language}

    assert found == {
        code: " ".join(str(tag) for tag in tags if pick_language(tag, Language.EN) is code) for code in Language
    }


@pytest.mark.either
async def test_a_sample_is_as_large_as_it_says_and_always_the_same_members(books: Books) -> None:
    await books.sql(
        "INSERT INTO member (card, source, created_at, joined_at) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT"
        " i + 1 FROM n WHERE i < 2000) SELECT 'c' || i, 'till', '2026-01-01 00:00:00.000000+00:00',"
        " '2026-01-01 00:00:00.000000+00:00' FROM n"
    )
    async with books.shop.reading() as reading:
        tenth = await count(reading, read("sample:10%"), books.clock.now(), books.shop.store)
        most = await count(reading, read("sample:99%"), books.clock.now(), books.shop.store)
        both = await count(reading, read("sample:10% and sample:50%"), books.clock.now(), books.shop.store)

    assert 180 <= int(str(tenth)) <= 220
    assert 1975 <= int(str(most)) <= 1985
    assert both == tenth
