"""Rewards: what a member can have, keeping and editing what the shop offers, and taking one from the shelf."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, bindparam, func, insert, select, update

from bot.actions.log import authorise, note
from bot.actions.products import product_by_id
from bot.actions.tiers import read_tiers
from bot.database import Command, Query, Transaction
from bot.rules.offers import Offer, Standing, catalogue
from bot.rules.refusals import Refusal
from bot.rules.rewards import Reward, RewardKind, RewardState
from bot.rules.roles import Action, Actor
from bot.rules.tiers import TierTable
from bot.shop import Work
from bot.tables.points import accounts
from bot.tables.rewards import rewards, vouchers


def _reward(
    id: int,
    kind: str,
    names: Mapping[str, str],
    abouts: Mapping[str, str],
    price: int,
    picture: str | None,
    worth: int | None,
    product_id: int | None,
    charity: str | None,
    stock: int | None,
    each: int | None,
    min_tier: int | None,
    from_at: datetime | None,
    until_at: datetime | None,
    languages: Iterable[str] | None,
    weekdays: int,
    from_minute: int,
    to_minute: int,
    voucher_days: int,
    state: str,
    version: int,
) -> Reward:
    return Reward(
        id,
        RewardKind(kind),
        names,
        abouts,
        price,
        picture,
        worth,
        product_id,
        charity,
        stock,
        each,
        min_tier,
        from_at,
        until_at,
        None if languages is None else tuple(languages),
        weekdays,
        from_minute,
        to_minute,
        voucher_days,
        RewardState(state),
        version,
    )


class _Account(NamedTuple):
    points: int
    tier: int | None
    frozen_at: datetime | None


class _Had(NamedTuple):
    reward_id: int
    times: int


class Shown(NamedTuple):
    """The catalogue as somebody finds it; `points` None for who has no membership."""

    offers: Sequence[Offer]
    points: int | None
    tiers: TierTable | None


_REWARD = select(*(rewards.c[name] for name in Reward._fields))
_BY_ID = Query(_reward, _REWARD.where(rewards.c.id == bindparam("number")))
_OFFERED = Query(_reward, _REWARD.where(rewards.c.state == RewardState.ACTIVE.value).order_by(rewards.c.id))
_PAGE = Query(_reward, _REWARD.order_by(rewards.c.id.desc()).limit(bindparam("most")).offset(bindparam("skip")))
_COUNT = Query(int, select(func.count()).select_from(rewards))
_ACCOUNT = Query(
    _Account,
    select(accounts.c.points, accounts.c.tier, accounts.c.frozen_at).where(accounts.c.member_id == bindparam("member")),
)
_COUNTED = and_(vouchers.c.state != "returned", vouchers.c.entry_id.is_not(None))  # gifts don't count
_HAD = Query(
    _Had,
    select(vouchers.c.reward_id, func.count().label("times"))
    .where(vouchers.c.member_id == bindparam("member"), _COUNTED)
    .group_by(vouchers.c.reward_id),
)
_HAD_OF = Query(
    int,
    select(func.count()).where(
        vouchers.c.reward_id == bindparam("reward"), vouchers.c.member_id == bindparam("member"), _COUNTED
    ),
)
_ADD = Query(int, insert(rewards).returning(rewards.c.id))
_KEPT = tuple(name for name in Reward._fields if name not in ("id", "stock", "version"))
_EDIT = Command(
    update(rewards)
    .where(rewards.c.id == bindparam("number"), rewards.c.version == bindparam("edited"))
    .values(
        {
            **{name: bindparam(f"new_{name}") for name in (*_KEPT, "changed_at", "actor")},
            "version": rewards.c.version + 1,
        }
    )
)
_RESTOCK = Command(update(rewards).where(rewards.c.id == bindparam("number")).values(stock=bindparam("new_stock")))
_TAKE = Command(
    update(rewards).where(rewards.c.id == bindparam("number"), rewards.c.stock > 0).values(stock=rewards.c.stock - 1)
)
_PUT_BACK = Command(
    update(rewards)
    .where(rewards.c.id == bindparam("number"), rewards.c.stock.is_not(None))
    .values(stock=rewards.c.stock + 1)
)


async def offers_for(work: Work, member_id: int | None, language: str) -> Shown:
    """The catalogue for a member, or for somebody who is none, in the language they read."""
    if member_id is None:
        standing, found = None, await work.all(_OFFERED)
    else:
        account, had, found = await work.together(
            _ACCOUNT.of(member=member_id), _HAD.of(member=member_id), _OFFERED.of()
        )
        held = account[0] if account else _Account(0, None, None)
        standing = Standing(held.points, held.tier, dict(had), held.frozen_at is not None)
    tiers = await read_tiers(work) if any(one.min_tier is not None for one in found) else None
    shown = catalogue(found, standing or Standing(), now=work.now, language=language, tiers=tiers)
    return Shown(shown, None if standing is None else standing.points, tiers)


async def count_had(work: Work, member_id: int, reward_id: int) -> int:
    """How many of a reward a member had; those they returned don't count."""
    return await work.the(_HAD_OF, member=member_id, reward=reward_id)


async def read_reward(work: Transaction, reward_id: int) -> Reward | None:
    """A reward in whatever state, or None."""
    return await work.one(_BY_ID, number=reward_id)


async def list_rewards(work: Transaction, most: int, skip: int = 0) -> tuple[list[Reward], int]:
    """A page of all rewards, the newest first, and how many there are."""
    return await work.all(_PAGE, most=most, skip=skip), await work.the(_COUNT)


async def take_one(work: Work, reward: Reward) -> bool:
    """Take one from the shelf; False if there was none left, however many there were when it was read."""
    return reward.stock is None or await work.run(_TAKE, number=reward.id) == 1


async def put_one_back(work: Work, reward_id: int) -> None:
    """Put one back on the shelf, as a voucher that is returned or undone does; a stock without end stays one."""
    await work.run(_PUT_BACK, number=reward_id)


async def make_reward(work: Work, actor: Actor, reward: Reward) -> Reward | Refusal:
    """Keep a new reward, in the state it comes in.

    Returns:
        The reward with its number; or why it can't be one (bot/rules/rewards.py), or `reward_over` or
        `product_unknown`.
    """
    authorise(actor, Action.EDIT_REWARDS)
    if refusal := await _refused(work, reward):
        return refusal
    new = reward._replace(version=1)
    values = {name: getattr(new, name) for name in Reward._fields if name != "id"}
    number = await work.the(_ADD, **values, made_at=work.now, changed_at=work.now, actor=actor.name)
    await note(work, actor, Action.EDIT_REWARDS, f"reward:{number}", None, _plain(new))
    return new._replace(id=number)


async def edit_reward(work: Work, actor: Actor, changed: Reward, *, restock: bool = False) -> Reward | Refusal:
    """Change a reward; the vouchers that were bought stay what they are.

    Args:
        changed: its `version` is the one it was edited from.
        restock: its stock counts too. Otherwise the stock stays what it is by now, since members take from it.

    Returns:
        The reward as it is now; `reward_changed` if somebody else's edit came first, `reward_unknown`, or why it can't
        be one, as of make_reward.
    """
    authorise(actor, Action.EDIT_REWARDS)
    if refusal := await _refused(work, changed):
        return refusal
    before = await work.one(_BY_ID, number=changed.id)
    if before is None:
        return Refusal("reward_unknown")
    if not restock:
        changed = changed._replace(stock=before.stock)
    values = {f"new_{name}": getattr(changed, name) for name in _KEPT}
    done = await work.run(
        _EDIT,
        number=changed.id,
        edited=changed.version,
        new_changed_at=work.now,
        new_actor=actor.name,
        **values,
    )
    if not done:
        return Refusal("reward_changed")
    if restock:
        await work.run(_RESTOCK, number=changed.id, new_stock=changed.stock)
    was, now = _plain(before), _plain(changed)
    differs = ["kind", *(name for name in was if was[name] != now[name])]  # what its worth is counted in goes with it
    await note(
        work,
        actor,
        Action.EDIT_REWARDS,
        f"reward:{changed.id}",
        {name: was[name] for name in differs},
        {name: now[name] for name in differs},
    )
    return changed._replace(version=changed.version + 1)


async def turn_reward(work: Work, actor: Actor, reward_id: int, version: int, state: RewardState) -> Reward | Refusal:
    """Offer a reward, or offer it no more; refused as edit_reward does, with `version` the one that was seen."""
    authorise(actor, Action.EDIT_REWARDS)
    reward = await work.one(_BY_ID, number=reward_id)
    if reward is None:
        return Refusal("reward_unknown")
    return await edit_reward(work, actor, reward._replace(version=version, state=state))


async def _refused(work: Work, reward: Reward) -> Refusal | None:
    if refusal := reward.refused():
        return refusal
    if reward.state is RewardState.ACTIVE and reward.until_at is not None and reward.until_at < work.now:
        return Refusal("reward_over")
    if reward.product_id is not None and await product_by_id(work, reward.product_id) is None:
        return Refusal("product_unknown")
    return None


def _plain(reward: Reward) -> dict[str, object]:
    """A reward as plain data for the log, without its number and version."""
    found = reward._asdict()
    del found["id"], found["version"]
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in found.items()}
