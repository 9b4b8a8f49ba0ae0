"""Words that pass between members and staff: questions, answers, surveys, and the tasks that come of them."""

from bot.rules.roles import Action
from handlers import birthday_lines, conversations, nps, nps_report, tasks
from handlers.visit import Route, Routes

ROUTES = Routes(
    commands={
        "tasks": Route(tasks.show_list, Action.DO_TASKS),
        "nps": Route(nps_report.show, Action.SEE_NPS),
    },
    buttons={
        "tasks.list": Route(tasks.show_list, Action.DO_TASKS),
        "tasks.page": Route(tasks.page, Action.DO_TASKS),
        "tasks.show": Route(tasks.show, Action.DO_TASKS),
        "tasks.take": Route(tasks.take, Action.DO_TASKS),
        "tasks.close": Route(tasks.close, Action.DO_TASKS),
        "birthday.line": Route(birthday_lines.begin, Action.ANSWER_MEMBERS, beside=True),
        "birthday.plain": Route(birthday_lines.plain, Action.ANSWER_MEMBERS),
        "nps.score": Route(nps.score, Action.ANSWER_SURVEY),
        "nps.change": Route(nps.change, Action.ANSWER_SURVEY),
        "nps.right": Route(nps.right, Action.ANSWER_SURVEY),
        "nps.reasons": Route(nps_report.why, Action.SEE_NPS),
        "conversations.talk": Route(conversations.talk, Action.ANSWER_MEMBERS, beside=True),
        "conversations.close": Route(conversations.close, Action.ANSWER_MEMBERS, beside=True),
    },
    answers={
        "birthday.said": Route(birthday_lines.take, Action.ANSWER_MEMBERS, voices=True),
        "nps.typed": Route(nps.typed, Action.ANSWER_SURVEY),
        "nps.reason": Route(nps.take_reason, Action.ANSWER_SURVEY, posts=True),
        "conversations.hear": Route(conversations.hear, Action.TALK_TO_STAFF, posts=True),
        "conversations.edit": Route(conversations.edit, Action.TALK_TO_STAFF, posts=True),
        "conversations.line": Route(conversations.line, Action.ANSWER_MEMBERS, posts=True),
        "conversations.reply": Route(conversations.reply, Action.ANSWER_MEMBERS, posts=True),
        "conversations.edit_answer": Route(conversations.edit, Action.ANSWER_MEMBERS, posts=True),
    },
)
