"""Who owns the shop, who works there, how they come and how they go."""

import asyncio
import re
from pathlib import Path

import pytest
from sqlalchemy import bindparam, func, select, update

from bot.actions.staff import claim_shop, make_owner_code
from bot.database import Command, Query
from bot.rules.refusals import Refusal
from bot.rules.roles import OPERATOR, Actor, Role
from bot.tables.log import log_lines
from bot.tables.staff import staff
from bot.words import refusals
from bot.words.catalogs import Language, words_in
from tests.world import OPENING, Guest, World, open_world

pytestmark = pytest.mark.either

_OWNERS = Query(int, select(func.count()).where(staff.c.role == "owner", staff.c.dismissed_at.is_(None)))
_REFUSED = Query(int, select(func.count()).where(log_lines.c.refused))
_DEMOTE = Command(update(staff).where(staff.c.telegram_id == bindparam("person")).values(role="cashier"))
NO_GOOD, OWNER_STAYS = (
    refusals.explain(words_in(Language.EN), Refusal(key), OPENING) for key in ("code_unknown", "owner_stays")
)


async def owners(world: World) -> int:
    """How many own the shop now."""
    async with world.shop.work() as work:
        return await work.the(_OWNERS)


async def refused_acts(world: World) -> int:
    """How many acts were refused for want of a role."""
    async with world.shop.work() as work:
        return await work.the(_REFUSED)


async def console_code(world: World) -> str:
    """The code that the operator's console prints."""
    async with world.shop.work() as work:
        made = await make_owner_code(work, OPERATOR)
    assert not isinstance(made, Refusal)
    return made.code


async def invitation_from(olga: Guest, role: str) -> str:
    """The start payload of an invitation that the owner made."""
    await olga.says("/staff")
    await olga.taps("Invite somebody")
    await olga.taps(role)
    link = re.search(r"start=(st_[\w-]{22})\b", olga.sees)
    assert link is not None, olga.sees
    return link[1]


async def dismiss(olga: Guest, name: str) -> None:
    """The owner dismisses somebody."""
    await olga.says("/staff")
    await olga.taps(name)
    await olga.taps("Dismiss")
    await olga.taps("Dismiss")


@pytest.mark.promise(73)
@pytest.mark.both
async def test_the_code_from_the_console_makes_the_owner_once(world: World) -> None:
    olga, eve = world.guest("Olga"), world.guest("Eve")
    code = await console_code(world)

    assert "is yours" in await olga.starts(f"own_{code}")
    assert await eve.starts(f"own_{code}") == NO_GOOD

    assert await owners(world) == 1
    async with world.shop.work() as work:
        assert await make_owner_code(work, OPERATOR) == Refusal("owner_stays")


@pytest.mark.promise(73)
@pytest.mark.both
async def test_the_owners_code_is_good_for_a_quarter_of_an_hour(world: World) -> None:
    olga = world.guest("Olga")
    code = await console_code(world)

    await world.later(minutes=15, seconds=1)

    assert await olga.starts(f"own_{code}") == NO_GOOD
    assert await owners(world) == 0


@pytest.mark.promise(73)
async def test_five_wrong_codes_by_anybody_make_the_owners_code_void(world: World) -> None:
    olga = world.guest("Olga")
    code = await console_code(world)

    for n in range(5):
        eve = world.guest(f"Eve {n}")
        assert await eve.starts(f"own_{'x' * 21}{n}") == NO_GOOD

    assert await olga.starts(f"own_{code}") == NO_GOOD
    assert "is yours" in await olga.starts(f"own_{await console_code(world)}")
    assert await owners(world) == 1


@pytest.mark.promise(73)
async def test_a_code_said_in_a_group_makes_nobody_the_owner(world: World) -> None:
    olga = world.guest("Olga")
    code = await console_code(world)
    group = world.telegram.create_group(olga.person, "Regulars")

    world.telegram.say(olga.person, f"/start own_{code}", chat=group)
    await world.settle()

    assert await owners(world) == 0


@pytest.mark.promise(73)
@pytest.mark.both
async def test_of_twenty_right_claims_at_once_one_owns_the_shop(world: World) -> None:
    code = await console_code(world)

    async def claim(person: int) -> int | Refusal:
        async with world.shop.work() as work:
            return await claim_shop(work, Actor(Role.GUEST, person), code, "somebody")

    answers = await asyncio.gather(*(claim(person) for person in range(1, 21)))

    assert sum(isinstance(answer, int) for answer in answers) == 1
    assert await owners(world) == 1


async def test_whoever_guesses_five_times_is_not_listened_to_for_ten_minutes(world: World) -> None:
    olga, carl = await world.owner(), world.guest("Carl")
    link = await invitation_from(olga, "Cashier")

    for n in range(5):
        await carl.starts(f"st_{'x' * 21}{n}")

    assert await carl.starts(link) == NO_GOOD
    await world.later(minutes=10, seconds=1)
    assert "Welcome to the team" in await carl.starts(link)


@pytest.mark.both
async def test_the_settings_can_name_the_owner(database_url: str, tmp_path: Path) -> None:
    async with open_world(database_url, tmp_path) as world:
        olga = world.guest("Olga")

    for start in (2, 3):
        async with open_world(database_url, tmp_path, start, owner_id=olga.id) as world:
            assert await owners(world) == 1

            olga = world.guest("Olga")
            await olga.says("/staff")
            assert "Olga · owner" in olga.buttons


async def test_an_invitation_is_good_once(world: World) -> None:
    olga, carl, eve = await world.owner(), world.guest("Carl"), world.guest("Eve")
    link = await invitation_from(olga, "Cashier")

    assert "Your role: cashier" in await carl.starts(link)
    assert await eve.starts(link) == NO_GOOD

    assert "Carl" in olga.sees
    assert "cashier" in olga.sees


async def test_an_invitation_is_good_for_a_day(world: World) -> None:
    olga, carl = await world.owner(), world.guest("Carl")
    link = await invitation_from(olga, "Manager")

    await world.later(hours=24, seconds=1)

    assert await carl.starts(link) == NO_GOOD


async def test_an_owner_who_opens_their_own_invitation_stays_owner_and_spends_nothing(world: World) -> None:
    olga, carl = await world.owner(), world.guest("Carl")
    link = await invitation_from(olga, "Cashier")

    assert await olga.starts(link) == OWNER_STAYS

    assert "Your role: cashier" in await carl.starts(link)


async def test_a_colleague_in_a_new_role_has_only_that_one(world: World) -> None:
    olga, carl = await world.owner(), await world.cashier("Carl")

    await carl.starts(await invitation_from(olga, "Manager"))
    await olga.says("/staff")

    assert [label for label in olga.buttons if "Carl" in label] == ["Carl · manager"]


@pytest.mark.promise(72)
@pytest.mark.both
async def test_an_old_button_of_somebody_demoted_is_refused_at_once(world: World) -> None:
    eva = await world.owner("Eva")
    await eva.says("/staff")
    async with world.shop.work() as work:
        await work.run(_DEMOTE, person=eva.id)

    await eva.taps("Invite somebody")

    assert "Your role doesn't include that" in eva.sees
    assert await refused_acts(world) == 1


@pytest.mark.promise(72)
async def test_whoever_is_dismissed_is_told_and_out_at_once(world: World) -> None:
    olga, carl = await world.owner(), await world.cashier("Carl")

    await dismiss(olga, "Carl")

    assert "Carl no longer works here" in olga.sees
    assert "Your work access at Green Corner has ended" in carl.sees
    assert "for the shop's staff" in await carl.says("/staff")


async def test_nobody_dismisses_an_owner(world: World) -> None:
    olga = await world.owner()

    await olga.says("/staff")
    await olga.taps("Olga")

    assert not [label for label in olga.buttons if "Dismiss" in label]


async def test_what_was_asked_of_somebody_ends_with_their_job(world: World) -> None:
    olga, carl = await world.owner(), await world.cashier("Carl")
    await carl.says("/sale")

    await dismiss(olga, "Carl")
    await carl.says("12.50")

    assert "didn't understand" in carl.sees
