"""What members agreed to, as a part of a query about them."""

from sqlalchemy import BindParameter, ColumnElement, ScalarSelect, select

from bot.rules.deliveries import Topic
from bot.tables.members import consents


def agreed(topic: Topic | BindParameter[str], member: ColumnElement[int]) -> ScalarSelect[bool]:
    """Whether a member agreed to a topic: their last word on it; null where they never said one.

    Args:
        topic: or the place of its name in the query.
        member: the column of the member's number.
    """
    return (
        select(consents.c.given)
        .where(consents.c.member_id == member, consents.c.topic == topic)
        .order_by(consents.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
