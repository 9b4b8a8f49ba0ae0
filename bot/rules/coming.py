"""What is known to come to a member by itself, and is not in the outbox yet: a function for each kind of care.

Each says what the job of that kind will find in the coming nights, by the job's own rules, so that a place of the week
can be kept for it and the owner's calendar shows it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.rules.birthdays import (
    BirthdayRules,
    GiftKind,
    begins_at,
    greeting_at,
    is_too_late,
    is_too_soon,
    worth_until,
)
from bot.rules.care import Care
from bot.rules.contact import ContactRules
from bot.rules.deliveries import KINDS, Topic
from bot.rules.expiry import LATE as WEEK_BEFORE
from bot.rules.expiry import STAGES, Ending, stages_due, stages_told
from bot.rules.foresight import Coming
from bot.rules.holdout import Shares, held_out
from bot.rules.refills import MOST_NAMED, STALE, TOGETHER, RefillRules
from bot.rules.surveys import MORNING, SurveyRules, days_to_turn, due_on, period
from bot.rules.times import SENDING, instant, local_day, next_sending, start_of
from bot.rules.vouchers import WORD_BEFORE
from bot.rules.win_back import WinBack, may_be_written_to

_DAY = timedelta(days=1)
_MIDNIGHT = time(0, 5)
"""When what ends is looked at."""


class Plans(NamedTuple):
    """By what rules the shop writes by itself; `tiers` are the numbers of its tiers, the lowest first."""

    contact: ContactRules = ContactRules()
    birthday: BirthdayRules = BirthdayRules()
    refill: RefillRules = RefillRules()
    survey: SurveyRules = SurveyRules()
    back: WinBack = WinBack()
    shares: Shares = Shares()
    salt: bytes = b""
    tiers: Sequence[int] = ()

    def leaves_out(self, member_id: int, care: Care) -> bool:
        """Whether a member is one of those whom a kind of care is not given, to see what it does."""
        share = self.shares.of(care)
        return share > 0 and held_out(member_id, care, self.salt, share)


@dataclass(frozen=True, slots=True)
class Whose:
    """To whom it comes: what the jobs go by.

    Args:
        topics: what they agreed to.
        last_at: their last purchase.
        askable: they joined and don't work here, so that their opinion is asked for.
    """

    id: int
    zone: ZoneInfo
    topics: frozenset[Topic]
    tier: int | None = None
    last_at: datetime | None = None
    askable: bool = True


class Span(NamedTuple):
    """From when and until when it is looked.

    `zone` is the store's, in whose nights the jobs look, and `next_look` the day of their next look.
    """

    now: datetime
    until: datetime
    zone: ZoneInfo
    next_look: date

    @classmethod
    def between(cls, now: datetime, until: datetime, zone: ZoneInfo) -> "Span":
        """Before the morning the next look is today's, and else tomorrow's."""
        today = local_day(now, zone)
        return cls(now, until, zone, today if now < instant(today, MORNING, zone) else today + _DAY)


class NextBirthday(NamedTuple):
    """The day on which somebody's birthday is kept next.

    `held` is None until it has begun, and then whether they were left out; the others say for which days they were
    greeted and given something before.
    """

    on: date
    held: bool | None = None
    greeted_on: date | None = None
    given_on: date | None = None


def birthday(whose: Whose, next_on: NextBirthday, plans: Plans, span: Span) -> Iterator[Coming]:
    """The word before somebody's birthday, and the greeting."""
    on, rules, zone = next_on.on, plans.birthday, whose.zone
    held = plans.leaves_out(whose.id, Care.BIRTHDAY) if next_on.held is None else next_on.held
    today = local_day(span.now, zone)
    if not rules.on or held or is_too_late(on, today) or is_too_soon(on, next_on.greeted_on):
        return
    gives = rules.gift_for(whose.tier, plans.tiers).kind is not GiftKind.NOTHING
    if next_on.held is None and gives and rules.lead and today < on and not is_too_soon(on, next_on.given_on):
        word = max(begins_at(on, rules, zone), span.now)
        yield Coming(KINDS["birthday_ahead"], word, start_of(on, zone))
    yield Coming(KINDS["birthday"], greeting_at(on, rules, zone), worth_until(on, zone))


class Runs(NamedTuple):
    """When something runs out for somebody; `wanted` if they said so themselves, and are asked on the very day."""

    due_at: datetime
    wanted: bool


def reminders(whose: Whose, runs: Iterable[Runs], plans: Plans, span: Span) -> Iterator[Coming]:
    """Reminders of what runs out: things due within a few days in one, and none on the day after a purchase."""
    rules = plans.refill
    if not rules.on or plans.leaves_out(whose.id, Care.REFILL):
        return
    first = span.next_look
    if whose.last_at is not None:
        first = max(first, local_day(whose.last_at, span.zone) + 2 * _DAY)
    left = sorted(runs)
    while left:
        soonest, *others = left
        day = max(first, local_day(_asked_at(soonest, rules), span.zone))
        looked = instant(day, MORNING, span.zone)
        named = [one for one in others if _asked_at(one, rules) <= (looked if one.wanted else looked + TOGETHER)]
        left = others
        if looked <= soonest.due_at + STALE:
            opens = instant(day, time(rules.hour), whose.zone)
            yield Coming.of(KINDS["refill"], next_sending(opens, whose.zone, (time(rules.hour), SENDING[1])))
            first, left = day + _DAY, [one for one in others if one not in named[: MOST_NAMED - 1]]


def _asked_at(one: Runs, rules: RefillRules) -> datetime:
    """From when on somebody is reminded of it."""
    return one.due_at if one.wanted else one.due_at - rules.days_ahead * _DAY


def word_to_absent(
    whose: Whose, late_at: datetime, last_word: datetime | None, plans: Plans, span: Span
) -> Iterator[Coming]:
    """The word to somebody who will be late by their rhythm if they don't come; `last_word` is when they had one."""
    looked = instant(max(span.next_look, local_day(late_at, span.zone)), MORNING, span.zone)
    if not plans.back.on or whose.last_at is None or plans.leaves_out(whose.id, Care.WIN_BACK):
        return
    if may_be_written_to(whose.last_at, last_word, plans.back.rest_days, looked):
        yield Coming.of(KINDS["win_back"], next_sending(looked, whose.zone))


def question(
    whose: Whose, asked_last: datetime | None, nth_on: date | None, plans: Plans, span: Span
) -> Iterator[Coming]:
    """The question whether they would recommend the shop, on the day of their turn or after a purchase.

    Args:
        asked_last: when they were asked last, whether it went to them or they were left out.
        nth_on: the store's day of the purchase that is followed by the question.
    """
    rules, day = plans.survey, span.next_look
    if not rules.asks or not whose.askable or plans.leaves_out(whose.id, Care.SURVEY):
        return
    days = [nth_on + rules.days * _DAY] if rules.purchase and nth_on is not None else []
    if rules.months and whose.last_at and span.now - whose.last_at < timedelta(days=period(rules.months)):
        days.append(day + days_to_turn(whose.id, day, rules.months) * _DAY)
    for turn in sorted(one for one in days if one - day <= span.until - span.now):
        looked = instant(turn, MORNING, span.zone)
        rested = asked_last is None or looked - asked_last >= timedelta(days=rules.rest)
        if turn >= day and rested:
            yield Coming.of(KINDS["survey"], due_on(turn, rules.hour, span.zone, whose.zone))
            return


def question_again(whose: Whose, arrived_at: datetime, plans: Plans, span: Span) -> Iterator[Coming]:
    """The reminder to somebody who has not answered the question, if they don't."""
    rules = plans.survey
    if rules.asks and rules.remind:
        day = max(span.next_look, local_day(arrived_at, span.zone) + rules.remind * _DAY)
        yield Coming.of(KINDS["survey_reminder"], due_on(day, rules.hour, span.zone, whose.zone))


def warnings(whose: Whose, endings: Sequence[Ending], span: Span) -> Iterator[Coming]:
    """Warnings of points that end, as many as are told of in one; those of the nights up to the span's end."""
    first, last = span.next_look, local_day(span.until, span.zone)
    days = {
        max(first, local_day(one.expires_at, span.zone) - stage * _DAY)
        for one in endings
        for stage in STAGES
        if stage not in one.told
    }
    known = list(endings)
    for day in sorted(one for one in days if one <= last):
        looked = instant(day, _MIDNIGHT, span.zone)
        due = {stage for one in known for stage in stages_due(one, looked, span.zone)}
        if due:
            late = WEEK_BEFORE in due
            known = [
                one._replace(told=[*one.told, *stages_told(one, late, looked, span.zone)])
                if looked <= one.expires_at
                else one
                for one in known
            ]
            yield Coming.of(KINDS["points_expiring"], next_sending(looked, whose.zone))


def word_on_voucher(made_at: datetime, expires_at: datetime, span: Span) -> Iterator[Coming]:
    """The word that a voucher ends soon."""
    ripe = min(max(expires_at - before, made_at + age) for before, age in WORD_BEFORE)
    looked = instant(max(span.next_look, local_day(ripe, span.zone)), _MIDNIGHT, span.zone)
    if looked < ripe:
        looked = instant(local_day(looked, span.zone) + _DAY, _MIDNIGHT, span.zone)
    if looked < expires_at:
        yield Coming.of(KINDS["voucher_ending"], next_sending(looked, span.zone))
