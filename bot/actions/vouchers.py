"""Vouchers: points become one in one act, or one is given; it is looked at, returned, and comes to its end."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import BindParameter, and_, bindparam, func, insert, or_, select, update

from bot.actions.ledger import hold
from bot.actions.log import authorise
from bot.actions.points import return_points, spendable
from bot.actions.products import product_by_id
from bot.actions.rewards import count_had, put_one_back, read_reward, take_one
from bot.actions.telling import tell
from bot.actions.terms import read_terms
from bot.actions.tiers import read_tiers
from bot.database import Command, Query
from bot.rules.codes import new_voucher
from bot.rules.ledger import EntryKind
from bot.rules.offers import Standing, why_not
from bot.rules.refusals import Refusal
from bot.rules.rewards import Reward, RewardKind
from bot.rules.roles import SYSTEM, Action, Actor
from bot.rules.vouchers import InHand, Voucher, VoucherState, good_until, returnable_until
from bot.shop import Work
from bot.tables.points import entries
from bot.tables.rewards import vouchers

LISTED_DAYS = 30
"""How long a voucher that is over is still listed."""
LISTED = 5


class Redeemed(NamedTuple):
    """A reward that was redeemed, and the member's points now; `again` if an earlier press did it."""

    voucher: Voucher
    balance: int
    again: bool


class Returned(NamedTuple):
    """A voucher that went back, and the member's points now."""

    voucher: Voucher
    balance: int


COLUMNS = [vouchers.c[name] for name in Voucher._fields]
"""Of a voucher, as `as_voucher` takes them."""


def as_voucher(*values: object) -> Voucher:
    """A row of the columns as a voucher."""
    found = dict(zip(Voucher._fields, values, strict=True))
    found["kind"], found["state"] = RewardKind(str(found["kind"])), VoucherState(str(found["state"]))
    return Voucher(**found)  # type: ignore[arg-type]  # the columns have the fields' types, which no checker can see


_NUMBER: BindParameter[int] = bindparam("number")
_MEMBER: BindParameter[int] = bindparam("member")
_THIS = vouchers.c.id == _NUMBER
_THEIRS = vouchers.c.member_id == _MEMBER
_NOW: BindParameter[datetime] = bindparam("now")
_OPEN = vouchers.c.state == "open"
_GOOD = and_(_OPEN, vouchers.c.expires_at >= _NOW)
_BY_ID = Query(as_voucher, select(*COLUMNS).where(_THIS))
_BY_PRESS = Query(
    as_voucher,
    select(*COLUMNS)
    .join(entries, entries.c.id == vouchers.c.entry_id)
    .where(entries.c.key == bindparam("key"), _THEIRS),
)
_BY_GIFT = Query(as_voucher, select(*COLUMNS).where(vouchers.c.given == bindparam("given")))
_OPEN_OF = Query(as_voucher, select(*COLUMNS).where(_THEIRS, _GOOD).order_by(vouchers.c.expires_at, vouchers.c.id))
_OVER_OF = Query(
    as_voucher,
    select(*COLUMNS)
    .where(
        _THEIRS,
        or_(~_OPEN, vouchers.c.expires_at < _NOW),
        func.coalesce(vouchers.c.settled_at, vouchers.c.expires_at) > bindparam("since"),
    )
    .order_by(vouchers.c.id.desc())
    .limit(LISTED),
)
_ALL_OF = Query(as_voucher, select(*COLUMNS).where(_THEIRS).order_by(vouchers.c.id.desc()))
_CODE = Query(bytes, select(vouchers.c.code).where(_THIS, vouchers.c.code.is_not(None)))
_ADD = Query(as_voucher, insert(vouchers).returning(*COLUMNS))
_RETURN = Command(
    update(vouchers)
    .where(_THIS, _THEIRS, _GOOD, vouchers.c.returnable_until >= _NOW)
    .values(state="returned", settled_at=_NOW)
)


async def redeem(
    work: Work, actor: Actor, reward_id: int, press: str, *, version: int, language: str
) -> Redeemed | Refusal:
    """Spend the actor's points on a reward and give them its voucher; of a donation, the thanks for it.

    Args:
        press: which question of theirs was answered with yes; the same press twice redeems once.
        version: the reward's, as the member was asked about it.
        language: the one they read.

    Returns:
        Refusal: `reward_changed` where they are to be asked again; as `rewards.why_not`, or as `spendable`.
    """
    authorise(actor, Action.REDEEM)
    member_id = actor.member_id or 0
    key = f"{member_id}:{press}"
    book = await hold(work, actor, [member_id])
    account = book.accounts[member_id]
    if done := await work.one(_BY_PRESS, key=f"redeem:{key}", member=member_id):
        return Redeemed(done, account.points, again=True)
    reward = await read_reward(work, reward_id)
    if reward is None:
        return Refusal("reward_off")
    if reward.version != version:
        return Refusal("reward_changed")
    had = {reward_id: await count_had(work, member_id, reward_id)} if reward.each is not None else {}
    tiers = await read_tiers(work) if reward.min_tier is not None else None
    standing = Standing(account.points, account.tier, had)
    if refusal := why_not(reward, standing, now=work.now, language=language, tiers=tiers):
        return refusal
    movement = await spendable(work, book, member_id, reward.price)
    if isinstance(movement, Refusal):
        return movement
    if not await take_one(work, reward):
        return Refusal("reward_gone")
    book.add(member_id, EntryKind.REDEEM, f"redeem:{key}", movement, at=work.now)
    [entry_id] = await book.write()
    voucher = await _make(work, member_id, reward, entry_id)
    kind = "donation" if reward.kind is RewardKind.DONATION else "voucher"
    await tell(work, member_id, kind, about(voucher.id), {"voucher": voucher.id})
    return Redeemed(voucher, account.points, again=False)


async def give_voucher(work: Work, member_id: int, reward_id: int, expires_at: datetime, why: str) -> Voucher | Refusal:
    """Give a member a reward's voucher without taking points; it can't be returned, and nothing is said of it here.

    Limits of the catalogue (price, tier, season, each member's number) are for those who buy; the stock counts.

    Args:
        expires_at: the last instant it is good for, whatever the reward says.
        why: which gift it is, such as `birthday:814:2026-05-17`; the same one is given once.

    Returns:
        The voucher, also where it was given before; `reward_off` for a reward that isn't there or is a donation, or
        `reward_gone` where none is left.
    """
    await hold(work, SYSTEM, [member_id])
    if done := await work.one(_BY_GIFT, given=why):
        return done
    reward = await read_reward(work, reward_id)
    if reward is None or reward.kind is RewardKind.DONATION:
        return Refusal("reward_off")
    if not await take_one(work, reward):
        return Refusal("reward_gone")
    return await _add(work, member_id, reward._replace(price=0), expires_at=expires_at, given=why)


async def _make(work: Work, member_id: int, reward: Reward, entry_id: int) -> Voucher:
    expires_at = good_until(work.now, reward.voucher_days, work.store.zone_info)
    if reward.kind is RewardKind.DONATION:
        return await _add(work, member_id, reward, expires_at=expires_at, entry_id=entry_id)
    days = (await read_terms(work)).return_days
    back_until = returnable_until(work.now, days, expires_at, work.store.zone_info)
    return await _add(work, member_id, reward, expires_at=expires_at, entry_id=entry_id, back_until=back_until)


async def _add(
    work: Work,
    member_id: int,
    reward: Reward,
    *,
    expires_at: datetime,
    entry_id: int | None = None,
    back_until: datetime | None = None,
    given: str | None = None,
) -> Voucher:
    donated = reward.kind is RewardKind.DONATION
    code = None if donated else new_voucher(work.chance)
    product = await product_by_id(work, reward.product_id) if reward.product_id is not None else None
    return await work.the(
        _ADD,
        member_id=member_id,
        reward_id=reward.id,
        entry_id=entry_id,
        given=given,
        code=work.vault.seal(code) if code else None,
        code_index=work.vault.index("voucher", code) if code else None,
        kind=reward.kind.value,
        names=dict(reward.names),
        product=product.name if product else None,
        charity=reward.charity,
        worth=reward.worth,
        points=reward.price,
        weekdays=reward.weekdays,
        from_minute=reward.from_minute,
        to_minute=reward.to_minute,
        made_at=work.now,
        returnable_until=back_until,
        expires_at=expires_at,
        state=(VoucherState.USED if donated else VoucherState.OPEN).value,
        settled_at=work.now if donated else None,
    )


async def return_voucher(work: Work, actor: Actor, voucher_id: int) -> Returned | Refusal:
    """Take the actor's own unused voucher back: its points go to the lots they came from, and it is for others to have.

    Returns:
        Refusal: `voucher_gone` for what isn't theirs, or as `Voucher.why_kept`.
    """
    authorise(actor, Action.REDEEM)
    member_id = actor.member_id or 0
    await hold(work, actor, [member_id])
    done = await work.run(_RETURN, number=voucher_id, member=member_id, now=work.now)
    voucher = await own_voucher(work, actor, voucher_id)
    if isinstance(voucher, Refusal) or not done or voucher.entry_id is None:
        return voucher if isinstance(voucher, Refusal) else voucher.why_kept(work.now) or Refusal("voucher_kept")
    back = await return_points(work, actor, voucher.entry_id)
    if isinstance(back, Refusal):
        raise LookupError(f"voucher {voucher_id} was open, and its points were {back.key}")
    await put_one_back(work, voucher.reward_id)
    await show_change(work, voucher, voucher.state)
    return Returned(voucher, back.balance)


async def open_vouchers(work: Work, member_id: int) -> list[Voucher]:
    """The vouchers that a member can use, those that expire soonest first."""
    return await work.all(_OPEN_OF, member=member_id, now=work.now)


async def past_vouchers(work: Work, member_id: int) -> list[Voucher]:
    """A member's vouchers and donations of the last while that are over, the newest first."""
    since = work.now - timedelta(days=LISTED_DAYS)
    return await work.all(_OVER_OF, member=member_id, now=work.now, since=since)


async def all_vouchers(work: Work, member_id: int) -> list[InHand]:
    """Every voucher and donation of a member, the newest first."""
    return [await in_hand(work, voucher) for voucher in await work.all(_ALL_OF, member=member_id)]


async def own_voucher(work: Work, actor: Actor, voucher_id: int) -> Voucher | Refusal:
    """A voucher of the actor's; `voucher_gone` if it isn't theirs."""
    found = await work.one(_BY_ID, number=voucher_id)
    return found if found is not None and found.member_id == actor.member_id else Refusal("voucher_gone")


async def in_hand(work: Work, voucher: Voucher) -> InHand:
    """A voucher as its member sees it now; its code is for nobody else."""
    sealed = await work.one(_CODE, number=voucher.id)
    code = work.vault.open(sealed) if sealed else None
    return InHand(voucher, code, voucher.stands(work.now), voucher.may_go_back(work.now))


async def voucher_told(work: Work, voucher_id: int) -> InHand | None:
    """A voucher that a message to its member is about."""
    voucher = await work.one(_BY_ID, number=voucher_id)
    return await in_hand(work, voucher) if voucher else None


async def show_change(work: Work, voucher: Voucher, change: str) -> None:
    """Let a voucher's own message show what it has become, by whose name the change is known."""
    known = about(voucher.id)
    await tell(work, voucher.member_id, "voucher_changed", f"{known}:{change}", {"voucher": voucher.id}, edits=known)


def about(voucher_id: int) -> str:
    """The key of the message that a voucher is."""
    return f"voucher:{voucher_id}"
