"""The questions about what hangs on a broadcast: its buttons, its posts in other languages, who sees it first."""

from collections.abc import Sequence

from bot.rules.broadcasts import Button as Hanging
from bot.rules.broadcasts import Does, Plan
from bot.words.catalogs import Language, Words, sentence, words_in
from bot.words.common import back
from bot.words.message import Button, Go, Message, Row, paragraphs, plain, rows

LABELS = {
    Does.REWARD: sentence("🎁 See it"),
    Does.VOUCHER: sentence("🎟 Get my voucher"),
    Does.GROUP: sentence("👥 Join the group"),
    Does.EVENT: sentence("📅 See when and where"),
    Does.NOT_INTERESTED: sentence("🔕 Not interested"),
}
"""What stands on the buttons that say it themselves; a link's is written by whoever makes it."""
_ADD = {
    Does.LINK: sentence("Add a link"),
    Does.REWARD: sentence("Add a reward"),
    Does.VOUCHER: sentence("Add a voucher each"),
    Does.GROUP: sentence("Add a group"),
    Does.EVENT: sentence("Add an event"),
    Does.NOT_INTERESTED: sentence("Add “not interested”"),
}
_NOTES = {
    Does.REWARD: sentence("Which reward shall the button show?"),
    Does.VOUCHER: sentence(
        "A voucher of which reward? Whoever presses the button gets one of their own, once, without points."
    ),
    Does.GROUP: sentence("Which group shall the button lead to?"),
    Does.EVENT: sentence("Which event shall the button show?"),
}


def ask_buttons(words: Words, number: int, plan: Plan, adds: Sequence[Does]) -> Message:
    """The buttons that hang on the post: each can be taken away, and others added."""
    sheet = str(number)
    return Message(
        paragraphs(
            words.say("<b>Buttons under the post</b>"),
            words.say("Tap one to take it away.") if plan.buttons else None,
            words.say("Under an album they come in a message of their own.") if _has_album(plan) else None,
        ),
        rows(
            *(
                (Button(words.label("✕ {label}", label=_label(words, one)), Go("broadcast.unhang", sheet, str(n))),)
                for n, one in enumerate(plan.buttons)
            ),
            *((Button(words.label(_ADD[does]), Go("broadcast.hang", sheet, _code(does))),) for does in adds),
            (_back(words, number),),
        ),
    )


def _label(words: Words, one: Hanging) -> str:
    return plain(one.label_for(words.language), 40)


def _has_album(plan: Plan) -> bool:
    return any(not post.kind.is_one for post in plan.posts.values())


def ask_link(words: Words, number: int) -> Message:
    """What the button says and which address it opens."""
    return Message(
        paragraphs(
            words.say("<b>What stands on the button, and what does it open?</b>"),
            words.say("In one line: <code>To the shop https://example.com</code>"),
            words.say(
                "For other languages, lines before it, such as <code>en: To the shop</code>. The codes are en, ru, "
                "zh_Hans and zh_Hant."
            ),
        ),
        ((_back(words, number),),),
    )


def ask_value(words: Words, number: int, does: Does, choices: Sequence[tuple[int, str]]) -> Message:
    """Which reward or group a button leads to."""
    return Message(
        words.say(_NOTES[does]) if choices else words.say("There is none yet."),
        rows(
            *(
                (Button(plain(name, 40), Go("broadcast.lead", str(number), _code(does), str(one))),)
                for one, name in choices
            ),
            (_back(words, number),),
        ),
    )


def ask_language(words: Words, number: int, plan: Plan) -> Message:
    """Which language to show a post of its own for, or take it away from."""
    sheet = str(number)
    buttons: list[Row] = []
    for language in Language:
        if language in plan.posts:
            label = words.label("✕ {label}", label=language.own_name)
            buttons.append((Button(label, Go("broadcast.unsay", sheet, language)),))
        else:
            buttons.append((Button(language.own_name, Go("broadcast.post", sheet, language)),))
    return Message(
        paragraphs(
            words.say("<b>In which language?</b>"),
            words.say(
                "Whoever reads it gets that post in place of the other. One that is there already is taken away."
            ),
        ),
        (*buttons, (_back(words, number),)),
    )


def ask_testers(words: Words, number: int, people: Sequence[tuple[int, str]]) -> Message:
    """Which colleague is to see it; each by their number on the staff."""
    return Message(
        words.say("<b>Who shall see it first?</b> They get it just as members would, in their own language.")
        if people
        else words.say("Nobody else works here yet."),
        rows(
            *((Button(plain(name, 40), Go("broadcast.tester", str(number), str(one))),) for one, name in people),
            (_back(words, number),),
        ),
    )


def shown_to(words: Words, name: str) -> str:
    """A colleague gets it now; a toast."""
    return words.label("{name} gets it now.", name=name)


def _code(does: Does) -> str:
    """What a button adds, in the few letters that a button has room for."""
    return str(list(Does).index(does))


def labels(does: Does) -> dict[str, str]:
    """What stands on a button that says it itself, by language."""
    return {language.value: words_in(language).label(LABELS[does]) for language in Language}


def _back(words: Words, number: int) -> Button:
    return back(words, Go("broadcast.sheet", str(number)))
