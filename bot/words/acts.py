"""What was done, in plain words: each act that the log knows, and what it was done to."""

from collections.abc import Mapping

from bot.rules.care import Care
from bot.rules.roles import Action
from bot.words.care import NAMES
from bot.words.catalogs import Words, sentence

ACTS: Mapping[Action, str] = {
    Action.SEE_HELP: sentence("Read the help"),
    Action.SEE_PRIVACY: sentence("Read about privacy"),
    Action.CHOOSE_LANGUAGE: sentence("Chose a language"),
    Action.JOIN: sentence("Joined"),
    Action.ACCEPT_INVITATION: sentence("Began to work here"),
    Action.CLAIM_SHOP: sentence("Became the owner"),
    Action.SEE_REWARDS: sentence("Looked at the rewards"),
    Action.SEE_POINTS: sentence("Looked at their points"),
    Action.SEE_CARD: sentence("Looked at their card"),
    Action.CHANGE_SETTINGS: sentence("Changed their settings"),
    Action.SHARE_PHONE: sentence("Shared their phone number"),
    Action.KEEP_POINTS: sentence("Kept points for a week longer"),
    Action.SEE_MY_DATA: sentence("Took their data"),
    Action.FORGET_ME: sentence("Was forgotten"),
    Action.SEE_VOUCHERS: sentence("Looked at their vouchers"),
    Action.REDEEM: sentence("Redeemed a reward"),
    Action.SPEND: sentence("Paid with points"),
    Action.SEE_REMINDERS: sentence("Looked at their reminders"),
    Action.STOP_SPENDING: sentence("Stopped spending: it wasn't them"),
    Action.ANSWER_SURVEY: sentence("Answered a survey"),
    Action.TALK_TO_STAFF: sentence("Wrote to the staff"),
    Action.SEE_GROUPS: sentence("Looked at the groups"),
    Action.JOIN_GROUPS: sentence("Asked for a way into a group"),
    Action.EDIT_GROUPS: sentence("Edited a group"),
    Action.SEE_EVENTS: sentence("Looked at the events"),
    Action.COME: sentence("Said whether they come to an event"),
    Action.EDIT_EVENTS: sentence("Edited an event"),
    Action.TAG_MEMBERS: sentence("Put a tag on a member"),
    Action.EDIT_SEGMENTS: sentence("Edited a segment"),
    Action.BROADCAST: sentence("Wrote to many"),
    Action.ANSWER_MEMBERS: sentence("Talked to a member"),
    Action.FIND_MEMBER: sentence("Looked for a member"),
    Action.DO_TASKS: sentence("Did something for a member"),
    Action.RECORD_SALE: sentence("Recorded a sale"),
    Action.UNDO_SALE: sentence("Took a sale back"),
    Action.TAKE_VOUCHER: sentence("Took a voucher"),
    Action.REFUND: sentence("Refunded a receipt"),
    Action.ADJUST: sentence("Put somebody's points right"),
    Action.APPROVE: sentence("Decided what somebody asked for"),
    Action.SEE_LOG: sentence("Looked at the log"),
    Action.SEE_LIABILITY: sentence("Looked at what points cost"),
    Action.SEE_NPS: sentence("Looked at who recommends the shop"),
    Action.SEE_WHY: sentence("Looked at what is planned to be written"),
    Action.SEE_PLANNED: sentence("Looked at what is planned for a member"),
    Action.SEE_EFFECT: sentence("Looked at what care does"),
    Action.UNFREEZE: sentence("Let points be spent again"),
    Action.JOIN_HISTORY: sentence("Joined an earlier history to a card"),
    Action.EDIT_PRODUCTS: sentence("Edited a product"),
    Action.EDIT_REWARDS: sentence("Edited a reward"),
    Action.EDIT_PROGRAM: sentence("Edited the program"),
    Action.EDIT_TIERS: sentence("Edited the tiers"),
    Action.EDIT_CARE: sentence("Edited the care"),
    Action.TEST_CARE: sentence("Looked how good the care would have been"),
    Action.EDIT_STORE: sentence("Edited the store"),
    Action.SEE_STAFF: sentence("Looked at the team"),
    Action.INVITE_STAFF: sentence("Invited somebody to the team"),
    Action.DISMISS_STAFF: sentence("Dismissed somebody"),
    Action.IMPORT: sentence("Imported a file"),
    Action.EXPORT: sentence("Exported everything"),
    Action.AUDIT: sentence("Checked the books"),
    Action.BACK_UP: sentence("Made a backup"),
    Action.RESTORE: sentence("Restored a backup"),
    Action.RESUME: sentence("Let messages go out again"),
    Action.MAKE_OWNER_CODE: sentence("Made the owner's code"),
    Action.ROTATE_KEY: sentence("Changed the secret key"),
}
"""Every action, since what is refused is written down as well."""

SUBJECTS = {
    "member": sentence("member no. {number}"),
    "purchase": sentence("receipt {number}"),
    "approval": sentence("request no. {number}"),
    "voucher": sentence("voucher no. {number}"),
    "reward": sentence("reward no. {number}"),
    "product": sentence("product no. {number}"),
    "task": sentence("task no. {number}"),
    "group": sentence("group no. {number}"),
    "event": sentence("event no. {number}"),
    "program": sentence("the points rule, version {number}"),
    "terms": sentence("the terms of points, version {number}"),
    "tiers": sentence("the tiers, version {number}"),
    "staff": sentence("{number}"),
    "members": sentence("{number}"),
    "purchases": sentence("{number}"),
}
"""What an act was done to, by the kind before the colon; the number may have become a receipt or a colleague's name."""


def subject_name(words: Words, subject: str, known: str = "") -> str:
    """What an act was done to: `receipt A-17`.

    Args:
        subject: kind and id, as the log has it.
        known: what the id stands for, where that is known.
    """
    kind, _, number = subject.partition(":")
    if kind == "care":
        return words.label(NAMES[Care(number)])
    says = SUBJECTS.get(kind)
    return words.label(says, number=known or number) if says and (known or number) else ""
