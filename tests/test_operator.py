"""The operator's page lags behind nothing: what it lists is what there is."""

import re
from pathlib import Path

from bot.settings import Knob, knobs

PAGE = Path(__file__).parents[1] / "docs" / "operator.md"
BEGIN = "<!-- settings: made from bot/settings.py; tests/test_operator.py compares -->\n"
END = "<!-- end of settings -->"


def table(rows: list[Knob]) -> str:
    lines = ["| setting | default | meaning | for example |", "|---|---|---|---|"]
    for knob in rows:
        default = f"`{knob.default}`" if knob.default else ""
        example = f"`{knob.example}`" if " " not in knob.example or "=" not in knob.example else knob.example
        lines.append(f"| `{knob.name}` | {default} | {knob.meaning} | {example} |")
    return "\n".join(lines) + "\n"


def test_the_page_lists_every_setting_as_it_is() -> None:
    page = PAGE.read_text("utf-8")

    shown = page[page.index(BEGIN) + len(BEGIN) : page.index(END)]

    assert shown == table(knobs()), "docs/operator.md lags: python -m tests.test_operator puts the table right"


def test_the_page_s_example_settings_are_settings() -> None:
    shown = set(re.findall(r"^REGULARS_[A-Z_]+(?==)", PAGE.read_text("utf-8"), re.MULTILINE))

    assert shown >= {"REGULARS_BOT_TOKEN", "REGULARS_SECRET_KEY", "REGULARS_CURRENCY"}
    assert shown <= {knob.name for knob in knobs()}


if __name__ == "__main__":
    text = PAGE.read_text("utf-8")
    PAGE.write_text(text[: text.index(BEGIN) + len(BEGIN)] + table(knobs()) + text[text.index(END) :], "utf-8")
