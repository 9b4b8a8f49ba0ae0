"""One log line per event, as JSON or for a terminal, with ids only: secrets and persons are masked."""

import logging
import re
import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from types import TracebackType
from typing import Final, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

HIDDEN: Final = "[hidden]"

# Fields that are masked whatever they hold: an event tells of a person by id and of a message by its row.
PERSONAL: Final = frozenset(
    {
        *("name", "first_name", "last_name", "full_name", "username", "title"),
        *("phone", "phone_number", "email", "birthday", "birthdate", "birth_year"),
        *("text", "caption", "note", "comment", "answer", "query", "raw", "body"),
        *("token", "bot_token", "secret", "secret_key", "secret_token", "password", "authorization"),
        *("code", "spend_code", "owner_code", "database_url"),
    }
)

# Fields of the line itself.
OURS: Final = frozenset({"timestamp", "level", "logger"})

# Libraries that say too much: httpx logs the token at INFO, telegram the webhook's secret and aiosqlite every value
# at DEBUG, sqlalchemy every value at INFO; alembic names its plugins at every start.
LOUD: Final = (
    *("httpx", "httpcore", "aiohttp", "telegram", "uvicorn", "asyncio"),
    *("aiosqlite", "sqlalchemy", "psycopg", "apscheduler", "babel"),
    "alembic.runtime.plugins",
)

# What is masked in any text, exceptions included. Runs are bounded, so that a long text costs linear time.
MASKS: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (re.compile(r"\d{3,20}(?::|%3[Aa])[\w-]{30,}", re.ASCII), "[token]"),
    (re.compile(r"\b(bearer|basic)\s+[\w.~+/=-]{6,}", re.IGNORECASE), r"\1 [secret]"),
    (re.compile(r"(://[^/\s:@]{1,64}):[^/\s@]{1,256}@"), r"\1:[secret]@"),
    (re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,8}"), "[e-mail]"),
    (re.compile(r"(?<![\w+.:-])(?:\+\d(?:[ ().-]{0,2}\d){7,14}|\d(?:[ ()-]{0,2}\d){9,14})(?![\w:])"), "[phone]"),
    # What databases quote of the statement that failed: its values are names, phones and messages.
    (re.compile(r"\[parameters: .*"), "[parameters hidden]"),
    (re.compile(r"(Key \(.{1,200}?\))=\(.*\)"), r"\1=(hidden)"),
    (re.compile(r"Failing row contains \(.*?(?:\)\.$|\Z)", re.DOTALL | re.MULTILINE), "Failing row hidden"),
)


def start_logging(
    level: str = "info", *, readable: bool | None = None, stream: TextIO | None = None, secrets: Iterable[str] = ()
) -> None:
    """Send every logger's lines, ours and the libraries', through one filter to one stream.

    `level`: debug, info, warning or error. `readable`: for a person's eyes; by default when the stream is a
    terminal. `stream`: standard error by default. `secrets`: texts to mask wherever they turn up.
    """
    out = stream or sys.stderr
    readable = out.isatty() if readable is None else readable
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                mask_with(secrets),
                structlog.dev.ConsoleRenderer(colors=out.isatty())
                if readable
                else structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
            ],
        )
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    logging.root.handlers[:] = [handler]
    logging.root.setLevel(level.upper())
    for name in LOUD:
        loud = logging.getLogger(name)
        loud.handlers.clear()
        loud.propagate = True
        loud.setLevel(max(logging.WARNING, logging.root.level))


def log_uncaught_errors() -> None:
    """Log what nobody caught through the filter, where Python would print it in full."""
    sys.excepthook = _log_the_end
    threading.excepthook = lambda end: _log_the_end(end.exc_type, end.exc_value, end.exc_traceback)


def mask_with(secrets: Iterable[str] = ()) -> Callable[[WrappedLogger, str, EventDict], EventDict]:
    """Make the processor that masks personal fields by their names, and tokens, phones and e-mails in any text."""
    known = sorted({text for text in secrets if len(text) >= 6}, key=len, reverse=True)
    exact = re.compile("|".join(map(re.escape, known))) if known else None

    def clean(text: str) -> str:
        if exact:
            text = exact.sub("[secret]", text)
        for pattern, mask in MASKS:
            text = pattern.sub(mask, text)
        return text

    def masked(value: object) -> object:
        if value is None or isinstance(value, bool | int | float):
            return value
        if isinstance(value, str):
            return clean(value)
        if isinstance(value, Mapping):
            return {clean(str(key)): HIDDEN if key in PERSONAL else masked(inner) for key, inner in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [masked(inner) for inner in value]
        return clean(str(value))

    def mask(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        for key, value in event.items():
            event[key] = value if key in OURS else HIDDEN if key in PERSONAL else masked(value)
        return event

    return mask


def _log_the_end(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        structlog.get_logger().critical("stopped by an error", exc_info=(kind, error, trace))
