"""Events: whoever comes, and the desk of those who run the shop."""

from datetime import timedelta

from bot.rules.roles import Action
from handlers import event_desk, event_list, event_parts, events
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
        "events.join": Route(events.join, Action.JOIN, _AHEAD),
        "events.come": Route(events.say_yes, Action.COME, _AHEAD),
        "events.away": Route(events.say_no, Action.COME, _AHEAD),
        "events.calendar": Route(events.calendar, Action.SEE_EVENTS, _AHEAD, beside=True),
        "events.desk": Route(event_desk.show_list, Action.EDIT_EVENTS),
        "events.card": Route(event_desk.show, Action.EDIT_EVENTS),
        "events.on": Route(event_desk.put_on, Action.EDIT_EVENTS),
        "events.cancel": Route(event_desk.ask_cancel, Action.EDIT_EVENTS),
        "events.cancel_now": Route(event_desk.cancel_now, Action.EDIT_EVENTS, timedelta(hours=1), spends=True),
        "events.drop": Route(event_desk.drop, Action.EDIT_EVENTS),
        "events.poster": Route(event_desk.poster, Action.EDIT_EVENTS, beside=True),
        "events.new": Route(event_parts.new, Action.EDIT_EVENTS),
        "events.edit": Route(event_parts.edit, Action.EDIT_EVENTS),
        "events.choose": Route(event_parts.choose, Action.EDIT_EVENTS),
        "events.apply": Route(event_parts.apply, Action.EDIT_EVENTS, spends=True),
        "events.languages": Route(event_parts.ask_language, Action.EDIT_EVENTS),
        "events.say": Route(event_parts.say, Action.EDIT_EVENTS),
        "events.guests": Route(event_list.show, Action.EDIT_EVENTS),
        "events.sheet": Route(event_list.sheet, Action.EDIT_EVENTS, beside=True),
        "events.ask_here": Route(event_list.ask_here, Action.EDIT_EVENTS),
    },
    answers={
        "events.part": Route(event_parts.take, Action.EDIT_EVENTS),
        "events.here": Route(event_list.take_here, Action.EDIT_EVENTS),
    },
    links={
        "e": Route(events.arrive, Action.SEE_HELP),  # of a poster, or of a button in a group
    },
)
