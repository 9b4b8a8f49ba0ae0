"""The words that end everything unasked, and those that only look like them."""

import pytest

from bot.rules.stopping import ends_messages

WORDS = """
    stop|STOP!!!| Stop. |/stop|unsubscribe|Opt-out|opt out|ｓｔｏｐ|🛑 stop|Please stop!|Стоп|стоп!|ОТПИСАТЬСЯ
    не пишите мне|хватит…|退订|退訂|取消 訂閱|TD|「停止」|取消订阅|别发了!
"""


@pytest.mark.promise(43)
@pytest.mark.parametrize("said", WORDS.strip().replace("\n", "|").split("|"))
def test_a_word_of_stopping_ends_everything_whatever_else_was_asked(said: str) -> None:
    assert ends_messages(said, asked=False)
    assert ends_messages(said, asked=True)


@pytest.mark.parametrize("said", ["cancel", "Cancel.", "END", "Отмена", "取消", "結束"])
def test_a_word_that_leaves_a_dialogue_does_that_where_there_is_one(said: str) -> None:
    assert ends_messages(said, asked=False)
    assert not ends_messages(said, asked=True)


@pytest.mark.parametrize(
    "said", ["", "!!!", "bus stop", "stopper", "don't stop", "12", "停车", "остановка", "stop " * 30]
)
def test_other_texts_are_not_taken_for_it(said: str) -> None:
    assert not ends_messages(said, asked=False)
