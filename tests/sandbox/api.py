"""A bot of the tests' own: calls methods over HTTP and holds every answer and every update to Telegram's own types."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from bot.sandbox.telegram import PocketTelegram

SPEC: dict[str, Any] = json.loads((Path(__file__).parent / "api-types.json").read_text(encoding="utf-8"))
PLAIN: dict[str, type | tuple[type, ...]] = {"Integer": int, "String": str, "Boolean": bool, "Float": (int, float)}


class Refused(Exception):  # noqa: N818  # a refusal is what it is called here
    """Telegram's refusal."""

    def __init__(self, code: int, description: str, parameters: dict[str, Any]) -> None:
        self.code, self.description, self.parameters = code, description, parameters
        super().__init__(f"{code} {description}")


async def until(happened: Callable[[], object]) -> None:
    """Let everybody else go on until something has happened."""
    while not happened():  # noqa: ASYNC110  # what is waited for announces itself to nobody
        await asyncio.sleep(0)


def faults_of(value: object, types: str, where: str) -> list[str]:
    """What is wrong with a value that should be one of these types ("Integer | Array of Message")."""
    tried = [_faults(value, kind, where) for kind in types.split(" | ")]
    return min(tried, key=len)


def _faults(value: object, kind: str, where: str) -> list[str]:
    if kind.startswith("Array of "):
        if not isinstance(value, list):
            return [f"{where} is no array"]
        inner = kind.removeprefix("Array of ")
        return [fault for n, one in enumerate(value) for fault in _faults(one, inner, f"{where}[{n}]")]
    if kind in PLAIN:
        wrong = not isinstance(value, PLAIN[kind]) or (kind != "Boolean" and isinstance(value, bool))
        return [f"{where} is no {kind}: {value!r}"] if wrong else []
    spec = SPEC["types"].get(kind)
    if spec is None:
        return [f"{where} is a {kind}, which the messenger is not known to answer"]
    if isinstance(spec, list):
        return min((_faults(value, one, where) for one in spec), key=len)
    if not isinstance(value, dict):
        return [f"{where} is no {kind}: {value!r}"]
    faults = [f"{where}.{key} is no field of {kind}" for key in value if key not in spec and f"{key}*" not in spec]
    for name, types in spec.items():
        key = name.removesuffix("*")
        if key in value:
            faults += faults_of(value[key], types, f"{where}.{key}")
        elif name.endswith("*"):
            faults.append(f"{where}.{key} is missing in a {kind}")
    return faults


class Api:
    """The bot's side of the messenger."""

    def __init__(self, telegram: PocketTelegram) -> None:
        self.telegram = telegram
        transport = httpx.ASGITransport(app=telegram.app)
        self.http = httpx.AsyncClient(transport=transport, base_url="http://testserver")
        self.offset = 0

    async def __call__(self, method: str, files: Any = None, **params: object) -> Any:
        """Call a method with a form, as python-telegram-bot does; raises Refused."""
        form = {key: value if isinstance(value, str) else json.dumps(value) for key, value in params.items()}
        url = f"/bot{self.telegram.bot.token}/{method}"
        return self.judged(method, await self.http.post(url, data=form, files=files))

    def judged(self, method: str, answer: httpx.Response) -> Any:
        """The result of an answer, once it is known to be what Telegram would answer."""
        body = answer.json()
        if not body["ok"]:
            assert body.keys() <= {"ok", "error_code", "description", "parameters"}
            assert body["error_code"] == answer.status_code
            raise Refused(body["error_code"], body["description"], body.get("parameters", {}))
        assert body.keys() == {"ok", "result"}
        assert faults_of(body["result"], SPEC["methods"][method], method) == []
        return body["result"]

    async def updates(self, **params: object) -> list[dict[str, Any]]:
        """Confirm what came last and fetch what is new."""
        fetched: list[dict[str, Any]] = await self("getUpdates", offset=self.offset, **params)
        if fetched:
            self.offset = max(update["update_id"] for update in fetched) + 1
        return fetched

    async def update(self, kind: str) -> Any:
        """The one new update, which must be of this kind."""
        fetched = await self.updates()
        assert [set(update) - {"update_id"} for update in fetched] == [{kind}]
        return fetched[0][kind]
