"""Groups as their owner sees them: what was noticed, all of them, and each with its rules and figures."""

from collections.abc import Sequence

from bot.rules.effect import difference_interval
from bot.rules.group_parts import Part
from bot.rules.groups import Figures, Group, Right, State, Told, is_supergroup
from bot.words import formats
from bot.words.catalogs import Words, sentence
from bot.words.common import back, yes
from bot.words.group_parts import LABELS, Names, value
from bot.words.message import Button, Go, Html, Message, lines, paragraphs, plain, rows

_STATES = {
    State.NEW: sentence("Not open yet: nobody is let in."),
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
        "⚠️ Somebody came into “{group}” past me: by another link, because somebody in it added them, or because it is "
        "public. Whoever the rule doesn't name leaves after the days of grace. In the group's own settings, another "
        "link can be revoked, and adding people left to administrators."
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
        return words.say("I have all the rights I need.")
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


def card(words: Words, group: Group, figures: Figures, now_named: int | None, tiers: Names = ()) -> Message:
    """One, with everything that can be done about it; `tiers` are what the shop's are called, each by language."""
    number = str(group.id)
    return Message(
        paragraphs(
            lines(words.say("<b>{group}</b>", group=group.title), words.say(_STATES[group.state])),
            _lacks(words, group) if not group.rights.keeps_door else None,
            _small(words, group) if group.state is not State.GONE else None,
            lines(*(_part(words, group, part, tiers) for part in Part)),
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


def _part(words: Words, group: Group, part: Part, tiers: Names) -> Html:
    return words.say("{part}: {value}", part=words.label(LABELS[part]), value=value(words, group, part, tiers))


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
        return words.say("I'm about to find out who is in it already.") if group.rights.keeps_door else None
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
