"""How members buy: their groups, and what the best fifth of them brings."""

from collections.abc import Mapping

from bot.rules.rfm import LEAST_BUYERS, Cuts, Group
from bot.words import formats
from bot.words.catalogs import Words, sentence
from bot.words.common import back
from bot.words.message import Button, Go, Html, Message, lines, paragraphs
from bot.words.segments import GROUPS

_SAYS: Mapping[Group, str] = {
    Group.CHAMPIONS: sentence("🏆 <b>{group}</b>: {n}. Bought lately, often and for much. Thank them."),
    Group.LOYAL: sentence("💚 <b>{group}</b>: {n}. Buy often or for much, and not long ago. Keep them close."),
    Group.PROMISING: sentence("🌱 <b>{group}</b>: {n}. Bought lately, not often yet. Show them more."),
    Group.FADING: sentence("🍂 <b>{group}</b>: {n}. Bought little, and it is a while ago. Remind them."),
    Group.AT_RISK: sentence("⚠️ <b>{group}</b>: {n}. Used to buy often or for much, and have stayed away. Ask why."),
    Group.ASLEEP: sentence("💤 <b>{group}</b>: {n}. Bought little, and long ago. Don't spend much on them."),
}


def show(words: Words, n: int, cuts: Cuts | None, groups: Mapping[Group, int]) -> Message:
    """The groups and the best fifth; `n` are those who ever bought, and `cuts` None where there are too few of them."""
    title = words.say("<b>How members buy</b>")
    to_list = (back(words, Go("segments.list")),)
    if cuts is None or cuts.top_share is None:
        return Message(
            paragraphs(
                title,
                words.count(
                    "It can't be told yet: that takes {least} buyers, and there is {n}.",
                    "It can't be told yet: that takes {least} buyers, and there are {n}.",
                    n,
                    least=LEAST_BUYERS,
                )
                if n < LEAST_BUYERS
                else words.say("It is reckoned each night. Please look again tomorrow."),
            ),
            (to_list,),
        )
    return Message(
        paragraphs(
            title,
            _best(words, cuts, cuts.top_share),
            lines(*(_group(words, group, groups.get(group, 0)) for group in Group)),
            words.say(
                "Everybody who ever bought is put into fifths by how lately, how often and for how much; last reckoned "
                "{moment}. Tap a group to make a segment of it.",
                moment=formats.full_moment(words, cuts.at),
            ),
        ),
        (*((_button(words, group),) for group in Group if groups.get(group)), to_list),
    )


def _best(words: Words, cuts: Cuts, share: float) -> Html:
    total = sum(cuts.takings)
    fifths = " · ".join(formats.percent(words, one / total) for one in reversed(cuts.takings))
    return lines(
        words.count(
            "Your top 20% of {n} buyer bring <b>{share}</b> of all sales.",
            "Your top 20% of {n} buyers bring <b>{share}</b> of all sales.",
            cuts.buyers,
            share=formats.percent(words, share),
        ),
        words.say("Fifth by fifth, the best first: {shares}", shares=fifths),
    )


def _group(words: Words, group: Group, n: int) -> Html:
    return words.say(_SAYS[group], group=words.label(GROUPS[group]), n=n)


def _button(words: Words, group: Group) -> Button:
    return Button(words.label(GROUPS[group]), Go("segments.of", group.value))
