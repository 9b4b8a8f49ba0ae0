"""The real bot, killed -9 while people ask to join a group: whoever may is in in the end, nobody else ever is."""

import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.canaries import TOKEN
from tests.killer import Killer, Messenger, killer_of, messenger_with, wait_until

MEMBERS, GUESTS, SEATS = 12, 6, 8
FOR_THEM = SEATS - 1
"""The owner has a seat of their own."""
ROUNDS = 10

pytestmark = pytest.mark.full


@pytest.fixture
def shop(tmp_path: Path, empty_database_url: str) -> Iterator[Killer]:
    """A shop whose first people are members, the others not, and one more owns it; the bot runs."""
    at = empty_database_url if empty_database_url.startswith("postgres") else ""
    with messenger_with(MEMBERS + GUESTS + 1, tmp_path) as messenger, killer_of(messenger, tmp_path, at) as killer:
        for person in messenger.people[:MEMBERS]:
            messenger.act(person, "start")
        killer.start()
        for person in messenger.people[:MEMBERS]:
            wait_until(lambda person=person: messenger.sees(person, "Join"))  # type: ignore[misc]  # bound early
            messenger.tap(person, "Join")
        wait_until(lambda: killer.count("member") == MEMBERS)
        killer.hire(messenger.people[-1:])
        messenger.act(messenger.people[-1], "start")
        wait_until(killer.quiet)
        killer.ask("UPDATE staff SET role = 'owner'")
        yield killer


def group_with_door(killer: Killer) -> tuple[int, str]:
    """A group of the owner's with so many seats for members; its chat, and a link to it."""
    messenger = killer.messenger
    asked = {"owner": messenger.people[-1], "title": "Tasters", "bot": True, "bot_admin": True}
    chat = messenger.http.post("/sandbox/groups", json=asked).json()["group"]["id"]
    wait_until(lambda: killer.count("community_group WHERE rights = 7") == 1)
    wait_until(lambda: killer.count("community_group WHERE unknown IS NOT NULL") == 1)
    killer.ask("UPDATE community_group SET state = 'open', most = ?", SEATS)
    made = messenger.http.post(
        f"/bot{TOKEN}/createChatInviteLink", json={"chat_id": chat, "creates_join_request": True}
    )
    return chat, str(made.json()["result"]["invite_link"])


def inside(messenger: Messenger, chat: int) -> set[int]:
    """Which of the people are in a group; its owner aside."""
    [group] = [one for one in messenger.http.get("/sandbox/state").json()["groups"] if one["id"] == chat]
    there = {one["user_id"] for one in group["members"] if one["status"] == "member"}
    return there & set(messenger.people[:-1])


@pytest.mark.promise(45)
def test_killed_while_people_ask_to_join_everybody_who_may_is_in_and_nobody_else(shop: Killer, seed: int) -> None:
    chance, messenger = random.Random(seed), shop.messenger
    members = set(messenger.people[:MEMBERS])
    chat, link = group_with_door(shop)

    for _ in range(ROUNDS):
        shop.kill()
        asks = [one for one in messenger.people[:-1] if one not in inside(messenger, chat)]
        chance.shuffle(asks)
        for person in asks:
            messenger.act(person, "join", link=link)
        for _ in range(2):
            shop.start()
            time.sleep(chance.random() * 2)  # that is what a random moment is
            assert inside(messenger, chat) <= members
            shop.kill()
        shop.start()
        wait_until(shop.quiet)
        shop.let_a_minute_pass()
        wait_until(lambda: shop.quiet() and len(inside(messenger, chat)) == FOR_THEM)
        assert inside(messenger, chat) <= members
        assert shop.count("group_place WHERE state in ('let_in', 'inside') AND NOT by_hand") == FOR_THEM
        for person in chance.sample(sorted(inside(messenger, chat)), 3):
            messenger.act(person, "leave", chat=chat)
        wait_until(shop.quiet)
