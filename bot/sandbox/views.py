"""What the page is shown: people with their chats, groups with their members, the bot; see PAGE_API.md."""

import json
from collections.abc import Iterable

from bot.sandbox.chats import PRESENT, Chat
from bot.sandbox.faults import KINDS
from bot.sandbox.menus import commands_shown, menu_shown
from bot.sandbox.people import LANGUAGES, Person
from bot.sandbox.shapes import Json, MovableClock
from bot.sandbox.world import World

PREVIEW = 80
NAMES = {
    "photo": "Photo", "document": "File", "video": "Video", "audio": "Audio", "voice": "Voice", "animation": "GIF",
    "sticker": "Sticker", "contact": "Contact", "location": "Location", "poll": "Poll", "invoice": "Invoice",
    "new_chat_members": "joined", "left_chat_member": "left", "pinned_message": "pinned a message",
    "forum_topic_created": "opened a topic",
}  # fmt: skip


def state(world: World) -> Json:
    """The whole messenger."""
    return {
        "bot": bot(world),
        "now": world.now().isoformat(),
        "clock": {"movable": isinstance(world.clock, MovableClock), **({"zone": world.zone} if world.zone else {})},
        "people": people(world)["people"],
        "groups": [group(world, chat) for chat in world.chats.values() if not chat.private and chat.moved_to is None],
        "commands": commands(world),
        "faults": faults(world)["faults"],
        "fault_kinds": fault_kinds(),
        "languages": list(LANGUAGES),
    }


def bot(world: World) -> Json:
    """The bot, as the page shows it."""
    account = world.bot
    return {
        **account.user,
        "description": account.descriptions.get("", ""),
        "short_description": account.short_descriptions.get("", ""),
        "link": f"https://t.me/{account.username}",
    }


def commands(world: World) -> list[Json]:
    """Every list of commands the bot has set."""
    return [
        {"scope": json.loads(scope), "language_code": language, "commands": listed}
        for (scope, language), listed in world.bot.commands.items()
    ]


def people(world: World) -> Json:
    """Everybody, with the chats they see."""
    gatherings = [chat for chat in world.chats.values() if not chat.private and chat.moved_to is None]
    return {"people": [person(world, one, gatherings) for one in world.people.values()]}


def person(world: World, one: Person, gatherings: Iterable[Chat] | None = None) -> Json:
    """One person, with the chats they see: their own with the bot, and those of the groups that they are in."""
    if gatherings is None:
        gatherings = [chat for chat in world.chats.values() if not chat.private and chat.moved_to is None]
    optional = {"last_name": one.last_name, "username": one.username, "phone": one.phone}
    return {
        "id": one.id,
        "first_name": one.first_name,
        **{key: value for key, value in optional.items() if value},
        "name": one.name,
        "language": one.language,
        "colour": one.colour,
        "note": one.note,
        "blocked": world.chats[one.id].blocked,
        "deactivated": one.deactivated,
        "chats": [chat_view(world, chat, one) for chat in (world.chats[one.id], *gatherings) if chat.holds(one.id)],
    }


def chat_view(world: World, chat: Chat, one: Person) -> Json:
    """A chat as one person sees it in their list."""
    view: Json = {
        "chat_id": chat.id,
        "type": chat.type,
        "title": world.bot.user["first_name"] if chat.private else chat.title,
        "started": chat.started or not chat.private,
        "unread": chat.unread.get(one.id, 0),
        "last": _last(chat),
        "keyboard": chat.keyboards.get(one.id),
        "commands": commands_shown(world, chat.id, one.id),
        "menu_button": menu_shown(world, chat.id),
        "pinned": list(chat.pinned),
    }
    if chat.private:
        language = one.language[:2]
        described = world.bot.descriptions
        view["description"] = described.get(language) or described.get("", "")
        view["title"] = world.bot.names.get(language) or world.bot.names[""]
    else:
        view["status"] = chat.members[one.id].status
        if chat.forum:
            view["is_forum"] = True
    return view


def _last(chat: Chat) -> Json | None:
    if not chat.messages:
        return None
    message = next(reversed(chat.messages.values()))
    text = message.get("text") or message.get("caption") or next((NAMES[key] for key in NAMES if key in message), "")
    return {
        "message_id": message["message_id"],
        "date": message["date"],
        "from_id": message["from"]["id"],
        "text": text[:PREVIEW].replace("\n", " "),
        "message": message,
    }


def group(world: World, chat: Chat) -> Json:
    """A group with its members, topics, links and those who wait."""
    standing = chat.members.get(world.bot.id)
    return {
        **chat.brief,
        "description": chat.description,
        "bot": standing.status if standing is not None else "left",
        "members": [
            {
                "user_id": number,
                "name": _name(world, number),
                **{k: v for k, v in one.told().items() if k in ("status", "tag", "custom_title")},
            }
            for number, one in chat.members.items()
            if one.status in PRESENT
        ],
        "topics": [
            {"message_thread_id": topic.id, "name": topic.name, "icon_color": topic.colour, "closed": topic.closed}
            for topic in chat.topics.values()
        ],
        "requests": [
            {
                "user_id": number,
                "name": request.person.name,
                "date": int(request.at.timestamp()),
                **({"bio": request.person.bio} if request.person.bio else {}),
            }
            for number, request in chat.requests.items()
        ],
        "links": [chat.link_told(link) for link in chat.links.values()],
    }


def _name(world: World, user_id: int) -> str:
    return world.people[user_id].name if user_id in world.people else str(world.bot.user["first_name"])


def reactions(chat: Chat, message_id: int) -> list[Json]:
    """Who put what on a message."""
    given = chat.reactions.get(message_id, {})
    return [{"user_id": user_id, "reaction": reaction} for user_id, reaction in given.items() if reaction]


def faults(world: World) -> Json:
    """The faults that are switched on."""
    return {"faults": [fault.told() for fault in world.faults.active]}


def fault_kinds() -> list[Json]:
    """The faults there are."""
    return [{"kind": str(kind), "about": one.about, "side": one.side} for kind, one in KINDS.items()]
