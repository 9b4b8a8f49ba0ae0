"""The settings as the environment has them; one sentence says what is wrong or missing, and what is right."""

import os
import re
from collections.abc import Iterable
from difflib import get_close_matches

from dotenv import dotenv_values
from pydantic import ValidationError

from bot.settings import FRESH_SECRET, PREFIX, Settings, knobs, variable


class SettingsError(Exception):
    """A setting is missing or wrong; its text is one sentence that names it and shows a right example."""


def read_settings(*needed: str, env_file: str = ".env") -> Settings:
    """Read the settings from the environment, and from a file where the environment is silent.

    Args:
        needed: fields that this command can't do without although others can, such as "bot_token".

    Raises:
        SettingsError: for the first that is wrong or missing, naming whatever else is missing.
    """
    given = {name.upper(): value for name, value in [*dotenv_values(env_file).items(), *os.environ.items()]}
    _refuse_misspelt(given)
    missing = {field: "" for field in needed if not given.get(variable(field))}
    settings, faults = _read(env_file)
    if settings is None or missing:
        raise SettingsError(_sentence(missing | faults))
    return settings


def _read(env_file: str) -> tuple[Settings | None, dict[str, str]]:
    """Return the settings, or none and what is wrong: field to reason, where no reason means missing."""
    try:
        # The required fields come from the environment, which the type checker can't see.
        return Settings(_env_file=env_file), {}  # type: ignore[call-arg]
    except ValidationError as error:
        return None, {
            str(fault["loc"][0]): "" if fault["type"] == "missing" else _reason(fault["msg"])
            for fault in error.errors(include_url=False, include_input=False, include_context=False)
            if fault["type"] != "default_factory_not_called"
        }


def _sentence(faults: dict[str, str]) -> str:
    field, reason = min(faults.items(), key=lambda fault: not fault[1])
    others = [variable(other) for other, why in faults.items() if other != field and not why]
    return (
        f"{variable(field)} is {f'wrong: {reason}' if reason else 'missing'}; {_right(variable(field))}"
        + (f" (missing too: {', '.join(others)})" if others else "")
        + "."
    )


def _right(name: str) -> str:
    example = next(knob.example for knob in knobs() if knob.name == name)
    return f"set it to {example}" if example == FRESH_SECRET else f"a right one is {name}={example}"


def _refuse_misspelt(names: Iterable[str]) -> None:
    """Refuse a slip of the pen, which would otherwise leave a default in force without a word."""
    known = [knob.name for knob in knobs()]
    for name in names:
        if name.startswith(PREFIX) and name not in known and (near := get_close_matches(name, known, 1, 0.88)):
            raise SettingsError(f"{name} is not a setting, {near[0]} is; {_right(near[0])}.")


def _reason(message: str) -> str:
    return re.sub(r"^(Value error, |Input|String)", lambda begun: "it" if begun[0][-1] != " " else "", message)
