"""The real process: one at a time, well when it is, gone within five seconds, and silent about persons and secrets."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.rules.outcomes import Outcome
from commands.run import _stop_for
from jobs.carrier import BotStoppedError
from tests.canaries import NAME, PHONE, TEXT, canaries_in
from tests.commands.shopfront import Shopfront, free_port, open_shopfront, until


@pytest.fixture
def front(tmp_path: Path) -> Iterator[Shopfront]:
    with open_shopfront(tmp_path) as front:
        yield front


@pytest.mark.promise(23)
def test_a_second_process_leaves_at_once_and_takes_over_when_the_first_is_killed(front: Shopfront) -> None:
    first = front.start(cold=True)
    mei = front.person("Mei")
    front.act(mei, "start")
    front.hears(mei, 1)

    second = front.start(wait=False, cold=True, REGULARS_LISTEN=f"127.0.0.1:{free_port()}")
    assert second.process.wait(5) == 75
    assert "Another process runs this shop" in second.said

    first.stop(signal.SIGKILL)
    front.act(mei, "say", text="/help")  # while nobody runs
    front.start()

    assert len(front.hears(mei, 2)) == 2


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_told_to_stop_it_finishes_what_is_in_hand(front: Shopfront, sign: signal.Signals) -> None:
    bot = front.start()
    mei = front.person("Mei")
    front.act(mei, "start")
    front.hears(mei, 1)

    assert bot.stop(sign) == 0
    assert '"stopped"' in bot.said
    assert "Traceback" not in bot.said
    assert front.health() is None


def test_told_to_stop_it_waits_no_longer_than_five_seconds_for_telegram(front: Shopfront) -> None:
    bot = front.start()
    mei = front.person("Mei")
    front.ask("faults", kind="hang", method="sendMessage")
    front.act(mei, "start")

    def hangs() -> bool:
        faults = front.ask("faults")["faults"]
        assert isinstance(faults, list)
        return bool(faults[0]["hits"])

    until(hangs, "an answer hangs")

    assert bot.stop() == 0


def test_while_telegram_is_away_it_waits_and_says_that_it_is_not_well(front: Shopfront) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"
    bot = front.start(wait=False, REGULARS_TELEGRAM_API=nowhere)

    until(lambda: "telegram_away" in bot.said, "it has noticed")
    assert bot.process.poll() is None
    assert bot.stop() == 0


@pytest.mark.parametrize(
    ("setting", "value", "code", "sentence"),
    [
        ("REGULARS_CURRENCY", "", 78, "REGULARS_CURRENCY is missing"),
        ("REGULARS_BOT_TOKEN", "", 78, "REGULARS_BOT_TOKEN is missing"),
        ("REGULARS_TIMEZONE", "Mars/Olympus", 78, "REGULARS_TIMEZONE is wrong"),
        ("REGULARS_BOT_TOKEN", "123456789:AAnobodyknowsthistokennobodyknows", 78, "does not know this token"),
        ("REGULARS_LISTEN", "192.0.2.1:8090", 78, "REGULARS_LISTEN"),
        ("REGULARS_DATABASE_URL", "sqlite:////proc/nowhere/shop.sqlite3", 78, "REGULARS_DATABASE_URL"),
    ],
)
def test_what_is_wrong_is_one_sentence_and_a_code(
    front: Shopfront, setting: str, value: str, code: int, sentence: str
) -> None:
    done = front.run("run", **{setting: value, "REGULARS_LOG_LEVEL": "error"})

    assert done.returncode == code, done.stderr
    assert sentence in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert done.stdout == ""


def test_an_address_that_is_taken_is_said_to_be(front: Shopfront, tmp_path: Path) -> None:
    front.start()
    other = tmp_path / "other"

    done = front.run("run", REGULARS_DATA=str(other))

    assert done.returncode == 75
    assert "REGULARS_LISTEN" in done.stderr


def test_another_key_than_the_database_was_made_with_stops_the_start(front: Shopfront) -> None:
    """Or each update would fail, be tried five times and be given up."""
    bot = front.start()
    mei = front.person("Mei")
    front.act(mei, "start")
    front.hears(mei, 1)
    bot.stop()

    done = front.run("run", REGULARS_SECRET_KEY="another key than the database was made with, surely")

    assert done.returncode == 78
    assert "sealed with another REGULARS_SECRET_KEY" in done.stderr


def test_updates_come_by_webhook_and_go_back_to_polling(front: Shopfront) -> None:
    port = free_port()
    mei = front.person("Mei")
    listens = f"127.0.0.1:{port}"
    bot = front.start(REGULARS_LISTEN=listens, REGULARS_WEBHOOK_URL=f"http://{listens}/telegram")
    front.act(mei, "start")
    front.hears(mei, 1)
    assert bot.stop() == 0

    front.act(mei, "say", text="/help")
    front.start()

    assert len(front.hears(mei, 2)) == 2


@pytest.mark.promise(23)
@pytest.mark.postgres
def test_two_processes_on_postgres_share_a_webhook_and_one_takes_the_lead_of_the_other(
    postgres_url: str, tmp_path: Path
) -> None:
    with open_shopfront(tmp_path, postgres_url) as front:
        first_port, second_port = free_port(), free_port()
        front.settings["REGULARS_WEBHOOK_URL"] = f"http://127.0.0.1:{second_port}/telegram"
        first = front.start(REGULARS_LISTEN=f"127.0.0.1:{first_port}")
        second = front.start(REGULARS_LISTEN=f"127.0.0.1:{second_port}")
        assert "lead_taken" in first.said
        assert "lead_taken" not in second.said
        mei = front.person("Mei")
        front.act(mei, "start")
        front.hears(mei, 1)

        first.stop(signal.SIGKILL)

        until(lambda: "lead_taken" in second.said, "the second leads")
        front.act(mei, "say", text="/help")
        assert len(front.hears(mei, 2)) == 2
        assert second.stop() == 0


@pytest.mark.promise(80)
def test_a_run_of_the_real_process_logs_no_person_and_no_secret(front: Shopfront) -> None:
    """At the wordiest level, through a fault of every kind, with everything a person can be known by."""
    bot = front.start()
    mei = front.person(NAME, phone=PHONE, username="mei_canary")
    front.act(mei, "start")
    front.hears(mei, 1)
    front.act(mei, "tap", message_id=2, row=0, column=0)
    front.act(mei, "contact")
    front.ask("faults", kind="server_error", method="answerCallbackQuery", times=1)
    for kind in ("close_before", "close_after", "malformed"):
        front.ask("faults", kind=kind, method="sendMessage", times=1)
        front.act(mei, "say", text=f"{TEXT} {kind}")
    for said in ("/points", "/card", "/mydata", "/start own_canary-canary-canary", "/start canary", TEXT):
        front.act(mei, "say", text=said)
    front.hears(mei, 8)
    front.ask("faults", kind="malformed", method="getUpdates", times=1)
    assert bot.stop() == 0
    acts = (("migrate",), ("owner-code",), ("job", "audit"), ("job", "expiry"), ("backup",), ("export",))
    done = [front.run(*words) for words in acts]
    [copy] = (front.folder / "data" / "backups").iterdir()
    done += [front.run(*words) for words in (("restore", str(copy)), ("resume",), ("doctor",))]
    assert [one.returncode for one in done] == [0] * 8 + [1]  # the doctor misses an owner
    assert front.run("job", "nonsense").returncode == 2
    silent = front.run("job", "expiry", REGULARS_TELEGRAM_API="http://127.0.0.1:1")
    assert silent.returncode == 1
    assert "Telegram has not told what time it is" in silent.stderr
    done.append(silent)

    said = bot.said + "".join(one.stderr for one in done)
    assert '"started"' in said
    assert canaries_in(said) == []


def test_a_token_that_dies_while_the_bot_runs_is_the_operator_s_to_put_right() -> None:
    stopped = BotStoppedError(Outcome.stop("Telegram does not know the bot's token", 78))

    stop = _stop_for(ExceptionGroup("the lanes", [stopped]))

    assert stop is not None
    assert (stop.code, str(stop)) == (78, "The bot has stopped: Telegram does not know the bot's token.")
