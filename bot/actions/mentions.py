"""What a delivery only mentions by number, looked up when it is put into words.

Names and reasons stay in the one place where they can be changed and forgotten; the outbox holds none.
"""

from collections.abc import Awaitable, Callable, Mapping

from sqlalchemy import bindparam, func, select

from bot.actions.broadcast_cards import standing_told
from bot.actions.broadcast_sheet import sheet_told
from bot.actions.broadcast_trial import broadcast_told
from bot.actions.event_guests import going
from bot.actions.greeting_lines import greeting_told
from bot.actions.group_arrivals import newcomers
from bot.actions.group_care import on_for
from bot.actions.group_door import at_door
from bot.actions.group_links import revoked
from bot.actions.groups import not_ours, read_group
from bot.actions.members import member_by_id, member_name
from bot.actions.nps import asked, unhappy
from bot.actions.outbox import messages_of
from bot.actions.people import find_person
from bot.actions.refills import runs_out
from bot.actions.said import said
from bot.actions.vouchers import voucher_told
from bot.actions.waiting import waits_since
from bot.actions.win_back import away
from bot.database import Query
from bot.shop import Work
from bot.tables.approvals import adjustments, approvals
from bot.tables.people import people
from bot.tables.staff import staff

_REASON = Query(bytes, select(adjustments.c.reason).where(adjustments.c.entry_id == bindparam("number")))
_CLERK = Query(
    bytes,
    select(func.coalesce(people.c.name, staff.c.name))
    .select_from(staff)
    .outerjoin(people, people.c.telegram_id == staff.c.telegram_id)
    .where(staff.c.id == bindparam("number")),
)
_NOTE = Query(bytes, select(approvals.c.note).where(approvals.c.id == bindparam("number")))


async def _person(work: Work, number: int) -> str:
    known = await find_person(work, number)
    return work.vault.open(known.name) if known else ""


async def _member(work: Work, number: int) -> str:
    known = await member_by_id(work, number)
    return (member_name(work, known) or known.card) if known else ""


async def _card(work: Work, number: int) -> str:
    known = await member_by_id(work, number)
    return known.card if known else ""


async def _clerk(work: Work, number: int) -> str:
    sealed = await work.one(_CLERK, number=number)
    return work.vault.open(sealed) if sealed else ""


async def _reason(work: Work, number: int) -> str:
    sealed = await work.one(_REASON, number=number)
    return work.vault.open(sealed) if sealed else ""


async def _note(work: Work, number: int) -> str:
    sealed = await work.one(_NOTE, number=number)
    return work.vault.open(sealed) if sealed else ""


_MENTIONS: Mapping[str, tuple[str, Callable[[Work, int], Awaitable[object]]]] = {
    "person": ("name", _person),
    "decider": ("decider_name", _person),
    "member": ("member_name", _member),
    "holder": ("card", _card),
    "clerk": ("clerk_name", _clerk),
    "entry": ("reason", _reason),
    "approval": ("reason", _note),
    "voucher": ("in_hand", voucher_told),
    "away": ("stays_away", away),
    "greeting": ("greeted", greeting_told),
    "nearing": ("near", greeting_told),
    "runs": ("runs_out", runs_out),
    "survey": ("asked", asked),
    "unhappy": ("them", unhappy),
    "said": ("words", said),
    "waiting": ("waits_since", waits_since),
    "trying": ("told", broadcast_told),
    "releasing": ("sheet", sheet_told),
    "watched": ("standing", standing_told),
    "group": ("of_group", read_group),
    "unless_ours": ("chat", not_ours),
    "place": ("at_door", at_door),
    "greets": ("events", on_for),
    "welcome": ("newcomers", newcomers),
    "link": ("revoked", revoked),
    "guest": ("going", going),
    "arrived": ("message_ids", messages_of),
}
"""By the name of a number in the data: the name of the text beside it, and how it is found."""


async def with_mentions(work: Work, data: Mapping[str, object]) -> Mapping[str, object]:
    """The data of a delivery with the names and reasons that it mentions; empty where they are forgotten."""
    found: dict[str, object] = {}
    for name, number in data.items():
        if name in _MENTIONS and isinstance(number, int):
            text, look_up = _MENTIONS[name]
            found[text] = await look_up(work, number)
    return {**data, **found}
