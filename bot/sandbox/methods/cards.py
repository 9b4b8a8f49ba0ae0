"""Messages that are not text or files: places, contacts, dice, polls, invoices."""

from bot.sandbox.errors import bad
from bot.sandbox.methods.sending import Method, format_text, message_named, send
from bot.sandbox.params import Params
from bot.sandbox.shapes import Json
from bot.sandbox.world import World

DICE = {"🎲": 6, "🎯": 6, "🎳": 6, "🏀": 5, "⚽": 5, "🎰": 64}
POLL_OPTIONS = range(1, 13)
PAYLOAD_BYTES = 128


def _place(params: Params) -> Json:
    latitude, longitude = params.number("latitude"), params.number("longitude")
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise bad("wrong location specified")
    return {"latitude": latitude, "longitude": longitude}


def send_location(world: World, params: Params) -> Json:
    """sendLocation."""
    return send(world, params, {"location": _place(params)})


def send_venue(world: World, params: Params) -> Json:
    """sendVenue: a place with a name."""
    title, address = params.text("title"), params.text("address")
    if not title or not address:
        raise bad("title is empty" if not title else "address is empty")
    place = _place(params)
    return send(world, params, {"location": place, "venue": {"location": place, "title": title, "address": address}})


def send_contact(world: World, params: Params) -> Json:
    """sendContact."""
    phone, name = params.text("phone_number"), params.text("first_name")
    if not phone or not name:
        raise bad("phone number is empty" if not phone else "first name is empty")
    contact: Json = {"phone_number": phone, "first_name": name}
    contact |= {key: params.text(key) for key in ("last_name", "vcard") if params.text(key)}
    return send(world, params, {"contact": contact})


def send_dice(world: World, params: Params) -> Json:
    """sendDice; the seed decides what comes up."""
    emoji = params.text("emoji") or "🎲"
    if emoji not in DICE:
        raise bad("DICE_EMOJI_INVALID")
    return send(world, params, {"dice": {"emoji": emoji, "value": world.random.randint(1, DICE[emoji])}})


def poll_id(world: World) -> str:
    """A new poll's id: each copy of a poll is one of its own."""
    return str(world.random.randrange(10**17, 10**18))


def send_poll(world: World, params: Params) -> Json:
    """sendPoll."""
    question = format_text(world, params.text("question"), params.text("question_parse_mode"), [])
    if not 0 < len(question.text) <= 300:
        raise bad(
            "poll question must be non-empty" if not question.text else "poll question length must not exceed 300"
        )
    asked = params.structure("options", "options")
    if not isinstance(asked, list) or len(asked) not in POLL_OPTIONS:
        raise bad("poll must have at least 1 option" if not asked else "poll can't have more than 12 options")
    texts = [str(one.get("text", "") if isinstance(one, dict) else one).strip() for one in asked]
    if not all(0 < len(text) <= 100 for text in texts):
        raise bad("poll options length must not exceed 100")
    kind = params.text("type") or "regular"
    poll: Json = {
        "id": poll_id(world),
        "question": question.text,
        "options": [{"persistent_id": str(n), "text": text, "voter_count": 0} for n, text in enumerate(texts)],
        "total_voter_count": 0,
        "is_closed": params.flag("is_closed"),
        "is_anonymous": params.flag("is_anonymous", default=True),
        "type": kind,
        "allows_multiple_answers": params.flag("allows_multiple_answers"),
        "allows_revoting": params.flag("allows_revoting", default=kind != "quiz"),
        "members_only": params.flag("members_only"),
    }
    if kind == "quiz":
        poll["correct_option_ids"] = params.integers("correct_option_ids") or [params.integer("correct_option_id")]
    return send(world, params, {"poll": poll})


def stop_poll(world: World, params: Params) -> Json:
    """stopPoll."""
    chat = world.reached(params.values.get("chat_id"))
    message = message_named(chat, params, "with poll to stop")
    if "poll" not in message or message["from"]["id"] != world.bot.id:
        raise bad("message can't be edited" if "poll" in message else "message with poll to stop not found")
    if message["poll"]["is_closed"]:
        raise bad("poll has already been closed")
    closed: Json = {**message["poll"], "is_closed": True}
    world.replace(chat, message, {"poll": closed}, edited=False)
    return closed


def _invoice(params: Params) -> Json:
    """What an invoice asks for; raises Telegram's complaints."""
    for name in ("title", "description", "payload", "currency"):
        if not params.text(name):
            raise bad(f"{name} is empty")
    prices: list[object] = [*params.array("prices", "labeled price")]
    if not prices or not all(isinstance(one, dict) and isinstance(one.get("amount"), int) for one in prices):
        raise bad("can't parse labeled price: must be an Array of LabeledPrice")
    if len(params.text("payload").encode()) > PAYLOAD_BYTES:
        raise bad("INVOICE_PAYLOAD_INVALID")
    currency = params.text("currency")
    if currency == "XTR" and len(prices) != 1:
        raise bad("STARS_INVOICE_INVALID")
    if currency != "XTR" and not params.text("provider_token"):
        raise bad("PAYMENT_PROVIDER_INVALID")
    total = sum(one["amount"] for one in prices if isinstance(one, dict))
    return {"currency": currency, "total_amount": total, "invoice_payload": params.text("payload")}


def send_invoice(world: World, params: Params) -> Json:
    """sendInvoice, with a Pay button if none is given."""
    invoice = _invoice(params)
    content: Json = {
        "invoice": {
            "title": params.text("title"),
            "description": params.text("description"),
            "start_parameter": params.text("start_parameter"),
            "currency": invoice["currency"],
            "total_amount": invoice["total_amount"],
        }
    }
    if not params.values.get("reply_markup"):
        content["reply_markup"] = {"inline_keyboard": [[{"text": "Pay", "pay": True}]]}
    message = send(world, params, content)
    world.invoices[message["chat"]["id"], message["message_id"]] = invoice
    return message


def create_invoice_link(world: World, params: Params) -> str:
    """createInvoiceLink."""
    _invoice(params)
    return f"https://t.me/${world.token_of(16)}"


def answer_pre_checkout_query(world: World, params: Params) -> bool:
    """answerPreCheckoutQuery: with `ok` the money moves and the bot is told of a successful payment."""
    waiting = world.checkouts.pop(params.text("pre_checkout_query_id"), None)
    if waiting is None:
        raise bad("query is too old and response timeout expired or query ID is invalid")
    chat, asked = waiting
    if params.flag("ok"):
        charge = world.token_of(20)
        paid = {key: asked[key] for key in ("currency", "total_amount", "invoice_payload")}
        paid |= {"telegram_payment_charge_id": charge, "provider_payment_charge_id": charge}
        world.post(chat, asked["from"], {"successful_payment": paid})
    elif not params.text("error_message"):
        raise bad("error_message is empty")
    return True


METHODS: dict[str, Method] = {
    "sendLocation": send_location,
    "sendVenue": send_venue,
    "sendContact": send_contact,
    "sendDice": send_dice,
    "sendPoll": send_poll,
    "stopPoll": stop_poll,
    "sendInvoice": send_invoice,
    "createInvoiceLink": create_invoice_link,
    "answerPreCheckoutQuery": answer_pre_checkout_query,
    "answerShippingQuery": lambda *_: True,
    "refundStarPayment": lambda *_: True,
    "getUserProfilePhotos": lambda *_: {"total_count": 0, "photos": []},
}
