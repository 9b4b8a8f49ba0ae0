"""Albums: their pictures come one by one, each a message of its own, and the same is not said to each of them."""

from collections import OrderedDict
from dataclasses import replace

from handlers.visit import Incoming, Reply

MOST = 1000
"""Chats whose last album is in mind."""


class Albums:
    """What was said to the last album of each chat, in this process: whoever starts anew may say it once more."""

    def __init__(self) -> None:
        self._said: OrderedDict[int, tuple[str, Reply]] = OrderedDict()

    def once(self, incoming: Incoming, reply: Reply) -> Reply:
        """The reply; nothing where another picture of the same album was told just that."""
        if not incoming.album or not reply.messages:
            return reply
        about = (incoming.album, reply)
        if self._said.get(incoming.chat_id) == about:
            return replace(reply, messages=())
        self._said[incoming.chat_id] = about
        self._said.move_to_end(incoming.chat_id)
        if len(self._said) > MOST:
            self._said.popitem(last=False)
        return reply
