"""Writing to many: a broadcast from its first word to its report."""

from datetime import timedelta

from bot.rules.roles import Action
from handlers import (
    broadcast_acts,
    broadcast_answers,
    broadcast_buttons,
    broadcast_parts,
    broadcast_release,
    broadcast_reports,
    broadcast_runs,
    broadcasts,
)
from handlers.visit import Route, Routes

ROUTES = Routes(
    commands={
        "broadcast": Route(broadcasts.begin, Action.BROADCAST),
        "broadcasts": Route(broadcasts.show_list, Action.BROADCAST),
    },
    buttons={
        "broadcast.press": Route(broadcast_answers.press, Action.CHANGE_SETTINGS, timedelta(days=90), beside=True),
        "broadcast.new": Route(broadcasts.begin, Action.BROADCAST),
        "broadcast.to": Route(broadcasts.begin_to, Action.BROADCAST),
        "broadcast.list": Route(broadcasts.show_list, Action.BROADCAST),
        "broadcast.show": Route(broadcast_runs.show, Action.BROADCAST),
        "broadcast.sheet": Route(broadcasts.sheet, Action.BROADCAST),
        "broadcast.post": Route(broadcasts.ask_post, Action.BROADCAST),
        "broadcast.turn": Route(broadcasts.turn, Action.BROADCAST),
        "broadcast.drop": Route(broadcasts.drop, Action.BROADCAST),
        "broadcast.audience": Route(broadcast_parts.ask_audience, Action.BROADCAST),
        "broadcast.everybody": Route(broadcast_parts.everybody, Action.BROADCAST),
        "broadcast.segments": Route(broadcast_parts.ask_audience, Action.BROADCAST),
        "broadcast.segment": Route(broadcast_parts.choose_segment, Action.BROADCAST),
        "broadcast.nobody": Route(broadcast_parts.nobody, Action.BROADCAST),
        "broadcast.groups": Route(broadcast_parts.ask_groups, Action.BROADCAST),
        "broadcast.group": Route(broadcast_parts.turn_group, Action.BROADCAST),
        "broadcast.when": Route(broadcast_parts.ask_when, Action.BROADCAST),
        "broadcast.now": Route(broadcast_parts.now, Action.BROADCAST),
        "broadcast.at": Route(broadcast_parts.ask_time, Action.BROADCAST),
        "broadcast.time": Route(broadcast_parts.choose_time, Action.BROADCAST),
        "broadcast.waves": Route(broadcast_parts.ask_first, Action.BROADCAST),
        "broadcast.first": Route(broadcast_parts.ask_hours, Action.BROADCAST),
        "broadcast.hours": Route(broadcast_parts.choose_waves, Action.BROADCAST),
        "broadcast.expires": Route(broadcast_parts.ask_expires, Action.BROADCAST),
        "broadcast.good_for": Route(broadcast_parts.choose_expires, Action.BROADCAST),
        "broadcast.buttons": Route(broadcast_buttons.show, Action.BROADCAST),
        "broadcast.hang": Route(broadcast_buttons.add, Action.BROADCAST),
        "broadcast.unhang": Route(broadcast_buttons.take_away, Action.BROADCAST),
        "broadcast.lead": Route(broadcast_buttons.choose, Action.BROADCAST),
        "broadcast.languages": Route(broadcast_buttons.ask_language, Action.BROADCAST),
        "broadcast.unsay": Route(broadcast_buttons.drop_language, Action.BROADCAST),
        "broadcast.test": Route(broadcast_release.show_me, Action.BROADCAST, beside=True),
        "broadcast.testers": Route(broadcast_release.ask_tester, Action.BROADCAST),
        "broadcast.tester": Route(broadcast_release.show_colleague, Action.BROADCAST),
        "broadcast.check": Route(broadcast_release.check, Action.BROADCAST),
        "broadcast.go": Route(broadcast_release.go, Action.BROADCAST, timedelta(hours=1), spends=True),
        "broadcast.pause": Route(broadcast_runs.pause, Action.BROADCAST),
        "broadcast.resume": Route(broadcast_runs.resume, Action.BROADCAST, spends=True),
        "broadcast.end": Route(broadcast_runs.ask_end, Action.BROADCAST),
        "broadcast.end_now": Route(broadcast_runs.end, Action.BROADCAST),
        "broadcast.report": Route(broadcast_reports.show, Action.BROADCAST),
        "broadcast.people": Route(broadcast_reports.people, Action.BROADCAST),
        "broadcast.again": Route(broadcast_acts.ask_again, Action.BROADCAST),
        "broadcast.again_now": Route(broadcast_acts.again, Action.BROADCAST, timedelta(hours=1), spends=True),
        "broadcast.recall": Route(broadcast_acts.ask_recall, Action.BROADCAST),
        "broadcast.recall_now": Route(broadcast_acts.recall_now, Action.BROADCAST, timedelta(hours=1), spends=True),
        "broadcast.correct": Route(broadcast_acts.ask_right, Action.BROADCAST),
        "broadcast.right_now": Route(broadcast_acts.right_now, Action.BROADCAST, timedelta(hours=1), spends=True),
        "broadcast.repost": Route(broadcast_runs.ask_repost, Action.BROADCAST),
    },
    answers={
        "broadcast.post": Route(broadcasts.take_post, Action.BROADCAST, posts=True),
        "broadcast.said": Route(broadcast_parts.take, Action.BROADCAST),
        "broadcast.right": Route(broadcast_acts.take_right, Action.BROADCAST),
        "broadcast.link": Route(broadcast_buttons.take_link, Action.BROADCAST),
    },
    links={
        "b": Route(broadcast_answers.arrive, Action.SEE_HELP),  # of a broadcast's button in a group
    },
)
