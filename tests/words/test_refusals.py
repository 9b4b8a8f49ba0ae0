"""Whatever the shop refuses, it says why in a sentence that fits."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from bot.rules.refusals import Refusal
from bot.words import refusals
from bot.words.catalogs import Language, words_in
from bot.words.why_not import SENTENCES
from tests.words.gallery import NOW

ROOT = Path(__file__).parents[2]


def refused() -> Iterator[tuple[str, set[str], str]]:
    """Each refusal the rules and actions can give: its key, the names of its data, and where it is given."""
    for path in sorted([*ROOT.glob("bot/rules/*.py"), *ROOT.glob("bot/actions/*.py"), *ROOT.glob("handlers/*.py")]):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refusal":
                key, *rest = node.args
                data = rest[0] if rest else None
                names = (
                    [one.value for one in data.keys if isinstance(one, ast.Constant)]
                    if isinstance(data, ast.Dict)
                    else []
                )
                if isinstance(key, ast.Constant):
                    yield str(key.value), {str(name) for name in names}, f"{path.relative_to(ROOT)}:{node.lineno}"


def test_every_refusal_has_its_sentence() -> None:
    missing = {key: where for key, _, where in refused() if key not in SENTENCES}

    assert missing == {}


def test_no_sentence_waits_for_a_refusal_that_never_comes() -> None:
    assert set(SENTENCES) - {key for key, _, _ in refused()} == set()


def test_a_sentence_mentions_only_what_the_refusal_knows() -> None:
    for key, names, where in refused():
        if key in SENTENCES:
            says = SENTENCES[key]
            places = set(re.findall(r"{(\w+)}", says.text))

            assert places <= names, where
            assert set(says.money) | set(says.points) <= places, key
            assert "<" not in says.text, key


def test_money_and_points_in_a_refusal_are_written_as_such() -> None:
    words = words_in(Language.EN, "UTC", "USD")

    large = refusals.explain(words, Refusal("amount_large", {"most": 1_000_000_000}), NOW)
    short = refusals.explain(words, Refusal("points_short", {"wanted": 1200, "have": 1}), NOW)
    future = refusals.explain(words, Refusal("purchase_future", {"at": NOW}), NOW)

    assert "$10,000,000.00" in large
    assert short == "That takes 1,200 points, and there are 1 point."
    assert "14 May, 15:30" in future


def test_a_refusal_nobody_worded_is_still_answered() -> None:
    assert refusals.explain(words_in(Language.EN), Refusal("unheard_of"), NOW) == "Sorry, that can't be done."


def test_what_people_typed_is_shown_and_not_obeyed() -> None:
    message = refusals.refused(words_in(Language.EN), Refusal("sku_unknown", {"sku": "<b>{0}"}), NOW)

    assert "&lt;b&gt;{0}" in message.text
