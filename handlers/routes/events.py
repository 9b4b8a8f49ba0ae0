"""Events: whoever comes, and the desk of those who run the shop."""

from datetime import timedelta

from bot.rules.roles import Action
from handlers import events
from handlers.visit import Route, Routes

_AHEAD = timedelta(days=370)
"""What is said about an event stays good until it is over."""

ROUTES = Routes(
    commands={
        "events": Route(events.show_list, Action.SEE_EVENTS),
    },
    buttons={
        "events.list": Route(events.show_list, Action.SEE_EVENTS),
        "events.show": Route(events.show, Action.SEE_EVENTS, _AHEAD),
        "events.come": Route(events.say_yes, Action.COME, _AHEAD),
        "events.away": Route(events.say_no, Action.COME, _AHEAD),
        "events.calendar": Route(events.calendar, Action.SEE_EVENTS, _AHEAD, beside=True),
    },
    answers={},
    links={
        "e": Route(events.arrive, Action.SEE_HELP),  # of a poster, or of a button in a group
    },
)
