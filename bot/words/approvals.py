"""What takes two: the question to the others, with the difference it would make, and what came of it."""

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.rules.approvals import Decision
from bot.rules.broadcast_sheet import Sheet
from bot.rules.refusals import Refusal
from bot.rules.roles import Action
from bot.words import adjust, broadcasts, formats, refusals, tier_preview
from bot.words.catalogs import Words, sentence
from bot.words.common import danger, yes
from bot.words.message import Button, Go, Html, Message, Row, lines, paragraphs, safe

Data = Mapping[str, object]


def _adjustment(words: Words, data: Data) -> Html:
    before, debt, by = (_whole(data, name) for name in ("before", "debt", "points"))
    name = str(data.get("member_name", ""))
    change = adjust.Change(name, "", before, debt, by)
    return lines(
        words.say("<b>{name}</b>", name=name) if name else None, adjust.difference(words, before, change.after)
    )


def _broadcast(words: Words, data: Data) -> Html:
    sheet = data.get("sheet")
    return lines(
        words.count("📣 A broadcast to {n} recipient", "📣 A broadcast to {n} recipients", _whole(data, "recipients")),
        words.say("<b>{name}</b>", name=sheet.plan.title) if isinstance(sheet, Sheet) else None,
    )


def _all_of_it(words: Words, data: Data) -> Html | None:
    """All that is known of a broadcast besides the post itself, which came before."""
    sheet = data.get("sheet")
    if not isinstance(sheet, Sheet):
        return None
    return paragraphs(
        broadcasts.described(words, sheet, datetime.fromisoformat(str(data["at"]))),
        words.say("👆 Above is the post as they will get it, in each version, with its buttons."),
    )


DIFFERENCES: Mapping[str, Callable[[Words, Data], Html]] = {
    Action.ADJUST: _adjustment,
    Action.EDIT_TIERS: tier_preview.difference,
    Action.BROADCAST: _broadcast,
}
"""What each act that takes two would change, by its action, from what its asker put into the data."""

_ASKED = {
    Action.ADJUST: sentence("{name} wants to put somebody's points right."),
    Action.EDIT_TIERS: sentence("{name} wants to change the tiers."),
    Action.BROADCAST: sentence("{name} wants to write to many."),
}
_ASKED_NAMELESS = sentence("A colleague needs a second yes.")

_DECIDED = {
    Decision.APPROVED: sentence("✅ Approved by {name}, and done."),
    Decision.REFUSED: sentence("✖️ Refused by {name}; nothing was changed."),
    Decision.CHANGED: sentence("⚠️ {name} approved it, but it can't be done any more, so nothing was changed."),
    Decision.LAPSED: sentence("⌛ Nobody decided within a day; nothing was changed."),
}


def _whole(data: Data, key: str) -> int:
    value = data[key]
    if not isinstance(value, int):
        raise TypeError(f"{key} is a whole number, not {value!r}")
    return value


def question(words: Words, data: Data) -> Message:
    """To everybody else who may decide: who asks, what would change, and why."""
    number = str(data["approval"])
    return Message(
        paragraphs(
            words.say("🖐 <b>A second yes is needed</b>"),
            _what(words, data),
            _all_of_it(words, data),
            words.say("It waits for a day. Whoever decides first decides."),
        ),
        (
            (
                yes(words.label("Approve"), Go("approvals.decide", number, "yes")),
                danger(words.label("Refuse"), Go("approvals.decide", number, "no")),
            ),
        ),
    )


def waits(words: Words, people: int, until: datetime, now: datetime, *, broadcast: int = 0) -> Message:
    """To whoever asked: nothing is done yet; `broadcast` is the number of the one that waits, if it is one."""
    return Message(
        words.count(
            "🖐 I've asked {n} colleague. As soon as they say yes, until {moment}, it is done, and I tell you.",
            "🖐 I've asked {n} colleagues. As soon as one of them says yes, until {moment}, it is done, and I tell you.",
            people,
            moment=formats.moment(words, until, now),
        ),
        _see(words, broadcast),
    )


def _see(words: Words, broadcast: object) -> tuple[Row, ...]:
    return ((Button(words.label("See how it stands"), Go("broadcast.show", str(broadcast))),),) if broadcast else ()


def settled(words: Words, data: Data) -> Message:
    """What came of it, in place of the question, or to whoever asked."""
    return Message(paragraphs(_what(words, data), _came(words, data)), _see(words, data.get("releasing")))


def _what(words: Words, data: Data) -> Html:
    action, name = str(data["action"]), str(data.get("name", ""))
    reason = str(data.get("reason", ""))
    asked = _ASKED.get(Action(action)) if name else None
    return lines(
        words.say(asked, name=name) if asked else words.say(_ASKED_NAMELESS) if "person" in data else None,
        DIFFERENCES[action](words, data),
        words.say("Reason: {reason}", reason=reason) if reason else None,
    )


def _came(words: Words, data: Data) -> Html:
    name = str(data.get("decider_name", "")) or words.label("a colleague")
    why, places = data.get("refusal"), data.get("refusal_data")
    refusal = Refusal(str(why), places if isinstance(places, dict) else {}) if why else None
    return lines(
        words.say(_DECIDED[Decision(str(data["decision"]))], name=name),
        safe(refusals.explain(words, refusal, datetime.fromisoformat(str(data["at"])))) if refusal else None,
    )
