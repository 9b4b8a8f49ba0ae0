"""Rewards as managers make and change them: the list, one reward with all its parts, the preview."""

from collections.abc import Sequence
from datetime import datetime

from bot.rules.media import Form, Media
from bot.rules.rewards import Part, Reward, RewardKind, RewardState
from bot.rules.store import LANGUAGES
from bot.words import formats
from bot.words.catalogs import Words, sentence
from bot.words.common import back, cancel, own_text, turn, yes
from bot.words.message import Button, Go, Html, Message, lines, paragraphs, plain, rows
from bot.words.reward_questions import KINDS, language_name
from bot.words.rewards import Shown, described, when_taken, worth

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
    what = worth(words, one.kind, one.worth, shown.product, one.charity or "") or words.say(KINDS[one.kind])
    times = when_taken(words, one.times)
    return [
        words.say("• {what}", what=what),
        words.say("• Price: {points}", points=formats.points(words, one.price)),
        *(
            words.say("• In {language}: {name}", language=language_name(language), name=one.names[language])
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
        words.say("• For readers of: {languages}", languages=", ".join(map(language_name, one.languages)))
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


def saved(words: Words, shown: Shown, now: datetime) -> Message:
    """After a reward was made or changed."""
    after = sheet(words, shown, now)
    return Message(paragraphs(words.say("✅ Saved."), after.text), after.buttons)


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
            *(
                (Button(language_name(one), Go("rewards.look", number, one)),)
                for one in LANGUAGES
                if one in reward.names
            ),
            (back(words, Go("rewards.sheet", number)),),
        ),
    )
