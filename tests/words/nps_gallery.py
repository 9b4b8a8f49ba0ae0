"""Every screen about surveys and conversations, with made-up members of every opinion."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import TypeVar

from bot.rules.conversations import MOST_BESIDE_MEDIA, Bought, Line, Said, Unhappy
from bot.rules.media import WITHOUT_TEXT, Form, Media
from bot.rules.nps import Month, Reason, Report
from bot.rules.surveys import Part, SurveyRules
from bot.words import conversations, nps, nps_report, surveys

S = TypeVar("S")
NOW = datetime(2026, 5, 14, 15, 30, tzinfo=UTC)
ID = 2**31
KEY = "0123456789abcdefghijkl"


def said(text: str) -> Said:
    """What an unhappy member says, without and with a picture."""
    return Said(text, None, text[:64], 3)


def unhappy(name: str) -> Unhappy:
    """Somebody with a history."""
    bought = [Bought(NOW, "R-7K3F9Q", 125000)] * 3
    return Unhappy(ID, ID, name[:64], "7K3F9Q2MX", 3, NOW, 1240, 125099, bought, (9, 10), name)


def report(answers: int) -> Report:
    """A shop with so many answers of each score, in each month of a year."""
    counts = dict.fromkeys(range(11), answers) if answers else {}
    months = [Month(date(2026, 1 + n, 1), counts) for n in range(12)]
    return Report([0, 1] if answers else [], counts, months, 20 * answers, 11 * answers, 7 * answers, 2, 3)


def nps_screens(shown: Callable[..., S], name: str) -> Iterator[S]:
    """Each of them, made by `shown`; `name` stands wherever people's own text can."""
    for again in (False, True):
        yield shown(nps.question, name, ID, 1 - again, again=again)
        yield shown(conversations.alert, unhappy(name), NOW, again=again)
    nobody = Unhappy(ID, ID, "", "7K3F9Q2MX", 0, None, 0, 0, (), (), "")
    yield shown(conversations.alert, nobody, NOW, again=False)
    for score in (10, 8, 0):
        yield shown(nps.answered, name, ID, score, "regulars_bot")
        yield shown(nps.thanks, name, score, "regulars_bot")
    yield shown(nps.change, ID, 0, 10)
    yield shown(nps.whether_right, name, ID)
    yield shown(nps.put_right)
    yield shown(nps.not_right)
    voice = Said(name[:MOST_BESIDE_MEDIA], Media(Form.VOICE, "a"), name[:64], None)
    for one in (said(name), Said("", Media(Form.PHOTO, "a"), "", None), voice):
        yield shown(conversations.from_member, ID, one)
        yield shown(conversations.from_staff, name[:64], one)
    for form in WITHOUT_TEXT:
        yield shown(conversations.from_member, ID, Said("", Media(form, "a"), name[:64], 10))
        yield shown(conversations.itself, Media(form, "a"), ID)
        yield shown(conversations.itself, Media(form, "a"), None)
    lines = [Line(name, None, "", NOW), *(Line("", form, name, NOW) for form in Form)]
    yield shown(conversations.talk, name, lines, NOW, ID)
    yield shown(conversations.talk, "", [], NOW, ID)
    yield shown(conversations.passed_on, name, ID)
    yield shown(conversations.passed_on_to_staff)
    yield shown(conversations.only_words)
    for asks in (True, False):
        yield shown(conversations.closed, name, asks=asks)
    yield shown(conversations.closed_already)
    yield shown(conversations.over, name)
    yield shown(conversations.unanswered, ID, NOW, NOW)
    yield shown(nps_report.show, report(0), None)
    yield shown(nps_report.show, report(1), b"a picture")
    yield shown(nps_report.show, report(99), b"a picture")
    yield shown(nps_report.why, [], 0, 1)
    yield shown(nps_report.why, [Reason(9, name, "ru", NOW), Reason(3, name, "en", NOW)], 1, 3)
    for rules in (SurveyRules(), SurveyRules(asks=False), SurveyRules(purchase=0, months=0, remind=0)):
        yield shown(surveys.show, rules)
        yield shown(surveys.preview, rules, KEY)
        yield shown(surveys.applied, rules)
    for part in Part:
        yield shown(surveys.ask, part)
