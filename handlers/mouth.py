"""The mouth: replies and deliveries as calls on Telegram, at its pace; whatever fails is an outcome."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from telegram import InputMediaPhoto
from telegram.error import BadRequest, TelegramError

from bot.rules.deliveries import Lane
from bot.rules.outcomes import Outcome, Result
from bot.rules.pace import Pacer
from bot.words.message import AskContact, Button, Copy, Go, Keyboard, Link, Message
from handlers.calls import Calls, message_id_of, upload
from handlers.outcomes import outcome_of
from handlers.visit import Incoming, Kind, Reply

PATIENCE = 30.0
"""Seconds a live answer waits when Telegram says to wait; longer, and the person has asked again."""
ANSWER_TRIES = 3
TOAST = 200

_NO_PREVIEW = {"is_disabled": True}


class Mouth:
    """Says things on Telegram.

    Args:
        calls: the Bot API.
        pacer: who may send when.
        button: a button's callback data, for a chat.
        seconds: a monotonic clock for the pace.
        pause: waits for so many seconds.
    """

    def __init__(
        self,
        calls: Calls,
        pacer: Pacer,
        button: Callable[[int, Go], str],
        *,
        seconds: Callable[[], float] = time.monotonic,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._calls = calls
        self._pacer = pacer
        self._button = button
        self._seconds = seconds
        self._pause = pause

    async def answer_press(self, incoming: Incoming, reply: Reply) -> None:
        """Stop the spinner on a pressed button, with the reply's toast if it has one."""
        if incoming.callback_id is None:
            return
        fields: dict[str, object] = {"callback_query_id": incoming.callback_id}
        if reply.toast is not None:
            fields |= {"text": reply.toast.text[:TOAST], "show_alert": reply.toast.alert}
        try:
            await self._calls.call("answerCallbackQuery", fields)
        except TelegramError:
            return  # a query too old or answered already needs no answer, and anything else shows in the next call

    async def reply(self, incoming: Incoming, reply: Reply) -> Outcome | None:
        """Say a screen's messages; the first takes the pressed message's place where it can.

        Returns:
            What became of the last one that was tried; None if there was nothing to say.
        """
        outcome = None
        for number, message in enumerate(reply.messages):
            in_place = number == 0 and not reply.fresh and _fits(incoming, message)
            outcome = await self._patiently(incoming.chat_id, message, incoming.message_id if in_place else None)
            if outcome.result is not Result.DELIVERED:
                break
        return outcome

    async def _patiently(self, chat_id: int, message: Message, replaces: int | None) -> Outcome:
        """Try again what surely was not sent, and once what may not have been: a person is waiting for it."""
        outcome = await self.say(chat_id, message, Lane.LIVE, replaces=replaces)
        for attempt in range(1, ANSWER_TRIES):
            if outcome.result is Result.LATER and outcome.seconds <= PATIENCE:
                await self._pause(outcome.seconds)
            elif outcome.result is not Result.UNKNOWN or attempt > 1:
                break
            outcome = await self.say(chat_id, message, Lane.LIVE, replaces=replaces)
        return outcome

    async def say(self, chat_id: int, message: Message, lane: Lane, *, replaces: int | None = None) -> Outcome:
        """Send one message, or put it in another's place, once; whatever goes wrong is an outcome."""
        while wait := self._pacer.wait(lane, chat_id, self._seconds()):
            if wait > PATIENCE:
                # Whoever waits longer than a claim lasts would be sent by somebody else in the meantime.
                return Outcome(Result.LATER, "pace", seconds=wait)
            await self._pause(wait)
        try:
            if replaces is not None:
                try:
                    return Outcome.delivered(await self._edit(chat_id, replaces, message))
                except BadRequest as error:
                    if (outcome := outcome_of(error)).result is not Result.RETARGET:
                        return outcome
            return Outcome.delivered(await self._send(chat_id, message))
        except TelegramError as error:
            outcome = outcome_of(error)
            if outcome.closes_lane:
                self._pacer.close(lane, outcome.seconds, self._seconds())
            return outcome

    async def _send(self, chat_id: int, message: Message) -> int | None:
        fields: dict[str, object] = {
            "chat_id": chat_id,
            "parse_mode": "HTML",
            "reply_markup": self._markup(chat_id, message),
            "disable_notification": message.silent or None,
        }
        if message.photo is None and message.file is None:
            fields |= {"text": message.text, "link_preview_options": None if message.preview else _NO_PREVIEW}
            return message_id_of(await self._calls.call("sendMessage", fields))
        fields["caption"] = message.text or None
        if message.photo is not None:
            fields["photo"] = upload(message.photo.content, message.photo.name)
            return message_id_of(await self._calls.call("sendPhoto", fields))
        if message.file is not None:
            fields["document"] = upload(message.file.content, message.file.name)
        return message_id_of(await self._calls.call("sendDocument", fields))

    async def _edit(self, chat_id: int, message_id: int, message: Message) -> int:
        fields: dict[str, object] = {"chat_id": chat_id, "message_id": message_id}
        if message.buttons:
            fields["reply_markup"] = self._markup(chat_id, message)
        if message.photo is None:
            fields |= {
                "text": message.text,
                "parse_mode": "HTML",
                "link_preview_options": None if message.preview else _NO_PREVIEW,
            }
            await self._calls.call("editMessageText", fields)
        else:
            picture = upload(message.photo.content, message.photo.name)
            fields["media"] = InputMediaPhoto(picture, message.text, parse_mode="HTML")
            await self._calls.call("editMessageMedia", fields)
        return message_id

    def _markup(self, chat_id: int, message: Message) -> dict[str, object] | None:
        if message.buttons:
            return {"inline_keyboard": [[self._inline(chat_id, one) for one in row] for row in message.buttons]}
        return None if message.keyboard is None else _keyboard(message.keyboard)

    def _inline(self, chat_id: int, button: Button) -> dict[str, object]:
        made: dict[str, object] = {"text": button.label}
        match button.does:
            case Go():
                made["callback_data"] = self._button(chat_id, button.does)
            case Link(url):
                made["url"] = url
            case Copy(text):
                made["copy_text"] = {"text": text}
        if button.style is not None:
            made["style"] = button.style
        return made


def _fits(incoming: Incoming, message: Message) -> bool:
    """Whether a message can take the place of the one that was pressed: text for text, a picture for a picture."""
    return (
        incoming.kind is Kind.PRESS
        and message.keyboard is None
        and message.file is None
        and incoming.over_media == (message.photo is not None)
    )


def _keyboard(keyboard: Keyboard) -> dict[str, object]:
    if not keyboard.rows:
        return {"remove_keyboard": True}
    rows = [
        [{"text": key.label, "request_contact": True} if isinstance(key, AskContact) else {"text": key} for key in row]
        for row in keyboard.rows
    ]
    return {"keyboard": rows, "resize_keyboard": True, "one_time_keyboard": True}
