"""Groups on Telegram: the member's side and the owner's desk."""

from bot.rules.roles import Action
from handlers import group_desk, groups
from handlers.visit import Route, Routes

ROUTES = Routes(
    commands={
        "groups": Route(groups.show_list, Action.SEE_GROUPS),
        "rules": Route(groups.house_rules, Action.SEE_HELP, in_groups=True),
    },
    buttons={
        "groups.list": Route(groups.show_list, Action.SEE_GROUPS),
        "groups.show": Route(groups.show, Action.SEE_GROUPS),
        "groups.link": Route(groups.get_link, Action.JOIN_GROUPS),
        "groups.desk": Route(group_desk.show_list, Action.EDIT_GROUPS),
        "groups.card": Route(group_desk.show, Action.EDIT_GROUPS),
        "groups.set_up": Route(group_desk.set_up, Action.EDIT_GROUPS),
        "groups.edit": Route(group_desk.edit, Action.EDIT_GROUPS),
        "groups.choose": Route(group_desk.choose, Action.EDIT_GROUPS),
        "groups.apply": Route(group_desk.apply, Action.EDIT_GROUPS, spends=True),
        "groups.turn": Route(group_desk.turn, Action.EDIT_GROUPS),
    },
    answers={
        "groups.part": Route(group_desk.take, Action.EDIT_GROUPS),
    },
    links={
        "g": Route(groups.arrive, Action.SEE_HELP),  # of a group's greeting, to whoever asked to be let in
    },
)
