"""What a member chooses of how often and when they are written to unasked, and what came of it this week."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.actions.greetings import follow_zone
from bot.actions.log import authorise
from bot.actions.members import consent, consents_of
from bot.actions.recipients import UNASKED
from bot.database import Command, Query
from bot.rules.contact import CAPS, EARLIEST, LATEST, ContactRules
from bot.rules.roles import Action, Actor
from bot.rules.times import start_of, week_of
from bot.shop import Work
from bot.tables.contact import contact_choices
from bot.tables.members import consents
from bot.tables.outbox import deliveries
from bot.tables.people import people

DAY = timedelta(days=1)


class Chosen(NamedTuple):
    """A member's own choices; None where the shop's rule holds."""

    opens: int | None = None
    closes: int | None = None
    cap: int | None = None
    paused_until: datetime | None = None

    def cap_by(self, rules: ContactRules) -> int:
        """The most in a week."""
        return rules.cap if self.cap is None else self.cap

    def hours_by(self, rules: ContactRules) -> tuple[int, int]:
        """From which hour, and until which, of their day."""
        return (rules.opens, rules.closes) if self.opens is None or self.closes is None else (self.opens, self.closes)


class _Zone(NamedTuple):
    zone: str | None


_CHOSEN = Query(
    Chosen,
    select(*(contact_choices.c[name] for name in Chosen._fields)).where(
        contact_choices.c.member_id == bindparam("member")
    ),
)
_CHOOSE = insert(contact_choices)
_FORGET = Command(delete(contact_choices).where(contact_choices.c.member_id == bindparam("member")))
_USED = Query(
    int,
    select(func.count())
    .select_from(deliveries)
    .where(
        deliveries.c.chat_id == bindparam("person"),
        *UNASKED,
        deliveries.c.state.in_(("delivered", "uncertain")),
        deliveries.c.settled_at >= bindparam("since"),
    ),
)
_ZONE = Command(update(people).where(people.c.telegram_id == bindparam("person")).values(zone=bindparam("chosen")))
_ZONE_NOW = Query(_Zone, select(people.c.zone).where(people.c.telegram_id == bindparam("person")))
_SAID_YES = Query(
    datetime,
    select(consents.c.at)
    .where(consents.c.member_id == bindparam("member"), consents.c.topic == bindparam("about"), consents.c.given)
    .order_by(consents.c.id.desc())
    .limit(1),
)


def _choose(*fields: str) -> Command:
    return Command(
        _CHOOSE.on_conflict_do_update(
            index_elements=[contact_choices.c.member_id], set_={name: _CHOOSE.excluded[name] for name in fields}
        )
    )


_CHOOSE_CAP = _choose("cap")
_CHOOSE_HOURS = _choose("opens", "closes")
_CHOOSE_PAUSE = _choose("paused_until")


async def chosen_by(work: Work, member_id: int) -> Chosen:
    """What a member chose."""
    return await work.one(_CHOSEN, member=member_id) or Chosen()


async def forget_choices(work: Work, member_id: int) -> None:
    """Erase what a member chose."""
    await work.run(_FORGET, member=member_id)


async def used_this_week(work: Work, person: int, zone: str | None) -> int:
    """How many messages that count went to somebody in this calendar week of theirs.

    Args:
        zone: theirs; None for the store's.
    """
    return await work.the(_USED, person=person, since=week_of(work.now, work.store.zone_of(zone))[0])


async def said_yes(work: Work, member_id: int, topic: str) -> datetime | None:
    """When a member last agreed to be written to about a topic; None if never."""
    return await work.one(_SAID_YES, member=member_id, about=topic)


async def choose_cap(work: Work, actor: Actor, cap: int) -> None:
    """So many messages a week at most, of those that count."""
    if cap not in CAPS:
        raise ValueError(f"no such cap: {cap}")
    await _keep(work, actor, _CHOOSE_CAP, {"cap": cap})


async def choose_hours(work: Work, actor: Actor, opens: int, closes: int) -> None:
    """From which hour, and until which, of their day a member is written to."""
    if not EARLIEST <= opens < closes <= LATEST:
        raise ValueError(f"no such hours: {opens} to {closes}")
    await _keep(work, actor, _CHOOSE_HOURS, {"opens": opens, "closes": closes})


async def pause(work: Work, actor: Actor, days: int, zone: str | None) -> datetime:
    """Nothing unasked for so many days, whole ones of theirs; when that is over."""
    there = work.store.zone_of(zone)
    until = start_of(work.now.astimezone(there).date() + (days + 1) * DAY, there)
    await _keep(work, actor, _CHOOSE_PAUSE, {"paused_until": until})
    return until


async def end_pause(work: Work, actor: Actor) -> None:
    """They may be written to again."""
    await _keep(work, actor, _CHOOSE_PAUSE, {"paused_until": None})


async def choose_zone(work: Work, actor: Actor, zone: str | None) -> None:
    """Their days begin in this zone from now on; None: in the store's.

    Args:
        zone: an IANA name, seen to be one.
    """
    authorise(actor, Action.CHANGE_SETTINGS)
    before = (await work.the(_ZONE_NOW, person=actor.telegram_id)).zone
    await work.run(_ZONE, person=actor.telegram_id, chosen=zone)
    if actor.member_id is not None:
        await follow_zone(work, actor.member_id, work.store.zone_of(before), work.store.zone_of(zone))


async def stop_all(work: Work, actor: Actor, wordings: Mapping[str, str], source: str) -> list[str]:
    """Take back every consent at once.

    Args:
        wordings: for each topic, which sentence they saw.
        source: where they said so.

    Returns:
        The topics that were on.
    """
    if actor.member_id is None:
        raise ValueError("only members are written to unasked")
    were_on = [topic for topic, on in (await consents_of(work, actor.member_id)).items() if on]
    for topic in were_on:
        await consent(work, actor, topic, False, wordings[topic], source)
    return were_on


async def _keep(work: Work, actor: Actor, command: Command, values: Mapping[str, object]) -> None:
    authorise(actor, Action.CHANGE_SETTINGS)
    empty: dict[str, object] = dict.fromkeys(("cap", "opens", "closes", "paused_until"))
    await work.run(command, member_id=actor.member_id, **{**empty, **values})
