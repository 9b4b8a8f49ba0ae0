"""The real bot, killed -9 while people rush for the seats of an event and while it tells them of a change."""

import json
import random
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path

import pytest

from bot.vault import Vault
from tests.auditor import text_of
from tests.canaries import SECRET_KEY
from tests.killer import Killer, Messenger, killer_of, messenger_with, wait_until

Size = Callable[[int, int], int]
IN_FLIGHT = 8
COMES, WAITS, LEAVES = "I'm coming", "Wait for a seat", "I can't come after all"
BOTH = ("sqlite", pytest.param("postgres", marks=pytest.mark.full))
_OF_EVENT = "delivery WHERE kind IN ('event_moved_up', 'event_changed')"
_OPEN = "state IN ('queued', 'sending')"


class Evening:
    """An event with so many seats, everybody who may come to it, and what each of them said last."""

    def __init__(self, killer: Killer, messenger: Messenger, seats: int) -> None:
        self.killer = killer
        self.messenger = messenger
        self.seats = seats
        self.manager, *self.guests = messenger.people
        self.wanting: set[int] = set()

    def open(self) -> None:
        """The manager invites, and everybody else is a member; half of them have said that they come.

        The event is near, so that nothing waits for a day.
        """
        self.killer.start()
        self.messenger.act(self.manager, "start")
        wait_until(lambda: len(self.messenger.accepted()) >= 1 and self.killer.quiet())
        self.killer.hire([self.manager])
        self.killer.ask("UPDATE staff SET role = 'manager'")
        at, name = datetime.now(UTC), Vault(SECRET_KEY).seal("Mei")
        self._add("member", *((f"C{one}", one, "telegram", at, at) for one in self.guests))
        self._add("person", *((one, name, at) for one in self.guests))
        self.killer.ask(
            "UPDATE person SET member_id = (SELECT id FROM member m WHERE m.telegram_id = person.telegram_id)"
        )
        begins = at + timedelta(hours=20)
        self._add(
            "event",
            (json.dumps({"en": "Tasting"}), "{}", "Upstairs", begins, begins + timedelta(hours=2), self.seats, at),
        )
        self.killer.ask(
            """INSERT INTO event_guest (event_id, member_id, state, turn, since)
                SELECT 1, id, CASE WHEN id <= ? THEN 'coming' ELSE 'waiting' END, id, created_at FROM member
                WHERE id <= ?""",
            self.seats,
            2 * self.seats,
        )
        self.wanting = set(self.guests[: 2 * self.seats])

    def _add(self, what: str, *rows: tuple[object, ...]) -> None:
        columns = {
            "member": "card, telegram_id, source, created_at, joined_at",
            "person": "telegram_id, name, first_seen",
            "event": "names, abouts, place, at, ends_at, seats, made_at, who, state, version",
        }[what]
        more = ", 'everybody', 'on', 1" if what == "event" else ""
        values = ", ".join(f"({', '.join('?' * len(row))}{more})" for row in rows)
        instants = (
            one.isoformat(sep=" ", timespec="microseconds") if isinstance(one, datetime) else one
            for one in chain(*rows)
        )
        self.killer.ask(f"INSERT INTO {what} ({columns}) VALUES {values}", *instants)

    def rush(self, who: Collection[int], kills: int, chance: random.Random) -> None:
        """These change their minds, all at once, and the bot dies so many times before everybody has what they want."""
        looked = self._handled() + len(who)
        for one in who:
            self.messenger.say(one, "/start e_1")
        wait_until(lambda: self._handled() >= looked)
        for one in who:
            wait_until(lambda one=one: bool(self._answers(one)))  # type: ignore[misc]  # bound early
        self.settle()
        self.killer.kill()
        for one in who:
            self.messenger.tap(one, self._answers(one)[0])
        self.wanting ^= set(who)
        last = self._handled() + len(who)
        for _ in range(kills):
            until = chance.randint(self._handled(), last)
            self.killer.start()
            wait_until(lambda until=until: self._handled() >= until)  # type: ignore[misc]  # bound early
            self.killer.kill()
            assert self.counted()["coming"] <= self.seats
        self._finish(last)

    def _finish(self, last: int) -> None:
        self.killer.start()
        wait_until(lambda: self._handled() >= last)
        self.settle()

    def _answers(self, one: int) -> list[str]:
        wanted = (LEAVES,) if one in self.wanting else (COMES, WAITS)
        return [label for label in self.messenger.buttons(one)[1] if label in wanted]

    def _handled(self) -> int:
        return self.killer.count("inbox WHERE state = 'done'")

    def move(self, place: str, kills: int, chance: random.Random) -> None:
        """The event is somewhere else, and the bot dies so many times while it tells whoever comes or waits."""
        for said, sees in (
            ("/events", "Look after"),
            ("Look after", "🗓 Tasting"),
            ("🗓 Tasting", "Where"),
            ("Where", "Leave it"),
        ):
            (self.messenger.say if said.startswith("/") else self.messenger.tap)(self.manager, said)
            wait_until(lambda sees=sees: self.messenger.sees(self.manager, sees))  # type: ignore[misc]  # bound early
        self.messenger.say(self.manager, place)
        wait_until(lambda: self.messenger.sees(self.manager, "Apply"))
        self.settle()
        self.killer.kill()
        self.messenger.tap(self.manager, "Apply")
        last = self._handled() + 1
        for _ in range(kills):
            told = self.told(place).total()
            until = told + chance.randrange(max(len(self.wanting) - told, 1))
            self.killer.start()
            wait_until(lambda until=until: self.told(place).total() >= until)  # type: ignore[misc]  # bound early
            self.killer.kill()
        self._finish(last)

    def told(self, *words: str) -> Counter[int]:
        """How often each guest was told this, by the messenger's own log."""
        found = (one for one in self.messenger.accepted() if all(word in text_of(one) for word in words))
        return Counter(one.chat_id for one in found if one.chat_id is not None and one.chat_id != self.manager)

    def settle(self) -> None:
        """Wait until all is done that was asked for, and said that was to be said, second tries too."""
        wait_until(lambda: not self.killer.count(f"{_OF_EVENT} AND {_OPEN} AND reason IS NULL"))
        self.killer.ask(
            f"UPDATE {_OF_EVENT.replace(' WHERE', ' SET due = ? WHERE')} AND state = 'queued'",
            "2020-01-01 00:00:00.000000+00:00",
        )
        wait_until(lambda: not self.killer.count(f"{_OF_EVENT} AND {_OPEN}"))

    def counted(self) -> Counter[str]:
        """How many come, wait and can't."""
        return Counter(str(state) for (state,) in self.killer.ask("SELECT state FROM event_guest"))

    def judge(self) -> None:
        """Every seat is somebody's who wants it, nobody is lost, and whoever was told twice was told so by a death."""
        guests = self.killer.ask("SELECT telegram_id, g.state FROM event_guest g JOIN member m ON m.id = g.member_id")
        stands = {one: str(state) for one, state in guests}
        turns = self.killer.ask("SELECT count(*), count(DISTINCT turn) FROM event_guest")
        assert {one for one, state in stands.items() if state != "away"} == self.wanting
        assert Counter(stands.values())["coming"] == min(self.seats, len(self.wanting))
        assert turns[0][0] == turns[0][1]
        moved = self.killer.ask("SELECT chat_id, state FROM delivery WHERE kind = 'event_moved_up'")
        assert {state for _, state in moved} <= {"delivered", "dropped"}
        had, asked = self.told("A seat is free"), Counter(int(str(one)) for one, _ in moved)
        delivered = Counter(int(str(one)) for one, state in moved if state == "delivered")
        assert all(had[one] >= n for one, n in delivered.items())
        twice = [one for one, n in had.items() if n > asked[one]]
        assert all(had[one] <= 2 * asked[one] for one in had)
        assert len(twice) <= IN_FLIGHT * self.killer.kills


@pytest.fixture
def evening(tmp_path: Path, empty_database_url: str, size: Size) -> Iterator[Evening]:
    """An evening for which there are fewer seats than guests; its bot runs."""
    at = empty_database_url if empty_database_url.startswith("postgres") else ""
    people = size(17, 601)
    with messenger_with(people, tmp_path) as messenger, killer_of(messenger, tmp_path, at) as killer:
        killer.pace = size(25, 200)
        evening = Evening(killer, messenger, seats=people // 4)
        evening.open()
        yield evening


@pytest.mark.parametrize("empty_database_url", BOTH, indirect=True)
@pytest.mark.promise(1)
def test_killed_in_a_rush_for_seats_and_while_it_tells_of_a_change_no_seat_is_given_twice_and_nobody_is_lost(
    evening: Evening, size: Size, seed: int
) -> None:
    chance = random.Random(seed)
    for n in range(size(1, 6)):
        evening.rush(chance.sample(evening.guests, len(evening.guests) // 2), size(1, 3), chance)
        deaths, place = evening.killer.kills, f"Cellar {n}"
        evening.move(place, size(1, 3), chance)

        told = evening.told("Something has changed", place)
        assert told.keys() == evening.wanting
        assert set(told.values()) <= {1, 2}
        assert sum(n > 1 for n in told.values()) <= IN_FLIGHT * (evening.killer.kills - deaths)
        evening.judge()

    assert evening.killer.ask("SELECT version FROM event") == [(size(1, 6) + 1,)]
