"""The mouth: replies and deliveries as calls on Telegram, at its pace; whatever fails is an outcome."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace

from telegram import InputMediaPhoto
from telegram.error import TelegramError

from bot.rules.deliveries import Lane
from bot.rules.outcomes import Outcome, Result
from bot.rules.pace import Pacer
from bot.words.message import Copied, Go, Message
from handlers.calls import Calls, message_id_of, upload
from handlers.copies import copy_album, copying, take_away
from handlers.darkroom import develop
from handlers.deeds import do
from handlers.invites import Invite, make_link
from handlers.markup import hangings, markup
from handlers.media import editing, sending
from handlers.outcomes import outcome_of
from handlers.profile import look_at_profile
from handlers.stencil import Stencils
from handlers.visit import Incoming, Kind, Picture, Profile, Reply

PATIENCE = 30.0
"""Seconds a message waits for its pace; what must wait longer is put down and taken up again."""
WORTH = 900.0
"""Seconds a screen's answer is worth sending: as long as a receipt is tried, which outlasts ten minutes of trouble."""
WORTH_IN_GROUP = 60.0
"""The same in a group, where others have gone on talking."""
WORTH_TO_PRESS = 150.0
"""Seconds Telegram lets a press be answered; what is said beside it is worth more."""
FIRST_REST, LAST_REST = 0.5, 15.0
"""Seconds between two tries of an answer at least; each rest is twice the one before."""
TOAST = 200

_NO_PREVIEW = {"is_disabled": True}


def _nobody_waits() -> None:
    return None


class Mouth:
    """Says things on Telegram.

    Args:
        calls: the Bot API.
        pacer: who may send when.
        button: a button's callback data, to be signed for a chat.
        seconds: a monotonic clock for the pace.
        pause: waits for so many seconds.
    """

    def __init__(
        self,
        calls: Calls,
        pacer: Pacer,
        button: Callable[[Go], Callable[[int], str]],
        *,
        seconds: Callable[[], float] = time.monotonic,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._calls = calls
        self._pacer = pacer
        self._button = button
        self._stencils = Stencils(button)
        self._seconds = seconds
        self._pause = pause

    async def answer_press(self, incoming: Incoming, reply: Reply) -> None:
        """Stop the spinner on a pressed button, with the reply's toast if it has one.

        Where the toast is all that is said, it is tried again while Telegram takes it; answering twice does no harm.
        """
        if incoming.callback_id is None:
            return
        fields: dict[str, object] = {"callback_query_id": incoming.callback_id}
        if reply.toast is not None:
            fields |= {"text": reply.toast.text[:TOAST], "show_alert": reply.toast.alert}
        worth = WORTH_TO_PRESS if reply.toast is not None and not reply.messages else 0.0

        async def answer() -> Outcome:
            try:
                await self._calls.call("answerCallbackQuery", fields)
            except TelegramError as error:
                return outcome_of(error)
            return Outcome.delivered(None)

        await self._patiently(answer, worth, repeatable=True)

    async def reply(self, incoming: Incoming, reply: Reply) -> Outcome | None:
        """Say a screen's messages; the first takes the pressed message's place where it can.

        Returns:
            What became of the last one that was tried; None if there was nothing to say.
        """
        outcome = None
        for number, message in enumerate(reply.messages):
            moves = number == 0 and not reply.fresh and _may_move(incoming, message)
            in_place = moves and not _text_for_picture(incoming, message)
            outcome = await self._answer(incoming, message, incoming.message_id if in_place else None)
            if outcome.result is Result.ORIGINAL_GONE and reply.gone is not None:
                outcome = await self._answer(incoming, reply.gone, incoming.message_id if in_place else None)
            if outcome.result is not Result.DELIVERED:
                break
            if moves and not in_place:
                await self._take_away(incoming)
        return outcome

    async def _take_away(self, incoming: Incoming) -> None:
        """Delete the message that was pressed, since another has come in its place; it may stay where that fails."""
        fields = {"chat_id": incoming.chat_id, "message_id": incoming.message_id}
        with suppress(TelegramError):
            await self._calls.call("deleteMessage", fields)

    async def _answer(self, incoming: Incoming, message: Message, replaces: int | None) -> Outcome:
        """Say one message to a person who waits for it, in another's place if that is still there."""
        chat_id, worth = incoming.chat_id, WORTH if incoming.private else WORTH_IN_GROUP
        if replaces is not None:
            edited = await self._patiently(
                lambda: self.say(chat_id, message, Lane.LIVE, replaces=replaces), worth, repeatable=True
            )
            if edited.result is not Result.RETARGET:
                return edited
        return await self._patiently(lambda: self.say(chat_id, message, Lane.LIVE), worth, repeatable=False)

    async def _patiently(self, attempt: Callable[[], Awaitable[Outcome]], worth: float, *, repeatable: bool) -> Outcome:
        """Try again what surely was not done, and once what may have been, while a person waits for it.

        Args:
            attempt: tries once.
            worth: seconds from now after which nobody waits any more.
            repeatable: done twice it comes to the same, as an edit does, and so it is tried like what was not done.
        """
        until = self._seconds() + worth
        rest, may_repeat = FIRST_REST, True
        while True:
            outcome = await attempt()
            if outcome.result is Result.UNKNOWN and may_repeat:
                may_repeat = repeatable
            elif outcome.result is not Result.LATER:
                return outcome
            pause = max(rest, outcome.seconds)
            if self._seconds() + pause > until:
                return outcome
            await self._pause(pause)
            rest = min(2 * rest, LAST_REST)

    async def say(
        self,
        chat_id: int,
        message: Message,
        lane: Lane,
        *,
        replaces: int | None = None,
        on_its_way: Callable[[], None] = _nobody_waits,
    ) -> Outcome:
        """Send one message, or put it in another's place, once; whatever goes wrong is an outcome.

        A deed takes the pace of whom it is about: a group's is for what is said in it.

        Args:
            on_its_way: called when it has waited for its pace and is handed to Telegram.
        """
        whose = message.deed.person or chat_id if message.deed is not None else chat_id
        while wait := self._pacer.wait(lane, whose, self._seconds(), paid=message.paid):
            if wait > PATIENCE:
                # Whoever waits longer than a claim lasts would be sent by somebody else in the meantime.
                return Outcome(Result.LATER, "pace", seconds=wait)
            await self._pause(wait)
        on_its_way()
        if message.deed is not None:
            done = await do(self._calls, message.deed, chat_id)
            if done.closes_lane:
                self._pacer.close(lane, done.seconds, self._seconds())
            return done
        try:
            if message.deletes:
                await take_away(self._calls, chat_id, message.deletes)
                return Outcome.delivered(None)
            if replaces is not None:
                return Outcome.delivered(await self._edit(chat_id, replaces, message))
            if message.copies is not None:
                numbers = await self._copy(chat_id, message, message.copies)
                return Outcome.delivered(next(iter(numbers), None), others=numbers[1:])
            return Outcome.delivered(await self._send(chat_id, message))
        except TelegramError as error:
            outcome = outcome_of(error)
            if outcome.closes_lane:
                self._pacer.close(lane, outcome.seconds, self._seconds())
        if outcome.result is Result.REFUSED and message.media is not None and message.text:
            # Another bot's picture, after the store got a new token, must not cost people what stands under it.
            return await self.say(chat_id, replace(message, media=None), lane)
        return outcome

    async def develop(self, chat_id: int, picture: Picture) -> Picture:
        """Make a photo of a picture that was sent as a file (handlers/darkroom.py)."""
        return await develop(self._calls, chat_id, picture)

    async def look_at_profile(self, chat_id: int) -> Profile:
        """What a person's profile shows of them (handlers/profile.py)."""
        return await look_at_profile(self._calls, chat_id)

    def _fields(self, chat_id: int, message: Message) -> dict[str, object]:
        """What every message has."""
        return {"chat_id": chat_id, **hangings(message, lambda go: self._button(go)(chat_id))}

    async def _copy(self, chat_id: int, message: Message, copied: Copied) -> tuple[int, ...]:
        """Copy what stands in some chat already; the numbers of the copies."""
        if len(copied.message_ids) > 1:
            return await copy_album(self._calls, copied, message.text, self._fields(chat_id, message))
        stencil = self._stencils.of(message, lambda data: copying(message, copied, data))
        number = message_id_of(await self._calls.call_as_written("copyMessage", stencil.body(chat_id)))
        return () if number is None else (number,)

    async def make_link(self, wanted: Invite) -> str:
        """Make a personal link to a group (handlers/invites.py)."""
        return await make_link(self._calls, wanted)

    async def _send(self, chat_id: int, message: Message) -> int | None:
        fields = self._fields(chat_id, message)
        if message.photo is None and message.file is None and message.media is None:
            fields |= {"text": message.text, "link_preview_options": None if message.preview else _NO_PREVIEW}
            return message_id_of(await self._calls.call("sendMessage", fields))
        fields["caption"] = message.text or None
        if message.photo is not None:
            fields["photo"] = upload(message.photo.content, message.photo.name)
            return message_id_of(await self._calls.call("sendPhoto", fields))
        if message.media is not None:
            return message_id_of(await self._calls.call(*sending(message.media, fields)))
        if message.file is not None:
            fields["document"] = upload(message.file.content, message.file.name)
        return message_id_of(await self._calls.call("sendDocument", fields))

    async def _edit(self, chat_id: int, message_id: int, message: Message) -> int:
        fields: dict[str, object] = {"chat_id": chat_id, "message_id": message_id}
        if message.buttons:
            fields["reply_markup"] = markup(message, lambda go: self._button(go)(chat_id))
        if message.photo is not None:
            picture = upload(message.photo.content, message.photo.name, named=True)
            fields["media"] = InputMediaPhoto(picture, message.text, parse_mode="HTML")
            await self._calls.call("editMessageMedia", fields)
        elif message.captions:
            fields |= {"caption": message.text, "parse_mode": "HTML"}
            await self._calls.call("editMessageCaption", fields)
        elif message.media is not None:
            await self._calls.call(*editing(message.media, message.text, fields))
        else:
            fields |= {
                "text": message.text,
                "parse_mode": "HTML",
                "link_preview_options": None if message.preview else _NO_PREVIEW,
            }
            await self._calls.call("editMessageText", fields)
        return message_id


def _may_move(incoming: Incoming, message: Message) -> bool:
    """Whether a message can take the place of the one that was pressed."""
    return incoming.kind is Kind.PRESS and message.keyboard is None and message.file is None


def _text_for_picture(incoming: Incoming, message: Message) -> bool:
    """Whether a text is to take a picture's place, which no edit can do; a picture may take a text's."""
    return incoming.over_media and message.photo is None and message.media is None
