"""A newcomer's machine may lack a part, and is told how to get it; CI may not."""

from collections.abc import Callable

import pytest

from tests import needs


@pytest.fixture(params=[needs.postgres_programs, needs.chromium, needs.cjk_font], ids=lambda need: str(need.__name__))
def bare_machine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Callable[[], object]:
    monkeypatch.setattr("shutil.which", lambda _name: None)
    monkeypatch.setattr("pathlib.Path.glob", lambda _folder, _pattern: iter(()))
    need: Callable[[], object] = request.param
    return need


def test_what_is_lacking_skips_with_the_way_to_get_it(
    bare_machine: Callable[[], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(needs.COMPULSORY, raising=False)

    with pytest.raises(pytest.skip.Exception, match=r"This machine lacks .+; to get it: apt-get install \w+"):
        bare_machine()


def test_what_is_lacking_fails_in_ci(bare_machine: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(needs.COMPULSORY, "1")

    with pytest.raises(pytest.fail.Exception, match="This machine lacks"):
        bare_machine()
