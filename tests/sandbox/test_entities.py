"""Formatted text is read as Telegram reads it, down to its complaints."""

from contextlib import suppress
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.detect import found_in, trimmed
from bot.sandbox.entities import Formatted, parse_html
from bot.sandbox.errors import Refusal
from bot.sandbox.markdown import parse_markdown
from bot.sandbox.shapes import utf16


def kinds(formatted: Formatted) -> list[tuple[str, int, int]]:
    return [(one["type"], one["offset"], one["length"]) for one in formatted.entities]


def test_offsets_count_utf16_units() -> None:
    parsed = parse_html("😀 <b>美😀</b> &lt;<i>x</i>&gt; &amp; &#128512;<u>y</u>")
    assert parsed.text == "😀 美😀 <x> & 😀y"
    assert kinds(parsed) == [("bold", 3, 3), ("italic", 8, 1), ("underline", 15, 1)]


def test_nested_tags_and_links_and_code() -> None:
    parsed = parse_html(
        '<b>a <i>b</i></b> <a href="https://example.com?q=1&amp;r=2">l</a> <a href="tg://user?id=7">u</a> '
        '<pre><code class="language-python">x = 1</code></pre> <blockquote expandable>q</blockquote>'
    )
    assert kinds(parsed)[:2] == [("italic", 2, 1), ("bold", 0, 3)]
    assert parsed.entities[2]["url"] == "https://example.com?q=1&r=2"
    assert parsed.entities[3] == {"type": "text_mention", "user": {"id": 7}, "offset": 6, "length": 1}
    assert parsed.entities[4]["language"] == "python"
    assert parsed.entities[5]["type"] == "expandable_blockquote"


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("🏟 🏟&lt;<abacaba", "Unclosed start tag at byte offset 13"),
        ("🏟 🏟&lt;<abac aba>", 'Unsupported start tag "abac" at byte offset 13'),
        ("🏟 🏟&lt;<i   =aba>", 'Empty attribute name in the tag "i" at byte offset 13'),
        ("🏟 🏟&lt;<i    aba>", 'Expected equal sign in declaration of an attribute of the tag "i" at byte offset 13'),
        ("🏟 🏟&lt;<i    aba  =  ", 'Unclosed start tag "i" at byte offset 13'),
        ("🏟 🏟&lt;<i    aba  =  190azAz-.,", "Unexpected end of name token at byte offset 27"),
        ('🏟 🏟&lt;<i    aba  =  "&lt;&gt;&quot;>', "Unclosed start tag at byte offset 13"),
        ("🏟 🏟&lt;</", "Unexpected end tag at byte offset 13"),
        ("🏟 🏟&lt;<b></b></", "Unexpected end tag at byte offset 20"),
        ("🏟 🏟&lt;<i>a</i   ", "Unclosed end tag at byte offset 17"),
        ("🏟 🏟&lt;<i>a</em   >", 'Unmatched end tag at byte offset 17, expected "</i>", found "</em>"'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("&#xDFDF;", "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched"),
    ],
)
def test_broken_html_is_refused_in_telegrams_words(source: str, complaint: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse_html(source)
    assert refused.value.description.startswith(f"Bad Request: can't parse entities: {complaint}")


def test_commands_mentions_and_links_are_found_without_markup() -> None:
    found = found_in("/start@shop_bot see @mei_tea, https://t.me/x. a@b.com #tea 1/2", [])
    assert [(one["type"], one["offset"]) for one in found] == [
        ("bot_command", 0),
        ("mention", 20),
        ("url", 30),
        ("email", 46),
        ("hashtag", 54),
    ]
    assert found[2]["length"] == len("https://t.me/x")


def test_nothing_is_found_inside_code() -> None:
    parsed = parse_html("<code>/start</code> /points")
    assert [one["type"] for one in found_in(parsed.text, parsed.entities)] == ["code", "bot_command"]


def test_white_space_around_a_text_goes_and_entities_move_along() -> None:
    shorter = trimmed(parse_html(" \n <b>hello </b> "))
    assert shorter == Formatted("hello", [{"type": "bold", "offset": 0, "length": 5}])


def test_markdown_is_read_and_refused_like_telegrams() -> None:
    parsed = parse_markdown("*b* _i_ __u__ `c_` [l](https://example.com) 1\\.")
    assert parsed.text == "b i u c_ l 1."
    assert kinds(parsed) == [("bold", 0, 1), ("italic", 2, 1), ("underline", 4, 1), ("code", 6, 2), ("text_link", 9, 1)]
    with pytest.raises(Refusal, match="Character '\\.' is reserved and must be escaped"):
        parse_markdown("1.")
    with pytest.raises(Refusal, match="Can't find end of Bold entity at byte offset 0"):
        parse_markdown("*b")


@given(st.text())
def test_escaped_text_comes_out_as_it_went_in(text: str) -> None:
    assert parse_html(escape(text)) == Formatted(text, [])


PIECES = ["<", ">", "</", "b", "a", " href=", '"', "&", "&lt;", "😀", "i>", "<pre>", "</pre>", "="]


@given(st.lists(st.sampled_from(PIECES)))
def test_any_markup_is_read_or_refused(pieces: list[str]) -> None:
    with suppress(Refusal):
        parsed = parse_html("".join(pieces))
        for one in parsed.entities:
            assert 0 <= one["offset"] < one["offset"] + one["length"] <= utf16(parsed.text)
