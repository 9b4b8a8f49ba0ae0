"""The ear and the mouth: Telegram updates in, replies out."""
