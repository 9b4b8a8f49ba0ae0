"""What members read about a reward: it fits under its picture, and says days and hours as people write them."""

from datetime import UTC, datetime

import pytest

from bot.rules.refusals import Refusal
from bot.rules.rewards import MOST_ABOUT, MOST_CHARITY, MOST_NAME, Reward, RewardKind, Times, tidy_about, tidy_name
from bot.rules.tiers import Measure, Span, Tier, TierTable
from bot.sandbox.entities import parse_html
from bot.sandbox.shapes import utf16
from bot.words import formats, rewards
from bot.words.catalogs import Language, words_in
from bot.words.common import own_text
from bot.words.rewards import Shown
from tests.words.gallery import LATER, NOW

EVERY = pytest.mark.parametrize("language", Language)


@EVERY
@pytest.mark.parametrize("kind", RewardKind)
def test_the_longest_reward_fits_under_its_picture(language: Language, kind: RewardKind) -> None:
    name, about = "🎉" * MOST_NAME, "🎉" * (MOST_ABOUT // 2)
    assert tidy_name(name) == name
    assert tidy_about(about) == about
    tiers = TierTable(Measure.SPENT, Span.ROLLING, 30, (Tier(4, {"en": "x" * 32}, "🥈", 1, 1),))
    longest = Reward(
        1,
        kind,
        {"en": name},
        {"en": about},
        1_000_000,
        picture="AgAC",
        worth=1_000_000_000,
        charity="🎉" * MOST_CHARITY,
        stock=1_000_000,
        each=1000,
        min_tier=4,
        from_at=NOW.replace(month=9, day=30),
        until_at=LATER,
        weekdays=0b1010101,
        from_minute=1,
        to_minute=1439,
        voucher_days=730,
    )

    for why in (None, Refusal("reward_tier", {"tier": "x" * 32}), Refusal("points_short", {"have": 0})):
        shown = rewards.reward(words_in(language), Shown(longest, why, 1_000_000, "x" * 64, tiers), NOW)
        assert utf16(parse_html(shown.text).text) <= 1024


def test_days_and_hours_are_said_as_people_write_them() -> None:
    words, russian, chinese = words_in(Language.EN), words_in(Language.RU), words_in(Language.ZH_HANS)

    assert formats.weekdays(words, 0b0011111) == "Mon–Fri"
    assert formats.weekdays(words, 0b1011011) == "Mon, Tue, Thu, Fri, Sun"
    assert formats.weekdays(words, 0b1100111) == "Mon–Wed, Sat, Sun"
    assert formats.weekdays(words, 0) == ""
    assert formats.weekdays(russian, 0b0011111) == "пн–пт"
    assert formats.weekdays(chinese, 0b1000001) == "周一, 周日"
    assert formats.hours(540, 1050) == "09:00–17:30"
    assert formats.hours(0, 1440) == "00:00–24:00"


def test_when_a_voucher_is_taken_is_said_where_there_is_a_limit() -> None:
    words = words_in(Language.EN)

    assert rewards.when_taken(words, Times()) is None
    assert rewards.when_taken(words, Times(31)) == "To be used on: Mon–Fri"
    assert rewards.when_taken(words, Times(127, 540, 1050)) == "To be used at: 09:00–17:30"
    assert rewards.when_taken(words, Times(31, 540, 1050)) == "To be used on: Mon–Fri, 09:00–17:30"


def test_what_the_store_wrote_is_read_in_the_readers_language_or_the_stores() -> None:
    texts = {"en": "Coffee", "ru": "Кофе"}

    assert own_text(words_in(Language.RU), texts) == "Кофе"
    assert own_text(words_in(Language.ZH_HANT, home=Language.RU), texts) == "Кофе"
    assert own_text(words_in(Language.ZH_HANT), {"ru": "Кофе"}) == "Кофе"


def test_dates_are_said_as_far_as_they_still_matter() -> None:
    words, day = words_in(Language.EN), datetime(2026, 6, 1, tzinfo=UTC)
    reward = Reward(1, RewardKind.GIFT, {"en": "Coffee"}, {}, 100)

    def said(from_at: datetime | None = None, until_at: datetime | None = None) -> str:
        return rewards.described(words, Shown(reward._replace(from_at=from_at, until_at=until_at)), NOW)

    assert "Offered from 1 June until 18 June 2027" in said(from_at=day, until_at=LATER)
    assert "Offered from 1 June\n" in said(from_at=day)
    assert "Offered until 1 June\n" in said(from_at=NOW, until_at=day)
    assert "Offered" not in said(from_at=NOW)
