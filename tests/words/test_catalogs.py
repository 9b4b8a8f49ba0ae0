"""Every language says everything, with the same places and the same markup, each in its own script."""

import ast
import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Message

from bot.words.catalogs import Language
from tests import catalogs

EVERY = pytest.mark.parametrize("language", Language)
PLACE = re.compile(r"\{(\w*)\}")
TAG = re.compile(r"</?[a-z]+>")

# The same characters as each script writes them, among those a shop uses most.
SIMPLIFIED = set(
    "们这为国时说会对个来没过还给点钱买卖应发电话号码单开关设积礼兑换数据删记录销额员问题连结链门条选择语"
    "经动务优与请让谢谁读写脑随扫账权历团队欢页终认证节货费质项类诉询试该误旧预复无联带处满规则领头间闭备"
    "实现线网书见视订计许详补级纪约续维总编资讯贵购赠奖励价称顾显错变暂尽将归"
)
TRADITIONAL = set(
    "們這為國時說會對個來沒過還給點錢買賣應發電話號碼單開關設積禮兌換數據刪記錄銷額員問題連結鏈門條選擇語"
    "經動務優與請讓謝誰讀寫腦隨掃帳權歷團隊歡頁終認證節貨費質項類訴詢試該誤舊預復無聯帶處滿規則領頭間閉備"
    "實現線網書見視訂計許詳補級紀約續維總編資訊貴購贈獎勵價稱顧顯錯變暫盡將歸"
)


def sentences(language: Language) -> Iterator[tuple[str, str]]:
    """Each message with its translation; each form of a plural with the form it renders."""
    for message in catalogs.load(language):
        if isinstance(message.id, str):
            if message.id:
                yield message.id, str(message.string)
        else:
            one, many = message.id
            forms = catalogs.forms_of(message)
            yield from zip([one, *[many] * (len(forms) - 1)] if len(forms) > 1 else [many], forms, strict=True)


def messages(language: Language) -> list[Message]:
    return [message for message in catalogs.load(language) if message.id]


def test_the_catalogs_are_as_the_program_speaks() -> None:
    wanted = catalogs.files()

    behind = [path.name for path, content in wanted.items() if not path.exists() or path.read_bytes() != content]

    assert not behind, "run make catalogs"


@EVERY
def test_nothing_is_left_unsaid_or_uncertain(language: Language) -> None:
    assert catalogs.unsaid(language) == []
    assert [message.id for message in messages(language) if message.fuzzy] == []


@EVERY
def test_plurals_have_as_many_forms_as_the_language(language: Language) -> None:
    expected = {Language.EN: 2, Language.ZH_HANS: 1, Language.ZH_HANT: 1, Language.RU: 3}[language]

    for message in messages(language):
        if message.pluralizable:
            assert len(catalogs.forms_of(message)) == expected, message.id


@EVERY
def test_places_and_markup_are_the_same_in_every_language(language: Language) -> None:
    for said, translated in sentences(language):
        assert sorted(PLACE.findall(said)) == sorted(PLACE.findall(translated)), said
        assert sorted(TAG.findall(said)) == sorted(TAG.findall(translated)), said
        assert translated.count("{") == len(PLACE.findall(translated)), said
        assert set(re.findall(r"/[a-z]\w*", TAG.sub("", said))) == set(
            re.findall(r"/[a-z]\w*", TAG.sub("", translated))
        ), said


@EVERY
def test_tags_close_in_the_order_they_open(language: Language) -> None:
    for _said, translated in sentences(language):
        open_tags: list[str] = []
        for tag in TAG.findall(translated):
            if tag.startswith("</"):
                assert open_tags.pop() == tag[2:-1], translated
            else:
                open_tags.append(tag[1:-1])

        assert not open_tags, translated
        assert "<" not in TAG.sub("", translated), translated
        assert "&" not in translated, translated


@EVERY
def test_no_sentence_carries_stray_spaces(language: Language) -> None:
    for _said, translated in sentences(language):
        assert translated == translated.strip(), translated
        assert "  " not in translated, translated
        assert "\n" not in translated, translated


def test_simplified_and_traditional_characters_keep_apart() -> None:
    for language, foreign in ((Language.ZH_HANS, TRADITIONAL), (Language.ZH_HANT, SIMPLIFIED)):
        for _said, translated in sentences(language):
            assert not foreign & set(translated), f"{sorted(foreign & set(translated))} in {translated}"


def test_taiwan_says_it_taiwans_way() -> None:
    mainland = ("積分", "用戶", "信息", "短信", "二維碼", "默認", "數據", "網絡", "軟件", "質量", "菜單", "界面")

    for _said, translated in sentences(Language.ZH_HANT):
        assert not [word for word in mainland if word in translated], translated


@pytest.mark.parametrize("language", [Language.ZH_HANS, Language.ZH_HANT])
def test_chinese_uses_its_own_marks_between_its_characters(language: Language) -> None:
    halfwidth = re.compile(r"[\u4e00-\u9fff][,;:!?()]|[,;:!?()][\u4e00-\u9fff]|[\u4e00-\u9fff]\.(?!\d)")

    for _said, translated in sentences(language):
        assert not halfwidth.search(TAG.sub("", translated)), translated


def test_people_are_addressed_politely() -> None:
    for language, too_close in (
        (Language.ZH_HANS, re.compile("你")),
        (Language.ZH_HANT, re.compile("你")),
        (Language.RU, re.compile(r"\b(ты|тебя|тебе|тобой|твой|твоя|твоё|твои)\b", re.IGNORECASE)),
    ):
        for _said, translated in sentences(language):
            assert not too_close.search(translated), translated


@EVERY
def test_no_word_mixes_letters_that_look_alike(language: Language) -> None:
    mixed = re.compile(r"[a-zA-Z][а-яёА-ЯЁ]|[а-яёА-ЯЁ][a-zA-Z]")

    for _said, translated in sentences(language):
        assert not mixed.search(PLACE.sub("", TAG.sub("", translated))), translated
        if language is not Language.RU:
            assert not re.search("[а-яёА-ЯЁ]", translated), translated


@EVERY
def test_each_language_speaks_itself(language: Language) -> None:
    own = {
        Language.EN: re.compile("[a-z]", re.IGNORECASE),
        Language.ZH_HANS: re.compile("[\u4e00-\u9fff]"),
        Language.ZH_HANT: re.compile("[\u4e00-\u9fff]"),
        Language.RU: re.compile("[а-яё]", re.IGNORECASE),
    }[language]

    for said, translated in sentences(language):
        if re.search("[a-z]", PLACE.sub("", TAG.sub("", said)), re.IGNORECASE):
            assert own.search(translated), f"{said} is left as it was"


def _said_with(call: ast.Call) -> tuple[set[str], set[str]] | None:
    """The places of a literal sentence and the names that its caller fills; None for any other call."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in {"say", "label", "count", "count_label"}:
        return None
    literals = [arg.value for arg in call.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
    if not literals or any(keyword.arg is None for keyword in call.keywords):
        return None
    filled = {str(keyword.arg) for keyword in call.keywords}
    return set(PLACE.findall(" ".join(literals))), filled | ({"n"} if "count" in call.func.attr else set())


def test_every_place_of_a_sentence_is_filled_where_it_is_said() -> None:
    checked = 0
    for path in sorted(catalogs.SPEAKING.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and (said := _said_with(node)):
                places, filled = said
                assert places == filled, f"{path.name}:{node.lineno}"
                checked += 1

    assert checked > 300


def test_sentences_are_literals_so_that_they_are_gathered() -> None:
    known = {id_ for message in catalogs.gather() for id_ in ([message.id] if message.id else [])}

    for path in sorted(catalogs.SPEAKING.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in {"say", "label"}
            ):
                first = node.args[0] if node.args else None
                if isinstance(first, ast.JoinedStr | ast.BinOp):
                    raise AssertionError(f"{path.name}:{node.lineno} makes up a sentence")
                if isinstance(first, ast.Constant):
                    assert first.value in known, f"{path.name}:{node.lineno}"
