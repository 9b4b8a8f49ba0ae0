"""Rewards as managers make and change them: the list, one reward with all its parts, the questions, the preview."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from bot.rules.media import Form, Media
from bot.rules.rewards import Part, Reward, RewardKind, RewardState
from bot.rules.store import LANGUAGES
from bot.rules.tiers import TierTable
from bot.words import formats
from bot.words.catalogs import Language, Words, sentence
from bot.words.common import back, cancel, own_text, yes
from bot.words.message import Button, Go, Html, Message, Row, lines, paragraphs, plain, rows
from bot.words.rewards import Shown, described, turn, when_taken, worth


class Asked(NamedTuple):
    """A question about a part of a reward.

    `key` names the field, `language` is the one that a name or a text is asked for in; `empty` says whether it can be
    left out, `complete` whether everything that is needed was answered, so that the rest can be.
    """

    reward: Reward
    part: Part
    key: str
    language: str = ""
    empty: bool = False
    complete: bool = False
    tiers: TierTable | None = None


_KINDS = {
    RewardKind.MONEY_OFF: sentence("Money off"),
    RewardKind.PERCENT_OFF: sentence("A percentage off"),
    RewardKind.PRODUCT: sentence("A product"),
    RewardKind.GIFT: sentence("A gift with a purchase"),
    RewardKind.EXPERIENCE: sentence("An experience"),
    RewardKind.DONATION: sentence("A donation"),
}
_MARKS = {RewardState.DRAFT: "✏️", RewardState.ACTIVE: "🟢", RewardState.PAUSED: "⏸"}
_STATES = {
    RewardState.DRAFT: sentence("✏️ A draft: only the team sees it."),
    RewardState.ACTIVE: sentence("🟢 Members can have it."),
    RewardState.PAUSED: sentence("⏸ Paused: members don't see it."),
}
_LABELS = {
    Part.NAME: sentence("Name"),
    Part.ABOUT: sentence("Description"),
    Part.PICTURE: sentence("Picture"),
    Part.PRICE: sentence("Points"),
    Part.WORTH: sentence("Worth"),
    Part.PRODUCT: sentence("Product"),
    Part.CHARITY: sentence("Charity"),
    Part.STOCK: sentence("Stock"),
    Part.EACH: sentence("Per member"),
    Part.TIER: sentence("Tier"),
    Part.FROM: sentence("First day"),
    Part.UNTIL: sentence("Last day"),
    Part.LANGUAGES: sentence("Languages"),
    Part.WEEKDAYS: sentence("Weekdays"),
    Part.HOURS: sentence("Hours"),
    Part.DAYS: sentence("Voucher"),
}
_QUESTIONS = {
    Part.KIND: sentence("What do members get?"),
    Part.NAME: sentence("What is the reward called in {language}? It stands on a button, so keep it short."),
    Part.ABOUT: sentence("What should members know about it, in {language}? A sentence or two."),
    Part.PICTURE: sentence("Send a picture of it."),
    Part.PRICE: sentence("How many points does it cost?"),
    Part.WORTH: sentence("How much money is it?"),
    Part.PRODUCT: sentence("Which product is it? Write its code, as in /products."),
    Part.CHARITY: sentence("Who gets the donation?"),
    Part.STOCK: sentence("How many are there?"),
    Part.EACH: sentence("How many can each member have?"),
    Part.TIER: sentence("From which tier on can members have it?"),
    Part.FROM: sentence("From which day on is it offered? For example: 2026-12-01"),
    Part.UNTIL: sentence("What is the last day it is offered? For example: 2026-12-24"),
    Part.LANGUAGES: sentence("Readers of which languages are shown it?"),
    Part.WEEKDAYS: sentence("On which days does the till take its voucher?"),
    Part.HOURS: sentence(
        "From when to when does the till take its voucher? For example: 09:00-17:30. Hours past midnight, such as "
        "22:00-02:00, belong to the day they begin on."
    ),
    Part.DAYS: sentence("For how many days is a voucher good?"),
}
_PERCENT = sentence("How many percent is it?")
_EMPTY = {
    Part.NAME: sentence("Without a name in it"),
    Part.ABOUT: sentence("Without a description"),
    Part.PICTURE: sentence("Without a picture"),
    Part.STOCK: sentence("As many as are wanted"),
    Part.EACH: sentence("As many as they like"),
    Part.TIER: sentence("Everybody"),
    Part.FROM: sentence("From now on"),
    Part.UNTIL: sentence("Without an end"),
    Part.LANGUAGES: sentence("All languages"),
    Part.WEEKDAYS: sentence("Every day"),
    Part.HOURS: sentence("All day"),
    Part.DAYS: sentence("30 days"),
}
"""What leaving a part out means, on the button that does it."""


def desk(words: Words, shown: Sequence[Reward], page: int, pages: int, begun: Reward | None = None) -> Message:
    """Every reward of the store, each a button; pages count from 0. `begun` is a new one that isn't made yet."""
    return Message(
        paragraphs(
            words.say("<b>Rewards: the team's side</b>"),
            words.say("Tap one to see or change it. 🟢 offered, ⏸ paused, ✏️ a draft.")
            if shown
            else words.say("None yet."),
            words.say("You have begun a new one: <b>{name}</b>.", name=own_text(words, begun.names)) if begun else None,
        ),
        rows(
            *((Button(_line(words, one), Go("rewards.sheet", str(one.id))),) for one in shown),
            turn(words, "rewards.desk", page, pages),
            (
                yes(words.label("Go on with it"), Go("rewards.go_on")),
                Button(words.label("Throw it away"), Go("rewards.throw_away")),
            )
            if begun
            else (),
            (yes(words.label("Add a reward"), Go("rewards.new")),),
            (back(words, Go("rewards.list")),),
        ),
    )


def _line(words: Words, one: Reward) -> str:
    return f"{_MARKS[one.state]} {plain(own_text(words, one.names))} · {formats.points(words, one.price)}"


def sheet(words: Words, shown: Shown, now: datetime) -> Message:
    """One reward with all its parts, and a button for each that can be changed."""
    one = shown.reward
    number, version = str(one.id), str(one.version)
    parts = [part for part in one.parts() if part is not Part.KIND and (part is not Part.TIER or shown.tiers)]
    changes = [Button(words.label(_LABELS[part]), Go("rewards.change", number, part.value)) for part in parts]
    if one.state is RewardState.ACTIVE:
        turning = Button(words.label("Pause"), Go("rewards.turn", number, version, RewardState.PAUSED.value))
    else:
        turning = yes(words.label("Offer it"), Go("rewards.turn", number, version, RewardState.ACTIVE.value))
    return Message(
        paragraphs(
            words.say("<b>{name}</b>", name=own_text(words, one.names)),
            words.say(_STATES[one.state]),
            lines(*_parts(words, shown, now)),
        ),
        rows(
            (Button(words.label("As members see it"), Go("rewards.look", number)),),
            *(tuple(changes[at : at + 2]) for at in range(0, len(changes), 2)),
            (turning, Button(words.label("Copy"), Go("rewards.copy", number))),
            (back(words, Go("rewards.desk")),),
        ),
    )


def _parts(words: Words, shown: Shown, now: datetime) -> list[Html | None]:
    one = shown.reward
    tier = shown.tiers.tier(one.min_tier) if shown.tiers else None
    what = worth(words, one.kind, one.worth, shown.product, one.charity or "") or words.say(_KINDS[one.kind])
    times = when_taken(words, one.times)
    return [
        words.say("• {what}", what=what),
        words.say("• Price: {points}", points=formats.points(words, one.price)),
        *(
            words.say("• In {language}: {name}", language=_named(language), name=one.names[language])
            for language in LANGUAGES
            if language in one.names
        ),
        words.say("• With a picture") if one.picture else words.say("• Without a picture"),
        words.say("• No limit to how many there are")
        if one.stock is None
        else words.count("• {n} left", "• {n} left", one.stock),
        words.count("• {n} for each member", "• {n} for each member", one.each) if one.each else None,
        words.say("• From the tier {tier} on", tier=own_text(words, tier.names)) if tier else None,
        words.say("• For a tier that there is no more: nobody can have it") if one.min_tier and not tier else None,
        words.say("• First day: {day}", day=formats.day(words, one.from_at, now)) if one.from_at else None,
        words.say("• Last day: {day}", day=formats.day(words, one.until_at, now)) if one.until_at else None,
        words.say("• For readers of: {languages}", languages=", ".join(map(_named, one.languages)))
        if one.languages
        else None,
        *(
            ()
            if one.kind is RewardKind.DONATION
            else (
                words.say("• {what}", what=times) if times else None,
                words.count("• Vouchers last {n} day", "• Vouchers last {n} days", one.voucher_days),
            )
        ),
    ]


def _named(language: str) -> str:
    return Language(language).own_name


def saved(words: Words, shown: Shown, now: datetime) -> Message:
    """After a reward was made or changed."""
    after = sheet(words, shown, now)
    return Message(paragraphs(words.say("✅ Saved."), after.text), after.buttons)


def which_language(words: Words, reward: Reward, part: Part) -> Message:
    """In which language a name or a text is to change."""
    change = (
        Button(_named(language), Go("rewards.change", str(reward.id), f"{part}.{language}")) for language in LANGUAGES
    )
    return Message(
        words.say("In which language?"),
        (*((one,) for one in change), (back(words, Go("rewards.sheet", str(reward.id))),)),
    )


def ask(words: Words, asked: Asked) -> Message:
    """For one part of a reward, in writing, by buttons or with a picture."""
    part, new = asked.part, asked.reward.id is None
    question = _PERCENT if part is Part.WORTH and asked.reward.kind is RewardKind.PERCENT_OFF else _QUESTIONS[part]
    empty = words.label(_EMPTY[part]) if part in _EMPTY else ""
    return Message(
        words.say(question, language=_named(asked.language)) if asked.language else words.say(question),
        rows(
            *(_CHOICES[part](words, asked) if part in _CHOICES else ()),
            (yes(words.label("Done"), Go("rewards.done", asked.key)),) if part in _SEVERAL else (),
            (Button(empty, Go("rewards.empty", asked.key)),) if asked.empty and empty else (),
            (Button(words.label("That's all: show it to me"), Go("rewards.preview")),)
            if new and asked.complete
            else (),
            (back(words, Go("rewards.back")), cancel(words)),
        ),
    )


_SEVERAL = {Part.LANGUAGES, Part.WEEKDAYS}


def _kinds(words: Words, asked: Asked) -> Sequence[Row]:
    return [(Button(words.label(name), Go("rewards.pick", asked.key, kind.value)),) for kind, name in _KINDS.items()]


def _tiers(words: Words, asked: Asked) -> Sequence[Row]:
    tiers = asked.tiers.tiers if asked.tiers else ()
    return [
        (Button(f"{tier.mark} {plain(own_text(words, tier.names))}", Go("rewards.pick", asked.key, str(tier.id))),)
        for tier in tiers
    ]


def _languages(_: Words, asked: Asked) -> Sequence[Row]:
    chosen = LANGUAGES if asked.reward.languages is None else asked.reward.languages
    return [(_toggle(asked, language, _named(language), language in chosen),) for language in LANGUAGES]


def _weekdays(words: Words, asked: Asked) -> Sequence[Row]:
    days = [
        _toggle(asked, str(day), formats.weekdays(words, 1 << day), bool(asked.reward.weekdays >> day & 1))
        for day in range(7)
    ]
    return [tuple(days[:3]), tuple(days[3:5]), tuple(days[5:])]


def _toggle(asked: Asked, value: str, label: str, on: bool) -> Button:
    return Button(f"{'☑' if on else '☐'} {label}", Go("rewards.pick", asked.key, value))


_CHOICES: dict[Part, Callable[[Words, Asked], Sequence[Row]]] = {
    Part.KIND: _kinds,
    Part.TIER: _tiers,
    Part.LANGUAGES: _languages,
    Part.WEEKDAYS: _weekdays,
}


def preview(words: Words, shown: Shown, now: datetime) -> Message:
    """Exactly what a member will see, without the buttons, which are theirs."""
    return Message(
        described(words, shown, now), media=Media(Form.PHOTO, shown.reward.picture) if shown.reward.picture else None
    )


def decide(words: Words, key: str) -> Message:
    """Below the preview of a new reward; `key` finds it again."""
    return Message(
        words.say("This is what members will see. Offer it now, or keep it as a draft to work on?"),
        (
            (yes(words.label("Offer it"), Go("rewards.publish", key)),),
            (Button(words.label("Keep as a draft"), Go("rewards.keep", key)),),
            (back(words, Go("rewards.back")), cancel(words)),
        ),
    )


def looked(words: Words, reward: Reward) -> Message:
    """Below the preview of a reward that is kept: in which other languages it can be looked at."""
    number = str(reward.id)
    return Message(
        words.say("This is what members see."),
        rows(
            *((Button(_named(one), Go("rewards.look", number, one)),) for one in LANGUAGES if one in reward.names),
            (back(words, Go("rewards.sheet", number)),),
        ),
    )
