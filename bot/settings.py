"""Every operator's knob, once: its name, default, meaning, a right example, and what it can't be."""

import re
from functools import cache
from typing import Annotated, Literal, NamedTuple
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr
from pydantic_core import PydanticUndefined
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.rules.money import read_currency
from bot.rules.refusals import Refusal

PREFIX = "REGULARS_"
DEFAULT_DATABASE = "sqlite:///{}/regulars.sqlite3"
FRESH_SECRET = "the line printed by: python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"  # noqa: S105 - how to make one


class Address(NamedTuple):
    """Where to listen: a host (name, IPv4 or IPv6 without brackets) and a port from 1 to 65535."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


class Knob(NamedTuple):
    """One setting as an operator reads it; `default` is empty where the operator must choose."""

    name: str
    default: str
    meaning: str
    example: str


def _token(value: SecretStr) -> SecretStr:
    if value.get_secret_value() and not re.fullmatch(r"\d{3,20}:[\w-]{30,}", value.get_secret_value(), re.ASCII):
        raise ValueError("it is not a number, a colon and at least 30 letters, digits, - or _")
    return value


def _long(value: SecretStr) -> SecretStr:
    if len(value.get_secret_value()) < 32:
        raise ValueError("it has fewer than 32 characters")
    return value


def _several(value: object) -> object:
    if not isinstance(value, str):
        return value
    return tuple(_long(SecretStr(one.strip())) for one in value.split("|") if one.strip())


def _database(value: SecretStr) -> SecretStr:
    url = value.get_secret_value()
    if re.fullmatch(r"sqlite:///[^:?].*|postgresql://[^/]*/[^/?]+(\?.*)?", url) is None:
        raise ValueError("it is neither sqlite:/// with a path nor postgresql:// with a host and a database")
    return value


@cache
def _zones() -> set[str]:
    """Every zone's name, looked up once: that is a walk over the disk."""
    return available_timezones()


def _zone(value: str) -> str:
    if value not in _zones():
        raise ValueError(f"there is no time zone {value!r}")
    return value


def _currency(value: str) -> str:
    currency = read_currency(value)
    if isinstance(currency, Refusal):
        raise ValueError(f"there is no currency {value!r}")
    return currency.code


def _base(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(f"{value!r} is not the address of a server")
    return value.rstrip("/")


def _webhook(value: str) -> str:
    parts = urlsplit(value)
    local = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1")
    if value and not (parts.hostname and (parts.scheme == "https" or local) and not parts.fragment):
        raise ValueError(f"{value!r} does not begin with https:// and a host")
    return value


def _address(value: object) -> object:
    if not isinstance(value, str):
        return value
    host, _, port = value.strip().rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        raise ValueError(f"{value!r} is not a host, a colon and a port")
    return Address(host.strip("[]"), int(port))


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


class Settings(BaseSettings):
    """What the operator decides, frozen: read from the environment, or built by name in the demo and in tests."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, extra="ignore", env_ignore_empty=True, str_strip_whitespace=True
    )

    bot_token: Annotated[SecretStr, AfterValidator(_token)] = Field(
        default=SecretStr(""),
        description="The bot's token, from @BotFather; needed by whatever talks to Telegram.",
        examples=["123456789:AAExampleExampleExampleExampleExamp"],
    )
    secret_key: Annotated[SecretStr, AfterValidator(_long)] = Field(
        description="Seals personal fields and signs buttons; keep a copy apart from the database: without it names, "
        "phones and messages are lost.",
        examples=[FRESH_SECRET],
    )
    former_secret_keys: Annotated[tuple[SecretStr, ...], NoDecode, BeforeValidator(_several)] = Field(
        default=(),
        description="Former values of REGULARS_SECRET_KEY, several of them separated by |, until `regulars "
        "rotate-key` has put the new one in their place.",
        examples=["what_REGULARS_SECRET_KEY_was_until_now_1234"],
    )
    currency: Annotated[str, AfterValidator(_currency)] = Field(
        description="The shop's currency, by its three letters; fixed at the first start.", examples=["EUR"]
    )
    store_name: str = Field(
        default="Our store",
        description="The shop's name as members see it; seeds the shop at the first start, then edited in chat.",
        examples=["Green Corner"],
        min_length=1,
        max_length=64,
    )
    timezone: Annotated[str, AfterValidator(_zone)] = Field(
        default="UTC",
        description="The shop's time zone; seeds the shop at the first start, then edited in chat.",
        examples=["Europe/Berlin"],
    )
    language: Literal["en", "zh_Hans", "zh_Hant", "ru"] = Field(
        default="en",
        description="The shop's own language (en, zh_Hans, zh_Hant, ru), for whoever's language is unknown; seeds "
        "the shop at the first start, then edited in chat.",
        examples=["zh_Hans"],
    )
    owner_id: int = Field(
        default=0,
        description="The owner's Telegram id; without it `regulars owner-code` prints a code that makes the owner.",
        examples=["123456789"],
        ge=0,
    )
    data: str = Field(
        default="data",
        description="The folder for what the bot keeps beside the database: lock, owner's code, backups, and SQLite "
        "itself by default.",
        examples=["/var/lib/regulars"],
        min_length=1,
    )
    database_url: Annotated[SecretStr, AfterValidator(_database)] = Field(
        default_factory=lambda so_far: SecretStr(DEFAULT_DATABASE.format(so_far.get("data", "data"))),
        description="Where the shop's memory is: SQLite on a local disk (three slashes, four for an absolute path), "
        "or PostgreSQL; by default regulars.sqlite3 in REGULARS_DATA.",
        examples=["postgresql://regulars:password@localhost/regulars"],
    )
    telegram_api: Annotated[str, AfterValidator(_base)] = Field(
        default="https://api.telegram.org",
        description="The Bot API server; another one for a local Bot API server or the local messenger.",
        examples=["http://127.0.0.1:8081"],
    )
    webhook_url: Annotated[str, AfterValidator(_webhook)] = Field(
        default="",
        description="The public address Telegram posts updates to, forwarded to REGULARS_LISTEN with its path; empty "
        "means polling.",
        examples=["https://shop.example/telegram"],
    )
    listen: Annotated[Address, NoDecode, BeforeValidator(_address)] = Field(
        default=Address("127.0.0.1", 8090),
        description="Where /health and the webhook are served.",
        examples=["0.0.0.0:8090"],
    )
    log_level: Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(_lower)] = Field(
        default="info",
        description="The least serious line to log: debug, info, warning or error.",
        examples=["warning"],
    )
    pace: float = Field(
        default=25,
        description="Unasked messages a second; Telegram allows a bot about 30 in all, and answers need the rest.",
        examples=["20"],
        gt=0,
        le=1000,
    )
    paid_pace: int = Field(
        default=0,
        description="Messages a second of broadcasts for which you pay Telegram 0.1 Star each; the bot must have as "
        "many Stars. 0: none is paid for.",
        examples=["1000"],
        ge=0,
        le=1000,
    )
    senders: int = Field(
        default=1,
        description="How many processes send broadcasts (PostgreSQL); each takes its share of the paces above, and is "
        "told the same number.",
        examples=["2"],
        ge=1,
        le=16,
    )
    in_flight: int = Field(
        default=8,
        description="Messages of a lane (answers, service, broadcasts) sent at the same time, at most; one that gets "
        "no answer for 3 seconds counts no more.",
        examples=["4"],
        ge=1,
        le=64,
    )
    lease: float = Field(
        default=30,
        description="Seconds after which another process takes over the clock of one that died (PostgreSQL).",
        examples=["30"],
        ge=1,
        le=600,
    )


def knobs() -> list[Knob]:
    """List every setting, in the order in which an operator meets them."""
    return [
        Knob(
            name=variable(field),
            default=DEFAULT_DATABASE.format("data") if field == "database_url" else _plain(info.default),
            meaning=info.description or "",
            example=str((info.examples or [""])[0]),
        )
        for field, info in Settings.model_fields.items()
    ]


def variable(field: str) -> str:
    """The environment's name for a field."""
    return PREFIX + field.upper()


def _plain(value: object) -> str:
    """Show a value as it would be typed; what is not chosen is empty."""
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if value is PydanticUndefined or not value:
        return ""
    return f"{value:g}" if isinstance(value, float) else str(value)
