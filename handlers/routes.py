"""The whole bot on one screen: where each command, button, answer and deep link leads, and who may go there."""

from bot.rules.roles import Action
from handlers import card, help, points, privacy, settings, staff, welcome
from handlers.visit import Route, Routes

ROUTES = Routes(
    commands={
        "start": Route(welcome.start, Action.SEE_HELP),
        "help": Route(help.show, Action.SEE_HELP),
        "cancel": Route(help.cancel, Action.SEE_HELP),
        "language": Route(settings.languages, Action.CHOOSE_LANGUAGE),
        "privacy": Route(privacy.show, Action.SEE_PRIVACY),
        "points": Route(points.show, Action.SEE_POINTS),
        "card": Route(card.show, Action.SEE_CARD),
        "settings": Route(settings.show, Action.CHANGE_SETTINGS),
        "staff": Route(staff.team, Action.SEE_STAFF),
    },
    buttons={
        "cancel": Route(help.cancel, Action.SEE_HELP),
        "help.show": Route(help.show, Action.SEE_HELP),
        "welcome.show": Route(welcome.start, Action.SEE_HELP),
        "welcome.join": Route(welcome.join_now, Action.JOIN),
        "welcome.phone": Route(welcome.ask_phone, Action.SHARE_PHONE),
        "points.show": Route(points.show, Action.SEE_POINTS),
        "points.page": Route(points.page, Action.SEE_POINTS),
        "points.why": Route(points.why, Action.SEE_POINTS),
        "card.show": Route(card.show, Action.SEE_CARD),
        "privacy.show": Route(privacy.show, Action.SEE_PRIVACY),
        "settings.show": Route(settings.show, Action.CHANGE_SETTINGS),
        "settings.topics": Route(settings.topics, Action.CHANGE_SETTINGS),
        "settings.topic": Route(settings.set_topic, Action.CHANGE_SETTINGS),
        "settings.languages": Route(settings.languages, Action.CHOOSE_LANGUAGE),
        "settings.language": Route(settings.set_language, Action.CHOOSE_LANGUAGE),
        "settings.drop_phone": Route(settings.forget_phone, Action.SHARE_PHONE),
        "staff.list": Route(staff.team, Action.SEE_STAFF),
        "staff.show": Route(staff.show, Action.SEE_STAFF),
        "staff.invite": Route(staff.invite, Action.INVITE_STAFF),
        "staff.role": Route(staff.choose_role, Action.INVITE_STAFF),
        "staff.branch": Route(staff.choose_branch, Action.INVITE_STAFF),
        "staff.dismiss": Route(staff.ask_dismissal, Action.DISMISS_STAFF),
        "staff.dismiss_now": Route(staff.dismiss, Action.DISMISS_STAFF),
    },
    answers={
        "welcome.phone": Route(welcome.take_phone, Action.SHARE_PHONE),
    },
    links={
        "own": Route(staff.claim, Action.CLAIM_SHOP),
        "st": Route(staff.accept, Action.ACCEPT_INVITATION),
    },
)
