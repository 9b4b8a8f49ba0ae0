"""The one translator: Telegram's updates into our words, our replies and deliveries into calls on Telegram."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from telegram import (
    Bot,
    CallbackQuery,
    Chat,
    ChatMember,
    ChatMemberUpdated,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    InputMediaPhoto,
    KeyboardButton,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    Update,
    User,
)
from telegram import Message as Sent
from telegram.constants import MessageEntityType, ParseMode
from telegram.error import BadRequest, TelegramError

from bot.rules.deliveries import Lane
from bot.rules.names import clean
from bot.rules.outcomes import Outcome, Result
from bot.rules.pace import Pacer
from bot.words.message import AskContact, Copy, Go, Keyboard, Link, Message
from handlers.outcomes import outcome_of
from handlers.visit import Contact, Incoming, Kind, Reply

ALLOWED_UPDATES = ["message", "callback_query", "my_chat_member"]
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_GONE = {ChatMember.BANNED, ChatMember.LEFT}
PATIENCE = 30.0  # seconds a live answer waits when Telegram says to wait; longer, and the person has asked again
ANSWER_TRIES = 3


def sender_of(update: dict[str, object]) -> int:
    """Whose order an update keeps: the sender's id, or the chat's where there is no sender, or 0."""
    for body in update.values():
        if isinstance(body, dict):
            for key in ("from", "user", "chat"):
                if isinstance(who := body.get(key), dict) and isinstance(who.get("id"), int):
                    return int(who["id"])
    return 0


def read_update(update: Update, bot_username: str) -> Incoming | None:
    """An update in our own words; None for what we have no ear for."""
    if update.message is not None:
        return _read_message(update.message, bot_username)
    if update.callback_query is not None:
        return _read_press(update.callback_query)
    if update.my_chat_member is not None:
        return _read_block(update.my_chat_member)
    return None


def _incoming(kind: Kind, user: User, chat: Chat) -> Incoming:
    return Incoming(kind, user.id, clean(user.full_name), user.language_code, chat.id, chat.type == Chat.PRIVATE)


def _read_message(message: Sent, bot_username: str) -> Incoming | None:
    # An anonymous administrator or a channel speaks through a sender chat, and has no role here.
    if message.from_user is None or message.from_user.is_bot or message.sender_chat is not None:
        return None
    base = _incoming(Kind.OTHER, message.from_user, message.chat)
    text = message.text or ""
    if message.contact is not None:
        own = message.contact.user_id == message.from_user.id
        return _with(base, Kind.CONTACT, message, contact=Contact(message.contact.phone_number, own))
    if not text:
        return _with(base, Kind.OTHER, message)
    first = message.entities[0] if message.entities else None
    if first is None or first.type != MessageEntityType.BOT_COMMAND or first.offset:
        return _with(base, Kind.TEXT, message, text=text)
    command, _, addressed = text[1 : first.length].partition("@")
    if addressed and addressed.lower() != bot_username.lower():
        return None
    return _with(base, Kind.COMMAND, message, text=text[first.length :].strip(), command=command.lower())


def _with(
    base: Incoming, kind: Kind, message: Sent, text: str = "", command: str = "", contact: Contact | None = None
) -> Incoming:
    return Incoming(
        kind,
        base.person_id,
        base.name,
        base.client_language,
        base.chat_id,
        base.private,
        text=text,
        command=command,
        contact=contact,
        message_id=message.message_id,
    )


def _read_press(query: CallbackQuery) -> Incoming | None:
    if query.message is None:
        return None
    base = _incoming(Kind.PRESS, query.from_user, query.message.chat)
    media = isinstance(query.message, Sent) and query.message.effective_attachment is not None
    return Incoming(
        Kind.PRESS,
        base.person_id,
        base.name,
        base.client_language,
        base.chat_id,
        base.private,
        text=query.data or "",
        message_id=query.message.message_id,
        over_media=media,
        callback_id=query.id,
    )


def _read_block(change: ChatMemberUpdated) -> Incoming | None:
    if change.chat.type != Chat.PRIVATE:
        return None
    kind = Kind.BLOCKED if change.new_chat_member.status in _GONE else Kind.UNBLOCKED
    return _incoming(kind, change.from_user, change.chat)


class Mouth:
    """Says things on Telegram, at its pace.

    Args:
        button: gives a button's callback data, for a chat.
        seconds: a monotonic clock for the pace.
        pause: waits for so many seconds.
    """

    def __init__(
        self,
        bot: Bot,
        pacer: Pacer,
        button: Callable[[int, Go], str],
        *,
        seconds: Callable[[], float] = time.monotonic,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._bot = bot
        self._pacer = pacer
        self._button = button
        self._seconds = seconds
        self._pause = pause

    async def answer_press(self, incoming: Incoming, reply: Reply) -> None:
        """Stop the spinner on a pressed button, with the reply's toast if it has one."""
        if incoming.callback_id is None:
            return
        toast = reply.toast
        try:
            await self._bot.answer_callback_query(
                incoming.callback_id, toast.text[:200] if toast else None, show_alert=toast.alert if toast else None
            )
        except TelegramError as error:
            outcome_of(error)  # stops the bot where the token is dead; a query that is too old needs no answer

    async def reply(self, incoming: Incoming, reply: Reply) -> Outcome | None:
        """Say a screen's messages; the first takes the pressed message's place where it can.

        Returns:
            What became of the last one that was tried; None if there was nothing to say.
        """
        outcome = None
        for number, message in enumerate(reply.messages):
            replaces = (
                incoming.message_id
                if number == 0
                and incoming.kind is Kind.PRESS
                and not reply.fresh
                and message.keyboard is None
                and message.file is None
                and incoming.over_media == (message.photo is not None)
                else None
            )
            outcome = await self._patiently(incoming.chat_id, message, replaces)
            if outcome.result is not Result.DELIVERED:
                break
        return outcome

    async def _patiently(self, chat_id: int, message: Message, replaces: int | None) -> Outcome:
        """Try again what surely was not sent, and once what may not have been: a person is waiting for it."""
        outcome = await self.say(chat_id, message, Lane.LIVE, replaces=replaces)
        for attempt in range(1, ANSWER_TRIES):
            if outcome.result is Result.LATER and outcome.seconds <= PATIENCE:
                await self._pause(outcome.seconds or attempt)
            elif outcome.result is not Result.UNKNOWN or attempt > 1:
                break
            outcome = await self.say(chat_id, message, Lane.LIVE, replaces=replaces)
        return outcome

    async def say(self, chat_id: int, message: Message, lane: Lane, *, replaces: int | None = None) -> Outcome:
        """Send one message, or put it in another's place, once; whatever goes wrong is an outcome."""
        while wait := self._pacer.wait(lane, chat_id, self._seconds()):
            await self._pause(wait)
        try:
            if replaces is not None:
                try:
                    return Outcome.delivered(await self._edit(chat_id, replaces, message))
                except BadRequest as error:
                    if outcome_of(error).result is not Result.RETARGET:
                        raise
            return Outcome.delivered(await self._send(chat_id, message))
        except TelegramError as error:
            outcome = outcome_of(error)
            if outcome.result is Result.LATER and outcome.closes_lane:
                self._pacer.close(lane, outcome.seconds, self._seconds())
            return outcome

    async def _send(self, chat_id: int, message: Message) -> int:
        markup = self._markup(chat_id, message)
        if message.photo is not None:
            photo = InputFile(message.photo.content, filename=message.photo.name)
            sent = await self._bot.send_photo(
                chat_id,
                photo,
                message.text or None,
                parse_mode=ParseMode.HTML,
                reply_markup=markup,
                disable_notification=message.silent or None,
            )
        elif message.file is not None:
            document = InputFile(message.file.content, filename=message.file.name)
            sent = await self._bot.send_document(
                chat_id,
                document,
                message.text or None,
                parse_mode=ParseMode.HTML,
                reply_markup=markup,
                disable_notification=message.silent or None,
            )
        else:
            sent = await self._bot.send_message(
                chat_id,
                message.text,
                parse_mode=ParseMode.HTML,
                reply_markup=markup,
                disable_notification=message.silent or None,
                link_preview_options=None if message.preview else _NO_PREVIEW,
            )
        return sent.message_id

    async def _edit(self, chat_id: int, message_id: int, message: Message) -> int:
        markup = self._markup(chat_id, message)
        inline = markup if isinstance(markup, InlineKeyboardMarkup) else None
        if message.photo is not None:
            photo = InputFile(message.photo.content, filename=message.photo.name)
            media = InputMediaPhoto(photo, message.text or None, parse_mode=ParseMode.HTML)
            await self._bot.edit_message_media(media, chat_id, message_id, reply_markup=inline)
        else:
            await self._bot.edit_message_text(
                message.text,
                chat_id,
                message_id,
                parse_mode=ParseMode.HTML,
                reply_markup=inline,
                link_preview_options=None if message.preview else _NO_PREVIEW,
            )
        return message_id

    def _markup(
        self, chat_id: int, message: Message
    ) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | None:
        if message.buttons:
            rows = [
                [self._inline(chat_id, button.label, button.does, button.style) for button in row]
                for row in message.buttons
            ]
            return InlineKeyboardMarkup(rows)
        return None if message.keyboard is None else _keyboard(message.keyboard)

    def _inline(self, chat_id: int, label: str, does: Go | Link | Copy, style: str | None) -> InlineKeyboardButton:
        match does:
            case Go():
                return InlineKeyboardButton(label, callback_data=self._button(chat_id, does), style=style)
            case Link(url):
                return InlineKeyboardButton(label, url=url, style=style)
            case Copy(text):
                return InlineKeyboardButton(label, copy_text=CopyTextButton(text), style=style)


def _keyboard(keyboard: Keyboard) -> ReplyKeyboardMarkup | ReplyKeyboardRemove:
    if not keyboard.rows:
        return ReplyKeyboardRemove()
    rows = [
        [KeyboardButton(key.label, request_contact=True) if isinstance(key, AskContact) else key for key in row]
        for row in keyboard.rows
    ]
    return ReplyKeyboardMarkup(rows, resize_keyboard=True, one_time_keyboard=True)
