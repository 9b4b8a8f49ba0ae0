"""The parts of a group that its owner decides: what each is called and is now, the question for it, and what another
rule would mean."""

from collections.abc import Mapping, Sequence
from functools import partial

from bot.rules.group_parts import MOST_ABOUT, MOST_GRACE, MOST_HOUSE_RULES, MOST_PEOPLE, Part
from bot.rules.groups import Group
from bot.rules.tiers import Tier
from bot.words.catalogs import Language, Words, sentence
from bot.words.common import back, yes
from bot.words.message import Button, Go, Html, Message, lines, paragraphs, plain, rows
from bot.words.whom import choices, whom

Names = Sequence[Mapping[str, str]]

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


def value(words: Words, group: Group, part: Part, tiers: Names = ()) -> str:
    """What a part of a group is now, in a few words; `tiers` are what the shop's are called, each by language."""
    match part:
        case Part.ABOUT:
            return _in_a_line(group.about) or words.label("not said")
        case Part.LANGUAGE:
            return Language(group.language).own_name
        case Part.WHO:
            return _rule(words, group, tiers)
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


def _rule(words: Words, group: Group, tiers: Names) -> str:
    if group.segment is None:
        return whom(words, group.who, tiers)
    return words.label("segment “{name}” ({whom})", name=group.segment, whom=whom(words, group.who, tiers))


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
    return Message(questions[part], rows(*_choices(words, part, tiers, kept), (_out(words, group),)))


def _out(words: Words, group: Group) -> Button:
    return back(words, Go("groups.card", str(group.id)))


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
                *choices(words, partial(Go, "groups.choose", part), tiers, kept),
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


def preview_rule(words: Words, group: Group, named: int | None, leaves: int, key: str, tiers: Names = ()) -> Message:
    """What a group's rule would mean; `key` finds it again."""
    return Message(
        paragraphs(
            words.say("Who may join “{group}”: {whom}", group=group.title, whom=_rule(words, group, tiers)),
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
        ((yes(words.label("Apply"), Go("groups.apply", key)), _out(words, group)),),
    )
