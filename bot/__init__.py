"""What the shop remembers and how it judges; knows no Telegram."""
