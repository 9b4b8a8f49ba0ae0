"""The commands, who sees which, and how the bot introduces itself on its profile."""

from typing import NamedTuple

from bot.rules.roles import Action, Actor, allowed
from bot.words.catalogs import Words, sentence


class Command(NamedTuple):
    """A command, what it does in a few words, and the action it needs."""

    name: str
    does: str
    action: Action


COMMANDS = (
    Command("points", sentence("My points, and why"), Action.SEE_POINTS),
    Command("card", sentence("My card to show at the till"), Action.SEE_CARD),
    Command("rewards", sentence("What points can buy"), Action.SEE_REWARDS),
    Command("vouchers", sentence("My vouchers"), Action.SEE_VOUCHERS),
    Command("reminders", sentence("What may run out, and when"), Action.SEE_REMINDERS),
    Command("birthday", sentence("My birthday"), Action.CHANGE_SETTINGS),
    Command("events", sentence("What is on, and my seat"), Action.SEE_EVENTS),
    Command("groups", sentence("Groups, and the way in"), Action.SEE_GROUPS),
    Command("sale", sentence("Record a sale"), Action.RECORD_SALE),
    Command("undo", sentence("Take back my last sale"), Action.UNDO_SALE),
    Command("redeem", sentence("Take a voucher"), Action.TAKE_VOUCHER),
    Command("find", sentence("Find a member"), Action.FIND_MEMBER),
    Command("tasks", sentence("To do for members"), Action.DO_TASKS),
    Command("refund", sentence("Refund a receipt"), Action.REFUND),
    Command("adjust", sentence("Put a member's points right"), Action.ADJUST),
    Command("products", sentence("Products and prices"), Action.EDIT_PRODUCTS),
    Command("liability", sentence("What points cost the shop"), Action.SEE_LIABILITY),
    Command("broadcast", sentence("Write to many"), Action.BROADCAST),
    Command("broadcasts", sentence("What was written to many"), Action.BROADCAST),
    Command("segments", sentence("Whom I mean: segments"), Action.EDIT_SEGMENTS),
    Command("effect", sentence("What care does"), Action.SEE_EFFECT),
    Command("nps", sentence("Would members recommend us"), Action.SEE_NPS),
    Command("log", sentence("Who did what"), Action.SEE_LOG),
    Command("program", sentence("The points rule"), Action.EDIT_PROGRAM),
    Command("care", sentence("What I do for members by myself"), Action.EDIT_CARE),
    Command("store", sentence("The store: name, time zone, language"), Action.EDIT_STORE),
    Command("staff", sentence("The team: invite, dismiss"), Action.SEE_STAFF),
    Command("settings", sentence("My settings: messages, phone number"), Action.CHANGE_SETTINGS),
    Command("why", sentence("What I plan to write, and why"), Action.SEE_WHY),
    Command("stop", sentence("No offers and reminders any more"), Action.CHANGE_SETTINGS),
    Command("language", sentence("Change the language"), Action.CHOOSE_LANGUAGE),
    Command("privacy", sentence("What happens with my data"), Action.SEE_PRIVACY),
    Command("mydata", sentence("See everything held about me"), Action.SEE_MY_DATA),
    Command("forget", sentence("Erase everything about me"), Action.FORGET_ME),
    Command("rules", sentence("What holds in a group"), Action.SEE_HELP),
    Command("cancel", sentence("Stop what is being asked"), Action.SEE_HELP),
    Command("help", sentence("What this bot can do"), Action.SEE_HELP),
    Command("start", sentence("Back to the beginning"), Action.SEE_HELP),
)
"""In the order in which they are shown: what is used daily first."""


def commands_for(actor: Actor) -> tuple[Command, ...]:
    """The commands somebody may use."""
    return tuple(command for command in COMMANDS if allowed(actor, command.action))


def listed(words: Words, actor: Actor) -> tuple[tuple[str, str], ...]:
    """Names and descriptions of the commands as Telegram lists them."""
    return tuple((command.name, words.label(command.does)) for command in commands_for(actor))


def about(words: Words, store: str) -> str:
    """The bot's short description, on its profile and where it is shared; at most 120 characters."""
    return words.label("Points, card and service for the regulars of {store}", store=store)[:120]


def description(words: Words, store: str) -> str:
    """The bot's description, in an empty chat before /start; at most 512 characters."""
    return words.label(
        "The assistant of {store}. Collect points with every purchase, see what they are for, and keep your card in "
        "your phone. Press Start to join.",
        store=store,
    )[:512]
