"""The words by which people end everything that is written to them unasked, wherever they say them."""

import unicodedata
from collections.abc import Iterator

_ALWAYS = frozenset(
    """
    stop|stop all|stopall|stop it|stop please|please stop|stop messages|stop sending|stop writing|stop messaging me
    unsubscribe|unsubscribe me|unsub|opt out|optout|opt me out|quit|revoke|remove me|no more messages|stop spam
    leave me alone
    стоп|отписка|отписаться|отпишись|отпишите|отпишите меня|отписать|хватит|прекратите|прекрати|не пиши|не пишите
    не пишите мне|больше не пишите|не пишите больше|не присылайте|отстаньте|отменить подписку
    停|停止|停止发送|停止發送|退订|退訂|td|回复td|取消订阅|取消訂閱|取消关注|取消關注|别发了|別發了|别再发了|別再發了
    不要发了|不要發了|不要再发了|不要再發了|拒收
    """.replace("\n", "|")
    .replace("  ", "")
    .split("|")
) - {""}
"""Whatever else was asked: 47 CFR 64.1200(a)(10) names the English ones; promises.md, T43."""
_UNLESS_ASKED = frozenset(("cancel", "end", "отмена", "отменить", "конец", "取消", "结束", "結束"))
"""Where something was asked, these answer that: they leave the dialogue."""


def ends_messages(text: str, *, asked: bool) -> bool:
    """Whether a text says, as a whole, that nothing is to be written any more.

    Args:
        asked: an answer is awaited from whoever says it.
    """
    words = "".join(_letters(text[:60])).split()
    said = " ".join(words)
    return said in _ALWAYS or "".join(words) in _ALWAYS or (said in _UNLESS_ASKED and not asked)


def _letters(text: str) -> Iterator[str]:
    """The text's letters in lower case; everything else is a space, and an apostrophe or accent nothing."""
    for one in unicodedata.normalize("NFKC", text).casefold():
        yield one if one.isalpha() else " "
