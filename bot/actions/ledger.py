"""How an act writes into the ledger: it holds the accounts first, adds its lines, and writes them down together.

Nobody else can change an account while it is held. Whatever the number of lines, writing them is a handful of trips to
the database, so a file of purchases takes the same path as one sale.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.database import Command, Query
from bot.rules.ledger import BEGINNING, Entry, EntryKind, bound
from bot.rules.lots import OWN, Lot, Movement
from bot.rules.roles import Actor
from bot.shop import Work
from bot.tables.points import accounts, allocations, entries, lots


@dataclass(slots=True)
class Account:
    """A held account; it changes as lines are added."""

    member_id: int
    points: int
    debt: int
    head: bytes
    purchases: int
    spent: int
    first_at: datetime | None
    last_at: datetime | None
    tier: int | None
    tier_version: int | None
    frozen_at: datetime | None

    def count(self, purchases: int, spent: int, first_at: datetime, last_at: datetime) -> None:
        """Remember purchases in how the member buys."""
        self.purchases += purchases
        self.spent += spent
        self.first_at = first_at if self.first_at is None else min(self.first_at, first_at)
        self.last_at = last_at if self.last_at is None else max(self.last_at, last_at)

    def inherit(self, old: "Account") -> None:
        """Take over how the same person bought on another account."""
        if old.first_at is not None and old.last_at is not None:
            self.count(old.purchases, old.spent, old.first_at, old.last_at)
        old.purchases, old.spent, old.first_at, old.last_at = 0, 0, None, None


@dataclass(frozen=True, slots=True)
class Bringing:
    """The lot an entry brings: its points, when it expires, and the purchase that it comes from."""

    points: int
    expires_at: datetime
    purchase_id: int | None = None


_HOLD_INSERT = insert(accounts)
# Makes the account if there is none, and changes its row in any case: from here on it is this act's alone.
_HOLD = Query(
    Account,
    _HOLD_INSERT.on_conflict_do_update(
        index_elements=[accounts.c.member_id], set_={"points": accounts.c.points}
    ).returning(
        accounts.c.member_id,
        accounts.c.points,
        accounts.c.debt,
        accounts.c.head,
        accounts.c.purchases,
        accounts.c.spent,
        accounts.c.first_at,
        accounts.c.last_at,
        accounts.c.tier,
        accounts.c.tier_version,
        accounts.c.frozen_at,
    ),
)
_KEEP = Command(
    update(accounts)
    .where(accounts.c.member_id == bindparam("member"))
    .values(
        points=bindparam("new_points"),
        debt=bindparam("new_debt"),
        head=bindparam("new_head"),
        purchases=bindparam("new_purchases"),
        spent=bindparam("new_spent"),
        first_at=bindparam("new_first_at"),
        last_at=bindparam("new_last_at"),
    )
)
_ADD_ENTRY = Query(int, insert(entries).returning(entries.c.id))
_ADD_LOT = Command(insert(lots))
_ADD_ALLOCATION = Command(insert(allocations))
_MOVE = Command(update(lots).where(lots.c.id == bindparam("lot")).values(left=lots.c.left - bindparam("taken")))
_LOTS = Query(
    Lot,
    select(lots.c.id, lots.c.points, lots.c.left, lots.c.expires_at, lots.c.purchase_id)
    .where(lots.c.member_id == bindparam("member"), lots.c.left > 0)
    .order_by(lots.c.expires_at, lots.c.id),
)
_BALANCE = Query(int, select(accounts.c.points).where(accounts.c.member_id == bindparam("member")))


@dataclass(slots=True)
class Book:
    """The accounts an act holds and the lines it is about to write."""

    work: Work
    actor: Actor
    accounts: dict[int, Account]
    _lines: list[tuple[Entry, bytes, bytes, Movement, Bringing | None]] = field(default_factory=list)

    def add(
        self,
        member_id: int,
        kind: EntryKind,
        key: str,
        movement: Movement,
        *,
        at: datetime,
        brings: Bringing | None = None,
        purchase_id: int | None = None,
        reverses: int | None = None,
        rule_version: int | None = None,
    ) -> None:
        """Add a line to an account.

        Args:
            member_id: a held account's.
            kind: what happened.
            key: which happening it is, unique for ever.
            movement: what it takes out of lots and does to the debt; OWN for the lot it brings.
            at: when it happened in the shop.
            brings: its own lot.
            purchase_id: the purchase it belongs to.
            reverses: the entry it takes back.
            rule_version: the rule it followed.
        """
        account = self.accounts[member_id]
        held = (brings.points if brings else 0) - sum(take.points for take in movement.takes)
        entry = Entry(
            member_id=member_id,
            kind=kind.value,
            points=held - movement.debt,
            debt=movement.debt,
            at=at,
            recorded_at=self.work.now,
            key=key,
            purchase_id=purchase_id,
            reverses=reverses,
            rule_version=rule_version,
            actor=self.actor.name,
        )
        previous = account.head
        account.points += held
        account.debt += movement.debt
        account.head = bound(entry, previous)
        self._lines.append((entry, previous, account.head, movement, brings))

    def mark(self, member_id: int) -> str:
        """A mark of the account as it is with the lines so far: no state before or after has the same."""
        return self.accounts[member_id].head.hex()[:16]

    async def write(self) -> list[int]:
        """Write everything down; the entries' numbers, in the order they were added."""
        lines, self._lines = self._lines, []
        numbers = [
            found[0]
            for found in await self.work.each(
                _ADD_ENTRY,
                [{**entry._asdict(), "previous": previous, "hash": head} for entry, previous, head, _, _ in lines],
            )
        ]
        new_lots: list[dict[str, object]] = []
        taken: list[dict[str, object]] = []
        moved: list[dict[str, object]] = []
        for number, (entry, _, _, movement, brings) in zip(numbers, lines, strict=True):
            own = 0
            for take in movement.takes:
                if take.lot_id == OWN:
                    own += take.points
                else:
                    moved.append({"lot": take.lot_id, "taken": take.points})
                taken.append({"lot_id": take.lot_id or number, "entry_id": number, "points": take.points})
            if brings:
                new_lots.append(
                    {
                        "id": number,
                        "member_id": entry.member_id,
                        "points": brings.points,
                        "left": brings.points - own,
                        "expires_at": brings.expires_at,
                        "purchase_id": brings.purchase_id,
                    }
                )
        await self.work.many(_ADD_LOT, new_lots)
        await self.work.many(_ADD_ALLOCATION, taken)
        await self.work.many(_MOVE, moved)
        await self.work.many(
            _KEEP,
            [
                {
                    "member": account.member_id,
                    "new_points": account.points,
                    "new_debt": account.debt,
                    "new_head": account.head,
                    "new_purchases": account.purchases,
                    "new_spent": account.spent,
                    "new_first_at": account.first_at,
                    "new_last_at": account.last_at,
                }
                for account in self.accounts.values()
            ],
        )
        return numbers


async def hold(work: Work, actor: Actor, member_ids: Iterable[int]) -> Book:
    """Hold the accounts of these members, made where there are none, until the transaction ends.

    They are taken in the order of their numbers, so that two acts never wait for each other in a circle.
    """
    rows = [
        {"member_id": member_id, "points": 0, "debt": 0, "head": BEGINNING, "purchases": 0, "spent": 0}
        for member_id in sorted(set(member_ids))
    ]
    held = [found[0] for found in await work.each(_HOLD, rows)]
    return Book(work, actor, {account.member_id: account for account in held})


async def lots_of(work: Work, member_id: int) -> list[Lot]:
    """A held account's lots that have points left, soonest to expire first."""
    return await work.all(_LOTS, member=member_id)


async def balance_of(work: Work, member_id: int) -> int:
    """A member's points; none where they have no account yet."""
    return await work.one(_BALANCE, member=member_id) or 0
