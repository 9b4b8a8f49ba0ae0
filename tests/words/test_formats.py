"""Points, money, days and languages as their readers write them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.words import card, formats
from bot.words.catalogs import Language, Words, pick_language, words_in
from bot.words.message import Html, lines, paragraphs, safe

NOW = datetime(2026, 5, 14, 22, 30, tzinfo=UTC)


def speaking(language: Language) -> Words:
    return words_in(language, "Asia/Shanghai", "USD")


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("en", Language.EN),
        ("en-GB", Language.EN),
        ("ru", Language.RU),
        ("ru-RU", Language.RU),
        ("zh", Language.ZH_HANS),
        ("zh-CN", Language.ZH_HANS),
        ("zh-hans", Language.ZH_HANS),
        ("zh-SG", Language.ZH_HANS),
        ("zh-Hans-HK", Language.ZH_HANS),
        ("zh-TW", Language.ZH_HANT),
        ("zh_TW", Language.ZH_HANT),
        ("zh-HK", Language.ZH_HANT),
        ("zh-MO", Language.ZH_HANT),
        ("zh-hant", Language.ZH_HANT),
        ("zh-Hant-CN", Language.ZH_HANT),
    ],
)
def test_a_client_gets_the_language_it_asks_for(code: str, language: Language) -> None:
    other = Language.RU if language is not Language.RU else Language.EN

    assert pick_language(code, default=other) is language


@pytest.mark.parametrize("code", ["be", "uk", "kk", "fr", "", None, "-", "zhx", "english"])
def test_a_client_with_another_language_gets_the_shops(code: str | None) -> None:
    assert pick_language(code, default=Language.ZH_HANT) is Language.ZH_HANT


@pytest.mark.parametrize(
    ("n", "english", "russian"),
    [
        (0, "0 points", "0 баллов"),
        (1, "1 point", "1 балл"),
        (2, "2 points", "2 балла"),
        (5, "5 points", "5 баллов"),
        (11, "11 points", "11 баллов"),
        (21, "21 points", "21 балл"),
        (112, "112 points", "112 баллов"),
        (1240, "1,240 points", "1\u00a0240 баллов"),
    ],
)
def test_points_agree_with_their_number(n: int, english: str, russian: str) -> None:
    assert formats.points(speaking(Language.EN), n) == english
    assert formats.points(speaking(Language.RU), n) == russian
    assert formats.points(speaking(Language.ZH_HANS), 1240) == "1,240 积分"
    assert formats.points(speaking(Language.ZH_HANT), 1240) == "1,240 點"


def test_a_change_of_points_carries_its_sign() -> None:
    words = speaking(Language.EN)

    assert [formats.signed(words, n) for n in (1240, 0, -40)] == ["+1,240", "0", "\u221240"]


def test_money_is_written_from_minor_units() -> None:
    assert formats.money(speaking(Language.EN), 125099) == "$1,250.99"
    assert formats.money(speaking(Language.RU), 125099) == "1\u00a0250,99\u00a0$"
    assert formats.money(words_in(Language.ZH_HANS, "UTC", "CNY"), 1250) == "¥12.50"
    assert formats.money(words_in(Language.ZH_HANT, "UTC", "TWD"), 125000) == "$1,250.00"
    assert formats.money(words_in(Language.EN, "UTC", "JPY"), 1250) == "¥1,250"
    assert formats.money(words_in(Language.EN, "UTC", "KWD"), 1250) == "KWD\u00a01.250"


def test_a_day_names_its_year_only_when_it_is_another() -> None:
    this, next_year = date(2026, 5, 17), date(2027, 1, 2)

    assert formats.day(speaking(Language.EN), this, NOW) == "17 May"
    assert formats.day(speaking(Language.EN), next_year, NOW) == "2 January 2027"
    assert formats.day(speaking(Language.RU), this, NOW) == "17 мая"
    assert formats.day(speaking(Language.RU), next_year, NOW) == "2 января 2027 г."
    assert formats.day(speaking(Language.ZH_HANS), this, NOW) == "5月17日"
    assert formats.day(speaking(Language.ZH_HANT), next_year, NOW) == "2027年1月2日"


def test_an_instant_falls_on_the_shops_own_day() -> None:
    words = speaking(Language.EN)

    assert formats.day(words, NOW, NOW) == "15 May"
    assert formats.moment(words, NOW, NOW) == "15 May, 06:30"
    assert formats.moment(words_in(Language.EN, "UTC"), NOW, NOW) == "14 May, 22:30"


def test_a_sentence_that_ends_with_a_russian_date_has_one_full_stop() -> None:
    words = speaking(Language.RU)
    this_year, next_year = (formats.day(words, NOW + timedelta(days=n), NOW) for n in (1, 365))

    assert words.say("⏸ You take a break until {day}.", day=this_year) == "⏸ У вас перерыв до 16 мая."
    assert words.say("⏸ You take a break until {day}.", day=next_year) == "⏸ У вас перерыв до 15 мая 2027 г."


@pytest.mark.parametrize(
    ("days", "said"),
    [(-2, "2 days ago"), (-1, "yesterday"), (0, "today"), (1, "tomorrow"), (2, "in 2 days"), (30, "in 30 days")],
)
def test_days_apart_are_counted_at_the_shop(days: int, said: str) -> None:
    assert formats.in_days(speaking(Language.EN), NOW + timedelta(days=days), NOW) == said


def test_a_list_is_joined_as_the_language_joins() -> None:
    items = ["<a>", Html("<b>b</b>"), "c"]

    assert formats.listing(speaking(Language.EN), items) == "&lt;a&gt;, <b>b</b>, and c"
    assert formats.listing(speaking(Language.ZH_HANS), items) == "&lt;a&gt;、<b>b</b>和c"
    assert formats.listing(speaking(Language.RU), items) == "&lt;a&gt;, <b>b</b> и c"


def test_quantities_show_as_many_decimals_as_they_have() -> None:
    assert [formats.quantity(speaking(Language.EN), n) for n in (1000, 1500, 125)] == ["1", "1.5", "0.125"]
    assert formats.quantity(speaking(Language.RU), 1500) == "1,5"


def test_a_slip_in_a_catalog_costs_nobody_their_screen() -> None:
    words = words_in(Language.EN)

    assert words.say("Hello, {nobody}! {", name="Mei") == "Hello, …! {"
    assert words.say("{0} {name.x} {name!r:>9999999}", name="Mei") == "… Mei Mei"


def test_somebodys_text_is_escaped_once_and_ours_never() -> None:
    words = words_in(Language.EN)

    assert words.say("<b>{name}</b>", name="<3 & co") == "<b>&lt;3 &amp; co</b>"
    assert words.say("<b>{name}</b>", name=Html("<i>x</i>")) == "<b><i>x</i></b>"
    assert words.label("{topic}: on", topic="<3 & co") == "<3 & co: on"
    assert safe(safe("<")) == "&lt;"


def test_parts_that_are_missing_leave_no_gap() -> None:
    one, two = Html("one"), Html("two")

    assert lines(one, None, Html(""), two) == "one\ntwo"
    assert paragraphs(None, one, lines(None), two) == "one\n\ntwo"


def test_the_card_is_a_picture_of_its_link() -> None:
    picture = card.qr("https://t.me/regulars_bot?start=c_7K3F9Q2MX")

    assert picture.startswith(b"\x89PNG\r\n")
    assert len(picture) < 10_000
    assert picture != card.qr("https://t.me/regulars_bot?start=c_7K3F9Q2MY")


def test_in_chinese_a_space_parts_letters_from_the_characters_beside_them() -> None:
    words = words_in(Language.ZH_HANS)

    def thanks(charity: str, store: str = "绿角") -> str:
        return words.say(
            "For your {points}, {store} gives {amount} to <b>{charity}</b>.",
            points="500 积分",
            store=store,
            amount="€5.00",
            charity=charity,
        )

    assert thanks("WWF", "Green Corner") == "Green Corner 用您的 500 积分 向<b> WWF </b>捐出 €5.00。"
    assert thanks("希望工程") == "绿角 用您的 500 积分 向<b>希望工程</b>捐出 €5.00。"
    assert thanks("Красный крест <b>") == "绿角 用您的 500 积分 向<b> Красный крест &lt;b&gt;</b>捐出 €5.00。"
    assert words.label("{amount} goes to {charity}", amount="€5.00", charity="WWF") == "€5.00 将捐给 WWF"
    assert words.label("{amount} goes to {charity}", amount="€5.00", charity="7 Seas") == "€5.00 将捐给7 Seas"
