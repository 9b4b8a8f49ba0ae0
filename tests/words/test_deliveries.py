"""Everything that can be delivered can be said, from the plain data that waited for it."""

from datetime import UTC, datetime

import pytest

from bot.rules.broadcast_runs import Act, State, Told
from bot.rules.broadcasts import Plan, Post, PostKind
from bot.rules.deliveries import KINDS
from bot.rules.events import Stand as AtEvent
from bot.rules.groups import Newcomers, Stand
from bot.rules.surveys import Answered
from bot.rules.win_back import Away
from bot.sandbox.entities import parse_html
from bot.words.catalogs import Language, words_in
from bot.words.deliveries import WORDINGS
from tests.words.birthday_gallery import greeted
from tests.words.broadcast_gallery import standing
from tests.words.event_gallery import going
from tests.words.group_gallery import at_door, group_of
from tests.words.nps_gallery import said, unhappy
from tests.words.voucher_gallery import in_hand

DATA = {
    "told": Told(5, Act.CORRECT, 4, Plan(posts={"": Post(PostKind.TEXT, 1, (2,))}), {"": "Better <b>words</b>"}),
    "message_ids": (3, 4),
    "broadcast": 5,
    "post_in": "",
    "standing": standing("<Summer>", Act.SEND, State.RUNNING),
    "per_minute": 60,
    "title": "<Summer>",
    "number": "R-7K3F9Q",
    "amount": 1250,
    "points": 12,
    "paid_debt": 2,
    "debt": 3,
    "balance": 120,
    "name": "<Ben>",
    "bot": "corner_bot",
    "in_hand": in_hand("<Coffee>"),
    "tries": 200,
    "role": "cashier",
    "update": "4F9A21",
    "reference": "entry 12",
    "megabytes": 90,
    "minutes": 120,
    "action": "adjust",
    "approval": 1,
    "what": "void",
    "clerk_name": "<Carl>",
    "day": "2026-05-14",
    **dict.fromkeys(("busy", "share", "void", "guesses", "stops", "refused"), 1),
    "before": 120,
    "person": 1,
    "member_name": "<Lena>",
    "member": 7,
    "card": "7K3F9Q2MX",
    "payment": 5,
    "purchase": 9,
    "worth": 500,
    "paid_points": 500,
    "paid_worth": 500,
    "earned": 7,
    "until": "2026-05-14T15:45:00+00:00",
    "why": "lapsed",
    "reason": "<the till>",
    "decision": "changed",
    "refusal": "adjust_changed",
    "refusal_data": {"before": 1, "now": 2},
    "at": "2026-05-14T15:30:00+00:00",
    "batches": [[12, "2026-06-14T15:30:00+00:00"], [1, "2026-06-21T15:30:00+00:00"]],
    "on": "2026-05-14T09:00:00+00:00",
    "keeps": True,
    "tier": {"id": 2, "names": {"en": "<Silver>"}, "mark": "🥈", "enter": 500, "keep": 400, "multiplier": 125},
    "after": None,
    "measure": "points",
    "nth": 3,
    "reward": 4,
    "names": {"en": "<Coffee>"},
    "care": "birthday",
    "gone": True,
    "turn": "20260514",
    "stays_away": Away(datetime(2026, 1, 1, tzinfo=UTC), 120),
    "missing": 80,
    "days": 30,
    "greeting": 3,
    "greeted": greeted("<Lena>"),
    "nearing": 3,
    "near": greeted("<Lena>", -3),
    "signing": 3,
    "product": 4,
    "things": [[4, "<Coffee>", "2026-05-17T00:00:00+00:00", False]],
    "runs_out": {4: datetime(2026, 5, 17, tzinfo=UTC)},
    "task": 4,
    "outcome": "ready",
    "survey": 3,
    "lowest": 0,
    "asked": Answered(None, None),
    "them": unhappy("<Lena>"),
    "again": True,
    "conversation": 4,
    "words": said("<It was cold>"),
    "since": "2026-05-14T15:30:00+00:00",
    "waits_since": "2026-05-14T15:30:00+00:00",
    "of_group": group_of("<Tasters>"),
    "at_door": at_door("<Tasters>", Stand.INSIDE),
    "newcomers": Newcomers(group_of("<Tasters>"), ("<Lena>",), 3),
    "going": going("<Tasting>"),
    "version": 1,
    "revoked": (-1001, "https://t.me/+abc"),
    "chat": -1001,
    "came": 2,
    "rewards": [[{"en": "<Coffee>"}, 120]],
    "here": "2036-05-14T15:30:00+00:00",
    "there": "2026-05-14T15:30:00+00:00",
}

OTHERWISE: dict[str, dict[str, object]] = {
    "group_entry": {"at_door": at_door("<Tasters>", Stand.LET_IN), "comes": True},
    "group_greeting": {"why": "not_member"},
    "group_told": {"what": "unable"},
    "event_no_seat_yet": {"going": going("<Tasting>", AtEvent.WAITING)},
    "event_no_seat": {"going": going("<Tasting>", AtEvent.WAITING)},
}
"""What some kinds need in another way than the others."""


def test_each_kind_of_delivery_has_its_words() -> None:
    assert set(WORDINGS) == set(KINDS)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", sorted(WORDINGS))
def test_a_delivery_is_said_in_its_readers_language(kind: str, language: Language) -> None:
    message = WORDINGS[kind](words_in(language, "UTC", "USD"), "Corner & Co", {**DATA, **OTHERWISE.get(kind, {})})

    assert message is not None
    assert message.deletes or message.deed or parse_html(message.text).text
    assert "{" not in message.text
