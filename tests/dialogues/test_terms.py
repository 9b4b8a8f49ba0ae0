"""The terms of points under /program: what they are worth, how they are spent, kept and ended."""

import pytest

from bot.actions.terms import read_terms
from bot.rules.terms import Terms
from tests.world import World

pytestmark = pytest.mark.either


async def held(world: World) -> Terms:
    async with world.shop.work() as work:
        return await read_terms(work)


async def test_the_owner_reads_what_a_change_means_before_it_holds(world: World) -> None:
    olga, carl, mei = await world.owner(), await world.cashier(), await world.member("Mei")
    await carl.says(f"/sale {await mei.card()} 250")
    await carl.taps("Record")

    await olga.says("/program")
    assert "100 points are worth €1.00" in olga.sees
    await olga.taps("Worth, spending, expiry")
    await olga.taps("What points are worth")
    await olga.says("50 1")
    assert "500 points has €10.00 to spend" in olga.sees.replace("Whoever has ", "")
    assert "Outstanding: 250 points, worth €2.50 → €5.00" in olga.sees
    assert "with their points in the last 90 days: €0.00" in olga.sees
    assert (await held(world)).version == 1
    await olga.taps("Apply")

    now = await held(world)
    assert (now.worth_points, now.worth_amount, now.version) == (50, 100, 2)
    assert "50 points are worth €1.00" in await olga.says("/program")
    await olga.taps("Worth, spending, expiry")
    await olga.taps("Paying with points")
    await olga.taps("Yes")
    assert "Outstanding: 250 points, worth €5.00\n" in olga.sees
    assert "with their points in the last 90 days: €0.00 → €5.00" in olga.sees


@pytest.mark.parametrize(
    ("part", "answer", "means", "changed"),
    [
        ("Paying with points", "Yes", "Of a purchase of €20.00, 1,000 points can pay €10.00", {"pays": True}),
        ("How much of a purchase", "25", "At the till nothing can be paid", {"pay_share": 25}),
        ("How much of a purchase", "0 %", "At the till nothing can be paid", {"pay_share": 0}),
        ("A week longer", "No", "The button under the warnings goes", {"keeps": False}),
        ("Members out of reach", "0", "lose their points without a word", {"extend_months": 0}),
        ("Members out of reach", "3", "up to 3 times", {"extend_months": 3}),
        ("Putting points right", "50", "Putting right 51 points or more", {"adjust_alone": 50}),
        ("Returning vouchers", "0", "What was redeemed stays redeemed", {"return_days": 0}),
        ("What points are worth", "100 0", "Nothing can be paid with points", {"worth_amount": 0}),
    ],
)
async def test_each_part_of_the_terms_can_be_changed(
    world: World, part: str, answer: str, means: str, changed: dict[str, object]
) -> None:
    olga = await world.owner()
    await olga.says("/program")
    await olga.taps("Worth, spending, expiry")
    await olga.taps(part)

    await (olga.taps(answer) if answer in ("Yes", "No") else olga.says(answer))
    assert means in olga.sees
    await olga.taps("Apply")

    now = await held(world)
    assert {name: getattr(now, name) for name in changed} == changed
    assert now.version == 2


async def test_what_makes_no_terms_is_said_and_asked_again(world: World) -> None:
    olga = await world.owner()
    await olga.says("/program")
    await olga.taps("Worth, spending, expiry")
    for part, answers, question in (
        ("What points are worth", ("100", "a lot", "0 1", "1.5 1", "100 -1", "100 x"), "How many points are worth"),
        ("How much of a purchase", ("101", "half", "-1"), "How many percent"),
        ("Members out of reach", ("13", "-1", "a year"), "From 0 to 12"),
        ("Putting points right", ("many", "-5", "9999999999"), "one manager alone"),
        ("Returning vouchers", ("366", "soon"), "From 0 to 365"),
        ("Paying with points", ("yes",), "Please choose with a button"),
    ):
        await olga.taps(part)
        for answer in answers:
            assert question in await olga.says(answer), answer
        await olga.taps("Back")

    assert (await held(world)).version == 1


@pytest.mark.both
async def test_an_amount_with_two_readings_is_asked_about(world: World) -> None:
    olga = await world.owner()
    await olga.says("/program")
    await olga.taps("Worth, spending, expiry")
    await olga.taps("What points are worth")

    await olga.says("1000 1,234")
    await olga.taps("€1,234.00")
    await olga.taps("Apply")

    assert (await held(world)).worth_amount == 123400


@pytest.mark.both
async def test_two_owners_do_not_overwrite_each_others_terms(world: World) -> None:
    olga, oleg = await world.owner("Olga"), await world.owner("Oleg")
    for one, months in ((olga, "3"), (oleg, "6")):
        await one.says("/program")
        await one.taps("Worth, spending, expiry")
        await one.taps("Members out of reach")
        await one.says(months)

    olga.presses("Apply")
    oleg.presses("Apply")
    await world.settle()

    assert sorted("Somebody changed" in one.sees for one in (olga, oleg)) == [False, True]
    assert (await held(world)).version == 2


@pytest.mark.both
async def test_an_older_preview_of_the_terms_applies_nothing(world: World) -> None:
    olga = await world.owner()
    await olga.says("/program")
    await olga.taps("Worth, spending, expiry")
    await olga.taps("Returning vouchers")
    await olga.says("5")
    world.telegram.say(olga.person, "7")
    olga.presses("Apply")
    await world.settle()

    assert (await held(world)).version == 1
    await olga.taps("Apply")
    assert (await held(world)).return_days == 5
