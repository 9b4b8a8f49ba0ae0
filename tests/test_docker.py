"""No container engine runs here, so the image is held to the steps of `make setup`, which are tried on every run."""

import re
import shlex
import tomllib
from pathlib import Path

import pytest

from bot.settings import knobs

ROOT = Path(__file__).parents[1]
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
COMPOSE = ["compose.yaml", "compose.postgres.yaml"]


def steps(instruction: str) -> list[str]:
    joined = re.sub(r"\\\n\s*", "", DOCKERFILE)
    return [
        line.removeprefix(instruction).strip() for line in joined.splitlines() if line.startswith(instruction + " ")
    ]


def commands() -> list[str]:
    return [command.strip() for step in steps("RUN") for command in step.split("&&")]


def copied() -> set[str]:
    return {source for step in steps("COPY") for source in shlex.split(step)[:-1]}


def make_setup() -> list[str]:
    makefile = (ROOT / "Makefile").read_text("utf-8").replace("$(BIN)", ".venv/bin").replace("$(PYTHON)", "python3")
    rules = re.findall(r"^\.venv/(?:bin/python|\.run):.*\n((?:\t.*\n)+)", makefile, re.MULTILINE)
    recipe = [line.strip() for rule in rules for line in rule.splitlines()]
    return [line for line in recipe if not line.startswith(("@", "python3 -c"))]


def test_the_image_takes_the_steps_of_make_setup() -> None:
    taken = [command for command in commands() if "pip" in command or "venv .venv" in command]

    assert len(taken) == 3
    assert taken == make_setup()


def test_the_image_holds_what_is_installed_and_nothing_of_the_tests() -> None:
    packaging = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wheel = packaging["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"]

    assert set(wheel) <= copied()
    assert copied() - set(wheel) == {"requirements/run.txt", "pyproject.toml", "README.md", "LICENSE"}


def test_what_the_image_copies_exists_and_is_not_ignored() -> None:
    ignore = (ROOT / ".dockerignore").read_text("utf-8").splitlines()

    for source in copied():
        assert (ROOT / source).exists()
        assert f"!{source}" in ignore


def test_the_image_runs_as_nobody_in_particular_with_one_volume_and_a_health_check() -> None:
    assert steps("USER") == ["regulars"]
    assert DOCKERFILE.index("\nUSER ") < DOCKERFILE.index("\nENTRYPOINT ")
    assert steps("VOLUME") == ["/data"]
    assert len(steps("HEALTHCHECK")) == 1
    assert '"doctor", "--health"' in steps("HEALTHCHECK")[0]


@pytest.mark.parametrize("file", ["Dockerfile", *COMPOSE, "docs/operator.md", "README.md"])
def test_deployment_names_only_settings_that_exist(file: str) -> None:
    named = set(re.findall(r"REGULARS_[A-Z_]+[A-Z]", (ROOT / file).read_text("utf-8")))

    assert named <= {knob.name for knob in knobs()} | {"REGULARS_TEST_COMPULSORY"}


@pytest.mark.parametrize("file", COMPOSE)
def test_compose_files_keep_no_secret(file: str) -> None:
    for line in (ROOT / file).read_text("utf-8").splitlines():
        if "PASSWORD" in line and not line.lstrip().startswith("#"):
            assert "${POSTGRES_PASSWORD:?" in line
