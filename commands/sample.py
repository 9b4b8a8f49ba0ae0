"""The sample shop of the demo: its people, its goods and half a year of purchases, from a seed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import NamedTuple

from bot.rules.products import Product
from bot.rules.roles import Role

STORE = "Green Corner"
HALF_YEAR = timedelta(days=182)


class Player(NamedTuple):
    """Somebody at the demo's page: a name, their client's language, what they are here, and their phone."""

    name: str
    language: str
    role: Role | None
    note: str
    phone: str | None = None


PLAYERS = (
    Player("小梅", "zh-hans", Role.MEMBER, "member", "8613800138001"),
    Player("郁婷", "zh-hant", Role.MEMBER, "member", "886912345601"),
    Player("Анна", "ru", Role.MEMBER, "member", "79161234501"),
    Player("Tom", "en", Role.MEMBER, "member", "447700900101"),
    Player("Sam", "en", None, "not a member yet", "447700900102"),
    Player("Ada", "en", Role.CASHIER, "cashier", "447700900103"),
    Player("Сергей", "ru", Role.MANAGER, "manager", "79161234502"),
    Player("Nora", "en", Role.OWNER, "owner", "447700900104"),
)
NEIGHBOURS = (
    *("Lucía Ortega", "Jonas Weber", "Priya Nair", "王芳", "Olga Ivanova", "Yusuf Kaya", "Chloé Martin", "陳怡君"),
    *("Bela Horvath", "Ines Costa", "Mateusz Nowak", "Hanna Fischer", "李强", "Dmitri Volkov", "Aiko Tanaka"),
    *("Emil Berg", "Fatima Zahra", "Noah Schmidt", "張志明", "Greta Lind", "Pavel Novák", "Sofia Rossi", "Omar Aziz"),
    *("Marta Kowalska", "刘洋", "Ivan Petrov", "Leila Haddad", "Oskar Lund", "Nina Keller", "Tariq Rahman"),
)


@dataclass(frozen=True, slots=True)
class Habit:
    """What somebody buys again and again: a product, days between, and how many at once."""

    product: Product
    days: float
    quantity: int


GOODS = (
    Product(None, "FORMULA-1", "Infant formula 800 g", "Baby", 2190, 18),
    Product(None, "DIAPER-4", "Diapers size 4", "Baby", 1599, 16),
    Product(None, "COFFEE-BEAN", "Coffee beans 500 g", "Coffee and tea", 949, 21),
    Product(None, "TEA-OOLONG", "Oolong tea 150 g", "Coffee and tea", 1250, 35),
    Product(None, "MILK-1L", "Whole milk 1 l", "Dairy", 139, 5),
    Product(None, "DOG-DRY", "Dry dog food 3 kg", "Pets", 1790, 28),
    Product(None, "CAT-TIN", "Cat food, tin", "Pets", 115, 6),
    Product(None, "PAPER-8", "Toilet paper, 8 rolls", "Household", 459, 24),
    Product(None, "WASH-1L", "Laundry liquid 1 l", "Household", 699, 40),
    Product(None, "SHAMPOO", "Shampoo 300 ml", "Care", 389, 45),
    Product(None, "BREAD-RYE", "Rye bread", "Bakery", 349, 7),
    Product(None, "HONEY", "Blossom honey 500 g", "Pantry", 790, 60),
)


class Basket(NamedTuple):
    """One purchase of one person: when, and how many of what."""

    who: int
    at: datetime
    goods: tuple[tuple[Product, int], ...]

    @property
    def amount(self) -> int:
        """What it comes to, in minor units."""
        return sum((product.price or 0) * quantity for product, quantity in self.goods)


def baskets(random: Random, people: int, since: datetime, until: datetime) -> list[Basket]:
    """What so many people buy between two instants, oldest first; people are numbered from 0."""
    found = [basket for who in range(people) for basket in _shopping(random, who, since, until)]
    return sorted(found, key=lambda basket: basket.at)


def _shopping(random: Random, who: int, since: datetime, until: datetime) -> Iterator[Basket]:
    chosen = random.sample(GOODS, k=random.randint(2, 5))
    habits = [Habit(one, (one.refill_days or 30) * random.uniform(0.8, 1.5), _pieces(random, one)) for one in chosen]
    days: dict[int, list[tuple[Product, int]]] = {}
    length = (until - since).days
    for habit in habits:
        day = random.uniform(0, habit.days)
        while day < length:
            days.setdefault(int(day), []).append((habit.product, habit.quantity))
            day += max(1.0, random.gauss(habit.days, habit.days * 0.15))
    midnight = since.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    for day_number, goods in days.items():
        at = midnight + timedelta(days=day_number, hours=random.randint(8, 17), minutes=random.randint(0, 59))
        if since <= at < until:
            yield Basket(who, at, tuple(goods))


def _pieces(random: Random, product: Product) -> int:
    return random.choice((4, 6, 8)) if product.sku in ("CAT-TIN", "MILK-1L") else 1
