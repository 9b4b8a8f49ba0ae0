"""Calls on the Bot API as plain data.

`Bot.send_message` makes an object of each button and of the whole answer, which costs more than everything else a
`/points` takes together (docs/decisions/transport.md); what is said many times a second is said as it is sent. What
goes without a file is handed to the request as it is, and only what holds one passes PTB's search for files.
"""

from collections.abc import Mapping
from typing import cast

from telegram import Bot, InputFile, InputMedia
from telegram.error import EndPointNotFound, InvalidToken
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter  # what the public RequestData is made of

from handlers.transport import Written

Fields = Mapping[str, object]


class Calls:
    """The Bot API's methods, by name."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def call(self, method: str, fields: Fields) -> object:
        """Call a method; its result as it came.

        Args:
            method: such as `sendMessage`.
            fields: what JSON can hold, and `InputFile` or `InputMedia` for what goes along; None is left out.

        Raises:
            telegram.error.TelegramError: Telegram refused, or nobody knows what became of it.
        """
        if any(isinstance(value, InputFile | InputMedia) for value in fields.values()):
            return await self._upload(method, fields)
        given = [RequestParameter(name, value, None) for name, value in fields.items() if value is not None]
        return await self._bot.request.post(f"{self._bot.base_url}/{method}", RequestData(given))

    async def call_as_written(self, method: str, body: bytes) -> object:
        """Call a method with fields that are JSON already; raises as `call` does."""
        return await self._bot.request.post(f"{self._bot.base_url}/{method}", cast(RequestData, Written(body)))

    async def _upload(self, method: str, fields: Fields) -> object:
        # In lower case, which Telegram takes as well: in camel case PTB warns that it has a method of that name.
        try:
            result: object = await self._bot.do_api_request(method.lower(), dict(fields))
        except EndPointNotFound as error:
            # Telegram answers a dead token as it does a method that it doesn't know, and every one of ours it knows.
            raise InvalidToken(error.message) from error
        return result

    async def fetch(self, file_id: str) -> bytes:
        """A file that Telegram keeps, up to 20 MB; raises as `call` does."""
        file = await self._bot.get_file(file_id)
        return bytes(await file.download_as_bytearray())


def message_id_of(sent: object) -> int | None:
    """The number of the message that a call answered with."""
    found = sent.get("message_id") if isinstance(sent, dict) else None
    return found if isinstance(found, int) else None


def upload(content: bytes, name: str, *, named: bool = False) -> InputFile:
    """A file to go along with a call, in the field that holds it; or `named` there, where the field holds more."""
    return InputFile(content, filename=name, attach=named)
