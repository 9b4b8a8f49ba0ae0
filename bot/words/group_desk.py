"""Groups as their owner sees them: what was noticed, each with its rules, and every part of them changed."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import partial

from bot.rules.effect import difference_interval
from bot.rules.groups import (
    MOST_ABOUT,
    MOST_GRACE,
    MOST_HOUSE_RULES,
    MOST_PEOPLE,
    Figures,
    Group,
    Right,
    State,
    Told,
    is_supergroup,
)
from bot.rules.refusals import Refusal
from bot.rules.segments import parse, with_tiers
from bot.rules.tiers import Tier
from bot.words import formats
from bot.words.catalogs import Language, Words, sentence
from bot.words.common import back, cancel, own_text, yes
from bot.words.message import Button, Go, Html, Message, lines, paragraphs, plain, rows
from bot.words.segments import said


class Part(StrEnum):
    """What of a group can be changed, called as its row calls it."""

    ABOUT = "about"
    LANGUAGE = "language"
    WHO = "who"
    MOST = "most"
    GRACE = "grace_days"
    RULES = "house_rules"
    HELLO = "hello"
    EARLIER = "earlier_stay"


FIRST = (Part.ABOUT, Part.LANGUAGE, Part.WHO, Part.MOST)
"""What is asked when a group is set up, in order."""
LABELS = {
    Part.ABOUT: sentence("What it is for"),
    Part.LANGUAGE: sentence("Language"),
    Part.WHO: sentence("Who may join"),
    Part.MOST: sentence("How many at most"),
    Part.GRACE: sentence("Days of grace"),
    Part.RULES: sentence("House rules"),
    Part.HELLO: sentence("Weekly hello"),
    Part.EARLIER: sentence("Who was here before me"),
}
"""Each part by name, as its button and the log have it."""
SEGMENT = "s"
"""Before the number of a segment that is chosen as a rule."""
MOST_KEPT = 8
"""Segments that have a button; others are written."""
_STATES = {
    State.NEW: sentence("Not set up yet: nobody is let in."),
    State.OPEN: sentence("Its door is open: I decide about requests."),
    State.CLOSED: sentence("Closed to newcomers: every request is turned away."),
    State.GONE: sentence("I am not in it any more."),
}
_RIGHTS = {
    Right.INVITE: sentence("invite people"),
    Right.REMOVE: sentence("remove people"),
    Right.TAG: sentence("set tags"),
}
_TOLD = {
    Told.ADDED: sentence("👥 I was added to “{group}”."),
    Told.ABLE: sentence("👥 I can keep the door of “{group}” now."),
    Told.UNABLE: sentence("⚠️ I can't keep the door of “{group}” any more: I lack the rights for it."),
    Told.REMOVED: sentence("⚠️ I was removed from “{group}”. Its rules are kept in case I come back."),
    Told.BACK: sentence("👥 I am back in “{group}”. Its door stays closed until you open it."),
    Told.PAST: sentence(
        "⚠️ Somebody came into “{group}” past me, by another link or because it is public. Whoever the rule doesn't "
        "name leaves after the days of grace. Another link is best revoked in the group's own settings."
    ),
    Told.UNSURE: sentence(
        "⚠️ The rule of “{group}” names something that isn't there any more. Until it is put right, nobody is let in "
        "and nobody has to leave."
    ),
}


def told(words: Words, what: Told, group: Group) -> Message:
    """Something noticed, to an owner."""
    needs = what in (Told.ADDED, Told.UNABLE, Told.BACK) or group.state is State.NEW
    button = words.label("Set it up") if group.state is State.NEW else words.label("See it")
    go = Go("groups.set_up" if group.state is State.NEW else "groups.card", str(group.id))
    return Message(
        paragraphs(
            words.say(_TOLD[what], group=group.title),
            _lacks(words, group) if needs and what is not Told.REMOVED else None,
            _small(words, group) if what in (Told.ADDED, Told.BACK) else None,
        ),
        ((yes(button, go),),) if what is not Told.REMOVED else (),
    )


def _lacks(words: Words, group: Group) -> Html | None:
    lacking = [words.label(label) for right, label in _RIGHTS.items() if right not in group.rights]
    if not lacking:
        return words.say("I have every right that it takes.")
    return words.say("Please make me an administrator of it who may: {rights}.", rights=formats.listing(words, lacking))


def _small(words: Words, group: Group) -> Html | None:
    if is_supergroup(group.chat_id):
        return None
    return words.say(
        "It is a small group: 200 people are all it holds, and whoever an administrator removes can ask to come back. "
        "Once newcomers may see its history (its settings on Telegram), it becomes a supergroup; I follow it there."
    )


def not_yours(words: Words) -> Message:
    """To somebody of the staff who brought the bot into a group."""
    return Message(words.say("Only an owner of the shop can bring me into a group, so I have left it again."))


def desk(words: Words, found: Sequence[Group], bot: str) -> Message:
    """Every group."""
    return Message(
        paragraphs(
            words.say("<b>The shop's groups</b>"),
            words.say(
                "To add one, add @{bot} to the group and make it an administrator who may invite and remove people and "
                "set tags. I'll then ask you here what it is for.",
                bot=bot,
            ),
        ),
        rows(
            *((Button(plain(one.title), Go("groups.card", str(one.id))),) for one in found),
            (back(words, Go("groups.list")),),
        ),
    )


def card(words: Words, group: Group, figures: Figures, now_named: int | None) -> Message:
    """One, with everything that can be done about it."""
    number = str(group.id)
    return Message(
        paragraphs(
            lines(words.say("<b>{group}</b>", group=group.title), words.say(_STATES[group.state])),
            _lacks(words, group) if not group.rights.keeps_door else None,
            _small(words, group) if group.state is not State.GONE else None,
            lines(*(_part(words, group, part) for part in Part)),
            _counted(words, group, figures, now_named),
        ),
        rows(
            _turn(words, group),
            *(
                tuple(Button(words.label(LABELS[part]), Go("groups.edit", number, part)) for part in pair)
                for pair in (
                    (Part.ABOUT, Part.LANGUAGE),
                    (Part.WHO, Part.MOST),
                    (Part.RULES, Part.GRACE),
                    (Part.EARLIER, Part.HELLO),
                )
            ),
            (back(words, Go("groups.desk")),),
        ),
    )


def _turn(words: Words, group: Group) -> tuple[Button, ...]:
    if group.state is State.OPEN:
        return (Button(words.label("Close to newcomers"), Go("groups.turn", str(group.id), "0")),)
    return (yes(words.label("Open its door"), Go("groups.turn", str(group.id), "1")),)


def _part(words: Words, group: Group, part: Part) -> Html:
    return words.say("{part}: {value}", part=words.label(LABELS[part]), value=_value(words, group, part))


def _value(words: Words, group: Group, part: Part) -> str:
    match part:
        case Part.ABOUT:
            return _in_a_line(group.about) or words.label("not said")
        case Part.LANGUAGE:
            return Language(group.language).own_name
        case Part.WHO:
            return _rule(words, group)
        case Part.MOST:
            return words.number(group.most) if group.most is not None else words.label("as many as come")
        case Part.GRACE:
            return words.number(group.grace_days)
        case Part.RULES:
            return plain(_in_a_line(group.house_rules), 80) if group.house_rules else words.label("none")
        case Part.HELLO:
            return words.label("on Mondays") if group.hello else words.label("none")
        case Part.EARLIER:
            return words.label("stay in any case") if group.earlier_stay else words.label("by the rule, as all others")


def _in_a_line(text: str) -> str:
    return " ".join(text.split())


def _rule(words: Words, group: Group) -> str:
    if group.segment is None:
        return whom(words, group.who)
    return words.label("segment “{name}” ({whom})", name=group.segment, whom=whom(words, group.who))


def whom(words: Words, who: object, tiers: Sequence[Mapping[str, str]] = ()) -> str:
    """A group's rule in words: a segment's line, or None; of `tiers` its own are called as the reader calls them."""
    if not isinstance(who, str):
        return words.label("anybody on Telegram")
    rule = parse(who)
    return who if isinstance(rule, Refusal) else said(words, with_tiers(rule, partial(_called, words, tiers)))


def _called(words: Words, tiers: Sequence[Mapping[str, str]], name: str) -> str:
    key = name.casefold()
    found = next((names for names in tiers if key in {one.casefold() for one in names.values()}), None)
    return own_text(words, found) if found is not None else name


def _counted(words: Words, group: Group, figures: Figures, now_named: int | None) -> Html:
    return lines(
        words.count("{n} person is in it.", "{n} people are in it.", figures.inside)
        if figures.inside or group.unknown is not None
        else None,
        words.count("{n} of them was there before me.", "{n} of them were there before me.", figures.earlier)
        if figures.earlier
        else None,
        _unknown(words, group),
        words.say("In 30 days: {came} came, {left} left.", came=figures.came, left=figures.left),
        words.count("{n} waits to be let in.", "{n} wait to be let in.", figures.waiting) if figures.waiting else None,
        words.count("{n} member may join by the rule.", "{n} members may join by the rule.", now_named)
        if now_named is not None
        else None,
        _again(words, figures),
    )


def _unknown(words: Words, group: Group) -> Html | None:
    if group.unknown is None:
        return words.say("Who is in it already I'm about to find out.") if group.rights.keeps_door else None
    if not group.unknown:
        return None
    known_by = (
        words.say("A member I recognise when they write there; of others I note nothing.")
        if group.earlier_stay
        else words.say("I get to know them when they write there.")
    )
    others = words.count("Besides, {n} whom I don't know.", "Besides, {n} whom I don't know.", group.unknown)
    return words.say("{others} {known_by}", others=others, known_by=known_by)


def _again(words: Words, figures: Figures) -> Html | None:
    one, other = figures.theirs, figures.others
    if not one.of or not other.of:
        return None
    low, high = difference_interval(one, other)
    share = words.say(
        "Bought again within 30 days: {theirs} of those in it ({n}), {others} of members in no group ({m}).",
        theirs=formats.percent(words, one.share),
        n=one.of,
        others=formats.percent(words, other.share),
        m=other.of,
    )
    if low <= 0 <= high:
        return lines(share, words.say("Whether that is more than chance can't be told yet."))
    return lines(share, words.say("That is more than chance; what is cause and what effect, it doesn't say."))


def ask(
    words: Words, group: Group, part: Part, tiers: Sequence[Tier] = (), kept: Sequence[tuple[int, str]] = ()
) -> Message:
    """For a part of a group; `kept` are the segments that could be its rule, by number with their names."""
    questions: Mapping[Part, Html] = {
        Part.ABOUT: words.say(
            "What is “{group}” for? One or two sentences that members read, at most {most} characters.",
            group=group.title,
            most=MOST_ABOUT,
        ),
        Part.LANGUAGE: words.say("In which language shall I speak in “{group}”?", group=group.title),
        Part.WHO: lines(
            words.say("Who may join “{group}”?", group=group.title),
            words.say("Or write whom you mean, as in a segment: <code>bought:FLT-1 and tier:gold</code>"),
        ),
        Part.MOST: words.say(
            "How many people may be in “{group}” at most? From 1 to {most}.", group=group.title, most=MOST_PEOPLE
        ),
        Part.GRACE: words.say(
            "When the rule names somebody no more: for how many days may they stay? I write to them at once. From 0 to "
            "{most}.",
            most=MOST_GRACE,
        ),
        Part.RULES: words.say(
            "What holds in “{group}”? Members read it there with /rules; at most {most} characters.",
            group=group.title,
            most=MOST_HOUSE_RULES,
        ),
        Part.HELLO: words.say("Shall I say hello in “{group}” on Mondays, with what is on?", group=group.title),
        Part.EARLIER: lines(
            words.say("Does the rule hold for those as well who were in “{group}” before me?", group=group.title),
            words.say(
                "Telegram doesn't list them: I get to know them as they write there. If the rule holds for them, "
                "whoever it doesn't name gets a word, and leaves after the days of grace."
            ),
        ),
    }
    return Message(questions[part], rows(*_choices(words, part, tiers, kept), (cancel(words),)))


def _choices(
    words: Words, part: Part, tiers: Sequence[Tier], kept: Sequence[tuple[int, str]]
) -> list[tuple[Button, ...]]:
    def button(label: str, said: str) -> tuple[Button, ...]:
        return (Button(label, Go("groups.choose", part, said)),)

    match part:
        case Part.LANGUAGE:
            return [button(language.own_name, language) for language in Language]
        case Part.WHO:
            return [
                button(words.label("Every member"), "members"),
                *(
                    button(words.label("{tier} and above", tier=plain(own_text(words, one.names))), str(one.id))
                    for one in tiers
                ),
                *(button(f"▫️ {plain(name)}", f"{SEGMENT}{number}") for number, name in kept[:MOST_KEPT]),
                button(words.label("Anybody on Telegram"), "anybody"),
            ]
        case Part.MOST:
            return [button(words.label("As many as come"), "any")]
        case Part.ABOUT | Part.RULES:
            return [button(words.label("Leave it empty"), "empty")]
        case Part.HELLO:
            return [button(words.label("Yes"), "1"), button(words.label("No"), "0")]
        case Part.EARLIER:
            return [button(words.label("No, they stay"), "1"), button(words.label("Yes"), "0")]
    return []


def preview_rule(words: Words, group: Group, named: int | None, leaves: int, key: str) -> Message:
    """What a group's rule would mean; `key` finds it again."""
    return Message(
        paragraphs(
            words.say("Who may join “{group}”: {whom}", group=group.title, whom=_rule(words, group)),
            None if group.earlier_stay else words.say("The rule holds for those as well who were here before me."),
            words.count("{n} member may join by the rule.", "{n} members may join by the rule.", named)
            if named is not None
            else None,
            words.count(
                "{n} person who is in it would have to leave, after a word and {days} days.",
                "{n} people who are in it would have to leave, after a word and {days} days.",
                leaves,
                days=group.grace_days,
            )
            if leaves
            else None,
        ),
        ((yes(words.label("Apply"), Go("groups.apply", key)), cancel(words)),),
    )
