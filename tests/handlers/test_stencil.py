"""What is said alike to many is written once, and says to each the same as if it were written for them."""

import json

from hypothesis import given
from hypothesis import strategies as st

from bot.words.message import Button, Copied, Go, Html, Link, Message
from handlers.copies import copying
from handlers.stencil import MOST, Stencils

POST = Copied(-1007, (42,))


def signed(go: Go, chat_id: int) -> str:
    return f"{go.route}|{'|'.join(go.args)}|{chat_id:x}"


@given(st.lists(st.text(min_size=1), max_size=3), st.integers(), st.booleans())
def test_a_copy_says_to_each_what_it_would_say_if_it_were_written_for_them(
    labels: list[str], chat_id: int, silent: bool
) -> None:
    row = tuple(Button(label, Go("nudge.why", str(number))) for number, label in enumerate(labels))
    message = Message(Html(), (row, (Button("Shop", Link("https://example.com")),)), copies=POST, silent=silent)
    stencil = Stencils(lambda go: lambda chat: signed(go, chat)).of(message, lambda data: copying(message, POST, data))

    written = json.loads(stencil.body(chat_id))

    plain = copying(message, POST, lambda go: signed(go, chat_id))
    assert written == {"chat_id": chat_id, **{name: value for name, value in plain.items() if value is not None}}


def test_only_the_stencils_of_what_was_said_last_are_kept() -> None:
    stencils = Stencils(lambda go: lambda chat: signed(go, chat))
    messages = [Message(Html(), copies=Copied(-1007, (number,))) for number in range(3 * MOST)]

    def written(message: Message) -> object:
        assert message.copies is not None
        copies = message.copies
        return json.loads(stencils.of(message, lambda data: copying(message, copies, data)).body(7))["message_id"]

    for number, message in enumerate(messages):
        assert written(message) == written(message) == number
    assert len(stencils._made) <= MOST
