"""What somebody can do here, by what they are to the shop."""

from bot.rules.roles import MAY, Action, Actor, Role
from bot.words.catalogs import Words
from bot.words.commands import Command, commands_for
from bot.words.message import Html, Message, lines, paragraphs
from bot.words.welcome import guest_menu, menu

_ANYBODY = frozenset({Action.SEE_HELP, Action.SEE_PRIVACY, Action.CHOOSE_LANGUAGE})


def help_for(words: Words, actor: Actor, store: str) -> Message:
    """The /help screen."""
    mine: list[Command] = []
    work: list[Command] = []
    rest: list[Command] = []
    for command in commands_for(actor):
        own = actor.member_id is not None and Role.MEMBER in MAY[command.action]
        if command.action in _ANYBODY or not (own or actor.staff_id):
            rest.append(command)
        else:
            (mine if own else work).append(command)
    return Message(
        paragraphs(
            words.say("<b>What I can do for you at {store}</b>", store=store),
            _list(words, words.say("<b>At work</b>"), work),
            _at_the_till(words) if any(command.name == "sale" for command in work) else None,
            _list(words, words.say("<b>Your membership</b>"), mine),
            _earning(words) if mine else words.say("Press /start and <i>Join</i> to collect points."),
            _list(words, words.say("<b>And also</b>"), rest),
        ),
        menu(words) if mine else () if work else guest_menu(words),
    )


def _list(words: Words, title: Html, commands: list[Command]) -> Html | None:
    if not commands:
        return None
    return lines(
        title, *(words.say("/{command}: {does}", command=one.name, does=words.label(one.does)) for one in commands)
    )


def _earning(words: Words) -> Html:
    return words.say("Show your card at the till, or say its number, and your points are added.")


def _at_the_till(words: Words) -> Html:
    return lines(
        words.say(
            "Faster in one line: <code>/sale CARD AMOUNT</code>, and product codes after it if you like. A phone "
            "number does instead of the card."
        ),
        words.say("Or point the phone's camera at the QR code on the member's card."),
    )
