"""When members are asked whether they would recommend the shop, as the owner reads and sets it."""

from collections.abc import Callable, Mapping

from bot.rules.care import Care
from bot.rules.surveys import BOUNDS, HIGHEST, Part, SurveyRules
from bot.words import care as shared
from bot.words.catalogs import Words, sentence
from bot.words.message import Button, Go, Html, Message, lines

LABELS: Mapping[Part, str] = {
    Part.ASKS: sentence("Ask or not"),
    Part.LOWEST: sentence("The scale"),
    Part.PURCHASE: sentence("After which purchase"),
    Part.DAYS: sentence("How long after it"),
    Part.MONTHS: sentence("How often again"),
    Part.REST: sentence("Rest between two"),
    Part.REMIND: sentence("One reminder"),
    Part.HOUR: sentence("The hour"),
    Part.MOST: sentence("How many a day"),
    Part.ANSWER_HOURS: sentence("Answered within"),
    Part.RIGHT_DAYS: sentence("Put right?"),
}
_QUESTIONS: Mapping[Part, str] = {
    Part.ASKS: sentence("Shall members be asked whether they would recommend the shop?"),
    Part.LOWEST: sentence("From which score to 10?"),
    Part.PURCHASE: sentence("After which purchase of a member is the question put? From {least} to {most}; 0 is none."),
    Part.DAYS: sentence("How many days after that purchase? From {least} to {most}."),
    Part.MONTHS: sentence("Every how many months is it put again? From {least} to {most}; 0 is never."),
    Part.REST: sentence("How many days at least between two questions to the same member? From {least} to {most}."),
    Part.REMIND: sentence("After how many days is the one reminder sent? From {least} to {most}; 0 is never."),
    Part.HOUR: sentence("At which hour of a member's own day is the question sent? From {least} to {most}."),
    Part.MOST: sentence("How many members may be asked on one day? From {least} to {most}."),
    Part.ANSWER_HOURS: sentence(
        "Within how many hours should somebody answer a member who isn't content? From {least} to {most}."
    ),
    Part.RIGHT_DAYS: sentence(
        "How many days after the conversation is the member asked whether it was put right? From {least} to {most}."
    ),
}


def care_line(words: Words, rules: SurveyRules) -> Html:
    """Whether members are asked, on the screen of all care."""
    if not rules.asks or not (rules.purchase or rules.months):
        return words.say("💬 Nobody is asked whether they would recommend the shop.")
    return words.say("💬 Members are asked now and then whether they would recommend the shop: /nps")


def _after(words: Words, rules: SurveyRules) -> Html:
    if not rules.purchase:
        return words.say("• Not after a purchase.")
    return words.count(
        "• {n} day after purchase no. {number} of a member.",
        "• {n} days after purchase no. {number} of a member.",
        rules.days,
        number=rules.purchase,
    )


def _again(words: Words, rules: SurveyRules) -> Html:
    if not rules.months:
        return words.say("• Not by the calendar.")
    return words.count(
        "• Every {n} month, spread evenly over all who bought in that time.",
        "• Every {n} months, spread evenly over all who bought in that time.",
        rules.months,
    )


def _remind(words: Words, rules: SurveyRules) -> Html:
    if not rules.remind:
        return words.say("• No reminder.")
    return words.count("• One reminder, after {n} day.", "• One reminder, after {n} days.", rules.remind)


def _on(words: Words, rules: SurveyRules) -> Html:
    return words.say("• Members are asked.") if rules.asks else words.say("• Nobody is asked.")


_TOLD: tuple[Callable[[Words, SurveyRules], Html], ...] = (
    _on,
    lambda words, rules: words.say(
        "• The scale goes from {lowest} to {highest}.", lowest=rules.lowest, highest=HIGHEST
    ),
    _after,
    _again,
    lambda words, rules: words.count(
        "• At least {n} day between two questions.", "• At least {n} days between two questions.", rules.rest
    ),
    _remind,
    lambda words, rules: words.say("• At {hour}:00 of the member's own day.", hour=rules.hour),
    lambda words, rules: words.count("• Up to {n} member on one day.", "• Up to {n} members on one day.", rules.most),
    lambda words, rules: words.count(
        "• Whoever gives 6 or less is answered within {n} hour, else the staff are reminded.",
        "• Whoever gives 6 or less is answered within {n} hours, else the staff are reminded.",
        rules.answer_hours,
    ),
    lambda words, rules: words.count(
        "• {n} day after that conversation they are asked whether it was put right.",
        "• {n} days after that conversation they are asked whether it was put right.",
        rules.right_days,
    ),
)


def _told(words: Words, rules: SurveyRules) -> Html:
    return lines(*(tell(words, rules) for tell in _TOLD))


def show(words: Words, rules: SurveyRules) -> Message:
    """The rules as they are, and a button for each part of them."""
    return shared.rules(words, Care.SURVEY, _told(words, rules), LABELS)


def ask(words: Words, part: Part) -> Message:
    """For a part of the rules."""
    if part is Part.ASKS:
        return shared.question(
            words, Care.SURVEY, words.say(_QUESTIONS[part]), shared.yes_or_no(words, Care.SURVEY, part)
        )
    if part is Part.LOWEST:
        choices = tuple(Button(str(one), Go("survey.choose", part, str(one))) for one in (0, 1))
        return shared.question(words, Care.SURVEY, words.say(_QUESTIONS[part]), choices)
    least, most = BOUNDS[part]
    return shared.question(words, Care.SURVEY, words.say(_QUESTIONS[part], least=least, most=most))


def preview(words: Words, rules: SurveyRules, key: str) -> Message:
    """The rules as they would be."""
    return shared.preview(words, Care.SURVEY, _told(words, rules), key)


def applied(words: Words, rules: SurveyRules) -> Message:
    """After it."""
    return shared.applied(words, Care.SURVEY, _told(words, rules))
