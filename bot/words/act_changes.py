"""What an act changed: each figure that the log keeps of it by its name, before and after."""

from collections.abc import Mapping
from typing import NamedTuple

from bot.rules.events import Part as EventPart
from bot.rules.group_parts import Part as GroupPart
from bot.rules.holdout import Part
from bot.rules.roles import Action
from bot.words import event_parts, group_parts, surveys
from bot.words.act_figures import (
    Shows,
    as_day,
    as_moment,
    as_money,
    as_percent,
    as_points,
    as_role,
    as_tiers,
    as_tiers_by_money,
    as_time,
    plainly,
)
from bot.words.care import NAMES
from bot.words.catalogs import Words, sentence
from bot.words.message import Html, lines
from bot.words.whom import whom

_DECISIONS = {
    "approved": sentence("approved"),
    "refused": sentence("refused"),
    "changed": sentence("too late, it couldn't be done any more"),
    "lapsed": sentence("lapsed, nobody decided"),
}
_STATES = {"draft": sentence("draft"), "active": sentence("on offer"), "paused": sentence("paused")}
_EVENTS = {"draft": sentence("draft"), "on": sentence("announced"), "cancelled": sentence("called off")}
_DOORS = {"new": sentence("not set up"), "open": sentence("open"), "closed": sentence("closed to newcomers")}
_ROUNDING = {"floor": sentence("Down"), "nearest": sentence("To the nearest point"), "ceil": sentence("Up")}


class _Field(NamedTuple):
    """A figure in the log: what it is called, and how it is shown; without `shows` only that it changed."""

    name: str
    shows: Shows | None = plainly


_POINTS = _Field(sentence("points"), as_points)
_AMOUNT = _Field(sentence("amount"), as_money)
_NAME = _Field(sentence("name"))

_SHAPES: Mapping[Action, tuple[str, ...]] = {
    Action.REFUND: ("amount", "points", "paid_points", "paid_worth"),
    Action.UNDO_SALE: ("amount", "points", "paid_points", "paid_worth"),
    Action.ADJUST: ("held", "owed"),
    Action.EDIT_PRODUCTS: ("sku", "name", "category", "price", "refill_days"),
    Action.INVITE_STAFF: ("role", "branch"),
    Action.ACCEPT_INVITATION: ("role", "branch"),
    Action.CLAIM_SHOP: ("role", "branch"),
}
"""The figures of acts that are written down as a list, in its order."""

_FIELDS: Mapping[Action, Mapping[str, _Field]] = {
    Action.REFUND: {
        "amount": _AMOUNT,
        "points": _Field(sentence("points taken back"), as_points),
        "paid_points": _Field(sentence("points given back"), as_points),
        "paid_worth": _Field(sentence("of it in points"), as_money),
    },
    Action.SPEND: {"amount": _AMOUNT, "points": _POINTS, "worth": _Field(sentence("worth"), as_money)},
    Action.STOP_SPENDING: {"amount": _AMOUNT, "points": _POINTS},
    Action.ADJUST: {
        "held": _POINTS,
        "owed": _Field(sentence("owed"), as_points),
        "points": _Field(sentence("asked for"), as_points),
        "before": _Field(sentence("points then"), as_points),
    },
    Action.APPROVE: {"decision": _Field(sentence("decision"), lambda words, said: words.label(_DECISIONS[str(said)]))},
    Action.JOIN_HISTORY: {"from": _Field(sentence("from member no.")), "purchases": _Field(sentence("purchases"))},
    Action.EDIT_PRODUCTS: {
        "sku": _Field(sentence("code")),
        "name": _NAME,
        "category": _Field(sentence("category")),
        "price": _Field(sentence("price"), as_money),
        "refill_days": _Field(sentence("days it lasts")),
    },
    Action.EDIT_REWARDS: {
        "names": _NAME,
        "state": _Field(sentence("state"), lambda words, said: words.label(_STATES.get(str(said), str(said)))),
        "price": _Field(sentence("price"), as_points),
        "abouts": _Field(sentence("description"), None),
        "picture": _Field(sentence("picture"), None),
        "worth": _Field(sentence("worth"), None),
        "money": _Field(sentence("worth"), as_money),
        "percent": _Field(sentence("worth"), as_percent),
        "charity": _Field(sentence("charity")),
        "stock": _Field(sentence("stock")),
        "each": _Field(sentence("most for one member")),
        "min_tier": _Field(sentence("lowest tier"), None),
        "from_at": _Field(sentence("first day"), as_day),
        "until_at": _Field(sentence("last day"), as_day),
        "languages": _Field(sentence("languages")),
        "weekdays": _Field(sentence("hours"), None),
        "from_minute": _Field(sentence("hours"), None),
        "to_minute": _Field(sentence("hours"), None),
        "voucher_days": _Field(sentence("days a voucher is good for")),
    },
    Action.EDIT_PROGRAM: {
        "points": _POINTS,
        "per": _Field(sentence("for every"), as_money),
        "rounding": _Field(sentence("rounding"), lambda words, said: words.label(_ROUNDING.get(str(said), str(said)))),
        "months": _Field(sentence("months that points last")),
        "starter": _Field(sentence("welcome gift"), as_points),
        "worth_points": _Field(sentence("so many points"), as_points),
        "worth_amount": _Field(sentence("are worth"), as_money),
        "pays": _Field(sentence("paying with points")),
        "pay_share": _Field(sentence("most of a purchase paid with points"), as_percent),
        "keeps": _Field(sentence("keeping points for a week")),
        "extend_months": _Field(sentence("months of extension at most")),
        "adjust_alone": _Field(sentence("points that one person may change alone"), as_points),
        "return_days": _Field(sentence("days to return a voucher")),
        "tiers": _Field(sentence("tiers"), as_tiers),
        "tiers_by_money": _Field(sentence("tiers"), as_tiers_by_money),
        "measure": _Field(sentence("what counts"), None),
        "span": _Field(sentence("over what time"), None),
        "grace_days": _Field(sentence("days of grace")),
    },
    Action.EDIT_CARE: {
        "on": _Field(sentence("on")),
        "least_days": _Field(sentence("days away before somebody is late")),
        "rest_days": _Field(sentence("days between two words")),
        "hours": _Field(sentence("hours after the purchase")),
        "reward": _Field(sentence("the voucher"), None),
        "present_days": _Field(sentence("days that the voucher is good")),
        "days_ahead": _Field(sentence("days before something runs out")),
        "hour": _Field(sentence("from which hour")),
        "sure": _Field(sentence("least chance"), as_percent),
        **{part.value: _Field(NAMES[part.care], as_percent) for part in Part},
        **{part.value: _Field(label) for part, label in surveys.LABELS.items() if part.value != "hour"},
        "cap": _Field(sentence("How many a week")),
        "opens": _Field(sentence("Hours"), None),
        "closes": _Field(sentence("Hours"), None),
        "closed_weekdays": _Field(sentence("Closed every week"), None),
        "closed_days": _Field(sentence("Closed on single days"), None),
        "low_score_days": _Field(sentence("After a low score")),
        "minute": _Field(sentence("The hour"), as_time),
        "ahead": _Field(sentence("Gift usable from"), None),
        "after": _Field(sentence("Gift usable until"), None),
        "leap_day": _Field(sentence("29 February"), None),
        "new": _Field(sentence("Just told")),
        "gifts": _Field(sentence("Gifts and lines"), None),
        "lines": _Field(sentence("Gifts and lines"), None),
    },
    Action.EDIT_EVENTS: {
        "state": _Field(sentence("state"), lambda words, said: words.label(_EVENTS.get(str(said), str(said)))),
        "names": _NAME,
        "at": _Field(event_parts.LABELS[EventPart.WHEN], as_moment),
        "place": _Field(event_parts.LABELS[EventPart.PLACE]),
        "seats": _Field(event_parts.LABELS[EventPart.SEATS]),
        "who": _Field(event_parts.LABELS[EventPart.WHO], lambda words, said: whom(words, said)),
        "abouts": _Field(event_parts.LABELS[EventPart.ABOUT], None),
    },
    Action.EDIT_GROUPS: {
        "state": _Field(sentence("state"), lambda words, said: words.label(_DOORS.get(str(said), str(said)))),
        "who": _Field(group_parts.LABELS[GroupPart.WHO], lambda words, said: whom(words, said)),
        "most": _Field(group_parts.LABELS[GroupPart.MOST]),
        "grace_days": _Field(group_parts.LABELS[GroupPart.GRACE]),
        "hello": _Field(group_parts.LABELS[GroupPart.HELLO]),
        "earlier_stay": _Field(group_parts.LABELS[GroupPart.EARLIER]),
        "language": _Field(sentence("language")),
        "about": _Field(group_parts.LABELS[GroupPart.ABOUT], None),
        "house_rules": _Field(group_parts.LABELS[GroupPart.RULES], None),
    },
    Action.EDIT_STORE: {
        "name": _NAME,
        "zone": _Field(sentence("time zone")),
        "language": _Field(sentence("language")),
        "contact": _Field(sentence("privacy contact"), None),
    },
    Action.INVITE_STAFF: {"role": _Field(sentence("role"), as_role), "branch": _Field(sentence("branch"))},
}
_COUNTED_IN = {
    ("worth", "kind", "money_off"): "money",
    ("worth", "kind", "percent_off"): "percent",
    ("worth", "kind", "donation"): "money",
    ("tiers", "measure", "spent"): "tiers_by_money",
}
"""Figures that another figure of the same line says how to count, by both and its value; and what they are then."""

_SAME = {
    Action.UNDO_SALE: Action.REFUND,
    Action.EDIT_TIERS: Action.EDIT_PROGRAM,
    Action.ACCEPT_INVITATION: Action.INVITE_STAFF,
    Action.CLAIM_SHOP: Action.INVITE_STAFF,
}
"""Acts whose figures are another's."""


def changes(words: Words, action: Action, subject: str, before: object, after: object) -> Html:
    """Before and after, one figure to a line; figures that nobody has a name for are left out."""
    fields = _FIELDS.get(_SAME.get(action, action), {})
    was, now = (_by_name(action, subject, one) for one in (before, after))
    said: list[Html] = []
    for name, field in fields.items():
        old, new = was.get(name), now.get(name)
        if name not in now or (was and old == new):
            continue
        label = words.label(field.name)
        if field.shows is None:
            line = words.say("{figure} changed", figure=label) if was else None
        elif was:
            line = words.say(
                "{figure}: {before} → {after}",
                figure=label,
                before=field.shows(words, old),
                after=field.shows(words, new),
            )
        else:
            line = words.say("{figure}: {after}", figure=label, after=field.shows(words, new)) if new else None
        if line is not None and line not in said:
            said.append(line)
    return lines(*said)


def _by_name(action: Action, subject: str, value: object) -> Mapping[str, object]:
    """The figures of a line by name, however they were written down."""
    if isinstance(value, dict):
        told = {**value}
        for (figure, by, kind), counted in _COUNTED_IN.items():
            if figure in told and told.get(by) == kind:
                told[counted] = told.pop(figure)
        return told
    if isinstance(value, list):
        return dict(zip(_SHAPES.get(action, ()), value, strict=False))
    if isinstance(value, str) and action is Action.EDIT_STORE:
        return {subject.partition(":")[2]: value}
    return {}
