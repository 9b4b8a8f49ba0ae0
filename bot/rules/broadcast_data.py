"""A broadcast's plan as plain data, for its row, and read from there."""

import json
from datetime import datetime
from hashlib import sha256
from typing import NotRequired, TypedDict

from bot.rules.broadcast_when import How, Wave, When
from bot.rules.broadcasts import Button, Does, Plan, Post, PostKind


class WhenData(TypedDict):
    """When it goes out; instants are in ISO's notation."""

    how: str
    at: str | None
    local: str | None
    waves: list[tuple[list[int], int]]
    rest_hours: int


class PlanData(TypedDict):
    """A plan as JSON holds it."""

    title: str
    posts: dict[str, tuple[str, int, list[int], str, list[str]]]
    buttons: list[tuple[str, dict[str, str], str]]
    audience: str
    groups: list[int]
    when: WhenData
    expires_at: str | None
    closed_too: bool
    paid: bool
    named: NotRequired[bool]
    words: NotRequired[dict[str, str]]


def plan_data(plan: Plan) -> PlanData:
    """A plan as plain data, for its row."""
    when = plan.when
    return {
        "title": plan.title,
        "posts": {
            language: (post.kind.value, post.chat_id, list(post.message_ids), post.question, list(post.options))
            for language, post in plan.posts.items()
        },
        "buttons": [(one.does.value, dict(one.labels), one.value) for one in plan.buttons],
        "audience": plan.audience,
        "groups": list(plan.groups),
        "when": {
            "how": when.how.value,
            "at": when.at.isoformat() if when.at else None,
            "local": when.local.isoformat() if when.local else None,
            "waves": [(list(wave.tiers), wave.hours) for wave in when.waves],
            "rest_hours": when.rest_hours,
        },
        "expires_at": plan.expires_at.isoformat() if plan.expires_at else None,
        "closed_too": plan.closed_too,
        "paid": plan.paid,
        "named": plan.named,
        "words": {language: post.words for language, post in plan.posts.items() if post.words},
    }


def fingerprint(plan: Plan) -> str:
    """By which it is known whether a plan is still as it was."""
    return sha256(json.dumps(plan_data(plan), sort_keys=True).encode()).hexdigest()[:16]


def read_plan(data: PlanData) -> Plan:
    """The plan that was written as this."""
    when, said = data["when"], data.get("words", {})
    return Plan(
        title=data["title"],
        posts={
            language: Post(PostKind(kind), chat_id, tuple(numbers), question, tuple(options), said.get(language, ""))
            for language, (kind, chat_id, numbers, question, options) in data["posts"].items()
        },
        buttons=tuple(Button(Does(does), labels, value) for does, labels, value in data["buttons"]),
        audience=data["audience"],
        groups=tuple(data["groups"]),
        when=When(
            How(when["how"]),
            _instant(when["at"]),
            _instant(when["local"]),
            tuple(Wave(tuple(tiers), hours) for tiers, hours in when["waves"]),
            when["rest_hours"],
        ),
        expires_at=_instant(data["expires_at"]),
        closed_too=data["closed_too"],
        paid=data["paid"],
        named=data.get("named", False),
    )


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
