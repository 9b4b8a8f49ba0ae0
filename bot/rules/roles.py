"""Who may do what: one table, and whatever it does not list is denied."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody is to the shop. A person who works here is staff first, and may be a member as well."""

    GUEST = "guest"
    MEMBER = "member"
    CASHIER = "cashier"
    AGENT = "agent"
    MANAGER = "manager"
    OWNER = "owner"
    SYSTEM = "system"  # the shop's own clockwork
    OPERATOR = "operator"  # whoever has the machine's command line


class Action(StrEnum):
    """What can be done."""

    # by anybody
    SEE_HELP = "see_help"
    SEE_PRIVACY = "see_privacy"
    CHOOSE_LANGUAGE = "choose_language"
    JOIN = "join"
    ACCEPT_INVITATION = "accept_invitation"
    CLAIM_SHOP = "claim_shop"
    SEE_REWARDS = "see_rewards"
    SEE_EVENTS = "see_events"
    SEE_WHY = "see_why"
    # by members, about themselves
    SEE_POINTS = "see_points"
    SEE_CARD = "see_card"
    CHANGE_SETTINGS = "change_settings"
    SHARE_PHONE = "share_phone"
    KEEP_POINTS = "keep_points"
    SEE_MY_DATA = "see_my_data"
    FORGET_ME = "forget_me"
    SEE_VOUCHERS = "see_vouchers"
    REDEEM = "redeem"
    SEE_REMINDERS = "see_reminders"
    SPEND = "spend"
    STOP_SPENDING = "stop_spending"
    ANSWER_SURVEY = "answer_survey"
    TALK_TO_STAFF = "talk_to_staff"
    SEE_GROUPS = "see_groups"
    JOIN_GROUPS = "join_groups"
    COME = "come"
    # by those who answer members
    ANSWER_MEMBERS = "answer_members"
    # at the till
    FIND_MEMBER = "find_member"
    DO_TASKS = "do_tasks"
    RECORD_SALE = "record_sale"
    UNDO_SALE = "undo_sale"
    TAKE_VOUCHER = "take_voucher"
    TAG_MEMBERS = "tag_members"
    # by those who run the shop
    REFUND = "refund"
    ADJUST = "adjust"
    APPROVE = "approve"
    SEE_LOG = "see_log"
    SEE_LIABILITY = "see_liability"
    SEE_PLANNED = "see_planned"
    SEE_NPS = "see_nps"
    SEE_EFFECT = "see_effect"
    UNFREEZE = "unfreeze"
    JOIN_HISTORY = "join_history"
    EDIT_PRODUCTS = "edit_products"
    EDIT_REWARDS = "edit_rewards"
    EDIT_PROGRAM = "edit_program"
    EDIT_TIERS = "edit_tiers"
    EDIT_SEGMENTS = "edit_segments"
    BROADCAST = "broadcast"
    EDIT_EVENTS = "edit_events"
    EDIT_GROUPS = "edit_groups"
    EDIT_CARE = "edit_care"
    TEST_CARE = "test_care"
    EDIT_STORE = "edit_store"
    SEE_STAFF = "see_staff"
    INVITE_STAFF = "invite_staff"
    DISMISS_STAFF = "dismiss_staff"
    # by the machine and its keeper
    IMPORT = "import"
    EXPORT = "export"
    AUDIT = "audit"
    BACK_UP = "back_up"
    RESTORE = "restore"
    RESUME = "resume"
    MAKE_OWNER_CODE = "make_owner_code"
    ROTATE_KEY = "rotate_key"


_PEOPLE = frozenset({Role.GUEST, Role.MEMBER, Role.CASHIER, Role.AGENT, Role.MANAGER, Role.OWNER})
_NOT_GUESTS = _PEOPLE - {Role.GUEST}
_TILL = frozenset({Role.CASHIER, Role.MANAGER, Role.OWNER})
_RUNNING = frozenset({Role.MANAGER, Role.OWNER})
_OWNER = frozenset({Role.OWNER})
_OPERATOR = frozenset({Role.OPERATOR})

MAY: dict[Action, frozenset[Role]] = {
    Action.SEE_HELP: _PEOPLE,
    Action.SEE_PRIVACY: _PEOPLE,
    Action.CHOOSE_LANGUAGE: _PEOPLE,
    Action.JOIN: _PEOPLE,
    Action.ACCEPT_INVITATION: _PEOPLE,
    Action.CLAIM_SHOP: _PEOPLE,
    Action.SEE_REWARDS: _PEOPLE,
    Action.SEE_EVENTS: _PEOPLE,
    Action.SEE_WHY: _NOT_GUESTS,
    Action.SEE_POINTS: _NOT_GUESTS,
    Action.SEE_CARD: _NOT_GUESTS,
    Action.CHANGE_SETTINGS: _NOT_GUESTS,
    Action.SHARE_PHONE: _NOT_GUESTS,
    Action.KEEP_POINTS: _NOT_GUESTS,
    Action.SEE_MY_DATA: _NOT_GUESTS,
    Action.FORGET_ME: _NOT_GUESTS,
    Action.SEE_VOUCHERS: _NOT_GUESTS,
    Action.REDEEM: _NOT_GUESTS,
    Action.SEE_REMINDERS: _NOT_GUESTS,
    Action.SPEND: _NOT_GUESTS,
    Action.STOP_SPENDING: _NOT_GUESTS,
    Action.ANSWER_SURVEY: _NOT_GUESTS,
    Action.TALK_TO_STAFF: _NOT_GUESTS,
    Action.SEE_GROUPS: _NOT_GUESTS,
    Action.JOIN_GROUPS: _NOT_GUESTS,
    Action.COME: _NOT_GUESTS,
    Action.ANSWER_MEMBERS: _RUNNING | {Role.AGENT},
    Action.FIND_MEMBER: _TILL | {Role.AGENT},
    Action.DO_TASKS: _TILL | {Role.AGENT},
    Action.RECORD_SALE: _TILL | _OPERATOR,  # an import's purchases take the till's path
    Action.UNDO_SALE: _TILL,
    Action.TAKE_VOUCHER: _TILL,
    Action.TAG_MEMBERS: _TILL | {Role.AGENT},
    Action.REFUND: _RUNNING,
    Action.ADJUST: _RUNNING,
    Action.APPROVE: _RUNNING,
    Action.SEE_LOG: _RUNNING,
    Action.SEE_LIABILITY: _RUNNING,
    Action.SEE_PLANNED: _RUNNING | {Role.AGENT},
    Action.SEE_NPS: _RUNNING,
    Action.SEE_EFFECT: _RUNNING,
    Action.UNFREEZE: _RUNNING,
    Action.JOIN_HISTORY: _RUNNING,
    Action.EDIT_PRODUCTS: _RUNNING,
    Action.EDIT_REWARDS: _RUNNING,
    Action.EDIT_PROGRAM: _OWNER,
    Action.EDIT_TIERS: _OWNER,
    Action.EDIT_SEGMENTS: _RUNNING | _OPERATOR,
    Action.BROADCAST: _RUNNING | _OPERATOR,
    Action.EDIT_EVENTS: _RUNNING,
    Action.EDIT_GROUPS: _OWNER,
    Action.EDIT_CARE: _OWNER,
    Action.TEST_CARE: _OWNER | _OPERATOR,
    Action.EDIT_STORE: _OWNER,
    Action.SEE_STAFF: _OWNER,
    Action.INVITE_STAFF: _OWNER,
    Action.DISMISS_STAFF: _OWNER,
    Action.IMPORT: _OPERATOR,
    Action.EXPORT: _OPERATOR,
    Action.AUDIT: _OPERATOR | {Role.SYSTEM},
    Action.BACK_UP: _OPERATOR | {Role.SYSTEM},
    Action.RESTORE: _OPERATOR,
    Action.RESUME: _OPERATOR | _OWNER,
    Action.MAKE_OWNER_CODE: _OPERATOR,
    Action.ROTATE_KEY: _OPERATOR,
}

# What somebody does about their own membership takes a membership, whatever else they are.
ABOUT_ONESELF = frozenset(
    {
        Action.SEE_POINTS,
        Action.SEE_CARD,
        Action.CHANGE_SETTINGS,
        Action.SHARE_PHONE,
        Action.KEEP_POINTS,
        Action.SEE_MY_DATA,
        Action.FORGET_ME,
        Action.SEE_VOUCHERS,
        Action.REDEEM,
        Action.SEE_REMINDERS,
        Action.SPEND,
        Action.STOP_SPENDING,
        Action.ANSWER_SURVEY,
        Action.TALK_TO_STAFF,
        Action.JOIN_GROUPS,
        Action.COME,
    }
)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. `branch_id` None on staff means every branch; a guest has only a `telegram_id`."""

    role: Role
    telegram_id: int | None = None
    member_id: int | None = None
    staff_id: int | None = None
    branch_id: int | None = None

    @property
    def name(self) -> str:
        """How the ledger remembers the actor: by number, so that forgetting a person leaves the record whole."""
        if self.staff_id is not None:
            return f"{self.role}:{self.staff_id}"
        return str(self.role) if self.member_id is None else f"{self.role}:{self.member_id}"


SYSTEM = Actor(Role.SYSTEM)
OPERATOR = Actor(Role.OPERATOR)


def allowed(actor: Actor, action: Action, branch_id: int | None = None) -> bool:
    """Whether the actor may do this, to something that belongs to branch `branch_id` (None: to no branch)."""
    if actor.role not in MAY.get(action, frozenset()):
        return False
    if action in ABOUT_ONESELF and actor.member_id is None:
        return False
    return branch_id is None or actor.branch_id is None or actor.branch_id == branch_id
