"""The acts the page can ask for, one table of them: PAGE_API.md says what each takes."""

from collections.abc import Callable
from typing import NamedTuple, TypeAlias
from urllib.parse import parse_qs, urlsplit

from bot.sandbox.errors import ActError
from bot.sandbox.messenger import Messenger
from bot.sandbox.params import Params, Upload
from bot.sandbox.people import Person
from bot.sandbox.shapes import Json

INVITE = "https://t.me/+"


class Act(NamedTuple):
    """One request of the page: who does it, where, with what."""

    telegram: Messenger
    person: Person
    fields: Params
    uploads: list[Upload]

    @property
    def chat(self) -> int | None:
        """The chat it is done in; None for the private chat."""
        return self.fields.integer("chat") or None

    @property
    def message_id(self) -> int:
        """The message it is done to."""
        return self.fields.integer("message_id")

    def optional(self, name: str) -> int | None:
        """A number that may be left out."""
        return self.fields.integer(name) or None

    def other(self, name: str) -> Person:
        """Another person it names."""
        other = self.telegram.people.get(self.fields.integer(name))
        if other is None:
            raise ActError("nobody has this id")
        return other


Doing: TypeAlias = Callable[[Act], Json]


def _say(act: Act) -> Json:
    said = act.telegram.say(
        act.person, act.fields.text("text"), act.chat, act.optional("reply_to"), act.optional("thread")
    )
    return {"message": said}


def _start(act: Act) -> Json:
    return {"message": act.telegram.start(act.person, act.fields.text("payload"))}


def _tap(act: Act) -> Json:
    row, column = act.fields.integer("row"), act.fields.integer("column")
    return act.telegram.press(act.person, act.message_id, row, column, act.chat)


def _contact(act: Act) -> Json:
    of = act.fields.values.get("of")
    whose: Person | Json | None = of if isinstance(of, dict) else act.other("of") if of else None
    return {"message": act.telegram.send_contact(act.person, whose, act.chat)}


def _location(act: Act) -> Json:
    latitude, longitude = act.fields.number("latitude"), act.fields.number("longitude")
    return {"message": act.telegram.send_location(act.person, latitude, longitude, act.chat)}


def _upload(kind: str) -> Doing:
    def doing(act: Act) -> Json:
        if not act.uploads:
            raise ActError("choose a file first")
        return {"message": _sent(act, act.uploads[0], kind, act.fields.text("caption"))}

    return doing


def _sent(act: Act, upload: Upload, kind: str, caption: str, group: str | None = None) -> Json:
    return act.telegram.send_file(
        act.person,
        upload.content,
        upload.name,
        kind=kind,
        mime=upload.mime,
        caption=caption,
        chat=act.chat,
        reply_to=act.optional("reply_to"),
        thread=act.optional("thread"),
        group=group,
    )


def _album(act: Act) -> Json:
    if not 2 <= len(act.uploads) <= 10:
        raise ActError("an album holds two to ten pictures")
    group = str(act.telegram.random.randrange(10**16, 10**17))
    captions = [act.fields.text("caption"), *[""] * len(act.uploads)]
    sent = [_sent(act, upload, "photo", text, group) for upload, text in zip(act.uploads, captions, strict=False)]
    return {"messages": sent, "message": sent[0]}


def _poll(act: Act) -> Json:
    options = [one for line in act.fields.text("options").splitlines() if (one := line.strip())]
    if not act.fields.text("question") or len(options) < 2:
        raise ActError("a poll has a question and at least two answers")
    return {"message": act.telegram.send_poll(act.person, act.fields.text("question"), options, act.chat)}


def _vote(act: Act) -> Json:
    act.telegram.vote(act.person, act.message_id, act.fields.integers("options"), act.chat)
    return {}


def _edit(act: Act) -> Json:
    return {"message": act.telegram.edit(act.person, act.message_id, act.fields.text("text"), act.chat)}


def _delete(act: Act) -> Json:
    act.telegram.delete(act.person, act.message_id, act.chat)
    return {}


def _react(act: Act) -> Json:
    act.telegram.react(act.person, act.message_id, act.fields.text("emoji"), act.chat)
    return {}


def _join(act: Act) -> Json:
    joined = act.telegram.join(act.person, act.fields.text("link"))
    return {"kind": "asked" if joined.waiting else "joined", "chat_id": joined.chat.id}


def _leave(act: Act) -> Json:
    act.telegram.leave(act.person, act.fields.integer("chat"))
    return {}


def _decide(approve: bool) -> Doing:
    def doing(act: Act) -> Json:
        act.telegram.decide(act.fields.integer("chat"), act.other("user"), act.person, approve=approve)
        return {}

    return doing


def _read(act: Act) -> Json:
    act.telegram.read(act.person, act.chat)
    return {}


def _open(act: Act) -> Json:
    """Follow a link the way a client does: to the bot, into a group, to a person, or out into the browser."""
    url = act.fields.text("url")
    telegram = act.telegram
    parts = urlsplit(url if "://" in url else f"https://{url}")
    asked = parse_qs(parts.query)
    if url in telegram.links:
        joined = telegram.join(act.person, url)
        return {"kind": "asked" if joined.waiting else "joined", "chat_id": joined.chat.id}
    domain = asked.get("domain", [""])[0] if parts.scheme == "tg" else parts.path.strip("/")
    if parts.scheme == "tg" and parts.netloc == "user":
        number = int(asked.get("id", ["0"])[0])
        return {"kind": "mention", **({"person": number} if number in telegram.people else {})}
    if parts.scheme != "tg" and parts.netloc not in ("t.me", "telegram.me"):
        return {"kind": "url", "url": url}
    if domain.lower() == telegram.bot.username.lower():
        if "startgroup" in asked:
            return {"kind": "startgroup", "payload": asked["startgroup"][0]}
        return {"kind": "start", "message": telegram.start(act.person, asked.get("start", [""])[0])}
    named = next(
        (one for one in telegram.people.values() if one.username and one.username.lower() == domain.lower()), None
    )
    if named is not None:
        return {"kind": "mention", "person": named.id}
    if domain.startswith("+"):
        raise ActError("this link is not known")
    return {"kind": "url", "url": url}


def _alone(doing: Callable[[Act], None]) -> Doing:
    """An act that answers nothing but that it was done."""

    def done(act: Act) -> Json:
        doing(act)
        return {}

    return done


ACTS: dict[str, Doing] = {
    "say": _say,
    "press": _say,
    "start": _start,
    "tap": _tap,
    "contact": _contact,
    "location": _location,
    **{
        kind: _upload(kind)
        for kind in ("photo", "document", "voice", "video", "audio", "animation", "sticker", "video_note")
    },
    "album": _album,
    "poll": _poll,
    "vote": _vote,
    "edit": _edit,
    "delete": _delete,
    "react": _react,
    "block": _alone(lambda act: act.telegram.block(act.person)),
    "unblock": _alone(lambda act: act.telegram.unblock(act.person)),
    "deactivate": _alone(lambda act: act.telegram.deactivate(act.person)),
    "language": _alone(lambda act: act.telegram.speak(act.person, act.fields.text("language"))),
    "open": _open,
    "join": _join,
    "leave": _leave,
    "approve": _decide(approve=True),
    "decline": _decide(approve=False),
    "read": _read,
}


def _add(act: Act) -> None:
    act.telegram.add_member(act.telegram.group_of(act.chat), act.other("user"), act.person)


GROUP_ACTS: dict[str, Callable[[Act], None]] = {
    "add": _add,
    "remove": lambda act: act.telegram.remove_member(act.telegram.group_of(act.chat), act.other("user"), act.person),
    "promote": lambda act: act.telegram.promote(act.telegram.group_of(act.chat), act.other("user"), act.person),
    "demote": lambda act: act.telegram.demote(act.telegram.group_of(act.chat), act.other("user"), act.person),
    "add_bot": lambda act: act.telegram.add_bot(act.telegram.group_of(act.chat), act.person),
    "promote_bot": lambda act: act.telegram.promote_bot(act.telegram.group_of(act.chat), act.person, **_rights(act)),
    "demote_bot": lambda act: act.telegram.demote_bot(act.telegram.group_of(act.chat), act.person),
    "remove_bot": lambda act: act.telegram.remove_bot(act.telegram.group_of(act.chat), act.person),
    "topic": lambda act: _topic(act),
    "upgrade": lambda act: _upgrade(act),
}


def _rights(act: Act) -> dict[str, frozenset[str]]:
    asked = act.fields.object("rights")
    return {} if asked is None else {"rights": frozenset(right for right, held in asked.items() if held)}


def _topic(act: Act) -> None:
    act.telegram.open_topic(act.telegram.group_of(act.chat), act.person, act.fields.text("name"))


def _upgrade(act: Act) -> None:
    act.telegram.upgrade_group(act.telegram.group_of(act.chat))
