"""What was done, in plain words: each act that the log knows, what it was done to, and before and after."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple

from bot.rules.care import Care
from bot.rules.events import Part as EventPart
from bot.rules.holdout import Part
from bot.rules.roles import Action, Role
from bot.words import event_parts, formats, group_desk, surveys
from bot.words.care import NAMES
from bot.words.catalogs import Words, sentence
from bot.words.common import own_text
from bot.words.message import Html, lines
from bot.words.staff import ROLES
from bot.words.tiers import times

ACTS: Mapping[Action, str] = {
    Action.SEE_HELP: sentence("Read the help"),
    Action.SEE_PRIVACY: sentence("Read about privacy"),
    Action.CHOOSE_LANGUAGE: sentence("Chose a language"),
    Action.JOIN: sentence("Joined"),
    Action.ACCEPT_INVITATION: sentence("Began to work here"),
    Action.CLAIM_SHOP: sentence("Became the owner"),
    Action.SEE_REWARDS: sentence("Looked at the rewards"),
    Action.SEE_POINTS: sentence("Looked at their points"),
    Action.SEE_CARD: sentence("Looked at their card"),
    Action.CHANGE_SETTINGS: sentence("Changed their settings"),
    Action.SHARE_PHONE: sentence("Shared their phone number"),
    Action.KEEP_POINTS: sentence("Kept points for a week longer"),
    Action.SEE_MY_DATA: sentence("Took their data"),
    Action.FORGET_ME: sentence("Was forgotten"),
    Action.SEE_VOUCHERS: sentence("Looked at their vouchers"),
    Action.REDEEM: sentence("Redeemed a reward"),
    Action.SPEND: sentence("Paid with points"),
    Action.SEE_REMINDERS: sentence("Looked at their reminders"),
    Action.STOP_SPENDING: sentence("Stopped spending: it wasn't them"),
    Action.ANSWER_SURVEY: sentence("Answered a survey"),
    Action.TALK_TO_STAFF: sentence("Wrote to the staff"),
    Action.SEE_GROUPS: sentence("Looked at the groups"),
    Action.JOIN_GROUPS: sentence("Asked for a way into a group"),
    Action.EDIT_GROUPS: sentence("Edited a group"),
    Action.SEE_EVENTS: sentence("Looked at the events"),
    Action.COME: sentence("Said whether they come to an event"),
    Action.EDIT_EVENTS: sentence("Edited an event"),
    Action.TAG_MEMBERS: sentence("Put a tag on a member"),
    Action.EDIT_SEGMENTS: sentence("Edited a segment"),
    Action.BROADCAST: sentence("Wrote to many"),
    Action.ANSWER_MEMBERS: sentence("Talked to a member"),
    Action.FIND_MEMBER: sentence("Looked for a member"),
    Action.DO_TASKS: sentence("Did something for a member"),
    Action.RECORD_SALE: sentence("Recorded a sale"),
    Action.UNDO_SALE: sentence("Took a sale back"),
    Action.TAKE_VOUCHER: sentence("Took a voucher"),
    Action.REFUND: sentence("Refunded a receipt"),
    Action.ADJUST: sentence("Put somebody's points right"),
    Action.APPROVE: sentence("Decided what somebody asked for"),
    Action.SEE_LOG: sentence("Looked at the log"),
    Action.SEE_LIABILITY: sentence("Looked at what points cost"),
    Action.SEE_NPS: sentence("Looked at who recommends the shop"),
    Action.SEE_WHY: sentence("Looked at what is planned to be written"),
    Action.SEE_PLANNED: sentence("Looked at what is planned for a member"),
    Action.SEE_EFFECT: sentence("Looked at what care does"),
    Action.UNFREEZE: sentence("Let points be spent again"),
    Action.JOIN_HISTORY: sentence("Joined an earlier history to a card"),
    Action.EDIT_PRODUCTS: sentence("Edited a product"),
    Action.EDIT_REWARDS: sentence("Edited a reward"),
    Action.EDIT_PROGRAM: sentence("Edited the program"),
    Action.EDIT_TIERS: sentence("Edited the tiers"),
    Action.EDIT_CARE: sentence("Edited the care"),
    Action.TEST_CARE: sentence("Looked how good the care would have been"),
    Action.EDIT_STORE: sentence("Edited the store"),
    Action.SEE_STAFF: sentence("Looked at the team"),
    Action.INVITE_STAFF: sentence("Invited somebody to the team"),
    Action.DISMISS_STAFF: sentence("Dismissed somebody"),
    Action.IMPORT: sentence("Imported a file"),
    Action.EXPORT: sentence("Exported everything"),
    Action.AUDIT: sentence("Checked the books"),
    Action.BACK_UP: sentence("Made a backup"),
    Action.RESTORE: sentence("Restored a backup"),
    Action.RESUME: sentence("Let messages go out again"),
    Action.MAKE_OWNER_CODE: sentence("Made the owner's code"),
    Action.ROTATE_KEY: sentence("Changed the secret key"),
}
"""Every action, since what is refused is written down as well."""

SUBJECTS = {
    "member": sentence("member no. {number}"),
    "purchase": sentence("receipt {number}"),
    "approval": sentence("request no. {number}"),
    "voucher": sentence("voucher no. {number}"),
    "reward": sentence("reward no. {number}"),
    "product": sentence("product no. {number}"),
    "task": sentence("task no. {number}"),
    "group": sentence("group no. {number}"),
    "event": sentence("event no. {number}"),
    "program": sentence("the points rule, version {number}"),
    "terms": sentence("the terms of points, version {number}"),
    "tiers": sentence("the tiers, version {number}"),
    "staff": sentence("{number}"),
    "members": sentence("{number}"),
    "purchases": sentence("{number}"),
}
"""What an act was done to, by the kind before the colon; the number may have become a receipt or a colleague's name."""

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

Shows = Callable[[Words, object], str]


def _plainly(words: Words, value: object) -> str:
    match value:
        case None | "" | []:
            return "—"
        case bool():
            return words.label("yes") if value else words.label("no")
        case int():
            return words.number(value)
        case list():
            return ", ".join(_plainly(words, one) for one in value)
        case dict():
            return own_text(words, {str(language): str(text) for language, text in value.items()}) or "—"
    return str(value)


def _as_points(words: Words, value: object) -> str:
    return formats.points(words, value) if isinstance(value, int) else _plainly(words, value)


def _as_money(words: Words, value: object) -> str:
    return formats.money(words, value) if isinstance(value, int) else _plainly(words, value)


def _as_percent(words: Words, value: object) -> str:
    return formats.percent(words, value / 100) if isinstance(value, int) else _plainly(words, value)


def _as_time(words: Words, value: object) -> str:
    return f"{value // 60}:{value % 60:02}" if isinstance(value, int) else _plainly(words, value)


def _as_day(words: Words, value: object) -> str:
    try:
        return formats.full_day(words, datetime.fromisoformat(str(value)))
    except ValueError:
        return _plainly(words, value)


def _as_moment(words: Words, value: object) -> str:
    return formats.full_moment(words, datetime.fromisoformat(str(value)))


def _as_role(words: Words, value: object) -> str:
    return words.label(ROLES[Role(str(value))]) if value in set(ROLES) else _plainly(words, value)


def _as_tiers(words: Words, value: object, counted: Shows = _as_points) -> str:
    tiers = [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
    return ", ".join(_as_tier(words, tier, counted) for tier in tiers) or "—"


def _as_tier(words: Words, tier: dict[str, object], counted: Shows) -> str:
    """`Gold 500 points (400 points, ×1.25)`: what takes somebody there, what keeps them, what purchases earn."""
    enter, keep, multiplier = (tier.get(part) for part in ("enter", "keep", "multiplier"))
    by = times(words, multiplier) if isinstance(multiplier, int) else "—"
    return f"{_plainly(words, tier.get('names'))} {counted(words, enter)} ({counted(words, keep)}, {by})"


def _as_tiers_by_money(words: Words, value: object) -> str:
    return _as_tiers(words, value, _as_money)


class _Field(NamedTuple):
    """A figure in the log: what it is called, and how it is shown; without `shows` only that it changed."""

    name: str
    shows: Shows | None = _plainly


_POINTS = _Field(sentence("points"), _as_points)
_AMOUNT = _Field(sentence("amount"), _as_money)
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
        "points": _Field(sentence("points taken back"), _as_points),
        "paid_points": _Field(sentence("points given back"), _as_points),
        "paid_worth": _Field(sentence("of it in points"), _as_money),
    },
    Action.SPEND: {"amount": _AMOUNT, "points": _POINTS, "worth": _Field(sentence("worth"), _as_money)},
    Action.STOP_SPENDING: {"amount": _AMOUNT, "points": _POINTS},
    Action.ADJUST: {
        "held": _POINTS,
        "owed": _Field(sentence("owed"), _as_points),
        "points": _Field(sentence("asked for"), _as_points),
        "before": _Field(sentence("points then"), _as_points),
    },
    Action.APPROVE: {"decision": _Field(sentence("decision"), lambda words, said: words.label(_DECISIONS[str(said)]))},
    Action.JOIN_HISTORY: {"from": _Field(sentence("from member no.")), "purchases": _Field(sentence("purchases"))},
    Action.EDIT_PRODUCTS: {
        "sku": _Field(sentence("code")),
        "name": _NAME,
        "category": _Field(sentence("category")),
        "price": _Field(sentence("price"), _as_money),
        "refill_days": _Field(sentence("days it lasts")),
    },
    Action.EDIT_REWARDS: {
        "names": _NAME,
        "state": _Field(sentence("state"), lambda words, said: words.label(_STATES.get(str(said), str(said)))),
        "price": _Field(sentence("price"), _as_points),
        "abouts": _Field(sentence("description"), None),
        "picture": _Field(sentence("picture"), None),
        "worth": _Field(sentence("worth"), None),
        "money": _Field(sentence("worth"), _as_money),
        "percent": _Field(sentence("worth"), _as_percent),
        "charity": _Field(sentence("charity")),
        "stock": _Field(sentence("stock")),
        "each": _Field(sentence("most for one member")),
        "min_tier": _Field(sentence("lowest tier"), None),
        "from_at": _Field(sentence("first day"), _as_day),
        "until_at": _Field(sentence("last day"), _as_day),
        "languages": _Field(sentence("languages")),
        "weekdays": _Field(sentence("hours"), None),
        "from_minute": _Field(sentence("hours"), None),
        "to_minute": _Field(sentence("hours"), None),
        "voucher_days": _Field(sentence("days a voucher is good for")),
    },
    Action.EDIT_PROGRAM: {
        "points": _POINTS,
        "per": _Field(sentence("for every"), _as_money),
        "rounding": _Field(sentence("rounding"), lambda words, said: words.label(_ROUNDING.get(str(said), str(said)))),
        "months": _Field(sentence("months that points last")),
        "starter": _Field(sentence("welcome gift"), _as_points),
        "worth_points": _Field(sentence("so many points"), _as_points),
        "worth_amount": _Field(sentence("are worth"), _as_money),
        "pays": _Field(sentence("paying with points")),
        "pay_share": _Field(sentence("most of a purchase paid with points"), _as_percent),
        "keeps": _Field(sentence("keeping points for a week")),
        "extend_months": _Field(sentence("months of extension at most")),
        "adjust_alone": _Field(sentence("points that one person may change alone"), _as_points),
        "return_days": _Field(sentence("days to return a voucher")),
        "tiers": _Field(sentence("tiers"), _as_tiers),
        "tiers_by_money": _Field(sentence("tiers"), _as_tiers_by_money),
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
        "sure": _Field(sentence("least chance"), _as_percent),
        **{part.value: _Field(NAMES[part.care], _as_percent) for part in Part},
        **{part.value: _Field(label) for part, label in surveys.LABELS.items() if part.value != "hour"},
        "cap": _Field(sentence("How many a week")),
        "opens": _Field(sentence("Hours"), None),
        "closes": _Field(sentence("Hours"), None),
        "closed_weekdays": _Field(sentence("Closed every week"), None),
        "closed_days": _Field(sentence("Closed on single days"), None),
        "low_score_days": _Field(sentence("After a low score")),
        "minute": _Field(sentence("The hour"), _as_time),
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
        "at": _Field(event_parts.LABELS[EventPart.WHEN], _as_moment),
        "place": _Field(event_parts.LABELS[EventPart.PLACE]),
        "seats": _Field(event_parts.LABELS[EventPart.SEATS]),
        "who": _Field(event_parts.LABELS[EventPart.WHO], lambda words, said: group_desk.whom(words, said)),
        "abouts": _Field(event_parts.LABELS[EventPart.ABOUT], None),
    },
    Action.EDIT_GROUPS: {
        "state": _Field(sentence("state"), lambda words, said: words.label(_DOORS.get(str(said), str(said)))),
        "who": _Field(group_desk.LABELS[group_desk.Part.WHO], lambda words, said: group_desk.whom(words, said)),
        "most": _Field(group_desk.LABELS[group_desk.Part.MOST]),
        "grace_days": _Field(group_desk.LABELS[group_desk.Part.GRACE]),
        "hello": _Field(group_desk.LABELS[group_desk.Part.HELLO]),
        "earlier_stay": _Field(group_desk.LABELS[group_desk.Part.EARLIER]),
        "language": _Field(sentence("language")),
        "about": _Field(group_desk.LABELS[group_desk.Part.ABOUT], None),
        "house_rules": _Field(group_desk.LABELS[group_desk.Part.RULES], None),
    },
    Action.EDIT_STORE: {
        "name": _NAME,
        "zone": _Field(sentence("time zone")),
        "language": _Field(sentence("language")),
        "contact": _Field(sentence("privacy contact"), None),
    },
    Action.INVITE_STAFF: {"role": _Field(sentence("role"), _as_role), "branch": _Field(sentence("branch"))},
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


def subject_name(words: Words, subject: str, known: str = "") -> str:
    """What an act was done to: `receipt A-17`.

    Args:
        subject: kind and id, as the log has it.
        known: what the id stands for, where that is known.
    """
    kind, _, number = subject.partition(":")
    if kind == "care":
        return words.label(NAMES[Care(number)])
    says = SUBJECTS.get(kind)
    return words.label(says, number=known or number) if says and (known or number) else ""


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
