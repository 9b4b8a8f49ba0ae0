"""Personal and secret values for the tests, all of one feather, so that one found in a log is seen at once."""

from typing import Final

TOKEN: Final = "7000000001:AAcanary-token-canary-token-canary1"
SECRET_KEY: Final = "canary-secret-key-for-tests-only-canary"
WEBHOOK_SECRET: Final = "canary-webhook-secret-canary-webhook-secret"
PHONE: Final = "+8613800138000"
NAME: Final = "Mei Canary"
TEXT: Final = "a canary's message to the shop"

FEATHERS: Final = ("canary", PHONE.removeprefix("+"), PHONE.removeprefix("+86"))


def canaries_in(text: str) -> list[str]:
    """Return the lines in which a personal or secret value of the tests can be read."""
    return [line for line in text.splitlines() if any(feather in line.casefold() for feather in FEATHERS)]
