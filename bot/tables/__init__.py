"""What the shop remembers, one file per noun."""
