"""How the bot wants its updates: pushed to an address, or asked for."""

import re
from urllib.parse import urlsplit

from bot.sandbox.errors import WEBHOOK_ACTIVE, Refusal, bad
from bot.sandbox.methods.sending import Method
from bot.sandbox.params import Params
from bot.sandbox.shapes import Json
from bot.sandbox.world import World

SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
LONGEST_POLL = 50


async def get_updates(world: World, params: Params) -> list[Json]:
    """getUpdates: the one method that may wait."""
    if world.webhook.url:
        raise Refusal(409, WEBHOOK_ACTIVE)
    world.updates.allow(params.texts("allowed_updates"))
    limit = params.integer("limit", 100)
    if not 1 <= limit <= 100:
        limit = 100
    timeout = min(max(params.integer("timeout"), 0), LONGEST_POLL)
    return await world.updates.poll(params.integer("offset"), limit, timeout)


def set_webhook(world: World, params: Params) -> bool:
    """setWebhook. Plain http is taken only for this machine, where a local Bot API server takes it too."""
    url = params.text("url")
    if url:
        parts = urlsplit(url)
        near = parts.hostname in ("127.0.0.1", "localhost", "testserver")
        if parts.scheme != "https" and not (parts.scheme == "http" and near):
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    secret = params.text("secret_token")
    if secret and SECRET.fullmatch(secret) is None:
        raise bad("secret token contains unallowed characters" if len(secret) <= 256 else "secret token is too long")
    if params.flag("drop_pending_updates"):
        world.updates.drop_all()
    most = min(max(params.integer("max_connections", 40), 1), 100)
    world.webhook.set(url, secret, most, params.texts("allowed_updates"), params.text("ip_address"))
    world.updates.on_new()
    return True


def delete_webhook(world: World, params: Params) -> bool:
    """deleteWebhook."""
    if params.flag("drop_pending_updates"):
        world.updates.drop_all()
    world.webhook.set("", "", 40, None, "")
    return True


def get_webhook_info(world: World, _: Params) -> Json:
    """getWebhookInfo."""
    return world.webhook.told()


METHODS: dict[str, Method] = {
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}
