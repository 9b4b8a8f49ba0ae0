"""A till's files go in: whole receipts, each once, whatever is in the file and whoever runs meanwhile."""

import asyncio
import gzip
import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import update

from bot.actions.history import join_imported
from bot.actions.privacy import forget
from bot.actions.tiers import apply_tiers
from bot.database import Command
from bot.rules.roles import Actor, Role
from bot.rules.room import MEGABYTE
from bot.rules.tiers import Measure, Span, Tier, TierTable
from bot.settings import PREFIX
from bot.tables.points import accounts
from commands.desk import Options, patiently
from commands.stop import StopError
from tests.commands.importing import Operator, rejected
from tests.warm import Warm, regulars
from tests.world import World

ROOT = Path(__file__).parents[2]
CUT = ROOT / "tests" / "data" / "grocery-cut.csv"
WHOLE = ROOT.parent / "shared" / "data" / "grocery-400-households.csv.gz"
HEADER = "receipt,at,member,sku,product,quantity,amount\n"
PHONE = "+4930123456"


@pytest.fixture
def operator(shop: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Operator:
    folder = tmp_path / "files"
    folder.mkdir()
    return Operator(shop, folder, capsys)


def line(
    receipt: str, member: str = "A1", amount: str = "4.50", *, sku: str = "TEA", at: str = "2025-01-05T10:00"
) -> str:
    return f"{receipt},{at},{member},{sku},Green tea,1,{amount}\n"


async def test_a_real_grocers_receipts_go_in_whole_and_earn(operator: Operator) -> None:
    code = await operator.imports(operator.file(CUT.read_bytes()))

    assert code == 0, operator.said
    assert "purchases recorded 40" in operator.said
    held = await operator.books()
    assert len(held) == 381
    assert len({row[0] for row in held}) == 40
    assert {row[1] for row in held} == {line.split(",")[2] for line in CUT.read_text().splitlines()[1:]}
    lines = [row for row in held if row[0] == "31198640134"]
    assert lines[0][2:4] == (1092, 10)
    assert sum(int(str(row[8])) for row in lines) == 1092
    assert lines[0][5:8] == ("834484", "ONIONS OTHER", 1000)


async def test_the_same_file_again_changes_nothing_and_says_so(operator: Operator) -> None:
    path = operator.file(gzip.compress(CUT.read_bytes()), "till.csv.gz")
    await operator.imports(path)
    before, log = await operator.books(), await operator.ask("SELECT count(*) FROM log_line")

    assert await operator.imports(path) == 0

    assert "changes nothing" in operator.said
    assert "that were there already 40" in operator.said
    assert await operator.books() == before
    assert await operator.ask("SELECT count(*) FROM log_line") == log


async def test_a_dry_run_says_what_would_happen_and_does_none_of_it(operator: Operator) -> None:
    path = operator.file(CUT.read_text() + line("x", amount="oops"))

    assert await operator.imports(path, Options(dry_run=True)) == 1
    dry = operator.said
    assert await operator.books() == []
    assert await operator.ask("SELECT count(*) FROM member") == [(0,)]
    await operator.imports(path)

    wanted = ("purchases recorded 40", "members made, who have not joined 35", "lines rejected 1")
    assert "nothing was changed" in dry
    for figure in wanted:
        assert figure in dry
        assert figure in operator.said
    points = operator.said.split("points earned ")[1].split()[0]
    assert f"points earned {points}" in dry


async def test_a_dry_run_counts_the_points_of_those_who_have_a_tier(operator: Operator) -> None:
    await operator.imports(operator.file(HEADER + line("R1", "A1")))
    gold = Tier(1, {"en": "Gold"}, "🥇", 100, 80, multiplier=250)
    async with operator.world.shop.work() as work:
        await apply_tiers(work, Actor(Role.OWNER), TierTable(Measure.POINTS, Span.ROLLING, 30, (gold,), version=0))
        await work.run(Command(update(accounts).values(tier=1)))
    later = operator.file(HEADER + line("R2", "A1", "10.00") + line("R3", "A2", "10.00"))

    await operator.imports(later, Options(dry_run=True))
    assert "points earned 35" in operator.said
    await operator.imports(later, Options(dry_run=True, points=False))
    assert "points earned" not in operator.said
    await operator.imports(later)

    assert "points earned 35" in operator.said


async def test_an_import_stops_before_the_disk_is_full_and_goes_on_when_there_is_room(
    shop_on_sqlite: World, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    operator = Operator(shop_on_sqlite, tmp_path, capsys)
    path, left = operator.file(HEADER + line("R1") + line("R2")), [200, 90]
    monkeypatch.setattr("commands.import_.LINES_AT_ONCE", 1)
    usage = shutil.disk_usage
    monkeypatch.setattr(
        "jobs.disk.shutil.disk_usage", lambda _: SimpleNamespace(free=left.pop(0) * MEGABYTE) if left else usage("/")
    )

    assert await operator.imports(path) == 1
    assert "The disk is nearly full (90 MB left)" in operator.said
    assert [row[0] for row in await operator.books()] == ["R1"]

    assert await operator.imports(path) == 0, operator.said
    assert [row[0] for row in await operator.books()] == ["R1", "R2"]


async def test_nobody_is_written_to_and_no_member_has_joined(operator: Operator) -> None:
    await operator.imports(operator.file(CUT.read_bytes()))

    assert await operator.ask("SELECT count(*) FROM delivery") == [(0,)]
    assert await operator.ask("SELECT DISTINCT source, joined_at, telegram_id, name FROM member") == [
        ("import", None, None, None)
    ]


async def test_points_last_from_the_day_of_the_import_and_none_are_earned_if_so_said(operator: Operator) -> None:
    path = operator.file(HEADER + line("1", at="2001-01-05T10:00"))
    await operator.imports(path, Options(source="old", points=False))
    assert [row[3] for row in await operator.books()] == [0]

    await operator.imports(path)

    assert sorted(str(row[3]) for row in await operator.books()) == ["0", "4"]
    [(expires,)] = await operator.ask("SELECT expires_at FROM lot")
    assert str(expires) > str(operator.world.clock.now().replace(tzinfo=None))


async def test_nothing_and_less_is_kept_and_earns_nothing(operator: Operator) -> None:
    lines = [line("1", amount="0"), line("2", amount="-3.00"), line("3", amount="5"), line("3", amount="-2.00")]

    assert await operator.imports(operator.file(HEADER + "".join(lines))) == 0

    assert [(row[0], row[2], row[3], row[8]) for row in await operator.books()] == [
        ("1", 0, 0, 0),
        ("2", -300, 0, -300),
        ("3", 300, 3, 500),
        ("3", 300, 3, -200),
    ]


async def test_every_kind_of_bad_line_is_named_by_its_number_and_kept_with_the_reason(operator: Operator) -> None:
    first = HEADER + line("1") + line("1", amount="x") + line("2", sku="A B") + line("", "A1")
    bad = [
        line("4", at="tomorrow"),
        line("5", at="2199-01-01"),
        line("6", amount="1,234").replace("1,234", '"1,234"'),
        line("7").replace(",1,", ",many,"),
        "8,2025-01-05,A1\n",
        line("9", "A" * 65),
        line("10", "A1") + line("10", "A2"),
        line("11", at="2025-01-01") + line("11", at="2025-01-09"),
        line("12", "=cmd|' /C calc'!A0", amount="oops"),
    ]
    raw = (
        (first + "".join(bad)).encode() + b'13,"open\n' + b"14,\xff\n" + b"15,\0\n" + b"16," + b"x" * 10_000_000 + b"\n"
    )
    path = operator.file(raw + line("17").encode())

    assert await operator.imports(path) == 1

    found = {int(row["line"]): row["reason"] for row in rejected(path)}
    assert sorted(found) == list(range(2, 21))
    for number, reason in {
        2: "Line 3 of the same receipt",
        3: "can't read that amount",
        4: "product's code",
        5: "receipt number",
        6: "can't read the date tomorrow",
        7: "in the future",
        8: "1,234 can be read in two ways",
        9: "quantity is a number",
        10: "Cells: 3, not 7",
        11: "customer number",
        12: "name several customers",
        13: "name several customers",
        14: "more than a day apart",
        15: "more than a day apart",
        16: "can't read that amount",
        17: "quotation mark",
        18: "isn't written in utf-8",
        19: "a character that no text has",
        20: "longer than 65,536 bytes",
    }.items():
        assert reason in found[number], number
    assert [row["member"] for row in rejected(path) if row["line"] == "16"] == ["'=cmd|' /C calc'!A0"]
    assert [row[0] for row in await operator.books()] == ["17"]
    assert path.with_name("till.csv.rejected.csv").stat().st_mode & 0o777 == 0o600
    assert "Lines were rejected: 19" in operator.said


async def test_rejected_lines_that_were_put_right_are_imported_from_their_own_file(operator: Operator) -> None:
    path = operator.file(HEADER + line("1", "@mei", amount="x") + line("1", "@mei", amount="2"))
    assert await operator.imports(path, Options(allow_rejected=True)) == 0
    kept = path.with_name("till.csv.rejected.csv")
    kept.write_text(kept.read_text("utf-8-sig").replace('"x"', '"3"'), "utf-8")

    assert await operator.imports(kept) == 0, operator.said

    assert [(row[0], row[1], row[2]) for row in await operator.books()] == [("1", "@mei", 500)] * 2


@pytest.mark.either
async def test_a_receipt_told_otherwise_is_refused_and_one_far_below_itself_too(operator: Operator) -> None:
    await operator.imports(operator.file(HEADER + line("1")))
    far = "".join(line(f"f{n}") for n in range(5_000))
    path = operator.file(HEADER + line("1", amount="9") + line("2") + far + line("2", amount="1"))

    assert await operator.imports(path) == 1

    assert [(row["line"], row["reason"]) for row in rejected(path)] == [
        ("2", "Receipt 1 is already another purchase's, of €4.50."),
        ("5004", "The file had this receipt on line 3, far above. Sort the file by receipt and import it again."),
    ]


async def test_purchases_of_nobody_are_left_out_and_counted(operator: Operator) -> None:
    path = operator.file(HEADER + line("1", "") + line("2", "") + line("2", "A1"))

    assert await operator.imports(path) == 0

    assert "without a member, left out 1" in operator.said
    assert [(row[0], row[1]) for row in await operator.books()] == [("2", "A1")] * 2


async def test_one_line_for_each_receipt_is_enough_and_goods_need_no_name(operator: Operator) -> None:
    await operator.imports(
        operator.file("Bon;Datum;Kunde;Summe\n1;05.01.2025;A1;1.234,50\n"), Options(dates="dmy", decimal=",")
    )
    await operator.imports(operator.file("receipt,at,member,amount,ean\n2,2025-01-05,A1,3,4006381\n"))

    assert [row[:7] for row in await operator.books()] == [
        ("1", "A1", 123450, 1234, None, None, None),
        ("2", "A1", 300, 3, 1, "4006381", "4006381"),
    ]


@pytest.mark.either
@pytest.mark.parametrize(
    ("content", "options", "code", "why"),
    [
        (b"", Options(), 1, "nothing in the file"),
        (b"\xef\xbb\xbf\r\n", Options(), 1, "nothing in the file"),
        (b"PK\x03\x04\x14\x00\x06\x00" * 99, Options(), 1, "Save it as CSV in UTF-8"),
        ("receipt,member\n".encode("utf-16"), Options(), 1, "Save it as CSV in UTF-8"),
        (b"x" * 10_000_000, Options(), 1, "Save it as CSV in UTF-8"),
        (b"a,b\n1,2\n", Options(), 1, "no column for: receipt, at, member, amount. It has: a, b."),
        (HEADER.encode(), Options(column=("at=Tag",)), 1, "no column Tag"),
        (HEADER.encode(), Options(column=("Tag",)), 2, "--column is NAME=HEADER"),
        (HEADER.encode(), Options(encoding="utf-16"), 2, "--encoding"),
        (HEADER.encode(), Options(dates="us"), 2, "--dates"),
        (HEADER.encode(), Options(decimal="dot"), 2, "--decimal"),
        (HEADER.encode(), Options(source=""), 2, "--source"),
        (gzip.compress(CUT.read_bytes(), mtime=0)[:-3000], Options(), 1, "damaged"),
        (gzip.compress(CUT.read_bytes(), mtime=0)[:12], Options(), 1, "damaged"),
        (HEADER.encode(), Options(), 0, "No lines in it"),
    ],
)
async def test_a_file_that_can_t_be_taken_is_one_sentence(
    operator: Operator, content: bytes, options: Options, code: int, why: str
) -> None:
    assert await operator.imports(operator.file(content), options) == code, operator.said

    assert why in operator.said
    assert [path.name for path in operator.folder.iterdir()] == ["till.csv"]


async def test_a_file_that_is_not_there_is_one_sentence(operator: Operator) -> None:
    assert await operator.imports(operator.folder / "none.csv") == 1
    assert "none.csv can't be read: No such file" in operator.said


async def test_other_encodings_and_separators_are_read(operator: Operator) -> None:
    russian = "Чек;Дата;Клиент;Артикул;Товар;Сумма\n1;05.01.2025 10:00;А-1;ЧАЙ;Чай зелёный;1 200,50\n"
    chinese = "小票号\t交易时间\t会员号\t货号\t商品名称\t金额\n2\t2025年1月5日 10:00\t梅\t茶\t绿茶\t9\n"

    await operator.imports(operator.file(russian.encode("cp1251")), Options(encoding="cp1251", dates="dmy"))
    await operator.imports(operator.file(chinese.encode("gb18030")), Options(encoding="gb18030", dates="ymd"))

    assert [row[:7] for row in await operator.books()] == [
        ("1", "А-1", 120050, 1200, 1, "ЧАЙ", "Чай зелёный"),
        ("2", "梅", 900, 9, 1, "茶", "绿茶"),
    ]


@pytest.mark.either
async def test_whoever_asked_to_be_forgotten_is_not_made_again(operator: Operator) -> None:
    mei = await operator.world.member("Mei", phone=PHONE.removeprefix("+"))
    await operator.imports(operator.file(f"member,name,phone\nA1,Mei,{PHONE}\n"), members=True)
    await mei.shares_phone()
    async with operator.world.shop.work() as work:
        await forget(work, Actor(Role.MEMBER, member_id=await member_with(operator, "A1")))

    await operator.imports(operator.file(HEADER + line("1", "A1") + line("2", "A2")))
    assert "asked to be forgotten, left out 1" in operator.said
    await operator.imports(operator.file(f"member,phone\nA1,\nA7,{PHONE}\n"), members=True)

    assert "asked to be forgotten, left out 2" in operator.said
    assert [row[1] for row in await operator.books()] == ["A2"]


async def member_with(operator: Operator, number: str) -> int:
    [(found,)] = await operator.ask(f"SELECT id FROM member WHERE external_id = '{number}'")
    return int(str(found))


async def test_members_come_with_name_and_phone_in_either_order_and_only_once(operator: Operator) -> None:
    await operator.imports(operator.file(HEADER + line("1", "A1")))
    path = operator.file(
        "Customer;Name;Phone;Since;Birthday\n"
        "A1;Mei;030 123456;2020-05-01;1990-05-17\nA2;Tom;;;农历八月十五\n;x;;;\nA3;Ann;12;;\n"
    )

    assert await operator.imports(path, members=True) == 1
    assert "members completed 1" in operator.said
    assert "members made, who have not joined 1" in operator.said
    assert [(row["line"], row["reason"][:10]) for row in rejected(path)] == [("4", "A customer"), ("5", "I can't re")]
    assert await operator.imports(path, Options(allow_rejected=True), members=True) == 0
    assert "members who stay as they are 2" in operator.said

    vault = operator.world.shop.vault
    kept = await operator.ask("SELECT external_id, name, phone, created_at FROM member ORDER BY external_id")
    assert [(row[0], vault.open(bytes(row[1]))) for row in kept] == [("A1", "Mei"), ("A2", "Tom")]  # type: ignore[call-overload] # sealed bytes
    assert vault.open(bytes(kept[0][2])) == PHONE  # type: ignore[call-overload] # sealed bytes
    born = "SELECT external_id, calendar, month, day FROM birthday JOIN member ON id = member_id ORDER BY external_id"
    assert await operator.ask(born) == [("A1", "solar", 5, 17), ("A2", "lunar", 8, 15)]
    await operator.imports(operator.file("member,birthday\nA1,1990-05-18\nA2,lunar 08-15\n"), members=True)
    assert "members completed 1" in operator.said
    assert "members who stay as they are 1" in operator.said


async def test_two_customers_don_t_share_a_phone(operator: Operator) -> None:
    path = operator.file(f"member,phone\nA1,{PHONE}\nA2,{PHONE}\n")

    assert await operator.imports(path, members=True) == 1

    assert [(row["line"], row["reason"]) for row in rejected(path)] == [
        ("3", "Another customer has this phone number.")
    ]


@pytest.mark.either
async def test_a_member_who_joined_is_found_by_the_next_import(operator: Operator) -> None:
    await operator.imports(operator.file(f"member,name,phone,birthday\nA1,Mei,{PHONE},05-17\n"), members=True)
    await operator.imports(operator.file(HEADER + line("1", "A1")))
    mei = await operator.world.member("Mei", phone=PHONE.removeprefix("+"))
    await mei.shares_phone()

    await operator.imports(operator.file(HEADER + line("1", "A1") + line("2", "A1")))

    assert "purchases recorded 1" in operator.said
    assert "members made" not in operator.said
    assert "8 points" in await mei.says("/points")
    assert "17 May" in await mei.says("/birthday")
    assert "about nothing but your purchases" in await mei.says("/settings")


@pytest.mark.either
async def test_the_till_s_number_finds_a_member_who_shared_their_phone_before(operator: Operator) -> None:
    mei = await operator.world.member("Mei", phone=PHONE.removeprefix("+"))
    await mei.shares_phone()
    await operator.imports(operator.file(HEADER + line("1", "A1")))

    await operator.imports(operator.file(f"member,name,phone,birthday\nA1,Somebody,{PHONE},05-17\n"), members=True)
    assert "17 May" in await mei.says("/birthday")
    await mei.says("/birthday 06-01")
    await operator.imports(operator.file("member,birthday\nA1,07-02\n"), members=True)
    assert "1 June" in await mei.says("/birthday")
    await operator.imports(operator.file(HEADER + line("2", "A1")))

    assert "8 points" in await mei.says("/points")


async def test_somebody_with_two_old_numbers_is_found_by_both(operator: Operator) -> None:
    await operator.imports(operator.file(f"member,phone\nA1,{PHONE}\nA2,\n"), members=True)
    mei = await operator.world.member("Mei", phone=PHONE.removeprefix("+"))
    await mei.shares_phone()
    old, heir = await member_with(operator, "A2"), await member_with(operator, "A1")
    async with operator.world.shop.work() as work:
        await join_imported(work, Actor(Role.MANAGER, staff_id=1), old, heir)

    await operator.imports(operator.file(HEADER + line("1", "A1") + line("2", "A2")))

    assert "members made" not in operator.said
    await mei.says("/points")
    assert any("8 points" in text for text in mei.heard)


async def test_it_says_that_it_waits_for_the_bot_and_gives_up_in_a_sentence() -> None:
    said: list[str] = []
    heard = asyncio.Event()

    async def busy() -> int:
        await heard.wait()
        return 7

    async def locked() -> None:
        raise sqlite3.OperationalError("database is locked")

    def say(sentence: str) -> None:
        said.append(sentence)
        heard.set()

    assert await patiently(busy(), say, patience=0) == 7
    assert said == ["The running bot holds the database; waiting for it…"]
    with pytest.raises(StopError, match="run this again") as stop:
        await patiently(locked(), say)
    assert stop.value.code == 75


async def test_told_to_stop_it_ends_what_is_in_hand_before_it_goes() -> None:
    began, ended = asyncio.Event(), asyncio.Event()

    async def in_hand() -> None:
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended.set()

    running = asyncio.ensure_future(patiently(in_hand(), print))
    await began.wait()
    running.cancel()
    await asyncio.wait({running})

    assert ended.is_set()


@pytest.mark.either
async def test_killed_at_any_moment_the_next_run_finishes_it(
    operator: Operator, size: Callable[[int, int], int]
) -> None:
    receipts = size(2_500, 60_000)
    path = operator.file(HEADER + "".join(line(str(n), f"A{n % 97}") * 2 for n in range(receipts)))
    settings = {name: value for name, value in os.environ.items() if name.startswith(PREFIX)}
    nowhere = Path(os.devnull)

    async def recorded() -> int:
        [(count,)] = await operator.ask("SELECT count(*) FROM purchase")
        return int(str(count))

    kills, before = 0, 0
    while kills < 3:
        process = Warm(regulars, ["import", "purchases", path], settings, operator.folder, nowhere, nowhere)
        while process.poll() is None and await recorded() <= before:
            pass
        if process.poll() is not None:
            break
        process.kill()
        process.wait()
        kills, before = kills + 1, await recorded()
    assert kills > 0
    assert 0 < before < receipts

    assert await operator.imports(path) == 0
    held = await operator.books()

    assert len(held) == receipts * 2
    assert {(row[2], row[3]) for row in held} == {(900, 9)}
    assert await operator.ask("SELECT count(*) FROM member WHERE source = 'import'") == [(97,)]
    assert await operator.imports(path) == 0
    assert "changes nothing" in operator.said


@pytest.mark.full
@pytest.mark.skipif(not WHOLE.exists(), reason="the whole year lies beside the project, where it lies at all")
async def test_a_whole_year_of_a_real_grocer_goes_in(operator: Operator) -> None:
    assert await operator.imports(WHOLE, Options(rejected=operator.folder / "rejected.csv")) == 0

    assert "lines read 241,422" in operator.said
    assert "purchases recorded 25,378" in operator.said
    assert len(await operator.books()) == 241_422
    await operator.imports(WHOLE, Options(rejected=operator.folder / "rejected.csv"))
    assert "changes nothing" in operator.said
