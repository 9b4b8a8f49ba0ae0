"""What points are worth and how they are spent, kept and ended, as the owner reads and edits it."""

from collections.abc import Callable, Mapping
from enum import StrEnum

from bot.rules.terms import MOST_EXTENSION, MOST_RETURN_DAYS, Terms
from bot.rules.terms_trial import TermsTrial
from bot.words import formats
from bot.words.catalogs import Words, sentence
from bot.words.common import back, cancel, yes
from bot.words.message import Button, Go, Html, Message, Row, lines, paragraphs


class Part(StrEnum):
    """What of the terms can be edited."""

    WORTH = "worth"
    PAYS = "pays"
    SHARE = "share"
    KEEPS = "keeps"
    EXTEND = "extend"
    ADJUST = "adjust"
    RETURN = "return"


_LABELS = {
    Part.WORTH: sentence("What points are worth"),
    Part.PAYS: sentence("Paying with points"),
    Part.SHARE: sentence("How much of a purchase"),
    Part.KEEPS: sentence("A week longer"),
    Part.EXTEND: sentence("Members out of reach"),
    Part.ADJUST: sentence("Putting points right"),
    Part.RETURN: sentence("Returning vouchers"),
}


def terms_row(words: Words) -> Row:
    """The way from /program to the terms."""
    return (Button(words.label("Worth, spending, expiry"), Go("terms.show")),)


def summary(words: Words, terms: Terms) -> Html:
    """The terms in a paragraph of /program."""
    return lines(words.say("<b>Worth, spending, expiry</b>"), *(_TOLD[part](words, terms) for part in Part))


def show(words: Words, terms: Terms) -> Message:
    """The terms as they are, and a button for each part of them."""
    return Message(
        summary(words, terms),
        (
            *((Button(words.label(label), Go("terms.edit", part.value)),) for part, label in _LABELS.items()),
            (back(words, Go("program.show")),),
        ),
    )


def _worth(words: Words, terms: Terms) -> Html:
    if not terms.worth_amount:
        return words.say("• Points are worth nothing in money.")
    return words.say(
        "• {points} are worth {amount}.",
        points=formats.points(words, terms.worth_points),
        amount=formats.money(words, terms.worth_amount),
    )


def _pays(words: Words, terms: Terms) -> Html:
    if terms.pays:
        return words.say("• A part of a purchase can be paid with points.")
    return words.say("• Purchases can't be paid with points.")


def _share(words: Words, terms: Terms) -> Html | None:
    if not terms.pays:
        return None
    return words.say("• That part is {n}% at most, unless the member's tier says otherwise.", n=terms.pay_share)


def _keeps(words: Words, terms: Terms) -> Html:
    if terms.keeps:
        return words.say("• Once a year members may keep what is about to expire for a week longer.")
    return words.say("• What is about to expire can't be kept for longer.")


def _extend(words: Words, terms: Terms) -> Html:
    if not terms.extend_months:
        return words.say("• Points expire on their day, even if their owner couldn't be told.")
    return words.count(
        "• Points whose owner couldn't be told last up to {n} month longer.",
        "• Points whose owner couldn't be told last up to {n} months longer.",
        terms.extend_months,
    )


def _adjust(words: Words, terms: Terms) -> Html:
    return words.say(
        "• One manager alone may put right up to {points}.", points=formats.points(words, terms.adjust_alone)
    )


def _return(words: Words, terms: Terms) -> Html:
    if not terms.return_days:
        return words.say("• Vouchers can't be returned.")
    return words.count(
        "• An unused voucher can be returned for {n} day.",
        "• An unused voucher can be returned for {n} days.",
        terms.return_days,
    )


_TOLD: Mapping[Part, Callable[[Words, Terms], Html | None]] = {
    Part.WORTH: _worth,
    Part.PAYS: _pays,
    Part.SHARE: _share,
    Part.KEEPS: _keeps,
    Part.EXTEND: _extend,
    Part.ADJUST: _adjust,
    Part.RETURN: _return,
}


def ask(words: Words, part: Part) -> Message:
    """For a part of the terms."""
    ways_out = (back(words, Go("terms.show")), cancel(words))
    if part in (Part.PAYS, Part.KEEPS):
        choices = (
            (
                Button(words.label("Yes"), Go("terms.choose", part.value, "1")),
                Button(words.label("No"), Go("terms.choose", part.value, "0")),
            ),
        )
        return Message(_question(words, part), (*choices, ways_out))
    return Message(_question(words, part), (ways_out,))


def _question(words: Words, part: Part) -> Html:
    match part:
        case Part.WORTH:
            return paragraphs(
                words.say("How many points are worth how much money? Write both, the points first."),
                words.say(
                    "For example, <code>100 1</code>: {points} are worth {amount}. With 0 they are worth nothing.",
                    points=formats.points(words, 100),
                    amount=formats.money(words, formats.minor_units(words)),
                ),
            )
        case Part.PAYS:
            return words.say("May members pay a part of a purchase with points at the till?")
        case Part.SHARE:
            return words.say("How many percent of a purchase may be paid with points? From 0 to 100.")
        case Part.KEEPS:
            return words.say("May members keep what is about to expire for a week longer, once a year?")
        case Part.EXTEND:
            return words.say(
                "For how many months, at most, do points last longer whose owner couldn't be told? From 0 to {most}.",
                most=MOST_EXTENSION,
            )
        case Part.ADJUST:
            return words.say("How many points may one manager alone put right at once? More takes a second one.")
        case Part.RETURN:
            return words.say(
                "For how many days can an unused voucher be returned? From 0 to {most}.", most=MOST_RETURN_DAYS
            )


def preview(words: Words, part: Part, terms: Terms, key: str, tried: TermsTrial | None = None) -> Message:
    """The terms as they would be, what the change means, and what it costs if that was tried.

    Args:
        key: finds them again.
    """
    return Message(
        paragraphs(
            words.say("<b>The new terms</b>"),
            _TOLD[part](words, terms) or _pays(words, terms),
            words.say("<b>What it means</b>"),
            _MEANS[part](words, terms),
            words.say("<b>What it costs</b>") if tried else None,
            _costs(words, tried) if tried else None,
            words.say("It counts from now on."),
        ),
        ((yes(words.label("Apply"), Go("terms.apply", key)),), (back(words, Go("terms.show")), cancel(words))),
    )


def _worth_means(words: Words, terms: Terms) -> Html:
    example = 500
    if not terms.worth_amount:
        return words.say("Nothing can be paid with points. Rewards keep their prices.")
    return words.say(
        "Whoever has {points} has {amount} to spend. Rewards keep their prices in points.",
        points=formats.points(words, example),
        amount=formats.money(words, terms.worth(example)),
    )


def _pays_means(words: Words, terms: Terms) -> Html:
    amount = 20 * formats.minor_units(words)
    share = amount * terms.pay_share // 100 if terms.pays else 0
    points = terms.points_for(share)
    if not points:
        return words.say("At the till nothing can be paid with points. Rewards stay as they are.")
    return words.say(
        "Of a purchase of {amount}, {points} can pay {part}; each time the member says yes in their own chat.",
        amount=formats.money(words, amount),
        points=formats.points(words, points),
        part=formats.money(words, terms.worth(points)),
    )


def _keeps_means(words: Words, terms: Terms) -> Html:
    if terms.keeps:
        return words.say("The warning seven days ahead has a button for it, and so has /points in that week.")
    return words.say("The button under the warnings goes; what was kept stays kept.")


def _extend_means(words: Words, terms: Terms) -> Html:
    if not terms.extend_months:
        return words.say("Members who blocked the bot, or aren't on Telegram, lose their points without a word.")
    return words.count(
        "Who wasn't told a week before gets thirty days more, once. Then the points go, and the ledger says that "
        "nobody could be reached.",
        "Who wasn't told a week before gets thirty days more, up to {n} times. Then the points go, and the ledger says "
        "that nobody could be reached.",
        terms.extend_months,
    )


def _adjust_means(words: Words, terms: Terms) -> Html:
    return words.say(
        "Putting right {points} or more waits until a second manager agrees.",
        points=formats.points(words, terms.adjust_alone + 1),
    )


def _return_means(words: Words, terms: Terms) -> Html:
    if not terms.return_days:
        return words.say("What was redeemed stays redeemed.")
    return words.say("The points go back to where they came from, with the days that they had.")


_MEANS: Mapping[Part, Callable[[Words, Terms], Html]] = {
    Part.WORTH: _worth_means,
    Part.PAYS: _pays_means,
    Part.SHARE: _pays_means,
    Part.KEEPS: _keeps_means,
    Part.EXTEND: _extend_means,
    Part.ADJUST: _adjust_means,
    Part.RETURN: _return_means,
}


def _costs(words: Words, tried: TermsTrial) -> Html:
    before, after, outstanding, found = tried.before, tried.after, tried.outstanding, tried.tried
    return lines(
        words.say(
            "Outstanding: {points}, worth {amount}",
            points=formats.points(words, outstanding),
            amount=_from_to(words, before.worth(outstanding), after.worth(outstanding)),
        ),
        words.say(
            "Paid with points in the last {days} days: {points}, worth {amount}",
            days=tried.days,
            points=formats.points(words, found.paid.points),
            amount=_from_to(words, found.paid.worth, after.worth(found.paid.points)),
        )
        if found.paid.points
        else None,
        words.say(
            "The most that members could have paid with their points in the last {days} days: {amount}",
            days=tried.days,
            amount=_from_to(words, found.before, found.after),
        )
        if found.purchases
        else words.say("There were no purchases in the last {days} days to try it on.", days=tried.days),
    )


def _from_to(words: Words, before: int, after: int) -> str:
    """What it was and what it would be; once where that is the same."""
    was, now = formats.money(words, before), formats.money(words, after)
    return now if before == after else words.label("{before} → {after}", before=was, after=now)


def applied(words: Words, terms: Terms) -> Message:
    """After it."""
    return Message(
        paragraphs(words.say("✅ The new terms apply from now on."), summary(words, terms)),
        ((back(words, Go("terms.show")),),),
    )
