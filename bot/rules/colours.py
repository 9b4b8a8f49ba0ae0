"""The store's colours: of the card's code, and of every picture that is drawn."""

INK = "#12263a"
ACCENT = "#0a7f6f"
PAPER = "#ffffff"
