"""The store's colours: of the card's code, and of every picture that is drawn."""

INK = "#12263a"
ACCENT = "#0a7f6f"
PAPER = "#ffffff"
QUIET = "#5c6b7a"
"""Of what is said beside a figure."""
GRID = "#e4e9ee"
