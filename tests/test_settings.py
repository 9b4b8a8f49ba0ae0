"""An operator meets each setting once, and a wrong one stops the start in one sentence."""

from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from bot.settings import FRESH_SECRET, Address, Settings, knobs
from commands.environment import SettingsError, read_settings
from tests.canaries import SECRET_KEY, TOKEN

NO_FILE = "/nowhere/.env"
RIGHT = {"REGULARS_BOT_TOKEN": TOKEN, "REGULARS_SECRET_KEY": SECRET_KEY, "REGULARS_CURRENCY": "EUR"}
WRONG = [
    ("REGULARS_BOT_TOKEN", "canary"),
    ("REGULARS_SECRET_KEY", "canary, too short"),
    ("REGULARS_FORMER_SECRET_KEYS", f"{SECRET_KEY}|canary"),
    ("REGULARS_CURRENCY", "euro"),
    ("REGULARS_STORE_NAME", "x" * 65),
    ("REGULARS_TIMEZONE", "Mars/Olympus"),
    ("REGULARS_LANGUAGE", "fr"),
    ("REGULARS_OWNER_ID", "@alice"),
    ("REGULARS_DATABASE_URL", "mysql://root:canary@localhost/shop"),
    ("REGULARS_DATABASE_URL", "sqlite://"),
    ("REGULARS_DATABASE_URL", "sqlite:///:memory:"),
    ("REGULARS_DATABASE_URL", "postgresql://localhost"),
    ("REGULARS_TELEGRAM_API", "api.telegram.org"),
    ("REGULARS_WEBHOOK_URL", "http://shop.example/telegram"),
    ("REGULARS_LISTEN", "8080"),
    ("REGULARS_LISTEN", "127.0.0.1:99999"),
    ("REGULARS_LOG_LEVEL", "loud"),
    ("REGULARS_PACE", "0"),
    ("REGULARS_PAID_PACE", "2000"),
    ("REGULARS_SENDERS", "0"),
    ("REGULARS_IN_FLIGHT", "1000"),
    ("REGULARS_LEASE", "soon"),
]


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name, value in RIGHT.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def refusal(*needed: str, env_file: str = NO_FILE) -> str:
    with pytest.raises(SettingsError) as refused:
        read_settings(*needed, env_file=env_file)
    return str(refused.value)


def is_one_sentence(text: str) -> bool:
    return text.endswith(".") and "\n" not in text and ". " not in text


def test_three_settings_are_enough_to_start(environment: pytest.MonkeyPatch) -> None:
    settings = read_settings("bot_token", env_file=NO_FILE)

    assert settings.bot_token.get_secret_value() == TOKEN
    assert settings.database_url.get_secret_value() == "sqlite:///data/regulars.sqlite3"
    assert settings.listen == Address("127.0.0.1", 8090)


def test_the_database_moves_with_the_data_folder(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("REGULARS_DATA", "/var/lib/regulars")

    settings = read_settings(env_file=NO_FILE)

    assert settings.database_url.get_secret_value() == "sqlite:////var/lib/regulars/regulars.sqlite3"


def test_a_missing_setting_is_named_with_a_right_example() -> None:
    sentence = refusal("bot_token")

    assert sentence.startswith("REGULARS_BOT_TOKEN is missing; a right one is REGULARS_BOT_TOKEN=")
    assert "missing too: REGULARS_SECRET_KEY, REGULARS_CURRENCY" in sentence
    assert is_one_sentence(sentence)


def test_a_command_that_does_not_talk_needs_no_token(environment: pytest.MonkeyPatch) -> None:
    environment.delenv("REGULARS_BOT_TOKEN")

    assert read_settings(env_file=NO_FILE).bot_token.get_secret_value() == ""
    assert refusal("bot_token").startswith("REGULARS_BOT_TOKEN is missing")


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_wrong_setting_is_named_with_a_right_example(environment: pytest.MonkeyPatch, name: str, value: str) -> None:
    environment.setenv(name, value)

    sentence = refusal()

    example = next(knob.example for knob in knobs() if knob.name == name)
    assert sentence.startswith(f"{name} is wrong: ")
    assert example in sentence
    assert is_one_sentence(sentence)
    assert "canary" not in sentence, "a secret must not be printed"


@pytest.mark.parametrize("knob", knobs(), ids=lambda knob: str(knob.name))
def test_every_example_is_right(environment: pytest.MonkeyPatch, knob: tuple[str, str, str, str]) -> None:
    name, default, meaning, example = knob
    if example != FRESH_SECRET:
        environment.setenv(name, example)

    settings = read_settings(env_file=NO_FILE)

    assert meaning.endswith(".")
    assert settings.model_dump()[name.removeprefix("REGULARS_").lower()] != default


def test_every_example_of_a_wrong_setting_is_covered() -> None:
    free = {"REGULARS_DATA"}  # any path will do until it is opened

    assert {name for name, _ in WRONG} == {knob.name for knob in knobs()} - free


def test_a_slip_of_the_pen_is_noticed(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("REGULARS_TIMEZON", "Europe/Berlin")

    assert refusal().startswith("REGULARS_TIMEZON is not a setting, REGULARS_TIMEZONE is;")


def test_what_a_cluster_adds_to_the_environment_does_not_stop_the_start(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("REGULARS_PORT_8090_TCP", "tcp://10.0.0.1:8090")
    environment.setenv("REGULARS_SERVICE_HOST", "10.0.0.1")

    assert read_settings(env_file=NO_FILE).timezone == "UTC"


def test_a_file_speaks_where_the_environment_is_silent(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("REGULARS_CURRENCY=USD\nREGULARS_TIMEZONE=Asia/Shanghai\n", "utf-8")

    settings = read_settings(env_file=str(file))

    assert (settings.currency, settings.timezone) == ("EUR", "Asia/Shanghai")


def test_a_currency_may_be_written_small(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("REGULARS_CURRENCY", "eur")

    assert read_settings(env_file=NO_FILE).currency == "EUR"


def test_a_slip_of_the_pen_in_the_file_is_noticed_too(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("REGULARS_LOGLEVEL=debug\n", "utf-8")

    assert refusal(env_file=str(file)).startswith("REGULARS_LOGLEVEL is not a setting")


def test_an_empty_setting_is_a_missing_one(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("REGULARS_CURRENCY", "")
    environment.setenv("REGULARS_LISTEN", "")

    assert refusal().startswith("REGULARS_CURRENCY is missing")


def test_a_webhook_needs_https_except_on_this_machine(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("REGULARS_WEBHOOK_URL", "http://127.0.0.1:8090/telegram")

    assert read_settings(env_file=NO_FILE).webhook_url == "http://127.0.0.1:8090/telegram"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("0.0.0.0:80", Address("0.0.0.0", 80)), ("[::1]:8090", Address("::1", 8090)), ("shop:1", Address("shop", 1))],
)
def test_an_address_reads_back_as_it_was_typed(environment: pytest.MonkeyPatch, typed: str, meant: Address) -> None:
    environment.setenv("REGULARS_LISTEN", typed)

    assert read_settings(env_file=NO_FILE).listen == meant
    assert str(meant) == typed


@pytest.mark.promise(80)
def test_settings_show_no_secret(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("REGULARS_DATABASE_URL", "postgresql://regulars:canary@localhost/regulars")

    settings = read_settings(env_file=NO_FILE)

    assert "canary" not in f"{settings} {settings!r} {settings.model_dump()} {settings.model_dump_json()}"


def test_settings_are_frozen(environment: pytest.MonkeyPatch) -> None:
    settings = Settings(secret_key=SecretStr(SECRET_KEY), currency="EUR")

    with pytest.raises(ValidationError):
        settings.pace = 1
