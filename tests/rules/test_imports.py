"""What a file says is read without guessing, and whatever is in it, a line is a value or a reason."""

import csv
import io
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.birthdays import Birthday, Calendar
from bot.rules.columns import MEMBER, PURCHASE, Columns, arrange
from bot.rules.figures import Dates, read_at, read_quantity, read_sum
from bot.rules.gathering import MOST_LINES, Gathered, gather
from bot.rules.imports import Bought, Customer, MemberReader, PurchaseReader, Style
from bot.rules.money import Currency
from bot.rules.records import LONGEST, Header, Record, read_header, records
from bot.rules.refusals import Refusal

EUR = Currency("EUR", 2)
BERLIN = ZoneInfo("Europe/Berlin")
STYLE = Style(EUR, BERLIN, "DE")
HEADER = ("receipt", "at", "member", "sku", "product", "quantity", "amount")
NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


def key(read: object) -> str:
    return read.key if isinstance(read, Refusal) else f"not refused: {read}"


def columns(header: Iterable[str], **said: str) -> Columns:
    found = arrange(PURCHASE, list(header), said)
    assert not isinstance(found, Refusal), found
    return found


def split(text: str | bytes, encoding: str = "utf-8") -> list[Record]:
    raw = text if isinstance(text, bytes) else text.encode(encoding)
    first, *rest = raw.splitlines(keepends=True)
    header = read_header(first, encoding)
    assert isinstance(header, Header), header
    return list(records(rest, header, encoding))


@pytest.mark.parametrize(
    "header",
    [
        "Receipt;Date;Customer No.;Total",
        "BON-NR\tDatum\tKundennummer\tBetrag",
        "小票号,交易时间,会员卡号,金额",
        "收據號碼,交易時間,會員編號,金額",
        "№ чека,Дата,Номер карты,Сумма",
        '"order_id","timestamp","household_id","sales_value"',
    ],
)
def test_columns_are_found_by_the_names_that_tills_give_them(header: str) -> None:
    read = read_header(header.encode(), "utf-8")

    assert isinstance(read, Header)
    assert columns(read.cells) == {"receipt": 0, "at": 1, "member": 2, "amount": 3}


def test_our_own_name_for_a_column_wins_and_what_the_operator_says_wins_over_that() -> None:
    header = ["Total", "amount", "receipt", "at", "member"]

    assert columns(header)["amount"] == 1
    assert columns(header, amount="TOTAL")["amount"] == 0


def test_a_header_that_leaves_a_doubt_is_refused() -> None:
    assert arrange(PURCHASE, ["receipt", "at"], {}) == Refusal(
        "columns_missing", {"missing": "member, amount", "columns": "receipt, at"}
    )
    assert key(arrange(PURCHASE, HEADER, {"at": "Tag"})) == "column_unknown"
    assert key(arrange(PURCHASE, [*HEADER, "Receipt"], {})) == "column_twice"


def test_no_name_stands_for_two_fields() -> None:
    for fields in (PURCHASE, MEMBER):
        names = [name for field in fields for name in field.called]

        assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize(
    ("text", "decimal", "minor"),
    [
        ("12,50", None, 1250),
        ("12.50", None, 1250),
        ("-12.50 €", None, -1250),
        ("−3", None, -300),
        ("0", None, 0),
        ("-0.00", None, 0),
        ("1.500", ".", 150),
        ("1,234", ".", 123400),
        ("1.234,56", ",", 123456),
        ("１２.５０", ".", 1250),
        (".5", ".", 50),
        ("1 234.5", None, 123450),
    ],
)
def test_amounts_keep_their_signs_and_zeros(text: str, decimal: str | None, minor: int) -> None:
    assert read_sum(text, EUR, decimal) == minor


@pytest.mark.parametrize(
    ("text", "decimal", "why"),
    [
        ("1,234", None, "amount_unsure"),
        ("1,234", ",", "amount_decimals"),
        ("12.50", ",", "amount_unreadable"),
        ("1.234,56", ".", "amount_unreadable"),
        ("5-3", None, "amount_unreadable"),
        ("--5", None, "amount_unreadable"),
        ("", None, "amount_missing"),
        ("-", ".", "amount_missing"),
        ("$5", None, "amount_currency"),
        ("1e9", None, "amount_exponent"),
        ("99999999999", None, "amount_large"),
        ("NaN", ".", "amount_unreadable"),
    ],
)
def test_no_amount_is_guessed(text: str, decimal: str | None, why: str) -> None:
    assert key(read_sum(text, EUR, decimal)) == why


@given(st.integers(-10_000_000, 10_000_000), st.sampled_from([".", ","]), st.booleans())
def test_any_amount_written_by_a_till_comes_back(minor: int, decimal: str, grouped: bool) -> None:
    whole, part = divmod(abs(minor), 100)
    group = {".": ",", ",": "."}[decimal]
    written = f"{whole:,}".replace(",", group) if grouped else str(whole)

    assert read_sum(f"{'-' if minor < 0 else ''}{written}{decimal}{part:02}", EUR, decimal) == minor


@pytest.mark.parametrize(
    ("text", "thousandths"),
    [("1", 1000), ("", 1000), ("0", 0), ("-2", -2000), ("0,534", 534), ("1.234", 1234), ("36140", 36_140_000)],
)
def test_quantities_are_thousandths(text: str, thousandths: int) -> None:
    assert read_quantity(text) == thousandths


@pytest.mark.parametrize("text", ["x", "1.2345", "1e3", "1,000.5", "99999999"])
def test_what_is_no_quantity_is_refused(text: str) -> None:
    assert key(read_quantity(text)) == "quantity_number"


@pytest.mark.parametrize(
    ("text", "dates", "utc"),
    [
        ("2026-01-05T13:00:00", Dates.ISO, NOON),
        ("2026-01-05 13:00", Dates.ISO, NOON),
        ("2026-01-05T12:00Z", Dates.ISO, NOON),
        ("2026-01-05", Dates.ISO, datetime(2026, 1, 4, 23, tzinfo=UTC)),
        ("5.1.2026 13:00", Dates.DMY, NOON),
        ("05/01/26, 13:00:00", Dates.DMY, NOON),
        ("1/5/2026 1:00 PM", Dates.MDY, NOON),
        ("2026年1月5日 13:00", Dates.YMD, NOON),
        ("2026/1/5 13时00分", Dates.YMD, NOON),
        ("2026-03-29T02:30", Dates.ISO, datetime(2026, 3, 29, 1, tzinfo=UTC)),  # skipped: the first instant after
        ("2026-10-25T02:30", Dates.ISO, datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # twice: the first passing
    ],
)
def test_a_date_is_an_instant_of_the_shop(text: str, dates: Dates, utc: datetime) -> None:
    assert read_at(text, dates, BERLIN) == utc


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("05.01.2026", Dates.ISO),
        ("31.12.2026", Dates.MDY),
        ("29.2.2026", Dates.DMY),
        ("13:00 PM", Dates.DMY),
        ("1/5/2026 13:00 PM", Dates.MDY),
        ("0001-01-01", Dates.ISO),
        ("1026-01-05", Dates.ISO),
        ("9999-12-31T23:00-12:00", Dates.ISO),
        ("42736", Dates.ISO),
        ("", Dates.ISO),
    ],
)
def test_what_is_no_date_is_refused(text: str, dates: Dates) -> None:
    assert key(read_at(text, dates, BERLIN)) == "date_unreadable"


def test_a_line_is_read_as_it_stands() -> None:
    reader = PurchaseReader(columns(HEADER), STYLE)

    read = reader.read(["7", "2026-01-05 13:00", " A1 ", "TEA", "Green\u202e tea", "2", "-9,00"])

    assert read == Bought("7", NOON, "A1", -900, "TEA", 2000, "Green tea")


def test_a_date_and_a_time_in_columns_of_their_own_are_one() -> None:
    reader = PurchaseReader(columns(["Bon", "Datum", "Uhrzeit", "Kunde", "Summe"]), STYLE._replace(dates=Dates.DMY))

    read = reader.read(["7", "5.1.2026", "13:00", "A1", "9"])

    assert isinstance(read, Bought)
    assert read.at == NOON


def test_a_customer_is_read_as_they_stand() -> None:
    found = arrange(MEMBER, ["Kundennr", "Name", "Telefon", "joined", "Geburtsdatum"], {})
    assert not isinstance(found, Refusal)
    reader = MemberReader(found, STYLE, NOON.date())

    assert reader.read(["A1", " Mei  Lin ", "030 123456", "2020-05-01", "1990-05-17"]) == Customer(
        "A1",
        "Mei Lin",
        "+4930123456",
        datetime(2020, 4, 30, 22, tzinfo=UTC),
        Birthday(Calendar.SOLAR, 5, 17, year=1990),
    )
    assert reader.read(["A1", "", "", ""]) == Customer("A1", "", "", None)
    assert key(reader.read(["A1", "", "", "", "17/05"])) == "date_unreadable"
    assert key(reader.read(["", "Mei", "", ""])) == "member_number"
    assert key(reader.read(["A1", "Mei", "12", ""])) == "phone_unreadable"


@given(st.lists(st.text(max_size=80), max_size=9), st.sampled_from(Dates), st.sampled_from([None, ".", ","]))
def test_whatever_is_in_a_line_it_is_a_value_or_a_reason(cells: list[str], dates: Dates, decimal: str | None) -> None:
    style = STYLE._replace(dates=dates, decimal=decimal)

    assert isinstance(PurchaseReader(columns(HEADER), style).read(cells), Bought | Refusal)
    reader = MemberReader({"member": 0, "phone": 1, "joined": 2, "birthday": 3}, style, NOON.date())
    assert isinstance(reader.read(cells), Customer | Refusal)


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r\n"), max_size=12)


@given(st.lists(st.lists(CELL, min_size=2, max_size=2), max_size=6), st.sampled_from([",", ";", "\t"]))
def test_what_a_spreadsheet_writes_is_what_is_read(rows: list[list[str]], separator: str) -> None:
    written = io.StringIO()
    csv.writer(written, delimiter=separator, quoting=csv.QUOTE_ALL).writerows(rows)

    read = list(records(io.BytesIO(written.getvalue().encode()).readlines(), Header(["a", "b"], separator), "utf-8"))

    assert [list(one.cells) for one in read if one.why is None] == rows
    assert [one.why for one in read if one.why] == []


@given(st.binary(max_size=400))
def test_whatever_bytes_come_each_line_has_its_number_once(raw: bytes) -> None:
    read = list(records(io.BytesIO(raw).readlines(), Header(["a", "b"], ","), "utf-8"))

    numbers = [one.line for one in read]
    assert numbers == sorted(set(numbers))


def test_a_cell_may_run_over_lines_and_a_quote_that_never_closes_spoils_one_line_only() -> None:
    good = split('a,b\n1,"two\nlines"\n2,x\n')
    bad = split('a,b\n1,"two\n2,x\n3,y\n')

    assert [(one.line, list(one.cells), one.why) for one in good] == [
        (2, ["1", "two\nlines"], None),
        (4, ["2", "x"], None),
    ]
    assert [(one.line, one.cells[0], key(one.why)) for one in bad[:1]] == [(2, "1", "line_quotes")]
    assert [(one.line, list(one.cells), one.why) for one in bad[1:]] == [(3, ["2", "x"], None), (4, ["3", "y"], None)]


def test_each_kind_of_bad_line_is_named_and_those_around_it_are_read() -> None:
    bad = b'a,b\n1,ok\n2\n3,\xff\n4,\0\n5,"x"y\n' + b"6," + b"x" * LONGEST + b"\n,,\n\n7,ok\n"

    read = split(bad)

    whys = {one.line: key(one.why) for one in read if one.why}
    assert whys == {3: "line_columns", 4: "line_encoding", 5: "line_binary", 6: "line_quotes", 7: "line_long"}
    assert [one.line for one in read if one.why is None] == [2, 10]


def test_other_encodings_are_read_when_they_are_named() -> None:
    assert [list(one.cells) for one in split("小票,会员\n1,梅\n", "gb18030")] == [["1", "梅"]]
    assert [list(one.cells) for one in split("чек,клиент\n1,Анна\n", "cp1251")] == [["1", "Анна"]]


@pytest.mark.parametrize(
    "first", [b"", b"\n", b"a\0b", b"\xff\xfea\0", b"x" * (LONGEST + 1), b'"a,b\n', b"PK\x03\x04\xff"]
)
def test_a_file_that_is_no_table_has_no_header(first: bytes) -> None:
    assert key(read_header(first, "utf-8")) in {"file_empty", "file_binary"}


def bought(
    receipt: str, *, line: int, member: str = "A1", amount: int = 100, hours: float = 0
) -> tuple[Record, str, Bought]:
    read = Bought(receipt, NOON + timedelta(hours=hours), member, amount, "TEA", 1000, "Tea")
    return Record(line, [receipt]), receipt, read


def lines_of(receipt: Gathered) -> list[int]:
    return [record.line for record in receipt.records]


def test_lines_of_receipts_that_take_turns_come_together() -> None:
    turns = [bought(number, line=line) for line, number in enumerate("1211", 2)]

    assert {one.number: lines_of(one) for one in gather(turns)} == {"1": [2, 4, 5], "2": [3]}


def test_a_receipt_is_complete_when_its_lines_stay_away() -> None:
    far = [bought("1", line=2), *(bought(f"x{n}", line=n) for n in range(3, 9)), bought("1", line=9)]

    assert [lines_of(one) for one in gather(far, window=5) if one.number == "1"] == [[2], [9]]


def test_memory_has_an_end_when_one_number_is_on_every_line() -> None:
    same = (bought("1", line=n) for n in range(2, MOST_LINES * 2 + 2))

    assert [key(one.refused()) for one in gather(same)] == ["receipt_lines", "receipt_lines"]


def test_a_receipt_goes_in_whole_or_not_at_all() -> None:
    good, other = bought("1", line=2), bought("1", line=4, member="A2")
    late, nobody = bought("1", line=5, hours=25), bought("1", line=6, member="", amount=-40)
    record, number, _ = bought("1", line=3)
    bad = (record, number, Refusal("quantity_number"))

    [spoiled] = gather([good, bad])
    assert [(one.line, why.key) for one, why in spoiled.rejected(spoiled.refused() or Refusal("none"))] == [
        (2, "receipt_partner"),
        (3, "quantity_number"),
    ]
    assert [key(one.refused()) for one in gather([good, other])] == ["receipt_members"]
    assert [key(one.refused()) for one in gather([good, late])] == ["receipt_days"]
    [whole] = gather([nobody, good])
    assert (whole.refused(), whole.member, whole.amount) == (None, "A1", 60)
