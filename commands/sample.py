"""The sample shop of the demo: its people, its goods, its tiers, rewards and gifts, and half a year of purchases."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import NamedTuple

from bot.rules.birthdays import NO_TIER, Birthday, Calendar, Gift, GiftKind
from bot.rules.deliveries import Topic
from bot.rules.products import Product
from bot.rules.rewards import Reward, RewardKind, RewardState
from bot.rules.roles import Role
from bot.rules.tiers import Measure, Span, Tier, TierTable

STORE = "Green Corner"
HALF_YEAR = timedelta(days=182)


class Player(NamedTuple):
    """Somebody at the demo's page: a name, their client's language, what they are here, their phone, what the shop may
    write to them about, and their birthday, as seen from the day the demo opens.
    """

    name: str
    language: str
    role: Role | None
    note: str
    phone: str | None = None
    topics: tuple[Topic, ...] = ()
    born: Callable[[date], Birthday] | None = None


class Gathering(NamedTuple):
    """The group of the sample shop, and how many of the members at the page are in it already."""

    title: str
    about: str
    house_rules: str
    people: int


GROUP = Gathering(
    "Brew club",
    "What we brew, and how: beans, grinders and small disasters.",
    "1. Be kind.\n2. No advertising.\n3. Pictures of cups are always welcome.",
    people=2,
)


def _in_days(days: int, age: int) -> Callable[[date], Birthday]:
    def born(today: date) -> Birthday:
        on = today + timedelta(days=days)
        return Birthday(Calendar.SOLAR, on.month, on.day, year=on.year - age)

    return born


def _at_mid_autumn(_: date) -> Birthday:
    return Birthday(Calendar.LUNAR, 8, 15)


_ALL = tuple(Topic)
PLAYERS = (
    Player("小梅", "zh-hans", Role.MEMBER, "member", "8613800138001", _ALL, _in_days(2, 31)),
    Player("郁婷", "zh-hant", Role.MEMBER, "member", "886912345601", _ALL, _at_mid_autumn),
    Player("Анна", "ru", Role.MEMBER, "member", "79161234501", _ALL, _in_days(9, 44)),
    Player("Tom", "en", Role.MEMBER, "member", "447700900101", (Topic.REFILL, Topic.SURVEYS)),
    Player("Sam", "en", None, "new here", "447700900102"),
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


def _called(en: str, zh_hans: str, zh_hant: str, ru: str) -> dict[str, str]:
    return {"en": en, "zh_Hans": zh_hans, "zh_Hant": zh_hant, "ru": ru}


TIERS = TierTable(
    Measure.POINTS,
    Span.ROLLING,
    grace_days=30,
    tiers=(
        Tier(1, _called("Sprout", "新芽", "新芽", "Росток"), "🌱", enter=300, keep=200, multiplier=110),
        Tier(2, _called("Leaf", "绿叶", "綠葉", "Лист"), "🍀", enter=800, keep=600, multiplier=125, pay_share=75),
        Tier(
            3,
            _called("Tree", "大树", "大樹", "Дерево"),
            "🌳",
            enter=1500,
            keep=1200,
            multiplier=150,
            pay_share=100,
            perks=_called(
                "Home delivery is on us, and so is the coffee while you wait.",
                "免费送货上门，等候时咖啡我们请。",
                "免費送貨到府，等候時咖啡我們請。",
                "Доставка домой за наш счёт, и кофе, пока вы ждёте, тоже.",
            ),
        ),
    ),
    version=0,
)
REWARDS = tuple(
    reward._replace(state=RewardState.ACTIVE)
    for reward in (
        Reward(
            None,
            RewardKind.MONEY_OFF,
            _called("€5 off your shopping", "购物立减 5 欧元", "購物折抵 5 歐元", "Скидка 5 €"),
            _called(
                "Whatever you buy, five euros less.",
                "无论买什么，都少付五欧元。",
                "不論買什麼，都少付五歐元。",
                "Что бы вы ни выбрали, на пять евро дешевле.",
            ),
            price=400,
            worth=500,
        ),
        Reward(
            None,
            RewardKind.GIFT,
            _called("Linen shopping bag", "亚麻购物袋", "亞麻購物袋", "Льняная сумка"),
            _called(
                "Sewn in town, carries twelve kilos.",
                "本地缝制，能装十二公斤。",
                "本地縫製，能裝十二公斤。",
                "Сшита в нашем городе, выдержит двенадцать килограммов.",
            ),
            price=150,
            stock=12,
            each=1,
        ),
        Reward(
            None,
            RewardKind.PERCENT_OFF,
            _called("10% off on a weekday", "工作日九折", "平日九折", "Скидка 10 % в будни"),
            {},
            price=250,
            worth=10,
            weekdays=0b001_1111,
            voucher_days=14,
        ),
        Reward(
            None,
            RewardKind.EXPERIENCE,
            _called("Coffee tasting for two", "双人咖啡品鉴", "雙人咖啡品鑑", "Дегустация кофе на двоих"),
            _called(
                "An hour at the roaster's table, six beans, a cake.",
                "烘焙师桌前一小时，六款豆子，一块蛋糕。",
                "烘豆師桌前一小時，六款豆子，一塊蛋糕。",
                "Час за столом обжарщика: шесть сортов и пирог.",
            ),
            price=900,
            stock=6,
            each=2,
            min_tier=2,
            voucher_days=90,
        ),
        Reward(
            None,
            RewardKind.DONATION,
            _called("A meal for a shelter dog", "给流浪狗一顿饭", "給浪浪一頓飯", "Обед для собаки из приюта"),
            {},
            price=100,
            worth=100,
            charity="Harbour Animal Shelter",
        ),
    )
)

PRESENT = 1
"""The place of the reward, the linen bag, that goes along with a reminder or a word to somebody who stays away."""
GIFTS = {NO_TIER: Gift(GiftKind.POINTS, 100), 2: Gift(GiftKind.POINTS, 200), 3: Gift(GiftKind.POINTS, 300)}
"""For birthdays, by tier."""


class Invitation(NamedTuple):
    """The event of the sample shop: how far ahead, on the hour of its day, and how many of the members come already."""

    names: Mapping[str, str]
    abouts: Mapping[str, str]
    place: str
    days: int
    hours: tuple[int, int]
    seats: int
    people: int


TASTING = Invitation(
    _called("First harvest tea tasting", "头采春茶品鉴", "頭採春茶品鑑", "Чаи первого сбора"),
    _called(
        "Six teas that came in this week, a few words about each, and cake.",
        "本周新到的六款茶，每款聊上几句，还有蛋糕。",
        "本週新到的六款茶，每款聊上幾句，還有蛋糕。",
        "Шесть чаёв, которые пришли на этой неделе, несколько слов о каждом и пирог.",
    ),
    "Green Corner, Lindenstraße 5",
    days=5,
    hours=(18, 20),
    seats=3,
    people=2,
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
