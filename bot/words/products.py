"""The goods: what they are called, what they cost, and how long one lasts."""

from collections.abc import Sequence

from bot.rules.products import Product
from bot.words import formats
from bot.words.catalogs import Words, sentence
from bot.words.common import back, cancel, turn, yes
from bot.words.message import Button, Go, Html, Message, lines, paragraphs, plain, rows

_QUESTIONS = {
    "sku": sentence("What is the product's code, as at the till? Without spaces, please."),
    "name": sentence("What is the product called?"),
    "category": sentence("Which category is it in? For example: coffee."),
    "price": sentence("What does it cost?"),
    "refill_days": sentence("For how many days does one last, roughly? Members who want to are reminded in time."),
}
_OPTIONAL = {"category", "price", "refill_days"}


def products(words: Words, shown: Sequence[Product], page: int, pages: int) -> Message:
    """The products, each a button; pages count from 0."""
    return Message(
        paragraphs(
            words.say("<b>Products</b>"),
            words.say("Tap one to see or change it.") if shown else words.say("None yet."),
        ),
        rows(
            *((Button(_label(words, product), Go("products.show", str(product.id))),) for product in shown),
            turn(words, "products.page", page, pages),
            (yes(words.label("Add a product"), Go("products.add")),),
        ),
    )


def _label(words: Words, product: Product) -> str:
    name = f"{plain(product.name)} · {plain(product.sku)}"
    return name if product.price is None else f"{name} · {formats.money(words, product.price)}"


def product(words: Words, shown: Product, counts_as: str = "") -> Message:
    """One product, and a button for each part of it that can be changed; `counts_as` another, if it does."""
    return Message(
        paragraphs(
            words.say("<b>{name}</b>", name=shown.name),
            lines(
                words.say("Code: <code>{sku}</code>", sku=shown.sku),
                words.say("Category: {category}", category=shown.category) if shown.category else None,
                words.say("Price: {price}", price=formats.money(words, shown.price))
                if shown.price is not None
                else words.say("Price: not set"),
                _lasts(words, shown.refill_days),
                words.say("Counts as {product} when it runs out", product=counts_as) if counts_as else None,
            ),
        ),
        (
            (_edit(words.label("Name"), shown, "name"), _edit(words.label("Category"), shown, "category")),
            (_edit(words.label("Price"), shown, "price"), _edit(words.label("Lasts"), shown, "refill_days")),
            (Button(words.label("Counts as…"), Go("products.same", str(shown.id))),),
            (back(words, Go("products.list")),),
        ),
    )


def _lasts(words: Words, days: int | None) -> Html:
    if days is None:
        return words.say("How long it lasts: not set")
    return words.count("One lasts about {n} day", "One lasts about {n} days", days)


def _edit(label: str, shown: Product, field: str) -> Button:
    return Button(label, Go("products.edit", str(shown.id), field))


def same(words: Words, product_id: int, choices: Sequence[tuple[int, str]]) -> Message:
    """Which other product one counts as when it runs out: members who change between them have one habit."""
    number = str(product_id)
    return Message(
        words.say("In whose place is this bought? Members who change between the two are reminded of one thing."),
        (
            *((Button(plain(name), Go("products.count", number, str(other))),) for other, name in choices),
            (Button(words.label("It counts as itself"), Go("products.count", number, "0")),),
            (back(words, Go("products.show", number)),),
        ),
    )


def ask(words: Words, field: str, *, new: bool) -> Message:
    """For a part of a product, `new` or known: `sku`, `name`, `category`, `price` or `refill_days`."""
    skip = words.label("Skip") if new else words.label("Leave empty")
    return Message(
        words.say(_QUESTIONS[field]),
        rows(
            (Button(skip, Go("products.skip", field)),) if field in _OPTIONAL else (),
            (back(words, Go("products.back")), cancel(words)),
        ),
    )


def saved(words: Words, shown: Product) -> Message:
    """After adding or changing one."""
    after = product(words, shown)
    return Message(paragraphs(words.say("✅ Saved."), after.text), after.buttons)
