"""Answers to taps on inline buttons."""

from bot.sandbox.errors import QUERY_TOO_OLD, bad
from bot.sandbox.methods.sending import Method
from bot.sandbox.params import Params
from bot.sandbox.shapes import utf16
from bot.sandbox.world import CALLBACK_SECONDS, Answer, World

ANSWER_LIMIT = 200


def answer_callback_query(world: World, params: Params) -> bool:
    """answerCallbackQuery: once for each tap, and soon."""
    query = world.queries.get(params.text("callback_query_id"))
    if query is None or world.clock.now().timestamp() - query.at > CALLBACK_SECONDS:
        raise bad(QUERY_TOO_OLD)
    text, url = params.text("text"), params.text("url")
    if utf16(text) > ANSWER_LIMIT:
        raise bad("MESSAGE_TOO_LONG")
    if url and not url.startswith((f"https://t.me/{world.bot.username}?", f"t.me/{world.bot.username}?")):
        raise bad("URL_INVALID")
    del world.queries[query.id]
    answer = Answer(query.id, query.person, text, params.flag("show_alert"), url)
    world.answers.append(answer)
    world.bulletin.tell(
        "answer",
        lambda: {
            "person": query.person.id,
            "chat_id": query.chat.id,
            "message_id": query.message_id,
            "callback_query_id": query.id,
            "show_alert": answer.alert,
            **({"text": text} if text else {}),
            **({"url": url} if url else {}),
        },
    )
    return True


METHODS: dict[str, Method] = {"answerCallbackQuery": answer_callback_query}
