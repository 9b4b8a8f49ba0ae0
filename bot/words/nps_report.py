"""Who recommends the shop and who doesn't, as text and as what is written into the picture."""

from collections.abc import Sequence
from typing import NamedTuple

from bot.rules.nps import LEAST, PERIOD, Band, Reason, Report, Score, band
from bot.rules.surveys import HIGHEST
from bot.words import formats
from bot.words.catalogs import Language, Words
from bot.words.common import pager
from bot.words.message import Button, Go, Html, Message, Photo, lines, paragraphs

MARKS = {Band.PROMOTER: "💚", Band.PASSIVE: "🟡", Band.DETRACTOR: "🔴"}
LISTED_MONTHS = 6


class Label(NamedTuple):
    """A month of the picture: under it, the same in figures, and its score with its interval; None where unknown."""

    label: str
    plain: str
    score: Score | None


class Labels(NamedTuple):
    """What is written into the picture."""

    title: str
    subtitle: str
    given: str
    by_month: str
    months: tuple[Label, ...]


def show(words: Words, report: Report, picture: bytes | None) -> Message:
    """`/nps`; without a picture where nobody has answered."""
    answers = sum(report.counts.values())
    return Message(
        paragraphs(
            words.say("<b>Would members recommend us?</b>"),
            lines(_score(words, report), _scale(words, report), _bands(words, report) if answers else None),
            lines(words.say("<b>By month</b>"), *_months(words, report)) if _months(words, report) else None,
            lines(_response(words, report), _right(words, report)),
        ),
        ((Button(words.label("What they say"), Go("nps.reasons", "0")),),) if answers else (),
        photo=Photo(picture, "nps.png") if picture else None,
    )


def _score(words: Words, report: Report) -> Html:
    score = report.score
    if score is None:
        return words.say(
            "Can't tell yet: it takes {least} answers within {days} days, and there are {n}.",
            least=LEAST,
            days=PERIOD.days,
            n=sum(report.counts.values()),
        )
    return words.say(
        "NPS of the last {days} days: <b>{score}</b> (between {low} and {high}, n = {n})",
        days=PERIOD.days,
        score=_signed(words, score.score),
        low=_signed(words, score.low),
        high=_signed(words, score.high),
        n=score.n,
    )


def _signed(words: Words, score: float) -> str:
    return formats.signed(words, round(score))


def _scale(words: Words, report: Report) -> Html:
    lowest = "/".join(map(str, report.lowest)) or "0"
    return words.say(
        "The share of 9 and 10 less the share of 6 and below, on a scale from {lowest} to {highest}.",
        lowest=lowest,
        highest=HIGHEST,
    )


def _bands(words: Words, report: Report) -> Html:
    by_score = sorted(report.counts.items(), reverse=True)
    return lines(
        Html("  ".join(f"{MARKS[one]} {words.number(n)}" for one, n in report.bands.items())),
        words.say(
            "Given: {counts}",
            counts=", ".join(f"{score}\N{NO-BREAK SPACE}({words.number(n)})" for score, n in by_score),
        ),
    )


def _months(words: Words, report: Report) -> list[Html]:
    return [
        words.count(
            "{month}: {score}, {n} answer",
            "{month}: {score}, {n} answers",
            month.score.n,
            month=formats.month(words, month.first),
            score=_signed(words, month.score.score),
        )
        for month in report.months[-LISTED_MONTHS:]
        if month.score is not None
    ]


def _response(words: Words, report: Report) -> Html:
    if not report.arrived:
        return words.say("Nobody was asked within that time.")
    return words.say(
        "Answered: <b>{share}</b> of those who were asked (n = {n})",
        share=formats.percent(words, report.answered / report.arrived),
        n=report.arrived,
    )


def _right(words: Words, report: Report) -> Html | None:
    if not report.unhappy:
        return None
    return words.say(
        "Low scores that somebody was called for: {unhappy}. Recovered: <b>{right}</b> of {asked} who told us.",
        unhappy=report.unhappy,
        right=report.right,
        asked=report.asked_right,
    )


def why(words: Words, found: Sequence[Reason], page: int, pages: int) -> Message:
    """What they said, the newest first, in their own words."""
    return Message(
        paragraphs(words.say("<b>What they say</b>"), *(_reason(words, one) for one in found))
        if found
        else words.say("Nobody has written anything yet."),
        (row,) if (row := pager(words, "nps.reasons", page, pages)) else (),
    )


def _reason(words: Words, one: Reason) -> Html:
    spoken = Language(one.language) if one.language in set(Language) else words.language
    return lines(
        words.say("{mark} <b>{score}</b>, {day}", mark=MARKS[band(one.score)], score=one.score, day=_day(words, one)),
        words.say("“{said}”", said=one.said)
        if spoken is words.language
        else words.say("“{said}” ({language})", said=one.said, language=spoken.own_name),
    )


def _day(words: Words, one: Reason) -> str:
    return formats.full_day(words, one.at)


def labels(words: Words, report: Report, store: str) -> Labels:
    """What is written into the picture."""
    score = report.score
    return Labels(
        words.label(
            "NPS {score}, between {low} and {high} (n = {n})",
            score=_signed(words, score.score),
            low=_signed(words, score.low),
            high=_signed(words, score.high),
            n=score.n,
        )
        if score
        else words.label("NPS: can't tell yet"),
        words.label("Would members recommend {store}?", store=store),
        words.label("Answers of the last {days} days", days=PERIOD.days),
        words.label("By month, with the likely range"),
        tuple(
            Label(
                # Half a picture's width has room for every other month's name.
                formats.short_month(words, month.first) if month.first.month % 2 else "",
                f"{month.first:%m}\n{month.first:%Y}" if month.first.month == 1 else f"{month.first:%m}",
                month.score,
            )
            for month in report.months
        ),
    )
