"""How commands reach Telegram."""

from bot.rules.pace import MANY
from bot.settings import Settings
from handlers.transport import CONNECTIONS, AiohttpRequest, environment_proxy


def requests_for(settings: Settings) -> AiohttpRequest:
    """Requests to this shop's Bot API server, through a proxy where the environment asks for one."""
    connections = CONNECTIONS + (MANY if settings.paid_pace else 0)
    return AiohttpRequest(connections, proxy=environment_proxy(settings.telegram_api))
