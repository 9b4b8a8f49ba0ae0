"""How the shop keeps birthdays, as the owner reads and edits it."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from bot.rules.birthdays import (
    LEAST_AFTER,
    MOST_AFTER,
    MOST_AHEAD,
    MOST_GIFT,
    NEW_DAYS,
    NO_TIER,
    BirthdayRules,
    Gift,
    GiftKind,
    LeapDay,
    Part,
)
from bot.rules.care import Care
from bot.rules.rewards import Reward
from bot.rules.tiers import Tier
from bot.words import care as shared
from bot.words import formats
from bot.words.catalogs import Words, sentence
from bot.words.common import back, cancel, own_text, yes
from bot.words.message import Button, Go, Html, Message, Row, lines, paragraphs, plain, rows
from bot.words.tiers import tier_name

_LABELS: Mapping[Part, str] = {
    Part.ON: sentence("Greetings on or off"),
    Part.HOUR: sentence("The hour"),
    Part.AHEAD: sentence("Gift usable from"),
    Part.AFTER: sentence("Gift usable until"),
    Part.LEAP_DAY: sentence("29 February"),
    Part.NEW: sentence("Just told"),
}


class Shelf(NamedTuple):
    """What gifts are told with: the tiers, the lowest first, and the rewards that can be given."""

    tiers: Sequence[Tier] = ()
    rewards: Sequence[Reward] = ()

    @property
    def numbers(self) -> list[int]:
        """Whose gifts there are: of who has no tier, and of each tier."""
        return [NO_TIER, *(tier.id for tier in self.tiers)]


def care_line(words: Words, rules: BirthdayRules) -> Html:
    """How birthdays are kept, on the screen of all care."""
    if not rules.on:
        return words.say("🎂 Nobody is greeted on their birthday.")
    hour = f"{rules.hour:%H:%M}"
    if rules.gives:
        return words.say("🎂 Members are greeted on their birthday at {time}, with a gift.", time=hour)
    return words.say("🎂 Members are greeted on their birthday at {time}. No gift is set yet.", time=hour)


def show(words: Words, rules: BirthdayRules, shelf: Shelf) -> Message:
    """The rules as they are, and a button for each part of them."""
    made = shared.rules(words, Care.BIRTHDAY, paragraphs(_told(words, rules), _gifts(words, rules, shelf)), _LABELS)
    gifts = (Button(words.label("Gifts and lines"), Go("birthday.gifts")),)
    return Message(made.text, (gifts, *made.buttons))


def _told(words: Words, rules: BirthdayRules) -> Html:
    return lines(
        words.say("• Members are greeted at {time} of their own day.", time=f"{rules.hour:%H:%M}")
        if rules.on
        else words.say("• Nobody is greeted."),
        words.say(
            "• A gift comes {before} before the day, with a word of its own, and can be used until {after} after it.",
            before=_days(words, rules.ahead),
            after=_days(words, rules.after),
        )
        if rules.ahead
        else words.say(
            "• A gift comes with the greeting and can be used until {after} after the day.",
            after=_days(words, rules.after),
        ),
        words.say("• 29 February is kept on 28 February in other years.")
        if rules.leap_day is LeapDay.BEFORE
        else words.say("• 29 February is kept on 1 March in other years."),
        words.say("• Whoever tells their day within {days} before it is greeted at once.", days=_days(words, NEW_DAYS))
        if rules.new
        else words.say(
            "• Whoever tells their day within {days} before it is greeted from the next year on.",
            days=_days(words, NEW_DAYS),
        ),
    )


def _days(words: Words, n: int) -> str:
    return words.count_label("{n} day", "{n} days", n)


def _gifts(words: Words, rules: BirthdayRules, shelf: Shelf) -> Html:
    return lines(words.say("<b>Gifts</b>"), *(_gift_line(words, rules, shelf, number) for number in shelf.numbers))


def _gift_line(words: Words, rules: BirthdayRules, shelf: Shelf, number: int) -> Html:
    whose, gift = _whose(words, shelf, number), gift_name(words, rules.gifts.get(number), shelf)
    if number in rules.lines:
        return words.say("• {whose}: {gift}; the staff are asked for a line", whose=whose, gift=gift)
    return words.say("• {whose}: {gift}", whose=whose, gift=gift)


def _whose(words: Words, shelf: Shelf, number: int) -> str:
    tier = next((tier for tier in shelf.tiers if tier.id == number), None)
    if tier is not None:
        return tier_name(words, tier)
    return words.label("Without a tier") if shelf.tiers else words.label("Everybody")


def gift_name(words: Words, gift: Gift | None, shelf: Shelf) -> str:
    """A gift in a few words; None is that of the tier below."""
    if gift is None:
        return words.label("none of their own")
    match gift.kind:
        case GiftKind.POINTS:
            return formats.points(words, gift.number)
        case GiftKind.VOUCHER:
            found = next((reward for reward in shelf.rewards if reward.id == gift.number), None)
            return own_text(words, found.names) if found else words.label("a reward that is gone")
    return words.label("nothing")


def ask(words: Words, part: Part) -> Message:
    """For a part of the rules."""
    return shared.question(words, Care.BIRTHDAY, _question(words, part), *_choices(words, part))


def _question(words: Words, part: Part) -> Html:
    match part:
        case Part.ON:
            return words.say("Shall members who want it be greeted on their birthday?")
        case Part.HOUR:
            return words.say("At what time of their day are members greeted? Between 08:00 and 19:00, such as 10:00.")
        case Part.AHEAD:
            return words.say(
                "How many days before the day does a gift come, with a word of its own? From 0 to {most}; with 0 it "
                "comes with the greeting.",
                most=MOST_AHEAD,
            )
        case Part.AFTER:
            return words.say(
                "Until how many days after the day can a gift be used? From {least} to {most}.",
                least=LEAST_AFTER,
                most=MOST_AFTER,
            )
        case Part.LEAP_DAY:
            return words.say("When is a birthday on 29 February kept in other years?")
        case Part.NEW:
            return words.say(
                "Shall those be greeted in the same year who tell their day within {days} before it?",
                days=_days(words, NEW_DAYS),
            )


def _choices(words: Words, part: Part) -> tuple[Row, ...]:
    if part in (Part.ON, Part.NEW):
        return (shared.yes_or_no(words, Care.BIRTHDAY, part),)
    if part is Part.LEAP_DAY:
        return (
            (
                Button(words.label("28 February"), Go("birthday.choose", part, LeapDay.BEFORE)),
                Button(words.label("1 March"), Go("birthday.choose", part, LeapDay.AFTER)),
            ),
        )
    return ()


def preview(words: Words, rules: BirthdayRules, key: str) -> Message:
    """The rules as they would be."""
    return shared.preview(words, Care.BIRTHDAY, _told(words, rules), key)


def applied(words: Words, rules: BirthdayRules) -> Message:
    """After it."""
    return shared.applied(words, Care.BIRTHDAY, _told(words, rules))


def gifts(words: Words, rules: BirthdayRules, shelf: Shelf) -> Message:
    """Everybody's gifts, and a button for each tier."""
    return Message(
        paragraphs(
            _gifts(words, rules, shelf),
            words.say("A tier without a gift of its own has the one of the tier below.") if shelf.tiers else None,
        ),
        (
            *((Button(plain(_whose(words, shelf, one)), Go("birthday.gift", str(one))),) for one in shelf.numbers),
            (back(words, Go("care.birthday")),),
        ),
    )


def ask_gift(words: Words, rules: BirthdayRules, shelf: Shelf, tier: int) -> Message:
    """What the members of a tier are given."""
    number, asked = str(tier), tier in rules.lines
    line = words.label("Ask the staff for no line") if asked else words.label("Ask the staff for a line")
    return Message(
        paragraphs(
            _gift_line(words, rules, shelf, tier),
            words.say("Write a number of points, from 1 to {most}, or choose a reward.", most=MOST_GIFT),
        ),
        rows(
            *(
                (
                    Button(
                        f"🎟 {plain(own_text(words, one.names))}",
                        Go("birthday.give", number, GiftKind.VOUCHER, str(one.id)),
                    ),
                )
                for one in shelf.rewards
            ),
            (Button(words.label("Nothing"), Go("birthday.give", number, GiftKind.NOTHING, "0")),),
            (Button(line, Go("birthday.ask_line", number, "0" if asked else "1")),),
            (back(words, Go("birthday.gifts")), cancel(words)),
        ),
    )


def preview_gift(words: Words, rules: BirthdayRules, shelf: Shelf, tier: int, key: str) -> Message:
    """What they would be given."""
    return Message(
        paragraphs(
            words.say("So it would be:"), _gift_line(words, rules, shelf, tier), words.say("It counts from now on.")
        ),
        (
            (yes(words.label("Apply"), Go("birthday.give_now", key)),),
            (back(words, Go("birthday.gifts")), cancel(words)),
        ),
    )
