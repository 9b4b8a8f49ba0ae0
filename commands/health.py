"""`regulars doctor --health`: asks the running bot whether it is well; it imports little, for it is asked for ever."""

from urllib.error import URLError
from urllib.request import urlopen

from bot.settings import Address
from commands.settings import quiet_settings
from commands.stop import StopError


def ask_health() -> None:
    """Ask the running bot whether it is well, as Docker's health check does.

    Raises:
        StopError: it is not, or there is none (1).
    """
    address = quiet_settings().listen
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address.host, address.host)  # noqa: S104 - everywhere is here too
    try:
        with urlopen(f"http://{Address(host, address.port)}/health", timeout=4) as answer:
            answer.read()
    except (URLError, TimeoutError) as error:
        raise StopError(f"The bot is not well: {getattr(error, 'reason', error)}.") from None
