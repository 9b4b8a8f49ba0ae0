"""Whatever somebody types into whatever question, they get an answer, nothing breaks and nothing is done."""

import pytest

from bot.actions.audit import audit
from bot.actions.people import find_person
from bot.actions.program import read_rule
from tests.dialogues.test_products import stock
from tests.dialogues.test_rewards import kept, offer
from tests.dialogues.test_sale import bought_by
from tests.world import Guest, World

ODD = (
    "½",
    "²",
    "1e400",
    "9" * 4000,
    "1 " * 2000,
    "TEA " * 1000,
    "*",
    "#",
    "|",
    "{0.__class__} %s",
    "<b>&amp;</i>",
    "\u202e12.50\u200f",
    "🎉" * 200,
    "٫٥٠ 😀",
    "+" * 50,
    "R-",
    "-0",
    ".",
    "' OR 1=1 --",
    "a\x00b",
)
QUESTIONS = {
    "sale, member": ("/sale",),
    "sale, amount": ("/sale {card}",),
    "sale, goods": ("/sale {card}", "12.50"),
    "sale, yes or no": ("/sale {card} 12.50",),
    "find": ("/find",),
    "find, earlier number": ("/find {card}", "[Add earlier"),
    "refund, receipt": ("/refund",),
    "refund, amount": ("/refund", "{receipt}"),
    "refund, yes or no": ("/refund {receipt} 1",),
    "product, code": ("/products", "[Add a product"),
    "product, price": ("/products", "[Thing 00", "[Price"),
    "product, days": ("/products", "[Thing 00", "[Lasts"),
    "reward, name": ("/rewards", "[Edit rewards", "[Add a reward", "[A gift"),
    "reward, price": ("/rewards", "[Edit rewards", "[Coffee", "[Points"),
    "reward, first day": ("/rewards", "[Edit rewards", "[Coffee", "[First day"),
    "reward, hours": ("/rewards", "[Edit rewards", "[Coffee", "[Hours"),
    "reward, picture": ("/rewards", "[Edit rewards", "[Coffee", "[Picture"),
    "reward, languages": ("/rewards", "[Edit rewards", "[Coffee", "[Languages"),
    "rule, rate": ("/program", "[Points for"),
    "rule, months": ("/program", "[How long"),
    "rule, gift": ("/program", "[Welcome gift"),
}
WRITTEN = {"find", "product, code", "reward, name"}
"""Those whose answers come as they are to the database."""


async def awaited(guest: Guest) -> tuple[str, str] | None:
    """The question that somebody's next words answer, with what it is about."""
    async with guest.world.shop.work() as work:
        known = await find_person(work, guest.id)
        if known is None or known.step is None or known.step_data is None:
            return None
        return known.step, work.vault.open(known.step_data)


@pytest.mark.either
@pytest.mark.parametrize(
    "question", [pytest.param(one, marks=[pytest.mark.both] if one in WRITTEN else []) for one in QUESTIONS]
)
async def test_odd_text_is_answered_and_does_nothing(world: World, question: str) -> None:
    await stock(world, 1)
    reward = await offer(world)
    olga, mei = await world.owner(), await world.member("Mei")
    card = await mei.card()
    await olga.says(f"/sale {card} 100")
    await olga.taps("Record")
    [sale] = await bought_by(mei)

    asked = None
    for text in ODD:
        if asked is None or await awaited(olga) != asked:
            for step in QUESTIONS[question]:
                said = step.format(card=card, receipt=sale.receipt)
                await (olga.taps(said[1:]) if said.startswith("[") else olga.says(said))
            asked = await awaited(olga)
        before = len(olga.heard)
        await olga.says(text)
        assert len(olga.heard) > before, text
        assert "went wrong" not in olga.sees, text

    assert await bought_by(mei) == [sale]
    assert await kept(world) == [reward]
    async with world.shop.work() as work:
        assert (await read_rule(work)).version == 1
    assert (await audit(world.shop)).findings == []
