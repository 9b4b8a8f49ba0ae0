"""Why an entry is there: the purchase, the rule, the tier, the points it took or brought, and who did it."""

from datetime import datetime

from bot.rules.ledger import EntryKind
from bot.rules.reasons import Bought, Brought, Doer, More, Moved, Reasons, Spent, Tiered
from bot.rules.roles import Role
from bot.words import formats
from bot.words.catalogs import Words, sentence
from bot.words.common import back, own_text
from bot.words.message import Go, Html, Message, lines, paragraphs
from bot.words.points import entry_name, rate
from bot.words.staff import ROLES

_REASONS = {
    EntryKind.STARTER: sentence("The shop's gift for joining."),
    EntryKind.EARN: sentence("Points for a purchase."),
    EntryKind.REDEEM: sentence("Points spent on a reward."),
    EntryKind.GIVE_BACK: sentence("A reward was returned, and its points came back."),
    EntryKind.REFUND: sentence("You returned something, so the points it had earned went back, in proportion."),
    EntryKind.UNDO: sentence("The shop took this sale back, and its points with it."),
    EntryKind.PAY: sentence("You paid a part of a purchase with points."),
    EntryKind.PAY_BACK: sentence("You returned something that was paid with points, so they came back, in proportion."),
    EntryKind.GIFT: sentence("A gift from the shop."),
    EntryKind.ADJUST: sentence("The shop put your points right."),
    EntryKind.EXPIRE: sentence("These points had reached their last day."),
    EntryKind.EXTEND: sentence("No word reached you that these points would expire, so they last thirty days longer."),
    EntryKind.KEEP: sentence("You kept these points for a week longer."),
    EntryKind.MOVE_OUT: sentence("These points went to your other card."),
    EntryKind.MOVE_IN: sentence("The shop knew you from before: these points came from your earlier card."),
}

_TO_STAFF = {
    EntryKind.REFUND: sentence("Something was returned, so the points it had earned went back, in proportion."),
    EntryKind.PAY: sentence("A part of a purchase was paid with points."),
    EntryKind.PAY_BACK: sentence("Something that was paid with points was returned, so they came back, in proportion."),
    EntryKind.ADJUST: sentence("Points put right by hand."),
    EntryKind.EXTEND: sentence("No word reached the member that these points would expire, so they last longer."),
    EntryKind.KEEP: sentence("The member kept these points for a week longer."),
    EntryKind.MOVE_OUT: sentence("These points went to the member's other card."),
    EntryKind.MOVE_IN: sentence("These points came from the member's earlier card."),
}
"""Where the sentence for the member speaks to them."""

_UNWARNED = sentence(
    "These points had reached their last day. Their owner couldn't be reached in all the time that the shop waits."
)


def why(words: Words, shown: Reasons, to: Go, now: datetime, *, staff: bool = False) -> Message:
    """Everything behind an entry.

    `to` is the list it was chosen from; `staff` says that a colleague reads it, not the member.
    """
    line = shown.line
    reason = _TO_STAFF.get(line.kind, _REASONS[line.kind]) if staff else _REASONS[line.kind]
    return Message(
        paragraphs(
            words.say(
                "<b>{change}</b> · {moment}",
                change=formats.signed(words, line.points),
                moment=formats.moment(words, line.at, now),
            ),
            lines(
                words.say(_UNWARNED if shown.unwarned else reason),
                _tried(words, shown.tried_since, staff, now) if shown.tried_since else None,
                words.say("Reason: {reason}", reason=shown.reason) if shown.reason else None,
                _spent(words, shown.spent) if shown.spent else None,
            ),
            _bought(words, shown.bought) if shown.bought else None,
            lines(_rule(words, shown), _tier(words, shown.tier) if shown.tier else None),
            lines(_debt(words, line.debt, staff), _taken(words, shown, now)),
            _brought(words, shown.brought, now) if shown.brought else None,
            lines(
                words.say("Points after it: <b>{n}</b>", n=max(shown.after, 0)),
                words.say("Owed from returns: {n}", n=-shown.after) if shown.after < 0 else None,
                words.say("Done by: {who}", who=_doer(words, shown.done_by, staff)),
                words.say("Approved by: {who}", who=_doer(words, shown.approved_by, staff))
                if shown.approved_by and staff
                else None,
            ),
        ),
        ((back(words, to),),),
    )


def _tried(words: Words, since: datetime, staff: bool, now: datetime) -> Html:
    day = formats.day(words, since, now)
    if staff:
        return words.say("It was tried to tell them from {day} on.", day=day)
    return words.say("We tried to tell you from {day} on.", day=day)


def _spent(words: Words, spent: Spent) -> Html:
    name = own_text(words, spent.names)
    return words.say("Donation: {name}", name=name) if spent.donation else words.say("Reward: {name}", name=name)


def _bought(words: Words, bought: Bought) -> Html:
    return lines(
        words.say("Purchase: {amount}", amount=formats.money(words, bought.amount)),
        words.say(
            "Paid with points: {amount} ({points}); points are earned on the rest",
            amount=formats.money(words, bought.paid_worth),
            points=formats.points(words, bought.paid_points),
        )
        if bought.paid_points
        else None,
        words.say("Refunded: {amount}", amount=formats.money(words, bought.refunded)) if bought.refunded else None,
        words.say("Receipt: <code>{receipt}</code>", receipt=bought.receipt),
        words.say("Shop: {branch}", branch=bought.branch) if bought.branch else None,
    )


def _rule(words: Words, shown: Reasons) -> Html | None:
    if shown.rule is None or shown.line.kind is EntryKind.STARTER:  # a gift doesn't come from what purchases earn
        return None
    return words.say("The rule then (version {n}): {rule}", rule=rate(words, shown.rule), n=shown.rule.version)


def _tier(words: Words, tier: Tiered) -> Html:
    times = formats.quantity(words, tier.multiplier * 10)
    name = own_text(words, tier.names) if tier.names else ""
    if name:
        return words.say("The tier then (version {n}): {name}, × {times}", name=name, times=times, n=tier.version)
    return words.say("The tier then (version {n}): × {times}", times=times, n=tier.version)


def _debt(words: Words, debt: int, staff: bool) -> Html | None:
    if debt < 0:
        return words.count(
            "{n} of them made up for an earlier return.", "{n} of them made up for an earlier return.", -debt
        )
    if debt > 0 and staff:
        return words.count(
            "{n} of them was already spent and is owed.", "{n} of them were already spent and are owed.", debt
        )
    if debt > 0:
        return words.count(
            "{n} of them was already spent, so the next point you earn makes up for it.",
            "{n} of them were already spent, so the next points you earn make up for them.",
            debt,
        )
    return None


def _taken(words: Words, shown: Reasons, now: datetime) -> Html | None:
    """Which lots the points came from, went back to, or whose end has moved."""
    if not shown.taken:
        return None
    return lines(
        words.say("Of which points:"),
        *(
            words.say("• {what} of {day}", what=entry_name(words, one.kind), day=formats.day(words, one.at, now))
            if not one.points
            else words.say(
                "• {change}: {what} of {day}",
                change=formats.signed(words, -one.points),
                what=entry_name(words, one.kind),
                day=formats.day(words, one.at, now),
            )
            for one in shown.taken
        ),
        _more(words, shown.more) if shown.more else None,
    )


def _more(words: Words, rest: More) -> Html:
    if not rest.points:
        return words.count("• {n} more", "• {n} more", rest.times)
    change = formats.signed(words, -rest.points)
    return words.count("• {change}: {n} more", "• {change}: {n} more", rest.times, change=change)


def _brought(words: Words, lot: Brought, now: datetime) -> Html:
    left = words.count(
        "{n} of these points is left, good until {day}.",
        "{n} of these points are left, good until {day}.",
        lot.left,
        day=formats.day(words, lot.expires_at, now),
    )
    return lines(
        left if lot.left else words.say("None of these points is left."),
        words.say("What became of them:") if lot.moves else None,
        *(_became(words, one, now) for one in lot.moves),
        _more(words, lot.more) if lot.more else None,
    )


def _became(words: Words, one: Moved, now: datetime) -> Html:
    what, day = entry_name(words, one.kind), formats.day(words, one.at, now)
    if not one.points:
        return words.say("• {what}, {day}", what=what, day=day)
    return words.say("• {change}: {what}, {day}", change=formats.signed(words, -one.points), what=what, day=day)


def _doer(words: Words, doer: Doer, staff: bool) -> str:
    match doer.role:
        case Role.MEMBER | Role.GUEST:
            return words.label("the member") if staff else words.label("you")
        case Role.SYSTEM:
            return words.label("the shop, by itself")
        case Role.OPERATOR:
            return words.label("the shop, from a file")
    if not staff:
        return words.label("the shop")
    role = words.label(ROLES[doer.role])
    return words.label("{name}, {role}", name=doer.name, role=role) if doer.name else role
