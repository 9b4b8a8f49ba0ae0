"""What every command begins with: the settings, and a log that can't give their secrets away."""

from bot.logs import log_uncaught_errors, start_logging
from bot.settings import Settings
from bot.vault import Vault
from commands.environment import SettingsError, read_settings
from commands.stop import WRONG, StopError


def settings_for(*needed: str, log_level: str | None = None) -> Settings:
    """Read the settings, of which this command can't do without some, and start the log.

    Args:
        log_level: what the settings say by default.

    Raises:
        StopError: one is missing or wrong (78).
    """
    try:
        settings = read_settings(*needed)
    except SettingsError as error:
        raise StopError(str(error), WRONG) from None
    key = settings.secret_key.get_secret_value()
    token, url = settings.bot_token.get_secret_value(), settings.database_url.get_secret_value()
    former = [one.get_secret_value() for one in settings.former_secret_keys]
    words = [webhook_secret(Vault(one)) for one in (key, *former)]
    start_logging(log_level or settings.log_level, secrets=[token, key, *former, url, *words])
    log_uncaught_errors()
    return settings


def quiet_settings(*needed: str) -> Settings:
    """The same for a command whose answer is what it prints: only what goes wrong is logged."""
    return settings_for(*needed, log_level="warning")


def webhook_secret(vault: Vault) -> str:
    """What Telegram sends along with each update: a word of the secret key's, so that nobody has to keep it."""
    return vault.word("webhook")
