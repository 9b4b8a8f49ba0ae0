"""Every screen of segments, of how members buy and of tags, for the gallery that the tests of words walk through."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

from bot.rules.buying import Bought, Goods, Rfm, Spent
from bot.rules.conditions import (
    Agreed,
    BirthMonth,
    Condition,
    Everybody,
    Figure,
    Joined,
    Language,
    Nps,
    Number,
    On,
    Sample,
    Shelf,
    Tier,
    Zone,
)
from bot.rules.deliveries import Topic
from bot.rules.nps import Band
from bot.rules.rfm import Cuts, Group
from bot.rules.segment_values import Ago, Span, Window
from bot.rules.segments import And, Not, Or, any_of
from bot.rules.store import LANGUAGES
from bot.words import buyers, segment_editor, tags
from bot.words.message import Message, Toast
from bot.words.segment_editor import KINDS, Named

NOW = datetime(2026, 5, 14, 15, 30, tzinfo=UTC)
ID = 2**31
CARD = "7K3F9Q2MX"

Said = Message | Toast | tuple[Message, ...]
Shown = Callable[..., tuple[Callable[..., Said], Said]]


def segment_screens(shown: Shown, name: str) -> Iterator[tuple[Callable[..., Said], Said]]:
    """Each screen as managers see it; `name` stands wherever the shop's own text can."""
    day, some = date(2026, 5, 1), Named(1, 2, [(name, CARD), ("", CARD)])
    windows = (
        Window(Ago(1)),
        Window(Ago(90)),
        Window(before=Ago(30)),
        Window(day),
        Window(before=day),
        Window(Ago(90), day),
    )
    spans = (Span(1, None), Span(None, 5), Span(3, 3), Span(1000, 2000))
    called: list[Condition] = [
        Tier(name),
        Tier(name, above=True),
        Bought(Goods.PRODUCT, name, 3, Decimal(10), windows[1]),
        Bought(Goods.CATEGORY, name),
        *(On(shelf, name) for shelf in Shelf),
    ]
    plain: list[Condition] = [
        Everybody(),
        Tier("none"),
        *(Number(figure, span) for figure in Figure for span in spans),
        Spent(Decimal("99.90"), None),
        Spent(None, Decimal(5)),
        *(Language(code) for code in LANGUAGES),
        Zone("Asia/Shanghai"),
        *(Joined(window) for window in windows),
        BirthMonth(5),
        BirthMonth(),
        BirthMonth(ahead=1),
        Bought(),
        *(Rfm(group) for group in Group),
        *(Nps(band) for band in Band),
        *(Agreed(topic) for topic in Topic),
        Sample(10),
    ]
    mixed = Or((And((called[0], Not(called[1]), Or((plain[0], called[2])))), plain[3]))
    for expression in (mixed, any_of(*plain[:24]), any_of(*plain[24:]), *called):
        yield shown(segment_editor.segment, ID, name, expression, some)
    for named in (some, some._replace(n=0, examples=[]), some._replace(n=1_234_567, of=2_000_000)):
        yield shown(segment_editor.draft, mixed, named, kept=name)
        yield shown(segment_editor.draft, mixed, named, kept="")
    for n in (0, 3):
        yield shown(segment_editor.segments, [(ID + number, name) for number in range(n)])
    yield shown(segment_editor.segments, [(ID, name)], 1, 3)
    for joint in ("", "and", "not", "or"):
        yield shown(segment_editor.kinds, joint)
    for kind in KINDS:
        yield shown(segment_editor.options, kind, "not", [])
    yield shown(segment_editor.options, "bought", "", [*called, *plain])
    yield shown(segment_editor.options, "birthday", "", plain[-3:])
    yield shown(segment_editor.write)
    yield shown(segment_editor.ask_name)
    yield shown(segment_editor.ask_removal, ID, name)
    cuts = Cuts((NOW,) * 4, (1,) * 4, (100,) * 4, (100, 200, 300, 400, 2000), 25, NOW)
    yield shown(buyers.show, 25, cuts, {group: n for n, group in enumerate(Group)})
    yield shown(buyers.show, 1, None, {})
    yield shown(buyers.show, 30, None, {})
    for theirs, others in ([], []), ([(ID, name)], [(ID + 1, name), (ID + 2, name)]):
        yield shown(tags.tags, ID, name, CARD, theirs, others)
