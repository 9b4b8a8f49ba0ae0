"""What people say to each other in a group is not kept; that they are there is, and nothing else of it."""

from handlers.group_ear import is_talk, only_who, who_talks

MEI = {"id": 700_000_002, "is_bot": False, "first_name": "Mei", "username": "mei"}
GROUP = {"id": -1_000_004_000_001, "type": "supergroup", "title": "Tasters"}


def said(**content: object) -> dict[str, object]:
    """A message in a group."""
    return {"update_id": 7, "message": {"message_id": 1, "chat": GROUP, "from": MEI, "date": 1_772_442_000, **content}}


def test_of_what_is_said_in_a_group_only_where_and_by_whom_is_kept() -> None:
    heard = said(text="My doctor says that I should drink less of it")

    assert is_talk(heard)
    assert who_talks(heard) == (GROUP["id"], MEI["id"])
    assert only_who(heard) == {
        "update_id": 7,
        "group_talk": {"chat": GROUP, "date": 1_772_442_000, "from": {"id": MEI["id"]}},
    }


def test_a_bot_a_channel_and_a_notice_of_telegrams_are_nobody_who_talks() -> None:
    assert who_talks(said(text="News", sender_chat={"id": -1_000_000_000_009})) is None
    assert who_talks(said(text="Beep", **{"from": {**MEI, "is_bot": True}})) is None
    assert who_talks(said(left_chat_member=MEI)) is None
    assert who_talks({"update_id": 7, "edited_message": said(text="x")["message"]}) is None
