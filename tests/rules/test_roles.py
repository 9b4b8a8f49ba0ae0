"""Who may do what, as the owner would say it."""

import pytest

from bot.rules.roles import ABOUT_ONESELF, MAY, OPERATOR, SYSTEM, Action, Actor, Role, allowed

GUEST = Actor(Role.GUEST, telegram_id=1)
MEI = Actor(Role.MEMBER, telegram_id=2, member_id=1)
CARL = Actor(Role.CASHIER, telegram_id=3, staff_id=1, branch_id=1)
ANNA = Actor(Role.AGENT, telegram_id=4, staff_id=2, branch_id=1)
MAX = Actor(Role.MANAGER, telegram_id=5, staff_id=3)
OLGA = Actor(Role.OWNER, telegram_id=6, staff_id=4)
EVERYBODY = [GUEST, MEI, CARL, ANNA, MAX, OLGA, SYSTEM, OPERATOR]


def test_every_action_names_who_may_do_it() -> None:
    assert set(MAY) == set(Action)
    assert all(MAY.values())


@pytest.mark.parametrize(
    ("action", "who"),
    [
        (Action.JOIN, [GUEST, MEI, CARL, ANNA, MAX, OLGA]),
        (Action.RECORD_SALE, [CARL, MAX, OLGA, OPERATOR]),
        (Action.UNDO_SALE, [CARL, MAX, OLGA]),
        (Action.FIND_MEMBER, [CARL, ANNA, MAX, OLGA]),
        (Action.REFUND, [MAX, OLGA]),
        (Action.EDIT_PRODUCTS, [MAX, OLGA]),
        (Action.EDIT_PROGRAM, [OLGA]),
        (Action.EDIT_STORE, [OLGA]),
        (Action.INVITE_STAFF, [OLGA]),
        (Action.SEE_POINTS, [MEI]),
        (Action.FORGET_ME, [MEI]),
        (Action.AUDIT, [SYSTEM, OPERATOR]),
        (Action.IMPORT, [OPERATOR]),
        (Action.RESUME, [OLGA, OPERATOR]),
    ],
)
def test_only_those_named_may(action: Action, who: list[Actor]) -> None:
    assert [actor for actor in EVERYBODY if allowed(actor, action)] == who


def test_staff_who_are_members_see_their_own_points() -> None:
    carl_with_a_card = Actor(Role.CASHIER, telegram_id=3, staff_id=1, member_id=9)

    assert all(allowed(carl_with_a_card, action) for action in ABOUT_ONESELF)
    assert not any(allowed(CARL, action) for action in ABOUT_ONESELF)


def test_a_cashier_of_one_branch_does_nothing_in_another() -> None:
    assert allowed(CARL, Action.RECORD_SALE, branch_id=1)
    assert not allowed(CARL, Action.RECORD_SALE, branch_id=2)
    assert allowed(MAX, Action.RECORD_SALE, branch_id=2)


def test_an_actor_is_remembered_by_number_never_by_name() -> None:
    assert [actor.name for actor in (CARL, MEI, SYSTEM)] == ["cashier:1", "member:1", "system"]
