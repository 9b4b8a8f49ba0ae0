"""Every screen of rewards, for the gallery that the tests of words walk through."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from bot.rules.offers import Offer, Standing, why_not
from bot.rules.rewards import Part, Reward, RewardKind, RewardState
from bot.rules.tiers import Measure, Span, Tier, TierTable
from bot.words import reward_editor, reward_questions, rewards
from bot.words.message import Message, Toast

NOW = datetime(2026, 5, 14, 15, 30, tzinfo=UTC)
LATER = NOW + timedelta(days=400)
KEY = "0123456789abcdefghijkl"
ID = 2**31

Said = Message | Toast | tuple[Message, ...]
Shown = Callable[..., tuple[Callable[..., Said], Said]]


def reward_screens(shown: Shown, name: str) -> Iterator[tuple[Callable[..., Said], Said]]:
    """Each screen of rewards as members and managers see it; `name` stands wherever the shop's own text can."""
    texts = {"en": name, "zh_Hans": name}
    tiers = TierTable(Measure.SPENT, Span.ROLLING, 30, (Tier(2, texts, "🥈", 1000, 800), Tier(3, texts, "🥇", 2000, 1)))
    plain = Reward(ID, RewardKind.GIFT, texts, {}, 500, state=RewardState.ACTIVE)
    limited = plain._replace(
        abouts=texts, worth=10, charity=name, picture="AgAC", stock=3, each=1, min_tier=3, from_at=NOW, until_at=LATER,
        languages=("en", "ru"), weekdays=0b1001110, from_minute=540, to_minute=1050, voucher_days=1,
    )  # fmt: skip
    states = [limited._replace(kind=kind, state=state) for kind in RewardKind for state in RewardState]
    found = []
    gone, dear, lost = plain._replace(stock=0), plain._replace(price=2000), plain._replace(min_tier=9)
    for one in (plain, limited, *states, gone, dear, lost):
        for standing in (Standing(1000, 3), Standing(20, 2, {ID: 1})):
            why = why_not(one, standing, now=NOW, language="en", tiers=tiers)
            found.append(Offer(one, why))
            yield shown(rewards.reward, rewards.Shown(one, why, standing.points, name, tiers, 12), NOW)
        about = rewards.Shown(one, product=name, tiers=tiers)
        yield shown(rewards.reward, about, NOW)
        yield shown(reward_editor.preview, about, NOW)
        yield shown(reward_editor.sheet, about, NOW)
        yield shown(reward_editor.saved, about, NOW)
        yield shown(reward_editor.sheet, about._replace(tiers=None), NOW)
        yield shown(reward_editor.looked, one)
    for n in (0, 1, 5):
        for held in (None, 1234):
            page = rewards.Page(found[:n], held, n, found[1] if n else None, n, 7, edits=bool(n))
            yield shown(rewards.catalogue, page)
        yield shown(reward_editor.desk, [offer.reward for offer in found[:n]], n, 7, found[0].reward)
        yield shown(reward_editor.desk, [offer.reward for offer in found[:n]], n, 7)
    for part in Part:
        language = "zh_Hant" if part in (Part.NAME, Part.ABOUT) else ""
        if language:
            yield shown(reward_questions.which_language, plain, part)
        for one in (limited, limited._replace(id=None, kind=RewardKind.PERCENT_OFF, languages=None)):
            key = f"{part}.{language}" if language else part.value
            for on in (True, False):
                asked = reward_questions.Asked(one, part, key, language, empty=on, complete=on, tiers=tiers)
                yield shown(reward_questions.ask, asked)
    yield shown(reward_editor.decide, KEY)
