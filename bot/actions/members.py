"""Joining, consents and the phone number; and finding a member by card, phone or name."""

from typing import NamedTuple

from sqlalchemy import ColumnElement, bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.actions.log import authorise, note
from bot.actions.names import index_name
from bot.database import Command, Query
from bot.rules.codes import new_card, read_card
from bot.rules.phones import sought_phone
from bot.rules.refusals import Refusal
from bot.rules.roles import Action, Actor
from bot.shop import Work
from bot.tables.members import consents, members, name_words
from bot.tables.people import people

TOPICS = ("birthday", "refill", "offers", "surveys")
_CARD_TRIES = 20


class MemberRow(NamedTuple):
    """A member as staff's screens and acts see one.

    `name` is sealed: what Telegram shows of them, else what the till knew; None where nobody gave one.
    """

    id: int
    card: str
    telegram_id: int | None
    external_id: str | None
    name: bytes | None
    phone: bytes | None
    joined: bool


_ROW = (
    members.c.id,
    members.c.card,
    members.c.telegram_id,
    members.c.external_id,
    func.coalesce(people.c.name, members.c.name).label("name"),
    members.c.phone,
    members.c.joined_at.is_not(None).label("joined"),
)
_THEM = members.outerjoin(people, people.c.telegram_id == members.c.telegram_id)
_HERE = (members.c.forgotten_at.is_(None), members.c.merged_into.is_(None))


def _find(*where: ColumnElement[bool]) -> Query[MemberRow]:
    return Query(MemberRow, select(*_ROW).select_from(_THEM).where(*where, *_HERE))


_BY_ID = _find(members.c.id == bindparam("member"))
_BY_CARD = _find(members.c.card == bindparam("number"))
_BY_PHONE = _find(members.c.phone_index == bindparam("index"))
_BY_EXTERNAL = _find(members.c.external_id == bindparam("number"))
_BY_TELEGRAM = _find(members.c.telegram_id == bindparam("person"))
_BY_NAME = Query(
    MemberRow,
    select(*_ROW)
    .select_from(_THEM)
    .join(name_words, name_words.c.member_id == members.c.id)
    .where(name_words.c.word == bindparam("word"), *_HERE)
    .order_by(members.c.id)
    .limit(bindparam("most")),
)
_ADD = Query(int, insert(members).on_conflict_do_nothing(index_elements=[members.c.card]).returning(members.c.id))
_HAS_ACCOUNT = Command(
    update(people).where(people.c.telegram_id == bindparam("person")).values(member_id=bindparam("member"))
)
_SET_PHONE = Command(
    update(members)
    .where(members.c.id == bindparam("member"))
    .values(phone=bindparam("sealed"), phone_index=bindparam("index"))
)
_CONSENT = Command(insert(consents))


class _Choice(NamedTuple):
    topic: str
    given: bool


_NEWEST = (
    select(func.max(consents.c.id))
    .where(consents.c.member_id == bindparam("member"))
    .group_by(consents.c.topic)
    .scalar_subquery()
)
_CONSENTS = Query(_Choice, select(consents.c.topic, consents.c.given).where(consents.c.id.in_(_NEWEST)))


async def new_member(
    work: Work,
    *,
    source: str,
    telegram_id: int | None = None,
    external_id: str | None = None,
    name: str | None = None,
    phone: str | None = None,
    joined: bool = False,
) -> MemberRow:
    """Make a member with a card code of their own.

    Args:
        source: `telegram`, `till` or `import`.
        name: cleaned.
        phone: in E.164, and nobody else's yet.
        joined: they enrolled themselves; one made by an import did not.
    """
    for _ in range(_CARD_TRIES):
        member_id = await work.one(
            _ADD,
            card=new_card(work.chance),
            telegram_id=telegram_id,
            external_id=external_id,
            name=work.vault.seal(name) if name else None,
            phone=work.vault.seal(phone) if phone else None,
            phone_index=work.vault.index("phone", phone) if phone else None,
            source=source,
            created_at=work.now,
            joined_at=work.now if joined else None,
        )
        if member_id is not None:
            if name:
                await index_name(work, member_id, name)
            return await work.the(_BY_ID, member=member_id)
    raise RuntimeError("no free card code in twenty tries: the shop has outgrown their length")


async def member_by_id(work: Work, member_id: int) -> MemberRow | None:
    """A member who is still here, by number."""
    return await work.one(_BY_ID, member=member_id)


async def member_by_telegram(work: Work, telegram_id: int) -> MemberRow | None:
    """The member who uses this Telegram account."""
    return await work.one(_BY_TELEGRAM, person=telegram_id)


async def member_by_external(work: Work, external_id: str) -> MemberRow | None:
    """A member by their number at the till."""
    return await work.one(_BY_EXTERNAL, number=external_id)


async def find_member(work: Work, actor: Actor, text: str, region: str) -> MemberRow | Refusal:
    """The one member whom a card code or phone number names.

    Args:
        text: as a cashier typed or scanned it.
        region: the shop's country, for phone numbers without a country code.

    Returns:
        Refusal: `card_unreadable` or `card_mistyped` where it is neither, `member_unknown` where nobody has it.
    """
    authorise(actor, Action.FIND_MEMBER)
    card = read_card(text)
    if isinstance(card, str):
        return await work.one(_BY_CARD, number=card) or Refusal("member_unknown")
    phone = sought_phone(text, region)
    if isinstance(phone, str):
        found = await work.one(_BY_PHONE, index=work.vault.index("phone", phone))
        return found or Refusal("member_unknown")
    return await work.one(_BY_EXTERNAL, number=text.strip()[:64]) or card


async def find_members(work: Work, actor: Actor, text: str, region: str, most: int) -> list[MemberRow]:
    """Everybody whom a card code, phone number or (a whole word of) a name may mean, `most` at most."""
    one = await find_member(work, actor, text, region)
    if isinstance(one, MemberRow):
        return [one]
    return await work.all(_BY_NAME, word=work.vault.index("name", text), most=most)


def member_name(work: Work, member: MemberRow) -> str:
    """The member's name; empty where nobody gave one."""
    return work.vault.open(member.name) if member.name else ""


async def join(work: Work, actor: Actor, name: str) -> MemberRow:
    """Enrol whoever is here; somebody who is a member already stays the one they are."""
    authorise(actor, Action.JOIN)
    if actor.telegram_id is None:
        raise ValueError("only a person on Telegram joins")
    known = await work.one(_BY_TELEGRAM, person=actor.telegram_id)
    if known is not None:
        return known
    made = await new_member(work, source="telegram", telegram_id=actor.telegram_id, name=name, joined=True)
    await work.run(_HAS_ACCOUNT, person=actor.telegram_id, member=made.id)
    await note(work, actor, Action.JOIN, f"member:{made.id}")
    return made


async def consents_of(work: Work, member_id: int) -> dict[str, bool]:
    """What a member agreed to, by topic; a topic they never chose is off."""
    chosen = {choice.topic: choice.given for choice in await work.all(_CONSENTS, member=member_id)}
    return {topic: chosen.get(topic, False) for topic in TOPICS}


async def consent(work: Work, actor: Actor, topic: str, given: bool, wording: str, source: str) -> None:
    """Record a yes or no to a topic.

    Args:
        wording: which sentence they saw.
        source: where they said it.
    """
    authorise(actor, Action.CHANGE_SETTINGS)
    await work.run(
        _CONSENT, member_id=actor.member_id, topic=topic, given=given, wording=wording, source=source, at=work.now
    )


async def keep_phone(work: Work, actor: Actor, phone: str) -> MemberRow | Refusal | None:
    """Keep a member's own phone number.

    Args:
        phone: in E.164, as Telegram vouched for it.

    Returns:
        The member an import knew under this number, whose history is to be joined to this one; None if nobody was;
        `phone_taken` if another Telegram member has it.
    """
    authorise(actor, Action.SHARE_PHONE)
    index = work.vault.index("phone", phone)
    holder = await work.one(_BY_PHONE, index=index)
    if holder is not None and holder.id != actor.member_id:
        if holder.telegram_id is not None:
            return Refusal("phone_taken")
        await work.run(_SET_PHONE, member=holder.id, sealed=None, index=None)
    await work.run(_SET_PHONE, member=actor.member_id, sealed=work.vault.seal(phone), index=index)
    await note(work, actor, Action.SHARE_PHONE, f"member:{actor.member_id}")
    return holder if holder is not None and holder.id != actor.member_id else None


async def drop_phone(work: Work, actor: Actor) -> None:
    """Erase a member's phone number."""
    authorise(actor, Action.SHARE_PHONE)
    await work.run(_SET_PHONE, member=actor.member_id, sealed=None, index=None)
