"""How commands reach Telegram."""

from bot.settings import Settings
from handlers.transport import AiohttpRequest, environment_proxy


def requests_for(settings: Settings) -> AiohttpRequest:
    """Requests to this shop's Bot API server, through a proxy where the environment asks for one."""
    return AiohttpRequest(proxy=environment_proxy(settings.telegram_api))
