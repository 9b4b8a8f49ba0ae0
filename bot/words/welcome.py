"""The first words to somebody new, joining, and the phone number they may share."""

from datetime import datetime

from bot.rules.codes import spaced
from bot.rules.roles import Action, Actor, allowed
from bot.words import formats
from bot.words.catalogs import Words
from bot.words.common import yes
from bot.words.message import AskContact, Button, Go, Html, Keyboard, Message, Row, lines, paragraphs


def _hello(words: Words, name: str) -> Html:
    return words.say("Hello, {name}! 👋", name=name) if name else words.say("Hello! 👋")


JOIN = Go("welcome.join")
"""How somebody new joins, unless they came for something that is to be shown to them then."""


def greeting(words: Words, name: str, store: str, join: Go = JOIN) -> Message:
    """To somebody who isn't a member: who speaks, what for, and what happens with their data."""
    return Message(
        paragraphs(
            _hello(words, name),
            words.say(
                "I'm the assistant of <b>{store}</b>. As a member you collect points with every purchase, and I keep "
                "count.",
                store=store,
            ),
            words.say("<b>Your data in three lines</b>"),
            data_in_three_lines(words),
        ),
        guest_menu(words, join),
    )


def guest_menu(words: Words, join: Go = JOIN) -> tuple[Row, ...]:
    """The buttons of somebody who hasn't joined."""
    return (
        (yes(words.label("Join"), join),),
        # Every catalog ends it with "Language", so that whoever can't read this screen finds the way out of it.
        (
            Button(words.label("Privacy"), Go("privacy.show")),
            Button(words.label("🌐 Language"), Go("settings.languages", *join.args)),
        ),
    )


def data_in_three_lines(words: Words) -> Html:
    """What we keep, who sees it, and how to end it."""
    return lines(
        words.say("• We keep your name here, your purchases and your points, to run the membership."),
        words.say("• Nobody else gets them, and I write to you only about what you choose."),
        words.say("• See everything with /mydata and erase it with /forget, at any time."),
    )


def home(words: Words, name: str, store: str, points: int) -> Message:
    """To a member who says /start."""
    return Message(
        paragraphs(
            _hello(words, name),
            words.say("You have <b>{points}</b> at {store}.", points=formats.points(words, points), store=store),
        ),
        menu(words),
    )


def at_work(words: Words, name: str, store: str, actor: Actor) -> Message:
    """To somebody who works here and says /start."""
    work = (
        (Button(words.label("New sale"), Go("sale.start")), Action.RECORD_SALE),
        (Button(words.label("Take a voucher"), Go("taking.start")), Action.TAKE_VOUCHER),
        (Button(words.label("Find a member"), Go("find.start")), Action.FIND_MEMBER),
        (Button(words.label("Refund"), Go("refunds.start")), Action.REFUND),
        (Button(words.label("Products"), Go("products.list")), Action.EDIT_PRODUCTS),
        (Button(words.label("The points rule"), Go("program.show")), Action.EDIT_PROGRAM),
        (Button(words.label("My team"), Go("staff.list")), Action.SEE_STAFF),
        (Button(words.label("My store"), Go("store.show")), Action.EDIT_STORE),
    )
    buttons = [button for button, action in work if allowed(actor, action)]
    own = menu(words) if actor.member_id is not None else guest_menu(words)
    return Message(
        paragraphs(
            _hello(words, name),
            words.say("You work at <b>{store}</b>. What shall we do?", store=store),
        ),
        (*(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)), *own),
    )


def menu(words: Words) -> tuple[Row, ...]:
    """A member's main buttons."""
    return (
        (Button(words.label("My points"), Go("points.show")), Button(words.label("My card"), Go("card.show"))),
        (
            Button(words.label("Rewards"), Go("rewards.page", "0")),
            Button(words.label("My vouchers"), Go("vouchers.list")),
        ),
        (Button(words.label("Settings"), Go("settings.show")), Button(words.label("Help"), Go("help.show"))),
    )


def joined(words: Words, code: str, starter_points: int, expires: datetime | None, now: datetime) -> Message:
    """To a new member: the card code and the starter points, if the shop gives any."""
    gift = None
    if starter_points:
        gift = words.say("🎁 To start with, you get <b>{points}</b>.", points=formats.points(words, starter_points))
        if expires is not None:
            until = words.say("They are good until {day}.", day=formats.day(words, expires, now))
            gift = lines(gift, until)
    return Message(
        paragraphs(
            words.say("You're in, welcome! 🎉"),
            gift,
            words.say(
                "Your card number is <code>{code}</code>. Say it or show /card at the till, and your points are added.",
                code=spaced(code),
            ),
        ),
        (
            (Button(words.label("My card"), Go("card.show")), Button(words.label("My points"), Go("points.show"))),
            (Button(words.label("Choose what I hear about"), Go("settings.topics")),),
            (Button(words.label("Add my earlier purchases"), Go("welcome.phone")),),
        ),
    )


def ask_phone(words: Words) -> Message:
    """Asks for the phone number, which is optional; the key sends it."""
    return Message(
        words.say(
            "If the shop already knows your phone number, I can add your earlier purchases to this card. Press the "
            "button below to share your number. You don't have to: everything else works without it."
        ),
        keyboard=Keyboard(((AskContact(words.label("📱 Share my phone number")),), (words.label("Not now"),))),
    )


def phone_skipped(words: Words) -> Message:
    """After "not now"."""
    return Message(
        words.say("No problem. You can share it later in /settings."),
        keyboard=Keyboard(),
    )


def phone_not_yours(words: Words) -> Message:
    """A contact came that is somebody else's."""
    return Message(words.say("That is somebody else's number. Please share your own with the button below."))


def phone_kept(words: Words) -> Message:
    """The number is kept, and no earlier history was known under it."""
    return Message(
        words.say("Thank you, your number is saved. At the till you can now say it instead of your card number."),
        keyboard=Keyboard(),
    )


def history_found(words: Words, purchases: int, points: int) -> Message:
    """The number is known from an import: its purchases and points are now this member's."""
    return Message(
        paragraphs(
            words.count(
                "Found you! {n} earlier purchase is now on your card.",
                "Found you! {n} earlier purchases are now on your card.",
                purchases,
            ),
            words.say("That brings you <b>{points}</b>.", points=formats.points(words, points)) if points else None,
        ),
        keyboard=Keyboard(),
    )


def phone_removed(words: Words) -> Message:
    """The member took their number back."""
    return Message(words.say("Your phone number is erased."))
