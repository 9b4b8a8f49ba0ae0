"""Who is meant: segments of the members, and the tags that staff put on them."""

from bot.rules.roles import Action
from handlers import segments, tags
from handlers.visit import Route, Routes

ROUTES = Routes(
    commands={
        "segments": Route(segments.show_list, Action.EDIT_SEGMENTS),
    },
    buttons={
        "segments.list": Route(segments.show_list, Action.EDIT_SEGMENTS),
        "segments.show": Route(segments.show, Action.EDIT_SEGMENTS),
        "segments.new": Route(segments.new, Action.EDIT_SEGMENTS),
        "segments.edit": Route(segments.edit, Action.EDIT_SEGMENTS),
        "segments.more": Route(segments.more, Action.EDIT_SEGMENTS),
        "segments.kind": Route(segments.kind, Action.EDIT_SEGMENTS),
        "segments.pick": Route(segments.pick, Action.EDIT_SEGMENTS),
        "segments.write": Route(segments.write, Action.EDIT_SEGMENTS),
        "segments.less": Route(segments.less, Action.EDIT_SEGMENTS),
        "segments.back": Route(segments.back, Action.EDIT_SEGMENTS),
        "segments.keep": Route(segments.keep, Action.EDIT_SEGMENTS),
        "segments.rename": Route(segments.rename, Action.EDIT_SEGMENTS),
        "segments.remove": Route(segments.ask_removal, Action.EDIT_SEGMENTS),
        "segments.remove_now": Route(segments.remove, Action.EDIT_SEGMENTS),
        "segments.buyers": Route(segments.show_buyers, Action.EDIT_SEGMENTS),
        "segments.of": Route(segments.of_group, Action.EDIT_SEGMENTS),
        "tags.show": Route(tags.show, Action.TAG_MEMBERS),
        "tags.on": Route(tags.put_on, Action.TAG_MEMBERS),
        "tags.off": Route(tags.take_off, Action.TAG_MEMBERS),
    },
    answers={
        "segments.line": Route(segments.take, Action.EDIT_SEGMENTS),
        "segments.name": Route(segments.take_name, Action.EDIT_SEGMENTS),
        "tags.name": Route(tags.take, Action.TAG_MEMBERS),
    },
)
