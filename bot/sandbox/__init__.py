"""A pocket Telegram: a Bot API server and a chat page, for the demo and for tests, with no network and no account."""
