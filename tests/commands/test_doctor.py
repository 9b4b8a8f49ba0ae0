"""The doctor says what is wrong and what to do about it, a line each."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.actions.refunds import Refund
from commands.doctor import SKEW, _clock, _refunds, _webhook
from tests.commands.shopfront import Shopfront, open_shopfront
from tests.world import settings_for


@pytest.fixture
def front(tmp_path: Path) -> Iterator[Shopfront]:
    with open_shopfront(tmp_path) as front:
        yield front


def marks(said: str) -> dict[str, str]:
    return {line.split()[1]: line[:2] for line in said.splitlines() if line[:2] in ("ok", "!!")}


def test_before_the_first_start_and_in_a_shop_that_runs(front: Shopfront) -> None:
    early = front.run("doctor")
    assert (early.returncode, marks(early.stdout)["database"]) == (0, "ok"), early.stdout
    assert front.run("doctor", "--health").returncode == 1

    front.start()
    open_ = front.run("doctor")
    assert open_.returncode == 1
    assert [what for what, mark in marks(open_.stdout).items() if mark == "!!"] == ["owner"]
    assert "-> regulars owner-code" in open_.stdout
    assert front.run("doctor", "--health").returncode == 0

    code = front.run("owner-code")
    mei = front.person("Mei")
    front.act(mei, "say", text=code.stdout.split("\n\n")[1])
    front.hears(mei, 1)
    owned = front.run("doctor")
    assert owned.returncode == 0, owned.stdout
    assert marks(owned.stdout).keys() == {
        *("settings", "token", "clock", "webhook", "database", "schema", "shop", "owner", "key", "ledger"),
        *("refunds", "traffic", "locale", "disk", "catalogs", "encoding"),
    }
    assert front.run("owner-code").returncode == 1

    other = front.run("doctor", REGULARS_SECRET_KEY="another key than the database was made with, surely")
    assert (other.returncode, marks(other.stdout)["key"]) == (1, "!!")
    assert "bring back the REGULARS_SECRET_KEY" in other.stdout


@pytest.mark.parametrize(
    ("setting", "value", "what", "advice"),
    [
        ("REGULARS_BOT_TOKEN", "123456789:AAnobodyknowsthistokennobodyknows", "token", "@BotFather"),
        ("REGULARS_TELEGRAM_API", "http://127.0.0.1:1", "telegram", "REGULARS_TELEGRAM_API"),
        ("REGULARS_WEBHOOK_URL", "https://shop.example/telegram", "webhook", "restart the bot"),
        ("REGULARS_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none?connect_timeout=1", "database", "follow this"),
    ],
)
def test_what_is_wrong_comes_with_what_to_do(
    front: Shopfront, setting: str, value: str, what: str, advice: str
) -> None:
    done = front.run("doctor", **{setting: value})

    assert done.returncode == 1
    assert marks(done.stdout)[what] == "!!"
    assert advice in done.stdout


def test_a_refund_whose_purchase_never_came_is_named() -> None:
    at = datetime(2026, 3, 2, tzinfo=UTC)
    late = Refund(1, "web", "A-1", "ref", 400, at, at, None, None, None, None)

    assert not _refunds([]).advice
    assert "2 waited" in _refunds([late, late]).how
    assert "A-1" in _refunds([late]).how
    assert "web" in _refunds([late]).advice


def test_a_clock_that_differs_from_telegram_s_is_named() -> None:
    now = datetime.now(UTC)

    assert not _clock(now).advice
    assert not _clock(now + SKEW / 2).advice
    assert "behind" in _clock(now + timedelta(hours=2)).how
    assert "ahead" in _clock(now - timedelta(hours=2)).how
    assert "timedatectl" in _clock(now - timedelta(hours=2)).advice


def test_a_webhook_that_fails_is_named(tmp_path: Path) -> None:
    settings = settings_for("sqlite:///none", tmp_path).model_copy(update={"webhook_url": "https://shop.example/x"})

    assert not _webhook(settings, "https://shop.example/x", 0, None).advice
    assert "reverse proxy" in _webhook(settings, "https://shop.example/x", 12, "Connection refused").advice
