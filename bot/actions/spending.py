"""Codes with which a member lets the till spend: made by their own tap, good for a minute, taken once by the staff."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import BindParameter, bindparam, delete, insert, select, update

from bot.actions.guesses import may_try, tried_in_vain
from bot.actions.ledger import hold
from bot.actions.log import authorise
from bot.actions.outbox import call_off, message_of, post, remember_shown, sweep_shown
from bot.actions.telling import tell
from bot.actions.terms import read_terms
from bot.database import Command, Query
from bot.rules.codes import digest, new_digits, new_secret
from bot.rules.refusals import Refusal
from bot.rules.roles import Action, Actor
from bot.rules.spending import CODE_LASTS, KEPT, WRONG_TRIES_WITHIN, Over, Purpose
from bot.shop import Work
from bot.tables.spending import payments, spend_codes
from bot.tables.staff import wrong_codes

_GUESSED = "spend"


class Code(NamedTuple):
    """A code as its member sees it, once: the secret of its link, the digits to type, until when it is good."""

    secret: str
    digits: str
    purpose: Purpose
    expires_at: datetime


class Taken(NamedTuple):
    """A code that the till has taken, and so used up."""

    id: int
    member_id: int
    purpose: Purpose


class Shown(NamedTuple):
    """The message in which a code is shown, so that it can be seen to be dead."""

    chat_id: int
    message_id: int


class _Open(NamedTuple):
    id: int
    member_id: int
    purpose: str


_MEMBER: BindParameter[int] = bindparam("member")
_NOW: BindParameter[datetime] = bindparam("now")
_GOOD = (spend_codes.c.used_at.is_(None), spend_codes.c.expires_at >= _NOW)
_CODE = select(*(spend_codes.c[name] for name in _Open._fields)).where(*_GOOD)
_BY_SECRET = Query(_Open, _CODE.where(spend_codes.c.token_hash == bindparam("hashed")))
_BY_DIGITS = Query(_Open, _CODE.where(spend_codes.c.digits_hash == bindparam("hashed")).limit(1))
_SAME_DIGITS = Query(
    int,
    select(spend_codes.c.id)
    .where(spend_codes.c.digits_hash == bindparam("hashed"), spend_codes.c.expires_at >= _NOW)
    .limit(1),
)
_MAKE = Query(int, insert(spend_codes).returning(spend_codes.c.id))
_TAKE = Command(
    update(spend_codes)
    .where(spend_codes.c.id == bindparam("code"), *_GOOD)
    .values(used_at=_NOW, staff_id=bindparam("staff"))
)
_END = Query(
    int,
    update(spend_codes)
    .where(spend_codes.c.member_id == _MEMBER, *_GOOD)
    .values(expires_at=bindparam("just_past"))
    .returning(spend_codes.c.id),
)
_DROP_WRONG = Command(
    delete(wrong_codes).where(wrong_codes.c.kind.like(f"%{_GUESSED}"), wrong_codes.c.at < bindparam("before"))
)
_DROP_PAYMENTS = Command(delete(payments).where(payments.c.expires_at < bindparam("before")))
_DROP_CODES = Command(
    delete(spend_codes).where(
        spend_codes.c.expires_at < bindparam("before"),
        ~select(payments.c.id).where(payments.c.code_id == spend_codes.c.id).exists(),
    )
)


async def make_code(work: Work, actor: Actor, purpose: Purpose, shown: Shown) -> Code | Refusal:
    """Make a code for the actor's own card; an older one ends. Of its secret and digits only hashes are kept.

    Args:
        purpose: what it is for.
        shown: the message that is going to show it, and that changes when it is over.

    Returns:
        Refusal: `pay_off` where the store doesn't take points in payment, `pay_no_points`, or `spending_frozen`.
    """
    authorise(actor, Action.SPEND)
    member_id = actor.member_id or 0
    account = (await hold(work, actor, [member_id])).accounts[member_id]
    if account.frozen_at is not None:
        return Refusal("spending_frozen")
    if purpose is Purpose.PAY and not (await read_terms(work)).pays:
        return Refusal("pay_off")
    if purpose is Purpose.PAY and not account.points:
        return Refusal("pay_no_points")
    await end_codes(work, member_id, Over.REPLACED, but=shown.message_id)
    secret, digits = new_secret(work.chance), await _free_digits(work)
    until = work.now + CODE_LASTS
    code_id = await work.the(
        _MAKE,
        member_id=member_id,
        purpose=purpose.value,
        token_hash=digest(secret),
        digits_hash=work.vault.index("spend", digits),
        made_at=work.now,
        expires_at=until,
    )
    await remember_shown(work, _shows(code_id), *shown)
    await post(
        work, "code_over", shown.chat_id, _lapses(code_id), {"why": Over.LAPSED}, due=until, edits=_shows(code_id)
    )
    return Code(secret, digits, purpose, until)


async def take_by_secret(work: Work, actor: Actor, secret: str) -> Taken | Refusal:
    """Take a code that was scanned, or whose link was followed.

    Returns:
        Refusal: `spend_code_unknown` whatever is wrong with it, `purchase_own` for the actor's own.
    """
    authorise(actor, Action.RECORD_SALE)
    found = await work.one(_BY_SECRET, hashed=digest(secret), now=work.now)
    return await _take(work, actor, found) or Refusal("spend_code_unknown")


async def take_by_digits(work: Work, actor: Actor, digits: str) -> Taken | Refusal | None:
    """Take a code that was typed; None if it is nobody's, or if the actor has typed too many that were.

    Whoever asked for it counts a wrong one with `miss_digits`, once they know that it isn't something else either.

    Returns:
        Refusal: `purchase_own` for the actor's own.
    """
    authorise(actor, Action.RECORD_SALE)
    if not await may_try(work, actor.telegram_id, _GUESSED, WRONG_TRIES_WITHIN):
        return None
    found = await work.one(_BY_DIGITS, hashed=work.vault.index("spend", digits), now=work.now)
    return await _take(work, actor, found)


async def miss_digits(work: Work, actor: Actor) -> Refusal:
    """Count a wrong code typed by the actor: five in a minute, and no more of theirs are looked at for a while."""
    looked_at = await may_try(work, actor.telegram_id, _GUESSED, WRONG_TRIES_WITHIN)
    await tried_in_vain(work, actor.telegram_id, _GUESSED, looked_at=looked_at)
    return Refusal("spend_code_unknown")


async def _take(work: Work, actor: Actor, found: _Open | None) -> Taken | Refusal | None:
    """Use a code up, if it is still good when this act has it."""
    if found is None:
        return None
    if found.member_id == actor.member_id:
        return Refusal("purchase_own")
    if await work.run(_TAKE, code=found.id, now=work.now, staff=actor.staff_id) == 0:
        return None
    await _over(work, found.member_id, found.id, Over.TAKEN)
    return Taken(found.id, found.member_id, Purpose(found.purpose))


async def end_codes(work: Work, member_id: int, why: Over, *, but: int | None = None) -> None:
    """End whatever code of a member is still good.

    Args:
        but: a message that is about to show something else, and stays as it is.
    """
    for code_id in await work.all(_END, member=member_id, now=work.now, just_past=work.now - timedelta(microseconds=1)):
        if but is not None and await message_of(work, _shows(code_id)) == but:
            await call_off(work, _lapses(code_id))
        else:
            await _over(work, member_id, code_id, why)


async def _over(work: Work, member_id: int, code_id: int, why: Over) -> None:
    await call_off(work, _lapses(code_id))
    await tell(work, member_id, "code_over", f"code_over:{code_id}", {"why": why}, edits=_shows(code_id))


async def _free_digits(work: Work) -> str:
    """Digits that no code still good has, so that what is typed is one member's or nobody's."""
    while True:
        digits = new_digits(work.chance)
        if await work.one(_SAME_DIGITS, hashed=work.vault.index("spend", digits), now=work.now) is None:
            return digits


def _shows(code_id: int) -> str:
    return f"code:{code_id}"


def _lapses(code_id: int) -> str:
    return f"code_lapses:{code_id}"


async def sweep_spending(work: Work) -> int:
    """Delete codes, wrong ones, and questions whose time was over a day ago; how many rows they were."""
    before = work.now - KEPT
    dropped = [await work.run(drop, before=before) for drop in (_DROP_PAYMENTS, _DROP_CODES, _DROP_WRONG)]
    return sum(dropped) + await sweep_shown(work, before)
